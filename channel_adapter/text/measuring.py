"""How long a text is, in the unit that is asked for, and where its characters (as people see them) begin.

In: any ``str``. Out: counts and grapheme clusters (UAX #29). It knows no limits and changes no text.
"""

from __future__ import annotations

from enum import Enum

from . import patterns


class Unit(Enum):
    """A way to count text. No public source says how WhatsApp counts; UTF-16 units are never fewer than code points."""

    UTF16 = "UTF-16 units"
    CODE_POINTS = "code points"
    GRAPHEMES = "graphemes"
    BYTES = "UTF-8 bytes"


def length(text: str, unit: Unit = Unit.UTF16) -> int:
    """How many ``unit`` the text has. A lone surrogate counts one UTF-16 unit, or three bytes."""
    if unit is Unit.CODE_POINTS:
        return len(text)
    if text.isascii() and (unit is not Unit.GRAPHEMES or "\r" not in text):
        return len(text)
    if unit is Unit.UTF16:
        return len(text.encode("utf-16-le", "surrogatepass")) // 2
    if unit is Unit.BYTES:
        return len(text.encode("utf-8", "surrogatepass"))
    return len(patterns.cluster().findall(text))


def graphemes(text: str) -> tuple[str, ...]:
    """The text as extended grapheme clusters: what a reader calls characters. Joined again they are the text.

    Rule: https://www.unicode.org/reports/tr29/#Grapheme_Cluster_Boundary_Rules
    """
    if text.isascii() and "\r" not in text:
        return tuple(text)
    return tuple(patterns.cluster().findall(text))


def prefix(text: str, room: int, unit: Unit = Unit.UTF16, *, start: int = 0, stop: int | None = None) -> int:
    """The largest index up to ``stop`` such that ``text[start:index]`` has at most ``room`` of ``unit``.

    It may lie inside a grapheme, never inside a code point: see ``boundary_at_or_before``.
    """
    stop = len(text) if stop is None else stop
    if unit is Unit.GRAPHEMES:
        return _grapheme_prefix(text, room, start, stop)
    high = min(stop, start + max(0, room))
    if unit is Unit.CODE_POINTS or length(text[start:high], unit) <= room:
        return high
    low = start
    while high - low > 1:
        middle = (low + high) // 2
        low, high = (middle, high) if length(text[start:middle], unit) <= room else (low, middle)
    return low


def boundary_at_or_before(text: str, index: int, floor: int = 0) -> int:
    """The last grapheme boundary in ``[floor, index]``; ``floor`` must be one itself."""
    if index >= len(text) or index <= floor:
        return min(max(index, floor), len(text))
    if (before := text[index - 1]).isascii() and (after := text[index]).isascii():
        return index - 1 if (before, after) == ("\r", "\n") else index
    restart = _restart(text, index, floor)
    boundary = next(
        found.start() if found.end() > index else index
        for found in patterns.cluster().finditer(text, restart, len(text))
        if found.end() >= index
    )
    return boundary if boundary > restart else boundary_at_or_before(text, restart, floor)


def _grapheme_prefix(text: str, room: int, start: int, stop: int) -> int:
    end = start
    for count, cluster in enumerate(patterns.cluster().finditer(text, start, stop), start=1):
        if count > room:
            break
        end = cluster.end()
    return end


def _restart(text: str, index: int, floor: int) -> int:
    """Where to begin segmenting so that every boundary near ``index`` comes out right.

    No rule of UAX #29 looks back past an ASCII character or an ideograph (flags, emoji groups, conjuncts and Hangul end
    there), so the nearest one will do. Whether it starts a cluster itself stays open (U+0600 joins what follows).
    """
    start = index - 1
    while start > floor and not (text[start].isascii() or "\u3400" <= text[start] <= "\u9fff"):
        start -= 1
    return start
