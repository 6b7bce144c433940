"""A way as the steps that a session takes, those inside called flows included.

Flows in: ``Times`` and a node. Flows out: ``Way`` from the customer's latest word, and the steps that lead to that word.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from .since import Onset, closes_ms
from .told import back, goes_round, past

if TYPE_CHECKING:
    from collections.abc import Callable

    from .case import Case
    from .edges import Edge
    from .reach import Reached
    from .since import Times

ROUNDS_MAX: Final = 50
"""Rounds of a loop that are told; a loop that needs more to outlast the window is left to its author."""
CALLS_TOLD_MAX: Final = 5
"""Calls within calls that are told step by step; one further in is told as a single step."""
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
class Way:
    """``begins``: where the first step stands: the nodes that call, from the first, and the node itself."""

    steps: tuple[Step, ...]
    begins: tuple[tuple[Times, str], ...]
    onset: Onset


def way_to(found: Times, name: str, calls: int = 0) -> Way:
    """The way that takes longest, from the customer's latest word; a loop is gone round until the window has closed."""
    edges = back(found, name)
    parts = [(edge, _through(found, edge, calls)) for edge in reversed(edges)]
    first = edges[-1] if edges else None
    begins: tuple[tuple[Times, str], ...] = ((found, first.source if first is not None else name),)
    if parts and parts[0][1] is not None and parts[0][1].onset is not Onset.START:
        begins += parts[0][1].begins
    told = [
        (edge, inside.steps if inside is not None else (Step(case=found.case, edge=edge),)) for edge, inside in parts
    ]
    onset = past(found, name).onset
    rounds = _rounds(found, told) if goes_round(edges, name) and first is not None and not first.leaving.heard else ()
    return Way(steps=(*rounds, *(step for _, steps in told for step in steps)), begins=begins, onset=onset)


def lead(begins: tuple[tuple[Times, str], ...]) -> tuple[Step, ...] | None:
    """The shortest way from the start of the flow to a node in it, through the calls that lead there."""
    parts = [shortest(found.case, found.reached, name) for found, name in begins]
    if None in parts:
        return None
    return tuple(step for part in parts for step in part or ())


def shortest(case: Case, reached: Reached, goal: str, calls: int = 0) -> tuple[Step, ...] | None:
    """The shortest way from a flow's start, by exits that a customer usually takes where there is one."""
    usual = _walk(case, reached, goal, lambda edge: edge.outcome not in BYWAYS)
    way = usual if usual is not None else _walk(case, reached, goal, lambda _edge: True)
    if way is None:
        return None
    return tuple(step for edge in way for step in _across(case, edge, calls))


def _through(found: Times, edge: Edge, calls: int) -> Way | None:
    """The way through the flow that an edge's node calls; ``None`` where it calls none."""
    inside = found.inside(edge)
    return way_to(inside, edge.outcome, calls + 1) if inside is not None and calls < CALLS_TOLD_MAX else None


def _across(case: Case, edge: Edge, calls: int) -> tuple[Step, ...]:
    """The same by a shortest way."""
    called = case.called(edge.source)
    inside = shortest(*called, edge.outcome, calls + 1) if called is not None and calls < CALLS_TOLD_MAX else None
    return inside if inside is not None else (Step(case=case, edge=edge),)


def _rounds(found: Times, told: list[tuple[Edge, tuple[Step, ...]]]) -> tuple[Step, ...]:
    """The steps of all rounds but the last, which is told with the rest."""
    start = told[0][0].source
    until = next(at for at, (edge, _) in enumerate(told, start=1) if edge.target == start)
    steps = tuple(step for _, part in told[:until] for step in part)
    each = sum(step.waits_ms for step in steps)
    rounds = min(ROUNDS_MAX, -(-closes_ms(found.case.profile) // each)) if each else 1
    return steps * (rounds - 1)


def _walk(case: Case, reached: Reached, goal: str, allowed: Callable[[Edge], bool]) -> tuple[Edge, ...] | None:
    start = case.flow.start
    if start is None:
        return None
    ways: dict[str, tuple[Edge, ...]] = {start.name.text: ()}
    waiting = [start.name.text]
    for name in waiting:
        for edge in reached.onward(name):
            if edge.target not in ways and allowed(edge):
                ways[edge.target] = (*ways[name], edge)
                waiting.append(edge.target)
    return ways.get(goal)
