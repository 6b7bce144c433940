"""A day found in a message, and the arithmetic of the calendar.

Flows in: years, months, days, and today. Flows out: a date where the calendar has one. Knows no words.
"""

from __future__ import annotations

from datetime import date, timedelta
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    import re

    from .calendar_words import Calendar
    from .words import DateOrder

YEARS_AHEAD_MAX = 19
"""Two digits mean a year up to so many ahead, else one of the last 80: the 100-year window of Java's ``SimpleDateFormat``."""

YEARS_SEARCHED_MAX = 8
"""Years looked ahead for a day without its year: 29 February can be eight years away."""


MONTHS_SEARCHED_MAX = 3
"""Months looked through for a day of that number: no two months in a row lack one."""


class Day(NamedTuple):
    """A day found from ``start`` to ``end``; ``others`` are days it could as well be; ``value`` is None if there is no such day."""

    start: int
    end: int
    value: date | None
    how: str
    others: tuple[date, ...] = ()


class Reader(NamedTuple):
    """What reading one message needs to know."""

    calendar: Calendar
    today: date
    order: DateOrder
    points: bool


def exact_day(match: re.Match[str], parts: tuple[int, int, int] | None) -> Day:
    """The day of these parts, as written; none if the calendar has no such day."""
    value = calendar_day(*parts) if parts else None
    return Day(match.start(), match.end(), value, f"'{match[0]}'" if value else f"there is no day '{match[0]}'")


def year_of(written: str, today: date) -> int:
    """Four digits as they are; two by the window around today."""
    if len(written) != 2:
        return int(written)
    last = today.year + YEARS_AHEAD_MAX
    return last - (last - int(written)) % 100


def window(written: str, value: date) -> str:
    """What to say of a year of two digits: which one it was taken for."""
    return f", year {value.year}" if len(written) == 2 else ""


def next_day(month: int, day: int, today: date) -> date | None:
    """The first such day that is not before today."""
    years = range(today.year, today.year + YEARS_SEARCHED_MAX + 1)
    days = (calendar_day(year, month, day) for year in years)
    return next((found for found in days if found is not None and found >= today), None)


def next_day_numbered(number: int, today: date) -> date | None:
    """The next day from today that is the so-and-so-many-th of its month."""
    for months in range(MONTHS_SEARCHED_MAX):
        first = months_later(today.replace(day=1), months)
        found = calendar_day(first.year, first.month, number) if first else None
        if found is not None and found >= today:
            return found
    return None


def days_later(day: date, days: int) -> date | None:
    """So many days later, if the calendar reaches there."""
    try:
        return day + timedelta(days=days)
    except OverflowError:
        return None


def months_later(day: date, months: int) -> date | None:
    """The same day of another month, or that month's last."""
    year, month = divmod(day.year * 12 + day.month - 1 + months, 12)
    days = (calendar_day(year, month + 1, last) for last in range(day.day, day.day - 4, -1))
    return next((found for found in days if found is not None), None)


def calendar_day(year: int, month: int, day: int) -> date | None:
    """The day, if the calendar has it."""
    try:
        return date(year, month, day)
    except ValueError:
        return None
