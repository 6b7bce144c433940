"""Expressions and templates where they stand, however far down or along: text and place in, the parsed value out.

The parser of expressions sets a text at its place by padding. That is fast where people write, and slow where a machine puts
a whole flow on one line; far texts are therefore parsed near and moved afterwards.
"""

from __future__ import annotations

import re
from dataclasses import fields, is_dataclass, replace
from typing import TYPE_CHECKING, Any

from flow_notations.expressions import Parsed, parse_expression, parse_template, template_of
from flow_notations.source import Span

if TYPE_CHECKING:
    from flow_notations.expressions import Expr, Template

    from .scan import Page

_PATH = re.compile(r"[\w.]*")
"""Names and paths, which cost little."""
_HOLE = re.compile(r"\{([^{}]*)\}?")
"""About what stands in holes; enough to count by."""
GUESSED = frozenset({"S204", "S205"})
"""Slips whose reading is a guess at a condition: what it would bring about is not complained of besides."""
NEAR_MAX = 4_000
"""Lines and columns together up to which padding is the faster way."""


def expression_at(text: str, *, page: Page, line: int, column: int) -> Parsed[Expr]:
    """``parse_expression`` in time that does not depend on the place; nothing once the file has too much of them."""
    found = _expression_at(text, page=page, line=line, column=column)
    guessed = any(each.code in GUESSED for each in found.diagnostics)
    return Parsed(None, found.diagnostics) if guessed else found


def _expression_at(text: str, *, page: Page, line: int, column: int) -> Parsed[Expr]:
    path = page.path
    if not _PATH.fullmatch(text) and not page.affords(text, line, column):
        return Parsed(None)
    if line + column <= NEAR_MAX:
        return parse_expression(text, path=path, line=line, column=column)
    far: Parsed[Expr] = _moved(parse_expression(text, path=path), line, column)
    return far


def template_at(text: str, *, page: Page, line: int, column: int) -> Parsed[Template]:
    """``parse_template`` in time that does not depend on the place; without holes once the file has too much of them."""
    path = page.path
    holes = "".join([hole for hole in _HOLE.findall(text) if not _PATH.fullmatch(hole)]) if "{" in text else ""
    if holes and not page.affords(holes, line, column):
        return Parsed(template_of((text,)))
    if line + column <= NEAR_MAX or "{" not in text:
        return parse_template(text, path=path, line=line, column=column)
    far: Parsed[Template] = _moved(parse_template(text, path=path), line, column)
    return far


def _moved(found: Any, line: int, column: int) -> Any:
    """The same tree with every span moved from line 1, column 1 to its place; only the first line begins in a column."""
    match found:
        case Span():
            start, end = (
                (at - 1 + line, place + (column - 1 if at == 1 else 0))
                for at, place in ((found.line, found.column), (found.end_line, found.end_column))
            )
            return Span(*start, *end)
        case tuple():
            return tuple([_moved(item, line, column) for item in found])
        case _ if is_dataclass(found) and not isinstance(found, type):
            parts = {part.name: _moved(getattr(found, part.name), line, column) for part in fields(found)}
            return replace(found, **parts)
        case _:
            return found
