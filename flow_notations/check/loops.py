"""Loops without a wait for the customer: they would say the same again and again.

Flows in: the edges of what was ``Reached``. Flows out: complaints P103, each with one way round. A question breaks a loop unless it is
left without having been asked; so does a handoff, where the customer talks to people. A loop that is left by counting
``visits`` is the author's will.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from flow_notations import ast

from .case import PEOPLE
from .targets import named_target
from .walk import counts_visits

if TYPE_CHECKING:
    from collections.abc import Mapping

    from .case import Case
    from .reach import Edge, Reached

    Graph = Mapping[str, tuple[str, ...]]


def check_loops(case: Case, reached: Reached) -> None:
    """Complain of every loop that nobody can break."""
    graph = _restless(case, reached)
    for loop in _knots(graph):
        if any(_guarded(case, name, loop) for name in loop):
            continue
        first = min(loop, key=lambda name: case.nodes[name].span)
        round_trip = _round_trip(first, graph, loop)
        case.complain("P103", case.nodes[first].name.span, chain=" -> ".join(round_trip))


def _restless(case: Case, reached: Reached) -> dict[str, tuple[str, ...]]:
    """The edges that a session can follow without the customer."""
    return {
        name: tuple(dict.fromkeys(edge.target for edge in edges if not rests(reached, edge)))
        for name, edges in reached.edges.items()
        if case.notation(case.nodes[name]).type != PEOPLE
    }


def rests(reached: Reached, edge: Edge) -> bool:
    """Whether the customer had a turn before the session went this way."""
    leaving = edge.leaving
    asked = leaving.sends_max > 0 or leaving.lasts_ms[1] > 0
    return leaving.heard or (reached.facts[edge.source].asks and asked)


def _guarded(case: Case, name: str, loop: frozenset[str]) -> bool:
    return any(
        counts_visits(when.condition) and named_target(case, when.target) not in loop
        for when in case.nodes[name].items(ast.When)
    )


def _knots(graph: Graph) -> list[frozenset[str]]:
    """Sets of nodes that all lead to one another (Tarjan's strongly connected components), those with a loop."""
    numbers: dict[str, int] = {}
    lows: dict[str, int] = {}
    open_nodes: list[str] = []
    is_open: set[str] = set()
    found: list[frozenset[str]] = []
    for root in graph:
        path = [(root, iter(graph[root]))] if root not in numbers else []
        while path:
            name, rest = path[-1]
            if name not in numbers:
                numbers[name] = lows[name] = len(numbers)
                open_nodes.append(name)
                is_open.add(name)
            target = next((each for each in rest if each not in numbers or each in is_open), None)
            if target is None:
                path.pop()
                if path:
                    lows[path[-1][0]] = min(lows[path[-1][0]], lows[name])
                if lows[name] == numbers[name]:
                    found += _closed(name, open_nodes, is_open, graph)
            elif target in numbers:
                lows[name] = min(lows[name], numbers[target])
            else:
                path.append((target, iter(graph.get(target, ()))))
    return found


def _closed(name: str, open_nodes: list[str], is_open: set[str], graph: Graph) -> list[frozenset[str]]:
    at = open_nodes.index(name)
    knot = frozenset(open_nodes[at:])
    del open_nodes[at:]
    is_open -= knot
    return [knot] if len(knot) > 1 or name in graph.get(name, ()) else []


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
    return way[::-1]
