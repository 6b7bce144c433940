"""Connections to a database: an outage is noticed soon, and an address that says nothing is refused without showing it."""

from __future__ import annotations

import pytest

pytest.importorskip("psycopg", reason="pip install 'flow-notations[postgres]'")

from psycopg.conninfo import conninfo_to_dict

from flow_notations.errors import StoreUnavailable
from flow_notations.host.postgres import PostgresStore
from flow_notations.host.postgres.membership import LEASE_SECONDS
from flow_notations.host.postgres.opening import connect, heedful


def test_a_server_that_is_gone_without_a_word_is_noticed_within_a_lease(address: str) -> None:
    """Whether its connection waits for an answer, or for what was sent to be taken."""
    with connect(address) as session:
        found = session.info.get_parameters()
    silence = int(found["keepalives_idle"]) + int(found["keepalives_interval"]) * int(found["keepalives_count"])
    assert silence < LEASE_SECONDS
    assert int(found["tcp_user_timeout"]) < LEASE_SECONDS * 1000


def test_what_an_address_says_itself_counts() -> None:
    """An operator knows their wire."""
    found = conninfo_to_dict(heedful("postgresql://127.0.0.1/x?keepalives_idle=60"))
    assert (found["keepalives_idle"], found["keepalives_count"], found["dbname"]) == ("60", "2", "x")


@pytest.mark.parametrize("address", ["postgresql://u:secret@[/x", "postgresql://u:secret@127.0.0.1/x?nonsense=1"])
def test_an_address_that_cannot_be_read_is_refused_unshown(address: str) -> None:
    """It may hold a password."""
    with pytest.raises(StoreUnavailable, match="not of the form postgresql://") as refused:
        PostgresStore.open(address)
    assert "secret" not in str(refused.value)
