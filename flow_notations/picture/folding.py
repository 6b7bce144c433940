"""A deep flow folded into bands, as a text into lines: so many columns, then on below. Routes in; bands, and the way of every
line from one band to the next, out.

Such a way leaves its band on the right, runs back under it in a gutter and enters the next band from the left; each has a track
of its own, and tracks are nested so that lines which keep their order do not cross. It knows no boxes.
"""

from __future__ import annotations

from dataclasses import dataclass
from itertools import pairwise
from typing import TYPE_CHECKING, TypeAlias

if TYPE_CHECKING:
    from collections.abc import Mapping

    from .arranging import Arranged, Slot

COLUMNS_MAX = 10
"""Columns of one band. A fixed number, so that an edit folds no band anew that it does not concern."""
TRACK = 9.0
"""Pixels between two lines that run beside each other."""
CLEARANCE = 46.0
"""Pixels between the boxes of a band and the first track."""
CORNER = 8.0
"""Radius of a corner, in pixels."""

Way: TypeAlias = "tuple[str, bool]"
"""Where the lines lead that share a track, and whether they lead back."""
Point: TypeAlias = "tuple[float, float]"


@dataclass(frozen=True, slots=True)
class Track:
    """The three straight pieces of a way between two bands: down on the right, left in the gutter, down on the left."""

    right: float
    gutter: float
    left: float


def band_of(column: int) -> int:
    """The band in which a column stands, from 0."""
    return column // COLUMNS_MAX


def ways_between(arranged: Arranged) -> dict[int, dict[Way, tuple[Slot, int]]]:
    """By band, what leads on to the next one or comes from it: the slot and the number of exit where it meets the band."""
    found: dict[int, dict[Way, tuple[Slot, int]]] = {}
    for (name, number), route in arranged.routes.items():
        way = (route[-1].name, (name, route[-1].name) in arranged.back)
        for one, other in pairwise(route):
            upper = min(one, other, key=lambda slot: slot.column)
            if band_of(one.column) != band_of(other.column):
                found.setdefault(band_of(upper.column), {}).setdefault(way, (upper, number))
    return found


def tracks_of(leaving: Mapping[Way, float], *, left: float, right: float, top: float) -> dict[Way, Track]:
    """The tracks under one band. ``leaving``: how high each way meets the band. ``left`` and ``right``: the sides of the
    boxes; ``top``: where the gutter begins.
    """
    ordered = sorted(leaving, key=lambda way: (leaving[way], way))
    count = len(ordered)
    return {
        way: Track(
            right=right + CLEARANCE + TRACK * (count - 1 - place),
            gutter=top + TRACK * (count - place),
            left=left - CLEARANCE - TRACK * place,
        )
        for place, way in enumerate(ordered)
    }


def room(count: int) -> float:
    """How much so many tracks take beside the boxes, and under them, in pixels."""
    return CLEARANCE + TRACK * (count + 1) if count else 0.0


def crossing(one: Point, track: Track, other: Point, *, back: bool) -> str:
    """The path from a point to the next one by a track, with round corners; ``back``: up to the band above."""
    first, second = (track.left, track.right) if back else (track.right, track.left)
    corners = [(first, one[1]), (first, track.gutter), (second, track.gutter), (second, other[1])]
    return "".join([*(_turned(*three) for three in _threes([one, *corners, other])), f"L{_at(other)}"])


def _threes(points: list[Point]) -> list[tuple[Point, Point, Point]]:
    return list(zip(points, points[1:], points[2:], strict=False))


def _turned(before: Point, corner: Point, after: Point) -> str:
    return f"L{_at(_toward(corner, before))}Q{_at(corner)} {_at(_toward(corner, after))}"


def _toward(corner: Point, end: Point) -> Point:
    """A point on the way from a corner to an end of the piece, a radius off, at most half of the way."""
    across, down = end[0] - corner[0], end[1] - corner[1]
    length = abs(across) + abs(down)
    share = min(CORNER / length, 0.5) if length else 0.0
    return corner[0] + across * share, corner[1] + down * share


def _at(point: Point) -> str:
    return f"{round(point[0], 1):g},{round(point[1], 1):g}"
