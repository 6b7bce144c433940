"""One turn of one conversation: one transaction in which its next event happens and its next errand is handed out.

What has to be done outside the store comes back as a ``Dispatch`` (call the channel) or an ``Ask`` (call a service,
offer to people); its outcome is written by another turn. The conversation then rests until its ``wake_at``.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final, TypeAlias

from . import outbox
from .interactions import advance

if TYPE_CHECKING:
    from channel_adapter.channel import Outcome
    from channel_adapter.messages import Instant, Outbound

    from .records import Conversation, Errand
    from .store import Transaction
    from .wiring import Wiring

from .window import window_until

AT_ONCE: Final = 0
"""A moment that has always come already."""

ERRAND_LEASE_MS: Final = 120_000
"""An errand not answered by then is taken to be lost with its process, and is run again under the same ref."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Dispatch:
    """A part to hand to the channel; it is marked so on disk."""

    number_id: str
    outbound: Outbound
    window_until: Instant | None
    attempt: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Ask:
    """An errand to run; it is leased."""

    errand: Errand


Duty: TypeAlias = Dispatch | Ask


@dataclass(frozen=True, slots=True, kw_only=True)
class Turn:
    """What a turn leaves to do. ``again``: something else is due already."""

    duties: tuple[Duty, ...] = ()
    again: bool = False


def take_turn(tx: Transaction, wiring: Wiring, conversation_id: str, now: Instant) -> Turn:
    """Step the next event that is due; when no other is, hand out what may leave."""
    conversation = tx.conversations.find_one(conversation_id)
    if conversation is None:  # merged into another meanwhile
        return Turn()
    advance(tx, wiring, conversation, now)
    conversation = tx.conversations.get(conversation_id)
    duties: tuple[Duty, ...] = ()
    wake = _next_event(tx, conversation)
    if wake is None or wake > now:
        duties = _duties(tx, conversation, now)
        wake = least(_next_event(tx, conversation), _next_duty(tx, conversation))
    tx.conversations.rest(conversation_id, wake)
    return Turn(duties=duties, again=wake is not None and wake <= now)


def settle_part(
    tx: Transaction, wiring: Wiring, conversation_id: str, ref: str, outcome: Outcome, now: Instant
) -> Turn:
    """Write down the outcome of a dispatch, and take a turn in the same transaction."""
    part = tx.outbox.by_ref(ref)
    owner = part.conversation if part is not None else conversation_id
    outbox.record(tx, tx.conversations.get(owner), ref, outcome, now)
    return take_turn(tx, wiring, owner, now)


def wake(tx: Transaction, conversation_id: str, now: Instant) -> None:
    """Something was put there: it is due at once."""
    tx.conversations.rest(conversation_id, now)


def least(*moments: Instant | None) -> Instant | None:
    """The earliest of those there are."""
    known = [moment for moment in moments if moment is not None]
    return min(known) if known else None


def _duties(tx: Transaction, conversation: Conversation, now: Instant) -> tuple[Duty, ...]:
    duties: list[Duty] = []
    part = outbox.claim(tx, conversation, now)
    if part is not None:
        duties.append(
            Dispatch(
                number_id=conversation.number_id,
                outbound=outbox.outbound_of(part, conversation),
                window_until=window_until(conversation),
                attempt=part.attempts,
            )
        )
    errand = tx.errands.head(conversation.id)
    if errand is not None and (errand.retry_at is None or errand.retry_at <= now):
        tx.errands.lease(errand.ref, now + ERRAND_LEASE_MS)
        duties.append(Ask(errand=errand))
    return tuple(duties)


def _next_event(tx: Transaction, conversation: Conversation) -> Instant | None:
    """When the next step is due."""
    live = tx.interactions.get(conversation.live) if conversation.live else None
    if live is not None and live.status == "parked":
        return live.expires_at
    queued = tx.inbox.head(conversation.id)
    waiting = None if queued is None else queued.retry_at or AT_ONCE
    if live is None:
        planned = tx.errands.next_planned(conversation.id)
        return least(waiting, planned.at if planned else None)
    if queued is not None and queued.retry_at is not None:
        return least(waiting, live.expires_at)
    timer = tx.interactions.next_timer(live.id)
    return least(waiting, live.expires_at, timer.deadline if timer else None)


def _next_duty(tx: Transaction, conversation: Conversation) -> Instant | None:
    """When the next errand or part may leave."""
    errand = tx.errands.head(conversation.id)
    asked = None if errand is None else errand.retry_at or AT_ONCE
    part = tx.outbox.head(conversation.id)
    if part is None or part.state == "dispatching":
        return asked
    return least(asked, part.doubt_until if part.state == "uncertain" else part.retry_at or AT_ONCE)
