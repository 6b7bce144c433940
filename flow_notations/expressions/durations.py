"""Durations as authors write them: ``90s``, ``1h 30m``, ``2d``. Text in, ``timedelta`` out, and back.

What an author wrote is kept beside the length, so that ``30h`` never comes back as ``1d 6h``; it takes no part in anything else.
"""

from __future__ import annotations

import re
from datetime import timedelta
from typing import TYPE_CHECKING, Self

if TYPE_CHECKING:
    from collections.abc import Callable

DURATION_DAYS_MAX = 3660
"""Longest duration that can be written: ten years and the leap days. Longer is a slip of the finger."""

_UNITS = {
    "w": timedelta(weeks=1),
    "d": timedelta(days=1),
    "h": timedelta(hours=1),
    "m": timedelta(minutes=1),
    "s": timedelta(seconds=1),
    "ms": timedelta(milliseconds=1),
}
_ORDER = tuple(_UNITS)
_PART = re.compile(r"(\d+)(ms|[wdhms])")
_WHOLE = re.compile(r"\d+(?:ms|[wdhms])(?:\s*\d+(?:ms|[wdhms]))*")


def read_duration(text: str) -> timedelta | None:
    """``"1h 30m"`` → 90 minutes; ``None`` when it is no duration or longer than ``DURATION_DAYS_MAX``."""
    if not _WHOLE.fullmatch(text):
        return None
    total = timedelta()
    for count, unit in _PART.findall(text):
        if len(count) > 12:
            return None
        total += int(count) * _UNITS[unit] if int(count) * _UNITS[unit].total_seconds() < 1e10 else timedelta.max / 100
        if total > timedelta(days=DURATION_DAYS_MAX):
            return None
    return total


class Written(timedelta):
    """A duration with the words of its author. It equals the plain one, and what is computed of it is plain again."""

    __slots__ = ("words",)
    words: str

    @classmethod
    def of(cls, duration: timedelta, words: str) -> Self:
        """``duration`` as it was written."""
        written = cls(days=duration.days, seconds=duration.seconds, microseconds=duration.microseconds)
        written.words = words
        return written

    def __reduce__(self) -> tuple[Callable[[timedelta, str], Self], tuple[timedelta, str]]:
        """Copies keep the words; ``timedelta`` alone would leave them behind."""
        return type(self).of, (timedelta(self.days, self.seconds, self.microseconds), self.words)


def read_written(text: str) -> timedelta | None:
    """As ``read_duration``, keeping the author's units where they are not the canonical ones."""
    duration = read_duration(text)
    words = None if duration is None else spelling(text, duration)
    return duration if duration is None or words is None else Written.of(duration, words)


def spelling(text: str, duration: timedelta) -> str | None:
    """The author's units, one space between them; ``None`` where they are canonical, or fall in no order."""
    parts = [(int(count), unit) for count, unit in _PART.findall(text) if int(count)]
    places = [_ORDER.index(unit) for _, unit in parts]
    words = " ".join(f"{count}{unit}" for count, unit in parts)
    if not parts or places != sorted(set(places)) or words == canonical(duration):
        return None
    return words


def print_duration(duration: timedelta) -> str:
    """As its author wrote it, else the canonical text."""
    return duration.words if isinstance(duration, Written) else canonical(duration)


def canonical(duration: timedelta) -> str:
    """Largest units first, weeks only when nothing is left over: ``1h 30m``, ``2w``, ``0s``."""
    if not duration:
        return "0s"
    whole, rest = divmod(duration, _UNITS["w"])
    if not rest:
        return f"{whole}w"
    parts = []
    rest = duration
    for unit in ("d", "h", "m", "s", "ms"):
        count, rest = divmod(rest, _UNITS[unit])
        if count:
            parts.append(f"{count}{unit}")
    return " ".join(parts)
