"""How long the provider tells us to wait."""

from __future__ import annotations

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from channel_adapter.whatsapp.usage import WAIT_MS_MAX, told_wait_ms

NOW = 1_800_000_000_000
"""Fri, 15 Jan 2027 08:00:00 GMT."""


def business(*minutes: object) -> str:
    return json.dumps({"account": [{"type": "whatsapp", "estimated_time_to_regain_access": each} for each in minutes]})


@pytest.mark.parametrize(
    ("headers", "wait_ms"),
    [
        ({}, 0),
        ({"retry-after": "30"}, 30_000),
        ({"retry-after": " 0 "}, 0),
        ({"retry-after": "Fri, 15 Jan 2027 08:01:00 GMT"}, 60_000),
        ({"retry-after": "Fri, 15 Jan 2027 08:01:00"}, 60_000),
        ({"retry-after": "Fri, 15 Jan 2027 07:00:00 GMT"}, 0),
        ({"retry-after": "soon"}, 0),
        ({"retry-after": "-5"}, 0),
        ({"retry-after": "9" * 400}, WAIT_MS_MAX),
        ({"x-business-use-case-usage": business(0, 7, 3)}, 420_000),
        ({"x-business-use-case-usage": business("7", True, -1, None)}, 0),
        ({"x-business-use-case-usage": '{"account": 5, "other": [6]}'}, 0),
        ({"x-business-use-case-usage": "[]"}, 0),
        ({"x-business-use-case-usage": "{"}, 0),
        ({"x-app-usage": '{"call_count": 99, "total_time": 5}'}, 0),
        ({"x-app-usage": '{"call_count": 5, "total_time": 100}'}, 60_000),
        ({"x-app-usage": "[" * 100_000}, 0),
        ({"retry-after": "90", "x-app-usage": '{"call_count": 100}'}, 90_000),
    ],
)
def test_the_longest_wait_that_is_asked_for(headers, wait_ms):
    """Seconds, a date, minutes of an account, or a meter at 100 percent; nonsense asks for nothing."""
    assert told_wait_ms(headers, now=NOW) == wait_ms


@pytest.mark.parametrize(("seconds", "wait_ms"), [(86_399, 86_399_000), (86_400, WAIT_MS_MAX), (86_401, WAIT_MS_MAX)])
def test_a_wait_longer_than_a_day_is_not_believed(seconds, wait_ms):
    """The reply window would be over anyway."""
    assert told_wait_ms({"retry-after": str(seconds)}, now=NOW) == wait_ms


@given(st.dictionaries(st.sampled_from(["retry-after", "x-business-use-case-usage", "x-app-usage"]), st.text()))
def test_any_header_gives_a_wait_in_bounds(headers):
    """No text ends in an exception."""
    assert 0 <= told_wait_ms(headers, now=NOW) <= WAIT_MS_MAX
