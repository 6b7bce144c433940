"""A flow from its text form: text in, the tree and every complaint out. No names are resolved and no types are known."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from flow_notations import ast
from flow_notations.diagnostics import arrange
from flow_notations.source import Span

from . import mistakes
from .anywhere import read_anywhere
from .grammar import Block
from .limits import FLOW_CHARACTERS_MAX, FLOW_LINES_MAX, NODES_MAX
from .lines import read_lines
from .reading import Read
from .recovery import parse_lines
from .scan import Page
from .sentences import read_heading, read_node

if TYPE_CHECKING:
    from flow_notations.notation import Table

    from .grammar import Blocks, Head
    from .lines import Lines

BROKEN_SIGN = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\ud800-\udfff\ufffe\uffff]")
"""A sign that no text has: controls other than tab and line ends, lone surrogates, the two that are no characters."""


def from_text(text: str, *, path: str, table: Table) -> Read[ast.Flow]:
    """Read a whole ``.flow`` file. Bad text ends in diagnostics, never in an exception."""
    page = Page(path, [])
    opened = open_page(text, "flow", page)
    if opened is None:
        return Read(None, arrange(page.complaints))
    lines, blocks = opened
    heading = blocks.heading or Block(lines.lines[0]._replace(type="HEADER", text="flow unnamed", trivia=ast.PLAIN))
    name, settings = read_heading(heading, page)
    sentences = _sentences(lines, blocks, table, page)
    flow = ast.Flow(
        name=name, settings=settings, sentences=sentences, path=path, span=lines.lines[0].span.to(lines.lines[-1].span),
        trivia=heading.head.trivia, closing=lines.closing, unread=tuple(page.unread),
    )  # fmt: skip
    return Read(flow, arrange(page.complaints))


def open_page(text: str, head: Head, page: Page) -> tuple[Lines, Blocks] | None:
    """Pass 1: the lines and blocks of a file within its bounds; ``None`` when there is nothing to read."""
    text = text.removeprefix("\ufeff")
    if not _within_bounds(text, page):
        return None
    lines = read_lines(text, head=head, path=page.path, complaints=page.complaints)
    first = next((line for line in lines.lines), None)
    if first is None or first.type != "HEADER":
        place = first.span if first else Span.at(1, 1)
        page.complaints.append(mistakes.no_header(head, place, page.path))
    if first is None:
        return None
    return lines, parse_lines(lines.lines, head=head, page=page)


def _within_bounds(text: str, page: Page) -> bool:
    """Complain of a file that is no text, or too large to be one flow."""
    start = Span.at(1, 1)
    if len(text) > FLOW_CHARACTERS_MAX:
        page.complaints.append(mistakes.too_many("characters", len(text), FLOW_CHARACTERS_MAX, start, page.path))
        return False
    if (count := text.count("\n") + 1) > FLOW_LINES_MAX:
        page.complaints.append(mistakes.too_many("lines", count, FLOW_LINES_MAX, start, page.path))
        return False
    if broken := BROKEN_SIGN.search(text):
        line = text.count("\n", 0, broken.start()) + 1
        place = Span.at(line, broken.start() - text.rfind("\n", 0, broken.start()))
        page.complaints.append(mistakes.broken_sign(ord(broken[0]), place, page.path))
        return False
    return True


def _sentences(lines: Lines, blocks: Blocks, table: Table, page: Page) -> tuple[ast.Node | ast.Anywhere, ...]:
    found: list[ast.Node | ast.Anywhere] = []
    nodes = 0
    for raw in blocks.sentences:
        head = raw.head if isinstance(raw, Block) else raw
        if head.type == "ANYWHERE":
            sentence: ast.Node | ast.Anywhere | None = read_anywhere(head, page)
        else:
            nodes += 1
            if nodes > NODES_MAX:
                continue
            sentence = read_node(raw, lines.closings.get(head.line, ()), table, page)
        if sentence is not None:
            found.append(sentence)
    if nodes > NODES_MAX:
        page.complaints.append(mistakes.too_many("nodes", nodes, NODES_MAX, Span.at(1, 1), page.path))
    return tuple(found)
