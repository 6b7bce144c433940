"""One turn of one conversation: one transaction in which its next event happens and its next errand is handed out.

What has to be done outside the store comes back as a ``Dispatch`` (call the channel) or an ``Ask`` (call a service,
offer to people), whose outcome is written by another turn, or as a ``Mark``, which has none. The conversation then rests until its ``wake_at``.
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Final, TypeAlias

from channel_adapter.channel import Accepted

from . import outbox
from .agenda import AT_ONCE, Agenda, least
from .interactions import advance, blame, take_message
from .outbox import put_event
from .proofs import message_known
from .records import changed, record
from .stepping import attempt
from .window import window_until

if TYPE_CHECKING:
    from collections.abc import Callable

    from channel_adapter.channel import Outcome
    from channel_adapter.messages import Instant, Outbound, ReadMark, Received
    from flow_notations.events import Sent

    from .records import Conversation, Errand, Part, Queued
    from .stepping import After
    from .store import Transaction
    from .wiring import Wiring

BLAME_REST_MS: Final = 1_000
"""Before a conversation whose turn could not be written is looked at again."""

ERRAND_LEASE_MS: Final = 120_000
"""An errand not answered by then is taken to be lost with its process, and is run again under the same ref."""


@record
class Dispatch:
    """A part to hand to the channel; it is marked so on disk."""

    number_id: str
    outbound: Outbound
    window_until: Instant | None
    attempt: int


@record
class Ask:
    """An errand to run; it is leased."""

    errand: Errand


@record
class Mark:
    """A message of the customer's that was taken, to be shown to them as read; if that fails nobody tries again."""

    number_id: str
    mark: ReadMark


Duty: TypeAlias = Dispatch | Ask | Mark


@record
class Turn:
    """What a turn leaves to do. ``again``: something else is due already."""

    duties: tuple[Duty, ...] = ()
    again: bool = False


def take_turn(tx: Transaction, wiring: Wiring, conversation_id: str, now: Instant) -> Turn:
    """Step the next event that is due; when no other is, hand out what may leave."""
    agenda = tx.agenda(conversation_id)
    return Turn() if agenda is None else _turn_of(tx, wiring, agenda, now)  # none: it was merged into another meanwhile


def take_at_once(
    tx: Transaction,
    wiring: Wiring,
    queued: Queued,
    received: Received,
    now: Instant,
    *,
    latest_inbound_at: Instant | None,
    remember: Callable[[Queued], None],
) -> Turn | None:
    """Step a customer's message as it comes, if nothing goes before it; ``None``: it has to be queued.

    What breaks here is raised: then nothing of the transaction may stay.
    """
    agenda = tx.agenda(queued.conversation)
    if agenda is None or agenda.queued is not None or agenda.is_due(now):
        return None
    live, known = agenda.live, agenda.conversation
    if live is not None and live.status != "live":
        return None
    remember(queued)
    conversation = changed(known, latest_inbound_at=latest_inbound_at)
    if latest_inbound_at != known.latest_inbound_at:
        tx.conversations.heard(known.id, latest_inbound_at=latest_inbound_at, wake_at=known.wake_at)
    after = take_message(tx, wiring, conversation, live, queued, received, now)
    return _rest_of(tx, wiring, _after(tx, changed(agenda, conversation=conversation), after), _mark(after), now)


def blame_turn(tx: Transaction, conversation_id: str, fault: Exception, now: Instant) -> Turn:
    """A turn could not be written: its event is tried again later or parked, and the conversation rests a while."""
    agenda = tx.agenda(conversation_id)
    if agenda is None:
        return Turn()
    blame(tx, agenda, fault, now)
    wakes = _agenda(tx, conversation_id).next_at
    tx.conversations.rest(conversation_id, now + BLAME_REST_MS if wakes is None else max(wakes, now + BLAME_REST_MS))
    return Turn()


def settle_part(tx: Transaction, ref: str, outcome: Outcome, now: Instant) -> None:
    """Write down the outcome of a dispatch; nothing when its conversation was erased meanwhile."""
    part = tx.outbox.by_ref(ref)
    if part is not None:
        sent, _ = _settle(tx, tx.conversations.get(part.conversation), part, outcome, now)
        if sent is not None:
            put_event(tx, part.conversation, part.interaction, sent)


