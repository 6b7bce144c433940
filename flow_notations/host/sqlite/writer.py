"""The one thread that writes: works queue up, and all that wait share a commit.

A disk makes a few thousand commits a second, whatever is in them; up to ``WORKS_PER_COMMIT_MAX`` works ride on each.
Every work has a savepoint of its own, so that one that raises takes nothing with it but itself. Results of a commit are
handed over together: each event loop is woken once.
"""

from __future__ import annotations

import asyncio
import sqlite3
import threading
from queue import Empty, SimpleQueue
from typing import TYPE_CHECKING, Any, Final, NamedTuple

from flow_notations.errors import StoreClosed, StoreUnavailable
from flow_notations.host.handing_over import hand_over

from .faults import is_trouble, unavailable
from .transaction import SqliteTransaction

if TYPE_CHECKING:
    from collections.abc import Callable

    from flow_notations.host.handing_over import Result

WORKS_PER_COMMIT_MAX: Final = 256
"""Beyond this a commit's own cost no longer shows, and the first in the group would wait for the last."""

SCRUBBING: Final = (
    "pragma temp_store = file",  # a copy of everything does not belong in memory
    "vacuum",
    "pragma temp_store = memory",
    "pragma wal_checkpoint(truncate)",
)
STILL_READ: Final = "somebody still reads its log, so traces of what was erased stay in it; try again"


class Job(NamedTuple):
    """A work and who waits for it."""

    work: Callable[[SqliteTransaction], Any]
    loop: asyncio.AbstractEventLoop
    promise: asyncio.Future[Any]
    scrubs: bool = False


class Writer:
    """Runs works on its thread, in order of arrival."""

    def __init__(self, path: str, connection: sqlite3.Connection) -> None:
        self._path = path
        self._connection = connection
        self._transaction = SqliteTransaction(connection)
        self._works: SimpleQueue[Job | None] = SimpleQueue()
        self._closed = False
        self._door = threading.Lock()
        self._thread = threading.Thread(target=self._run, name=f"store {path}", daemon=True)
        self._thread.start()

    def submit(self, work: Callable[[SqliteTransaction], Any], *, scrubs: bool = False) -> asyncio.Future[Any]:
        """Queue a work; its future, of the running loop, ends after the commit. Raises ``StoreClosed`` once closed.

        One that ``scrubs`` leaves nothing in the files of all that was removed until then.
        """
        loop = asyncio.get_running_loop()
        promise: asyncio.Future[Any] = loop.create_future()
        with self._door:
            if self._closed:
                raise StoreClosed(f"store '{self._path}' is closed")
            self._works.put(Job(work, loop, promise, scrubs))
        return promise

    def close(self) -> None:
        """Finish what is queued, then end the thread and the connection."""
        with self._door:
            if self._closed:
                return
            self._closed = True
            self._works.put(None)
        self._thread.join()
        self._connection.close()

    def _run(self) -> None:
        while (first := self._works.get()) is not None:
            batch, last = self._gather(first)
            results = self._commit(batch)
            if any(job.scrubs for job in batch):
                results = self._scrub(batch, results)
            hand_over(batch, results)
            del first, batch  # what a work held is free while the thread waits
            if last:
                return

    def _gather(self, first: Job) -> tuple[list[Job], bool]:
        batch = [first]
        while len(batch) < WORKS_PER_COMMIT_MAX:
            try:
                job = self._works.get_nowait()
            except Empty:
                break
            if job is None:
                return batch, True
            batch.append(job)
        return batch, False

    def _commit(self, batch: list[Job]) -> list[Result]:
        """One transaction. Trouble with the file fails all of it, before or at the commit: then nothing was written."""
        try:
            self._connection.execute("begin immediate")
            results = [self._work(job.work) for job in batch]
            self._connection.execute("commit")
        except Exception as fault:
            self._roll_back()
            trouble = unavailable(self._path, fault) if isinstance(fault, sqlite3.Error) else fault
            return [(None, trouble) for _ in batch]
        return results

    def _work(self, work: Callable[[SqliteTransaction], Any]) -> Result:
        self._connection.execute("savepoint work")
        try:
            result = work(self._transaction)
        except Exception as mistake:
            if is_trouble(mistake):
                raise
            self._connection.execute("rollback to work")
            self._connection.execute("release work")
            return None, mistake
        self._connection.execute("release work")
        return result, None

    def _scrub(self, batch: list[Job], results: list[Result]) -> list[Result]:
        """Write the file anew and empty its log.

        Erased rows are zeros already, but pages that were split long ago keep copies of rows in the gap before their cells
        (found by searching a file for what had been erased from it); a new file has no such past.
        """
        try:
            for statement in SCRUBBING:
                busy = (self._connection.execute(statement).fetchone() or (0,))[0]
            trouble = StoreUnavailable(f"store '{self._path}': {STILL_READ}") if busy else None
        except sqlite3.Error as fault:
            trouble = unavailable(self._path, fault)
        if trouble is None:
            return results
        return [(None, trouble) if job.scrubs else result for job, result in zip(batch, results, strict=True)]

    def _roll_back(self) -> None:
        if self._connection.in_transaction:
            self._connection.execute("rollback")
