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
