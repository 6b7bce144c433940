"""The emulator as a wire in this process."""

from __future__ import annotations

import asyncio
import json
from typing import Any

import pytest

from channel_adapter.clock import VirtualClock
from channel_adapter.emulator import InProcessWire, LoseAnswer, Slow, Unreachable
from channel_adapter.whatsapp.wire import Lost, WireFailure, WireReply

TEXT: dict[str, object] = {
    "messaging_product": "whatsapp",
    "to": "+27821234567",
    "type": "text",
    "text": {"body": "hello"},
}


def test_a_reply_comes_back_as_on_the_wire(desk: Any) -> None:
    """Status, bytes, headers in lower case."""

    async def main() -> None:
        wire = InProcessWire(desk.cloud, desk.number.id, VirtualClock(desk.noon))
        reply = await wire.post_message(TEXT)
        assert isinstance(reply, WireReply)
        assert reply.status == 200
        assert json.loads(reply.body)["messages"][0]["id"] == desk.cloud.phone("27821234567")[-1].message_id
        assert reply.headers["content-type"] == "application/json; charset=UTF-8"
        await wire.aclose()

    asyncio.run(main())


def test_lost_answers_are_failures_that_say_how(desk: Any) -> None:
    """Never sent, or unknown."""
    desk.cloud.schedule(Unreachable())
    desk.cloud.schedule(LoseAnswer())

    async def main() -> None:
        wire = InProcessWire(desk.cloud, desk.number.id, VirtualClock(desk.noon))
        lost = [await wire.post_message(TEXT), await wire.post_message(TEXT)]
        assert [failure.lost for failure in lost if isinstance(failure, WireFailure)] == [Lost.NOT_SENT, Lost.UNKNOWN]

    asyncio.run(main())


def test_a_slow_answer_takes_its_time_on_the_clock(desk: Any) -> None:
    """The message is accepted at once; the answer comes later."""
    desk.cloud.schedule(Slow(milliseconds=9_000))
    clock = VirtualClock(desk.noon)
    reply = asyncio.run(InProcessWire(desk.cloud, desk.number.id, clock).post_message(TEXT))
    assert isinstance(reply, WireReply)
    assert clock.now() == desk.noon + 9_000
    assert desk.cloud.phone("27821234567")[-1].at == desk.noon


def test_another_token_is_refused(desk: Any) -> None:
    """The wire uses the number's own token unless given one."""
    reply = asyncio.run(InProcessWire(desk.cloud, desk.number.id, VirtualClock(0), token="x").post_message(TEXT))
    assert isinstance(reply, WireReply)
    assert reply.status == 401


def test_what_cannot_be_written_as_json_fails_here_too(desk: Any) -> None:
    """A body with a set in it would fail on a real wire."""
    wire = InProcessWire(desk.cloud, desk.number.id, VirtualClock(0))
    with pytest.raises(TypeError):
        asyncio.run(wire.post_message({"to": {1}}))
