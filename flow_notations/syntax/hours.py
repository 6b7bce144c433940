"""Opening hours as a centre writes them: ``mon-fri 08:00-22:00``, ``closed 2026-12-25``. Lines in, spans out, and back."""

from __future__ import annotations

import re
from datetime import date
from itertools import groupby
from typing import TYPE_CHECKING

from flow_notations import ast

from .grammar import Block
from .reading import Slip
from .scan import Cursor

if TYPE_CHECKING:
    from .lines import Line
    from .scan import Page

DAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
DAY_MINUTES = 24 * 60
_DAY = re.compile(rf"(?:{'|'.join(DAYS)})(?!\w)")
_LONG_DAY = re.compile(rf"({'|'.join(DAYS)})\w+", re.IGNORECASE)
_LONG_DASHES = ("–", "—", "−", "‐", "‑", "―")
_TIME = re.compile(r"([01]\d|2[0-4]):([0-5]\d)(?!\w)")
_DATE = re.compile(r"\d{4}-\d{2}-\d{2}(?!\w)")

Spans = tuple[tuple[int, int, int], ...]


def read_hours(name: ast.Word, body: tuple[Line | Block, ...], page: Page) -> ast.HoursDeclared:
    """One set of hours. A line that cannot be read is left out."""
    spans: list[tuple[int, int, int]] = []
    closed: list[str] = []
    for raw in body:
        cursor = Cursor(alone(raw, page), page)
        try:
            if cursor.keyword("closed"):
                closed += _dates(cursor)
            else:
                spans += _spans(cursor)
            cursor.finish()
        except Slip as slip:
            page.complaints.append(slip.at(page.path))
    return ast.HoursDeclared(name=name, spans=tuple(sorted(set(spans))), closed=tuple(sorted(set(closed))))


def alone(raw: Line | Block, page: Page) -> Line:
    """The line itself; what is indented under it is complained of, for nothing in a centre but ``hours`` owns lines."""
    if not isinstance(raw, Block):
        return raw
    if not raw.body:
        return raw.head
    under = raw.body[0]
    place = under.head if isinstance(under, Block) else under
    page.complain(
        "S107", f"this line is indented under one that owns nothing: '{raw.head.text}'", place.span, "remove it"
    )
    return raw.head


def print_hours(hours: ast.HoursDeclared) -> list[str]:
    """The lines that ``read_hours`` reads back; days that open alike and follow each other share one."""
    days = [
        (day, [f"{_clock(start)}-{_clock(end)}" for at, start, end in hours.spans if at == day]) for day in range(7)
    ]
    rows = []
    for times, group in groupby(days, key=lambda item: item[1]):
        run = [day for day, _ in group]
        if times:
            rows.append(f"{DAYS[run[0]]}{f'-{DAYS[run[-1]]}' if len(run) > 1 else ''} {', '.join(times)}")
    return rows + ([f"closed {', '.join(hours.closed)}"] if hours.closed else [])


def _spans(cursor: Cursor) -> Spans:
    first = last = _day(cursor, "a day: mon, tue, wed, thu, fri, sat or sun, or 'closed'")
    if _hyphen(cursor):
        last = _day(cursor, "the last day")
    days = [(first + step) % 7 for step in range((last - first) % 7 + 1)]
    times = [_from_to(cursor)]
    while cursor.sign(","):
        times.append(_from_to(cursor))
    return tuple([piece for day in days for start, end in times for piece in _pieces(day, start, end)])


def _day(cursor: Cursor, what: str) -> int:
    long = _LONG_DAY.match(cursor.text, cursor.at)
    if long is not None:
        hint = f"write {long[1].lower()}"
        raise Slip("S117", f"days have three letters, not '{long[0]}'", cursor.span(cursor.at, long.end()), hint)
    return DAYS.index(cursor.word(what, _DAY).text)


def _hyphen(cursor: Cursor) -> bool:
    """Take the hyphen of a range, if one comes next. Word processors make longer dashes of it."""
    dash = next((each for each in _LONG_DASHES if cursor.peek(each)), None)
    if dash is not None:
        place = cursor.span(cursor.at, cursor.at + 1)
        raise Slip("S117", f"'{dash}' is a long dash", place, "write a plain hyphen: mon-fri 08:00-22:00")
    return cursor.sign("-")


def _pieces(day: int, start: int, end: int) -> Spans:
    """Hours past midnight belong to the next day."""
    if start < end:
        return ((day, start, end),)
    rest = (((day + 1) % 7, 0, end),) if end else ()
    return ((day, start, DAY_MINUTES), *rest)


def _from_to(cursor: Cursor) -> tuple[int, int]:
    start = _time(cursor)
    if not _hyphen(cursor):
        raise cursor.expected("'-' and the closing time", "for example: mon-fri 08:00-22:00")
    at = cursor.at
    end = _time(cursor)
    if start == end:
        raise Slip("S117", "these hours are over when they begin", cursor.span(at), "a whole day is 00:00-24:00")
    return start, end


def _time(cursor: Cursor) -> int:
    start = cursor.at
    hours, minutes = cursor.word("a time such as 08:00", _TIME).text.split(":")
    if (total := int(hours) * 60 + int(minutes)) > DAY_MINUTES:
        raise Slip("S117", "a day ends at 24:00", cursor.span(start))
    return total


def _dates(cursor: Cursor) -> list[str]:
    found = [_date(cursor)]
    while cursor.sign(","):
        found.append(_date(cursor))
    return found


def _date(cursor: Cursor) -> str:
    word = cursor.word("a date such as 2026-12-25", _DATE)
    try:
        return date.fromisoformat(word.text).isoformat()
    except ValueError:
        raise Slip("S117", f"{word} is no day of the calendar", word.span) from None


def _clock(minutes: int) -> str:
    return f"{minutes // 60:02}:{minutes % 60:02}"
