"""The one door of the machine: (program, state, event) → (state, effects, explanation).

Pure: no clock, no chance, no input or output. Same arguments, byte-equal result, so a journal replays bit for bit.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from flow_notations.errors import OverBudget
from flow_notations.events import Began, Heard

from .interrupts import watch
from .sprint import Sprint
from .state import Phase, State
from .table import TABLE

if TYPE_CHECKING:
    from flow_notations.effects import Effect
    from flow_notations.events import Event, Message
    from flow_notations.values import Value

    from .program import Program


@dataclass(frozen=True, slots=True)
class Step:
    """What one event led to. ``explanation``: which case was tried, with what, and why it matched or not.

    ``private``: the event is a customer's answer that journals, desks and transcripts have to mask.
    """

    state: State
    effects: tuple[Effect, ...]
    explanation: tuple[dict[str, object], ...]
    private: bool = False


def step(program: Program, state: State | None, event: Event) -> Step:
    """Work one event through a session.

    ``state`` is ``None`` for the first event, which is ``Began``. Nothing the world or an author does makes this raise;
    an event that means nothing here leaves the state as it is and says why in the explanation.
    """
    before = _blank(program, event) if state is None else state
    sprint = Sprint(program, before, event)
    private = type(event) is Heard and before.phase is Phase.LISTENING and sprint.placed.private
    try:
        TABLE[before.phase][type(event)](sprint, event)
    except OverBudget as over:
        sprint.fail(str(over))
    watch(sprint)
    for sentence in sprint.cuts:
        sprint.note("cut", sentence)
    return Step(sprint.new_state(), tuple(sprint.effects), tuple(sprint.notes), private)


def _blank(program: Program, event: Event) -> State:
    """The session before anything happened; inputs fill the names, then the defaults of ``takes``."""
    began = event if isinstance(event, Began) else None
    names: dict[str, Value] = {
        **(began.inputs if began else {}),
        "contact": dict(began.contact) if began else {},
        "interaction": {"id": began.interaction, **began.attributes} if began else {},
        "first": first_record(began.first) if began else None,
    }
    return State(
        interaction=began.interaction if began else "",
        flow=program.name,
        digest=program.digest,
        phase=Phase.NEW,
        node="",
        language=(began.language if began else None) or program.language,
        names=names,
        memory={},
        visits={},
        wait=0,
        timers={},
        asks=(),
        backlog=(),
        sends=0,
        trail=(),
        interrupted=None,
        outcome=None,
    )


def first_record(message: Message | None) -> Value:
    """``first``: the message that opened the interaction, as flows read it."""
    if message is None:
        return None
    return {
        "text": message.text,
        "kind": message.kind,
        "payload": message.details.get("payload"),
        "template": message.details.get("template"),
        "ad": message.details.get("ad"),
    }
