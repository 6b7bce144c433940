"""The order in which nodes are looked at: each after all that lead to it, and a knot of loops to its rest before what comes after.

Flows in: which node leads where. Flows out: an ``Agenda``. It knows nothing of what is looked for.
"""

from __future__ import annotations

import heapq
from typing import TYPE_CHECKING, TypeAlias

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    Graph: TypeAlias = Mapping[str, Iterable[str]]


class Agenda:
    """Nodes that something new came to. Inside a knot one sweep ends before the next begins."""

    def __init__(self, graph: Graph) -> None:
        """``graph``: by node, in order of writing, where it can lead."""
        knots = components(graph)
        self._knot = {name: -at for at, knot in enumerate(knots) for name in knot}
        self._place = {name: -at for at, name in enumerate(postorder(graph))}
        self._due: list[tuple[int, int, int, str]] = []
        self._waiting: set[str] = set()
        self._now = (0, 0, 0)

    def add(self, name: str) -> None:
        """Look at a node again; one that waits already waits on."""
        if name in self._waiting:
            return
        self._waiting.add(name)
        knot, sweep, place = self._now
        behind = self._knot[name] == knot and self._place[name] <= place
        turn = sweep + behind if self._knot[name] == knot else 0
        heapq.heappush(self._due, (self._knot[name], turn, self._place[name], name))

    def next(self) -> str | None:
        """The node whose turn it is; ``None`` when nothing is left to do."""
        if not self._due:
            return None
        *now, name = heapq.heappop(self._due)
        knot, sweep, place = now
        self._now = (knot, sweep, place)
        self._waiting.discard(name)
        return name


def postorder(graph: Graph) -> list[str]:
    """Depth first: loops aside, each node before all that lead to it."""
    order: list[str] = []
    seen: set[str] = set()
    for root in graph:
        stack = [(root, iter(graph[root]))] if root not in seen else []
        seen.add(root)
        while stack:
            name, rest = stack[-1]
            target = next((target for target in rest if target not in seen), None)
            if target is None:
                order.append(name)
                stack.pop()
            else:
                seen.add(target)
                stack.append((target, iter(graph.get(target, ()))))
    return order


def components(graph: Graph) -> list[frozenset[str]]:
    """Sets of nodes that all lead to one another (Tarjan's strongly connected components), each before what leads to it."""
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
                    found.append(_closed(name, open_nodes, is_open))
            elif target in numbers:
                lows[name] = min(lows[name], numbers[target])
            else:
                path.append((target, iter(graph.get(target, ()))))
    return found


def _closed(name: str, open_nodes: list[str], is_open: set[str]) -> frozenset[str]:
    knot: set[str] = set()
    while name not in knot:
        knot.add(open_nodes.pop())
    is_open -= knot
    return frozenset(knot)
