"""Where WhatsApp's formatting signs stand in a text, and which of them take effect.

In: raw text. Out: ``Span`` values beside it; the text itself stays as typed. No grammar is published; these are the
observed rules, and they take the stricter side where observers differ:

- ``*bold*``, ``_italic_``, ``~strike~`` and ```code``` (one backtick) open at a line's start or after white space, ``>``
  or another sign, before something visible; they close after something visible when no ASCII letter or digit follows.
  So ``2*3*4``, ``snake_case_name`` and ``5 * 3`` are plain. The shortest match wins and never crosses a line.
- Between triple backticks nothing is read; such a block may span lines.
- A line may begin with ``> `` (quote), then ``* ``, ``- `` (bullet) or one or two digits and ``. `` (number).
- Keycaps (``*`` + U+20E3) are emoji, not signs.

Rule: https://faq.whatsapp.com/539178204879377
"""

from __future__ import annotations

import re
from bisect import bisect_left
from dataclasses import dataclass
from enum import Enum
from operator import attrgetter
from typing import TypeAlias


class Style(Enum):
    """Formatting of some characters. The value is the sign on both sides."""

    BOLD = "*"
    ITALIC = "_"
    STRIKE = "~"
    CODE = "`"
    MONO = "```"


class Block(Enum):
    """Formatting of a whole line, by its first characters."""

    QUOTE = "quote"
    BULLET = "bullet"
    NUMBERED = "numbered"


Kind: TypeAlias = Style | Block


@dataclass(frozen=True, slots=True, kw_only=True)
class Span:
    """A stretch ``[start, end)`` that is formatted, its signs included; ``[inner_start, inner_end)`` is what shows."""

    kind: Kind
    start: int
    inner_start: int
    inner_end: int
    end: int


_ANY_SIGN = re.compile(r"[*_~`]|^(?:> |- |\d{1,2}\. )", re.MULTILINE)
_MONO = re.compile(r"```(?!\s*```).+?```", re.DOTALL)
_CODE = re.compile(r"(?<![^\s>*_~])`(?=[^\s`])([^`\n]*[^\s`])`(?![A-Za-z0-9`])")
_OPENING = re.compile("(?<![^\\s>*_~`])[*_~](?=\\S)(?![\ufe0f\u20e3])")
_CLOSING = re.compile("(?<=\\S)[*_~](?![A-Za-z0-9\ufe0f\u20e3])")
_LINE = re.compile(r"^(?P<quote>> )?(?:(?P<bullet>[*-] )|(?P<number>\d{1,2}\. ))?(?=\S)[^\n]*", re.MULTILINE)
LINE_PREFIX = re.compile(r"(?:> )?(?:[*-] |\d{1,2}\. )?")
"""What may stand before the copy of a line; it always matches, if only nothing."""


def spans(text: str) -> tuple[Span, ...]:
    """Every stretch that is formatted, by start, outer before inner. Two spans nest or are apart; they never cross."""
    if _ANY_SIGN.search(text) is None:
        return ()
    fences = [_styled(Style.MONO, found.start(), found.end() - 3) for found in _MONO.finditer(text)]
    codes = [
        _styled(Style.CODE, found.start(), found.end() - 1)
        for found in _CODE.finditer(text)
        if _around(found.start(), fences) is None and _around(found.end() - 1, fences) is None
    ]
    unread = sorted(fences + codes, key=attrgetter("start"))
    found = [*_lines(text, fences), *unread, *_inline(text, unread)]
    return tuple(sorted(found, key=lambda span: (span.start, -span.end)))


def _styled(style: Style, start: int, inner_end: int) -> Span:
    sign = len(style.value)
    return Span(kind=style, start=start, inner_start=start + sign, inner_end=inner_end, end=inner_end + sign)


def _around(index: int, unread: list[Span]) -> Span | None:
    """The unread stretch that holds this character, if any."""
    position = bisect_left(unread, index + 1, key=attrgetter("start")) - 1
    return unread[position] if position >= 0 and index < unread[position].end else None


def _inline(text: str, unread: list[Span]) -> list[Span]:
    """Bold, italic and strike-through, in one pass: ``around`` holds the spans that enclose the present sign."""
    closers: dict[str, list[int]] = {"*": [], "_": [], "~": []}
    for sign in _CLOSING.finditer(text):
        if _around(sign.start(), unread) is None:
            closers[sign.group()].append(sign.start())
    found: list[Span] = []
    around: list[Span] = []
    read_to = line_end = 0
    for sign in _OPENING.finditer(text):
        at = sign.start()
        while around and around[-1].inner_end <= at:
            read_to = around.pop().end
        if at < read_to or (at and text[at - 1] == sign.group()) or _around(at, unread):
            continue
        if line_end <= at:
            line_end = _line_end(text, at)
        inner_end = _first_from(closers[sign.group()], at + 2)
        if inner_end is not None and inner_end < (around[-1].inner_end if around else line_end):
            around.append(_styled(Style(sign.group()), at, inner_end))
            found.append(around[-1])
    return found


def _first_from(positions: list[int], lowest: int) -> int | None:
    place = bisect_left(positions, lowest)
    return positions[place] if place < len(positions) else None


def _lines(text: str, fences: list[Span]) -> list[Span]:
    """Quotes and list items. A line that shares its text with a block of several lines is none of them."""
    found = []
    for line in _LINE.finditer(text):
        start, end = line.span()
        if _shares_a_block(text, start, end, fences):
            continue
        if line["quote"]:
            found.append(Span(kind=Block.QUOTE, start=start, inner_start=start + 2, inner_end=end, end=end))
            start += 2
        if item := line["bullet"] or line["number"]:
            kind = Block.BULLET if line["bullet"] else Block.NUMBERED
            found.append(Span(kind=kind, start=start, inner_start=start + len(item), inner_end=end, end=end))
    return found


def _shares_a_block(text: str, start: int, end: int, fences: list[Span]) -> bool:
    first, last = _around(start, fences), _around(end - 1, fences)
    return any(fence is not None and "\n" in text[fence.start : fence.end] for fence in (first, last))


def _line_end(text: str, index: int) -> int:
    end = text.find("\n", index)
    return len(text) if end < 0 else end
