"""Copy: the ``|`` lines of a block, with their ``if``, ``else`` and ``each``, as the tree's ``Copy``."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from flow_notations import ast
from flow_notations.expressions import Template
from flow_notations.source import Span

from . import mistakes
from .grammar import Block
from .placed import template_at
from .reading import Slip, Unread
from .scan import Cursor

if TYPE_CHECKING:
    from .lines import Line
    from .scan import Page

PARTS = ("COPY", "IF", "EACH")
"""Kinds of line that are copy."""
_HASH = re.compile(r"(?:^|\s)#\s")
_BACKSLASHES = re.compile(r"\\+$")


def read_copy(body: tuple[Line | Block, ...], page: Page) -> ast.Copy:
    """The parts of a block of copy; one that cannot be read is left out."""
    parts = []
    for raw in body:
        try:
            parts.append(_part(raw, page))
        except Slip as slip:
            page.complaints.append(slip.at(page.path))
        except Unread:
            pass
    return tuple(parts)


def _part(raw: Line | Block, page: Page) -> ast.CopyPart:
    if not isinstance(raw, Block):
        return _line(raw, page)
    cursor = Cursor(raw.head, page, len(raw.head.type))
    if raw.head.type == "IF":
        return ast.CopyIf(
            condition=cursor.expression(),
            then=read_copy(raw.body, page),
            otherwise=read_copy(raw.other_body, page),
            span=raw.head.span,
            trivia=raw.head.trivia,
            otherwise_trivia=raw.other.trivia if raw.other else ast.PLAIN,
        )
    variable = cursor.word("a name for each item")
    if not cursor.keyword("in"):
        raise cursor.expected("'in' and a list", "for example: each card in cards")
    return ast.CopyEach(
        variable=variable,
        items=cursor.expression(),
        body=read_copy(raw.body, page),
        span=raw.head.span,
        trivia=raw.head.trivia,
    )


def _line(line: Line, page: Page) -> ast.CopyLine:
    start = 2 if line.text.startswith("| ") else 1
    text, joined = line.text[start:], False
    if text.endswith("\\"):
        text, joined = split_join(text)
    read = template_at(text, page=page, line=line.line, column=line.column + start)
    page.complaints.extend(read.diagnostics)
    if "#" in text and (found := _HASH.search(text)):
        at = text.index("#", found.start())
        place = Span.at(line.line, line.column + start + at, len(text) - at)
        page.complaints.append(mistakes.hash_in_copy(place, page.path))
    return ast.CopyLine(template=read.value or Template(), joined=joined, span=line.span, trivia=line.trivia)


def split_join(text: str) -> tuple[str, bool]:
    r"""The text without its trailing ``\``, and whether it joins the next line; a pair of them is one of the text."""
    run = _BACKSLASHES.search(text)
    count = len(run[0]) if run else 0
    return text[: len(text) - count] + "\\" * (count // 2), count % 2 == 1


def print_join(text: str, *, joined: bool) -> str:
    """What ``split_join`` reads back."""
    run = _BACKSLASHES.search(text)
    count = len(run[0]) if run else 0
    return text + "\\" * (count + joined)
