"""What people write to customers: text, media, a place, cards, a template, checked and queued like any send.

In: a conversation, the words, who wrote them. Out: a ``Written``; the history shows it either way. A flow hears nothing of
it: what a person writes is no answer to anything that a flow asked for.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from channel_adapter.channel import Refused
from channel_adapter.messages import Content, Text
from flow_notations.effects import Send, Utterance
from flow_notations.errors import NotHere

from .interactions import derived_id
from .reporting import Reporting
from .sending import enqueue
from .turn import wake

if TYPE_CHECKING:
    from channel_adapter.messages import Instant

    from .records import Conversation
    from .store import Transaction
    from .wiring import Wiring

AGENT: Final = "agent"
"""Stands in the refs of what people wrote: ``<conversation>/agent/<derived from the key>``."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Written:
    """What became of a person's message: queued under ``ref``; or ``refused`` at once, with the reason and a sentence for them.

    What is queued leaves in its turn and may still be refused by the channel; the line of the history with this ``ref``
    (or ``<ref>/1`` and so on, when it was split) shows what became of it.
    """

    ref: str
    refused: Refused | None = None


class Writing(Reporting):
    """The half of a host that people speak through."""

    async def write(self, conversation: str, content: str | Content, *, by: str, key: str) -> Written:
        """Send a customer what a person wrote, once per ``key``, when it is durable. ``by`` is the name that transcripts show.

        ``content`` is plain text, or anything that the channel sends: ``Media(kind="image", link=…, caption=…)``, a
        ``Location``, a ``Template``, which alone may leave outside the reply window. It is checked at once and refused
        visibly where the window is closed, a limit broken, or the number switched off; the same key again is then another
        try, with a line of its own, and changes nothing else. It goes in order with what the flow sends, and works when no interaction is live.
        A flow that runs goes on: ``take`` the conversation first to make it silent, ``release`` it afterwards.

            (conversation,) = await host.conversations()
            written = await host.write(conversation.id, "I have found your parcel.", by="Rita", key="desk-4711")
            if written.refused is not None:
                show(written.refused.sentence)

        Raises ``NotHere`` for a conversation that does not exist, ``TypeError`` for what no channel sends, and
        ``StoreUnavailable``: write again then, with the same key.
        """
        words = said(content)
        now = self.clock.now()
        written = await self.store.transact(
            lambda tx: write_down(tx, self.wiring, conversation, words, by=by, key=key, now=now)
        )
        self.ring()
        return written


def write_down(
    tx: Transaction, wiring: Wiring, conversation: str, content: Content, *, by: str, key: str, now: Instant
) -> Written:
    """Queue it, or refuse it, in one transaction. Raises ``NotHere`` for a conversation that does not exist."""
    agenda = tx.agenda(conversation)
    if agenda is None:
        raise NotHere(f"there is no conversation '{conversation}'")
    known = agenda.conversation
    ref = f"{known.id}/{AGENT}/{derived_id(f'written:{key}')}"
    if tx.outbox.of_send(ref):
        return Written(ref=ref)
    send = Send(ref=ref, utterance=Utterance(speaker=by))
    refused = enqueue(tx, wiring, known, send, interaction=_interaction(tx, known), now=now, written=content)
    wake(tx, known.id, now)
    return Written(ref=ref, refused=refused)


def _interaction(tx: Transaction, conversation: Conversation) -> str | None:
    """The one that it belongs to in the history, and with which it is kept: the live one, or else the latest."""
    if conversation.live is not None:
        return conversation.live
    return next((each.id for each in reversed(tx.interactions.of(conversation.id))), None)


def said(content: str | Content) -> Content:
    """What goes over the channel. Raises ``TypeError`` for what no channel sends."""
    if isinstance(content, str):
        return Text(body=content)
    if isinstance(content, Content):
        return content
    raise TypeError(f"content is a {type(content).__name__}; write a text, or a Text, Media, Location, Template, …")
