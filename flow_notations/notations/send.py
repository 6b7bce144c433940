"""``send``: the seed's **Send Message**. Says one thing and waits for the channel to take it, never for an answer."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

from flow_notations.effects import Send
from flow_notations.events import Sent, Unsent
from flow_notations.notation import (
    Facts,
    Field,
    Fragment,
    Go,
    Ignored,
    Leaving,
    Missing,
    Notation,
    Outcome,
    Presence,
    Reader,
    Wait,
)

from .composing import examine_parts
from .saying import MEDIA, POINTING, POINTING_FIELDS, SPEAKING_FIELDS, bind_utterance, speaks_freely

if TYPE_CHECKING:
    from collections.abc import Callable

    from flow_notations import ast
    from flow_notations.effects import Utterance
    from flow_notations.events import Event
    from flow_notations.expressions import Scope
    from flow_notations.notation import Binder, Complain, Context, FactsContext, Next


SENT: Final = Go(outcome="sent")
"""The channel has taken it: always the same."""
SAYS_SOMETHING: Final = (*MEDIA, *POINTING, "template")
"""Settings of which one is a message by itself; a link needs words above its button."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Saying:
    """A bound ``send``. ``private`` masks the copy in journals."""

    utterance: Callable[[Scope], Utterance]
    private: bool = False


def bind(node: ast.Node, binder: Binder) -> Saying:
    """Compile the copy."""
    return Saying(utterance=bind_utterance(node, binder), private=node.setting("private") is not None)


def begin(saying: Saying, context: Context) -> Next:
    """Say it. An utterance that came out empty is nothing to send: the channel would refuse it."""
    utterance = saying.utterance(context.scope)
    if not (utterance.text.strip() or utterance.template or utterance.attachment):
        return Go(outcome="failed", why="the message came out empty")
    ref = context.ref()
    return Wait(memory={"ref": ref}, effects=(Send(ref=ref, utterance=utterance, private=saying.private),))


def hear(_saying: Saying, _context: Context, memory: dict[str, Any], event: Event) -> Next:
    """Leave when the channel has taken it, or has not."""
    match event:
        case Sent() if event.ref == memory["ref"]:
            return SENT
        case Unsent() if event.ref == memory["ref"]:
            return Go(outcome=unsent_outcome(event), why=event.sentence or event.reason)
        case _:
            return Ignored(f"{type(event).__name__} is not about this message")


def unsent_outcome(event: Unsent) -> str:
    """The outcome by which a node leaves when its message did not go out."""
    return "window_closed" if event.reason == "window_closed" else "failed"


def facts(node: ast.Node, _context: FactsContext) -> Facts:
    """One message, no wait worth counting."""
    gone = Leaving(sends_max=1)
    return Facts(
        leaving={"sent": gone, "failed": gone, "window_closed": gone},
        speaks=speaks_freely(node),
        template_beside=node.setting("template") is not None,
    )


def examine(node: ast.Node, complain: Complain) -> None:
    """A ``send`` has to say something, and not all fits into one message."""
    if not node.copy and not any(node.setting(kind) for kind in SAYS_SOMETHING):
        complain("F201", node.name.span, f"node '{node.name}' says nothing", "write a line of copy: `| …`")
    examine_parts(node, complain)


SEND = Notation(
    word="send",
    type="send_message",
    main="sent",
    doc="Sends one message: text and emoji, media, a link button, or a template. Goes on when the channel has taken it.",
    fragment=Fragment(
        fields={
            **SPEAKING_FIELDS,
            **POINTING_FIELDS,
            "private": Field(reader=Reader.FLAG, doc="Masks the message in journals, transcripts and tests."),
        },
        copy=Presence.OPTIONAL,
    ),
    outcomes=(
        Outcome(name="failed", doc="The channel refused it, or it may have gone out and cannot be proved."),
        Outcome(
            name="window_closed", doc="More than 24 h since the customer's latest message.", missing=Missing.AS_FAILED
        ),
    ),
    facts=facts,
    bind=bind,
    begin=begin,
    hear=hear,
    examine=examine,
    example='send welcome\n  | Hi {contact.first_name ?? "there"} 👋\n  -> bye\n',
)
