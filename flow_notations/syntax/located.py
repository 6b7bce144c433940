"""A JSON value with its place, as the readers of the JSON form hold it: asked for a word, a template, a duration, and so on.

The text of a JSON string is read by the same cursor as the text form, so both forms complain alike.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

from flow_notations.ast import Trivia, Word
from flow_notations.source import Span

from .lines import Line
from .placed import expression_at, template_at
from .reading import Slip, Unread
from .scan import WORD, Cursor
from .trivia import GAP

if TYPE_CHECKING:
    from collections.abc import Iterator

    from flow_notations.expressions import Expr, Template

    from .json_text import Pointer, Sheet
    from .scan import Page

BROKEN = re.compile("[\x00-\x08\x0b-\x1f\x7f\ud800-\udfff\ufffe\uffff]")
"""Signs that no text for people holds."""


class Located:
    """One value of a JSON document. Its shape has been checked; what its texts say has not."""

    __slots__ = ("page", "pointer", "sheet", "value")

    def __init__(self, value: Any, pointer: Pointer, sheet: Sheet, page: Page) -> None:
        self.value = value
        self.pointer = pointer
        self.sheet = sheet
        self.page = page

    @property
    def span(self) -> Span:
        """Where the value stands; the start of the file when nobody knows."""
        return self.sheet.places.get(self.pointer, Span.at(1, 1))

    @property
    def key(self) -> Word:
        """The key under which it stands, as a name."""
        name = str(self.pointer[-1])
        place = self.sheet.keys.get(self.pointer, self.span)
        if not WORD.fullmatch(name):
            raise Slip("S117", f"'{_shown(name)}' is no name", place, "a name has letters, digits and _")
        return Word(name, place)

    def get(self, key: str) -> Located | None:
        """What stands under ``key``."""
        return self[key] if key in self.value else None

    def __getitem__(self, key: str | int) -> Located:
        """What stands under a key or position that is there."""
        return Located(self.value[key], (*self.pointer, key), self.sheet, self.page)

    def __iter__(self) -> Iterator[Located]:
        """The items of a list, or the values of an object, in order."""
        keys = self.value if isinstance(self.value, dict) else range(len(self.value))
        return iter([self[key] for key in keys])

    def items(self, key: str) -> Iterator[Located]:
        """The items of the list under ``key``; none when there is no such key."""
        return iter(self[key]) if key in self.value else iter(())

    def text(self) -> str:
        """A text without signs that no text holds."""
        text: str = self.value.replace("\r\n", "\n")
        if found := BROKEN.search(text):
            raise Slip(
                "S119", f"this text holds a sign that no text has: U+{ord(found[0]):04X}", self.span, "delete it"
            )
        return text

    def cursor(self) -> Cursor:
        """A cursor over the text; line breaks count as spaces."""
        text = self.text().replace("\n", " ").strip()
        return Cursor(Line("KEY", text, self.span.line, self.span.column + 1, 0), self.page)

    def word(self, what: str, pattern: re.Pattern[str] = WORD) -> Word:
        """A name and nothing else."""
        cursor = self.cursor()
        word = cursor.word(what, pattern)
        cursor.finish()
        return word

    def words(self, what: str, pattern: re.Pattern[str] = WORD) -> tuple[Word, ...]:
        """A list of names."""
        return tuple([item.word(what, pattern) for item in self])

    def template(self) -> Template:
        """A template, its line breaks included."""
        return self.template_of(self.text())

    def template_of(self, text: str) -> Template:
        """One line of the text as a template."""
        read = template_at(text, page=self.page, line=self.span.line, column=self.span.column + 1)
        self.page.complaints.extend(read.diagnostics)
        assert read.value is not None, "a template always has a value"
        return read.value

    def templates(self) -> tuple[Template, ...]:
        """A list of templates."""
        return tuple([item.template() for item in self])

    def expression(self) -> Expr:
        """An expression."""
        text = self.text().replace("\n", " ").strip()
        read = expression_at(text, page=self.page, line=self.span.line, column=self.span.column + 1)
        self.page.complaints.extend(read.diagnostics)
        if read.value is None:
            raise Unread
        return read.value

    def trivia(self, *, blank: bool = False, prefix: str = "$") -> Trivia:
        """The ``$`` keys; a comment with line breaks becomes several."""
        beside = self.value.get(f"{prefix}beside")
        return Trivia(
            comments=comments(self.value.get(f"{prefix}comments", ())),
            beside=None if beside is None else _clean(beside.replace("\n", " ")),
            blank_before=self.value.get(f"{prefix}blank", blank),
        )


def comments(given: list[str] | tuple[str, ...]) -> tuple[str, ...]:
    """Comments as lines that the text form can hold."""
    found: list[str] = []
    for words in given:
        found += [GAP] if words == GAP else [_clean(line) for line in words.split("\n")]
    return tuple(found)


def _clean(words: str) -> str:
    return BROKEN.sub("", words).rstrip(" \t\r")


def _shown(text: str) -> str:
    return BROKEN.sub("?", text[:40]).replace("\n", " ")
