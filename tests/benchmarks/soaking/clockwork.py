"""Time that one process turns and another one reads, over a few bytes of a shared file.

In: turns of the driver's crank. Out: a ``Clock`` in either process. Time stands still while nobody turns, so a slow
machine changes how long a run takes and not what happens in it.
"""

from __future__ import annotations

import asyncio
import mmap
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from pathlib import Path

WORDS: Final = 2
"""Milliseconds since the epoch, and how many of them pass in one real millisecond, about."""
WORD_BYTES: Final = 8

POLL_S: Final = 0.03
"""A sleeper looks up this often at least: the crank may have been turned faster, or have stood still."""
POLL_S_MIN: Final = 0.002


class SharedClock:
    """The hour of a file. It is a ``channel_adapter.clock.Clock``."""

    def __init__(self, path: Path) -> None:
        with path.open("r+b") as file:
            # Each word is stored and read at once. ``struct`` empties a place before it packs, and a reader in
            # another process would see the year 1970 for an instant.
            self._words = memoryview(mmap.mmap(file.fileno(), WORDS * WORD_BYTES)).cast("q")

    def now(self) -> int:
        """The present moment."""
        return self._words[0]

    async def sleep(self, milliseconds: int) -> None:
        """Pause this task until the crank has been turned so far."""
        until = self.now() + milliseconds
        await asyncio.sleep(0)
        while (left := until - self.now()) > 0:
            speed = max(1, self._words[1])
            await asyncio.sleep(min(POLL_S, max(POLL_S_MIN, left / speed / 1000)))


class Crank(SharedClock):
    """Whoever turns it makes the hour."""

    def __init__(self, path: Path, now: int, speed: int) -> None:
        """``speed``: milliseconds that are to pass in one real millisecond."""
        path.write_bytes(bytes(WORDS * WORD_BYTES))
        super().__init__(path)
        self._words[0], self._words[1] = now, speed

    def turn(self, milliseconds: int) -> int:
        """Let time pass; the new hour. It never goes back."""
        self._words[0] += max(0, milliseconds)
        return self._words[0]
