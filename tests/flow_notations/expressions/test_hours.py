"""Opening hours: local spans, closed days, changes of clocks."""

from __future__ import annotations

from datetime import date, datetime
from zoneinfo import ZoneInfo

import pytest

from flow_notations.expressions import Hours
from flow_notations.expressions.hours import HOURS_DAYS_AHEAD_MAX, is_open, next_opening

MADRID = ZoneInfo("Europe/Madrid")
DESK = Hours(
    (*((weekday, 480, 840) for weekday in range(5)), *((weekday, 900, 1080) for weekday in range(5))),
    frozenset({date(2026, 3, 5)}),
)
NIGHT = Hours(((4, 1320, 360),))


def at(text):
    return datetime.fromisoformat(text).replace(tzinfo=MADRID)


@pytest.mark.parametrize(
    ("hours", "moment", "expected"),
    [
        (DESK, "2026-03-04T07:59", False),
        (DESK, "2026-03-04T08:00", True),
        (DESK, "2026-03-04T13:59", True),
        (DESK, "2026-03-04T14:00", False),
        (DESK, "2026-03-04T15:00", True),
        (DESK, "2026-03-05T10:00", False),
        (DESK, "2026-03-07T10:00", False),
        (NIGHT, "2026-03-06T21:59", False),
        (NIGHT, "2026-03-06T22:00", True),
        (NIGHT, "2026-03-07T05:59", True),
        (NIGHT, "2026-03-07T06:00", False),
        (Hours(((0, 0, 1440),)), "2026-03-02T23:59", True),
        (Hours(((0, 0, 1440),)), "2026-03-03T00:00", False),
        (Hours(()), "0001-01-01T00:00", False),
    ],
)
def test_open(hours, moment, expected):
    """The first minute belongs to a span, the last does not; a night ends the next morning."""
    assert expected == is_open(hours, at(moment))


@pytest.mark.parametrize(
    ("hours", "moment", "expected"),
    [
        (DESK, "2026-03-04T10:00", "2026-03-04T10:00"),
        (DESK, "2026-03-04T07:00", "2026-03-04T08:00"),
        (DESK, "2026-03-04T14:30", "2026-03-04T15:00"),
        (DESK, "2026-03-04T18:00", "2026-03-06T08:00"),
        (DESK, "2026-03-06T18:00", "2026-03-09T08:00"),
        (NIGHT, "2026-03-07T07:00", "2026-03-13T22:00"),
        (DESK, "2026-03-28T12:00", "2026-03-30T08:00"),
        (Hours(((6, 150, 200),)), "2026-03-28T12:00", "2026-03-29T03:30"),
    ],
)
def test_next_opening(hours, moment, expected):
    """Now when it is open; past closed days; a wall time that the clocks skip is where they then stand."""
    assert at(expected) == next_opening(hours, at(moment))


def test_never_opening():
    """No span, or closed all along: there is no next opening."""
    start = at("2026-03-04T10:00")
    closed = frozenset(date.fromordinal(start.toordinal() + ahead) for ahead in range(HOURS_DAYS_AHEAD_MAX + 1))

    assert [next_opening(hours, start) for hours in (Hours(()), Hours(DESK.spans, closed))] == [None, None]


@pytest.mark.parametrize("span", [(7, 0, 60), (-1, 0, 60), (0, -1, 60), (0, 1440, 1500), (0, 0, 2881)])
def test_impossible_spans(span):
    """A span outside the week is the programmer's fault."""
    with pytest.raises(ValueError, match="is none of a week"):
        Hours((span,))


@pytest.mark.parametrize("span", [(0, 0, 0), (6, 1439, 2880)])
def test_widest_spans(span):
    """From midnight to midnight, and to the end of the next day."""
    assert (span,) == Hours((span,)).spans
