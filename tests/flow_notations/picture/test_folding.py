"""A deep flow is folded: bands of one width, lines between them that cross no box, and little moved by an edit."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import pytest

from flow_notations.picture.folding import COLUMNS_MAX, Track, crossing, tracks_of
from tests.flow_notations.picture.drawing import drawn, long_flow, nodes

if TYPE_CHECKING:
    from flow_notations.picture import Layout


def chain(count: int) -> str:
    """A flow of so many nodes, one after the other."""
    return nodes(*(f"n{number} -> n{number + 1}" for number in range(count - 1)), f"n{count - 1}")


def tangled(count: int) -> str:
    """A deep flow with loops, skips and common ends."""
    lines = []
    for number in range(count):
        targets = [f"n{number + 1}" if number + 1 < count else "bye"]
        targets += ["bye"] * (number % 4 == 1) + [f"n{number - 13}"] * (number % 7 == 3 and number > 15)
        targets += [f"n{min(count - 1, number + 14)}"] * (number % 9 == 4) + ["agent"] * (number % 6 == 2)
        lines.append(f"n{number} -> {' '.join(targets)}")
    return nodes(*lines, "agent -> bye", "bye")


def corners(layout: Layout) -> list[tuple[float, float]]:
    """Every corner of every line between two bands."""
    return [(float(x), float(y)) for line in layout.lines for x, y in re.findall(r"Q([\d.-]+),([\d.-]+)", line.path)]


@pytest.mark.parametrize(("columns", "bands"), [(COLUMNS_MAX - 1, 1), (COLUMNS_MAX, 1), (COLUMNS_MAX + 1, 2), (35, 4)])
def test_so_many_columns_make_a_band(columns: int, bands: int) -> None:
    """The next one begins a new band, under the first column."""
    layout = drawn(chain(columns))

    assert min(columns, COLUMNS_MAX) == len({placed.x for placed in layout.boxes})
    assert bands == len({placed.y for placed in layout.boxes})


def test_a_hundred_nodes_fit_a_page() -> None:
    """No wider than a band, whatever the depth."""
    assert drawn(long_flow(100)).width < 1.1 * drawn(long_flow(17)).width
    assert drawn(long_flow(100)).height < 2 * drawn(long_flow(100)).width


@pytest.mark.parametrize("text", [long_flow(100), tangled(60)], ids=["long", "tangled"])
def test_lines_between_bands_cross_no_box(text: str) -> None:
    """They go down beside all boxes and back in a gutter between two bands, inside the picture."""
    layout = drawn(text)
    left, right = min(box.x for box in layout.boxes), max(box.x + box.width for box in layout.boxes)

    assert corners(layout)
    for x, y in corners(layout):
        assert 0 < x < left or right < x < layout.width
        assert 0 < y < layout.height
    gutters = {y for line in layout.lines for y in re.findall(r"Q[\d.-]+,([\d.-]+)", line.path)[1:3]}
    assert not [
        (box.box.name, y) for box in layout.boxes for y in map(float, gutters) if box.y <= y <= box.y + box.height
    ]


def test_each_way_has_its_own_track() -> None:
    """Lines to one box share it; no two others touch, on either side or in the gutter."""
    tracks = tracks_of({("a", False): 10, ("b", False): 90, ("c", True): 50}, left=100, right=900, top=200)
    ordered = [tracks["a", False], tracks["c", True], tracks["b", False]]

    assert [track.right for track in ordered] == sorted({track.right for track in ordered}, reverse=True)
    assert [track.gutter for track in ordered] == sorted({track.gutter for track in ordered}, reverse=True)
    assert [track.left for track in ordered] == sorted({track.left for track in ordered}, reverse=True)


def test_a_line_back_takes_its_track_the_other_way() -> None:
    """Out on the left, up, and in from the right."""
    track = Track(right=90, gutter=50, left=10)

    on, back = (
        re.findall(r"Q([\d.]+),([\d.]+)", crossing((80, 20), track, (20, 70), back=False)),
        re.findall(r"Q([\d.]+),([\d.]+)", crossing((20, 70), track, (80, 20), back=True)),
    )
    assert on == back[::-1]


def test_an_edit_moves_no_band_before_it() -> None:
    """What stands above a new node stays where it was."""
    lines = [*(f"n{number} -> n{number + 1}" for number in range(34)), "n34"]
    before = drawn(nodes(*lines))
    after = drawn(nodes(*lines[:33], "n33 -> late", "late -> n34", "n34"))
    kept = {placed.box.name: (placed.x, placed.y) for placed in after.boxes}

    for placed in before.boxes[: 3 * COLUMNS_MAX]:
        assert (placed.x, placed.y) == kept[placed.box.name]


def test_a_point_on_its_track_needs_no_corner() -> None:
    """Pieces of no length are drawn as none."""
    assert "nan" not in crossing((10, 10), Track(right=10, gutter=10, left=10), (10, 10), back=False)
