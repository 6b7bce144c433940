"""Each trouble with a database is one sentence that says what to do, and shows neither address nor password."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING

import pytest

pytest.importorskip("psycopg", reason="pip install 'flow-notations[postgres]'")

import psycopg

from flow_notations.errors import StoreUnavailable
from flow_notations.host.postgres import PostgresStore
from flow_notations.host.postgres.faults import unavailable
from tests.conformance.postgres_server import free_port

if TYPE_CHECKING:
    from collections.abc import Iterator

AT = 'connection failed: connection to server at "10.0.0.7", port 5432 failed: '


@pytest.mark.parametrize(
    ("told", "said"),
    [
        (AT + 'FATAL:  password authentication failed for user "flow"', "it refuses the password"),
        (AT + "fe_sendauth: no password supplied", "it refuses the password"),
        (AT + 'FATAL:  role "flow" does not exist', "it refuses the role"),
        (AT + 'FATAL:  no pg_hba.conf entry for host "10.0.0.8", user "flow", database "x"', "it refuses the role"),
        (AT + 'FATAL:  database "x" does not exist', "the database does not exist; create it first"),
        (AT + 'FATAL:  permission denied for database "x"', "its role lacks a right"),
        (AT + "FATAL:  sorry, too many clients already", "it takes no more connections"),
        (AT + "FATAL:  the database system is starting up", "it is starting up"),
        (AT + "Connection refused\n\tIs the server running on that host?", "nothing answers at its address"),
        ("connection timeout expired", "nothing answers at its address"),
        ("consuming input failed: server closed the connection unexpectedly\n\tThis", "its connection broke off"),
        ("something\n\tnobody foresaw", "something nobody foresaw"),
        ("", "OperationalError"),
    ],
)
def test_a_connection_that_comes_to_nothing_is_one_sentence(told: str, said: str) -> None:
    """Its words are the driver's; ours say what to do."""
    sentence = str(unavailable(psycopg.OperationalError(told)))
    assert sentence.startswith(f"the PostgreSQL store: {said}")
    assert "\n" not in sentence
    assert "10.0.0.7" not in sentence


def test_a_server_that_is_not_there_says_so() -> None:
    """In the driver's own words of today."""
    with pytest.raises(StoreUnavailable, match="nothing answers at its address"):
        PostgresStore.open(f"postgresql://flow:secret@127.0.0.1:{free_port()}/x")


def test_a_database_and_a_role_that_are_not_there_say_so(address: str) -> None:
    """In the server's own words of today."""
    with pytest.raises(StoreUnavailable, match="the database does not exist; create it first"):
        PostgresStore.open(address.replace("/postgres", "/nothing"))
    with pytest.raises(StoreUnavailable, match="it refuses the role"):
        PostgresStore.open(address.replace("flow@", "nobody@"))


@pytest.fixture
def guest(address: str) -> Iterator[str]:
    """The address for a role that owns nothing."""
    with psycopg.connect(address, autocommit=True) as session:
        session.execute("create role guest login")
    yield address.replace("flow@", "guest@")
    with psycopg.connect(address, autocommit=True) as session:
        session.execute("drop owned by guest")
        session.execute("drop role guest")


def test_a_role_that_may_not_is_told_which_rights(guest: str) -> None:
    """It can make no schema there."""
    with pytest.raises(StoreUnavailable, match="its role lacks a right; make the role the owner"):
        PostgresStore.open(guest)


def test_a_role_that_owns_no_table_cannot_scrub_and_says_so(address: str, guest: str) -> None:
    """It may do all the rest; that its traces stay is not passed over in silence."""

    async def life() -> None:
        await PostgresStore.open(address).close()
        with psycopg.connect(address, autocommit=True) as session:
            session.execute("grant create on database postgres to guest")
            session.execute("grant all on schema flow to guest")
            session.execute("grant all on all tables in schema flow to guest")
        store = PostgresStore.open(guest, connections=1)
        try:
            with pytest.raises(StoreUnavailable, match="make it their owner"):
                await store.scrub()
        finally:
            await store.close()

    asyncio.run(life())
