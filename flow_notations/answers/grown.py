"""Numbers written as one word, taken apart into the words they are read by: "zweitausendfünf" is "zwei tausend fünf".

Flows in: folded words and a language. Flows out: as many words or more; one that holds anything but a number stays whole.
"""

from __future__ import annotations

import re
from functools import lru_cache

from .languages import LANGUAGES_KEPT_MAX
from .number_words import number_words_of


def parted(words: list[str], language: str) -> list[str]:
    """The words, those that are several words of a number each in its place."""
    apart, seams = number_words_of(language).apart, _seams(language)
    if not apart and seams is None:
        return words
    return [part for word in words for part in (apart.get(word, "").split() or _pieces(word, seams, language))]


@lru_cache(maxsize=LANGUAGES_KEPT_MAX)
def _seams(language: str) -> re.Pattern[str] | None:
    grown = number_words_of(language).grown
    return re.compile(f"({'|'.join(map(re.escape, grown))})") if grown else None


def _pieces(word: str, seams: re.Pattern[str] | None, language: str) -> list[str]:
    """``word`` parted at its scales, if all between them are number words, each with a joiner before it at most."""
    if seams is None or seams.search(word) is None:
        return [word]
    known = number_words_of(language)
    pieces: list[str] = []
    for piece in filter(None, seams.split(word)):
        joiner = next((one for one in known.joiners if pieces and piece.startswith(one)), "")
        pieces += filter(None, (joiner, piece.removeprefix(joiner)))
    own = (known.small, known.tens, known.compounds, known.weak, known.scales, known.joiners)
    return pieces if all(any(piece in table for table in own) for piece in pieces) else [word]
