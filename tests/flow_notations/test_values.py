"""Values and their types: exact numbers, JSON both ways, types as an author writes them."""

from __future__ import annotations

import json
from datetime import UTC, date, datetime, time, timedelta
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from flow_notations import values
from flow_notations.profile import units

PLAIN = (
    st.none()
    | st.booleans()
    | st.integers()
    | st.text(st.characters(exclude_categories=["Cs"]))
    | st.dates()
    | st.times()
    | st.datetimes(timezones=st.just(UTC))
    | st.timedeltas().map(lambda span: span // timedelta(milliseconds=1) * timedelta(milliseconds=1))
    | st.decimals(allow_nan=False, allow_infinity=False).map(values.number)
)
VALUES = st.recursive(
    PLAIN,
    lambda inner: (
        st.lists(inner, max_size=4).map(tuple)
        | st.dictionaries(st.from_regex("[a-z_]{1,8}", fullmatch=True), inner, max_size=4)
    ),
    max_leaves=12,
)


@given(VALUES)
def test_every_value_survives_json(value: values.Value) -> None:
    """Store, drop, read back: equal, through real JSON text."""
    assert values.from_json(json.loads(json.dumps(values.to_json(value)))) == value


@pytest.mark.parametrize(
    ("written", "exact"),
    [("1.50", Decimal("1.5")), (2.0, 2), (0.1, Decimal("0.1")), ("1e3", 1000), (7, 7), (True, 1), (Decimal("3.0"), 3)],
)
def test_numbers_are_exact_and_have_one_form(written: object, exact: object) -> None:
    """Whole numbers are int, others decimals without trailing zeros."""
    found = values.number(written)  # type: ignore[arg-type]

    assert (found, type(found)) == (exact, type(exact))


@pytest.mark.parametrize("written", ["", "abc", "NaN", float("inf"), "1,5"])
def test_what_is_no_number_is_refused_by_name(written: object) -> None:
    """The message holds what was given."""
    with pytest.raises(ValueError, match="is not a"):
        values.number(written)  # type: ignore[arg-type]


def test_a_float_of_foreign_json_becomes_exact() -> None:
    """What a service answers as 19.9 is 19.9."""
    assert values.from_json(json.loads('{"total": 19.9}')) == {"total": Decimal("19.9")}


def test_what_has_no_place_in_a_flow_is_refused() -> None:
    """A foreign object is named by its type."""
    with pytest.raises(ValueError, match="a value of type object"):
        values.from_json(object())


@pytest.mark.parametrize(
    ("written", "words"),
    [
        (values.TEXT, "text"),
        (values.text_of(40).or_null(), "text 40?"),
        (
            values.list_of(values.record_of({"id": values.text_of(8), "at": values.DATETIME})),
            "list of (id text 8, at datetime)",
        ),
        (values.record_of({}), "record"),
        (values.NUMBER, "number"),
        (values.Type("list"), "list"),
    ],
)
def test_types_read_as_an_author_writes_them(written: values.Type, words: str) -> None:
    """Messages show types in the language's own words."""
    assert str(written) == words


def test_known_takes_away_both_doubts() -> None:
    """``is known`` means: set, and not null."""
    doubtful = values.Type("text", nullable=True, unset=True)

    assert doubtful.known() == values.TEXT


@pytest.mark.parametrize(
    ("value", "form"),
    [
        (date(2026, 3, 5), {"$date": "2026-03-05"}),
        (time(9, 30), {"$time": "09:30:00"}),
        (datetime(2026, 3, 5, 9, tzinfo=UTC), {"$datetime": "2026-03-05T09:00:00+00:00"}),
        (timedelta(hours=2), {"$duration": 7_200_000}),
        (Decimal("1.5"), {"$number": "1.5"}),
    ],
)
def test_stored_forms_stay_readable(value: values.Value, form: object) -> None:
    """These forms stand in databases: they may be added to, never changed."""
    assert values.to_json(value) == form
    assert values.from_json(form) == value


@pytest.mark.parametrize(
    ("text", "count"), [("", 0), ("abc", 3), ("é", 1), ("👍🏽", 4), ("👨‍👩‍👧‍👦", 11), ("\ud83d", 1)]
)
def test_units_count_as_the_channel_does(text: str, count: int) -> None:
    """UTF-16 code units, lone surrogates included."""
    assert units(text) == count


@pytest.mark.parametrize("more", [-1, 0, 1])
def test_a_number_written_with_an_exponent_is_bounded(more: int) -> None:
    """Eleven signs from the network never become an integer of a gigabyte."""
    written = f"1e{values.NUMBER_DIGITS_MAX - 1 + more}"

    if more > 0:
        with pytest.raises(ValueError, match="digits"):
            values.number(written)
    else:
        assert values.number(written) == 10 ** (values.NUMBER_DIGITS_MAX - 1 + more)
