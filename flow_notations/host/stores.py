"""A store by its name: a path is a SQLite file, an address a PostgreSQL database or a Restate cluster; and its host.

In: words. Out: a ``Store``, and who works on it. What is behind it, nobody else has to know. A file can also be looked at
without taking it.
"""

from __future__ import annotations

import asyncio
import sqlite3
from dataclasses import replace
from typing import TYPE_CHECKING, Final, TypeVar, cast
from urllib.parse import quote

from flow_notations.errors import StoreUnavailable

from .host import Host
from .pace import Recent, recent_dispatches
from .sqlite import SqliteStore
from .sqlite.faults import translated
from .sqlite.schema import APPLICATION_ID, MIGRATIONS
from .sqlite.transaction import SqliteTransaction
from .store_names import POSTGRES, RESTATE, known, there

if TYPE_CHECKING:
    from collections.abc import Callable

    from channel_adapter.clock import Clock
    from channel_adapter.messages import Instant

    from .fetching import Fetcher
    from .hosting import Hosting
    from .postgres import PostgresStore
    from .restate import RestateStore
    from .store import Store, Transaction
    from .wiring import Wiring

BUSY_SECONDS_MAX: Final = 5

Result = TypeVar("Result")


def open_store(name: str) -> Store:
    """The store of that name, to work with. Raises ``StoreUnavailable`` with what to do.

    A Restate cluster is read whole and takes published flows; its conversations change by its host alone.
    """
    if known(name).startswith(POSTGRES):
        return _on_postgres(name)
    if name.startswith(RESTATE):
        return _on_restate(name, serving=False)
    return SqliteStore.open(name)


def look_into(name: str) -> Store:
    """The store of that name, to read only; a file may be in use by a host meanwhile."""
    return open_store(name) if there(name).startswith((*POSTGRES, RESTATE)) else SqliteGlance(name)


class SqliteGlance:
    """A ``Store`` over a file that somebody else may hold: it reads what was committed, and writes nothing."""

    def __init__(self, path: str) -> None:
        """Raise ``StoreUnavailable`` when the file is not there, not ours, or of another schema."""
        self._path = path
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
        with translated(self._path):
            self._connection.execute("begin")
            try:
                return work(self._transaction)
            finally:
                self._connection.execute("rollback")

    def _check(self, path: str) -> None:
        if self._connection.execute("pragma application_id").fetchone()[0] != APPLICATION_ID:
            raise StoreUnavailable(f"store '{path}': this file is not a store of flows")
        version = self._connection.execute("select coalesce(max(version), 0) from migrations").fetchone()[0]
        current = len(MIGRATIONS)
        if version != current:
            newer = "newer than this program's {}; run the newer program"
            older = "older than this program's {}; flow serve and flow publish bring it up to date"
            how = (newer if version > current else older).format(current)
            raise StoreUnavailable(f"store '{path}': its schema is version {version}, {how}")


def open_served(name: str, keys: str | None = None) -> Store:
    """The store of that name, for a host that will work on it. Raises ``StoreUnavailable`` with what to do."""
    if not name.startswith(RESTATE):
        return open_store(name)
    if keys:
        raise StoreUnavailable(
            "keys seal a file or a PostgreSQL database, not a Restate cluster: serve it without --keys and"
            " FLOW_KEYS, on disks that are encrypted"
        )
    return _on_restate(name, serving=True)


def host_on(store: Store, wiring: Wiring, clock: Clock, *, fetcher: Fetcher) -> Hosting:
    """Who works on a store: one of several workers on PostgreSQL, one of several processes on Restate, the only host on a file."""
    kind = type(getattr(store, "inner", store)).__name__
    if kind == "PostgresStore":
        from .postgres import Worker

        return Worker(cast("PostgresStore", store), wiring, clock, fetcher=fetcher)
    if kind == "RestateStore":
        from .restate import RestateHost

        return RestateHost(cast("RestateStore", store), wiring, clock, fetcher=fetcher)
    return Host(store, wiring, clock, fetcher=fetcher)


async def recent_on(store: Store, now: Instant) -> Recent:
    """What was dispatched of late. A cluster has other processes that dispatch, too: there the pace begins pessimistic.

    A worker on PostgreSQL reads it when a number is its own, see ``postgres.leased``.
    """
    if type(getattr(store, "inner", store)).__name__ == "PostgresStore":
        return Recent(sends={}, whole=True)
    if type(store).__name__ == "RestateStore":
        return Recent(sends={}, whole=False)
    return await recent_dispatches(store, now)


def _on_postgres(name: str) -> Store:
    try:
        from .postgres import PostgresStore
    except ImportError as missing:
        raise StoreUnavailable("a PostgreSQL store needs psycopg: pip install 'flow-notations[postgres]'") from missing
    return PostgresStore.open(name)


def _on_restate(name: str, *, serving: bool) -> Store:
    try:
        from .restate import RestateStore, addresses_of, serving_addresses
    except ImportError as missing:
        raise StoreUnavailable(
            f"a Restate cluster needs restate-sdk and granian: pip install 'flow-notations[restate]' ({missing})"
        ) from missing
    return RestateStore(serving_addresses(name) if serving else replace(addresses_of(name), listen=None))
