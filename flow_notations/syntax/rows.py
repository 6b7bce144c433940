"""Rows to lines: what belongs together set in columns, with the comments and blank lines around. Rows in, lines out.

It knows neither flows nor centres.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from flow_notations import ast

from .trivia import GAP

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

INDENT = "  "
CELL = "\x1f"
"""Between the cells of a row until they are set: a sign that no text of a flow holds, unlike a tab."""

COLUMN_MAX = 96
"""Lines longer than this are not waited for when columns are set."""


class Row(NamedTuple):
    """A line to print: up to two columns, what is nested under it, and what stands around it.

    ``group``: neighbours of one group share their column; ``""`` stands alone.
    """

    left: str
    right: str = ""
    group: str = ""
    trivia: ast.Trivia = ast.PLAIN
    nested: tuple[str, ...] = ()


def lines_of(rows: Iterable[Row], level: int) -> Iterator[str]:
    """Rows as lines at a level of indentation, neighbours of one group in columns."""
    lead = INDENT * level
    for run in _runs(rows):
        aligned = _columns([[row.left, row.right] for row in _option_columns(run)])
        for row, text in zip(run, aligned, strict=True):
            yield from [""] if row.trivia.blank_before else []
            yield from comment_lines(row.trivia.comments, lead)
            beside = "" if row.trivia.beside is None else f"  {_comment(row.trivia.beside)}"
            yield f"{lead}{text}{beside}"
            yield from (lead + line if line else line for line in row.nested)


def _runs(rows: Iterable[Row]) -> Iterator[list[Row]]:
    """Neighbours of one group; a blank line or a comment between them parts them."""
    run: list[Row] = []
    for row in rows:
        apart = row.trivia.blank_before or row.trivia.comments or not row.group
        if run and (apart or run[-1].group != row.group):
            yield run
            run = []
        run.append(row)
    if run:
        yield run


def _option_columns(run: list[Row]) -> list[Row]:
    """Ids, labels and clauses of a run of options, each in its column."""
    if run[0].group != "option":
        return run
    parts = [row.left.split(CELL) for row in run]
    return [row._replace(left=left) for row, left in zip(run, _columns(parts), strict=True)]


def _columns(table: list[list[str]]) -> list[str]:
    """Cells of one column begin together; a cell with nothing behind it is not padded."""
    lines = [row[0] for row in table]
    for place in range(1, len(table[0])):
        followed = [line for line, row in zip(lines, table, strict=True) if any(row[place:])]
        width = max((len(line) for line in followed if len(line) <= COLUMN_MAX), default=0)
        lines = [
            f"{line:<{width}} {row[place]}" if row[place] else line for line, row in zip(lines, table, strict=True)
        ]
    return lines


def comment_lines(comments: tuple[str, ...], lead: str) -> Iterator[str]:
    """Whole comment lines, and the blank ones among them."""
    return ("" if words is GAP or words == GAP else f"{lead}{_comment(words)}" for words in comments)


def _comment(words: str) -> str:
    return f"# {words}" if words else "#"
