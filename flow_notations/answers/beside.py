"""What stands beside a value and makes something else of it: a word that denies it, a bound, the other end of a range.

Flows in: a message, or the folded words before and behind a value. Flows out: the word that did it, to be named to people. "not 5",
"more than 5" and "2 to 3 pm" hold a number and a time, and say neither. Knows no values.
"""

from __future__ import annotations

import re
from functools import lru_cache
from typing import TYPE_CHECKING, NamedTuple

from .fold import fold
from .languages import LANGUAGES_KEPT_MAX, words_of
from .phrases import longest_phrases, words_in

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping

CLAUSE = re.compile(r"(?:(?<!\d)\.|[,;:!?…،؛؟।])+(?=\s|\Z)|\n+")
"""Where a clause ends: "no, 4" denies nothing about the four. "3.14", "10:30" and "5. Mai" stay whole."""

DENIAL_WORDS_MAX = 6
"""The longest phrase looked for."""


class _Beside(NamedTuple):
    """A language's folded phrases. ``speaks`` holds every phrase that is looked for, and whether it denies."""

    speaks: Mapping[str, bool]
    limits: tuple[str, ...]
    limits_after: tuple[str, ...]
    spans: tuple[str, ...]
    spans_after: tuple[str, ...]
    at: frozenset[str]
    lead: re.Pattern[str]
    range_before: re.Pattern[str]
    range_behind: re.Pattern[str]


def denial_in(words: list[str], language: str) -> str | None:
    """The first phrase that denies, among the words of one clause; "no problem" and "not sure" deny nothing."""
    speaks = _beside_of(language).speaks
    for start, end, denies in longest_phrases(words, speaks, DENIAL_WORDS_MAX):
        if denies:
            return " ".join(words[start:end])
    return None


def denied(text: str, language: str, says: Callable[[str], bool]) -> str | None:
    """The phrase that denies within a clause that ``says`` (folded) a value too."""
    for clause in CLAUSE.split(text):
        folded = fold(clause, language)
        phrase = denial_in(words_in(folded), language)
        if phrase is not None and says(folded):
            return phrase
    return None


def limit_beside(before: str, behind: str, language: str) -> str | None:
    """The bound that ends ``before`` or begins ``behind``: "more than", "or later"."""
    known = _beside_of(language)
    return _first_beside(before, behind, known.limits, known.limits_after)


def span_beside(folded: str, start: int, end: int, language: str) -> str | None:
    """What makes a length of time counted from now of it: "in 2 hours", "2 hours ago"."""
    known = _beside_of(language)
    sides = _sides(folded, start, end, known)
    return _beside_any(sides, known.spans, known.spans_after)


def other_end(folded: str, start: int, end: int, language: str) -> str | None:
    """What makes the stretch from ``start`` to ``end`` a bound or one end of a range: "until", "2 to", "- 11"."""
    known = _beside_of(language)
    sides = _sides(folded, start, end, known)
    limit = _beside_any(sides, known.limits, known.limits_after)
    if limit is not None:
        return limit
    before, led, behind = sides
    value = folded[start:end]
    found = known.range_before.search(led) if value[:1].isdigit() or led != before else None
    if found is None and (any(map(str.isdigit, value)) or behind.partition(" ")[0] not in known.at):
        found = known.range_behind.match(behind)
    return found[0].strip() if found else None


def _sides(folded: str, start: int, end: int, known: _Beside) -> tuple[str, str, str]:
    """What stands before the stretch, the same with the small words it begins with ("until | the 5th"), and what stands behind."""
    lead = known.lead.match(folded[start:end])
    led = folded[: start + lead.end()] if lead else folded[:start]
    return folded[:start].rstrip(), led.rstrip(), folded[end:].strip()


def _beside_any(sides: tuple[str, str, str], ending: tuple[str, ...], beginning: tuple[str, ...]) -> str | None:
    before, led, behind = sides
    return _first_beside(before, behind, ending, beginning) or _first_beside(led, behind, ending, beginning)


def _first_beside(before: str, behind: str, ending: tuple[str, ...], beginning: tuple[str, ...]) -> str | None:
    """The first of ``ending`` that ends the words before, or of ``beginning`` that begins those behind."""
    ahead, rest = f" {before}", f"{behind} "
    found = (phrase for phrase in ending if ahead.endswith(f" {phrase}"))
    return next(found, None) or next((phrase for phrase in beginning if rest.startswith(f"{phrase} ")), None)


@lru_cache(maxsize=LANGUAGES_KEPT_MAX)
def _beside_of(language: str) -> _Beside:
    words = words_of(language)
    beside = words.beside

    def names(raw: Iterable[str]) -> tuple[str, ...]:
        return tuple(" ".join(words_in(fold(name, language))) for name in raw)

    harmless = names((*words.fillers, *words.unsure, *words.yes, *words.numbers.minus))
    denials = [name for name in names((*words.not_words, *words.no, *beside.denials)) if len(name) > 1]
    to = _any_of([*names(beside.to), "-"])
    times = _any_of(name for name in names(words.times.at) if len(name) > 1)
    skipped = _any_of(names((*words.times.at, *words.dates.links, *words.dates.this_before)))
    return _Beside(
        speaks={**dict.fromkeys(denials, True), **dict.fromkeys(harmless, False)},
        limits=names(beside.limits),
        limits_after=names(beside.limits_after),
        spans=names((*words.dates.ahead_before, *words.dates.ago_before)),
        spans_after=names((*words.dates.ahead_after, *words.dates.ago_after)),
        at=frozenset(name.partition(" ")[0] for name in names(words.times.at)),
        lead=re.compile(rf"(?:(?:{skipped}) )+"),
        range_before=re.compile(rf"(?<![\w:.,/-])\d{{1,2}}(?: ?(?:{to})(?: (?:{skipped}))*)?\Z"),
        range_behind=re.compile(rf"(?!(?:{times}) )(?:{to}) ?(?:(?:{skipped}) )*\d{{1,2}}(?![\w/])"),
    )


def _any_of(names: Iterable[str]) -> str:
    """A pattern for any of them, the longest first; for none, one that never matches."""
    return "|".join(re.escape(name) for name in sorted(names, key=len, reverse=True)) or "(?!)"
