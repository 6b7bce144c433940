"""Text is measured in the unit asked for, and its graphemes are those of Unicode 18."""

from __future__ import annotations

import gzip
from pathlib import Path

import pytest
import wcwidth
from hypothesis import given
from hypothesis import strategies as st

from channel_adapter.text import Unit, emoji_count, emoji_in, graphemes, is_blank, is_emoji, length, sanitise
from channel_adapter.text.measuring import boundary_at_or_before, prefix

DATA = Path(__file__).parent / "data"

FAMILY = "👨‍👩‍👧‍👦"
SAMPLES = {
    "plain": ("taxi", 4, 4, 4, 4),
    "combining acute": ("e\u0301", 1, 2, 2, 3),
    "skin tone": ("👍🏽", 1, 2, 4, 8),
    "family": (FAMILY, 1, 7, 11, 25),
    "flag": ("🇿🇦", 1, 2, 4, 8),
    "keycap": ("1\ufe0f\u20e3", 1, 3, 3, 7),
    "subdivision flag": ("🏴󠁧󠁢󠁳󠁣󠁴󠁿", 1, 7, 14, 28),
    "devanagari conjunct": ("क्ष", 1, 3, 3, 9),
    "thai": ("กำ", 1, 2, 2, 6),
    "arabic with marks": ("بَّ", 1, 3, 3, 6),
    "hangul jamo": ("\u1112\u1161\u11ab", 1, 3, 3, 9),
    "line break of two": ("\r\n", 1, 2, 2, 2),
    "two flags": ("🇿🇦🇿🇦", 2, 4, 8, 16),
}

pieces = st.sampled_from(
    ["a", " ", "\n", "\r\n", "\u0301", "\u200d", "\ufe0f", "\u20e3", "1", "👨", "👩‍👧", "🇿", "🏽", "❤", "क", "्", "ष", "ก", "ำ",
     "ب", "َ", "\u1112", "\u1161", "\u11ab", "\u0600", "🏴", "\U000e0067", "\U000e007f", "©", "漢", "\ud83d", "\u200f"]
)  # fmt: skip
texts = st.lists(pieces, max_size=30).map("".join)


def read(name: str) -> list[str]:
    """The lines of a packed fixture without its header."""
    return [line for line in gzip.decompress((DATA / name).read_bytes()).decode().splitlines() if line[:1] != "#"]


@pytest.mark.parametrize("name", SAMPLES)
def test_a_text_is_counted_in_every_unit(name: str) -> None:
    """Graphemes, code points, UTF-16 units and bytes of what people really type."""
    text, *expected = SAMPLES[name]
    units = (Unit.GRAPHEMES, Unit.CODE_POINTS, Unit.UTF16, Unit.BYTES)
    assert [length(text, unit) for unit in units] == expected


def test_utf16_is_the_unit_unless_another_is_asked_for() -> None:
    """The careful reading of *characters* is the default."""
    assert length(FAMILY) == 11


def test_graphemes_are_those_of_the_unicode_conformance_test() -> None:
    """All 853 cases of GraphemeBreakTest 18.0."""
    cases = read("grapheme_break_18.txt.gz")
    assert len(cases) == 853
    for case in cases:
        expected = ["".join(chr(int(code, 16)) for code in part.split("×")) for part in case.strip("÷ ").split("÷")]
        assert list(graphemes("".join(expected))) == expected, case


def test_every_emoji_of_unicode_18_is_one_grapheme_and_known() -> None:
    """5,244 strings of emoji-test; the fully qualified ones count as one emoji each."""
    for line in read("emoji_18.txt.gz"):
        recommended, emoji = line[0] == "+", line[2:]
        assert graphemes(emoji) == (emoji,), line
        assert is_emoji(emoji) or not recommended, line


@given(texts)
def test_graphemes_agree_with_an_independent_library(text: str) -> None:
    """The same clusters as wcwidth, whatever is thrown together; joined again they are the text."""
    assert list(graphemes(text)) == list(wcwidth.iter_graphemes(text))
    assert length(text, Unit.GRAPHEMES) == len(graphemes(text))


@given(texts, st.integers(0, 60))
def test_a_boundary_is_found_from_anywhere(text: str, index: int) -> None:
    """Looking back from any index finds the last grapheme boundary before it."""
    ends = [0]
    for cluster in wcwidth.iter_graphemes(text):
        ends.append(ends[-1] + len(cluster))
    assert boundary_at_or_before(text, index) == max(end for end in ends if end <= index)


@given(texts, st.integers(0, 40), st.sampled_from(Unit))
def test_a_prefix_is_the_longest_that_fits(text: str, room: int, unit: Unit) -> None:
    """It fits, and one code point more would not."""
    end = prefix(text, room, unit)
    assert length(text[:end], unit) <= room
    assert end == len(text) or length(text[: end + 1], unit) > room


@pytest.mark.parametrize("text", ["1", "#", "*", "©", "™", "☎", "♥", "↔", "a", "漢", "🇿", "⌚\ufe0e", ""])
def test_digits_text_signs_and_half_flags_are_no_emoji(text: str) -> None:
    """What shows as text is text."""
    assert not is_emoji(text)


@pytest.mark.parametrize("emoji", ["©️", "1️⃣", "❤\u200d🔥", "👩\u200d👩\u200d👩", "🇿🇦", "👍🏽", FAMILY, "☎️", "🏴󠁧󠁢󠁳󠁣󠁴󠁿"])
def test_an_emoji_counts_once_however_it_is_built(emoji: str) -> None:
    """Also groups that no list recommends."""
    assert emoji_in(f"a {emoji} b 1") == (emoji,)
    assert emoji_count(emoji * 2) == 2
    assert emoji_count("#1 taxi") == 0


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("plain", "plain"),
        ("naïve 👍", "naïve 👍"),
        ("a\0b", "ab"),
        ("\ud83d", "\ufffd"),
        ("a\udc4db", "a\ufffdb"),
        ("\ud83d\udc4d", "👍"),
        ("\udc4d\ud83d\0", "\ufffd\ufffd"),
    ],
)
def test_what_no_wire_carries_is_replaced(text: str, expected: str) -> None:
    """Lone surrogates and NUL go; everything else stays, unnormalised."""
    assert sanitise(text) == expected
    sanitise(text).encode()


@pytest.mark.parametrize(
    "text", ["", " ", "\n\t ", "\x01\x7f", "\u200b", "\u200f \u2060", "\u3164", "\u2800", "\ufe0f", "\xad"]
)
def test_what_shows_nothing_is_blank(text: str) -> None:
    """Zero-width signs, fillers and controls are no text."""
    assert is_blank(text)


@pytest.mark.parametrize("text", ["a", " a ", "\u200ba", "0", "👍", "\u0600", "é", "\x01x"])
def test_what_shows_something_is_not_blank(text: str) -> None:
    """One visible character is enough."""
    assert not is_blank(text)
