"""The threads that write, each with a connection: works of one conversation wait for one another in the database.

A work is one transaction. It is run again when another work was in its way; it fails with ``StoreUnavailable`` when the
connection does, and the next one connects anew.
"""

from __future__ import annotations

import threading
from concurrent.futures import Future
from queue import SimpleQueue
from typing import TYPE_CHECKING, Any, Final, TypeAlias

from flow_notations.errors import StoreUnavailable

from .faults import RUN_AGAIN, TROUBLES, unavailable
from .grip import Grip
from .opening import connect
from .transaction import PostgresTransaction

if TYPE_CHECKING:
    from collections.abc import Callable

    from .membership import Membership
    from .rows import Session

    Work: TypeAlias = Callable[[Any], Any]
    Job: TypeAlias = tuple[Work, Future[Any]]

TRIES_MAX: Final = 8
"""Runs of one work; whoever is in the way has come to an end long before."""
DUE: Final = "flow_due"
"""Where workers hear that something became due at a number of theirs; see ``Worker``."""


class Writers:
    """Runs works, as many at a time as there are connections."""

    def __init__(self, address: str, membership: Membership, *, connections: int) -> None:
        self._address = address
        self._membership = membership
        self._works: SimpleQueue[Job | None] = SimpleQueue()
        self._closed = False
        self._door = threading.Lock()
        self._threads = [threading.Thread(target=self._run, daemon=True) for _ in range(connections)]
        for thread in self._threads:
            thread.start()

    @property
    def closed(self) -> bool:
        """Whether it takes no more works."""
        return self._closed

    def submit(self, work: Work) -> Future[Any]:
        """Queue a work; its future ends after the commit. Raises ``StoreUnavailable`` once closed."""
        promise: Future[Any] = Future()
        with self._door:
            if self._closed:
                raise StoreUnavailable("the PostgreSQL store is closed")
            self._works.put((work, promise))
        return promise

    def close(self) -> None:
        """Finish what is queued, then end threads and connections."""
        with self._door:
            if self._closed:
                return
            self._closed = True
            for _ in self._threads:
                self._works.put(None)
        for thread in self._threads:
            thread.join()

    def _run(self) -> None:
        seat = _Seat(self._address, self._membership)
        while (job := self._works.get()) is not None:
            work, promise = job
            try:
                result = seat.do(work)
            except Exception as fault:
                promise.set_exception(fault)
            else:
                promise.set_result(result)
        seat.leave()


class _Seat:
    """One thread's connection, opened when it is needed."""

    def __init__(self, address: str, membership: Membership) -> None:
        self._address = address
        self._membership = membership
        self._session: Session | None = None

    def do(self, work: Work) -> Any:
        try:
            session = self._connected()
            for _ in range(TRIES_MAX - 1):
                try:
                    return self._transact(session, work)
                except RUN_AGAIN:
                    continue
            return self._transact(session, work)
        except TROUBLES as fault:
            self.leave()
            raise unavailable(fault) from fault

    def leave(self) -> None:
        if self._session is not None:
            self._session.close()
            self._session = None

    def _connected(self) -> Session:
        if self._session is None:
            self._session = connect(self._address)
            self._grip = Grip(self._session)
            self._transaction = PostgresTransaction(self._grip)
        return self._session

    def _transact(self, session: Session, work: Work) -> Any:
        self._grip.begin(self._membership.worker)
        with session.transaction():
            result = work(self._transaction)
            for number_id in self._grip.woken - self._membership.numbers:
                session.execute("select pg_notify(%s, %s)", (DUE, number_id))
        return result
