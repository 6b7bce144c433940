"""The day words of a language as folded tables and the patterns made of them.

Flows in: a language. Flows out: its ``Calendar``, built once. Knows no date.
"""

from __future__ import annotations

import re
from functools import lru_cache
from typing import TYPE_CHECKING, NamedTuple

from .fold import fold
from .grown import parted
from .languages import LANGUAGES_KEPT_MAX, words_of
from .number_words import number_words_of, said_numbers
from .phrases import longest_phrases

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Mapping

    from .words import DateWords

NEVER = re.compile(r"(?!)")
"""For what a language does not say."""


class Calendar(NamedTuple):
    """Folded names with their meaning, and where they may stand.

    ``day_month`` finds (day, month name, year?), ``month_day`` (month name, day, year?), ``ahead`` and ``ago`` (count, unit), ``days`` a day word,
    ``weekdays`` (modifier before?, weekday, modifier after?). ``short`` weekdays count only as the whole message. ``counted_before`` (the first …),
    ``of_month`` (… of March) and ``numbered`` (… the 13th) are looked for around a weekday; ``at`` are words before a time.
    """

    months: Mapping[str, int]
    day_words: Mapping[str, int]
    weekday_names: Mapping[str, int]
    units: Mapping[str, int]
    ordinals: Mapping[str, int]
    coming: frozenset[str]
    past: frozenset[str]
    parts: frozenset[str]
    passed: frozenset[str]
    day_month: re.Pattern[str]
    month_day: re.Pattern[str]
    ahead: re.Pattern[str]
    ago: re.Pattern[str]
    days: re.Pattern[str]
    weekdays: re.Pattern[str]
    short_weekday: re.Pattern[str]
    counted_before: re.Pattern[str]
    of_month: re.Pattern[str]
    numbered: re.Pattern[str]
    at: frozenset[str]


@lru_cache(maxsize=LANGUAGES_KEPT_MAX)
def calendar_of(language: str) -> Calendar:
    """The calendar words of a language."""
    words = words_of(language)
    dates = words.dates
    table = _Folder(language)
    months = table.places(dates.months, 1)
    weekdays = table.places(dates.weekdays, 0)
    full = table.names(names[0] for names in dates.weekdays) + table.names(
        name for names in dates.weekdays for name in names[1:] if len(name) > 3
    )
    coming_before, coming_after = table.names(dates.coming_before), table.names(dates.coming_after)
    past_before, past_after = table.names(dates.past_before), table.names(dates.past_after)
    before = (*coming_before, *table.names(dates.this_before), *past_before)
    after = (*coming_after, *past_after)
    apart = _apart(table, dates)
    at, links = table.names(words.times.at), _any_of(table.names(dates.links)) or "(?!)"
    units = table.mapping(dates.units)
    numbers = number_words_of(language)
    count = _any_of([*numbers.weak, r"\d{1,4}"], escaped=False)
    return Calendar(
        months=months,
        day_words=table.mapping(dates.days),
        weekday_names=weekdays,
        units=units,
        ordinals=_ordinals(table.mapping(words.ordinals), months, weekdays, table.names(dates.ago_after)),
        coming=frozenset((*coming_before, *coming_after)),
        past=frozenset((*past_before, *past_after)),
        parts=frozenset((*numbers.halves, *numbers.parts)),
        passed=frozenset((*numbers.joiners, *numbers.tens_joiners, *numbers.weak)),
        **_named(table, dates, months),
        ahead=_framed(count, units, table.names(dates.ahead_before), table.names(dates.ahead_after)),
        ago=_framed(count, units, table.names(dates.ago_before), table.names(dates.ago_after)),
        days=_pattern(rf"{apart[0]}({_any_of(table.mapping(dates.days))}){apart[1]}", dates.days),
        weekdays=_pattern(_weekday(before, full, after, apart), full),
        short_weekday=_pattern(rf"\A{_weekday(before, weekdays, after, ('', ''))}\Z", weekdays),
        counted_before=re.compile(rf"(?:\A|(?<!\S)(?!(?:{_any_of(at) or '(?!)'}) )\S+ )[1-5] \Z"),
        of_month=re.compile(rf" (?:\w{{1,3}} )?(?:{_any_of(months)})(?!\w)"),
        numbered=re.compile(rf" (?P<link>(?:(?:{links}) )+)?(?P<day>\d{{1,2}})\Z"),
        at=frozenset(word.partition(" ")[0] for word in at),
    )


