"""A number's pace, kept in one place for all processes that send from it: an object of the cluster gives out moments.

A process asks for as many moments as sends wait for one, and some ahead when it was busy just now; each moment is given to
one process, and is void when it was not used soon. So all processes together send as fast as the number may, whichever of
them the cluster calls, and a restart of all of them changes nothing. Their clocks must agree, as those of a cluster do.
What one customer may get at most (a pair), and read marks, are still paced by each process for itself.
"""

from __future__ import annotations

import asyncio
from collections import deque
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

from channel_adapter.channel import HearsReceipts, Paces, Reason, Refused
from channel_adapter.whatsapp.pacing import Bucket, bounded, number_rate, ready_at, take
from flow_notations.errors import StoreUnavailable

if TYPE_CHECKING:
    from collections.abc import Mapping

    from channel_adapter.channel import Channel, Outcome
    from channel_adapter.clock import Clock
    from channel_adapter.messages import Instant, Outbound

    from .cluster import Ingress

PACE: Final = "Pace"
"""The object of each number."""
PATIENCE_MS: Final = 10_000
"""The farthest moment that is given out: for so long a send waits for its own."""
VOID_MS: Final = 250
"""A moment that was not used by then is void; and for so long a process counts as busy."""
MOMENTS_MAX: Final = 250
"""Given out at once."""
PAUSE_MS: Final = 1_000
"""Before a part is looked at again whose moment could not be asked for."""
WAITS: Final = "This number sends as fast as it may, so this message has to wait."
PACE_UNKNOWN: Final = "The number's pace could not be asked for, so the message waits."


@dataclass(frozen=True, slots=True, kw_only=True)
class Lease:
    """``moments``: when the asker may send, one send each. ``next_at``: the first that is left for others."""

    bucket: Bucket
    moments: list[Instant]
    next_at: Instant


def lease(bucket: Bucket, now: Instant, *, wanted: int, per_second: int) -> Lease:
    """Give out so many moments, or as many as there are within ``PATIENCE_MS``."""
    rate, moments = number_rate(per_second), list[int]()
    bucket = bounded(bucket, rate, now, queue_ms=PATIENCE_MS)
    while len(moments) < min(wanted, MOMENTS_MAX) and ready_at(bucket, rate, now) - now <= PATIENCE_MS:
        moments.append(ready_at(bucket, rate, now))
        bucket = take(bucket, rate, now)
    return Lease(bucket=bucket, moments=moments, next_at=ready_at(bucket, rate, now))


def leased(kept: str | None, told: Mapping[str, Any]) -> tuple[str, dict[str, Any]]:
    """What the object keeps from now on, and what it answers; both may be JSON."""
    given = lease(Bucket(full_at_us=int(kept or 0)), told["now"], wanted=told["wanted"], per_second=told["per_second"])
    return str(given.bucket.full_at_us), {"moments": given.moments, "next_at": given.next_at}


def paced(channels: Mapping[str, Channel], ingress: Ingress, clock: Clock) -> dict[str, Channel]:
    """The channels, those that keep a pace at the pace of all processes."""
    return {
        number_id: PacedChannel(number_id, channel, channel.number_per_second, ingress, clock)
        if isinstance(channel, Paces)
        else channel
        for number_id, channel in channels.items()
    }


class PacedChannel:
    """See ``channel.Channel``; ``channel`` is the number's own."""

    def __init__(self, number_id: str, channel: Channel, per_second: int, ingress: Ingress, clock: Clock) -> None:
        self._number_id, self._channel, self._per_second = number_id, channel, per_second
        self._ingress, self._clock = ingress, clock
        self._moments: deque[Instant] = deque()
        self._next_at: Instant = 0
        self._waiting = 0
        self._used, self._asked_at = 0, 0
        self._asking = asyncio.Lock()
        self.prepare, self.mark_read = channel.prepare, channel.mark_read
        if isinstance(channel, HearsReceipts):
            self.hear = channel.hear

    async def send(self, part: Outbound, *, window_until: Instant | None, attempt: int = 0) -> Outcome:
        """See ``channel.Channel``. Waits for its moment, ``PATIENCE_MS`` at most."""
        try:
            moment = await self._moment()
        except StoreUnavailable:  # nothing has left: this is no doubt
            return Refused(reason=Reason.PACED, sentence=PACE_UNKNOWN, retry_at=self._clock.now() + PAUSE_MS)
        if moment is None:
            return Refused(reason=Reason.PACED, sentence=WAITS, retry_at=self._next_at)
        if (wait := moment - self._clock.now()) > 0:
            await self._clock.sleep(wait)
        return await self._channel.send(part, window_until=window_until, attempt=attempt)

    async def _moment(self) -> Instant | None:
        """The next moment of this process; ``None`` when there is none within ``PATIENCE_MS``."""
        self._waiting += 1
        try:
            async with self._asking:
                now = self._clock.now()
                while self._moments and self._moments[0] < now - VOID_MS:
                    self._moments.popleft()
                if not self._moments and self._next_at - now <= PATIENCE_MS:
                    await self._ask(now)
                self._used += bool(self._moments)
                return self._moments.popleft() if self._moments else None
        finally:
            self._waiting -= 1

    async def _ask(self, now: Instant) -> None:
        """For all that wait here, and for as many more as were used just now."""
        ahead = self._used if now - self._asked_at <= VOID_MS else 0
        told = {"now": now, "wanted": self._waiting + ahead, "per_second": self._per_second}
        given = await self._ingress.call(PACE, self._number_id, "lease", told)
        self._moments.extend(given["moments"])
        self._next_at, self._asked_at, self._used = given["next_at"], now, 0
