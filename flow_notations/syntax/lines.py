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
from .trivia import Pending

if TYPE_CHECKING:
    from collections.abc import Iterator

    from flow_notations.diagnostics import Diagnostic

TAB_COLUMNS = 2
"""What a tab is taken for, after the complaint."""

_NESTED_WORDS = {"when": "WHEN", "on": "ON", "if": "IF", "each": "EACH"}
_WORD = re.compile(r"[^\W\d]\w*")
_ONCE_INDENTED = ("->", "*", "when ", "on ")
"""What stands in a node, never deeper."""
_ELSE_ARROW = re.compile(r"else\s*->")
_TYPOGRAPHIC = re.compile("[“”„«»→⇒⟶➔➜]|[–—―−]>")


class Line(NamedTuple):
    """One line, or a change of depth before one; lark takes it for its token. ``column`` is where ``text`` begins."""

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

    @property
    def start_pos(self) -> int:
        """Lark asks for it at the end of the input; nobody reads it."""
        return 0

    @property
    def end_pos(self) -> int:
        """As ``start_pos``."""
        return 0

    @property
    def end_line(self) -> int:
        """Where lark says that the input ended."""
        return self.line

    @property
    def end_column(self) -> int:
        """Where lark says that the input ended."""
        return self.column


class Lines(NamedTuple):
    """The lines of a file; ``closings`` holds comments inside a sentence after its last line, by the sentence's number of
    line; ``closing`` those after the last sentence.
    """

    lines: list[Line]
    closings: dict[int, tuple[str, ...]]
    closing: tuple[str, ...]


def read_lines(text: str, *, head: str, path: str, complaints: list[Diagnostic]) -> Lines:
    """Split ``text``; ``head`` is the word that opens the file: ``flow`` or ``centre``."""
    splitting = _Splitting(head, path, complaints)
    for number, raw in enumerate(text.split("\n"), 1):
        body = raw.strip(" \t\r")
        if not body:
            if splitting.lines or splitting.pending.entries:
                splitting.pending.gap()
        else:
            splitting.take(number, raw, body)
    return splitting.finish()


class _Splitting:
    """The state between two lines: open levels of indentation, waiting comments, the sentence they may close."""

    __slots__ = ("closings", "complaints", "head", "levels", "lines", "path", "pending", "sentence", "tabs")

    def __init__(self, head: str, path: str, complaints: list[Diagnostic]) -> None:
        self.head = head
        self.path = path
        self.complaints = complaints
        self.lines: list[Line] = []
        self.closings: dict[int, tuple[str, ...]] = {}
        self.pending = Pending()
        self.levels = [0]
        self.sentence = 0
        self.tabs = False

    def take(self, number: int, raw: str, body: str) -> None:
        """One line that is not blank; ``body`` is without indentation and trailing space."""
        first = body[0]
        indent = raw.index(first)
        if "\t" in raw and "\t" in raw[:indent]:
            indent = self._tabs(number, raw[:indent])
        if first == "#":
            self.pending.comment(indent, body[1:].removeprefix(" "))
            return
        column = raw.index(first) + 1
        depth = len(self.levels) - 1 if indent == self.levels[-1] else self._depth(number, indent, body)
        if depth > COPY_NESTING_MAX or len(body) > LINE_CHARACTERS_MAX:
            self._refuse(body, Span.at(number, column))
            self.lines.append(Line("REFUSED", "", number, column, depth))
            return
        beside = None
        if first != "|":
            if not body.isascii() and _TYPOGRAPHIC.search(body):
                body = self._straight(body, number, column)
            if "#" in body:
                body, beside = without_comment(body)
        kind = _kind(body, depth, self.head)
        if depth == 0:
            self._close(number if kind == "NODE" else 0)
        trivia = self.pending.trivia(beside) if self.pending.entries or beside is not None else PLAIN
        self.lines.append(Line(kind, body, number, column, depth, trivia))

    def finish(self) -> Lines:
        """Everything taken."""
        self._close(0)
        return Lines(self.lines, self.closings, self.pending.rest())

    def _close(self, number: int) -> None:
        """Comments indented under the node before belong to it; no other sentence keeps any."""
        if self.sentence and self.pending.entries and (closing := self.pending.closing()):
            self.closings[self.sentence] = closing
        self.sentence = number

    def _tabs(self, number: int, lead: str) -> int:
        if not self.tabs:
            self.complaints.append(mistakes.tabs(Span.at(number, 1, len(lead)), self.path))
        self.tabs = True
        return len(lead.expandtabs(TAB_COLUMNS))

    def _depth(self, number: int, indent: int, body: str) -> int:
        """Open or close levels."""
        if indent > self.levels[-1]:
            self.levels.append(indent)
        else:
            inner = indent
            while indent < self.levels[-1]:
                inner = self.levels.pop()
            if indent != self.levels[-1]:
                self._uneven(number, indent, self.levels[-1] or inner if body.startswith(_ONCE_INDENTED) else inner)
        return len(self.levels) - 1

    def _uneven(self, number: int, indent: int, inner: int) -> None:
        """Between two levels a line belongs to the outer one, but never to the margin, where sentences begin."""
        if self.levels[-1] == 0:
            self.levels.append(indent)
        right = inner if len(self.levels) == 2 else self.levels[-1]
        self.complaints.append(mistakes.dedent(Span.at(number, 1, indent), right, self.path))

    def _refuse(self, body: str, place: Span) -> None:
        if len(body) > LINE_CHARACTERS_MAX:
            self.complaints.append(mistakes.line_too_long(len(body), place, self.path))
        else:
            self.complaints.append(mistakes.too_deep(place, self.path))

    def _straight(self, body: str, number: int, column: int) -> str:
        """The line with straight quotes and arrows; one diagnostic, however many there are."""
        mended, first = mistakes.straighten(body)
        if first is not None:
            self.complaints.append(mistakes.typographic(mended, Span.at(number, column + first), self.path))
        return mended


def _kind(body: str, depth: int, head: str) -> str:
    """What a line is, by its first sign or word and by whether it stands at the margin."""
    if body[0] == "|":
        return "COPY"
    if body[0] == "*":
        return "OPTION"
    if body.startswith("->"):
        return "ARROW"
    found = _WORD.match(body)
    if found is None:
        return "JUNK"
    word = found[0]
    if depth == 0:
        return "HEADER" if word == head else "ANYWHERE" if word == "anywhere" else "NODE"
    if word == "else":
        return "ELSE" if body == "else" else "OTHERWISE" if _ELSE_ARROW.match(body) else "JUNK"
    return _NESTED_WORDS.get(word, "KEY")


AT_END = -1
"""The depth of what closes a file."""


def indented(lines: list[Line]) -> Iterator[Line]:
    """The lines, of which there is one at least, with a change of depth before each that needs one."""
    levels = [0]
    for line in lines:
        depth = line.depth
        if depth > levels[-1]:
            levels.append(depth)
            yield Line("_INDENT", "", line.line, line.column, depth)
        while depth < levels[-1]:
            levels.pop()
            yield Line("_DEDENT", "", line.line, line.column, depth)
        yield line
    last = lines[-1]
    for _ in levels[1:]:
        yield Line("_DEDENT", "", last.line, last.column, AT_END)
