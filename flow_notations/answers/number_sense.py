"""Whether a number in a message is the number meant: what its words say together with those around them.

Flows in: the words of a message and the place of a number among them. Flows out: the word that makes something else of it. "half a million",
"no one", "two adults and a child" hold numbers that answer nothing. Reads no number.
"""

from __future__ import annotations

import re
from functools import lru_cache
from itertools import pairwise

from .beside import denial_in, limit_beside
from .fold import fold
from .languages import LANGUAGES_KEPT_MAX, words_of
from .number_words import CLAUSE_END, number_words_of
from .phrases import longest_phrases, words_in

IDIOM = "…"
"""Stands for a phrase that says no number."""

IDIOM_WORDS_MAX = 4


def made_other(words: list[str], start: int, end: int, language: str) -> str | None:
    """The word beside the number from ``start`` to ``end`` that makes another of it, or none at all."""
    clause = _clause_around(words, start, end)
    first, last = clause.start, clause.stop
    before, behind = words[first:start], words[end:last]
    signed = words[start : start + 1] if words[start] in number_words_of(language).minus else []  # "al menos 5"
    return (
        _part_beside(before, behind, language)
        or limit_beside(" ".join(before), " ".join(behind), language)
        or (limit_beside(" ".join((*before, *signed)), "", language) if signed else None)
        or _denial_of(before, behind, language)
        or _another_counted(before, behind, language)
    )


def without_idioms(words: list[str], language: str) -> list[str]:
    """The words, each idiom that holds a number word as one sign."""
    idioms = _idioms(language)
    for start, end, _ in reversed(list(longest_phrases(words, idioms, IDIOM_WORDS_MAX))):
        words[start:end] = [IDIOM]
    return words


def joined_apart(plain: str, language: str) -> str:
    """The text with a space between a joiner of one letter and the digits it is written to: "و10"."""
    pattern = _joined(language)
    return pattern.sub(r"\1 ", plain) if pattern else plain


@lru_cache(maxsize=LANGUAGES_KEPT_MAX)
def agreements_of(language: str) -> tuple[str, ...]:
    """Phrases that may stand between a number and the same number said again, folded."""
    words = words_of(language)
    said = (*words.yes, *words.fillers, *words.courtesies)
    counting = (*words.numbers.joiners, *words.beside.to)  # "two and two" are four
    return tuple(sorted({" ".join(words_in(fold(phrase, language))) for phrase in said if phrase not in counting}))


def _clause_around(words: list[str], start: int, end: int) -> range:
    """The places of the clause the number stands in."""
    ends = [place for place, word in enumerate(words) if word == CLAUSE_END]
    first = max((place + 1 for place in ends if place < start), default=0)
    return range(first, min((place for place in ends if place >= end), default=len(words)))


def _part_beside(before: list[str], behind: list[str], language: str) -> str | None:
    """A word before or behind the number that makes another number of it: "half a million", "two and a quarter"."""
    known = number_words_of(language)
    passed = {*known.joiners, *known.tens_joiners, *known.weak}
    near = [word for word in before if word not in passed][-1:] + [word for word in behind if word not in passed][:1]
    return next((word for word in near if word in (*known.halves, *known.parts)), None)


def _denial_of(before: list[str], behind: list[str], language: str) -> str | None:
    """What denies the number in its clause; "no 4" alone is number four where the language writes it so."""
    if before == ["no"] and not behind and "no {n}" in words_of(language).frames:
        return None
    return denial_in([*before, "", *behind], language)


def _another_counted(before: list[str], behind: list[str], language: str) -> str | None:
    """An article that counts something more: "34 personas y un perro"."""
    known = number_words_of(language)
    ones = known.weak.keys() - set(known.articles)
    joiners = (*known.joiners, *known.tens_joiners)
    words = [*before, "", *behind]
    return next((two for one, two in pairwise(words) if one in joiners and two in ones), None)


@lru_cache(maxsize=LANGUAGES_KEPT_MAX)
def _idioms(language: str) -> dict[str, bool]:
    return dict.fromkeys(number_words_of(language).idioms, True)


@lru_cache(maxsize=LANGUAGES_KEPT_MAX)
def _joined(language: str) -> re.Pattern[str] | None:
    letters = [joiner for joiner in number_words_of(language).joiners if len(joiner) == 1]
    return re.compile(rf"(?<!\w)({'|'.join(letters)})(?=\d)") if letters else None
