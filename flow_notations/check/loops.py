"""Loops without a wait for the customer: they would say the same again and again.

Flows in: the edges of what was ``Reached``. Flows out: complaints P103, each with one way round. A question breaks a loop unless it is
left without having been asked; so does a handoff, where the customer talks to people. A loop that is left by counting
``visits`` is the author's will.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from flow_notations import ast

from .case import PEOPLE
from .edges import ANY_QUESTION
from .order import components
from .targets import named_target
from .walk import counts_visits

if TYPE_CHECKING:
    from collections.abc import Mapping

    from .case import Case
    from .edges import Edge
    from .reach import Reached

    Graph = Mapping[str, tuple[str, ...]]


def check_loops(case: Case, reached: Reached) -> None:
    """Complain of every loop that nobody can break."""
    graph = _restless(case, reached)
    for loop in components(graph):
        if not _goes_round(loop, graph) or any(_guarded(case, name, loop) for name in loop if name in case.nodes):
            continue
        first = min((name for name in loop if name in case.nodes), key=lambda name: case.nodes[name].span)
        round_trip = _round_trip(first, graph, loop)
        case.complain("P103", case.nodes[first].name.span, chain=" -> ".join(round_trip))


def _goes_round(knot: frozenset[str], graph: Graph) -> bool:
    """Whether it is a loop at all: several nodes, or one that leads to itself."""
    return len(knot) > 1 or any(name in graph.get(name, ()) for name in knot)


def _restless(case: Case, reached: Reached) -> dict[str, tuple[str, ...]]:
    """The edges that a session can follow without the customer."""
    return {
        name: tuple(dict.fromkeys(edge.target for edge in edges if not rests(reached, edge)))
        for name, edges in reached.edges.items()
        if name not in case.nodes or case.notation(case.nodes[name]).type != PEOPLE
    }


def rests(reached: Reached, edge: Edge) -> bool:
    """Whether the customer had a turn before the session went this way."""
    leaving = edge.leaving
    asked = leaving.sends_max > 0 or leaving.lasts_ms[1] > 0
    return leaving.heard or (asked and edge.source in reached.facts and reached.facts[edge.source].asks)


def _guarded(case: Case, name: str, loop: frozenset[str]) -> bool:
    return any(
        counts_visits(when.condition) and named_target(case, when.target) not in loop
        for when in case.nodes[name].items(ast.When)
    )


def _round_trip(first: str, graph: Graph, loop: frozenset[str]) -> list[str]:
    """A shortest way from a node of a loop back to itself."""
    came_from: dict[str, str] = {}
    waiting = [first]
    for name in waiting:
        for target in graph.get(name, ()):
            if target in loop and target not in came_from:
                came_from[target] = name
                waiting.append(target)
    way = [first, came_from[first]]
    while way[-1] != first:
        way.append(came_from[way[-1]])
    return [name for name in way[::-1] if name != ANY_QUESTION]
