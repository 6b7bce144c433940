"""Tests and openings before their lines are read: rows of a table, and openings that several tests share."""

from __future__ import annotations

import re
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

from flow_notations.expressions import closest

from .forms import INCOMPLETE, Wrong, nothing_after, pairs, string

if TYPE_CHECKING:
    from flow_notations.source import Span

    from .tokens import Token

UNKNOWN_OPENING = "X107"
UNKNOWN_COLUMN = "X108"
INCLUDES_DEEP_MAX = 8
"""Openings that include openings, nested so deep at most; more is a circle."""
LINES_MAX = 2_000
"""Lines of one test with its openings in their places. More is a mistake that multiplies."""
ROWS_MAX = 200
"""Rows of one table: each is a whole test."""
_HOLE = re.compile(r"\{([A-Za-z_]\w*)\}")


@dataclass(frozen=True, slots=True, kw_only=True)
class Written:
    """One line as it stands: its tokens, and its text without the comment."""

    tokens: list[Token]
    raw: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Block:
    """``test "…"`` or ``opening "…"`` with its lines."""

    head: str
    name: str
    span: Span
    lines: list[Written] = field(default_factory=list)


def rows_of(block: Block) -> list[dict[str, str]]:
    """The rows of a test's table: the words of each column."""
    rows: list[dict[str, str]] = []
    for line in block.lines:
        head = line.tokens[0]
        if head.text != "row":
            continue
        pairs(line.tokens[1:], head, 'row said "parcel" topic track')
        rest = [token for token in line.tokens[1:] if token.kind != "comma"]
        row = {name.text: value.text for name, value in zip(rest[::2], rest[1::2], strict=True)}
        if rows and row.keys() != rows[0].keys():
            hint = f"the first row has {', '.join(rows[0])}"
            raise Wrong(INCOMPLETE, head.span, "every row names the same columns", hint)
        if len(rows) == ROWS_MAX:
            hint = "a table of that length is another test"
            raise Wrong(INCOMPLETE, head.span, f"a table has at most {ROWS_MAX} rows", hint)
        rows.append(row)
    return rows


def expanded(block: Block, openings: dict[str, Block], row: dict[str, str], deep: int = 0) -> list[Written]:
    """The lines of a block with openings in their places and the row's words filled in. Raises ``Wrong``."""
    lines: list[Written] = []
    for line in block.lines:
        match line.tokens[0].text:
            case "row":
                continue
            case "include":
                lines += expanded(_opening(line, openings, deep), openings, row, deep + 1)
            case _:
                lines.append(_filled(line, row) if row else line)
        if len(lines) > LINES_MAX:
            hint = f"at most {LINES_MAX}; write fewer includes, or shorter openings"
            raise Wrong(INCOMPLETE, line.tokens[0].span, f"'{block.name}' comes to more than {LINES_MAX} lines", hint)
    return lines


def _opening(line: Written, openings: dict[str, Block], deep: int) -> Block:
    name = string(line.tokens, 1, 'include "name"')
    nothing_after(line.tokens, 2)
    at = line.tokens[1].span
    if name not in openings:
        near = closest(name, openings)
        hint = f"did you mean '{near}'?" if near else 'write `opening "name"` with its lines in this file'
        raise Wrong(UNKNOWN_OPENING, at, f"there is no opening '{name}'", hint)
    if deep >= INCLUDES_DEEP_MAX:
        raise Wrong(UNKNOWN_OPENING, at, f"opening '{name}' includes itself", "an opening ends before its tests begin")
    return openings[name]


def _filled(line: Written, row: dict[str, str]) -> Written:
    tokens = [_filled_token(token, row) for token in line.tokens]
    raw = _HOLE.sub(lambda hole: row.get(hole[1], hole[0]), line.raw)
    return Written(tokens=tokens, raw=raw)


def _filled_token(token: Token, row: dict[str, str]) -> Token:
    if token.kind not in ("string", "word"):
        return token
    unknown = [name for name in _HOLE.findall(token.text) if name not in row]
    if unknown:
        near = closest(unknown[0], row)
        hint = f"did you mean '{near}'?" if near else f"columns: {', '.join(row)}"
        raise Wrong(UNKNOWN_COLUMN, token.span, f"no row has a column '{unknown[0]}'", hint)
    return replace(token, text=_HOLE.sub(lambda hole: row[hole[1]], token.text))
