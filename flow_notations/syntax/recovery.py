"""Pass 1: lines in, blocks out; every structural mistake at once.

A file that parses is parsed once. One that does not is taken sentence by sentence, each by the same grammar; where a sentence
stops, the line is taken out with everything indented under it and the rest is tried again.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from . import mistakes
from .grammar import Block, Blocks, Stop, parse
from .limits import RECOVERIES_MAX

if TYPE_CHECKING:
    from collections.abc import Iterator

    from .grammar import Head
    from .lines import Line
    from .scan import Page

UNREADABLE = ("JUNK", "REFUSED")
"""Lines that no grammar has: they begin like nothing in the language, or go over a limit."""
_OWNERS = ("IF", "ELSE", "EACH")
_OF_A_NODE = ("COPY", "OPTION", "ARROW")
"""Told by their sign, so they are known for what they are at the margin too."""


def parse_lines(lines: list[Line], *, head: Head, page: Page) -> Blocks:
    """Group lines into blocks; what cannot be grouped is left out, with its diagnostic."""
    emptied: set[int] = set()
    if any(line.type in UNREADABLE or (line.depth == 0 and line.type in _OF_A_NODE) for line in lines):
        lines = _readable(_indented_once(lines, page), emptied, page)
    if lines and lines[0].type == "HEADER" and isinstance(whole := parse(lines, head), Blocks):
        return whole
    return _by_sentence(lines, head, emptied, page)


def _indented_once(lines: list[Line], page: Page) -> list[Line]:
    """Copy, options and arrows at the margin go under the node above them, if there is one."""
    found: list[Line] = []
    sentence = ""
    for line in lines:
        if line.depth:
            found.append(line)
        elif line.type not in _OF_A_NODE:
            sentence = line.type
            found.append(line)
        else:
            page.complaints.append(mistakes.at_the_margin(line, page.path))
            found += [line._replace(depth=1)] if sentence == "NODE" else []
    return found


def _readable(lines: list[Line], emptied: set[int], page: Page) -> list[Line]:
    """The lines without those that cannot be read and what is indented under them."""
    found: list[Line] = []
    owners: list[Line] = []
    under: int | None = None
    for line in lines:
        if under is not None and line.depth > under:
            continue
        under = None
        while owners and owners[-1].depth >= line.depth:
            owners.pop()
        if line.type not in UNREADABLE:
            owners.append(line)
            found.append(line)
            continue
        under = line.depth
        emptied.update(owner.line for owner in owners[-1:])
        if line.type == "JUNK":
            page.complaints.append(mistakes.explain_junk(line, page.path))
    return found


def _by_sentence(lines: list[Line], head: Head, emptied: set[int], page: Page) -> Blocks:
    heading: Block | None = None
    sentences: list[Line | Block] = []
    rule = "sentence" if head == "flow" else "entry"
    for place, chunk in enumerate(_chunks(lines)):
        opening = place == 0 and chunk[0].type == "HEADER"
        block = _recover(chunk, "heading" if opening else rule, emptied, page)
        if opening:
            heading = block if isinstance(block, Block) else None
        elif block is not None:
            sentences.append(block)
    return Blocks(heading, tuple(sentences))


def _chunks(lines: list[Line]) -> Iterator[list[Line]]:
    """Each line at the margin with what is indented under it."""
    chunk: list[Line] = []
    for line in lines:
        if line.depth == 0 and chunk:
            yield chunk
            chunk = []
        chunk.append(line)
    if chunk:
        yield chunk


def _recover(chunk: list[Line], rule: str, emptied: set[int], page: Page) -> Line | Block | None:
    """Parse one sentence, leaving out what stops it."""
    for _ in range(RECOVERIES_MAX):
        if not chunk:
            return None
        read = parse(chunk, rule)
        if not isinstance(read, Stop):
            assert not isinstance(read, Blocks), "a sentence is no file"
            return read
        place = next(number for number, line in enumerate(chunk) if line.line == read.line)
        above = place if read.ended else place - 1
        if read.type != "_INDENT" and above >= 0 and chunk[above].type in _OWNERS:
            place = above
            if chunk[place].line not in emptied:
                page.complaints.append(mistakes.owns_lines(chunk[place], page.path))
        else:
            previous = chunk[above] if above >= 0 else None
            page.complaints.append(mistakes.explain(chunk[place], read.type, previous, page.path))
        chunk = _without(chunk, place, emptied)
    return None


def _without(lines: list[Line], place: int, emptied: set[int]) -> list[Line]:
    """The lines without one and what is indented under it. Its owner may have nothing left, and is not to blame for it."""
    depth = lines[place].depth
    owner = next((line for line in reversed(lines[:place]) if line.depth < depth), None)
    if owner is not None:
        emptied.add(owner.line)
    end = place + 1
    while end < len(lines) and lines[end].depth > depth:
        end += 1
    return lines[:place] + lines[end:]
