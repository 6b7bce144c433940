"""``SqliteStore``: the embedded store. One file, one process; ``:memory:`` for tests."""

from __future__ import annotations

import asyncio
import sqlite3
from collections.abc import Callable
from pathlib import Path
from typing import TypeVar

from flow_notations.host.store import RING_SCOPE, Transaction

from .opening import MEMORY, connect, take_possession
from .writer import Writer

Result = TypeVar("Result")


class SqliteStore:
    """See ``store.Store``. Open it with ``SqliteStore.open``."""

    steps_at_once = True
    """See ``store.StepsAtOnce``."""

    def __init__(self, writer: Writer, owner: sqlite3.Connection | None, *, sealed: bool = False) -> None:
        self._writer = writer
        self._owner = owner
        self.sealed = sealed
        """Whether its words were sealed when it was opened, so that it is of no use without its keys."""

    @classmethod
    def open(cls, path: Path | str = MEMORY, *, migrate: bool = True) -> SqliteStore:
        """Take possession of the file, creating or upgrading its tables.

        Raises ``StoreUnavailable`` when another store holds the file, when it is damaged, belongs to something else,
        has a newer schema, or an older one with ``migrate`` off.
        """
        path = str(path)
        owner = take_possession(path)
        try:
            connection = connect(path, migrate=migrate)
            sealed = connection.execute("select 1 from fields where scope = ?", (RING_SCOPE,)).fetchone() is not None
            return cls(Writer(path, connection), owner, sealed=sealed)
        except BaseException:
            if owner is not None:
                owner.close()
            raise

    async def transact(self, work: Callable[[Transaction], Result]) -> Result:
        """Run ``work`` in one transaction; see ``store.Store``."""
        result: Result = await self._writer.submit(work)
        return result

    async def scrub(self) -> None:
        """Write the file anew; see ``store.Scrubs``. All other works wait: about half a minute for a gigabyte."""
        await self._writer.submit(lambda _: None, scrubs=True)

    async def close(self) -> None:
        """Finish what was handed in, then let go of the file."""
        await asyncio.to_thread(self._writer.close)
        if self._owner is not None:
            self._owner.close()
            self._owner = None
