"""Where something stands in a text: files, spans, positions.

Lines and columns count from 1; a column counts code points. The end of a span is exclusive.
"""

from __future__ import annotations

from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True, order=True)
class Span:
    """A stretch of text, from (``line``, ``column``) to just before (``end_line``, ``end_column``)."""

    line: int
    column: int
    end_line: int
    end_column: int

    @classmethod
    def at(cls, line: int, column: int, length: int = 1) -> Span:
        """A span within one line."""
        return cls(line, column, line, column + length)

    def to(self, other: Span) -> Span:
        """From my start to the other's end."""
        return Span(self.line, self.column, other.end_line, other.end_column)


def where_undecodable(mistake: UnicodeDecodeError) -> Span:
    """Line and column of the byte at which a text stopped being UTF-8; all before it is."""
    before = mistake.object[: mistake.start].decode("utf-8", "replace")
    return Span.at(before.count("\n") + 1, len(before) - before.rfind("\n"))


NOWHERE = Span(1, 1, 1, 1)
"""For things that no author wrote (built by a program)."""


@dataclass(frozen=True, slots=True)
class Source:
    """A text with the name under which people know it."""

    path: str
    text: str
    lines: tuple[str, ...] = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "lines", tuple(self.text.split("\n")))

    def line(self, number: int) -> str:
        """Line ``number`` (from 1) without its newline; empty when there is no such line."""
        return self.lines[number - 1].rstrip("\r") if 0 < number <= len(self.lines) else ""
