"""Options of a node: ``* id "Label" also … -> node`` and ``* each …``. A line in, an option of the tree out."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from flow_notations import ast

from .reading import Slip
from .routes import before_arrow, read_target
from .scan import OUTCOME, Cursor, before_quote

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from flow_notations.expressions import Expr, Template

    from .lines import Line
    from .scan import Page


def read_option(line: Line, page: Page) -> ast.Option | ast.OptionEach:
    """One line of options, fixed or from data; an option may be called ``each``."""
    """``* id "Label" also "alias" -> node``, or the options that ``* each x in list`` makes of data."""
    cursor = Cursor(line, page, 1)
    if cursor.keyword("each"):
        if not cursor.peek('"'):
            return _option_each(cursor, line)
        cursor = Cursor(line, page, 1)
    if cursor.peek('"'):
        raise Slip(
            "S117", "an option's id comes before its label", cursor.here(), f"write * name {cursor.text[cursor.at :]}"
        )
    id_ = cursor.word("the option's id", OUTCOME)
    label = cursor.quoted("the option's label")
    return ast.Option(
        id=id_, label=label, label_span=label.span,
        **_clauses(cursor, _CLAUSES), span=line.span, trivia=line.trivia,
    )  # fmt: skip


def _option_each(cursor: Cursor, line: Line) -> ast.OptionEach:
    variable = cursor.word("a name for each item")
    if not cursor.keyword("in"):
        raise cursor.expected("'in' and a list", 'for example: * each card in cards by card.id "{card.name}"')
    items = cursor.expression(cursor.until("by"))
    if not cursor.keyword("by"):
        raise cursor.expected("'by' and what tells the items apart", "for example: by card.id")
    key = cursor.expression(before_quote(cursor.text, cursor.at))
    label = cursor.quoted("the option's label")
    return ast.OptionEach(
        variable=variable, items=items, key=key, label=label, label_span=label.span,
        **_clauses(cursor, _EACH_CLAUSES), span=line.span, trivia=line.trivia,
    )  # fmt: skip


def _clauses(cursor: Cursor, readers: Mapping[str, Callable[[Cursor], object]]) -> dict[str, Any]:
    """What follows a label, each clause once, in any order, the arrow last."""
    found: dict[str, Any] = {}
    while not cursor.done:
        if cursor.peek("->"):
            found["target"] = read_target(cursor)
            break
        start = cursor.at
        word = "=" if cursor.sign("=") else cursor.word(f"{', '.join(readers)} or ->").text
        if word not in readers:
            raise Slip(
                "S117", f"'{word}' is no part of an option", cursor.span(start), f"expected {', '.join(readers)} or ->"
            )
        key = "value" if word == "=" else word
        if key in found:
            raise Slip("F102", f"'{word}' is said twice", cursor.span(start), "join them with commas, or keep one")
        found[key] = readers[word](cursor)
    return found


def _value(cursor: Cursor) -> Expr:
    return cursor.expression(before_arrow(cursor))


def _texts(cursor: Cursor) -> tuple[Template, ...]:
    return cursor.quoteds("a quoted word")


def _text(cursor: Cursor) -> Template:
    return cursor.quoted("a quoted text")


_CLAUSES: Mapping[str, Callable[[Cursor], object]] = {
    "also": _texts, "hears": _texts, "describe": _text, "section": _text, "=": _value,
}  # fmt: skip
_EACH_CLAUSES: Mapping[str, Callable[[Cursor], object]] = {"describe": _text}
