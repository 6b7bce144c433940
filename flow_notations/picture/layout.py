"""Where everything stands, in pixels: boxes with their rows, lines with their bends. A graph in, a ``Layout`` out.

It reads from left to right: a way out is a row of its box, its line leaves there, and lines to one box flow together.
"""

from __future__ import annotations

from dataclasses import dataclass
from itertools import pairwise
from typing import TYPE_CHECKING, TypeAlias

from .arranging import Arranged, Slot, arrange
from .placing import place

if TYPE_CHECKING:
    from .graph import Box, Exit, Graph

BOX_WIDTH = 232.0
ROW_HEIGHT = 24.0
HEAD_HEIGHT, WORDS_HEIGHT, FOOT_HEIGHT = 50.0, 20.0, 8.0
ENTRY = 25.0
"""How far under its top a box is entered, and left by its only way out."""
COLUMN_GAP, COLUMN_GAP_MORE, COLUMN_GAP_MAX = 64.0, 4.0, 140.0
"""Pixels between two columns: so many, and more for each line that crosses the gap."""
TURN = 34.0
"""How far a line that leads back swings out."""
MARGIN = 32.0

Point: TypeAlias = "tuple[float, float]"


@dataclass(frozen=True, slots=True, kw_only=True)
class Placed:
    """A box at its place. ``rows``: by number of exit, how far under the top its line leaves."""

    box: Box
    x: float
    y: float
    width: float
    height: float
    rows: tuple[float, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """An arrow: a path in SVG's notation. ``back``: it closes a loop. ``joined``: it ends in a line to the same box."""

    source: str
    exit: Exit
    path: str
    back: bool
    joined: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Layout:
    """The whole picture, ``width`` by ``height`` pixels."""

    graph: Graph
    boxes: tuple[Placed, ...]
    lines: tuple[Line, ...]
    width: float
    height: float


def lay_out(graph: Graph) -> Layout:
    """Place everything. The same graph gives the same picture."""
    arranged = arrange(graph)
    heights = {
        slot: _height(graph.boxes[slot.name]) if slot.back is None else 0.0 for each in arranged.slots for slot in each
    }
    tops = place(arranged.slots, heights, _pulls(graph, arranged))
    lefts = _lefts(arranged)
    boxes = {
        slot.name: Placed(
            box=graph.boxes[slot.name], x=lefts[slot.column], y=tops[slot] + MARGIN, width=BOX_WIDTH,
            height=heights[slot], rows=_rows(graph.boxes[slot.name]),
        )
        for slot in tops if slot.back is None
    }  # fmt: skip
    drawn = tuple(boxes[name] for name in graph.boxes)
    bottom = max((tops[slot] + heights[slot] for slot in tops), default=0.0)
    return Layout(
        graph=graph,
        boxes=drawn,
        lines=tuple(_lines(graph, arranged, boxes, {slot: top + MARGIN for slot, top in tops.items()}, lefts)),
        width=(lefts[-1] + BOX_WIDTH if lefts else 0.0) + MARGIN + TURN,
        height=bottom + 2 * MARGIN,
    )


def _rows(box: Box) -> tuple[float, ...]:
    if len(box.exits) == 1 and not box.exits[0].label:
        return (ENTRY,)
    first = HEAD_HEIGHT + (WORDS_HEIGHT if box.words else 0.0) + ROW_HEIGHT / 2
    return tuple(first + ROW_HEIGHT * number for number in range(len(box.exits)))


def _height(box: Box) -> float:
    listed = 0 if len(box.exits) == 1 and not box.exits[0].label else len(box.exits)
    words = WORDS_HEIGHT if box.words else 0.0
    return HEAD_HEIGHT + words + ROW_HEIGHT * listed + (FOOT_HEIGHT if listed or words else 0.0)


def _lefts(arranged: Arranged) -> list[float]:
    crossing = [0] * len(arranged.slots)
    for link in arranged.links:
        crossing[link.left.column] += 1
    lefts: list[float] = []
    at = MARGIN + TURN
    for count in crossing:
        lefts.append(at)
        at += BOX_WIDTH + min(COLUMN_GAP + COLUMN_GAP_MORE * count, COLUMN_GAP_MAX)
    return lefts


def _pulls(graph: Graph, arranged: Arranged) -> dict[Slot, list[tuple[Slot, float, float]]]:
    """Neighbours along the lines, with where a line meets each of the two."""
    found: dict[Slot, dict[tuple[Slot, float, float], None]] = {}
    for (name, number), route in arranged.routes.items():
        leaving = _rows(graph.boxes[name])[number]
        for at, (one, other) in enumerate(pairwise(route)):
            mine = leaving if at == 0 else 0.0
            theirs = ENTRY if other.back is None else 0.0
            found.setdefault(one, {})[other, mine, theirs] = None
            found.setdefault(other, {})[one, theirs, mine] = None
    return {slot: list(pulls) for slot, pulls in found.items()}


# --- lines ------------------------------------------------------------------------------------------------------------


def _lines(
    graph: Graph, arranged: Arranged, boxes: dict[str, Placed], tops: dict[Slot, float], lefts: list[float]
) -> list[Line]:
    found = []
    for (name, number), route in arranged.routes.items():
        way, source = graph.boxes[name].exits[number], boxes[name]
        back = (name, way.target) in arranged.back
        joined = route[-1].back is not None
        passed = [(lefts[slot.column], tops[slot]) for slot in route[1 : None if joined else -1]]
        start = (source.x + source.width, source.y + source.rows[number])
        end = None if joined else (boxes[way.target].x, boxes[way.target].y + ENTRY)
        path = _path_back(start, end, passed) if back else _path(start, end, passed)
        found.append(Line(source=name, exit=way, path=path, back=back, joined=joined))
    return found


def _path(start: Point, end: Point | None, lanes: list[Point]) -> str:
    """To the right: a curve across each gap, straight along each lane; without an end it joins at its last lane."""
    steps = [f"M{_point(*start)}"]
    at = start
    for number, (left, y) in enumerate(lanes, 1):
        steps.append(_curve(at, (left, y)))
        at = (left + BOX_WIDTH, y)
        if end is not None or number < len(lanes):
            steps.append(f"H{left + BOX_WIDTH:g}")
    return "".join([*steps, _curve(at, end)] if end is not None else steps)


def _path_back(start: Point, end: Point | None, lanes: list[Point]) -> str:
    """Out to the right, round, along the lanes to the left, round again and in; without an end it joins at its last lane."""
    right, y = lanes[0][0] + BOX_WIDTH, lanes[0][1]
    steps = [f"M{_point(*start)}C{_point(start[0] + TURN, start[1])} {_point(right + TURN, y)} {_point(right, y)}"]
    at = (right, y)
    for number, (left, lane) in enumerate(lanes, 1):
        steps += [_curve(at, (left + BOX_WIDTH, lane))] if number > 1 else []
        at = (left, lane)
        if end is not None or number < len(lanes):
            steps.append(f"H{left:g}")
    if end is not None:
        steps.append(f"C{_point(at[0] - TURN, at[1])} {_point(end[0] - TURN, end[1])} {_point(*end)}")
    return "".join(steps)


def _curve(one: Point, other: Point) -> str:
    """Level at both ends."""
    middle = (one[0] + other[0]) / 2
    return f"C{_point(middle, one[1])} {_point(middle, other[1])} {_point(*other)}"


def _point(x: float, y: float) -> str:
    return f"{round(x, 1):g},{round(y, 1):g}"
