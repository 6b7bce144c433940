"""Functions on days, times, durations and opening hours: the clock they see is the event's."""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta
from typing import TYPE_CHECKING

from .hours import is_open, next_opening
from .moments import DATE_STYLES, date_words, localized, moment, time_words, weekday_words

if TYPE_CHECKING:
    from flow_notations.values import Value

    from .scope import Scope


def today(scope: Scope) -> date:
    """The event's day in the centre's zone."""
    return moment(scope).date()


def now(scope: Scope) -> datetime:
    """The event's moment in the centre's zone."""
    return moment(scope)


def written_date(scope: Scope, value: date, style: str = "short") -> str | None:
    """A day in words; null for a style that does not exist."""
    return date_words(scope, value, style) if style in DATE_STYLES else None  # type: ignore[arg-type]


def written_time(scope: Scope, value: datetime | time) -> str:
    """``09:05``."""
    return time_words(scope, value)


def weekday(scope: Scope, value: date) -> str:
    """The weekday's name."""
    return weekday_words(scope, _local(scope, value))


def weekday_number(scope: Scope, value: date) -> int:
    """1 for Monday to 7 for Sunday."""
    return _local(scope, value).isoweekday()


def day(scope: Scope, value: date) -> int:
    """Day of the month."""
    return _local(scope, value).day


def month(scope: Scope, value: date) -> int:
    """Month of the year."""
    return _local(scope, value).month


def year(scope: Scope, value: date) -> int:
    """The year."""
    return _local(scope, value).year


def hour(scope: Scope, value: datetime | time) -> int:
    """Hour of the day, 0 to 23."""
    return (localized(scope, value) if isinstance(value, datetime) else value).hour


def date_of(scope: Scope, value: str | date) -> Value:
    """The day of a moment, or of a text such as ``2026-12-25``; null when it is none."""
    if isinstance(value, str):
        value = datetime.fromisoformat(value.strip()) if "T" in value else date.fromisoformat(value.strip())
    local = _local(scope, value)
    return local.date() if isinstance(local, datetime) else local


def time_of(scope: Scope, value: str | datetime) -> Value:
    """The time of a moment, or of a text such as ``09:00``; null when it is none."""
    if isinstance(value, str):
        found = time.fromisoformat(value.strip())
        return found.replace(tzinfo=None)
    return localized(scope, value).time()


def moment_at(scope: Scope, value: date, clock: time) -> datetime:
    """A day's moment at a time of the centre's zone. A time that clocks leave out is as much later as they are put forward."""
    local = _local(scope, value)
    day = local.date() if isinstance(local, datetime) else local
    return localized(scope, localized(scope, datetime.combine(day, clock)).astimezone(UTC))


def days(_: Scope, value: timedelta) -> int:
    """Whole days of a duration, towards zero."""
    return int(value / timedelta(days=1))


def hours(_: Scope, value: timedelta) -> int:
    """Whole hours of a duration."""
    return int(value / timedelta(hours=1))


def minutes(_: Scope, value: timedelta) -> int:
    """Whole minutes of a duration."""
    return int(value / timedelta(minutes=1))


def opened(scope: Scope, name: str) -> bool:
    """Whether those hours are open at the event's moment."""
    found = scope.hours.get(name)
    return found is not None and is_open(found, moment(scope))


def next_open(scope: Scope, name: str) -> datetime | None:
    """When those hours open next, or now; null when they never do."""
    found = scope.hours.get(name)
    return next_opening(found, moment(scope)) if found is not None else None


def _local(scope: Scope, value: date) -> date:
    return localized(scope, value) if isinstance(value, datetime) else value
