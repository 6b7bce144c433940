"""How long a text can be that a pattern matches from its first sign to its last.

A pattern comes in; UTF-16 units go out, or nothing where the pattern sets no end. It is read as far as counting needs: what is
not known here counts as endless, so the answer is never too small.
"""

from __future__ import annotations

import re
from typing import Final

_TOKEN: Final = re.compile(
    r"""
    (?P<open>\((?:\?(?:P?<\w+>|i?:))?)(?!\?)
    | (?P<close>\))
    | (?P<bar>\|)
    | (?P<edge>\^|\$|\\[AzbB])
    | (?P<repeat>[*+?]\??|\{\d*,?\d*\}\??)
    | (?P<narrow>\[(?!\^)(?:[!-Z_-~ ]|\\[dws.\-\[\]\\/])+\]|\\[dws]|\\[^\w]|[!-'\-/-Z_-z~ ,\]}])
    | (?P<wide>\[\^?\]?(?:\[:\^?\w+:\]|\\.|[^\]\\])*\]|\\(?:[DWS]|[pP](?:\{\^?\w+\}|[A-Z]))|[^()|^$*+?{\\\[])
    """,
    re.VERBOSE,
)
_WIDTHS: Final = {"narrow": 1, "wide": 2, "edge": 0}
"""UTF-16 units of one sign: signs beyond the basic plane have two."""


def longest_match(pattern: str) -> int | None:
    """Most units of a text that matches whole; ``None`` when the pattern is not held at both ends, or has no end."""
    if not pattern.startswith(("^", r"\A")) or not pattern.endswith(("$", r"\z")) or pattern.endswith(r"\$"):
        return None
    levels = [(0, 0, 0)]  # of each open bracket: its longest branch, the branch so far, what stands last in it
    at = 0
    while at < len(pattern):
        token = _TOKEN.match(pattern, at)
        if token is None:
            return None
        longest, so_far, last = levels.pop()
        match token.lastgroup:
            case "open":
                levels += [(longest, so_far, last), (0, 0, 0)]
            case "close" if levels:
                inner = max(longest, so_far)
                longest, so_far, _ = levels.pop()
                levels.append((longest, so_far + inner, inner))
            case "bar" if levels:
                levels.append((max(longest, so_far), 0, 0))
            case "repeat" if (times := _most(token[0])) is not None:
                levels.append((longest, so_far + last * (times - 1), last * times))
            case "narrow" | "wide" | "edge" as sign:
                levels.append((longest, so_far + _WIDTHS[sign], _WIDTHS[sign]))
            case _:
                return None
        at = token.end()
    return levels[0][1] if len(levels) == 1 else None


def _most(repeat: str) -> int | None:
    """How many times at most: ``?`` once, ``{2}`` and ``{1,2}`` twice; ``None`` without end."""
    if repeat.startswith("?"):
        return 1
    counts = re.fullmatch(r"\{(\d+)(?:,(\d+))?\}\??", repeat)
    return int(counts[2] or counts[1]) if counts else None
