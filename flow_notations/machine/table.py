"""What an event means in a phase. Rules of the room:

1. Everything that decides this stands here; ``step`` looks it up and does nothing else.
2. The table is total: every phase × every event has a treatment, and a test walks the product.
3. Nothing is refused with an exception: an event that means nothing is ignored, with its reason in the explanation.

A customer's message is tried on the opt-out words and on ``anywhere`` first, wherever the session waits, but not while
people hold the conversation.
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any, TypeAlias

from flow_notations import events
from flow_notations.notation import Enter, Go, Ignored, Wait

from . import interrupts
from .program import HELD_BACK_MAX
from .state import Phase
from .working import CLOSING

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from flow_notations.notation import Next

    from .sprint import Sprint

Treatment: TypeAlias = "Callable[[Sprint, Any], None]"


def begin(sprint: Sprint, event: events.Began) -> None:
    """Start the flow, unless the first message already is an opt-out or an interrupt.

    A flow that begins by itself says nothing to a customer who wants no messages.
    """
    if event.first is not None:
        if not (interrupts.said(sprint, event.first) or interrupts.heard(sprint, event.first)):
            sprint.enter_start()
    elif interrupts.opted_out(sprint):
        sprint.note("opted out", "the customer wants no messages that they did not ask for")
        sprint.finish("opted_out")
    else:
        sprint.enter_start()


def hear(sprint: Sprint, event: events.Heard) -> None:
    """The customer answered, or interrupted; what the question does not understand may be ``heard`` anywhere."""
    sprint.sends = 0
    if interrupts.said(sprint, event.message) or interrupts.reopened(sprint, event.message):
        return
    made = sprint.consider(event)
    if not (_unclear(made) and interrupts.heard(sprint, event.message)):
        sprint.follow(sprint.placed, made)


def _unclear(made: Next) -> bool:
    match made:
        case Go() | Wait():
            return made.misunderstood
        case Ignored():
            return True
        case Enter():
            return False


def overhear(sprint: Sprint, event: events.Heard) -> None:
    """The customer wrote while nobody listens: an interrupt counts, the rest waits for the next question."""
    sprint.sends = 0
    if interrupts.said(sprint, event.message) or interrupts.reopened(sprint, event.message):
        return
    if not interrupts.heard(sprint, event.message):
        sprint.remember(event.message)
        sprint.deliver(event)


def deliver(sprint: Sprint, event: events.Event) -> None:
    """The world answered; the node knows what it asked for."""
    sprint.deliver(event)


def undelivered(sprint: Sprint, event: events.Unsent) -> None:
    """A send failed. When it was not the present node's, it may still have a flow-wide route."""
    if isinstance(sprint.deliver(event), Ignored):
        interrupts.undelivered(sprint, event)


def fire(sprint: Sprint, event: events.Fired) -> None:
    """A deadline came. One of an earlier wait is late; one that came early is armed again."""
    deadline = sprint.timers.get(event.timer)
    wait, _, name = event.timer.partition(".")
    if deadline is None or (wait != str(sprint.wait) and event.timer != CLOSING):
        sprint.note("ignored", f"timer '{event.timer}' belongs to a wait that is over")
    elif event.at < deadline:
        sprint.arm(event.timer, deadline)
    else:
        del sprint.timers[event.timer]
        if event.timer == CLOSING:
            interrupts.closing(sprint, "the reply window closes soon")
        else:
            sprint.deliver(replace(event, timer=name))


def close(sprint: Sprint, event: events.Closing) -> None:
    """The host says ahead of time that something ends."""
    if not interrupts.closing(sprint, f"the {event.what} closes soon"):
        unheeded(sprint, event)


def hold(sprint: Sprint, event: events.Taken) -> None:
    """A person took the conversation: automation falls silent."""
    sprint.phase = Phase.HELD
    sprint.note("held", f"taken by {event.by}")


def hold_back(sprint: Sprint, event: events.Event) -> None:
    """The world answered while people hold the conversation: a handoff hears it, any other node when people let go."""
    if not sprint.placed.notation.holds:
        if isinstance(event, events.Fired) and any(
            getattr(late, "timer", "") == event.timer for late in sprint.held_back
        ):
            sprint.note("ignored", f"timer '{event.timer}' fired before")
            return
        sprint.held_back = (*sprint.held_back, event)[-HELD_BACK_MAX:]
        sprint.note("held back", f"{type(event).__name__} until people let go")
    elif isinstance(event, events.Fired):
        fire(sprint, event)
    else:
        sprint.deliver(event)


def hold_on(sprint: Sprint, event: events.Taken) -> None:
    """Somebody else took it; a handoff wants to know that it was accepted."""
    if sprint.placed.notation.holds:
        sprint.deliver(event)
    else:
        to_people(sprint, event)


def let_go(sprint: Sprint, event: events.Released) -> None:
    """People are done. A handoff hears it; a question is asked again; another wait goes on where it was."""
    notation = sprint.placed.notation
    if notation.holds:
        sprint.sends = 0
        sprint.deliver(event)
        return
    sprint.sends = 0
    sprint.phase = Phase.LISTENING if notation.listens else Phase.WAITING
    waiting, sprint.held_back = sprint.held_back, ()
    if notation.listens:
        sprint.go_to(sprint.node, "people let go of the conversation")
        return
    sprint.note("released", "people let go of the conversation")
    for late in waiting:
        if sprint.phase is Phase.WAITING:
            _AT_A_NODE[type(late)](sprint, late)


def stop(sprint: Sprint, event: events.Ended) -> None:
    """The interaction ended from outside. Final."""
    sprint.note("ended", event.reason)
    sprint.close(event.reason)


def to_people(sprint: Sprint, event: events.Event) -> None:
    """People hold the conversation; the history has it."""
    sprint.note("ignored", f"{type(event).__name__} while people hold the conversation")


def too_late(sprint: Sprint, event: events.Event) -> None:
    """The session is over."""
    sprint.note("ignored", f"{type(event).__name__} after the end")


def twice(sprint: Sprint, event: events.Began) -> None:
    """A session begins once."""
    sprint.note("ignored", f"interaction '{event.interaction}' has begun already")


def unheeded(sprint: Sprint, event: events.Event) -> None:
    """Nothing in this flow waits for it."""
    sprint.note("ignored", f"nothing waits for {type(event).__name__}")


_AT_A_NODE: Mapping[type, Treatment] = {
    events.Began: twice,
    events.Heard: overhear,
    events.Sent: deliver,
    events.Unsent: undelivered,
    events.Progressed: unheeded,
    events.Fired: fire,
    events.Fetched: deliver,
    events.Released: deliver,
    events.Taken: hold,
    events.Closing: close,
    events.Ended: stop,
}

TABLE: Mapping[Phase, Mapping[type, Treatment]] = {
    Phase.NEW: {kind: begin if kind is events.Began else unheeded for kind in _AT_A_NODE},
    Phase.WAITING: _AT_A_NODE,
    Phase.LISTENING: {**_AT_A_NODE, events.Heard: hear},
    Phase.HELD: {
        **dict.fromkeys(_AT_A_NODE, to_people),
        **dict.fromkeys((events.Sent, events.Unsent, events.Fired, events.Fetched), hold_back),
        events.Began: twice,
        events.Taken: hold_on,
        events.Released: let_go,
        events.Ended: stop,
    },
    Phase.ENDED: dict.fromkeys(_AT_A_NODE, too_late),
}
