"""The hour, and pauses."""

from __future__ import annotations

import asyncio
import time

from channel_adapter.clock import SystemClock, VirtualClock


def test_the_system_clock_tells_the_machines_time_and_pauses() -> None:
    """In milliseconds since the epoch."""
    clock, before = SystemClock(), time.time_ns() // 1_000_000

    asyncio.run(clock.sleep(2))

    assert before <= clock.now() <= time.time_ns() // 1_000_000
    assert clock.now() - before >= 1


def test_a_virtual_clock_moves_when_it_is_told() -> None:
    """Forward only; a sleeper moves it, and a pause of less than nothing is none."""
    clock = VirtualClock(1_000)
    clock.advance_to(3_000)
    clock.advance_to(2_000)
    assert clock.now() == 3_000

    asyncio.run(clock.sleep(500))
    asyncio.run(clock.sleep(-500))

    assert clock.now() == 3_500


def test_sleepers_let_others_run() -> None:
    """A virtual pause is a pause: another task gets its turn."""
    clock, told = VirtualClock(0), []

    async def other() -> None:
        told.append("other")

    async def main() -> None:
        task = asyncio.create_task(other())
        await clock.sleep(1)
        told.append("sleeper")
        await task

    asyncio.run(main())

    assert told == ["other", "sleeper"]
