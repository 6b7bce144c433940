"""What a customer may see of their message before there is an answer: that it was read, and typing.

In: an event as a flow has just taken it. Out: the mark to be shown, if any. Nothing of it is kept.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from channel_adapter.messages import ReadMark
from flow_notations.effects import Fetch
from flow_notations.events import Began, Heard

if TYPE_CHECKING:
    from flow_notations.events import Event

    from .records import Conversation
    from .wiring import Wiring


def mark_of(wiring: Wiring, conversation: Conversation, event: Event, stepped: Any) -> ReadMark | None:
    """Where the number shows it: that this message was read, and typing while a service is asked for the answer.

    An answer that leaves at once is its own sign, and a typing sign that came after it would stand there for 25 s with
    nobody typing. People who hold the conversation mark for themselves what they read.
    """
    integration = wiring.integrations.get(conversation.number_id)
    if integration is None or integration.read_marks == "off" or getattr(stepped.state, "held", False):
        return None
    message = event.message if isinstance(event, Heard) else event.first if isinstance(event, Began) else None
    if message is None:
        return None
    asks = any(isinstance(effect, Fetch) for effect in stepped.effects)
    return ReadMark(message_id=message.id, typing=asks and integration.read_marks == "typing")
