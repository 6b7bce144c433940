"""Worst-case lengths: what a rendered template can have at most."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta

import pytest

from flow_notations.expressions import Scope, hole_lengths, length_of, parse_template, units_bound
from flow_notations.expressions.language_words import WORDS
from flow_notations.expressions.moments import (
    DATE_CHARACTERS_MAX,
    DURATION_CHARACTERS_MAX,
    WEEKDAY_CHARACTERS_MAX,
    date_words,
    duration_words,
    weekday_words,
)
from flow_notations.profile import units
from flow_notations.values import (
    ANY,
    DATE,
    DATETIME,
    DURATION,
    NULL,
    NUMBER,
    TEXT,
    TIME,
    YES_NO,
    Type,
    list_of,
    text_of,
)


@pytest.mark.parametrize(
    ("type_", "length"),
    [
        (TEXT, 256),
        (text_of(20), 20),
        (Type("text", options=("a", "👋👋")), 4),
        (NUMBER, 36),
        (Type("number", low=1, high=5), 8),
        (Type("number", low=-10, high=5), 10),
        (Type("number", low=7, high=7), 1),
        (Type("number", low=7), 36),
        (YES_NO, 4),
        (DATE, 19),
        (TIME, 5),
        (DATETIME, 25),
        (DURATION, 64),
        (NULL, 0),
        (ANY, 256),
        (list_of(text_of(3)), 256),
    ],
)
def test_length_of_types(type_, length):
    """By the declared maximum; 256 where nothing is declared."""
    assert length_of(type_) == length


def test_units_bound(env):
    """Literals in UTF-16 units plus every hole's length."""
    template = parse_template('👋 {order.id} {contact.first_name ?? "you"} {code}', path="x").value

    assert (units_bound(template, env), hole_lengths(template, env)) == (2 + 1 + 20 + 1 + 40 + 1 + 256, (20, 40, 256))


@pytest.mark.parametrize("style", DATE_CHARACTERS_MAX)
def test_longest_dates(style):
    """Over a year of days, in every language, at the widest hour."""
    at = int(datetime.fromisoformat("2026-01-01T00:00:00+00:00").timestamp() * 1000)
    days = [date(2027, 1, 1) + timedelta(days=ahead) for ahead in range(365)]
    near = [date(2026, 1, 1) + timedelta(days=ahead) for ahead in range(-2, 8)]
    longest = max(
        units(date_words(Scope(at=at, language=language), datetime.combine(day, time(23, 59)), style))
        for language in (*WORDS, "xx")
        for day in (*days, *near)
    )

    assert longest <= DATE_CHARACTERS_MAX[style] <= longest + 3


def test_longest_weekdays_and_durations():
    """The other words of time hold their bounds too."""
    for language in (*WORDS, "xx"):
        scope = Scope(language=language)

        assert all(units(weekday_words(scope, date(2026, 3, day))) <= WEEKDAY_CHARACTERS_MAX for day in range(2, 9))
        assert units(duration_words(language, timedelta.min)) <= DURATION_CHARACTERS_MAX
