"""Opening hours: weekly spans in local time, and days on which nothing opens. Instants in, answers out.

Minutes of the day are local wall time, so 09:00 stays 09:00 when clocks change; instants are compared in UTC.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from datetime import tzinfo

MINUTES_PER_DAY = 24 * 60
SPAN_MINUTES_MAX = 2 * MINUTES_PER_DAY
"""A span may run past midnight, not past the next one."""

HOURS_DAYS_AHEAD_MAX = 400
"""How far ahead ``next_opening`` looks: more than a year of closed days is no opening."""


@dataclass(frozen=True, slots=True)
class Hours:
    """``spans`` holds (weekday 0–6 from Monday, from, to), in minutes of that day; ``to`` beyond 1440, or not after
    ``from``, ends on the next day. On a ``closed`` date no span begins.
    """

    spans: tuple[tuple[int, int, int], ...]
    closed: frozenset[date] = frozenset()

    def __post_init__(self) -> None:
        for weekday, opens, closes in self.spans:
            if not (0 <= weekday < 7 and 0 <= opens < MINUTES_PER_DAY and 0 <= closes <= SPAN_MINUTES_MAX):
                raise ValueError(f"a span of weekday {weekday} from minute {opens} to {closes} is none of a week")

    def beginning(self, day: date) -> list[tuple[int, int]]:
        """The spans that begin on a day, earliest first, each with its true end."""
        if day in self.closed:
            return []
        found = [(opens, closes) for weekday, opens, closes in self.spans if weekday == day.weekday()]
        return sorted((opens, closes if closes > opens else closes + MINUTES_PER_DAY) for opens, closes in found)


def is_open(hours: Hours, local: datetime) -> bool:
    """Whether a span covers this local moment; its first minute belongs to it, its last does not."""
    minute = local.hour * 60 + local.minute
    today = local.date()
    if any(opens <= minute < closes for opens, closes in hours.beginning(today)):
        return True
    if today == date.min:
        return False
    late = minute + MINUTES_PER_DAY
    return any(late < closes for _, closes in hours.beginning(today - timedelta(days=1)))


def next_opening(hours: Hours, local: datetime) -> datetime | None:
    """The moment itself when it is open, else when the next span begins; ``None`` when none does in a year."""
    if is_open(hours, local):
        return local
    for ahead in range(min(HOURS_DAYS_AHEAD_MAX, (date.max - local.date()).days)):
        day = local.date() + timedelta(days=ahead)
        for opens, _ in hours.beginning(day):
            moment = _wall(day, opens, local.tzinfo)
            if moment.astimezone(UTC) > local.astimezone(UTC):
                return moment
    return None


def _wall(day: date, minute: int, zone: tzinfo | None) -> datetime:
    """A wall time of a day; one that the change of clocks skips is moved to where the clock then stands."""
    wall = datetime(day.year, day.month, day.day, minute // 60, minute % 60, tzinfo=zone)
    return wall.astimezone(UTC).astimezone(zone)
