"""A PostgreSQL of the suite's own, and an empty store on it for every test."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tests.conformance import postgres_server

if TYPE_CHECKING:
    from collections.abc import Iterator

    from tests.conformance.postgres_server import PostgresServer


@pytest.fixture(scope="session")
def postgres() -> Iterator[PostgresServer]:
    """For the whole session."""
    yield from postgres_server.session()


@pytest.fixture
def address(postgres: PostgresServer) -> Iterator[str]:
    """Of a database without tables."""
    import psycopg

    yield postgres.address()
    with psycopg.connect(postgres.address(), autocommit=True) as session:
        session.execute("drop schema if exists flow cascade")


@pytest.fixture(scope="session")
def with_tables(postgres: PostgresServer) -> str:
    """A database with tables, made once."""
    return postgres.create("with_tables")


@pytest.fixture
def emptied(with_tables: str) -> Iterator[str]:
    """Of a database whose tables are empty."""
    import psycopg

    yield with_tables
    with psycopg.connect(with_tables) as session:
        found = session.execute("select relname from pg_stat_user_tables where relname != 'migrations'").fetchall()
        session.execute("set synchronous_commit = off")
        for (table,) in sorted(found):
            session.execute(f"delete from flow.{table}")
