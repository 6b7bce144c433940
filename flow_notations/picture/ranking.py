"""In which column each box stands. A graph in; columns by name and the arrows that lead back out.

An arrow leads back when it stands in a loop and leads up in the source; all others lead to a later column, each box as early
as they allow (longest path). Nothing but the arrows and the source order decides, so that an edit moves no box that it
does not concern.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from .graph import Graph


def successors(graph: Graph) -> dict[str, tuple[str, ...]]:
    """By box, where its arrows lead, each box once, in order."""
    return {
        name: tuple(dict.fromkeys(way.target for way in box.exits if not way.hop)) for name, box in graph.boxes.items()
    }


def back_arrows(graph: Graph) -> frozenset[tuple[str, str]]:
    """The arrows that close a loop: inside a loop, those that lead up in the source, or to their own box."""
    following = successors(graph)
    place = {name: at for at, name in enumerate(following)}
    loop = _loops(following)
    return frozenset(
        (name, target)
        for name, targets in following.items()
        for target in targets
        if loop[name] == loop[target] and place[target] <= place[name]
    )


def _loops(following: Mapping[str, Sequence[str]]) -> dict[str, str]:
    """For each box the name of its loop: boxes that lead to each other share one (strongly connected, Kosaraju)."""
    leading: dict[str, list[str]] = {name: [] for name in following}
    for name, targets in following.items():
        for target in targets:
            leading[target].append(name)
    found: dict[str, str] = {}
    for root in reversed(_finished(following)):
        waiting = [root]
        while waiting:
            name = waiting.pop()
            if name not in found:
                found[name] = root
                waiting += leading[name]
    return found


def _finished(following: Mapping[str, Sequence[str]]) -> list[str]:
    """The boxes as a walk in depth leaves them; without recursion, for a flow may be a chain of ten thousand nodes."""
    order: dict[str, None] = {}
    for root in following:
        path: dict[str, Iterator[str]] = {root: iter(following[root])} if root not in order else {}
        while path:
            name = next(reversed(path))
            target = next(path[name], None)
            if target is None:
                path.popitem()
                order[name] = None
            elif target not in path and target not in order:
                path[target] = iter(following[target])
    return list(order)


def columns(graph: Graph, back: frozenset[tuple[str, str]]) -> dict[str, int]:
    """The column of each box, from 0: one behind the last of those that lead to it."""
    following = {
        name: [target for target in targets if (name, target) not in back]
        for name, targets in successors(graph).items()
    }
    waiting = dict.fromkeys(following, 0)
    for targets in following.values():
        for target in targets:
            waiting[target] += 1
    found = dict.fromkeys(following, 0)
    ready = [name for name, count in waiting.items() if not count]
    while ready:
        name = ready.pop()
        for target in following[name]:
            found[target] = max(found[target], found[name] + 1)
            waiting[target] -= 1
            if not waiting[target]:
                ready.append(target)
    return found
