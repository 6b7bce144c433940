"""One step of one session inside one transaction: decode, step, write state, journal and effects.

A step is pure, so a failure has written nothing. It is tried three times in all, then its event is parked with its
interaction: people are told, everyone else goes on.
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any, Final

from channel_adapter.messages import Text
from flow_notations.effects import CancelTimer, End, Send, SetTimer
from flow_notations.events import Began, Ended, Heard, Progressed, Sent, Unsent

from .json_forms import CHANNEL_FORMS, FLOW_FORMS
from .marking import mark_of
from .performing import perform
from .records import JournalEntry, Notice, Queued, changed, record
from .window import expires_at, window_until

if TYPE_CHECKING:
    from channel_adapter.messages import Instant, ReadMark
    from flow_notations.effects import Effect
    from flow_notations.events import Event

    from .records import Conversation, Interaction
    from .store import Transaction
    from .wiring import Wiring

STEP_TRIES_MAX: Final = 3
STEP_RETRY_MS: Final = (1_000, 10_000)
"""Pauses before the second and the third try."""
MASK: Final = "•••"
"""Stands in journals for what is private."""


@record
class After:
    """The conversation and its interaction as a step left them; whether its timers are others now.

    ``queue_moved``: something else than before, or nothing, is the first that waits. ``over``: it ended with this step.
    ``mark``: what the customer may see of their message having been taken.
    """

    conversation: Conversation
    live: Interaction
    timers_moved: bool
    queue_moved: bool
    over: bool = False
    mark: ReadMark | None = None


def attempt(
    tx: Transaction,
    wiring: Wiring,
    conversation: Conversation,
    interaction: Interaction,
    event: Event,
    queued: Queued | None,
    now: Instant,
) -> After | None:
    """Step ``event``; ``queued`` is what brought it, if anything did. ``None``: it failed, look at everything again.

    Raises what ``misstep`` raises.
    """
    stamped = _stamp(conversation, interaction, event, now)
    try:
        state = wiring.machine.decode(interaction.state) if interaction.state is not None else None
        stepped = wiring.machine.step(wiring.program(interaction), state, stamped)
        encoded = wiring.machine.encode(stepped.state)
        secret = stamped if isinstance(stamped, Heard) and getattr(stepped, "private", False) else None
        entry = _entry(interaction.id, stamped if secret is None else _masked_answer(secret), stepped)
    except Exception as fault:  # whatever a step raises is a fault of its event, never of the host
        misstep(tx, conversation, interaction, event, queued, fault, now)
        return None
    if queued is not None:
        stepped_over(tx, queued)
    if secret is not None:
        _conceal(tx, secret)
    tx.interactions.write_journal(entry)
    written = [perform(tx, wiring, conversation, interaction, effect, now) for effect in stepped.effects]
    kinds = {type(effect) for effect in stepped.effects}
    end = next((effect for effect in stepped.effects if isinstance(effect, End)), None) if End in kinds else None
    mark = mark_of(wiring, conversation, stamped, stepped)
    if end is not None or stepped.state.ended:
        return _finish(tx, conversation, changed(interaction, seq=stamped.seq, state=encoded), end, mark, now)
    expires = _expiry(tx, wiring, conversation, interaction, event, sends=Send in kinds, refused=not all(written))
    stepped_on = changed(interaction, seq=stamped.seq, state=encoded, expires_at=expires)
    tx.interactions.save(stepped_on)
    return After(
        conversation=conversation,
        live=stepped_on,
        timers_moved=SetTimer in kinds or CancelTimer in kinds,
        queue_moved=(queued is not None and queued.waited) or not all(written),
        mark=mark,
    )


def stepped_over(tx: Transaction, queued: Queued) -> None:
    """Nothing more comes of it. One that never waited is remembered already."""
    if queued.waited:
        tx.inbox.done(queued.position)


def conclude(
    tx: Transaction,
    conversation: Conversation,
    interaction: Interaction,
    outcome: str,
    now: Instant,
    *,
    notice: str = "",
) -> None:
    """The interaction is over: no timers, no deadline; the conversation is free for the next one."""
    ended_at = max(now, interaction.began_at)  # a clock that reads 1970 for a moment makes nothing old enough to let go
    tx.interactions.cancel_timers(interaction.id)
    tx.interactions.save(changed(interaction, status="ended", ended_at=ended_at, outcome=outcome, expires_at=None))
    tx.conversations.set_live(conversation.id, None)
    if notice:
        tell(tx, conversation, interaction, outcome, notice, now)


def tell(
    tx: Transaction,
    conversation: Conversation,
    interaction: Interaction | None,
    kind: str,
    sentence: str,
    now: Instant,
) -> None:
    """Leave a notice for people."""
    named = interaction.id if interaction is not None else None
    tx.history.tell(Notice(at=now, kind=kind, sentence=sentence, conversation=conversation.id, interaction=named))


def _stamp(conversation: Conversation, interaction: Interaction, event: Event, now: Instant) -> Event:
    """``at`` of a send's acceptance is when it came about, so that an answer to it is not taken for an early one."""
    at = event.at if isinstance(event, Sent) else now
    return replace(event, seq=interaction.seq + 1, at=at, window_until=window_until(conversation))


