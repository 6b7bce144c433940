"""Comments and blank lines on their way to the line they belong to. Whole comment lines in, ``Trivia`` out."""

from __future__ import annotations

from flow_notations.ast import Trivia

GAP = "\n"
"""Stands for a blank line in a run of comments; no comment can hold a newline."""


class Pending:
    """What waits for the next line: comments with their indentation, and gaps; never two gaps in a row."""

    __slots__ = ("entries",)

    def __init__(self) -> None:
        self.entries: list[tuple[int, str]] = []

    def gap(self) -> None:
        """A blank line."""
        if not self.entries or self.entries[-1][1] is not GAP:
            self.entries.append((0, GAP))

    def comment(self, indent: int, words: str) -> None:
        """A line that is all comment, without its ``#``."""
        self.entries.append((indent, words))

    def closing(self) -> tuple[str, ...]:
        """Take what belongs to the sentence before: everything up to the last indented comment."""
        last = max((place for place, (indent, _) in enumerate(self.entries) if indent), default=-1)
        taken, self.entries = self.entries[: last + 1], self.entries[last + 1 :]
        return tuple([words for _, words in taken])

    def rest(self) -> tuple[str, ...]:
        """Take what follows the last line of a file."""
        words = [words for _, words in self.entries]
        self.entries = []
        while words and words[-1] is GAP:
            words.pop()
        return tuple(words)

    def trivia(self, beside: str | None) -> Trivia:
        """Take everything for the line that comes now."""
        words = [words for _, words in self.entries]
        self.entries = []
        blank = bool(words) and words[0] is GAP
        return Trivia(tuple(words[1:] if blank else words), beside, blank)
