"""How high each slot stands. Ordered columns, heights and links in; the top of every slot out.

Each slot wants to stand level with its neighbours, and none may touch the next: of all tops that keep the order, those
nearest to the wishes (least squares; pooled adjacent violators), column by column, to and fro.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from .arranging import Slot

ROUNDS = 10
"""Times to and fro; more moves nothing by a whole pixel."""
LANE_GAP, BOX_GAP = 12.0, 30.0
"""Pixels between two lanes, and between a box and whatever is next to it."""
STRAIGHT = 12.0
"""How much more a line wants to be straight where it passes through than where it begins or ends."""


def place(
    columns: Sequence[Sequence[Slot]],
    heights: Mapping[Slot, float],
    pulls: Mapping[Slot, Sequence[tuple[Slot, float, float]]],
) -> dict[Slot, float]:
    """The top of each slot, in pixels. ``pulls``: by slot, its neighbours with where the line ends on me and on them."""
    tops: dict[Slot, float] = {}
    for column in columns:
        tops |= _spread(column, dict.fromkeys(column, 0.0), dict.fromkeys(column, 1.0), heights)
    for round_ in range(ROUNDS):
        for forwards in (True, False):
            for column in columns if forwards else reversed(columns):
                _settle(column, tops, heights, pulls, 0 if round_ == ROUNDS - 1 else 1 if forwards else -1)
    highest = min(tops.values(), default=0.0)
    return {slot: round(top - highest, 1) for slot, top in tops.items()}


def _settle(
    column: Sequence[Slot],
    tops: dict[Slot, float],
    heights: Mapping[Slot, float],
    pulls: Mapping[Slot, Sequence[tuple[Slot, float, float]]],
    side: int,
) -> None:
    """Move one column; ``side`` 1 looks at the columns before it, -1 at those behind, 0 at all."""
    wishes: dict[Slot, float] = {}
    weights: dict[Slot, float] = {}
    for slot in column:
        total = weight = 0.0
        for other, mine, theirs in pulls.get(slot, ()):
            if side * (slot.column - other.column) >= 0:
                pull = STRAIGHT if slot.back is not None and other.back is not None else 1.0
                total += pull * (tops[other] + theirs - mine)
                weight += pull
        wishes[slot] = total / weight if weight else tops[slot]
        weights[slot] = weight or 0.1
    tops |= _spread(column, wishes, weights, heights)


def _spread(
    column: Sequence[Slot], wishes: Mapping[Slot, float], weights: Mapping[Slot, float], heights: Mapping[Slot, float]
) -> dict[Slot, float]:
    """The tops nearest to the wishes that keep order and distance."""
    offsets: list[float] = []
    offset = 0.0
    for place_, slot in enumerate(column):
        if place_:
            above = column[place_ - 1]
            gap = LANE_GAP if slot.back is not None and above.back is not None else BOX_GAP
            offset += heights[above] + gap
        offsets.append(offset)
    pools: list[tuple[float, float, int]] = []
    for slot, shift in zip(column, offsets, strict=True):
        mean, weight, count = wishes[slot] - shift, weights[slot], 1
        while pools and pools[-1][0] > mean:
            other, heavy, many = pools.pop()
            mean = (mean * weight + other * heavy) / (weight + heavy)
            weight, count = weight + heavy, count + many
        pools.append((mean, weight, count))
    means = [mean for mean, _, count in pools for _ in range(count)]
    return {slot: mean + shift for slot, mean, shift in zip(column, means, offsets, strict=True)}
