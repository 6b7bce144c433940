"""Which time of day a customer means.

Flows in: one message and a language. Flows out: ``Understood(time)``; an hour that could be morning or afternoon ("at 3") is
``Ambiguous`` with both, and so is a small one beside a mark ("um 3 Uhr"). Hours and minutes in digits (``3:00``, ``14h30``) are read on
the 24-hour clock. A bound or a range is no time. Knows no day and no zone.
"""

from __future__ import annotations

from datetime import time
from typing import TYPE_CHECKING, NamedTuple

from .answer import Ambiguous, Answer, NotUnderstood, Understood
from .beside import denied, other_end, span_beside
from .calendar_words import digits_for_words
from .clock_words import clock_of
from .fold import fold

if TYPE_CHECKING:
    import re
    from collections.abc import Iterator

    from .clock_words import Clock


SMALL_HOURS_MAX = 6
"""Hours that hardly anybody means before noon: "um 3 Uhr" and "à 3 heures" are asked about, "um 8 Uhr" is in the morning."""

_CLOCK_SIGNS = ("at", "part", "part_", "around", "around_", "dot")
"""Groups of the pattern that say a time even beside a mark that counts hours."""


class _Found(NamedTuple):
    """A time found from ``start`` to ``end``: minutes since midnight, several where it is not clear."""

    start: int
    end: int
    minutes: tuple[int, ...]
    how: str


def understand_time(text: str, language: str = "en") -> Answer:
    """The one time of day of the message."""
    clock = clock_of(language)
    folded = _with_digits(fold(text, language), language, clock)
    found = list(_times(folded, clock))
    if not found:
        return NotUnderstood("no time of day in the message")
    minutes = tuple(dict.fromkeys(one for time_found in found for one in time_found.minutes))
    if not minutes:
        return NotUnderstood(f"there is no time {found[0].how}")
    if len(minutes) > 1:
        return Ambiguous(tuple(f"{_time(one):%H:%M}" for one in minutes), " and ".join(one.how for one in found))
    other = next((word for one in found if (word := _made_other(folded, one, language))), None)
    other = other or denied(text, language, lambda clause: any(_times(_with_digits(clause, language, clock), clock)))
    if other is not None:
        return NotUnderstood(f"'{other}' beside {found[0].how} makes something else of it")
    return Understood(_time(minutes[0]), found[0].how, exact=found[0].start == 0 and found[0].end == len(folded))


def _made_other(folded: str, found: _Found, language: str) -> str | None:
    """The word that makes a bound, one end of a range or a length of it: "before 3 pm", "2 to 3 pm", "in 2 hours"."""
    start, end = found.start, found.end
    return other_end(folded, start, end, language) or span_beside(folded, start, end, language)


def _with_digits(folded: str, language: str, clock: Clock) -> str:
    """Numbers in digits, but not those inside "menos cuarto" and "half past"; "a la una" says an hour, too."""
    spelled = clock.several.sub(lambda found: clock.apart[found[0]], folded)
    pieces = clock.phrases.split(clock.at_one.sub(r"\1 1", spelled))
    return "".join(piece if place % 2 else digits_for_words(piece, language) for place, piece in enumerate(pieces))


def _times(folded: str, clock: Clock) -> Iterator[_Found]:
    """Every time in digits, then every time with a name ("noon") that is not part of one ("après-midi")."""
    rest = folded
    for match in clock.pattern.finditer(folded):
        if _says_time(match, folded, clock):
            yield _Found(match.start(), match.end(), _minutes(match, clock), f"'{match[0]}'{_clock_said(match)}")
            rest = rest[: match.start()] + "\0" * len(match[0]) + rest[match.end() :]
    for match in clock.named_pattern.finditer(rest):
        if match["named"]:
            minutes = (clock.named[match["named"]] + _around(match, clock)) % 1440
            yield _Found(match.start(), match.end(), (minutes,), f"'{match[0]}'")


def _says_time(match: re.Match[str], folded: str, clock: Clock) -> bool:
    """A lone number is a time only as the whole message or after "at"; "2 hours" are no time, "at 15 hours" are."""
    mark = match["mark"] or ("h" if match["minute_h"] else "")
    if mark in clock.durations and int(match["hour"]) <= 12 and not any(match[name] for name in _CLOCK_SIGNS):
        return False
    marks = ("minute", "minute_h", "mark", "dot", "part", "part_", "around", "around_", "at")
    return any(match[mark] for mark in marks) or match[0] == folded


def _clock_said(match: re.Match[str]) -> str:
    return ", on the 24-hour clock" if match["minute"] and not (match["part"] or match["part_"]) else ""


def _minutes(match: re.Match[str], clock: Clock) -> tuple[int, ...]:
    """Minutes since midnight; none if there is no such time, two if the half of the day was not said."""
    hour, minute = int(match["hour"]), int(match["minute"] or match["minute_h"] or match["minute_mark"] or 0)
    part = clock.part_of_day.get(match["part"] or match["part_"] or "", "")
    if hour > 23 or minute > 59 or (part and hour == 0):
        return ()
    hours: tuple[int, ...] = (hour,)
    if part == "morning" and hour == 12:
        hours = (0, 12)
    elif part and hour <= 12:
        hours = (_in_part(hour, part),)
    elif not part and 1 <= hour <= _either_max(match):
        hours = (hour % 12, hour % 12 + 12)
    minutes = (minute, 0) if match["minute_mark"] and _counts_more(match, clock) else (minute,)
    return tuple((one * 60 + more + _around(match, clock)) % 1440 for one in hours for more in minutes)


def _either_max(match: re.Match[str]) -> int:
    """The last hour that may be before or after noon: none beside minutes in digits, few beside a mark of the 24-hour clock."""
    if match["minute"] or match["minute_h"]:
        return 0
    return SMALL_HOURS_MAX if match["mark"] else 12


def _around(match: re.Match[str], clock: Clock) -> int:
    """Minutes before or after the hour: "half past", "menos cuarto"."""
    return clock.around.get(match["around"] or match["around_"] or "", 0)


def _counts_more(match: re.Match[str], clock: Clock) -> bool:
    """Whether "15 Uhr 30" goes on, so that 30 may count something else ("15 Uhr 30 Personen")."""
    following = match.string[match.end() :].strip()
    return following[:1].isalpha() and following not in clock.courtesies


def _in_part(hour: int, part: str) -> int:
    """An hour of the 12-hour clock in a part of the day; night is evening from 5 and small hours before, midday begins at 11."""
    if part == "midday" and hour >= 11:
        return hour
    late = part in ("midday", "afternoon") or (part == "night" and 5 <= hour <= 11)
    return hour % 12 + 12 if late else hour % 12


def _time(minutes: int) -> time:
    return time(minutes // 60, minutes % 60)
