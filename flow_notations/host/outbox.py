"""Sends on their way: queued with their step, marked before the call, settled by an outcome or by a proof.

One lane per conversation, first in, first out; nothing overtakes a part that is not settled. A part is *dispatching*
on disk before the channel is called. An uncertain one waits for a proof, then is reported; it is resent, once, only where
that is declared.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Final, assert_never

from channel_adapter.channel import Accepted, Reason, Refused, Uncertain
from flow_notations.events import Progressed, Sent, Unsent

from . import translate
from .agenda import AT_ONCE, least
from .json_forms import CHANNEL_FORMS, FLOW_FORMS
from .records import Queued, changed
from .window import is_open, window_until

if TYPE_CHECKING:
    from channel_adapter.channel import Outcome
    from channel_adapter.messages import Instant, Outbound, Template
    from flow_notations.events import Event, UnsentReason

    from .records import Conversation, Part
    from .store import Transaction
    from .wiring import Wiring

DOUBT_MS_MAX: Final = 60_000
"""How long an uncertain send waits for a status, reply, tap or quote that proves it."""

WINDOW_CLOSED: Final = Refused(
    reason=Reason.WINDOW_CLOSED,
    sentence="More than 24 hours have passed since the customer's last message, so only a template can be sent.",
)
NO_CHANNEL: Final = Refused(reason=Reason.PAUSED, sentence="This number is not connected, so nothing is sent from it.")
NO_CHANNEL_MS: Final = 60_000
"""Before a send of a number that is not connected any more, or not yet in this process, is looked at again."""
OUTLIVED: Final = Refused(reason=Reason.REFUSED, sentence="The interaction ended before the message could leave.")
UNPROVED: Final = "The connection broke off while the message was sent; it may or may not have arrived."
RESENT: Final = "It was sent once more, since nobody could tell whether it had arrived; the customer may have it twice."


# --- dispatching ------------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True, kw_only=True)
class Claim:
    """The part to dispatch now, if any; and when the lane wants to be looked at again."""

    part: Part | None = None
    wake_at: Instant | None = None


def claim(tx: Transaction, wiring: Wiring, conversation: Conversation, now: Instant) -> Claim:
    """The part whose turn it is, now marked as being dispatched; nothing when nothing may leave yet."""
    reported: Instant | None = None
    while (head := tx.outbox.head(conversation.id)) is not None:
        if head.state == "uncertain":
            assert head.doubt_until is not None
            if now < head.doubt_until:
                return Claim(wake_at=least(reported, head.doubt_until))
            if _is_resent(wiring, conversation, head, now):
                _resend(tx, head, now)
            else:
                give_up(tx, head, now)
                reported = AT_ONCE
        elif head.state == "dispatching" or (head.retry_at is not None and now < head.retry_at):
            return Claim(wake_at=least(reported, head.retry_at))
        elif head.template or is_open(window_until(conversation), now):
            if conversation.number_id not in wiring.channels:
                return Claim(wake_at=least(reported, _wait_for_channel(tx, head, now)))
            claimed = changed(head, state="dispatching", dispatched_at=now, retry_at=None)
            tx.outbox.save(claimed)
            return Claim(part=claimed, wake_at=reported)
        elif head.resent:  # the first may have arrived: neither is it refused, nor does a template take its place
            give_up(tx, head, now)
            reported = AT_ONCE
        elif head.fallback is not None:
            _fall_back(tx, head)
        else:
            refuse(tx, head, WINDOW_CLOSED, now)
            reported = AT_ONCE
    return Claim(wake_at=reported)


def outbound_of(part: Part, conversation: Conversation) -> Outbound:
    """The message to hand to the channel; the customer is addressed as they are known now."""
    outbound: Outbound = CHANNEL_FORMS.loads(part.content)
    return outbound if outbound.to == conversation.customer else replace(outbound, to=conversation.customer)


def _wait_for_channel(tx: Transaction, head: Part, now: Instant) -> Instant:
    """The operator sees why it waits. As long as it may leave it is not refused: a number may only be moving."""
    again = now + NO_CHANNEL_MS
    tx.outbox.save(changed(head, retry_at=again, sentence=NO_CHANNEL.sentence))
    return again


def _is_resent(wiring: Wiring, conversation: Conversation, head: Part, now: Instant) -> bool:
    """Whether it goes once more: where that is declared, once, and while it may still leave."""
    declared = wiring.integration(conversation.number_id).uncertain == "resend"
    return declared and not head.resent and (head.template or is_open(window_until(conversation), now))


def _resend(tx: Transaction, head: Part, now: Instant) -> None:
    """Under the same ref, so that whatever comes of either proves the send."""
    tx.outbox.save(replace(head, state="queued", doubt_until=None, resent=True))
    _show(tx, head, "queued", now, sentence=RESENT)


def _fall_back(tx: Transaction, head: Part) -> None:
    """The window closed before the copy left: the template goes in its place."""
    assert head.fallback is not None
    for part in tx.outbox.of_send(head.send)[1:]:
        tx.history.drop(part.line)
        tx.outbox.drop(part.ref)
    template: Template = CHANNEL_FORMS.loads(head.fallback)
    content = CHANNEL_FORMS.dumps(replace(CHANNEL_FORMS.loads(head.content), content=template))
    tx.outbox.save(replace(head, total=1, content=content, fallback=None, template=True))
    line = tx.history.by_ref(head.ref)
    assert line is not None
    tx.history.save(replace(line, content=CHANNEL_FORMS.dumps(template)))


# --- settling ---------------------------------------------------------------------------------------------------------


def record(tx: Transaction, conversation: Conversation, part: Part, outcome: Outcome, now: Instant) -> Sent | None:
    """Write down what the channel answered about a part that is not settled yet; with ``Sent``, tell the flow so."""
    match outcome:
        case Accepted(message_id=message_id):
            return accept(tx, part, message_id, now)
        case Refused(retry_at=int(retry_at)):
            waiting = replace(part, state="queued", attempts=part.attempts + 1, retry_at=retry_at)
            tx.outbox.save(replace(waiting, sentence=outcome.sentence))
        case Refused() if part.resent:  # this one did not go out; of the first nobody knows
            give_up(tx, part, now)
        case Refused():
            refuse(tx, part, outcome, now)
        case Uncertain(left=left):
            doubt(tx, conversation, part, now, left=left)
        case _:
            assert_never(outcome)
    return None


def doubt(tx: Transaction, conversation: Conversation, part: Part, now: Instant, *, left: bool) -> None:
    """It may have gone out: wait for a proof, unless the customer wrote since.

    That they wrote proves nothing of a request of which nobody knows whether it ``left``: they may write for reasons of
    their own, and a prompt taken for sent that never was would be asked by nobody. See ``proofs.proved_by``.
    """
    heard, begun = conversation.latest_inbound_at, part.dispatched_at
    if left and heard is not None and begun is not None and heard > begun:
        prove(tx, part, None, heard)
        return
    tx.outbox.save(replace(part, state="uncertain", doubt_until=now + DOUBT_MS_MAX, lost=not left))
    _show(tx, part, "in doubt", now)


def prove(tx: Transaction, part: Part, message_id: str | None, at: Instant) -> None:
    """The part went out, as something else than the channel's answer shows; the flow will hear so."""
    sent = accept(tx, part, message_id, at)
    if sent is not None:
        put_event(tx, part.conversation, part.interaction, sent)


