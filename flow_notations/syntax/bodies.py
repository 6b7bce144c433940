"""What stands in a node's body. Blocks of pass 1 in, items of the tree out; each kind of line has its reader."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from flow_notations import ast
from flow_notations.expressions import closest
from flow_notations.source import Span

from . import mistakes
from .copies import PARTS, read_copy
from .fields import unknown_setting
from .grammar import Block
from .options import read_option
from .readers import READERS, read_assignment
from .reading import Slip, Unread
from .routes import read_arrow, read_else, read_on, read_when
from .scan import Cursor

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from flow_notations.notation import Fragment

    from .lines import Line
    from .scan import Page

_KEY = re.compile(r"[^\W\d]\w*")


def read_body(
    body: tuple[Line | Block, ...], fragment: Fragment, owner: str, page: Page
) -> tuple[tuple[ast.BodyItem, ...], tuple[str, ...]]:
    """The items in order, neighbouring copy as one block; an item that cannot be read is left out, and its key is told."""
    items: list[ast.BodyItem] = []
    unread: list[str] = []
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
            unread.append(_meant(head, fragment))
        except Unread:
            unread.append(_meant(head, fragment))
    _close_copy(run, items, page)
    return tuple(items), tuple(unread)


def _meant(line: Line, fragment: Fragment) -> str:
    """The key of a line that could not be read, or the one it is a slip for."""
    found = _KEY.match(line.text)
    word = found[0] if found is not None else line.text[:2].strip()
    return word if word in fragment.fields else closest(word, tuple(fragment.fields)) or word


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


_LINES: Mapping[str, Callable[[Line, Page], ast.BodyItem]] = {
    "OPTION": read_option,
    "WHEN": read_when,
    "ON": read_on,
    "ARROW": read_arrow,
    "OTHERWISE": read_else,
}
"""What each kind of line is read by; settings need their fragment and are read apart."""