def _expiry(
    tx: Transaction,
    wiring: Wiring,
    conversation: Conversation,
    interaction: Interaction,
    event: Event,
    *,
    sends: bool,
    refused: bool,
) -> Instant | None:
    """When the interaction ends, which a customer's message, an answer of ours, or an answer that failed can move."""
    if not (sends or isinstance(event, Began | Heard | Unsent | Progressed)):
        return interaction.expires_at
    return expires_at(tx, wiring, conversation, interaction, answered=sends and not refused)


def _masked_answer(event: Heard) -> Heard:
    """A private answer as journals show it: that it came and when, not what it was."""
    return replace(event, message=replace(event.message, text=MASK, option=None, details={}))


def _conceal(tx: Transaction, event: Heard) -> None:
    """The same for the history that people see: the words stay in the session alone."""
    line = tx.history.by_message(event.message.id)
    if line is not None:
        tx.history.save(replace(line, content=CHANNEL_FORMS.dumps(Text(body=MASK))))


def _entry(interaction: str, event: Event, stepped: Any) -> JournalEntry:
    effects = stepped.effects
    return JournalEntry(
        interaction=interaction,
        seq=event.seq,
        at=event.at,
        event=FLOW_FORMS.dumps(event),
        effects=FLOW_FORMS.dumps([masked(effect) for effect in effects]) if effects else "[]",
        explanation=FLOW_FORMS.dumps(stepped.explanation),
    )


def masked(effect: Effect) -> Effect:
    """As journals show it: what is private stands in none."""
    if isinstance(effect, Send) and effect.private:
        return replace(effect, utterance=replace(effect.utterance, text=MASK))
    return effect


def _finish(
    tx: Transaction,
    conversation: Conversation,
    interaction: Interaction,
    end: End | None,
    mark: ReadMark | None,
    now: Instant,
) -> After:
    outcome = end.outcome if end is not None else "ended"
    conclude(tx, conversation, interaction, outcome, now)
    if end is not None and end.failed:
        tell(tx, conversation, interaction, "failed", end.sentence or f"The flow failed: {outcome}.", now)
    return After(conversation=conversation, live=interaction, timers_moved=True, queue_moved=True, over=True, mark=mark)


def misstep(
    tx: Transaction,
    conversation: Conversation,
    interaction: Interaction | None,
    event: Event | None,
    queued: Queued | None,
    fault: Exception,
    now: Instant,
) -> None:
    """Try again later; the last time, park. Nobody hears an ending twice: ``Ended`` is not tried again.

    Raises ``fault`` when ``queued`` never waited: it is to be queued, and tried as all others are.
    """
    if queued is not None and not queued.waited:
        raise fault
    if isinstance(event, Ended):
        return
    waiting = queued if queued is not None or event is None else _requeue(tx, conversation, interaction, event)
    assert waiting is not None, "a failure belongs to an event"
    faults = waiting.faults + 1
    if faults < STEP_TRIES_MAX:
        tx.inbox.fault(waiting.position, faults=faults, retry_at=now + STEP_RETRY_MS[faults - 1])
        return
    tx.inbox.fault(waiting.position, faults=faults, retry_at=None)
    if interaction is not None:
        tx.interactions.save(replace(interaction, status="parked"))
    sentence = f"The flow stopped at an event it cannot take ({type(fault).__name__}: {fault}); people are needed."
    tell(tx, conversation, interaction, "parked", sentence, now)


def _requeue(tx: Transaction, conversation: Conversation, interaction: Interaction | None, event: Event) -> Queued:
    """An event that never waited (a timer, a planned beginning) waits from now on."""
    body = FLOW_FORMS.dumps(event)
    tx.inbox.put(
        Queued(
            id=event.id,
            conversation=conversation.id,
            kind="event",
            moment=event.at,
            body=body,
            interaction=interaction.id if interaction is not None else None,
        )
    )
    found = tx.inbox.by_id(event.id)
    assert found is not None
    return found
