"""Which nodes speak after the reply window has closed: in a flow, and in those that it calls.

Flows in: ``Times``. Flows out: names of nodes, and the calls that lead to them. It words nothing.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from .since import JUST_NOW, called_times, closes_ms

if TYPE_CHECKING:
    from .case import Case
    from .reach import Reached
    from .since import Late, Times

OUTCOME: Final = "window_closed"


def too_late(found: Times) -> list[str]:
    """The nodes that can speak after the window has closed and say nothing of that."""
    case, closes = found.case, closes_ms(found.case.profile)
    return [name for name, since in found.at.items() if since.high >= closes and unprepared(case, found.reached, name)]


def unprepared(case: Case, reached: Reached, name: str) -> bool:
    """Whether it speaks freely, cannot fall back on a template, and has no exit of its own for a closed window."""
    facts = reached.facts[name]
    speaks = facts.speaks and not facts.template_beside and OUTCOME in facts.leaving
    return speaks and OUTCOME not in case.ways[name].named


def late_by_call(found: Times, name: str) -> tuple[tuple[Times, str], ...]:
    """The first node that is too late only because of this call, behind the calls that lead to it; empty when none is."""
    late = called_times(found.case, name, found.at[name])
    alone = called_times(found.case, name, JUST_NOW)
    if late is None or alone is None:
        return ()
    known = _late_within(alone)
    return next((((found, name), *way) for place, way in _late_within(late).items() if place not in known), ())


def _late_within(found: Times) -> Late:
    """The nodes that are too late in a flow, and in those it calls from where it then stands."""
    if found.late is None:
        found.late = {}  # a flow that calls itself finds this
        flow = found.case.flow.name.text
        late: Late = {(flow, name): ((found, name),) for name in too_late(found)}
        for name, since in found.at.items():
            inside = called_times(found.case, name, since)
            for place, way in _late_within(inside).items() if inside is not None else ():
                late.setdefault(place, ((found, name), *way))
        found.late = late
    return found.late
