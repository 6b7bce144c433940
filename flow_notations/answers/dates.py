"""Which day a customer means: in digits, with a month's name, or counted from today.

Flows in: one message, a language, today's date in the centre's zone, and maybe the order of day and month. Flows out: ``Understood(date)``; two
different days are ``Ambiguous``. What was not said is decided by a fixed rule and ``how`` names it: the language's order, the
window for two digits of a year, the next such day where the year is missing. Knows no clock: ``today`` is given.
"""

from __future__ import annotations

import re
from datetime import date, timedelta
from typing import TYPE_CHECKING, NamedTuple

from .answer import Ambiguous, Answer, NotUnderstood, Understood
from .calendar_words import Calendar, calendar_of, digits_for_words
from .fold import fold
from .languages import words_of

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from .words import DateOrder

YEARS_AHEAD_MAX = 19
"""Two digits mean a year up to so many ahead, else one of the last 80: the 100-year window of Java's ``SimpleDateFormat``."""

YEARS_SEARCHED_MAX = 8
"""Years looked ahead for a day without its year: 29 February can be eight years away."""

_FULL = re.compile(r"(?<![\w/.-])(\d{1,4}) ?([/.-]) ?(\d{1,2}) ?\2 ?(\d{4}|\d{1,2})(?![\w]|[/.-]\d)")
_COMPACT = re.compile(r"\A((?:19|20)\d\d)(\d\d)(\d\d)\Z")
_SPACED = re.compile(r"\A(\d{1,2})( )(\d{1,2}) (\d{4})\Z")
_PAIR = re.compile(r"(?<![\w/.-])(\d{1,2})/(\d{1,2})(?![\w/.-])")
_PAIR_ALONE = re.compile(r"\A(\d{1,2})[.-](\d{1,2})\Z")


class _Day(NamedTuple):
    """A day found from ``start`` to ``end``; ``others`` are days it could as well be; ``value`` is None if there is no such day."""

    start: int
    end: int
    value: date | None
    how: str
    others: tuple[date, ...] = ()


class _Reader(NamedTuple):
    """What reading one message needs to know."""

    calendar: Calendar
    today: date
    order: DateOrder
    points: bool


def understand_date(text: str, language: str = "en", *, today: date, order: DateOrder | None = None) -> Answer:
    """The one day of the message. ``order`` overrules the language's order of a date in digits."""
    words = words_of(language)
    reader = _Reader(calendar_of(language), today, order or words.order, points=words.decimal != ".")
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
    whole = any(day.start == 0 and day.end == len(folded) for day in found)
    return Understood(days[0], found[0].how, exact=whole)


def _days(folded: str, reader: _Reader) -> Iterator[_Day]:
    """Every day named; once a pattern has read a stretch, the next ones do not see it."""
    calendar = reader.calendar
    steps: tuple[tuple[re.Pattern[str], Callable[[re.Match[str], _Reader], _Day]], ...] = (
        (_FULL, _in_digits), (_COMPACT, _compact), (_SPACED, _in_digits), (calendar.day_month, _day_month),
        (calendar.month_day, _month_day), (_PAIR, _pair), (calendar.ahead, _ahead), (calendar.ago, _ago),
        (calendar.days, _day_word),
    )  # fmt: skip
    if reader.points or "-" in folded:
        steps += ((_PAIR_ALONE, _pair),)
    found: list[_Day] = []
    for pattern, read in steps:
        for match in pattern.finditer(folded):
            found.append(read(match, reader))
            folded = folded[: match.start()] + "\0" * (match.end() - match.start()) + folded[match.end() :]
    yield from found
    for weekday in [*calendar.short_weekday.finditer(folded)] or calendar.weekdays.finditer(folded):
        if not any(_agrees(day, weekday, calendar) for day in found):
            yield _weekday(weekday, reader)


def _agrees(day: _Day, weekday: re.Match[str], calendar: Calendar) -> bool:
    """Whether a weekday only repeats a date ("Friday 6 March 2026")."""
    return day.value is not None and day.value.weekday() == calendar.weekday_names[weekday[2]]


def _in_digits(match: re.Match[str], reader: _Reader) -> _Day:
    """A date of three numbers: the reader's order, or the only order in which it is a day."""
    first, second, third = match[1], match[3], match[4]
    if len(first) > 2:
        return _exact_day(match, (int(first), int(second), int(third)) if len(third) < 4 else None)
    if len(third) == 1:
        return _exact_day(match, None)
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
        and (day := _calendar_day(_year(parts[0], reader.today), int(parts[1]), int(parts[2])))
    }
    if not days:
        return _exact_day(match, None)
    name, value = next(iter(days.items()))
    how = (
        f"'{match[0]}', read {name}"
        if len(set(days.values())) > 1 or name != names[reader.order][0]
        else f"'{match[0]}'"
    )
    return _Day(match.start(), match.end(), value, how + _window(match[4], value))


def _compact(match: re.Match[str], _reader: _Reader) -> _Day:
    return _exact_day(match, (int(match[1]), int(match[2]), int(match[3])))


def _exact_day(match: re.Match[str], parts: tuple[int, int, int] | None) -> _Day:
    value = _calendar_day(*parts) if parts else None
    return _Day(match.start(), match.end(), value, f"'{match[0]}'" if value else f"there is no day '{match[0]}'")


