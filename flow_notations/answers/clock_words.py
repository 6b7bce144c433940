"""The time words of a language as folded tables and the patterns made of them.

Flows in: a language. Flows out: its ``Clock``, built once. Knows no time.
"""

from __future__ import annotations

import re
from functools import lru_cache
from typing import TYPE_CHECKING, NamedTuple

from .fold import fold
from .languages import LANGUAGES_KEPT_MAX, words_of
from .number_words import number_words_of
from .phrases import courtesies_of

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from .words import TimeWords


class Clock(NamedTuple):
    """A language's folded time words and the pattern of a time in it."""

    named: Mapping[str, int]
    around: Mapping[str, int]
    part_of_day: Mapping[str, str]
    phrases: re.Pattern[str]
    apart: Mapping[str, str]
    several: re.Pattern[str]
    at_one: re.Pattern[str]
    durations: tuple[str, ...]
    named_pattern: re.Pattern[str]
    pattern: re.Pattern[str]
    courtesies: tuple[str, ...]


@lru_cache(maxsize=LANGUAGES_KEPT_MAX)
def clock_of(language: str) -> Clock:
    """The time words of a language."""
    words = words_of(language).times
    named = dict(zip(_names(words.named, language), words.named.values(), strict=True))
    parts, around = _parts_of_day(words, language), _minutes_around(words, language)
    known = number_words_of(language)
    hour_named = rf"(?:(?P<around>{_any(around)}) )?(?P<named>{_any(named)})(?: (?P<around_>{_any(around)}))?"
    set_apart = _any([*around, *parts, *named, *_names(words.on_the_dot, language)])
    apart = {fold(word, language): fold(said, language) for word, said in words.apart.items()}
    ones = _any(word for word in known.weak if word not in known.articles)
    return Clock(
        named=named,
        around=around,
        part_of_day=parts,
        phrases=re.compile(rf"(?<!\w)({set_apart})(?!\w)"),
        apart=apart,
        several=re.compile(rf"(?<!\S)(?:{_any(apart)})(?!\S)"),
        at_one=re.compile(rf"(?<!\w)({_any(_names(words.at, language))}) (?:{ones})(?!\w)"),
        durations=tuple(_names(words.durations, language)),
        named_pattern=re.compile(rf"(?<!\w)(?:{_any(parts)}|{hour_named})(?!\w)"),
        pattern=_time_pattern(words, language, _any(parts), _any(around)),
        courtesies=courtesies_of(language),
    )


def _time_pattern(words: TimeWords, language: str, parts: str, around: str) -> re.Pattern[str]:
    """An hour in digits with all that may stand around it."""
    known = number_words_of(language)
    at, marks, dots = (_any(_names(row, language)) for row in (words.at, words.hour_marks, words.on_the_dot))
    joiners = _any((*known.joiners, *known.tens_joiners))
    return re.compile(
        rf"(?<![\w:.,/-])(?:(?P<part_>{parts}) )?(?:(?P<at>{at}) )?(?:(?P<around>{around}) )?"
        rf"(?<![\d.,:/£$€-])(?P<hour>\d{{1,2}})"
        rf"(?:[:.](?P<minute>\d{{2}})(?::\d{{2}})?|h(?P<minute_h>\d{{2}}))?"
        rf"(?: ?(?P<mark>{marks})(?: (?:(?:{joiners}) )?(?P<minute_mark>\d{{1,2}})(?![\w:.,/-]))?)?"
        rf"(?: (?P<around_>{around}))?(?: (?P<dot>{dots}))?"
        rf"(?: ?(?P<part>{parts}))?(?![\w]|[.,:/-]\d)"
    )


def _parts_of_day(words: TimeWords, language: str) -> Mapping[str, str]:
    """Folded word → the part of the day it says."""
    rows = {
        "am": words.am,
        "morning": words.morning,
        "midday": words.midday,
        "afternoon": (*words.pm, *words.afternoon),
        "night": words.night,
    }
    return {name: part for part, row in rows.items() for name in _names(row, language)}


def _minutes_around(words: TimeWords, language: str) -> Mapping[str, int]:
    """Folded phrase → minutes past the hour, negative before it."""
    past = dict(zip(_names(words.past, language), words.past.values(), strict=True))
    before = zip(_names(words.before, language), words.before.values(), strict=True)
    return past | {name: -minutes for name, minutes in before}


def _names(raw: Iterable[str], language: str) -> list[str]:
    return [fold(name, language) for name in raw]


def _any(names: Iterable[str]) -> str:
    """A pattern for any of them, the longest first; for none, one that never matches."""
    return "|".join(re.escape(name) for name in sorted(names, key=len, reverse=True)) or "(?!)"
