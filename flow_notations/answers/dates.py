"""Which day a customer means: in digits, with a month's name, or counted from today.

Flows in: one message, a language, today's date in the centre's zone, and maybe the order of day and month. Flows out: ``Understood(date)``; two
different days are ``Ambiguous``. What was not said is decided by a fixed rule and ``how`` names it: the language's order, the
window for two digits of a year, the next such day where the year is missing. Knows no clock: ``today`` is given.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from .answer import Ambiguous, Answer, NotUnderstood, Understood
from .beside import denied, other_end
from .calendar_words import Calendar, calendar_of, digits_for_words
from .days import Day, Reader, calendar_day, days_later, exact_day, months_later, next_day, window, year_of
from .fold import fold
from .languages import words_of
from .weekdays import agrees, read_weekday

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from datetime import date

    from .words import DateOrder

DAYS_MAX = 31
"""Days of the longest month: a greater number behind a month is its year."""

_FULL = re.compile(r"(?<![\w/.-])(\d{1,4}) ?([/.-]) ?(\d{1,2}) ?\2 ?(\d{4}|\d{1,2})(?![\w]|[/.-]\d)")
_COMPACT = re.compile(r"\A((?:19|20)\d\d)(\d\d)(\d\d)\Z")
_SPACED = re.compile(r"\A(\d{1,2})( )(\d{1,2}) (\d{4})\Z")
_PAIR = re.compile(r"(?<![\w/.-])(\d{1,2})/(\d{1,2})(?![\w/.-])")
_LONE_NUMBER = re.compile(r" \d{1,2}(?![\w:.,/-])(?! ?[ap]m\b)")
_PAIR_ALONE = re.compile(r"\A(\d{1,2})[.-](\d{1,2})\Z")


def understand_date(text: str, language: str = "en", *, today: date, order: DateOrder | None = None) -> Answer:
    """The one day of the message. ``order`` overrules the language's order of a date in digits."""
    words = words_of(language)
    reader = Reader(calendar_of(language), today, order or words.order, points=words.decimal != ".")
    names = reader.calendar.months.keys() | reader.calendar.weekday_names.keys()
    folded = digits_for_words(fold(text, language), language, keep=names)
    found = list(_days(folded, reader))
    if not found:
        return NotUnderstood("no date in the message")
    wrong = next((day for day in found if day.value is None), None)
    if wrong is not None:
        return NotUnderstood(wrong.how)
    days = tuple(dict.fromkeys(one for day in found if day.value is not None for one in (day.value, *day.others)))
    if len(days) > 1:
        return Ambiguous(tuple(day.isoformat() for day in days), " and ".join(dict.fromkeys(day.how for day in found)))
    other = _made_other(text, folded, found, language, reader)
    if other is not None:
        return NotUnderstood(f"'{other}' beside {found[0].how} makes something else of it")
    whole = any(day.start == 0 and day.end == len(folded) for day in found)
    return Understood(days[0], found[0].how, exact=whole)


def _made_other(text: str, folded: str, found: list[Day], language: str, reader: Reader) -> str | None:
    """The word that denies a day or makes a bound or one end of a range of it: "not today", "after 5 May", "5 to 8 May"."""
    beside = (other_end(folded, day.start, day.end, language) for day in found)
    other = next(filter(None, beside), None)
    names = reader.calendar.months.keys() | reader.calendar.weekday_names.keys()
    return other or denied(
        text, language, lambda clause: any(_days(digits_for_words(clause, language, keep=names), reader))
    )


def _days(folded: str, reader: Reader) -> Iterator[Day]:
    """Every day named; once a pattern has read a stretch, the next ones do not see it."""
    calendar = reader.calendar
    steps: tuple[tuple[re.Pattern[str], Callable[[re.Match[str], Reader], Day]], ...] = (
        (_FULL, _in_digits), (_COMPACT, _compact), (_SPACED, _in_digits), (calendar.day_month, _day_month),
        (calendar.month_day, _month_day), (_PAIR, _pair), (calendar.ahead, _ahead), (calendar.ago, _ago),
        (calendar.days, _day_word),
    )  # fmt: skip
    if reader.points or "-" in folded:
        steps += ((_PAIR_ALONE, _pair),)
    found: list[Day] = []
    for pattern, read in steps:
        for match in pattern.finditer(folded):
            found.append(read(match, reader))
            folded = folded[: match.start()] + "\0" * (match.end() - match.start()) + folded[match.end() :]
    yield from found
    for weekday in [*calendar.short_weekday.finditer(folded)] or calendar.weekdays.finditer(folded):
        if not any(agrees(day, weekday, calendar) for day in found):
            yield read_weekday(weekday, reader)


