"""A send becomes parts in the outbox, in the transaction of the step that asked for it; or is refused there and then.

Copy with a template beside it goes as copy while the reply window is open, else as the template.
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Final

from channel_adapter.channel import Reason, Refused
from channel_adapter.messages import Outbound, Template

from . import translate
from .disconnecting import person_wrote
from .json_forms import CHANNEL_FORMS
from .outbox import NO_CHANNEL, WINDOW_CLOSED, report
from .records import Line, Part
from .window import is_open, window_until

if TYPE_CHECKING:
    from channel_adapter.messages import Content, Instant
    from flow_notations.effects import Send

    from .records import Conversation, Interaction
    from .store import Transaction
    from .wiring import Wiring

INACTIVE: Final = Refused(reason=Reason.PAUSED, sentence="This number is switched off, so nothing is sent from it.")
OPTED_OUT: Final = Refused(
    reason=Reason.REFUSED, sentence="The customer asked not to be written to; only answers to them are sent."
)
OPT_OUT_FIELD: Final = "opted_out"
"""The contact's field that an opt-out sets."""


def enqueue(
    tx: Transaction,
    wiring: Wiring,
    conversation: Conversation,
    send: Send,
    *,
    interaction: str | None,
    now: Instant,
    by_flow: Interaction | None = None,
    written: Content | None = None,
) -> Refused | None:
    """Queue a send as its parts, in the transaction of whoever asked for it; or why it was refused there and then.

    What is not ``by_flow`` was written by a person: no flow hears what becomes of it, and from then on the customer's silence
    counts. ``written``: the content itself, which goes instead of the utterance's.
    """
    content, fallback = _what_goes(conversation, send, now) if written is None else (written, None)
    whole = Outbound(ref=send.ref, to=conversation.customer, content=content)
    unwanted = not _answers_customer(whole, by_flow) and _unwanted(tx, conversation, whole, interaction)
    prepared = OPTED_OUT if unwanted else _prepare(wiring, conversation, whole, now)
    if isinstance(prepared, Refused):
        line = _line(conversation, whole, send=send, interaction=interaction, now=now)
        tx.history.add(replace(line, status="refused", sentence=prepared.sentence))
        if by_flow is not None:
            _report(tx, by_flow, prepared, send=send, now=now)
        return prepared
    for index, outbound in enumerate(prepared, start=1):
        line = _line(conversation, outbound, send=send, interaction=interaction, now=now)
        tx.outbox.add(
            Part(
                ref=outbound.ref,
                send=send.ref,
                index=index,
                total=len(prepared),
                conversation=conversation.id,
                content=CHANNEL_FORMS.dumps(outbound),
                line=tx.history.add(line),
                interaction=by_flow.id if by_flow is not None else None,
                fallback=CHANNEL_FORMS.dumps(fallback) if fallback and index == 1 else None,
                template=isinstance(content, Template),
            )
        )
    if by_flow is None:
        person_wrote(tx, wiring, conversation, interaction, now, at_desk=True)
    return None


def _what_goes(conversation: Conversation, send: Send, now: Instant) -> tuple[Content, Template | None]:
    """The copy, with the template for when the window closes before it leaves; or the template alone."""
    called = send.utterance.template
    if called is None:
        return translate.content(send.utterance, send.ref), None
    if is_open(window_until(conversation), now) and _has_copy(send):
        return translate.content(send.utterance, send.ref), translate.template(called)
    return translate.template(called), None


def _has_copy(send: Send) -> bool:
    return bool(send.utterance.text or send.utterance.attachment or send.utterance.menu)


def _answers_customer(whole: Outbound, by_flow: Interaction | None) -> bool:
    """Whether this is nothing but an answer in an interaction that the customer began."""
    return by_flow is not None and by_flow.direction == "inbound" and not isinstance(whole.content, Template)


def _unwanted(tx: Transaction, conversation: Conversation, whole: Outbound, interaction: str | None) -> bool:
    """Whether the customer opted out and this is no answer to them: a template, or an interaction that we began."""
    if tx.conversations.fields(conversation.id).get(OPT_OUT_FIELD) != "true":
        return False
    begun = tx.interactions.get(interaction) if interaction else None
    return isinstance(whole.content, Template) or (begun is not None and begun.direction == "outbound")


def _prepare(
    wiring: Wiring, conversation: Conversation, whole: Outbound, now: Instant
) -> tuple[Outbound, ...] | Refused:
    channel = wiring.channels.get(conversation.number_id)
    if channel is None:
        return NO_CHANNEL
    if not wiring.integration(conversation.number_id).active:
        return INACTIVE
    if not isinstance(whole.content, Template) and not is_open(window_until(conversation), now):
        return WINDOW_CLOSED
    return channel.prepare(whole)


def _line(conversation: Conversation, outbound: Outbound, *, send: Send, interaction: str | None, now: Instant) -> Line:
    return Line(
        conversation=conversation.id,
        direction="out",
        at=now,
        content=CHANNEL_FORMS.dumps(outbound.content),
        interaction=interaction,
        ref=outbound.ref,
        speaker=send.utterance.speaker,
        status="queued",
        status_at=now,
        answers=True,
        private=send.private,
    )


def _report(tx: Transaction, interaction: Interaction, refused: Refused, *, send: Send, now: Instant) -> None:
    reason, retryable = translate.UNSENT_BY_REASON[refused.reason]
    report(
        tx,
        Part(ref=send.ref, send=send.ref, index=1, total=1, conversation=interaction.conversation, content="", line=0,
             interaction=interaction.id),
        reason,
        sentence=refused.sentence,
        code=refused.code,
        retryable=retryable,
        at=now,
    )  # fmt: skip
