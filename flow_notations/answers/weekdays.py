"""Which day a weekday's name means, with the words and numbers around it.

Flows in: a weekday found in a text, and today. Flows out: a ``Day``; the coming one unless another was said. "Friday the 13th" must be both;
"the first Friday" and "the last Friday of March" are not the coming one, and are not guessed.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from .days import Day, days_later, next_day_numbered

if TYPE_CHECKING:
    import re

    from .calendar_words import Calendar
    from .days import Reader

HOURS_MAX = 12
"""A number behind a weekday up to this may be an hour: "friday 3"."""


def agrees(day: Day, weekday: re.Match[str], calendar: Calendar) -> bool:
    """Whether a weekday only repeats a date ("Friday 6 March 2026")."""
    return day.value is not None and day.value.weekday() == calendar.weekday_names[weekday[2]]


def read_weekday(match: re.Match[str], reader: Reader) -> Day:
    """The weekday as the words around it say."""
    calendar = reader.calendar
    before, behind = match.string[: match.start()], match.string[match.end() :]
    if calendar.counted_before.search(before) or calendar.of_month.match(behind):
        return Day(match.start(), match.end(), None, f"'{match[0]}' is counted within a month")
    numbered = calendar.numbered.match(behind)
    if numbered is None:
        return _nearest(match, reader)
    return _numbered(match, reader, int(numbered["day"]), linked=bool(numbered["link"]))


def _numbered(match: re.Match[str], reader: Reader, number: int, *, linked: bool) -> Day:
    """The coming weekday if it is that day of its month; else the next such day, if that is this weekday and no hour was meant."""
    nearest = _nearest(match, reader)
    if nearest.value is not None and nearest.value.day == number and not nearest.others:
        return nearest
    value = next_day_numbered(number, reader.today) if linked or number > HOURS_MAX else None
    written = f"'{match[0]}' and {number}"
    if value is None or value.weekday() != reader.calendar.weekday_names[match[2]]:
        return Day(match.start(), match.end(), None, f"{written} are not clearly one day")
    return Day(match.start(), match.end(), value, f"{written}, the next one from today")


def _nearest(match: re.Match[str], reader: Reader) -> Day:
    """The first such weekday after today, or the last one before it; today's own name alone could mean today."""
    words, weekday = {match[1] or "", match[3] or ""}, reader.calendar.weekday_names[match[2]]
    days = (weekday - reader.today.weekday()) % 7
    if words & reader.calendar.past:
        value = days_later(reader.today, days - 7)
        return Day(match.start(), match.end(), value, f"'{match[0]}', the last one before {reader.today}")
    value = days_later(reader.today, days or 7)
    how = f"'{match[0]}', the first one after {reader.today}"
    if days or words & reader.calendar.coming:
        return Day(match.start(), match.end(), value, how)
    return Day(match.start(), match.end(), value, f"{how}, or today", (reader.today,))
