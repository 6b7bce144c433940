"""Did you mean …"""

from __future__ import annotations

import pytest

from flow_notations.expressions import closest, did_you_mean


@pytest.mark.parametrize(
    ("word", "words", "expected"),
    [
        ("frist_name", ["first_name", "last_name"], "first_name"),
        ("firstName", ["first_name"], "first_name"),
        ("suport", ["support", "cards"], "support"),
        ("direccion", ["dirección"], "dirección"),
        ("cat", ["dog", "cow"], None),
        ("x", ["y"], "y"),
        ("x", ["abc"], None),
        ("b", ["c", "a"], "a"),
        ("anything", [], None),
    ],
)
def test_closest(word, words, expected):
    """One slip for three letters; a swap is one; case, accents and underscores are none."""
    assert expected == closest(word, words)


def test_hints():
    """The nearest word, else all when they are few, else nothing."""
    few, many = ["lost", "stolen"], [f"option{count}" for count in range(9)]

    assert [
        did_you_mean("losst", few, "its options"),
        did_you_mean("x" * 9, few, "its options"),
        did_you_mean("x" * 9, many, "its options"),
        did_you_mean("x" * 9, few),
    ] == ["did you mean 'lost'?", "its options: lost, stolen", "", ""]
