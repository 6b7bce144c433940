"""A message comes in, a flow answers, the answer goes out, and everything is written down."""

from __future__ import annotations

from typing import Any

from channel_adapter.messages import Text
from flow_notations.effects import Effect, End
from flow_notations.events import Began, Event, Heard, Sent
from tests.flow_notations.host.world import World, play, say


def greet(memory: dict[str, Any], event: Event) -> list[Effect]:
    match event:
        case Began():
            return [say(memory, event, "Hello")]
        case Heard(message=message):
            return [say(memory, event, f"You said {message.text}")]
    return []


def test_a_message_begins_an_interaction_and_is_answered() -> None:
    """The customer's first message starts the flow; its send reaches the channel; the flow hears that it was sent."""

    async def scenario(world: World) -> None:
        await world.says("hi")
        assert world.channel.bodies == ["Hello"]
        began, sent = world.machine.events
        assert isinstance(began, Began)
        assert began.first is not None
        assert (began.first.text, began.seq, began.attributes["channel_type"]) == ("hi", 1, "sms")
        assert isinstance(sent, Sent)
        assert (sent.message_ids, sent.seq) == (("wamid.out1",), 2)
        assert await world.lines() == [("in", ""), ("out", "accepted")]

    play(greet, scenario)