def _in_digits(match: re.Match[str], reader: Reader) -> Day:
    """A date of three numbers: the reader's order, or the only order in which it is a day."""
    first, second, third = match[1], match[3], match[4]
    if len(first) > 2:
        return exact_day(match, (int(first), int(second), int(third)) if len(third) < 4 else None)
    if len(third) == 1:
        return exact_day(match, None)
    readings = {
        "day first": (third, second, first),
        "month first": (third, first, second),
        "year first": (first, second, third) if len(third) == 2 else None,
    }
    names = {
        "dmy": ("day first", "month first"),
        "mdy": ("month first", "day first"),
        "ymd": ("year first", "day first"),
    }
    days = {
        name: day
        for name in names[reader.order]
        if (parts := readings[name])
        and (day := calendar_day(year_of(parts[0], reader.today), int(parts[1]), int(parts[2])))
    }
    if not days:
        return exact_day(match, None)
    name, value = next(iter(days.items()))
    how = (
        f"'{match[0]}', read {name}"
        if len(set(days.values())) > 1 or name != names[reader.order][0]
        else f"'{match[0]}'"
    )
    return Day(match.start(), match.end(), value, how + window(match[4], value))


def _compact(match: re.Match[str], _reader: Reader) -> Day:
    return exact_day(match, (int(match[1]), int(match[2]), int(match[3])))


def _pair(match: re.Match[str], reader: Reader) -> Day:
    """Day and month in digits, the year left out."""
    one, two = int(match[1]), int(match[2])
    own, other = ((one, two), (two, one)) if reader.order != "dmy" else ((two, one), (one, two))
    for name, (month, day) in ((0, own), (1, other)):
        value = next_day(month, day, reader.today)
        if value is not None:
            first = (reader.order == "dmy") == (name == 0)
            read = f"'{match[0]}', read {'day' if first else 'month'} first, the next one from today"
            return Day(match.start(), match.end(), value, read)
    return exact_day(match, None)


def _day_month(match: re.Match[str], reader: Reader) -> Day:
    return _with_name(match, reader, day=match[1], month=match[2], year=match[3])


def _month_day(match: re.Match[str], reader: Reader) -> Day:
    return _with_name(match, reader, day=match[2], month=match[1], year=match[3])


def _with_name(match: re.Match[str], reader: Reader, *, day: str, month: str, year: str | None) -> Day:
    number = reader.calendar.months[month]
    if _may_count(match, reader, year):
        return Day(match.start(), match.end(), None, f"'{match[0]}' may hold a number of something else")
    if year is None:
        value = next_day(number, int(day), reader.today)
        how = f"'{match[0]}', the next one from today"
    else:
        value = calendar_day(year_of(year, reader.today), number, int(day))
        how = f"'{match[0]}'" + (window(year, value) if value else "")
    return Day(match.start(), match.end(), value, how) if value else exact_day(match, None)


def _may_count(match: re.Match[str], reader: Reader, year: str | None) -> bool:
    """Whether a number may count something else: "march 5 20 people", "5 march 7" (a table for five on the seventh)."""
    if year is None:
        return match[1].isdigit() and _LONE_NUMBER.match(match.string, match.end()) is not None
    following = match.string[match.end() :].split()[:1]
    counts = len(year) == 2 and int(year) <= DAYS_MAX and bool(following) and following[0][:1].isalpha()
    return counts and following[0] not in reader.calendar.at


def _ahead(match: re.Match[str], reader: Reader) -> Day:
    return _counted(match, reader, 1)


def _ago(match: re.Match[str], reader: Reader) -> Day:
    return _counted(match, reader, -1)


def _counted(match: re.Match[str], reader: Reader, sign: int) -> Day:
    """So many days, weeks, months or years from today."""
    groups = match.groupdict()
    count, unit = groups.get("count") or groups.get("count_") or "", groups.get("unit") or groups.get("unit_") or ""
    if _part_beside(match, reader.calendar):
        return Day(match.start(), match.end(), None, f"'{match[0]}' and a part of it are not counted")
    number = sign * (int(count) if count.isdigit() else 1)
    size = reader.calendar.units[unit]
    value = months_later(reader.today, -size * number) if size < 0 else days_later(reader.today, size * number)
    how = f"'{match[0]}' from {reader.today}" if value else f"'{match[0]}' is beyond the calendar"
    return Day(match.start(), match.end(), value, how)


def _part_beside(match: re.Match[str], calendar: Calendar) -> bool:
    """Whether half a unit more or less is said: "in a week and a half", "साढ़े तीन महीने बाद"."""
    before = match.string[: match.start()].split()[-1:]
    behind = [word for word in match.string[match.end() :].split() if word not in calendar.passed][:1]
    return not calendar.parts.isdisjoint((*before, *behind))


def _day_word(match: re.Match[str], reader: Reader) -> Day:
    value = days_later(reader.today, reader.calendar.day_words[match[1]])
    return Day(match.start(), match.end(), value, f"'{match[1]}' from {reader.today}")
