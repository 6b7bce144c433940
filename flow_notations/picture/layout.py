"""Where everything stands, in pixels: boxes with their rows, lines with their bends. A graph in, a ``Layout`` out.

It reads from left to right: a way out is a row of its box, its line leaves there, and lines to one box flow together. A deep flow
is folded and goes on below.
"""

from __future__ import annotations

from dataclasses import dataclass
from itertools import pairwise
from typing import TYPE_CHECKING, TypeAlias

from .arranging import Arranged, Slot, arrange
from .folding import COLUMNS_MAX, TRACK, Track, Way, band_of, crossing, room, tracks_of, ways_between
from .placing import place

if TYPE_CHECKING:
    from collections.abc import Mapping

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
BAND_GAP = 56.0
"""Pixels between two bands of a folded picture, besides the lines between them."""

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
    between = ways_between(arranged)
    lefts = _lefts(arranged, max((len(ways) for ways in between.values()), default=0))
    tops, gutters = _tops(arranged, heights, _pulls(graph, arranged), between)
    boxes = {
        slot.name: Placed(
            box=graph.boxes[slot.name], x=lefts[slot.column], y=tops[slot], width=BOX_WIDTH, height=heights[slot],
            rows=_rows(graph.boxes[slot.name]),
        )
        for slot in tops if slot.back is None
    }  # fmt: skip
    right = max((left + BOX_WIDTH for left in lefts), default=0.0)
    tracks = {
        band: tracks_of(
            {way: tops[slot] + _meets(graph, slot, number) for way, (slot, number) in ways.items()},
            left=lefts[0], right=right, top=gutters[band],
        )
        for band, ways in between.items()
    }  # fmt: skip
    most = max((len(ways) for ways in between.values()), default=0)
    return Layout(
        graph=graph,
        boxes=tuple(boxes[name] for name in graph.boxes),
        lines=tuple(_lines(graph, _Plan(arranged, boxes, tops, lefts, tracks))),
        width=right + MARGIN + (room(most) if most else TURN),
        height=max((tops[slot] + heights[slot] for slot in tops), default=MARGIN) + MARGIN,
    )


def _meets(graph: Graph, slot: Slot, number: int) -> float:
    """How far under its top a line leaves a slot."""
    return _rows(graph.boxes[slot.name])[number] if slot.back is None else 0.0


def _tops(
    arranged: Arranged,
    heights: dict[Slot, float],
    pulls: dict[Slot, list[tuple[Slot, float, float]]],
    between: Mapping[int, Mapping[Way, object]],
) -> tuple[dict[Slot, float], dict[int, float]]:
    """Band under band: the top of every slot, and where the gutter under each band begins."""
    tops: dict[Slot, float] = {}
    gutters: dict[int, float] = {}
    down = MARGIN
    for start in range(0, len(arranged.slots), COLUMNS_MAX):
        band = band_of(start)
        inside = {
            slot: [pull for pull in each if band_of(pull[0].column) == band]
            for slot, each in pulls.items()
            if band_of(slot.column) == band
        }
        placed = place(arranged.slots[start : start + COLUMNS_MAX], heights, inside)
        tops |= {slot: top + down for slot, top in placed.items()}
        gutters[band] = max(tops[slot] + heights[slot] for slot in placed) + BAND_GAP / 2
        down = gutters[band] + TRACK * (len(between.get(band, ())) + 1) + BAND_GAP / 2
    return tops, gutters


def _rows(box: Box) -> tuple[float, ...]:
    if len(box.exits) == 1 and not box.exits[0].label:
        return (ENTRY,)
    first = HEAD_HEIGHT + (WORDS_HEIGHT if box.words else 0.0) + ROW_HEIGHT / 2
    return tuple(first + ROW_HEIGHT * number for number in range(len(box.exits)))


def _height(box: Box) -> float:
    listed = 0 if len(box.exits) == 1 and not box.exits[0].label else len(box.exits)
    words = WORDS_HEIGHT if box.words else 0.0
    return HEAD_HEIGHT + words + ROW_HEIGHT * listed + (FOOT_HEIGHT if listed or words else 0.0)


def _lefts(arranged: Arranged, tracks: int) -> list[float]:
    """The left side of each column; every band begins at the same place, with room for so many tracks before it."""
    crossed = [0] * len(arranged.slots)
    for link in arranged.links:
        crossed[link.left.column] += 1
    lefts: list[float] = []
    at = MARGIN + max(TURN, room(tracks))
    for column, count in enumerate(crossed):
        at = lefts[0] if lefts and column % COLUMNS_MAX == 0 else at
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


@dataclass(frozen=True, slots=True)
class _Plan:
    """Everything that stands already, and the tracks between the bands."""

    arranged: Arranged
    boxes: dict[str, Placed]
    tops: dict[Slot, float]
    lefts: list[float]
    tracks: dict[int, dict[Way, Track]]

    def track(self, one: int, other: int, way: Way) -> Track | None:
        """The track from one column to the next, where a band ends between them."""
        upper = band_of(min(one, other))
        return self.tracks[upper][way] if upper != band_of(max(one, other)) else None


def _lines(graph: Graph, plan: _Plan) -> list[Line]:
    found = []
    for (name, number), route in plan.arranged.routes.items():
        way, source = graph.boxes[name].exits[number], plan.boxes[name]
        back = (name, way.target) in plan.arranged.back
        joined = route[-1].back is not None
        start = (source.x + source.width, source.y + source.rows[number])
        end = None if joined else (plan.boxes[way.target].x, plan.boxes[way.target].y + ENTRY)
        path = (_path_back if back else _path)(plan, route, start, end)
        found.append(Line(source=name, exit=way, path=path, back=back, joined=joined))
    return found


def _path(plan: _Plan, route: tuple[Slot, ...], start: Point, end: Point | None) -> str:
    """To the right: a curve across each gap, straight along each lane; without an end it joins at its last lane."""
    way = (route[-1].name, False)
    steps = [f"M{_point(*start)}"]
    at, column = start, route[0].column
    for slot in route[1:]:
        last = slot is route[-1]
        there = end if last and end is not None else (plan.lefts[slot.column], plan.tops[slot])
        track = plan.track(column, slot.column, way)
        steps.append(_curve(at, there) if track is None else crossing(at, track, there, back=False))
        if not last:
            at, column = (there[0] + BOX_WIDTH, there[1]), slot.column
            steps.append(f"H{at[0]:g}")
    return "".join(steps)


def _path_back(plan: _Plan, route: tuple[Slot, ...], start: Point, end: Point | None) -> str:
    """Out to the right, round, along the lanes to the left, round again and in; without an end it joins at its last lane."""
    way = (route[-1].name, True)
    lanes = route[1:] if end is None else route[1:-1]
    right, y = plan.lefts[lanes[0].column] + BOX_WIDTH, plan.tops[lanes[0]]
    steps = [f"M{_point(*start)}C{_point(start[0] + TURN, start[1])} {_point(right + TURN, y)} {_point(right, y)}"]
    at, column = (right, y), lanes[0].column
    for number, slot in enumerate(lanes, 1):
        left, lane = plan.lefts[slot.column], plan.tops[slot]
        if number > 1:
            track, there = plan.track(slot.column, column, way), (left + BOX_WIDTH, lane)
            steps.append(_curve(at, there) if track is None else crossing(at, track, there, back=True))
        at, column = (left, lane), slot.column
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
