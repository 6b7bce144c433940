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
from flow_notations.answers import fold
from flow_notations.effects import Save
from flow_notations.notation import Ignored

from .state import Phase

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from .sprint import Sprint

Treatment: TypeAlias = "Callable[[Sprint, Any], None]"


def begin(sprint: Sprint, event: events.Began) -> None:
    """Start the flow, unless the first message already is an opt-out or an interrupt."""
    if event.first is None or not _interrupt(sprint, event.first):
        sprint.enter_start()


def hear(sprint: Sprint, event: events.Heard) -> None:
    """The customer answered, or interrupted."""
    sprint.sends = 0
    if _interrupt(sprint, event.message):
        return
    sprint.deliver(event)


def overhear(sprint: Sprint, event: events.Heard) -> None:
    """The customer wrote while nobody listens: an interrupt counts, the rest waits for the next question."""
    sprint.sends = 0
    if _interrupt(sprint, event.message):
        return
    if isinstance(sprint.deliver(event), Ignored):
        sprint.remember(event.message)


def deliver(sprint: Sprint, event: events.Event) -> None:
    """The world answered; the node knows what it asked for."""
    sprint.deliver(event)


def undelivered(sprint: Sprint, event: events.Unsent) -> None:
    """A send failed. When it was not the present node's, it may still have a flow-wide route."""
    target = sprint.program.interrupts.undelivered
    if isinstance(sprint.deliver(event), Ignored) and target is not None:
        sprint.interrupted = sprint.node
        sprint.go_to(target, f"anywhere undelivered: {event.sentence or event.reason}")


def fire(sprint: Sprint, event: events.Fired) -> None:
    """A deadline came. One of an earlier wait is late; one that came early is armed again."""
    deadline = sprint.timers.get(event.timer)
    wait, _, name = event.timer.partition(".")
    if deadline is None or wait != str(sprint.wait):
        sprint.note("ignored", f"timer '{event.timer}' belongs to a wait that is over")
    elif event.at < deadline:
        sprint.arm(event.timer, deadline)
    else:
        del sprint.timers[event.timer]
        sprint.deliver(replace(event, timer=name))


def hold(sprint: Sprint, event: events.Taken) -> None:
    """A person took the conversation: automation falls silent."""
    sprint.phase = Phase.HELD
    sprint.note("held", f"taken by {event.by}")


def let_go(sprint: Sprint, event: events.Released) -> None:
    """People are done. A node that offered the conversation hears it; any other begins again."""
    sprint.sends = 0
    sprint.phase = Phase.WAITING
    if isinstance(sprint.deliver(event), Ignored):
        sprint.re_enter("people let go of the conversation")


def stop(sprint: Sprint, event: events.Ended) -> None:
    """The interaction ended from outside. Final."""
    sprint.note("ended", event.reason)
    sprint.close_quietly(event.reason)


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
    events.Closing: unheeded,
    events.Ended: stop,
}

TABLE: Mapping[Phase, Mapping[type, Treatment]] = {
    Phase.NEW: {kind: begin if kind is events.Began else unheeded for kind in _AT_A_NODE},
    Phase.WAITING: _AT_A_NODE,
    Phase.LISTENING: {**_AT_A_NODE, events.Heard: hear},
    Phase.HELD: {
        **dict.fromkeys(_AT_A_NODE, to_people),
        events.Began: twice,
        events.Released: let_go,
        events.Ended: stop,
    },
    Phase.ENDED: dict.fromkeys(_AT_A_NODE, too_late),
}


def _interrupt(sprint: Sprint, message: events.Message) -> bool:
    """Whether the whole message is an opt-out word or one that the flow listens for anywhere."""
    interrupts = sprint.program.interrupts
    if message.kind != "text" or len(message.text) > _INTERRUPT_LETTERS_MAX:
        return False
    words = fold(message.text, sprint.language)
    target = interrupts.says.get(words)
    if words in interrupts.opt_out:
        sprint.save(Save(scope="contact", name="opted_out", value=True))
        if target is None:
            sprint.note("opted out", f"the customer wrote '{message.text}'")
            sprint.finish("opted_out")
            return True
    if target is None:
        return False
    sprint.interrupted = sprint.node or None
    sprint.go_to(target, f"anywhere says: '{message.text}'")
    return True


_INTERRUPT_LETTERS_MAX = 120
"""No interrupt is longer; a longer message is not folded at all."""
