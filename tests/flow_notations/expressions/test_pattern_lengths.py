"""How long a text can be that a pattern matches whole."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from flow_notations.expressions.comparisons import pattern_search
from flow_notations.expressions.pattern_lengths import longest_match
from flow_notations.profile import units

LONGEST = {
    "^NT-[0-9]{5}$": 8, "^[A-Z0-9]{6,12}$": 12, "^(a|bcd)?x$": 4, r"^\d{3}\s?\w$": 5, "^(?:ab){3}$": 6, "^(?P<x>ab)c$": 3,
    "^$": 0, "^a??$": 1, r"\A\bab\z": 2, r"^[\w.+-]{1,8}$": 8, "^ab{2}c{0}$": 3, r"^\.{2}$": 2, "^(?i:nt)$": 2,
    "^.{3}$": 6, "^😀$": 2, "^[^a]{2}$": 4, r"^\p{L}{2}$": 4, "^[[:alpha:]]{3}$": 6, "^((a)|)$": 1,
}  # fmt: skip
ENDLESS = [
    "^a+$",
    "^a*$",
    "^a{3,}$",
    "a",
    "^a",
    "a$",
    "^a|b$",
    r"^a\$",
    "^(?i)a$",
    "^(a)$)$",
    "^(a$",
    r"^\Qa\E$",
    "^a{,3}$",
]


@pytest.mark.parametrize(("pattern", "longest"), LONGEST.items())
def test_longest(pattern: str, longest: int) -> None:
    """Signs, classes, repetitions, groups and branches are counted in UTF-16 units."""
    assert longest == longest_match(pattern)
    assert pattern_search(pattern) is not None


@pytest.mark.parametrize("pattern", ENDLESS)
def test_endless(pattern: str) -> None:
    """A pattern that is not held at both ends, or repeats without end, or is not understood, says nothing."""
    assert longest_match(pattern) is None


PIECES = st.sampled_from(["a", "😀", ".", r"\d", "[a-c]", "[^x]", r"\p{L}", "(a|bc)", "(?:é.)"])
REPEATS = st.sampled_from(["", "?", "{2}", "{0,3}", "+?"])


@given(parts=st.lists(st.tuples(PIECES, REPEATS), max_size=4), text=st.text("abc1é😀x", max_size=12))
def test_no_match_is_longer(parts: list[tuple[str, str]], text: str) -> None:
    """Whatever a pattern matches has at most so many units."""
    pattern = "^" + "".join(piece + repeat for piece, repeat in parts) + "$"
    longest, search = longest_match(pattern), pattern_search(pattern)

    assert search is not None
    if longest is not None and search(text):
        assert units(text) <= longest