def accept(tx: Transaction, part: Part, message_id: str | None, at: Instant) -> Sent | None:
    """The part went out, at ``at`` at the latest; with the last of its send, what the flow must hear."""
    accepted = changed(part, state="accepted", settled=True, message_id=message_id, doubt_until=None)
    tx.outbox.save(accepted)
    _show(tx, part, "accepted", at, message_id=message_id, sentence=RESENT if part.resent else "")
    parts = tx.outbox.of_send(part.send) if part.total > 1 else (accepted,)
    if not all(each.state == "accepted" for each in parts):
        return None
    message_ids = tuple([each.message_id for each in parts if each.message_id])
    return Sent(id=f"{part.send}:sent", seq=0, at=at, ref=part.send, message_ids=message_ids)


def refuse(tx: Transaction, part: Part, refused: Refused, now: Instant) -> None:
    """The part will never go out, nor those after it."""
    tx.outbox.save(replace(part, state="refused", settled=True, sentence=refused.sentence))
    _show(tx, part, "refused", now, sentence=refused.sentence)
    _hold_rest(tx, part, refused.sentence, now)
    reason, retryable = translate.UNSENT_BY_REASON[refused.reason]
    report(tx, part, reason, sentence=refused.sentence, code=refused.code, retryable=retryable, at=now)


