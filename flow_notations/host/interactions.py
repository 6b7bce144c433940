"""Interactions: how one begins, takes its next event, and ends. Each function is one part of one transaction.

A customer's message with no live interaction begins one; dispatch picks its flow. It ends with its flow, by expiry, or
by being merged; a step that keeps failing parks it, tells people, and blocks nobody else.
"""

from __future__ import annotations

import base64
import hashlib
from dataclasses import replace
from typing import TYPE_CHECKING, Final

from channel_adapter.messages import Reaction
from channel_adapter.window import EXPIRY_MILLISECONDS, is_expired
from flow_notations.events import Began, Ended, Fired, Heard

from . import translate
from .disconnecting import DISCONNECTED, is_disconnected
from .json_forms import CHANNEL_FORMS, FLOW_FORMS
from .outbox import refuse_waiting
from .records import Interaction, Notice, Queued, changed
from .stepping import After, attempt, conclude, misstep, stepped_over, tell
from .timers import goes_first
from .window import window_until

if TYPE_CHECKING:
    from channel_adapter.messages import Instant, Received
    from flow_notations.events import Event, Message

    from .agenda import Agenda
    from .records import Conversation, Planned, Timer
    from .store import Transaction
    from .wiring import Wiring

ID_CHARACTERS: Final = 16
"""80 bits: refs stay short enough for wire ids, and two interactions never meet."""


def derived_id(seed: str) -> str:
    """An id that depends on nothing but what it names; equal wherever and whenever it is computed."""
    return base64.b32encode(hashlib.sha256(seed.encode()).digest()).decode().lower()[:ID_CHARACTERS]


def begun_by(message: str) -> str:
    """Id of the interaction that a customer's message begins."""
    return derived_id(f"interaction:{message}")


def planned_id(conversation: str, key: str, at: Instant) -> str:
    """Id of the interaction that a plan begins."""
    return derived_id(f"planned:{conversation}:{key}:{at}")


def advance(tx: Transaction, wiring: Wiring, agenda: Agenda, now: Instant) -> After | None:
    """Let the conversation's next event happen, which is due; ``None``: look at everything again."""
    conversation, live, queued, timer = agenda.conversation, agenda.live, agenda.queued, agenda.timer
    if live is not None and (reason := _ending(live, timer, now)) is not None:
        end_from_outside(tx, wiring, conversation, live, reason, now)
    elif live is not None and timer is not None and _timer_goes_first(tx, agenda, now):
        tx.interactions.cancel_timer(live.id, timer.name)
        after = attempt(tx, wiring, conversation, live, _fired(live, timer, now), None, now)
        return None if after is None else changed(after, timers_moved=True)
    elif queued is not None:
        return _take(tx, wiring, conversation, live, queued, now)
    elif agenda.planned is not None:
        _begin_planned(tx, wiring, conversation, agenda.planned, now)
    return None


def _ending(live: Interaction, timer: Timer | None, now: Instant) -> str | None:
    """Why the interaction is over now, whatever its flow is doing."""
    if is_expired(live.expires_at, now):
        return "expired"
    return DISCONNECTED if is_disconnected(timer, now) else None


def _timer_goes_first(tx: Transaction, agenda: Agenda, now: Instant) -> bool:
    assert agenda.timer is not None
    if now < agenda.timer.deadline or (agenda.queued is not None and agenda.queued.retry_at is not None):
        return False
    return goes_first(agenda.timer, tx.inbox.earliest_moment(agenda.conversation.id))


def blame(tx: Transaction, agenda: Agenda, fault: Exception, now: Instant) -> None:
    """What was due could not be written at all, and its transaction was undone: count it as a failed step of its event."""
    conversation, live, queued, timer = agenda.conversation, agenda.live, agenda.queued, agenda.timer
    if live is not None and (reason := _ending(live, timer, now)) is not None:
        conclude(tx, conversation, live, reason, now, notice=f"The interaction ended: {reason} ({fault}).")
    elif live is not None and timer is not None and _timer_goes_first(tx, agenda, now):
        tx.interactions.cancel_timer(live.id, timer.name)
        misstep(tx, conversation, live, _fired(live, timer, now), None, fault, now)
    elif queued is not None:
        misstep(tx, conversation, live, None, queued, fault, now)
    elif agenda.planned is not None:
        tx.errands.unplan(conversation.id, agenda.planned.key)
        tell(tx, conversation, None, "failed", f"Flow '{agenda.planned.flow}' could not begin: {fault}", now)


# --- taking an event --------------------------------------------------------------------------------------------------


def _fired(live: Interaction, timer: Timer, now: Instant) -> Fired:
    return Fired(id=f"{live.id}:timer:{timer.name}:{timer.deadline}", seq=0, at=now, timer=timer.name)


def _take(
    tx: Transaction,
    wiring: Wiring,
    conversation: Conversation,
    live: Interaction | None,
    queued: Queued,
    now: Instant,
) -> After | None:
    if queued.kind == "event":
        if live is None or queued.interaction != live.id:
            stepped_over(tx, queued)
            return None
        return attempt(tx, wiring, conversation, live, FLOW_FORMS.loads(queued.body), queued, now)
    return take_message(tx, wiring, conversation, live, queued, CHANNEL_FORMS.loads(queued.body), now)


