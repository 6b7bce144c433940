"""Conversations beside one another, each in order: the tasks behind ``Host.run``.

A conversation has at most one task that takes its turns, and one for each duty under way; customers are heard while a
send is still on the wire. Nothing polls: a bell rings for what comes in, a sleep ends at the next deadline.
"""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING, Any, Final

from flow_notations.errors import StoreUnavailable

from .duties import do, turn
from .intake import take_in_at_once

if TYPE_CHECKING:
    from collections.abc import Coroutine, Sequence

    from channel_adapter.messages import Instant, Item

    from .host import Host
    from .turn import Duty

TASKS_MAX: Final = 1024
"""Turns and duties under way at once; what is due beyond that waits in the store."""

CUT_SHORT: Final = "the host was stopped while messages were written; what was not acknowledged comes again"
CANCELLED_CALLS_SECONDS_MAX: Final = 2.0
"""Calls that are under way when the lanes are cancelled may still end, so that fewer sends are in doubt."""


async def run_lanes(host: Host, stopping: asyncio.Event) -> None:
    """Serve what is due until ``stopping`` is set; then wait for what is under way.

    When it is cancelled, calls under way have ``CANCELLED_CALLS_SECONDS_MAX``, and none at a second cancel; what has not
    ended by then is as after a crash: marked in the store, and in doubt when the host runs again.
    """
    lanes = Lanes(host, stopping)
    await lanes.serve()


class Lanes:
    """Who is being served."""

    def __init__(self, host: Host, stopping: asyncio.Event) -> None:
        self._host = host
        self._stopping = stopping
        self._bell = host.hang_bell()
        self._turning: set[str] = set()
        self._tasks: set[asyncio.Task[None]] = set()
        self._failure: BaseException | None = None
        self._loop = asyncio.get_running_loop()
        self._coming = 0

    async def serve(self) -> None:
        stop = asyncio.ensure_future(self._stopping.wait())
        self._host.lanes = self
        try:
            await self._start_until(stop)
            while self._tasks:
                await asyncio.wait(self._tasks)
        except asyncio.CancelledError:
            self._host.lanes = None
            await self._cut_short()
            raise
        finally:
            self._host.lanes = None
            stop.cancel()
        if self._failure is not None:
            raise self._failure

    def take_at_once(self, items: Sequence[Item], arrived_at: Instant) -> asyncio.Future[int] | None:
        """Take items in and step them in one transaction, in a task of the lanes; how many were new. ``None``: not now.

        The future fails with what failed: then nothing was written, unless the lanes were cancelled meanwhile. Whoever
        waits for it may be cancelled: what the items lead to is done all the same.
        """
        serving = not self._stopping.is_set() and self._failure is None and asyncio.get_running_loop() is self._loop
        if not serving or len(self._tasks) + self._coming + len(items) > TASKS_MAX:
            return None
        promise: asyncio.Future[int] = self._loop.create_future()
        self._coming += len(items)
        self._start(self._take_at_once(items, arrived_at, promise))
        return promise

    async def _take_at_once(self, items: Sequence[Item], arrived_at: Instant, promise: asyncio.Future[int]) -> None:
        wiring, now = self._host.wiring, self._host.clock.now()
        try:
            fresh, left = await self._host.store.transact(
                lambda tx: take_in_at_once(tx, wiring, items, arrived_at, now)
            )
        except Exception as fault:  # of an item, or of the store: whoever handed them in sees to it
            _fail(promise, fault)
            return
        except asyncio.CancelledError:
            _fail(promise, StoreUnavailable(CUT_SHORT))
            raise
        finally:
            self._coming -= len(items)
        if not promise.done():
            promise.set_result(fresh)
        for conversation, duties in left:
            self._start(self._do(conversation, duties))

    async def _start_until(self, stop: asyncio.Future[Any]) -> None:
        try:
            while not self._stopping.is_set() and self._failure is None:
                self._bell.clear()
                await self._start_due()
                await self._rest(stop)
        except Exception as fault:  # raised once what is under way has ended
            self._failure = self._failure or fault

    async def _cut_short(self) -> None:
        loop = asyncio.get_running_loop()
        end = loop.time() + CANCELLED_CALLS_SECONDS_MAX
        try:
            while self._tasks and loop.time() < end:
                await asyncio.wait(self._tasks, timeout=end - loop.time())
        finally:
            while self._tasks:
                for task in self._tasks:
                    task.cancel()
                await asyncio.wait(self._tasks)

    async def _start_due(self) -> None:
        room = TASKS_MAX - len(self._tasks)
        if room > 0:
            for conversation in await self._host.due(limit=room + len(self._turning)):
                if conversation not in self._turning:
                    self._turning.add(conversation)
                    self._start(self._turns(conversation))

    async def _rest(self, stop: asyncio.Future[Any]) -> None:
        """Until the bell rings, the next deadline comes, or it is time to stop.

        What is due already is being turned, or waits for room: either rings. Else it came due since the latest look.
        """
        deadline = await self._host.next_deadline()
        now = self._host.clock.now()
        if deadline is not None and deadline <= now and not self._turning and len(self._tasks) < TASKS_MAX:
            return
        waits: list[asyncio.Future[Any]] = [asyncio.ensure_future(self._bell.wait())]
        if deadline is not None and deadline > now:
            waits.append(asyncio.ensure_future(self._host.clock.sleep(deadline - now)))
        try:
            await asyncio.wait([*waits, stop], return_when=asyncio.FIRST_COMPLETED)
        finally:
            for wait in waits:
                wait.cancel()

    def _start(self, work: Coroutine[Any, Any, None]) -> None:
        task = asyncio.ensure_future(work)
        self._tasks.add(task)
        task.add_done_callback(self._ended)

    def _ended(self, task: asyncio.Task[None]) -> None:
        self._tasks.discard(task)
        if not task.cancelled() and task.exception() is not None:
            self._failure = self._failure or task.exception()
        self._bell.set()

    async def _turns(self, conversation: str) -> None:
        """Turns of one conversation, one after another, while something is due; then what the last of them leaves to do."""
        try:
            taken = await turn(self._host, conversation)
            while taken.again:
                for duty in taken.duties:
                    self._start(self._do(conversation, (duty,)))
                taken = await turn(self._host, conversation)
        finally:
            self._turning.discard(conversation)
            self._bell.set()  # it may have planned something that comes due before its duties are done
        await self._do(conversation, taken.duties)

    async def _do(self, conversation: str, duties: tuple[Duty, ...]) -> None:
        """Duties beside one another, and what they lead to; one of them needs no task of its own."""
        while duties:
            *others, duty = duties
            for other in others:
                self._start(self._do(conversation, (other,)))
            duties = (await do(self._host, conversation, duty)).duties
            self._bell.set()


def _fail(promise: asyncio.Future[int], fault: Exception) -> None:
    if not promise.done():  # else whoever waited was cancelled
        promise.set_exception(fault)
