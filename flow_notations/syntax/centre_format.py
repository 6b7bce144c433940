"""A centre file in canonical form, as its author arranged it: text in, the same file in form out, comments and blank lines kept.

Lines keep their order, and what was not written is not added. A centre has the text form alone: it holds no copy and no nodes.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from flow_notations.diagnostics import has_errors

from .centre_from_text import centre_from_text, read_alone
from .centre_to_text import entry_rows
from .from_text import open_page
from .grammar import Block
from .reading import Read
from .rows import INDENT, Row, comment_lines, lines_of
from .scan import QUOTED, Page

if TYPE_CHECKING:
    from collections.abc import Iterator

    from .grammar import Blocks
    from .lines import Line, Lines

_SPACES = re.compile(r"\s+")
_COMMA = re.compile(r"\s*,\s*")
_DASH = re.compile(r"\s*-\s*")


def format_centre(text: str, *, path: str) -> Read[str]:
    """The file in form. With a mistake anywhere there is none, and the complaints say why."""
    read = centre_from_text(text, path=path)
    opened = open_page(text, "centre", Page(path, []))
    if read.value is None or opened is None or has_errors(read.diagnostics):
        return Read(None, read.diagnostics)
    return Read("\n".join(_printed(*opened)) + "\n", read.diagnostics)


def _printed(lines: Lines, blocks: Blocks) -> Iterator[str]:
    if (heading := blocks.heading) is not None:
        head = _SPACES.sub(" ", heading.head.text)
        yield from lines_of([Row(head, trivia=heading.head.trivia)], 0)
        yield from lines_of([_keyed(_head(raw), "setting") for raw in heading.body], 1)
    yield from lines_of([_entry(raw, lines) for raw in blocks.sentences], 0)
    yield from comment_lines(lines.closing, "")


def _entry(raw: Line | Block, lines: Lines) -> Row:
    """One name or several of the centre; hours own lines, which keep their order."""
    head = _head(raw)
    body = raw.body if isinstance(raw, Block) else ()
    nested = [*lines_of([Row(_hours(_head(line).text), trivia=_head(line).trivia) for line in body], 1)]
    nested += comment_lines(lines.closings.get(head.line, ()), INDENT)
    return _entry_row(head)._replace(nested=tuple(nested))


def _entry_row(head: Line) -> Row:
    if head.text.startswith("hours"):
        return Row(_SPACES.sub(" ", head.text), trivia=head.trivia)
    if head.text.startswith("service"):
        return _keyed(head._replace(text=_service(head.text)), "entry")
    return _keyed(head._replace(text=entry_rows(read_alone(head))[0]), "entry")


def _service(text: str) -> str:
    """What is not said of a service stays unsaid; inside its address nothing changes."""
    address = QUOTED.search(text)
    assert address is not None, "a service has an address"
    around = [_SPACES.sub(" ", part.strip()) for part in (text[: address.start()], text[address.end() :])]
    return f"{around[0]} {address[0]} {around[1]}".rstrip()


def _keyed(line: Line, group: str) -> Row:
    key, _, rest = _SPACES.sub(" ", line.text, count=1).partition(" ")
    return Row(key, rest, group=group, trivia=line.trivia)


def _hours(text: str) -> str:
    """``mon-fri 08:00-12:00, 13:00-17:00``; dates keep their dashes."""
    joined = _COMMA.sub(", ", _SPACES.sub(" ", text.strip()))
    return joined if joined.startswith("closed") else _DASH.sub("-", joined)


def _head(raw: Line | Block) -> Line:
    return raw.head if isinstance(raw, Block) else raw
