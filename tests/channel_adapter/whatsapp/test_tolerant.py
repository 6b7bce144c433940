"""Reading JSON that somebody else wrote."""

from __future__ import annotations

import json
import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from channel_adapter.text import sanitise
from channel_adapter.whatsapp.tolerant import (
    INTEGER_DIGITS_MAX,
    RAW_DEPTH_MAX,
    decoded,
    moment_of,
    number_of,
    pruned,
    text_of,
    whole_of,
)

CLEAN = st.text(st.characters(codec="utf-8", exclude_characters="\0"))
SCALARS = st.none() | st.booleans() | st.integers(-(10**17), 10**17) | st.floats(allow_nan=False, allow_infinity=False)
JSON = st.recursive(
    SCALARS | CLEAN, lambda inner: st.lists(inner, max_size=4) | st.dictionaries(CLEAN, inner, max_size=4), max_leaves=8
)


@given(JSON)
def test_healthy_json_is_read_as_it_is(value):
    """With and without escapes, decoding agrees with the standard library."""
    assert decoded(json.dumps(value).encode()) == value
    assert decoded(json.dumps(value, ensure_ascii=False).encode()) == value


@given(st.text(st.characters()))
def test_half_surrogates_are_mended_as_the_house_does(text):
    """Escaped halves, whole pairs and NUL come out as ``text.sanitise`` makes them."""
    assert decoded(json.dumps(text).encode()) == sanitise(text)


def test_an_escaped_backslash_is_no_escape():
    """``\\\\ud83d`` is a backslash and five letters."""
    assert decoded(rb'["\\ud83d", "\\\\\ud83d"]') == ["\\ud83d", "\\\\\ufffd"]


def test_a_broken_character_loses_nothing_else():
    """Bytes that are no UTF-8 become the replacement character."""
    assert decoded(b'{"a":"caf\xe9","b":1}') == {"a": "caf�", "b": 1}


def test_a_byte_order_mark_and_white_space_are_passed_over():
    """Some servers put them first."""
    assert decoded(b'\xef\xbb\xbf \n{"a":1}\r\n\t ') == {"a": 1}


@pytest.mark.parametrize("body", [b"", b"{", b"1 2", b"nope", b"\x00", b"[" * 100_000])
def test_what_is_not_json_is_a_value_error(body):
    """Or a recursion error, for depth; nothing else."""
    with pytest.raises((ValueError, RecursionError)):
        decoded(body)


@pytest.mark.parametrize(
    "number", ["NaN", "Infinity", "-Infinity", "1e999", "9" * (INTEGER_DIGITS_MAX + 1), "9" * 5000]
)
def test_numbers_that_no_store_can_hold_become_null(number):
    """They would break the journal, not us."""
    assert decoded(f"[{number}]".encode()) == [None]


def test_the_longest_whole_number_is_kept():
    """18 digits fit 64 bits."""
    assert decoded(b"[" + b"9" * INTEGER_DIGITS_MAX + b"]") == [10**18 - 1]


@pytest.mark.parametrize(
    ("value", "expected"), [("a", "a"), ("", None), (7, "7"), (True, None), (1.5, None), (None, None), ([], None)]
)
def test_text_of(value, expected):
    """A text, or a whole number as one."""
    assert text_of(value) == expected


@pytest.mark.parametrize(
    ("value", "expected"),
    [(1, 1.0), ("18.42", 18.42), ("x", None), (True, None), (None, None), ("nan", None), ("1e999", None), ([1], None)],
)
def test_number_of(value, expected):
    """A finite number, or a text that says one."""
    assert number_of(value) == expected


@pytest.mark.parametrize(
    ("value", "expected"),
    [(5, 5), ("-5", -5), ("x", None), ("٣", None), (True, None), (1.0, None), ("9" * 19, None), ("9" * 18, 10**18 - 1)],
)
def test_whole_of(value, expected):
    """A whole number, or a text of ASCII digits."""
    assert whole_of(value) == expected


@pytest.mark.parametrize(
    ("stamp", "expected"),
    [
        ("1790000000", 1_790_000_000_000),
        (1790000000, 1_790_000_000_000),
        ("1790000000123", 1_790_000_000_123),
        ("99999999999", 1_800_000_000_000),
        ("2790000000", 1_800_000_000_000),
        ("0", 1_800_000_000_000),
        ("-1", 1_800_000_000_000),
        ("soon", 1_800_000_000_000),
        (None, 1_800_000_000_000),
        (math.pi, 1_800_000_000_000),
    ],
)
def test_moments_are_seconds_or_milliseconds_and_never_in_the_future(stamp, expected):
    """What cannot be a moment becomes that of arrival."""
    assert moment_of(stamp, 1_800_000_000_000) == expected


def test_kept_json_is_cut_at_its_depth():
    """What lies deeper than the bound becomes null; at the bound it is kept."""

    def nest(levels: int) -> dict[str, object]:
        value: object = "core"
        for level in range(levels):
            value = [value] if level % 2 else {"a": value}
        return {"top": value}

    assert "core" in json.dumps(pruned(nest(RAW_DEPTH_MAX)))
    assert "core" not in json.dumps(pruned(nest(RAW_DEPTH_MAX + 1)))
