"""The threads that write, each with a connection: all works that wait for a thread share its next transaction.

Each work is first run up to its first question, which touches nothing. What they all ask for is read together; then they
run, one after another, and what they write goes out together with the commit: three round trips, however many works. A
transaction that fails is undone, and each of its works is run again in one of its own, so that a fault stays with its
work. So is a work that was in another's way, which waits for nobody among others. Trouble with the connection fails
them all with ``StoreUnavailable``; the next ones connect anew.
"""

from __future__ import annotations

import asyncio
import threading
from queue import Empty, SimpleQueue
from typing import TYPE_CHECKING, Any, Final, NamedTuple

from flow_notations.errors import StoreUnavailable
from flow_notations.host.handing_over import hand_over

from .faults import RUN_AGAIN, TROUBLES, unavailable
from .seat import Seat

if TYPE_CHECKING:
    from collections.abc import Callable

    from flow_notations.host.handing_over import Result

    from .membership import Membership

WORKS_PER_COMMIT_MAX: Final = 128
"""Beyond this a commit's own cost no longer shows, and other workers would wait for its conversations."""


class Job(NamedTuple):
    """A work and who waits for it; ``alone``: in a transaction of its own."""

    work: Callable[[Any], Any]
    loop: asyncio.AbstractEventLoop
    promise: asyncio.Future[Any]
    alone: bool = False


class Writers:
    """Runs works, as many transactions at a time as there are connections."""

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

    def submit(self, work: Callable[[Any], Any], *, alone: bool = False) -> asyncio.Future[Any]:
        """Queue a work; its future, of the running loop, ends after the commit. Raises ``StoreUnavailable`` once closed."""
        loop = asyncio.get_running_loop()
        promise: asyncio.Future[Any] = loop.create_future()
        with self._door:
            if self._closed:
                raise StoreUnavailable("the PostgreSQL store is closed")
            self._works.put(Job(work, loop, promise, alone))
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
        seat = Seat(self._address, self._membership)
        while jobs := self._gather():
            _do(seat, jobs)
            jobs.clear()  # what works held is free while the thread waits
        seat.leave()

    def _gather(self) -> list[Job]:
        """Those that wait now, once there is one; none: it is time to end."""
        first = self._works.get()
        if first is None:
            return []
        jobs = [first]
        while len(jobs) < WORKS_PER_COMMIT_MAX:
            try:
                job = self._works.get_nowait()
            except Empty:
                break
            if job is None:
                self._works.put(None)  # it is another's sign to end, or one's own after these
                break
            jobs.append(job)
        return jobs


def _do(seat: Seat, jobs: list[Job]) -> None:
    alone = [job for job in jobs if job.alone]
    together = [job for job in jobs if not job.alone]
    alone += _share(seat, together) if len(together) > 1 else together
    for job in alone:
        hand_over([job], [_done(seat, job)])


def _share(seat: Seat, jobs: list[Job]) -> list[Job]:
    """Run them in one transaction; those that need one of their own."""
    try:
        results = seat.do_together([job.work for job in jobs])
    except RUN_AGAIN:
        return jobs
    except TROUBLES as fault:
        seat.leave()
        hand_over(jobs, [(None, unavailable(fault))] * len(jobs))
        return []
    except StoreUnavailable as fault:
        hand_over(jobs, [(None, fault)] * len(jobs))
        return []
    except Exception:  # one of them is at fault, whichever it is
        return jobs
    hand_over([jobs[place] for place in results], [(result, None) for result in results.values()])
    return [job for place, job in enumerate(jobs) if place not in results]


def _done(seat: Seat, job: Job) -> Result:
    try:
        return seat.do(job.work), None
    except TROUBLES as fault:
        seat.leave()
        trouble = unavailable(fault)
        trouble.__cause__ = fault
        return None, trouble
    except Exception as mistake:
        return None, mistake
