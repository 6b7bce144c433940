"""Time that one process turns and another one reads, over a few bytes of a shared file.

In: turns of the driver's crank. Out: a ``Clock`` in either process. Time stands still while nobody turns, so a slow
machine changes how long a run takes and not what happens in it.
"""

from __future__ import annotations

import asyncio
import mmap
import struct
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from pathlib import Path

_FORM: Final = struct.Struct("<qq")
"""Milliseconds since the epoch, and how many of them pass in one real millisecond, about."""

POLL_S: Final = 0.03
"""A sleeper looks up this often at least: the crank may have been turned faster, or have stood still."""
POLL_S_MIN: Final = 0.002


class SharedClock:
    """The hour of a file. It is a ``channel_adapter.clock.Clock``."""

    def __init__(self, path: Path) -> None:
        with path.open("r+b") as file:
            self._bytes = mmap.mmap(file.fileno(), _FORM.size)

    def now(self) -> int:
        """The present moment."""
        moment: int = _FORM.unpack_from(self._bytes)[0]
        return moment

    async def sleep(self, milliseconds: int) -> None:
        """Pause this task until the crank has been turned so far."""
        until = self.now() + milliseconds
        await asyncio.sleep(0)
        while (left := until - self.now()) > 0:
            speed = max(1, _FORM.unpack_from(self._bytes)[1])
            await asyncio.sleep(min(POLL_S, max(POLL_S_MIN, left / speed / 1000)))


class Crank(SharedClock):
    """Whoever turns it makes the hour."""

    def __init__(self, path: Path, now: int, speed: int) -> None:
        """``speed``: milliseconds that are to pass in one real millisecond."""
        path.write_bytes(_FORM.pack(now, speed))
        super().__init__(path)
        self.speed = speed

    def turn(self, milliseconds: int) -> int:
        """Let time pass; the new hour. It never goes back."""
        moment = self.now() + max(0, milliseconds)
        _FORM.pack_into(self._bytes, 0, moment, self.speed)
        return moment
