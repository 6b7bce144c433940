"""One turn of one conversation: one transaction in which its next event happens and its next errand is handed out.

What has to be done outside the store comes back as a ``Dispatch`` (call the channel) or an ``Ask`` (call a service,
offer to people); its outcome is written by another turn. The conversation then rests until its ``wake_at``.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final, TypeAlias

from . import outbox
from .agenda import least, look
from .interactions import advance, blame

if TYPE_CHECKING:
    from channel_adapter.channel import Outcome
    from channel_adapter.messages import Instant, Outbound

    from .records import Conversation, Errand, Part
    from .store import Transaction
    from .wiring import Wiring

from .window import window_until

BLAME_REST_MS: Final = 1_000
"""Before a conversation whose turn could not be written is looked at again."""

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
    return _turn_of(tx, wiring, conversation, now)


def blame_turn(tx: Transaction, conversation_id: str, fault: Exception, now: Instant) -> Turn:
    """A turn could not be written: its event is tried again later or parked, and the conversation rests a while."""
    conversation = tx.conversations.find_one(conversation_id)
    if conversation is None:
        return Turn()
    blame(tx, conversation, look(tx, conversation), fault, now)
    wakes = look(tx, tx.conversations.get(conversation_id)).next_at
    tx.conversations.rest(conversation_id, now + BLAME_REST_MS if wakes is None else max(wakes, now + BLAME_REST_MS))
    return Turn()


def settle_part(tx: Transaction, ref: str, outcome: Outcome, now: Instant) -> Conversation | None:
    """Write down the outcome of a dispatch; its conversation, or ``None`` when it was erased meanwhile."""
    part = tx.outbox.by_ref(ref)
    if part is None:
        return None
    conversation = tx.conversations.get(part.conversation)
    if not part.settled:  # by a proof that came before the answer
        outbox.record(tx, conversation, part, outcome, now)
    return conversation


def settle_and_turn(tx: Transaction, wiring: Wiring, ref: str, outcome: Outcome, now: Instant) -> Turn:
    """Write down the outcome of a dispatch, and take a turn in the same transaction."""
    conversation = settle_part(tx, ref, outcome, now)
    return Turn() if conversation is None else _turn_of(tx, wiring, conversation, now)


def _turn_of(tx: Transaction, wiring: Wiring, conversation: Conversation, now: Instant) -> Turn:
    agenda = look(tx, conversation)
    if advance(tx, wiring, conversation, agenda, now):
        conversation = tx.conversations.get(conversation.id)
        agenda = look(tx, conversation)
    wakes, duties = agenda.next_at, list[Duty]()
    if wakes is None or now < wakes:
        claimed = outbox.claim(tx, conversation, now)
        asked, asks_at = _errand(tx, conversation, now)
        duties = [*_dispatch(conversation, claimed.part), *asked]
        wakes = least(wakes, claimed.wake_at, asks_at)
    tx.conversations.rest(conversation.id, wakes)
    return Turn(duties=tuple(duties), again=wakes is not None and wakes <= now)


def wake(tx: Transaction, conversation_id: str, now: Instant) -> None:
    """Something was put there: it is due at once."""
    tx.conversations.rest(conversation_id, now)


def _dispatch(conversation: Conversation, part: Part | None) -> tuple[Duty, ...]:
    if part is None:
        return ()
    return (
        Dispatch(
            number_id=conversation.number_id,
            outbound=outbox.outbound_of(part, conversation),
            window_until=window_until(conversation),
            attempt=part.attempts,
        ),
    )


def _errand(tx: Transaction, conversation: Conversation, now: Instant) -> tuple[tuple[Duty, ...], Instant | None]:
    """The errand whose turn it is, now leased; and when the next may be."""
    errand = tx.errands.head(conversation.id)
    if errand is None:
        return (), None
    if errand.retry_at is not None and now < errand.retry_at:
        return (), errand.retry_at
    lease = now + ERRAND_LEASE_MS
    tx.errands.lease(errand.ref, lease)
    return (Ask(errand=errand),), lease
