"""What the channel reports later, and what a customer's message proves, about messages of ours.

A status climbs the channel's ladder and never steps down. It may come before our own answer: the ref that it echoes
finds its part. Statuses step no session; a failure becomes an event.
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Final

from channel_adapter.statuses import LADDER
from flow_notations.events import Unsent

from . import translate
from .json_forms import CHANNEL_FORMS
from .outbox import RESENT, prove, tell_unsent

if TYPE_CHECKING:
    from channel_adapter.messages import Instant, Received, StatusChange
    from flow_notations.events import UnsentReason

    from .records import Line, Part
    from .store import Transaction

WINDOW_CLOSED_CODE: Final = 131047
"""Re-engagement message: https://developers.facebook.com/documentation/business-messaging/whatsapp/support/error-codes"""

UNDELIVERED: Final = "The message could not be delivered to the customer."


def message_known(tx: Transaction, ref: str, message_id: str | None) -> bool:
    """The channel's id of a message of ours is known now: statuses that came before it find it; whether there were any."""
    if message_id is None:
        return False
    early = tx.inbox.take_kept([status_id(message_id, status) for status in LADDER])
    for kept in early:
        part = tx.outbox.by_ref(ref)
        assert part is not None
        take_status(tx, part, CHANNEL_FORMS.loads(kept.body))
    return bool(early)


def status_id(message_id: str, status: str) -> str:
    """Under which a status is kept whose message nobody knows."""
    return f"{message_id}:{status}"


def part_of(tx: Transaction, change: StatusChange) -> Part | None:
    """Of which message of ours a status tells; ``None`` when it is of somebody else's."""
    return (tx.outbox.by_ref(change.ref) if change.ref else None) or tx.outbox.by_message(change.message_id)


def take_status(tx: Transaction, part: Part, change: StatusChange) -> bool:
    """Apply a status to its message; whether it was new."""
    if part.state in ("queued", "dispatching", "uncertain"):
        _prove(tx, part, change.message_id, change.at)
    line = tx.history.by_ref(part.ref)
    assert line is not None
    if not _climbs(line, change.status):
        return False
    again = RESENT if part.resent else ""
    sentence = _sentence(change) if change.status == "failed" else again
    tx.history.save(
        replace(line, status=change.status, status_at=change.at, message_id=change.message_id, sentence=sentence)
    )
    if change.status == "failed":
        _report_undelivered(tx, part, change, sentence)
    return True


def proved_by(tx: Transaction, conversation: str, received: Received) -> None:
    """A customer's message proves the sends in doubt that it answers: tapped, quoted, or simply written after.

    Simply written after proves a request that left. Of one that was lost with its process nobody knows that much, and
    the customer may write for reasons of their own: only what names the message proves it.
    """
    tap = translate.tapped(received)
    for part in tx.outbox.unsettled(conversation):
        in_doubt = part.state == "uncertain" or part.resent
        named = tap is not None and tap[0] == part.send and (in_doubt or part.state == "dispatching")
        quotes = _quotes_unknown(tx, received)
        if named or (in_doubt and _follows(part, received.at) and (quotes or not part.lost)):
            # The quoted message is the last part, on which the buttons ride.
            whole = part.index == part.total and named
            _prove(tx, part, received.reply_to if whole or quotes else None, received.at)


def _follows(part: Part, at: Instant) -> bool:
    assert part.dispatched_at is not None
    return at > part.dispatched_at


def _quotes_unknown(tx: Transaction, received: Received) -> bool:
    return received.reply_to is not None and tx.history.by_message(received.reply_to) is None


def _prove(tx: Transaction, part: Part, message_id: str | None, at: Instant) -> None:
    if part.settled:
        tx.outbox.save(replace(part, state="accepted", message_id=message_id or part.message_id))
    else:
        prove(tx, part, message_id, at)
    message_known(tx, part.ref, message_id)


def _climbs(line: Line, status: str) -> bool:
    return LADDER.get(status, 0) > LADDER.get(line.status, 0)


def _sentence(change: StatusChange) -> str:
    fault = change.faults[0] if change.faults else None
    return (fault.details or fault.title) if fault is not None and (fault.details or fault.title) else UNDELIVERED


def _report_undelivered(tx: Transaction, part: Part, change: StatusChange, sentence: str) -> None:
    code = change.faults[0].code if change.faults else None
    reason: UnsentReason = "window_closed" if code == WINDOW_CLOSED_CODE else "undelivered"
    unsent = Unsent(
        id=f"{part.ref}:undelivered",
        seq=0,
        at=change.at,
        ref=part.send,
        reason=reason,
        sentence=sentence,
        code=code,
        parts_sent=part.total - 1,
    )
    tell_unsent(tx, part, unsent)
