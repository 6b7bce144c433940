"""The sentences of a flow that own lines: its header and its nodes. Blocks of pass 1 in, nouns of the tree out."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from flow_notations import ast
from flow_notations.expressions import closest
from flow_notations.values import number

from .bodies import read_body, read_setting
from .fields import HEADER, check_name, check_node, check_settings, known_notation
from .grammar import Block
from .reading import Slip, Unread
from .scan import WORD, Cursor

if TYPE_CHECKING:
    from flow_notations.notation import Fragment, Table
    from flow_notations.values import Number

    from .lines import Line
    from .scan import Page

_OTHER_WORDS = re.compile(r"\W+(?:or\W+)?")
"""What stands between the words of a kind that has none there: ``yes/no``, ``yes or no``."""
_BOUNDS = re.compile(r"-?[\d.]+\s+to\s+-?[\d.]+")
_NUMBER = re.compile(r"-?\d{1,15}(?:\.\d{1,10})?(?!\w)")


def read_heading(block: Block, page: Page) -> tuple[ast.Word, tuple[ast.Setting, ...]]:
    """``flow name`` with its settings."""
    cursor = Cursor(block.head, page, len("flow"))
    name = ast.Word("unnamed", block.head.span)
    try:
        if cursor.done:
            raise Slip("S108", "this flow has no name", block.head.span, "write flow order_help")
        name = cursor.word("the flow's name")
        _finish(cursor)
    except Slip as slip:
        page.complaints.append(slip.at(page.path))
    settings: list[ast.Setting] = []
    for raw in block.body:
        line, body = (raw.head, raw.body) if isinstance(raw, Block) else (raw, ())
        try:
            settings.append(read_setting(line, body, HEADER, "a flow", page))
        except Slip as slip:
            page.complaints.append(slip.at(page.path))
            page.unread += WORD.findall(line.text)
        except Unread:
            page.unread += WORD.findall(line.text)
    check_settings(tuple(settings), HEADER.fields, name.span, "a flow", page)
    return name, tuple(settings)


def read_node(raw: Line | Block, closing: tuple[str, ...], table: Table, page: Page) -> ast.Node | None:
    """``send welcome`` with its body; ``None`` when not even its name could be read."""
    line, body = (raw.head, raw.body) if isinstance(raw, Block) else (raw, ())
    cursor = Cursor(line, page)
    try:
        word = cursor.word("a notation")
        if (notation := known_notation(word, table, page)) is None:
            page.unread += WORD.findall(line.text)
            return None
        name = _name(cursor, word)
    except Slip as slip:
        page.complaints.append(slip.at(page.path))
        return None
    check_name(name, page)
    variable, kind, kind_unread = _rest(cursor, notation.fragment, page)
    items, unread = read_body(body, notation.fragment, f"'{notation.word}'", page)
    node = ast.Node(
        notation=ast.Word(notation.word, word.span), name=name, variable=variable, kind=kind, body=items,
        span=line.span.to(_last(raw).span), trivia=line.trivia, closing=closing,
        unread=(*unread, ast.KIND) if kind_unread else unread,
    )  # fmt: skip
    check_node(node, notation.fragment, page)
    return node


def _name(cursor: Cursor, word: ast.Word) -> ast.Word:
    if cursor.done or cursor.peek(":") or cursor.keyword("as"):
        raise Slip(
            "S108", f"this '{word}' has no name", word.span, f"name it, so that arrows can lead here: {word} welcome"
        )
    return cursor.word("the node's name")


def _rest(cursor: Cursor, fragment: Fragment, page: Page) -> tuple[ast.Word | None, ast.Kind | None, bool]:
    """``as topic: choice``, either or none; and whether a kind stands there that could not be read."""
    variable: ast.Word | None = None
    kind: ast.Kind | None = None
    colon = False
    try:
        if cursor.keyword("as"):
            variable = cursor.word("a name for the answer")
        if colon := cursor.sign(":") or _colon_forgotten(cursor, fragment, page):
            kind = _kind(cursor, fragment)
        _finish(cursor)
    except Slip as slip:
        page.complaints.append(slip.at(page.path))
    return variable, kind, colon and kind is None


def _colon_forgotten(cursor: Cursor, fragment: Fragment, page: Page) -> bool:
    """S117, once: a kind stands where its colon should; it is read as if the colon were there."""
    found = WORD.match(cursor.text, cursor.at)
    if found is None or found[0] not in fragment.kinds:
        return False
    page.complaints.append(cursor.expected("a colon before the kind", f"write : {found[0]}").at(page.path))
    return True


def _kind(cursor: Cursor, fragment: Fragment) -> ast.Kind:
    start = cursor.at
    if cursor.done:
        place = cursor.span(len(cursor.text) - 1)
        raise Slip(
            "S109", "nothing follows this colon", place, "a sentence takes no colon; it stands before a kind only"
        )
    name = cursor.word("a kind of answer")
    low: Number | None = None
    high: Number | None = None
    if not (cursor.done or cursor.peek(":") or cursor.peek("->")):
        if name.text not in fragment.ranges and not _BOUNDS.match(cursor.text, cursor.at):
            raise _no_bounds(name, cursor, start, fragment)
        low = _number(cursor)
        if not cursor.keyword("to"):
            raise cursor.expected("'to' and the upper bound", "for example: integer 1 to 5")
        high = _number(cursor)
    return ast.Kind(name=name, low=low, high=high, span=cursor.span(start))


def _no_bounds(name: ast.Word, cursor: Cursor, start: int, fragment: Fragment) -> Slip:
    """F108: what follows a kind that takes nothing behind it, or a kind in other words, such as ``yes/no``."""
    written = cursor.text[start:]
    place = cursor.span(start, len(cursor.text))
    near = closest(_OTHER_WORDS.sub("_", written), fragment.kinds)
    if near and near != name.text:
        return Slip("F108", f"'{written}' is no kind of answer", place, f"did you mean '{near}'?")
    if name.text == "text" and name.text in fragment.kinds:
        return Slip("F108", "'text' takes no length", place, "judge the answer under it: check length(answer) <= 300")
    if name.text in fragment.kinds:
        return Slip("F108", f"'{name}' has no bounds", place, f"write just {name}")
    near = closest(name.text, fragment.kinds)
    hint = f"did you mean '{near}'?" if near else f"kinds are {', '.join(fragment.kinds)}"
    return Slip("F108", f"'{written}' is no kind of answer", place, hint if fragment.kinds else "leave it out")


def _number(cursor: Cursor) -> Number:
    found = _NUMBER.match(cursor.text, cursor.at)
    if found is None:
        raise cursor.expected("a number", "bounds are written 1 to 5")
    cursor.at = found.end()
    cursor.skip()
    return number(found[0]) if "." in found[0] else int(found[0])


def _finish(cursor: Cursor) -> None:
    """Nothing may follow; the usual slips there have sentences of their own."""
    if cursor.peek(":"):
        raise Slip("S109", "no colon here", cursor.here(), "a sentence takes no colon; it stands before a kind only")
    if cursor.peek("->"):
        place = cursor.span(cursor.at, len(cursor.text))
        raise Slip("S114", "a way out stands on a line of its own", place, "put it under the node, indented")
    before, rest = cursor.text[: cursor.at].split(), cursor.text[cursor.at :]
    if len(before) == 2 and rest and all(word.isidentifier() for word in rest.split()):
        place, name = cursor.span(cursor.at, len(cursor.text)), "_".join([before[1], *rest.split()])
        raise Slip("S116", f"'{rest}' is one thing too many on this line", place, f"names have no spaces: {name}")
    cursor.finish()


def _last(raw: Line | Block) -> Line:
    """The last line of a block."""
    while isinstance(raw, Block):
        body = raw.other_body or raw.body
        if not body:
            return raw.head
        raw = body[-1]
    return raw