def _pair(match: re.Match[str], reader: _Reader) -> _Day:
    """Day and month in digits, the year left out."""
    one, two = int(match[1]), int(match[2])
    own, other = ((one, two), (two, one)) if reader.order != "dmy" else ((two, one), (one, two))
    for name, (month, day) in ((0, own), (1, other)):
        value = _next(month, day, reader.today)
        if value is not None:
            first = (reader.order == "dmy") == (name == 0)
            read = f"'{match[0]}', read {'day' if first else 'month'} first, the next one from today"
            return _Day(match.start(), match.end(), value, read)
    return _exact_day(match, None)


def _day_month(match: re.Match[str], reader: _Reader) -> _Day:
    return _with_name(match, reader, day=match[1], month=match[2], year=match[3])


def _month_day(match: re.Match[str], reader: _Reader) -> _Day:
    return _with_name(match, reader, day=match[2], month=match[1], year=match[3])


def _with_name(match: re.Match[str], reader: _Reader, *, day: str, month: str, year: str | None) -> _Day:
    number = reader.calendar.months[month]
    if year is None:
        value = _next(number, int(day), reader.today)
        how = f"'{match[0]}', the next one from today"
    else:
        value = _calendar_day(_year(year, reader.today), number, int(day))
        how = f"'{match[0]}'" + (_window(year, value) if value else "")
    return _Day(match.start(), match.end(), value, how) if value else _exact_day(match, None)


def _ahead(match: re.Match[str], reader: _Reader) -> _Day:
    return _counted(match, reader, 1)


def _ago(match: re.Match[str], reader: _Reader) -> _Day:
    return _counted(match, reader, -1)


def _counted(match: re.Match[str], reader: _Reader, sign: int) -> _Day:
    """So many days, weeks, months or years from today."""
    groups = match.groupdict()
    count, unit = groups.get("count") or groups.get("count_") or "", groups.get("unit") or groups.get("unit_") or ""
    if _part_beside(match, reader.calendar):
        return _Day(match.start(), match.end(), None, f"'{match[0]}' and a part of it are not counted")
    number = sign * (int(count) if count.isdigit() else 1)
    size = reader.calendar.units[unit]
    value = _months_later(reader.today, -size * number) if size < 0 else _days_later(reader.today, size * number)
    how = f"'{match[0]}' from {reader.today}" if value else f"'{match[0]}' is beyond the calendar"
    return _Day(match.start(), match.end(), value, how)


def _part_beside(match: re.Match[str], calendar: Calendar) -> bool:
    """Whether half a unit more or less is said: "in a week and a half", "साढ़े तीन महीने बाद"."""
    before = match.string[: match.start()].split()[-1:]
    behind = [word for word in match.string[match.end() :].split() if word not in calendar.passed][:1]
    return not calendar.parts.isdisjoint((*before, *behind))


def _day_word(match: re.Match[str], reader: _Reader) -> _Day:
    value = _days_later(reader.today, reader.calendar.day_words[match[1]])
    return _Day(match.start(), match.end(), value, f"'{match[1]}' from {reader.today}")


def _weekday(match: re.Match[str], reader: _Reader) -> _Day:
    """The first such weekday after today, or the last one before it; today's own name alone could mean today."""
    words, weekday = {match[1] or "", match[3] or ""}, reader.calendar.weekday_names[match[2]]
    days = (weekday - reader.today.weekday()) % 7
    if words & reader.calendar.past:
        value = _days_later(reader.today, days - 7)
        return _Day(match.start(), match.end(), value, f"'{match[0]}', the last one before {reader.today}")
    value = _days_later(reader.today, days or 7)
    how = f"'{match[0]}', the first one after {reader.today}"
    if days or words & reader.calendar.coming:
        return _Day(match.start(), match.end(), value, how)
    return _Day(match.start(), match.end(), value, f"{how}, or today", (reader.today,))


def _year(written: str, today: date) -> int:
    """Four digits as they are; two by the window around today."""
    if len(written) != 2:
        return int(written)
    last = today.year + YEARS_AHEAD_MAX
    return last - (last - int(written)) % 100


def _window(written: str, value: date) -> str:
    return f", year {value.year}" if len(written) == 2 else ""


def _next(month: int, day: int, today: date) -> date | None:
    """The first such day that is not before today."""
    years = range(today.year, today.year + YEARS_SEARCHED_MAX + 1)
    days = (_calendar_day(year, month, day) for year in years)
    return next((found for found in days if found is not None and found >= today), None)


def _days_later(day: date, days: int) -> date | None:
    """So many days later, if the calendar reaches there."""
    try:
        return day + timedelta(days=days)
    except OverflowError:
        return None


def _months_later(day: date, months: int) -> date | None:
    """The same day of another month, or that month's last."""
    year, month = divmod(day.year * 12 + day.month - 1 + months, 12)
    days = (_calendar_day(year, month + 1, last) for last in range(day.day, day.day - 4, -1))
    return next((found for found in days if found is not None), None)


def _calendar_day(year: int, month: int, day: int) -> date | None:
    """The day, if the calendar has it."""
    try:
        return date(year, month, day)
    except ValueError:
        return None
