"""The way by which a session comes to words that are too late: edge by edge, from the flow's first node.

Flows in: a flow and the others it may call, and a complaint W101 to W104 about it. Flows out: ``Late``, or nothing where the
complaint's hours pass in a place that cannot be told edge by edge (inside a called flow, after a failed delivery).
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import timedelta
from typing import TYPE_CHECKING, Final

from flow_notations import ast

from .reach import reach
from .since import answers, called_times, closes_ms, times
from .targets import named_target
from .window import too_late

if TYPE_CHECKING:
    from collections.abc import Callable

    from flow_notations.diagnostics import Diagnostic

    from .called import Calls
    from .case import Case
    from .edges import Edge
    from .since import Times

ROUNDS_MAX: Final = 50
"""Rounds of a loop that are told; a loop that needs more to outlast the window is left to its author."""
BYWAYS: Final = frozenset({"failed", "invalid", "unsupported", "window_closed", "timeout"})
"""Outcomes that a way to the customer's latest word avoids where it can."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Step:
    """One edge of a way, in the flow where it stands. ``waits_ms``: how long it takes at most while nobody writes."""

    case: Case
    edge: Edge

    @property
    def waits_ms(self) -> int:
        """0 where the customer writes."""
        return 0 if self.edge.leaving.heard else self.edge.leaving.lasts_ms[1]


@dataclass(frozen=True, slots=True, kw_only=True)
class Late:
    """``steps`` lead to ``node``, which speaks ``reminder_ms`` after it is entered.

    ``closing_ms``: how long the customer has been silent where the way begins with ``anywhere closing``; else 0.
    ``answered``: something is said to the customer's latest word before; else the interaction expires first.
    ``call``: the node that calls the flow in which ``node`` stands; empty when that is the flow itself.
    """

    node: str
    steps: tuple[Step, ...]
    closing_ms: int = 0
    reminder_ms: int = 0
    answered: bool = True
    call: str = ""


def late_way(calls: Calls, flow: ast.Flow, complaint: Diagnostic) -> Late | None:
    """The way that a complaint of this flow means; ``None`` where none can be told."""
    case = calls.case(flow)
    found = times(case, reach(case))
    for name in found.at:
        node = case.nodes[name]
        if complaint.code == "W103":
            for setting in node.settings("remind"):
                if setting.value_span == complaint.span and isinstance(setting.value, ast.Reminder):
                    return _told(found, name, setting.value.delay // timedelta(milliseconds=1))
        elif node.name.span == complaint.span:
            return _inside(found, name) if complaint.code == "W104" else _told(found, name)
    return None


def _told(found: Times, name: str, reminder_ms: int = 0) -> Late | None:
    begun = _begun(found, name)
    if begun is None:
        return None
    closing_ms, steps = begun
    return _if_late(found.case, Late(node=name, steps=steps, closing_ms=closing_ms, reminder_ms=reminder_ms))


def _inside(found: Times, name: str) -> Late | None:
    """Into a called flow, to the first node there that is too late only because of the call."""
    called, late = found.case.called(name), called_times(found.case, name, found.at[name])
    begun = _begun(found, name)
    if called is None or late is None or begun is None:
        return None
    closing_ms, steps = begun
    other, reached = called
    alone = set(too_late(other, times(other, reached)))
    inner = next((node for node in too_late(other, late) if node not in alone), None)
    if inner is None:
        return None
    steps = (*steps, *_latest(late, inner))
    return _if_late(found.case, Late(node=inner, steps=steps, closing_ms=closing_ms, call=name))


def _if_late(case: Case, late: Late) -> Late | None:
    """Only what its waits make late is shown by waiting, and only while a session still speaks to a silent customer."""
    spent, said, answered = late.closing_ms, 0, late.closing_ms > 0
    for step in late.steps:
        heard = step.edge.leaving.heard
        spent = 0 if heard else spent + step.waits_ms
        said = 0 if heard else said + step.edge.leaving.sends_max
        answered = not heard and (answered or answers(step.case, step.edge))
    shown = spent + late.reminder_ms >= closes_ms(case.profile) and said < case.profile.sends_between_answers_max
    return replace(late, answered=answered or late.reminder_ms > 0) if shown else None


def _begun(found: Times, name: str) -> tuple[int, tuple[Step, ...]] | None:
    """The whole way, from the start to the customer's latest word and on from there; and the silence before it."""
    steps = _latest(found, name)
    first = steps[0].edge.source if steps else name
    if found.latest(first) is None and found.at[first].high:
        closing_ms = _before_closing(found.case, first)
        return None if closing_ms is None else (closing_ms, steps)
    lead = _lead(found, first)
    return None if lead is None else (0, (*lead, *steps))


def _before_closing(case: Case, target: str) -> int | None:
    """How long a customer is silent when ``anywhere closing`` leads to a node; ``None`` when none does."""
    for sentence in case.flow.anywhere:
        if sentence.verb == "closing" and sentence.delay and named_target(case, sentence.target) == target:
            return case.profile.window_ms - sentence.delay // timedelta(milliseconds=1)
    return None


def _latest(found: Times, name: str) -> tuple[Step, ...]:
    """From the customer's latest word to a node; a loop is gone round until the window has closed."""
    way: list[Step] = []
    seen = {name}
    edge = found.latest(name)
    while edge is not None:
        way.insert(0, Step(case=found.case, edge=edge))
        if edge.leaving.heard or edge.source in seen:
            break
        seen.add(edge.source)
        edge = found.latest(edge.source)
    if edge is None or edge.leaving.heard:
        return tuple(way)
    until = next(at for at, step in enumerate(way, start=1) if step.edge.target == edge.source)
    each = sum(step.waits_ms for step in way[:until])
    rounds = min(ROUNDS_MAX, -(-closes_ms(found.case.profile) // each)) if each else 1
    return (*way[:until] * rounds, *way[until:])


def _lead(found: Times, goal: str) -> tuple[Step, ...] | None:
    """The shortest way from the flow's start to a node, by exits that a customer usually takes where there is one."""
    usual = _shortest(found, goal, lambda edge: edge.outcome not in BYWAYS)
    return usual if usual is not None else _shortest(found, goal, lambda _edge: True)


def _shortest(found: Times, goal: str, allowed: Callable[[Edge], bool]) -> tuple[Step, ...] | None:
    start = found.case.flow.start
    if start is None:
        return None
    ways: dict[str, tuple[Step, ...]] = {start.name.text: ()}
    waiting = [start.name.text]
    for name in waiting:
        for edge in found.reached.onward(name):
            if edge.target not in ways and allowed(edge):
                ways[edge.target] = (*ways[name], Step(case=found.case, edge=edge))
                waiting.append(edge.target)
    return ways.get(goal)
