"""Every conformance test runs once for each host; one whose server is not installed is skipped with the way to get it."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING

import pytest

from tests.conformance import postgres_server, restate_server
from tests.conformance.rigs import PostgresRig, RestateRig, Rig, SqliteRig

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from tests.conformance.postgres_server import PostgresServer


@pytest.fixture(scope="session")
def postgres() -> Iterator[PostgresServer]:
    """A PostgreSQL of our own, for the whole session."""
    yield from postgres_server.session()


@pytest.fixture(params=["sqlite", "postgres", "restate"])
def rig(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Rig]:
    """A host under test, in an empty world."""
    made: Rig
    if request.param == "sqlite":
        made = SqliteRig(tmp_path)
    elif request.param == "restate":
        if os.environ.get(postgres_server.SWITCH) != "1":
            pytest.skip(postgres_server.SWITCH_HINT)
        binary = restate_server.program()
        if binary is None:
            pytest.skip(restate_server.HINT)
        made = RestateRig(tmp_path, restate_server.RestateServer(binary))
    else:
        server = request.getfixturevalue("postgres")
        made = PostgresRig(tmp_path, server, database=f"world_{abs(hash(request.node.nodeid))}")
    yield made
    made.stop()