def _ordinals(ordinals: Mapping[str, int], *taken: Iterable[str]) -> Mapping[str, int]:
    """The ordinals that are not day words too: segunda is Monday, الثاني belongs to a month."""
    others = {word for names in taken for name in names for word in name.split(" ")}
    return {word: place for word, place in ordinals.items() if word not in others}


def digits_for_words(folded: str, language: str, *, keep: Collection[str] = ()) -> str:
    """``folded`` with numbers and ordinals in words written in digits: "fifth of march" → "5 of march".

    ``keep``: words left alone, for they mean something else here ("sept" is a month beside days, seven beside hours).
    """
    ordinals = calendar_of(language).ordinals
    words = folded.split(" ")
    for start, end, value in reversed(list(longest_phrases(words, ordinals, 2))):
        words[start:end] = [str(value)]
    words = parted(words, language)
    for said in reversed(list(said_numbers(words, language))):
        if (
            isinstance(said.value, int)
            and said.value >= 0
            and not any(word in keep for word in words[said.start : said.end])
        ):
            words[said.start : said.end] = [str(said.value)]
    return " ".join(words)


class _Folder(NamedTuple):
    """Folds tables for one language."""

    language: str

    def names(self, names: Iterable[str]) -> tuple[str, ...]:
        return tuple(fold(name, self.language) for name in names)

    def mapping(self, table: Mapping[str, int]) -> Mapping[str, int]:
        return {fold(name, self.language): value for name, value in table.items()}

    def places(self, rows: tuple[tuple[str, ...], ...], first: int) -> Mapping[str, int]:
        return {fold(name, self.language): place for place, names in enumerate(rows, first) for name in names}


def _any_of(names: Iterable[str], *, escaped: bool = True) -> str:
    """A pattern for any of them, the longest first."""
    return "|".join(re.escape(name) if escaped else name for name in sorted(names, key=len, reverse=True))


def _pattern(source: str, names: Iterable[str]) -> re.Pattern[str]:
    return re.compile(source) if [*names] else NEVER


def _apart(table: _Folder, dates: DateWords) -> tuple[str, str]:
    """What must not stand before and after a day word."""
    before = "".join(rf"(?<!\b{re.escape(name)} )" for name in table.names(dates.not_after))
    after = _any_of(table.names(dates.not_before))
    return rf"(?<!\w){before}", rf"(?!\w)(?! (?:{after})(?!\w))" if after else r"(?!\w)"


def _named(table: _Folder, dates: DateWords, months: Mapping[str, int]) -> dict[str, re.Pattern[str]]:
    """Patterns for dates with a month's name."""
    links = _any_of(table.names(dates.links))
    link = rf"[\s./,-]*(?:(?:{links})\b[\s./,-]*)*" if links else r"[\s./,-]*"
    month = rf"({_any_of(months)})(?!\w)"
    day = rf"(?<![\w:.,/-])(\d{{1,2}})(?:{_any_of(table.names(dates.day_endings)) or '(?!)'})?(?!\d)"
    year = rf"(?:{link}(?<!\d)(\d{{4}}|\d{{2}})(?![\w:]|[.]\d| ?[ap]m\b))?"
    return {
        "day_month": _pattern(
            rf"(?:(?<!\w)(?:{links or '(?!)'}) )?{day}{link}(?<!\w){month}{year}".replace(
                r"(?<!\w)(", r"(?<![^\W\d])("
            ),
            months,
        ),
        "month_day": _pattern(rf"(?<!\w){month}{link}{day}(?![\w:]){year}".replace(r"(?<![\w:.,/-])", ""), months),
    }


def _framed(count: str, units: Mapping[str, int], before: tuple[str, ...], after: tuple[str, ...]) -> re.Pattern[str]:
    """Count and unit between the words of a frame: "in 3 days", "3 days from now"."""
    middle = rf"(?P<%s>{count}) (?P<%s>{_any_of(units)})"
    parts = [rf"(?:{_any_of(before)}) {middle % ('count', 'unit')}(?!\w)"] if before else []
    parts += [rf"{middle % ('count_', 'unit_')} (?:{_any_of(after)})(?!\w)"] if after else []
    return _pattern(rf"(?<!\w)(?:{'|'.join(parts)})", parts and units)


def _weekday(before: Iterable[str], names: Iterable[str], after: Iterable[str], apart: tuple[str, str]) -> str:
    """A weekday with the words around it; what it must not follow is looked at before the first of them."""
    lead = rf"(?:({_any_of(before) or '(?!)'}) )?"
    tail = rf"(?: ({_any_of(after) or '(?!)'})(?!\w))?"
    return rf"{apart[0]}{lead}(?<!\w)({_any_of(names)})(?!\w){tail}{apart[1]}"
