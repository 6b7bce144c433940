"""What stands in a node's body: options, ways out, settings and copy. Blocks of pass 1 in, items of the tree out."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

from flow_notations import ast
from flow_notations.expressions import Expr, Template
from flow_notations.source import Span

from . import mistakes
from .copies import PARTS, read_copy
from .fields import unknown_setting
from .grammar import Block
from .readers import READERS, read_assignment
from .reading import Slip, Unread
from .scan import OUTCOME, QUOTED, Cursor

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from flow_notations.notation import Fragment

    from .lines import Line
    from .scan import Page

_KEY = re.compile(r"[^\W\d]\w*")
_TARGET = re.compile(r"\s*([^\W\d]\w*)$")
_LAST_ARROW = re.compile(r"->\s*[^\W\d]\w*$")


def read_body(body: tuple[Line | Block, ...], fragment: Fragment, owner: str, page: Page) -> tuple[ast.BodyItem, ...]:
    """The items in order, neighbouring copy as one block; an item that cannot be read is left out."""
    items: list[ast.BodyItem] = []
    run: list[Line | Block] = []
    for raw in body:
        head = raw.head if isinstance(raw, Block) else raw
        if head.type in PARTS:
            run.append(raw)
            continue
        _close_copy(run, items, page)
        try:
            items.append(_item(raw, head, fragment, owner, page))
        except Slip as slip:
            page.complaints.append(slip.at(page.path))
        except Unread:
            pass
    _close_copy(run, items, page)
    return tuple(items)


def _close_copy(run: list[Line | Block], items: list[ast.BodyItem], page: Page) -> None:
    if run and (copy := read_copy(tuple(run), page)):
        items.append(ast.CopyBlock(copy=copy, span=copy[0].span.to(copy[-1].span)))
    run.clear()


def _item(raw: Line | Block, head: Line, fragment: Fragment, owner: str, page: Page) -> ast.BodyItem:
    if head.type == "KEY":
        return read_setting(head, raw.body if isinstance(raw, Block) else (), fragment, owner, page)
    return _LINES[head.type](head, page)


def read_setting(line: Line, body: tuple[Line | Block, ...], fragment: Fragment, owner: str, page: Page) -> ast.Setting:
    """``key value`` by the field's reader; in a notation with free keys, ``name = value``."""
    found = _KEY.match(line.text)
    assert found is not None, "a KEY line begins with a word"
    key = ast.Word(found[0], Span.at(line.line, line.column, found.end()))
    field = fragment.fields.get(key.text)
    if field is None and fragment.free is not None:
        return _free(line, page)
    if field is None:
        if mistakes.looks_like_prose(line.text):
            page.complaints.append(mistakes.forgotten_mark(line, page.path))
            raise Unread
        raise unknown_setting(key, fragment, owner)
    cursor = Cursor(line, page, found.end())
    start = cursor.at
    copy = read_copy(body, page) if body else ()
    value = READERS[field.reader](cursor)
    if not cursor.done:
        cursor.finish()
    return ast.Setting(
        key=key, value=value, value_span=cursor.span(start), copy=copy, span=line.span, trivia=line.trivia
    )


def _free(line: Line, page: Page) -> ast.Setting:
    cursor = Cursor(line, page)
    given = read_assignment(cursor)
    cursor.finish()
    key = ast.Word(".".join(given.target), given.span)
    return ast.Setting(key=key, value=given, value_span=given.span, span=line.span, trivia=line.trivia)


# --- ways out ---------------------------------------------------------------------------------------------------------


def read_target(cursor: Cursor, *, hint: str = "write -> and the name of a node") -> ast.Word:
    """``-> node``, and nothing after it."""
    if not cursor.sign("->"):
        if cursor.done:
            raise Slip("S115", "this line has no way out", cursor.here(), hint)
        raise cursor.expected("an arrow ->", hint)
    target = cursor.word("the name of a node")
    if not cursor.done:
        place = cursor.span(cursor.at, len(cursor.text))
        raise Slip("S114", f"'{cursor.text[cursor.at :]}' stands after the way out", place, "the arrow ends its line")
    return target


def _arrow(line: Line, page: Page) -> ast.Otherwise:
    return ast.Otherwise(target=read_target(Cursor(line, page)), span=line.span, trivia=line.trivia)


def _else(line: Line, page: Page) -> ast.Otherwise:
    target = read_target(Cursor(line, page, len("else")))
    return ast.Otherwise(target=target, written_else=True, span=line.span, trivia=line.trivia)


def _on(line: Line, page: Page) -> ast.On:
    cursor = Cursor(line, page, len("on"))
    outcomes = cursor.words("an outcome", OUTCOME)
    return ast.On(outcomes=outcomes, target=read_target(cursor), span=line.span, trivia=line.trivia)


def _when(line: Line, page: Page) -> ast.When:
    cursor = Cursor(line, page, len("when"))
    condition = cursor.expression(before_arrow(cursor))
    return ast.When(condition=condition, target=read_target(cursor), span=line.span, trivia=line.trivia)


def before_arrow(cursor: Cursor) -> int:
    """Where the arrow of this line stands, or the end of the line."""
    found = _LAST_ARROW.search(cursor.text, cursor.at)
    return found.start() if found and '"' not in cursor.text[found.start() :] else cursor.until("->")


# --- options ----------------------------------------------------------------------------------------------------------


def _option(line: Line, page: Page) -> ast.Option | ast.OptionEach:
    cursor = Cursor(line, page, 1)
    if cursor.keyword("each"):
        if not cursor.peek('"'):
            return _option_each(cursor, line)
        cursor = Cursor(line, page, 1)
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
    key = cursor.expression(_before_quote(cursor))
    label = cursor.quoted("the option's label")
    return ast.OptionEach(
        variable=variable, items=items, key=key, label=label, label_span=label.span,
        **_clauses(cursor, _EACH_CLAUSES), span=line.span, trivia=line.trivia,
    )  # fmt: skip


def _before_quote(cursor: Cursor) -> int:
    """Where the label begins: the first quote outside brackets; quotes of the key's expression stand inside them."""
    depth = 0
    at = cursor.at
    while at < len(cursor.text):
        sign = cursor.text[at]
        if sign == '"' and depth <= 0:
            return at
        depth += (sign in "([") - (sign in ")]")
        quoted = QUOTED.match(cursor.text, at) if sign == '"' else None
        at = quoted.end() if quoted else at + 1
    return at


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

_LINES: Mapping[str, Callable[[Line, Page], ast.BodyItem]] = {
    "OPTION": _option,
    "WHEN": _when,
    "ON": _on,
    "ARROW": _arrow,
    "OTHERWISE": _else,
}
"""What each kind of line is read by; settings need their fragment and are read apart."""
