"""``schedule``: another flow begins later, as an interaction of its own. The same key replaces an earlier appointment.

What begins then has no open reply window to count on, so it should speak by template first.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

from flow_notations.effects import Schedule
from flow_notations.notation import Facts, Field, Fragment, Go, Ignored, Leaving, Notation, Outcome, Reader

from .call import bind_inputs, called
from .wait import DAY_MS, moment_of, moment_written

if TYPE_CHECKING:
    from collections.abc import Callable

    from flow_notations import ast
    from flow_notations.events import Event
    from flow_notations.expressions import Scope
    from flow_notations.notation import Binder, Context, FactsContext, Next
    from flow_notations.values import Value

SCHEDULE_DAYS_MAX: Final = 366
"""An appointment further ahead is a slip: a year of planning is what a centre keeps."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Appointment:
    """A bound ``schedule``."""

    flow: str
    at: Callable[[Scope], Value]
    inputs: tuple[tuple[str, Callable[[Scope], Value]], ...]
    key: Callable[[Scope], str] | None = None


def bind(node: ast.Node, binder: Binder) -> Appointment:
    """Compile the moment, the inputs and the key."""
    at, once = node.setting("at"), node.setting("once")
    assert at is not None, "the fragment demands it"
    return Appointment(
        flow=called(node),
        at=binder.expression(moment_written(at.value)),
        inputs=bind_inputs(node, binder),
        key=binder.template(once.value) if once is not None else None,
    )


def begin(appointment: Appointment, context: Context) -> Next:
    """Make the appointment; a moment that is past means at once."""
    at = moment_of(appointment.at(context.scope), context)
    if at is None:
        return Go(outcome="failed", why="there is no moment to begin at")
    if at > context.at + SCHEDULE_DAYS_MAX * DAY_MS:
        return Go(outcome="failed", why=f"more than {SCHEDULE_DAYS_MAX} days ahead")
    schedule = Schedule(
        ref=context.ref(),
        flow=appointment.flow,
        at=max(at, context.at),
        inputs={name: value(context.scope) for name, value in appointment.inputs},
        key=appointment.key(context.scope) if appointment.key is not None else None,
    )
    return Go(outcome="done", effects=(schedule,))


def hear(_appointment: Appointment, _context: Context, _memory: dict[str, Any], _event: Event) -> Next:
    """Never waits."""
    return Ignored("schedule does not wait")


def facts(_node: ast.Node, _context: FactsContext) -> Facts:
    """Takes no time and says nothing."""
    return Facts(leaving={"done": Leaving(), "failed": Leaving()})


SCHEDULE = Notation(
    word="schedule",
    type="schedule_flow",
    main="done",
    doc="Begins another flow with this customer later, in an interaction of its own. The same key replaces an earlier appointment.",
    fragment=Fragment(
        fields={
            "flow": Field(reader=Reader.NAME, doc="The flow to begin.", required=True),
            "with": Field(reader=Reader.ASSIGNMENTS, doc="What it takes, each `name = expression`.", many=True),
            "at": Field(reader=Reader.EXPRESSION, doc="When: a moment, a time of the day, a duration from now, or `open(hours)`. A day alone is no moment: `moment(day, 09:00)`.", required=True, moment=True),
            "once": Field(reader=Reader.QUOTED, doc="The key of the appointment: the same key moves it."),
        }
    ),
    outcomes=(Outcome(name="failed", doc="There is no such moment, or it lies more than a year ahead."),),
    facts=facts,
    bind=bind,
    begin=begin,
    hear=hear,
    example='schedule later\n  flow reminder\n  at now() + 2d\n  once "reminder-{interaction.id}"\n  on failed -> bye\n  -> bye\n',
)  # fmt: skip
