"""Time as a port: what needs the hour asks a ``Clock``, so that tests and simulations own time."""

from __future__ import annotations

import asyncio
import time
from typing import Protocol

from .messages import Instant


class Clock(Protocol):
    """The hour, and a pause."""

    def now(self) -> Instant:
        """The present moment."""
        ...

    async def sleep(self, milliseconds: int) -> None:
        """Pause this task."""
        ...


class SystemClock:
    """The machine's clock."""

    def now(self) -> Instant:
        """The present moment, by the system's wall clock."""
        return time.time_ns() // 1_000_000

    async def sleep(self, milliseconds: int) -> None:
        """Pause this task."""
        await asyncio.sleep(milliseconds / 1000)


class VirtualClock:
    """A clock that moves only when told. A sleeper moves it too: nothing ever waits for real."""

    def __init__(self, now: Instant) -> None:
        self._now = now

    def now(self) -> Instant:
        """The moment it was last set to."""
        return self._now

    def advance_to(self, instant: Instant) -> None:
        """Move forward; a moment already past changes nothing."""
        self._now = max(self._now, instant)

    async def sleep(self, milliseconds: int) -> None:
        """Move forward by that much and let other tasks run."""
        self._now += max(0, milliseconds)
        await asyncio.sleep(0)
