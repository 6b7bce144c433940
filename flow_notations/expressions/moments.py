"""Dates, times and durations: their place in the centre's zone, and their words per language.

The operating system's locale plays no part. Languages without words here get ISO dates.
"""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta
from functools import lru_cache
from typing import TYPE_CHECKING, Final, Literal, TypeAlias

from .language_words import WORDS, words_of
from .plurals import plural_category

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import tzinfo

    from .language_words import Words
    from .scope import Scope

EPOCH: Final = datetime(1970, 1, 1, tzinfo=UTC)

DateStyle: TypeAlias = Literal["short", "long", "relative"]
DATE_STYLES: Final = ("short", "long", "relative")

DATE_CHARACTERS_MAX: Final[Mapping[str, int]] = {"short": 19, "long": 39, "relative": 39}
"""Longest date of each style over all languages below, in UTF-16 units; a test renders them all."""

TIME_CHARACTERS_MAX = 5
WEEKDAY_CHARACTERS_MAX = 13
DURATION_CHARACTERS_MAX = 64


_UNIT_SECONDS: Final = (86_400, 3600, 60, 1)
_UNIT_SIGNS: Final = ("d", "h", "min", "s")


@lru_cache(maxsize=256)
def zone_of(name: str) -> tzinfo:
    """The time zone of that IANA name; UTC for a name nobody knows (the check has said so)."""
    from zoneinfo import ZoneInfo

    try:
        return ZoneInfo(name)
    except (KeyError, ValueError, OSError):
        return UTC


def moment(scope: Scope) -> datetime:
    """The event's moment in the centre's zone; raises ``OverflowError`` outside the calendar."""
    return (EPOCH + timedelta(milliseconds=scope.at)).astimezone(zone_of(scope.zone))


def localized(scope: Scope, value: datetime) -> datetime:
    """In the centre's zone; a moment that names no zone means the centre's."""
    zone = zone_of(scope.zone)
    return value.replace(tzinfo=zone) if value.tzinfo is None else value.astimezone(zone)


def date_words(scope: Scope, value: date, style: DateStyle) -> str:
    """A day, or a moment's day, in the customer's language. ``relative`` also tells a moment's hour."""
    local = localized(scope, value) if isinstance(value, datetime) else value
    day = local.date() if isinstance(local, datetime) else local
    words = words_of(scope.language)
    hour = time_words(scope, local) if isinstance(local, datetime) and style == "relative" else ""
    if words is None:
        return f"{day.isoformat()} {hour}".rstrip()
    if style == "short":
        names = words.weekdays_short, words.months_short
        return words.short.format(w=names[0][day.weekday()], d=_day(words, day), m=names[1][day.month - 1])
    if style == "long":
        return _full(words, words.long, day)
    near = _relative(words, day, moment(scope).date())
    return f"{near} {_hour(words, hour)}" if hour else near


def time_words(scope: Scope, value: datetime | time) -> str:
    """``09:05``, on the 24-hour clock that every language here reads."""
    local = localized(scope, value) if isinstance(value, datetime) else value
    return f"{local.hour:02d}:{local.minute:02d}"


def weekday_words(scope: Scope, day: date) -> str:
    """The weekday's name; English where the language has no words."""
    return (words_of(scope.language) or WORDS["en"]).weekdays[day.weekday()]


def duration_words(language: str, span: timedelta) -> str:
    """``2 hours 5 minutes``; at most the two largest units; ``2 h 5 min`` where the language has no words."""
    words = words_of(language)
    seconds = abs(span) // timedelta(seconds=1)
    parts: list[str] = []
    for index, size in enumerate(_UNIT_SECONDS):
        count, seconds = divmod(seconds, size)
        if len(parts) < 2 and (count or (index == 3 and not parts)):
            parts.append(_counted(words, language, index, count))
    return ("-" if span < timedelta() else "") + " ".join(parts)


def _full(words: Words, pattern: str, day: date) -> str:
    month = words.months[day.month - 1]
    return pattern.format(w=words.weekdays[day.weekday()], d=_day(words, day), m=month, y=day.year)


def _day(words: Words, day: date) -> str:
    return words.first_day if day.day == 1 and words.first_day else str(day.day)


def _counted(words: Words | None, language: str, unit: int, count: int) -> str:
    """So many of a unit, in the plural form that the language has for this number."""
    if words is None:
        return f"{count} {_UNIT_SIGNS[unit]}"
    forms = words.units[unit]
    return forms.get(plural_category(language, count), forms["other"]).format(n=count)


def _relative(words: Words, day: date, today: date) -> str:
    ahead = (day - today).days
    if ahead in words.days:
        return words.days[ahead]
    if 1 < ahead < 7:
        return words.near[day.weekday()]
    return _full(words, words.this_year if day.year == today.year else words.another_year, day)


def _hour(words: Words, hour: str) -> str:
    return (words.at_one if hour.startswith("01") else words.at).format(t=hour)
