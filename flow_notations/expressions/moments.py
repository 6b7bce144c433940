"""Dates, times and durations: their place in the centre's zone, and their words per language.

The operating system's locale plays no part. Languages without words here get ISO dates.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from functools import lru_cache
from typing import TYPE_CHECKING, Final, Literal, TypeAlias

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import tzinfo

    from .scope import Scope

EPOCH: Final = datetime(1970, 1, 1, tzinfo=UTC)

DateStyle: TypeAlias = Literal["short", "long", "relative"]
DATE_STYLES: Final = ("short", "long", "relative")

DATE_CHARACTERS_MAX: Final[Mapping[str, int]] = {"short": 12, "long": 34, "relative": 39}
"""Longest date of each style over all languages below, in UTF-16 units; a test renders them all."""

TIME_CHARACTERS_MAX = 5
WEEKDAY_CHARACTERS_MAX = 9
DURATION_CHARACTERS_MAX = 64


@dataclass(frozen=True, slots=True, kw_only=True)
class Words:
    """What one language calls things. Formats take day ``d``, month ``m``, year ``y``, weekday ``w``."""

    months: tuple[str, ...]
    months_short: tuple[str, ...]
    weekdays: tuple[str, ...]
    weekdays_short: tuple[str, ...]
    short: str
    long: str
    near: str
    this_year: str
    another_year: str
    days: Mapping[int, str]
    at: str
    at_one: str
    """As ``at``, for the hours from 01:00 to 01:59."""
    yes: str
    no: str
    units: tuple[tuple[str, str], ...]
    """Day, hour, minute, second: singular and plural."""


WORDS: Final[Mapping[str, Words]] = {
    "en": Words(
        months=("January", "February", "March", "April", "May", "June", "July", "August", "September", "October",
                "November", "December"),
        months_short=("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"),
        weekdays=("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday"),
        weekdays_short=("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun"),
        short="{w} {d} {m}",
        long="{w} {d} {m} {y}",
        near="on {w}",
        this_year="on {d} {m}",
        another_year="on {d} {m} {y}",
        days={-1: "yesterday", 0: "today", 1: "tomorrow"},
        at="at {t}",
        at_one="at {t}",
        yes="yes",
        no="no",
        units=(("day", "days"), ("hour", "hours"), ("minute", "minutes"), ("second", "seconds")),
    ),
    "es": Words(
        months=("enero", "febrero", "marzo", "abril", "mayo", "junio", "julio", "agosto", "septiembre", "octubre",
                "noviembre", "diciembre"),
        months_short=("ene", "feb", "mar", "abr", "may", "jun", "jul", "ago", "sept", "oct", "nov", "dic"),
        weekdays=("lunes", "martes", "miércoles", "jueves", "viernes", "sábado", "domingo"),
        weekdays_short=("lun", "mar", "mié", "jue", "vie", "sáb", "dom"),
        short="{w} {d} {m}",
        long="{w} {d} de {m} de {y}",
        near="el {w}",
        this_year="el {d} de {m}",
        another_year="el {d} de {m} de {y}",
        days={-1: "ayer", 0: "hoy", 1: "mañana"},
        at="a las {t}",
        at_one="a la {t}",
        yes="sí",
        no="no",
        units=(("día", "días"), ("hora", "horas"), ("minuto", "minutos"), ("segundo", "segundos")),
    ),
}  # fmt: skip

_UNIT_SECONDS: Final = (86_400, 3600, 60, 1)
_UNIT_SIGNS: Final = ("d", "h", "min", "s")


@lru_cache(maxsize=256)
def words_of(language: str) -> Words | None:
    """The words of a BCP 47 tag: ``es-MX`` has those of ``es``."""
    return WORDS.get(language.replace("_", "-").split("-", 1)[0].lower())


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
        return words.short.format(w=names[0][day.weekday()], d=day.day, m=names[1][day.month - 1])
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
            unit = words.units[index][count != 1] if words else _UNIT_SIGNS[index]
            parts.append(f"{count} {unit}")
    return ("-" if span < timedelta() else "") + " ".join(parts)


def _full(words: Words, pattern: str, day: date) -> str:
    return pattern.format(w=words.weekdays[day.weekday()], d=day.day, m=words.months[day.month - 1], y=day.year)


def _relative(words: Words, day: date, today: date) -> str:
    ahead = (day - today).days
    if ahead in words.days:
        return words.days[ahead]
    if 1 < ahead < 7:
        return _full(words, words.near, day)
    return _full(words, words.this_year if day.year == today.year else words.another_year, day)


def _hour(words: Words, hour: str) -> str:
    return (words.at_one if hour.startswith("01") else words.at).format(t=hour)
