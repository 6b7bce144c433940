"""One turn of one conversation: one transaction in which its next event happens and its next errand is handed out.

What has to be done outside the store comes back as a ``Dispatch`` (call the channel) or an ``Ask`` (call a service,
offer to people); its outcome is written by another turn. The conversation then rests until its ``wake_at``.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final, TypeAlias

from channel_adapter.channel import Accepted

from . import outbox
from .agenda import Agenda, least, look
from .interactions import advance, blame
from .outbox import put_event
from .proofs import message_known
from .stepping import attempt
from .window import window_until

if TYPE_CHECKING:
    from channel_adapter.channel import Outcome
    from channel_adapter.messages import Instant, Outbound
    from flow_notations.events import Sent

    from .records import Conversation, Errand, Part
    from .stepping import After
    from .store import Transaction
    from .wiring import Wiring

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
    return _turn_of(tx, wiring, conversation, look(tx, conversation), now)


def blame_turn(tx: Transaction, conversation_id: str, fault: Exception, now: Instant) -> Turn:
    """A turn could not be written: its event is tried again later or parked, and the conversation rests a while."""
    conversation = tx.conversations.find_one(conversation_id)
    if conversation is None:
        return Turn()
    blame(tx, conversation, look(tx, conversation), fault, now)
    wakes = look(tx, tx.conversations.get(conversation_id)).next_at
    tx.conversations.rest(conversation_id, now + BLAME_REST_MS if wakes is None else max(wakes, now + BLAME_REST_MS))
    return Turn()


def settle_part(tx: Transaction, ref: str, outcome: Outcome, now: Instant) -> None:
    """Write down the outcome of a dispatch; nothing when its conversation was erased meanwhile."""
    settled = _settled(tx, ref, outcome, now)
    if settled is not None and settled.sent is not None:
        put_event(tx, settled.conversation.id, settled.part.interaction, settled.sent)


def settle_and_turn(tx: Transaction, wiring: Wiring, ref: str, outcome: Outcome, now: Instant) -> Turn:
    """Write down the outcome of a dispatch, and take a turn in the same transaction.

    A send that completed when nothing else is due is stepped at once, without waiting in the inbox.
    """
    settled = _settled(tx, ref, outcome, now)
    if settled is None:
        return Turn()
    conversation, sent, agenda = settled.conversation, settled.sent, look(tx, settled.conversation)
    if sent is None:
        return _turn_of(tx, wiring, conversation, agenda, now)
    live, interaction = agenda.live, settled.part.interaction
    if live is not None and live.id == interaction and live.status == "live" and not agenda.is_due(now):
        conversation, agenda = _after(
            tx, conversation, agenda, attempt(tx, wiring, conversation, live, sent, None, now)
        )
    elif live is not None:
        put_event(tx, conversation.id, interaction, sent)
        agenda = look(tx, conversation)
    return _turn_of(tx, wiring, conversation, agenda, now)


@dataclass(frozen=True, slots=True)
class _Settled:
    conversation: Conversation
    part: Part
    sent: Sent | None


def _settled(tx: Transaction, ref: str, outcome: Outcome, now: Instant) -> _Settled | None:
    part = tx.outbox.by_ref(ref)
    if part is None:
        return None
    conversation = tx.conversations.get(part.conversation)
    # It may be settled already, by a proof that came before the answer.
    sent = None if part.settled else outbox.record(tx, conversation, part, outcome, now)
    if isinstance(outcome, Accepted):
        message_known(tx, outcome.message_id)
    return _Settled(conversation, part, sent)


def _turn_of(tx: Transaction, wiring: Wiring, conversation: Conversation, agenda: Agenda, now: Instant) -> Turn:
    if agenda.is_due(now):
        conversation, agenda = _after(tx, conversation, agenda, advance(tx, wiring, conversation, agenda, now))
    wakes, duties = agenda.next_at, list[Duty]()
    if wakes is None or now < wakes:
        claimed = outbox.claim(tx, conversation, now)
        asked, asks_at = _errand(tx, conversation, now)
        duties = [*_dispatch(conversation, claimed.part), *asked]
        wakes = least(wakes, claimed.wake_at, asks_at)
    tx.conversations.rest(conversation.id, wakes)
    return Turn(duties=tuple(duties), again=wakes is not None and wakes <= now)


def _after(
    tx: Transaction, conversation: Conversation, before: Agenda, after: After | None
) -> tuple[Conversation, Agenda]:
    """What lies ahead after an event; only what it can have changed is read again."""
    if after is None:
        conversation = tx.conversations.get(conversation.id)
        return conversation, look(tx, conversation)
    timer = tx.interactions.next_timer(after.live.id) if after.timers_moved else before.timer
    return conversation, Agenda(live=after.live, queued=tx.inbox.head(conversation.id), timer=timer)


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
