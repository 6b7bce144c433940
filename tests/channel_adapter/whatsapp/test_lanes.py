"""The order of a conversation."""

from __future__ import annotations

import asyncio

import pytest

from channel_adapter.whatsapp.lanes import ConversationLanes


def test_turns_of_a_customer_are_taken_in_order_and_never_overlap():
    """However long the first one takes."""
    lanes, told = ConversationLanes(), []

    async def turn(number):
        async with lanes.turn("ada"):
            told.append(f"{number} begins")
            for _ in range(5 - number):
                await asyncio.sleep(0)
            told.append(f"{number} ends")

    async def main():
        await asyncio.gather(*(turn(number) for number in range(4)))

    asyncio.run(main())

    assert told == [f"{number} {word}" for number in range(4) for word in ("begins", "ends")]


def test_a_busy_customer_keeps_nobody_else_waiting():
    """Another one's turn comes at once; lanes without anybody are forgotten."""
    lanes, told = ConversationLanes(), []

    async def main():
        async with lanes.turn("ada"):
            async with lanes.turn("bea"):
                told.append(len(lanes))
            told.append(len(lanes))

    asyncio.run(main())

    assert told == [2, 1]
    assert len(lanes) == 0


@pytest.mark.parametrize("fault", [RuntimeError, asyncio.CancelledError])
def test_a_turn_that_breaks_off_frees_the_lane(fault):
    """Also one that is cancelled while it waits."""
    lanes = ConversationLanes()

    async def main():
        with pytest.raises(fault):
            async with lanes.turn("ada"):
                raise fault
        async with lanes.turn("ada"):
            waiting = asyncio.create_task(lanes.turn("ada").__aenter__())
            await asyncio.sleep(0)
            waiting.cancel()
            with pytest.raises(asyncio.CancelledError):
                await waiting
        async with lanes.turn("ada"):
            pass

    asyncio.run(main())

    assert len(lanes) == 0
