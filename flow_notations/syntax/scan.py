"""A reader's finger on one line: names, numbers, quoted values, and what stands outside quotes and brackets.

Text and a place in it go in; words and values with their spans come out, or a ``Slip`` that says what was expected.
It knows no keys and no notations.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from flow_notations.ast import Word
from flow_notations.diagnostics import Diagnostic
from flow_notations.expressions import read_written
from flow_notations.source import Span

from .limits import DIGITS_MAX, FLOW_EXPRESSIONS_CHARACTERS_MAX
from .placed import expression_at, template_at
from .reading import Slip, Unread

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import timedelta

    from flow_notations.expressions import Expr, Template

    from .lines import Line

# The repetitions are possessive: their alternatives begin differently, so nothing is ever gained by going back.
_TEXT = r'"(?:[^"\\]|\\.)*+"'
_OTHER_TEXT = r"'(?:[^'\\]|\\.)*+'"
_HOLE = rf"\{{(?:[^\"'{{}}]|{_TEXT}|{_OTHER_TEXT})*+\}}"
_QUOTED = rf'"(?:[^"\\{{]|\\.|\{{\{{|{_HOLE}|\{{)*+"'
QUOTED = re.compile(_QUOTED)
"""A quoted value. Inside its holes stand expressions, and they may hold quotes of their own."""
_PIECE = re.compile(rf"(?P<brace>\{{\{{)|(?P<hole>{_HOLE})|(?P<escape>\\.)|[^\\{{]+|[\\{{]")
_ESCAPES = {"\\n": "\n", '\\"': '"', "\\\\": "\\"}

WORD = re.compile(r"[^\W\d]\w*(?:-\w+)*")
"""A name of the author's or the centre's: ``welcome``, ``pt-BR``."""
OUTCOME = re.compile(r"\w+")
"""An outcome or an option id: a name, or digits as in ``on 404``."""
_DURATION = re.compile(r"\d+(?:ms|[wdhms])(?:\s*\d+(?:ms|[wdhms]))*(?!\w)")
_NUMBER = re.compile(r"\d+(?![\w.])")
_SIGNS = r"[(\[{]|[)\]}]|->|,|#|[^\W_]\w*|."
_IN_EXPRESSION = re.compile(rf"{_TEXT}|{_OTHER_TEXT}|{_SIGNS}", re.DOTALL)
_IN_LINE = re.compile(rf"{_QUOTED}|{_TEXT}|{_OTHER_TEXT}|{_SIGNS}", re.DOTALL)
_CONDITIONAL = ("when ", "if ", "each ")
"""Lines that hold an expression and no quoted value."""


def outside(text: str, sign: str) -> int:
    """Where ``sign`` first stands outside quotes and brackets of an expression, or -1."""
    if sign not in text:
        return -1
    return next((at for at, found in _pieces_outside(text, 0, _IN_EXPRESSION) if found == sign), -1)


def before_quote(text: str, start: int) -> int:
    """Where the first quoted value outside brackets begins, or the end; texts of an expression stand in brackets there."""
    return next((at for at, found in _pieces_outside(text, start, _IN_EXPRESSION) if found[0] == '"'), len(text))


def _pieces_outside(text: str, start: int, pieces: re.Pattern[str]) -> Iterator[tuple[int, str]]:
    """Words, signs and whole quoted texts that stand in no bracket, with their places; a bracket that closes nothing too."""
    depth = 0
    for piece in pieces.finditer(text, start):
        found = piece[0]
        if found in "([{":
            depth += 1
        elif found in ")]}" and depth:
            depth -= 1
        elif not depth:
            yield piece.start(), found


def without_comment(body: str) -> tuple[str, str | None]:
    """The line, and the comment at its end: a ``#`` outside quotes with a space before it."""
    pieces = _IN_EXPRESSION if body.startswith(_CONDITIONAL) else _IN_LINE
    at = next((at for at, found in _pieces_outside(body, 0, pieces) if found == "#"), -1)
    if at < 1 or body[at - 1] not in " \t":
        return body, None
    return body[:at].rstrip(" \t"), body[at + 1 :].removeprefix(" ")


@dataclass(slots=True)
class Page:
    """The file being read: its name, what there is to complain of so far, and how much of it was expressions."""

    path: str
    complaints: list[Diagnostic]
    expression_characters: int = 0
    unread: list[str] = field(default_factory=list)
    """Words of lines that could not be read, which may name something."""

    def affords(self, expression: str, line: int, column: int) -> bool:
        """Whether one more expression may be read; the first that may not is complained of."""
        before = self.expression_characters
        self.expression_characters += len(expression)
        if before <= FLOW_EXPRESSIONS_CHARACTERS_MAX < self.expression_characters:
            sentence = f"the expressions of this file have more than {FLOW_EXPRESSIONS_CHARACTERS_MAX} characters"
            self.complain("S118", sentence, Span.at(line, column), "split it with 'call'")
        return self.expression_characters <= FLOW_EXPRESSIONS_CHARACTERS_MAX

    def complain(self, code: str, sentence: str, span: Span, hint: str = "") -> None:
        """Keep one error and go on."""
        self.complaints.append(Diagnostic(code=code, sentence=sentence, span=span, path=self.path, hint=hint))