def take_message(
    tx: Transaction,
    wiring: Wiring,
    conversation: Conversation,
    live: Interaction | None,
    queued: Queued,
    received: Received,
    now: Instant,
) -> After | None:
    """Let a customer's message happen; ``None``: look at everything again."""
    message = translate.message(received, quoted=_quoted(tx, received))
    if live is None and isinstance(received.content, Reaction):  # an emoji on an old message asks for nothing
        stepped_over(tx, queued)
        return None
    if live is None:
        return _begin(tx, wiring, conversation, queued, message, now)
    if queued.interaction != live.id:
        tx.history.assign(queued.line, live.id)
    event: Event = Heard(id=queued.id, seq=0, at=now, message=message)
    if live.state is None:  # its beginning failed before, and is tried again
        event = _began(tx, wiring, conversation, live, now, message=message, identity=queued.id)
    return attempt(tx, wiring, conversation, live, event, queued, now)


def _quoted(tx: Transaction, received: Received) -> str | None:
    part = tx.outbox.by_message(received.reply_to) if received.reply_to else None
    return part.send if part is not None else None


# --- beginning --------------------------------------------------------------------------------------------------------


def _begin(
    tx: Transaction, wiring: Wiring, conversation: Conversation, queued: Queued, message: Message, now: Instant
) -> After | None:
    """By a customer's message. One that is a day old already ends at once: its window is over, people are told."""
    flow = wiring.flow_for(wiring.attributes(conversation, "inbound"))
    identity = begun_by(queued.id)
    interaction = Interaction(
        id=identity,
        conversation=conversation.id,
        flow=flow.name if flow else "",
        digest=flow.digest if flow else "",
        began_at=now,
        since=queued.line,
        expires_at=message.at + EXPIRY_MILLISECONDS,
    )
    if tx.interactions.get(identity) is not None:
        interaction = replace(interaction, id=derived_id(f"interaction:{queued.id}:{now}"))
    tx.history.assign(queued.line, interaction.id)
    tx.interactions.add(interaction)
    tx.conversations.set_live(conversation.id, interaction.id)
    if flow is None or is_expired(interaction.expires_at, now):
        stepped_over(tx, queued)
        ending = "no flow" if flow is None else "expired"
        conclude(tx, conversation, interaction, ending, now, notice=_unstarted(ending))
        return None
    event = _began(tx, wiring, conversation, interaction, now, message=message, identity=queued.id)
    after = attempt(tx, wiring, changed(conversation, live=interaction.id), interaction, event, queued, now)
    return None if after is None else changed(after, timers_moved=True)


def _unstarted(ending: str) -> str:
    if ending == "no flow":
        return "A customer wrote, and no record of dispatch matches: nobody answers them."
    return "A customer's message was more than 24 hours old when its turn came; no flow was started."


def _begin_planned(tx: Transaction, wiring: Wiring, conversation: Conversation, planned: Planned, now: Instant) -> None:
    tx.errands.unplan(conversation.id, planned.key)
    flow = wiring.programs.get(planned.flow)
    if flow is None:
        sentence = f"Flow '{planned.flow}' should begin now and is not loaded."
        tx.history.tell(Notice(at=now, kind="no flow", sentence=sentence, conversation=conversation.id))
        return
    identity = planned_id(conversation.id, planned.key, planned.at)
    interaction = Interaction(
        id=identity,
        conversation=conversation.id,
        flow=flow.name,
        digest=flow.digest,
        began_at=now,
        since=tx.history.end(),
        direction="outbound",
    )
    tx.interactions.add(interaction)
    tx.conversations.set_live(conversation.id, identity)
    inputs = FLOW_FORMS.loads(planned.inputs)
    event = _began(tx, wiring, conversation, interaction, now, inputs=inputs, identity=f"began:{identity}")
    attempt(tx, wiring, conversation, interaction, event, None, now)


def _began(
    tx: Transaction,
    wiring: Wiring,
    conversation: Conversation,
    interaction: Interaction,
    now: Instant,
    *,
    identity: str,
    message: Message | None = None,
    inputs: dict[str, object] | None = None,
) -> Began:
    contact = {name: FLOW_FORMS.loads(value) for name, value in tx.conversations.fields(conversation.id).items()}
    language = contact.get("language")
    return Began(
        id=identity,
        seq=0,
        at=now,
        interaction=interaction.id,
        inputs=inputs or {},  # type: ignore[arg-type]  # stored values of a flow
        contact=contact,
        attributes=dict(wiring.attributes(conversation, interaction.direction)),
        first=message,
        language=language if isinstance(language, str) else None,
    )


# --- ending -----------------------------------------------------------------------------------------------------------


def end_from_outside(
    tx: Transaction, wiring: Wiring, conversation: Conversation, live: Interaction, reason: str, now: Instant
) -> None:
    """End it whatever its flow is doing; the flow hears of it last, and what waits to be sent is refused, visibly."""
    event: Event = Ended(id=f"{live.id}:ended", seq=0, at=now, window_until=window_until(conversation), reason=reason)
    if live.status == "live":
        attempt(tx, wiring, conversation, live, event, None, now)
    last = tx.interactions.get(live.id)
    assert last is not None
    refuse_waiting(tx, conversation.id, live.id, now)
    conclude(tx, conversation, last, reason, now, notice=f"The interaction ended: {reason}.")
