"""Durations as authors write them: ``90s``, ``1h 30m``, ``2d``. Text in, ``timedelta`` out, and back."""

from __future__ import annotations

import re
from datetime import timedelta

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


def print_duration(duration: timedelta) -> str:
    """The canonical text, largest units first, weeks only when nothing is left over: ``1h 30m``, ``2w``, ``0s``."""
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
