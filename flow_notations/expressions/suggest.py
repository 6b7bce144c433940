"""Did you mean …: the nearest known word to an unknown one. Shared by every check that meets a name."""

from __future__ import annotations

import unicodedata
from functools import lru_cache
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable

CANDIDATES_MAX = 2000
"""Words compared with a slip; more than a flow can name."""

WORD_CHARACTERS_MAX = 64
"""Longer words are compared by their beginning."""


def closest(word: str, words: Iterable[str]) -> str | None:
    """The word most likely meant, or ``None`` when none is near: one slip for three letters, swaps counting as one."""
    wanted = _plain(word)
    known = [(_plain(candidate), candidate) for candidate in list(words)[:CANDIDATES_MAX]]
    for slips in range(_slips_allowed(wanted, wanted) + 1):
        fair = (each for each in known if slips <= _slips_allowed(wanted, each[0]))
        near = [candidate for plain, candidate in fair if _within(wanted, plain, slips)]
        if near:
            return min(near)
    return None


def _slips_allowed(wanted: str, plain: str) -> int:
    return max(1, min(len(wanted), len(plain)) // 3)


def did_you_mean(word: str, words: Iterable[str], what: str = "") -> str:
    """A hint: the nearest word, else all of them when they are few, else nothing."""
    known = sorted(set(words))
    near = closest(word, known)
    if near is not None:
        return f"did you mean '{near}'?"
    if what and 0 < len(known) <= 8:
        return f"{what}: {', '.join(known)}"
    return ""


@lru_cache(maxsize=2 * CANDIDATES_MAX)
def _plain(word: str) -> str:
    """Without case, accents, underscores and hyphens: those are slips of habit, not of meaning."""
    bare = unicodedata.normalize("NFKD", word[:WORD_CHARACTERS_MAX].casefold())
    return "".join(sign for sign in bare if sign not in "_-" and not unicodedata.combining(sign))


def _within(left: str, right: str, slips: int) -> bool:
    """Whether so few slips make one of the other. A large file can have a thousand, so what is far is left at a glance."""
    if not slips or abs(len(left) - len(right)) > slips or len(set(left).difference(right)) > slips:
        return left == right
    return _distance(left, right) <= slips


def _distance(left: str, right: str) -> int:
    """Insertions, deletions, replacements and swaps of neighbours (optimal string alignment)."""
    before: list[int] = []
    previous = list(range(len(right) + 1))
    for row, sign in enumerate(left, 1):
        current = [row]
        for column, other in enumerate(right, 1):
            cost = min(previous[column] + 1, current[-1] + 1, previous[column - 1] + (sign != other))
            if row > 1 and column > 1 and sign == right[column - 2] and left[row - 2] == other:
                cost = min(cost, before[column - 2] + 1)
            current.append(cost)
        before, previous = previous, current
    return previous[-1]