def give_up(tx: Transaction, part: Part, now: Instant) -> None:
    """No proof came in time: people and the flow are told that nobody knows."""
    tx.outbox.save(replace(part, settled=True, sentence=UNPROVED))
    _show(tx, part, "uncertain", now, sentence=UNPROVED)
    _hold_rest(tx, part, UNPROVED, now)
    report(tx, part, "uncertain", sentence=UNPROVED, code=None, retryable=False, at=now)


def requeue_refused(tx: Transaction, send: str, now: Instant) -> str | None:
    """Queue again what was refused or held of a send; its conversation, or ``None`` when there is nothing."""
    again = [part for part in tx.outbox.of_send(send) if part.state in ("refused", "held")]
    for part in again:
        tx.outbox.save(replace(part, state="queued", settled=False, sentence="", attempts=part.attempts + 1))
        _show(tx, part, "queued", now)
    return again[0].conversation if again else None


def refuse_waiting(tx: Transaction, conversation: str, interaction: str, now: Instant) -> None:
    """The interaction was ended from outside: what has not left stays, visibly."""
    while part := _first_queued(tx, conversation, interaction):
        refuse(tx, part, OUTLIVED, now)


def _first_queued(tx: Transaction, conversation: str, interaction: str) -> Part | None:
    waiting = tx.outbox.unsettled(conversation)
    return next((part for part in waiting if part.interaction == interaction and part.state == "queued"), None)


def _hold_rest(tx: Transaction, part: Part, sentence: str, now: Instant) -> None:
    for later in tx.outbox.of_send(part.send):
        if later.index > part.index and not later.settled:
            tx.outbox.save(replace(later, state="held", settled=True, sentence=sentence))
            _show(tx, later, "held", now, sentence=sentence)


def _show(
    tx: Transaction, part: Part, status: str, at: Instant, *, message_id: str | None = None, sentence: str = ""
) -> None:
    tx.history.mark(part.line, status=status, at=at, message_id=message_id, sentence=sentence)


def report(
    tx: Transaction,
    part: Part,
    reason: UnsentReason,
    *,
    sentence: str,
    code: int | None,
    retryable: bool,
    at: Instant,
) -> None:
    """Tell the flow that a send failed; parts that went out are counted."""
    sent = [each for each in tx.outbox.of_send(part.send) if each.state == "accepted"]
    unsent = Unsent(
        id=f"{part.ref}:unsent:{reason}:{part.attempts}",
        seq=0,
        at=at,
        ref=part.send,
        reason=reason,
        sentence=sentence,
        code=code,
        retryable=retryable,
        parts_sent=len(sent),
    )
    tell_unsent(tx, part, unsent)


def tell_unsent(tx: Transaction, part: Part, unsent: Unsent) -> None:
    """The flow that asked for it hears so. Of a person's message no flow does; but the customer is waiting again."""
    if part.interaction is not None:
        put_event(tx, part.conversation, part.interaction, unsent)
        return
    live = tx.conversations.get(part.conversation).live
    failed = Progressed(id=unsent.id, seq=0, at=unsent.at, ref=unsent.ref, status="failed")
    put_event(tx, part.conversation, live, failed)


def put_event(tx: Transaction, conversation: str, interaction: str | None, event: Event) -> None:
    """Queue an event of ours for a session; its stamp's ``at`` is when it came about."""
    if interaction is not None:
        body = FLOW_FORMS.dumps(event)
        tx.inbox.put(
            Queued(
                id=event.id,
                conversation=conversation,
                kind="event",
                moment=event.at,
                body=body,
                interaction=interaction,
            )
        )
