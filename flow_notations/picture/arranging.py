"""Who stands above whom. A graph in; columns of slots in their order and the links between neighbouring columns out.

A slot is a box, or a lane: room for a line that passes through a column. All arrows to one box share their lanes, so that
they flow together like a river. The order is by barycentre, source order breaks ties, and the best order seen is kept.
"""

from __future__ import annotations

from bisect import bisect_left, insort
from dataclasses import dataclass, field
from itertools import pairwise
from typing import TYPE_CHECKING, NamedTuple

from .ranking import back_arrows, columns

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from .graph import Graph

SWEEPS_MAX = 12
"""Passes over the columns; after a few nothing improves."""
LINKS_COUNTED_MAX = 20_000
"""Links up to which crossings are counted again after each pass; a larger picture takes the first order."""


class Slot(NamedTuple):
    """A place in a column. A box: ``back`` is ``None``. A lane to box ``name``: whether it leads back."""

    column: int
    name: str
    back: bool | None = None


class Link(NamedTuple):
    """A piece of line between a slot and one in the next column; ``port`` 0–1 is where it leaves a box, from its top."""

    left: Slot
    right: Slot
    port: float = 0.5


@dataclass(frozen=True, slots=True)
class Arranged:
    """``slots``: by column, top to bottom. ``routes``: for each box and number of exit the slots that its line passes, up to
    its target or to a lane where it joins a line drawn before.
    """

    slots: tuple[tuple[Slot, ...], ...]
    links: tuple[Link, ...]
    routes: dict[tuple[str, int], tuple[Slot, ...]] = field(repr=False)
    back: frozenset[tuple[str, str]] = frozenset()


def arrange(graph: Graph) -> Arranged:
    """Order every column."""
    back = back_arrows(graph)
    column = columns(graph, back)
    routes: dict[tuple[str, int], tuple[Slot, ...]] = {}
    drawn: set[Slot] = set()
    for name, box in graph.boxes.items():
        for number, way in enumerate(box.exits):
            if not way.hop:
                slots = _slots(name, way.target, column, back=(name, way.target) in back)
                routes[name, number] = _until_joined(slots, drawn)
    links = _links(graph, routes)
    order = _first_order(graph, column, routes)
    return Arranged(tuple(tuple(each) for each in _improved(order, links)), tuple(links), routes, back)


def _slots(name: str, target: str, column: dict[str, int], *, back: bool) -> Iterator[Slot]:
    first, last = column[name], column[target]
    yield Slot(first, name)
    passed = range(first, last - 1, -1) if back else range(first + 1, last)
    yield from (Slot(at, target, back) for at in passed)
    yield Slot(last, target)


def _until_joined(slots: Iterable[Slot], drawn: set[Slot]) -> tuple[Slot, ...]:
    """A line up to the first lane where another has gone before: from there on they are one."""
    found: list[Slot] = []
    for slot in slots:
        found.append(slot)
        if slot in drawn:
            break
        if slot.back is not None:
            drawn.add(slot)
    return tuple(found)


def _links(graph: Graph, routes: dict[tuple[str, int], tuple[Slot, ...]]) -> list[Link]:
    """Each piece of line once, however many arrows share it."""
    found: dict[Link, None] = {}
    for (name, number), route in routes.items():
        port = (number + 1) / (len(graph.boxes[name].exits) + 1)
        for one, other in pairwise(route):
            if one.column != other.column:
                left, right = sorted((one, other), key=lambda slot: slot.column)
                found[Link(left, right, port if left.back is None else 0.5)] = None
    return list(found)


def _first_order(
    graph: Graph, column: dict[str, int], routes: dict[tuple[str, int], tuple[Slot, ...]]
) -> list[list[Slot]]:
    """Source order; a lane stands where the first line through it comes from."""
    found: list[dict[Slot, None]] = [{} for _ in range(max(column.values(), default=-1) + 1)]
    for name, box in graph.boxes.items():
        found[column[name]][Slot(column[name], name)] = None
        for number in range(len(box.exits)):
            for slot in routes.get((name, number), ()):
                if slot.back is not None:
                    found[slot.column].setdefault(slot)
    return [list(each) for each in found]


# --- barycentres ------------------------------------------------------------------------------------------------------


def _improved(order: list[list[Slot]], links: Sequence[Link]) -> list[list[Slot]]:
    to_left: dict[Slot, list[Link]] = {}
    to_right: dict[Slot, list[Link]] = {}
    for link in links:
        to_left.setdefault(link.right, []).append(link)
        to_right.setdefault(link.left, []).append(link)
    source = {slot: place for column in order for place, slot in enumerate(column)}
    best, fewest = [list(each) for each in order], crossings(order, links)
    for sweep in range(SWEEPS_MAX if len(links) <= LINKS_COUNTED_MAX else 1):
        rightwards = sweep % 2 == 0
        for at in range(1, len(order)) if rightwards else range(len(order) - 2, -1, -1):
            fixed = {slot: place for place, slot in enumerate(order[at - 1 if rightwards else at + 1])}
            _sort(order[at], fixed, to_left if rightwards else to_right, source, rightwards=rightwards)
        found = crossings(order, links)
        if found < fewest:
            best, fewest = [list(each) for each in order], found
    return best


def _sort(
    column: list[Slot], fixed: dict[Slot, int], linked: dict[Slot, list[Link]], source: dict[Slot, int], *, rightwards: bool
) -> None:  # fmt: skip
    """Slots by the mean place of their neighbours; one without neighbours keeps its place."""
    keys: dict[Slot, float] = {}
    for place, slot in enumerate(column):
        ends = [
            fixed[link.left] + link.port if rightwards else fixed[link.right] + 0.5 for link in linked.get(slot, ())
        ]
        keys[slot] = sum(ends) / len(ends) if ends else place + 0.5
    column.sort(key=lambda slot: (round(keys[slot], 6), source[slot]))


def crossings(order: Sequence[Sequence[Slot]], links: Iterable[Link]) -> int:
    """How many pairs of links cross: inversions, counted by insertion into a sorted list."""
    place = {slot: at for column in order for at, slot in enumerate(column)}
    by_column: dict[int, list[tuple[float, int]]] = {}
    for link in links:
        by_column.setdefault(link.left.column, []).append((place[link.left] + link.port, place[link.right]))
    found = 0
    for ends in by_column.values():
        seen: list[int] = []
        for _, end in sorted(ends):
            found += len(seen) - bisect_left(seen, end + 1)
            insort(seen, end)
    return found
