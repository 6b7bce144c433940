"""Openings and tables multiply: both have a limit, with a place and a hint, and reading ends soon."""

from __future__ import annotations

import pytest

from flow_notations.testing.blocks import LINES_MAX, ROWS_MAX
from flow_notations.testing.reading import read_transcript


def complaints(text: str) -> list[str]:
    """What reading says."""
    return [found.sentence for found in read_transcript(text, path="x.chat")[1]]


@pytest.mark.parametrize(("rows", "good"), [(ROWS_MAX - 1, True), (ROWS_MAX, True), (ROWS_MAX + 1, False)])
def test_a_table_has_so_many_rows(rows: int, good: bool) -> None:
    """n−1, n and n+1 rows."""
    table = "".join(f'  row word "{number}"\n' for number in range(rows))
    found = complaints(f'test "t"\n  flow f\n{table}  user "{{word}}"\n')

    assert (found == []) is good


@pytest.mark.parametrize(("lines", "good"), [(LINES_MAX - 1, True), (LINES_MAX, True), (LINES_MAX + 1, False)])
def test_a_test_has_so_many_lines(lines: int, good: bool) -> None:
    """n−1, n and n+1 lines, the one that names the flow among them."""
    found = complaints('test "t"\n  flow f\n' + '  user "x"\n' * (lines - 1))

    assert (found == []) is good


def test_includes_that_multiply_end_soon() -> None:
    """Openings in openings, eight deep and a hundred wide, are one complaint and no waiting."""
    openings = 'opening "o0"\n  user "x"\n'
    for number in range(1, 8):
        openings += f'opening "o{number}"\n' + f'  include "o{number - 1}"\n' * 100
    found = complaints(openings + 'test "t"\n  flow f\n  include "o7"\n')

    assert any("more than" in sentence for sentence in found)