class Cursor:
    """A place in one line. Reading moves it on; the page receives what does not stop the reading."""

    __slots__ = ("at", "column", "line", "page", "text")

    def __init__(self, line: Line, page: Page, at: int = 0) -> None:
        self.text = line.text
        self.at = at
        self.line = line.line
        self.column = line.column
        self.page = page
        self.skip()

    def skip(self) -> None:
        """Move past white space."""
        text = self.text
        if self.at < len(text) and text[self.at] <= " ":
            self.at = len(text) - len(text[self.at :].lstrip())

    @property
    def done(self) -> bool:
        """Whether nothing is left."""
        return self.at >= len(self.text)

    def span(self, start: int, end: int | None = None) -> Span:
        """The span of ``text[start:end]``, by default up to the finger and never empty."""
        length = (self.at if end is None else end) - start
        return Span(self.line, self.column + start, self.line, self.column + start + max(1, length))

    def here(self) -> Span:
        """The next word, for pointing at."""
        rest = self.text[self.at :].split(maxsplit=1)
        return self.span(self.at, self.at + (len(rest[0]) if rest else 1))

    def peek(self, sign: str) -> bool:
        """Whether ``sign`` comes next."""
        return self.text.startswith(sign, self.at)

    def sign(self, sign: str) -> bool:
        """Take ``sign`` if it comes next."""
        if not self.text.startswith(sign, self.at):
            return False
        self.at += len(sign)
        self.skip()
        return True

    def keyword(self, word: str) -> bool:
        """Take ``word`` if it comes next, whole."""
        found = WORD.match(self.text, self.at)
        if found is None or found[0] != word:
            return False
        self.at = found.end()
        self.skip()
        return True

    def word(self, what: str, pattern: re.Pattern[str] = WORD) -> Word:
        """The next name; ``what`` says in the complaint what it names."""
        found = pattern.match(self.text, self.at)
        if found is None:
            raise self.expected(what)
        word = Word(found[0], self.span(self.at, found.end()))
        self.at = found.end()
        self.skip()
        return word

    def words(self, what: str, pattern: re.Pattern[str] = WORD) -> tuple[Word, ...]:
        """One name or several with commas."""
        found = [self.word(what, pattern)]
        while self.sign(","):
            found.append(self.word(what, pattern))
        return tuple(found)

    def integer(self, what: str) -> int:
        """A whole number."""
        found = _NUMBER.match(self.text, self.at)
        if found is None or len(found[0]) > DIGITS_MAX:
            raise self.expected(what)
        self.at = found.end()
        self.skip()
        return int(found[0])

    def duration(self, what: str) -> timedelta:
        """``1h 30m``."""
        found = _DURATION.match(self.text, self.at)
        value = read_written(found[0]) if found else None
        if found is None or value is None:
            raise self.expected(what, "durations are written 90s, 15m, 1h 30m, 2d")
        self.at = found.end()
        self.skip()
        return value

    def quoted(self, what: str) -> Template:
        """A quoted value with its holes."""
        found = QUOTED.match(self.text, self.at)
        if found is None:
            if self.peek('"'):
                place = self.span(self.at, len(self.text))
                raise Slip("S112", "this quote is never closed", place, 'end it with "; a quote inside is written \\"')
            raise self.expected(what, "put it in quotes")
        start = self.at
        self.at = found.end()
        raw = found[0][1:-1]
        read = template_at(
            unescaped(raw) if "\\" in raw else raw, page=self.page, line=self.line, column=self.column + start + 1
        )
        self.page.complaints.extend(read.diagnostics)
        self.skip()
        assert read.value is not None, "a template always has a value"
        return read.value

    def quoteds(self, what: str) -> tuple[Template, ...]:
        """One quoted value or several with commas."""
        found = [self.quoted(what)]
        while self.sign(","):
            found.append(self.quoted(what))
        return tuple(found)

    def expression(self, end: int | None = None) -> Expr:
        """Everything up to ``end``, by default the rest of the line."""
        stop = len(self.text) if end is None else end
        text = self.text[self.at : stop].rstrip()
        read = expression_at(text, page=self.page, line=self.line, column=self.column + self.at)
        self.at = stop
        self.page.complaints.extend(read.diagnostics)
        if read.value is None:
            raise Unread
        self.skip()
        return read.value

    def until(self, sign: str) -> int:
        """Where ``sign`` next stands outside quotes and brackets, or a bracket closes that was opened before; else the end."""
        pieces = _pieces_outside(self.text, self.at, _IN_EXPRESSION)
        return next((at for at, found in pieces if found in (sign, ")")), len(self.text))

    def expected(self, what: str, hint: str = "") -> Slip:
        """The complaint that something else stands here."""
        found = self.text[self.at :].split(maxsplit=1)
        return Slip("S117", f"expected {what}" + (f", found '{found[0]}'" if found else ""), self.here(), hint)

    def finish(self) -> None:
        """Nothing may be left."""
        if not self.done:
            rest = self.text[self.at :]
            place = self.span(self.at, len(self.text))
            raise Slip("S116", f"'{rest}' is one thing too many on this line", place, "one thought a line")


def unescaped(raw: str) -> str:
    """The inside of a quoted value with its escapes resolved, outside of holes alone."""
    return "".join(_ESCAPES.get(piece[0], piece[0]) if piece["escape"] else piece[0] for piece in _PIECE.finditer(raw))
