"""A file as lines: text in, one ``Line`` for each that means something out, with what stands around it kept as trivia.

A line is told by its first sign, or by its first word; that is all this file knows of the language. Indentation becomes
depth here, once, so that a slip of one space costs one diagnostic and not the rest of the file.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, NamedTuple

from flow_notations.ast import PLAIN, Trivia
from flow_notations.source import Span

from . import mistakes
from .limits import COPY_NESTING_MAX, LINE_CHARACTERS_MAX
from .scan import without_comment

if TYPE_CHECKING:
    from collections.abc import Iterator

    from flow_notations.diagnostics import Diagnostic

GAP = "\n"
"""Stands for a blank line in a run of comments; no comment can hold a newline."""

NESTED_WORDS = {"when": "WHEN", "on": "ON", "if": "IF", "each": "EACH"}
SIGNS = {"|": "COPY", "*": "OPTION"}
_WORD = re.compile(r"[^\W\d]\w*")
_ELSE_ARROW = re.compile(r"else\s*->")
_TYPOGRAPHIC = re.compile("[“”„«»→⇒⟶➔➜]|[–—―−]>")


class Line(NamedTuple):
    """One line, or a change of depth before one. ``column`` is where ``text`` begins; lark reads the rest as its token."""

    type: str
    text: str
    line: int
    column: int
    depth: int
    trivia: Trivia = PLAIN

    @property
    def span(self) -> Span:
        """The line without its indentation."""
        return Span(self.line, self.column, self.line, self.column + len(self.text))

    # What lark borrows of the last token for the end of the input.
    start_pos = end_pos = property(lambda _self: 0)
    end_line = property(lambda self: self.line)
    end_column = property(lambda self: self.column)


class Lines(NamedTuple):
    """The lines of a file; ``closings`` holds comments inside a sentence after its last line, by the sentence's number of
    line; ``closing`` those after the last sentence.
    """

    lines: list[Line]
    closings: dict[int, tuple[str, ...]]
    closing: tuple[str, ...]


class _Pending:
    """Comments and blank lines that wait for the line they belong to."""

    __slots__ = ("entries",)

    def __init__(self) -> None:
        self.entries: list[tuple[int, str]] = []

    def gap(self) -> None:
        if not self.entries or self.entries[-1][1] is not GAP:
            self.entries.append((0, GAP))

    def split(self) -> tuple[str, ...]:
        """Take what belongs to the sentence before: all up to the last indented comment."""
        last = max((place for place, (indent, _) in enumerate(self.entries) if indent), default=-1)
        taken, self.entries = self.entries[: last + 1], self.entries[last + 1 :]
        return tuple([words for _, words in taken])

    def trivia(self, beside: str | None) -> Trivia:
        words = [words for _, words in self.entries]
        self.entries = []
        blank = bool(words) and words[0] is GAP
        return Trivia(tuple(words[1:] if blank else words), beside, blank)


def read_lines(text: str, *, head: str, path: str, complaints: list[Diagnostic]) -> Lines:
    """Split ``text``; ``head`` is the word that opens the file: ``flow`` or ``centre``."""
    lines: list[Line] = []
    closings: dict[int, tuple[str, ...]] = {}
    pending = _Pending()
    levels = [0]
    sentence = 0
    tabs = False
    for number, raw in enumerate(text.split("\n"), 1):
        body = raw.strip(" \t\r")
        if not body:
            pending.gap()
            continue
        indent = raw.index(body[0])
        if "\t" in raw and "\t" in raw[:indent]:
            if not tabs:
                complaints.append(mistakes.tabs(Span.at(number, 1, indent), path))
            tabs = True
            indent = len(raw[:indent].expandtabs(2))
        if body[0] == "#":
            pending.entries.append((indent, body[1:].removeprefix(" ")))
            continue
        if len(body) > LINE_CHARACTERS_MAX:
            complaints.append(mistakes.line_too_long(len(body), Span.at(number, indent + 1), path))
            continue
        if indent == levels[-1]:
            pass
        elif indent > levels[-1]:
            levels.append(indent)
        else:
            while indent < levels[-1]:
                levels.pop()
            if indent != levels[-1]:
                complaints.append(mistakes.dedent(Span.at(number, 1, indent), levels[-1], path))
        depth = len(levels) - 1
        if depth > COPY_NESTING_MAX:
            complaints.append(mistakes.too_deep(Span.at(number, indent + 1, len(body)), path))
            continue
        column = raw.index(body[0]) + 1
        beside = None
        if body[0] != "|":
            if not body.isascii() and _TYPOGRAPHIC.search(body):
                body = _mended(body, number, column, path, complaints)
            if "#" in body:
                body, beside = without_comment(body)
        if depth == 0:
            closing = pending.split() if pending.entries else ()
            if closing:
                closings[sentence] = closing
            sentence = number
        trivia = pending.trivia(beside) if pending.entries or beside is not None else PLAIN
        kind = SIGNS.get(body[0]) or (_kind(body) if depth else _opening(body, head))
        lines.append(Line(kind, body, number, column, depth, trivia))
    if closing := pending.split():
        closings[sentence] = closing
    while pending.entries and pending.entries[-1][1] is GAP:
        pending.entries.pop()
    return Lines(lines, closings, tuple([words for _, words in pending.entries]))


def _kind(body: str) -> str:
    """What an indented line is."""
    if body.startswith("->"):
        return "ARROW"
    word = _WORD.match(body)
    if word is None:
        return "JUNK"
    if word[0] == "else":
        return "ELSE" if body == "else" else "OTHERWISE" if _ELSE_ARROW.match(body) else "JUNK"
    return NESTED_WORDS.get(word[0], "KEY")


def _opening(body: str, head: str) -> str:
    """What a line at the margin is."""
    word = _WORD.match(body)
    if word is None:
        return "JUNK"
    return "HEADER" if word[0] == head else "ANYWHERE" if word[0] == "anywhere" else "NODE"


def _mended(body: str, number: int, column: int, path: str, complaints: list[Diagnostic]) -> str:
    """The line with straight quotes and arrows; one diagnostic, however many there are."""
    mended, first = mistakes.straighten(body)
    if first is not None:
        complaints.append(mistakes.typographic(mended, Span.at(number, column + first), path))
    return mended


def indented(lines: list[Line]) -> Iterator[Line]:
    """The lines with a change of depth before each that needs one: what the grammar reads."""
    levels = [0]
    line = None
    for line in lines:
        depth = line.depth
        if depth > levels[-1]:
            levels.append(depth)
            yield Line("_INDENT", "", line.line, line.column, depth)
        while depth < levels[-1]:
            levels.pop()
            yield Line("_DEDENT", "", line.line, line.column, depth)
        yield line
    if line is not None:
        for _ in levels[1:]:
            yield Line("_DEDENT", "", line.line, line.column, 0)