def settle_and_turn(tx: Transaction, wiring: Wiring, ref: str, outcome: Outcome, now: Instant) -> Turn:
    """Write down the outcome of a dispatch, and take a turn in the same transaction.

    A send that completed when nothing else is due is stepped at once, without waiting in the inbox.
    """
    part = tx.outbox.by_ref(ref)
    if part is None:
        return Turn()
    agenda = _agenda(tx, part.conversation)
    sent, queue_moved = _settle(tx, agenda.conversation, part, outcome, now)
    if queue_moved:
        agenda = _agenda(tx, part.conversation)
    live = agenda.live
    if sent is not None and live is not None:
        if live.id == part.interaction and live.status == "live" and not agenda.is_due(now):
            agenda = _after(tx, agenda, attempt(tx, wiring, agenda.conversation, live, sent, None, now))
        else:
            put_event(tx, part.conversation, part.interaction, sent)
            agenda = _agenda(tx, part.conversation)
    return _turn_of(tx, wiring, agenda, now)


def _settle(
    tx: Transaction, conversation: Conversation, part: Part, outcome: Outcome, now: Instant
) -> tuple[Sent | None, bool]:
    """What the flow must hear now, and whether something was put into the inbox for it."""
    # It may be settled already, by a proof that came before the answer.
    sent = None if part.settled else outbox.record(tx, conversation, part, outcome, now)
    if isinstance(outcome, Accepted):
        return sent, message_known(tx, part.ref, outcome.message_id)
    return sent, True


def _turn_of(tx: Transaction, wiring: Wiring, agenda: Agenda, now: Instant) -> Turn:
    if not agenda.is_due(now):
        return _rest_of(tx, wiring, agenda, None, now)
    after = advance(tx, wiring, agenda, now)
    return _rest_of(tx, wiring, _after(tx, agenda, after), _mark(after), now)


def _mark(after: After | None) -> ReadMark | None:
    return None if after is None else after.mark


def _rest_of(tx: Transaction, wiring: Wiring, agenda: Agenda, mark: ReadMark | None, now: Instant) -> Turn:
    """What may leave once nothing is due any more, and when the next thing is."""
    conversation, wakes, duties = agenda.conversation, agenda.next_at, list[Duty]()
    if wakes is None or now < wakes:
        claimed = outbox.claim(tx, wiring, conversation, now)
        asked, asks_at = _errand(tx, conversation, now)
        marked = () if mark is None else _marked(tx, conversation, mark, claimed.part)
        duties = [*marked, *_dispatch(conversation, claimed.part), *asked]
        wakes = least(wakes, claimed.wake_at, asks_at)
    if wakes == AT_ONCE:  # due since it was first due: nobody has waited since the epoch
        wakes = min(now, conversation.wake_at or now)
    if wakes != conversation.wake_at:
        tx.conversations.rest(conversation.id, wakes)
    return Turn(duties=tuple(duties), again=wakes is not None and wakes <= now)


def _after(tx: Transaction, before: Agenda, after: After | None) -> Agenda:
    """What lies ahead after an event; only what it can have changed is read again."""
    if after is None or after.over:
        return _agenda(tx, before.conversation.id)
    return Agenda(
        conversation=after.conversation,
        live=after.live,
        queued=tx.inbox.head(after.conversation.id) if after.queue_moved else before.queued,
        timer=tx.interactions.next_timer(after.live.id) if after.timers_moved else before.timer,
    )


def _agenda(tx: Transaction, conversation_id: str) -> Agenda:
    agenda = tx.agenda(conversation_id)
    assert agenda is not None, f"no conversation '{conversation_id}'"
    return agenda


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


def _marked(tx: Transaction, conversation: Conversation, mark: ReadMark, claimed: Part | None) -> tuple[Duty, ...]:
    """Nothing while something of ours is on its way: a mark is dropped, never queued."""
    if claimed is None and tx.outbox.head(conversation.id) is not None:
        return ()
    return (Mark(number_id=conversation.number_id, mark=mark if claimed is None else replace(mark, typing=False)),)


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
