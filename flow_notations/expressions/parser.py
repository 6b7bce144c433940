"""Text in, expression out, with every complaint it deserves. Knows the grammar; knows no types and no scope.

A text is set where it stands in its file before it is read, so that every token already carries its own place.
"""

from __future__ import annotations

import re
from functools import cache
from typing import TYPE_CHECKING, Any

from flow_notations.source import Span

from . import mistakes
from .grammars import built
from .nodes import Field, Name
from .parsed import Parsed

if TYPE_CHECKING:
    from lark import Lark, Tree

    from .nodes import Expr

_PATH_CHARACTERS_MAX = mistakes.EXPRESSION_NESTING_MAX
"""Longer paths take the grammar's way, which counts how deep they go."""

_PATH = re.compile(r"[a-z_][a-z_0-9]*(?:\.[a-z_][a-z_0-9]*)*")

RESERVED_WORDS = frozenset(
    {"and", "or", "not", "is", "in", "contains", "matches", "known", "unknown", "true", "false", "null", "raw"}
)
"""Words that no variable can have as its name."""


def parse_expression(text: str, *, path: str, line: int = 1, column: int = 1) -> Parsed[Expr]:
    """Read one expression whose first sign stands at (``line``, ``column``) of file ``path``.

    The value stands beside diagnostics when the slip has one plain reading; later passes can then go on.
    """
    if _PATH.fullmatch(text) and text.split(".", 1)[0] not in RESERVED_WORDS and len(text) < _PATH_CHARACTERS_MAX:
        return Parsed(_dotted(text, line, column))
    place = Span.at(line, column, max(1, len(text.split("\n", 1)[0])))
    if not text.strip():
        return Parsed(None, (mistakes.empty("this expression", 'write a value, such as "text" or 3', place, path),))
    if len(text) > mistakes.EXPRESSION_CHARACTERS_MAX:
        return Parsed(None, (mistakes.too_long(len(text), place, path),))
    return _read(text, path, line, column, place)


def _dotted(text: str, line: int, column: int) -> Expr:
    """``a.b.c`` without the grammar: nine in ten holes of a flow are this, and it is twenty times as fast."""
    first, *rest = text.split(".")
    end = column + len(first)
    expr: Expr = Name(first, Span(line, column, line, end))
    for name in rest:
        end += 1 + len(name)
        expr = Field(expr, name, Span(line, column, line, end))
    return expr


def _read(text: str, path: str, line: int, column: int, place: Span) -> Parsed[Expr]:
    from lark.exceptions import UnexpectedCharacters, UnexpectedToken

    from .builder import Builder
    from .unexpected import explain

    placed = "\n" * (line - 1) + " " * (column - 1) + text
    try:
        tree = grammar().parse(placed)
    except (UnexpectedCharacters, UnexpectedToken) as mistake:
        mended = text.translate(mistakes.TYPOGRAPHIC_QUOTES)
        if mended != text and not (again := _read(mended, path, line, column, place)).diagnostics:
            return Parsed(again.value, (mistakes.typographic(mended, place, path),))
        return Parsed(None, (explain(mistake, placed, path),))
    if _deeper_than(tree, mistakes.EXPRESSION_NESTING_MAX):
        return Parsed(None, (mistakes.too_deep(place, path),))
    builder = Builder(path)
    value: Expr = builder.transform(tree)
    return Parsed(value, tuple(builder.diagnostics))


@cache
def grammar() -> Lark:
    """The parser, built once a process when first needed."""
    return built("flow_notations.expressions", "expression.lark", maybe_placeholders=True)


def _deeper_than(tree: Tree[Any], limit: int) -> bool:
    """Whether the nodes made of this tree nest deeper than ``limit``; a flat chain of n operators nests n deep."""
    stack: list[tuple[Tree[Any], int]] = [(tree, 0)]
    while stack:
        node, depth = stack.pop()
        if depth > limit:
            return True
        per_operator = _CHAINS.get(node.data)
        deeper = depth + ((len(node.children) - 1) // per_operator if per_operator else 1)
        stack += [(child, deeper) for child in node.children if hasattr(child, "children")]
    return False


_CHAINS: dict[str, int] = {"either": 1, "both": 1, "arithmetic": 2, "compared": 2}
"""Rules that read a whole chain at once, and how many children each further operator brings."""
