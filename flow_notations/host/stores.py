"""A store by its name: a path is a SQLite file, an address a PostgreSQL database; and a look at a file without taking it.

In: words. Out: a ``Store``. Which database it is, nobody else has to know.
"""

from __future__ import annotations

import asyncio
import sqlite3
from typing import TYPE_CHECKING, Final, TypeVar
from urllib.parse import quote

from flow_notations.errors import StoreUnavailable

from .host import Host
from .sqlite import SqliteStore
from .sqlite.faults import translated
from .sqlite.schema import APPLICATION_ID, MIGRATIONS
from .sqlite.transaction import SqliteTransaction

if TYPE_CHECKING:
    from collections.abc import Callable

    from .store import Store, Transaction

POSTGRES: Final = ("postgresql://", "postgres://")
BUSY_SECONDS_MAX: Final = 5

Result = TypeVar("Result")


def open_store(name: str) -> Store:
    """The store of that name, to work with. Raises ``StoreUnavailable`` with what to do."""
    if not name.startswith(POSTGRES):
        return SqliteStore.open(name)
    try:
        from .postgres import PostgresStore
    except ImportError as missing:
        raise StoreUnavailable("a PostgreSQL store needs psycopg: pip install 'flow-notations[postgres]'") from missing
    return PostgresStore.open(name)


def look_into(name: str) -> Store:
    """The store of that name, to read only; a file may be in use by a host meanwhile."""
    return open_store(name) if name.startswith(POSTGRES) else SqliteGlance(name)


class SqliteGlance:
    """A ``Store`` over a file that somebody else may hold: it reads what was committed, and writes nothing."""

    def __init__(self, path: str) -> None:
        """Raise ``StoreUnavailable`` when the file is not there, not ours, or of another schema."""
        with translated(path):
            self._connection = sqlite3.connect(
                f"file:{quote(path)}?mode=ro", uri=True, isolation_level=None, timeout=BUSY_SECONDS_MAX,
                check_same_thread=False,
            )  # fmt: skip
        try:
            with translated(path):
                self._check(path)
        except BaseException:
            self._connection.close()
            raise
        self._transaction = SqliteTransaction(self._connection)

    async def transact(self, work: Callable[[Transaction], Result]) -> Result:
        """Run ``work`` on one snapshot. Raises ``StoreUnavailable`` when it writes."""
        return await asyncio.to_thread(self._look, work)

    async def close(self) -> None:
        """Let go of the file."""
        self._connection.close()

    def _look(self, work: Callable[[Transaction], Result]) -> Result:
        with translated("the store, opened for reading"):
            self._connection.execute("begin")
            try:
                return work(self._transaction)
            finally:
                self._connection.execute("rollback")

    def _check(self, path: str) -> None:
        if self._connection.execute("pragma application_id").fetchone()[0] != APPLICATION_ID:
            raise StoreUnavailable(f"store '{path}': this file is not a store of flows")
        version = self._connection.execute("select coalesce(max(version), 0) from migrations").fetchone()[0]
        if version != len(MIGRATIONS):
            raise StoreUnavailable(
                f"store '{path}': its schema is version {version}; this program reads {len(MIGRATIONS)}"
            )


def host_class(store: Store) -> type[Host]:
    """Who works on a store: one of several workers on PostgreSQL, the only host elsewhere."""
    if type(getattr(store, "inner", store)).__name__ != "PostgresStore":
        return Host
    from .postgres import Worker

    return Worker
