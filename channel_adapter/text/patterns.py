r"""The patterns that need Unicode's own properties, so the one file that imports ``regex``.

It is imported when the first text that is not ASCII comes by: 25 ms that plain text never pays. Python's own tables
are years behind (3.11 knows Unicode 14) and have no grapheme clusters.
"""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING, Protocol

if TYPE_CHECKING:
    from collections.abc import Iterator


class Found(Protocol):
    """Where a pattern matched."""

    def start(self) -> int:
        """The index of its first character."""
        ...

    def end(self) -> int:
        """The index after its last character."""
        ...


class Pattern(Protocol):
    """What is used of a compiled pattern."""

    def findall(self, string: str, /) -> list[str]:
        """The text of every match."""
        ...

    def finditer(self, string: str, pos: int, endpos: int, /) -> Iterator[Found]:
        """Every match that starts at or after ``pos`` and ends by ``endpos``."""
        ...

    def fullmatch(self, string: str, /) -> Found | None:
        """The match of the whole string."""
        ...

    def match(self, string: str, /) -> Found | None:
        """The match at the string's start."""
        ...


_FLAG = r"\p{RI}\p{RI}"
_KEYCAP = r"[0-9#*]\uFE0F?\u20E3"
_SHOWN_AS_EMOJI = r"(?!\p{RI})\p{Emoji_Presentation}(?!\uFE0E)"
_ASKED_TO_BE_EMOJI = r"\p{Emoji}(?:\uFE0F|\p{Emoji_Modifier})"
_JOINED = r"\p{Extended_Pictographic}.*(?:\uFE0F|\u200D.)"


@cache
def cluster() -> Pattern:
    """One extended grapheme cluster, by the newest Unicode the library knows."""
    return _compiled(r"\X")


@cache
def emoji() -> Pattern:
    """The beginning of a cluster that is an emoji."""
    return _compiled("(?s)" + "|".join((_FLAG, _KEYCAP, _SHOWN_AS_EMOJI, _ASKED_TO_BE_EMOJI, _JOINED)))


@cache
def blank() -> Pattern:
    """White space, controls and signs without a shape, as many as there are."""
    return _compiled(r"[\s\p{White_Space}\p{Cc}\p{Default_Ignorable_Code_Point}\u2800]*+")


def _compiled(expression: str) -> Pattern:
    import regex  # type: ignore[import-untyped, unused-ignore]

    pattern: Pattern = regex.compile(expression)
    return pattern
