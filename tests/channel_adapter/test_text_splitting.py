"""Long texts are split without loss, at good places, and look as before."""

from __future__ import annotations

from itertools import pairwise

import pytest
import wcwidth
from hypothesis import given, settings
from hypothesis import strategies as st

from channel_adapter.text import Style, Unit, is_blank, join, length, parts, spans, split

FAMILY = "👨‍👩‍👧‍👦"
WILD = [
    "hello ", "World. ", "*bold it* ", "_ital_ ", "~no~ ", "```mono\ncode```", "`c d` ", "\n", "\n\n", "> quoted line\n", "- item\n",
    "1. num ", "https://example.com/a_b_c?x=1 ", FAMILY, "🇿🇦", "1️⃣", "नमस्ते ", "สวัสดี", "e\u0301", "\u200f", "\u2067ab \u2069",
    "*_x y z_ w*", "漢字。", "   ", "*", "_", "`", "```", "~", "मा ", "\u0600", "a", "\u200b", "שלום ", "\u200d", "\u2028", "\r\n",
    "> ", "- ", "\xa0", "\u202b", "\ud83d",
]  # fmt: skip
wild = st.lists(st.sampled_from(WILD), max_size=60).map("".join)
tame_words = st.sampled_from([
    "hello", "World.", "*bold it*", "_italic_", "~no~ no", "*_x y z_ w*", "`c d`", "नमस्ते", "שלום", FAMILY, "2*3", "a_b_c", "漢字。",
    "\n", "\n\n", "\n> quoted *and bold* line\n", "\n- item\n", "\n```mono code\nmore code```\n", "https://example.com/a_b",
])  # fmt: skip
tame = st.lists(tame_words, min_size=1, max_size=60).map(" ".join)


def boundaries(text: str) -> dict[int, int]:
    """Every place inside a grapheme, with the start of that grapheme, by an independent library."""
    inside, start = {}, 0
    for cluster in wcwidth.iter_graphemes(text):
        inside |= dict.fromkeys(range(start + 1, start + len(cluster)), start)
        start += len(cluster)
    return inside


def looks(text: str) -> list[tuple[str, frozenset[object]]]:
    """Each character with the styles that it shows in."""
    styled = [span for span in spans(text) if isinstance(span.kind, Style)]
    return [
        (char, frozenset(span.kind for span in styled if span.inner_start <= index < span.inner_end))
        for index, char in enumerate(text)
    ]


@settings(max_examples=150, deadline=None)
@given(wild, st.sampled_from([4, 7, 10, 20, 40, 60, 100]), st.sampled_from(Unit), st.booleans())
def test_nothing_is_lost_and_every_part_fits(text: str, limit: int, unit: Unit, smaller: bool) -> None:
    """For any text, limit and unit: joined parts are the text, none is blank or too long, no grapheme is cut for nothing."""
    last = max(4, limit // 2) if smaller else limit
    found = parts(text, limit, unit, last=last)
    if is_blank(text):
        assert found == ()
        return
    assert join(found) == text
    assert all(length(part.text, unit) <= limit for part in found)
    assert length(found[-1].text, unit) <= last
    assert not any(is_blank(part.text) or is_blank(part.body) for part in found)
    assert is_blank("".join(part.blank_before + part.blank_after for part in found))
    inside, place = boundaries(text), 0
    for part in found:
        for cut in (place + len(part.blank_before), place + len(part.blank_before + part.body)):
            if cut in inside:
                cluster = next(wcwidth.iter_graphemes(text[inside[cut] :]))
                assert length(cluster, unit) > last
        place += len(part.blank_before + part.body + part.blank_after)


@settings(max_examples=80, deadline=None)
@given(tame, st.sampled_from([40, 60, 100]))
def test_every_character_looks_as_before(text: str, limit: int) -> None:
    """Bold stays bold on both sides of a cut, plain stays plain."""
    whole, place = looks(text), 0
    for part in parts(text, limit):
        place += len(part.blank_before)
        shown = looks(part.text)[len(part.opening) :][: len(part.body)]
        assert shown == whole[place : place + len(part.body)]
        place += len(part.body) + len(part.blank_after)


@given(tame, st.sampled_from([20, 60]))
def test_splitting_again_changes_nothing(text: str, limit: int) -> None:
    """Each part is its own only part."""
    assert all(split(part, limit) == (part,) for part in split(text, limit))


@pytest.mark.parametrize("unit", Unit)
def test_a_text_that_fits_stays_whole(unit: Unit) -> None:
    """n-1 and n are one message, n+1 is two."""
    for size, count in ((19, 1), (20, 1), (21, 2)):
        assert len(split("x" * size, 20, unit)) == count
    family = length(FAMILY, unit)
    for size, count in ((2, 1), (3, 1), (4, 2)):
        assert len(split(FAMILY * size, max(4, family * 3) if unit is not Unit.GRAPHEMES else 4, unit)) == (
            count if unit is not Unit.GRAPHEMES else 1
        )


@pytest.mark.parametrize("blank", ["", " ", "\n" * 9000, "\u200b" * 9000])
def test_a_blank_text_has_no_parts(blank: str) -> None:
    """There is nothing to send."""
    assert split(blank, 4096) == ()


CUTS = {
    "paragraph": ("One two. Three.\n\nFour. Five six seven", 26, ("One two. Three.", "Four. Five six seven")),
    "line": ("One. Two three four.\nFive. Six seven", 30, ("One. Two three four.", "Five. Six seven")),
    "sentence": ("One two. Three four five six", 14, ("One two.", "Three four", "five six")),
    "sentence of two signs": ('He said "go!" Then he went away', 20, ('He said "go!"', "Then he went away")),
    "word": ("alpha beta gamma delta", 12, ("alpha beta", "gamma delta")),
    "chinese sentence": ("漢字漢字漢字。漢字漢字漢字漢字", 10, ("漢字漢字漢字。", "漢字漢字漢字漢字")),
    "chinese sentence before a sign": ("漢字漢字漢字。*a b* 漢字漢", 10, ("漢字漢字漢字。*a", "b* 漢字漢")),
    "no good place": ("x" * 25, 10, ("x" * 10, "x" * 10, "x" * 5)),
    "no-break space": ("aaaaaa 12\xa0km", 10, ("aaaaaa", "12\xa0km")),
    "list number stays with its item": ("aaaa aaaa\n1. bbbb bbbb", 14, ("aaaa aaaa", "1. bbbb bbbb")),
    "number at the very end of reach": ("aaaa\n1. bbbbbbbbbbbb", 9, ("aaaa\n1. b", "bbbbbbbbb", "bb")),
    "dash does not become a bullet": ("aaaaaa bbb - cccc", 11, ("aaaaaa", "bbb - cccc")),
    "url": ("see it at https://a.co/1234567890 now", 26, ("see it at", "https://a.co/1234567890", "now")),
    "glued url": ("xxxxxxhttps://a.co/123456", 20, ("xxxxxx", "https://a.co/123456")),
    "url longer than a part": ("https://a.co/1234567890", 10, ("https://a.", "co/1234567", "890")),
    "bold": ("*aaaa bbbb cccc*", 12, ("*aaaa bbbb*", "*cccc*")),
    "outside bold": ("aaaa bbbb *cc dd*", 15, ("aaaa bbbb", "*cc dd*")),
    "nested": ("*aa _bb cc dd_*", 14, ("*aa _bb cc_*", "*_dd_*")),
    "long bold word": ("*" + "a" * 16 + "*", 12, ("*" + "a" * 10 + "*", "*" + "a" * 6 + "*")),
    "block of code": ("```aa\n  bb\ncc```", 14, ("```aa\n  bb```", "```cc```")),
    "just after a sign": ("aaaaaaaaa``` bb```", 13, ("aaaaaaaa", "a``` bb```")),
    "quote": ("> aaaa bbbb cccc", 12, ("> aaaa bbbb", "> cccc")),
    "two quotes": ("> aaaa\n> bbbb", 8, ("> aaaa", "> bbbb")),
    "no room for signs": ("```aaaa bbbb```", 8, ("```aaaa", "bbbb```")),
    "just room beside signs": ("*👍👍👍*", 4, ("*👍*", "*👍*", "*👍*")),
    "initial mark": ("\u200fאאאא בבבב", 8, ("\u200fאאאא", "\u200fבבבב")),
    "initial mark, then a sign": ("\u200fאאאא *בבב*", 8, ("\u200fאאאא", "*בבב*")),
    "isolate": ("\u2067aaaa bbbb\u2069", 8, ("\u2067aaaa\u2069", "\u2067bbbb\u2069")),
    "isolate ends with its line": ("\u2067aaaa\nbbbb", 8, ("\u2067aaaa\u2069", "bbbb")),
    "embedding": ("\u202baaaa bbbb\u202c", 8, ("\u202baaaa\u202c", "\u202bbbbb\u202c")),
    "leading blanks": ("\n\n  aaaa bbbb", 6, ("aaaa", "bbbb")),
    "only blanks around": ("     aaaa     ", 6, ("aaaa",)),
    "flags": ("🇿🇦" * 3, 9, ("🇿🇦🇿🇦", "🇿🇦")),
    "sign at a forced cut": ("aaaaaaa*bbbb", 8, ("aaaaaa", "a*bbbb")),
    "only signs": ("*" * 12, 10, ("*" * 10, "**")),
    "more signs than are stepped back over": ("*" * 50, 40, ("*" * 40, "*" * 10)),
}  # fmt: skip


@pytest.mark.parametrize("name", CUTS)
def test_a_text_is_cut_at_the_best_place(name: str) -> None:
    """Paragraph, line, sentence, word; outside formatting and addresses where that can be."""
    text, limit, expected = CUTS[name]
    assert split(text, limit) == expected


@pytest.mark.parametrize(
    "text",
    [FAMILY * 2000, "漢字仮名" * 2500, "नमस्ते" * 1500, "a" + "\u0301" * 9000, "👩" + "\u200d👩" * 5000, "🇿🇦" * 3000],
)
def test_long_texts_without_spaces_still_fit(text: str) -> None:
    """Where byte counting and equality tests let over-long parts through; a giant grapheme is cut at a code point."""
    found = parts(text, 4096)
    assert join(found) == text
    assert max(length(part.text) for part in found) <= 4096
    assert len(found) <= length(text) // 4000 + 1


def test_the_last_part_can_have_a_smaller_limit() -> None:
    """The copy above buttons: as few messages as possible, the end short enough."""
    text = "Some words here. " * 294
    found = parts(text, 4096, last=1024)
    assert len(found) == 2
    assert length(found[0].text) <= 4096
    assert 500 < length(found[1].text) <= 1024


def test_bold_goes_on_in_a_smaller_last_part() -> None:
    """Signs are closed and opened there too, within its limit."""
    text = "*" + "word " * 30 + "end*"
    first, last = parts(text, 200, last=100)
    assert first.text.endswith("*")
    assert last.text.startswith("*")
    assert length(last.text) <= 100


@pytest.mark.parametrize(
    ("text", "unit", "last"),
    [
        ("a" + FAMILY + "bcd", Unit.UTF16, 11),
        (FAMILY + "a", Unit.UTF16, 11),
        ("ab cd ef gh", Unit.GRAPHEMES, 6),
        ("```👍👍👍```", Unit.UTF16, 4),
    ],
)
def test_a_smaller_last_part_begins_with_a_whole_grapheme(text: str, unit: Unit, last: int) -> None:
    """Also where the place that its limit asks for lies inside one, or where signs leave it no room."""
    first, second = parts(text, 40, unit, last=last)
    assert join((first, second)) == text
    assert length(second.text, unit) <= last
    assert len(first.body) not in boundaries(text)


def test_a_grapheme_longer_than_the_last_part_is_cut() -> None:
    """There is no other way; both parts fit."""
    assert [length(part.text) for part in parts(FAMILY, 40, last=10)] == [2, 9]


def test_a_last_part_of_invisible_signs_leaves_every_part_short() -> None:
    """What shows nothing is never a message, and the one before it then counts as the last."""
    text = "👩\u200d👩\u200d👩\u200d"
    found = parts(text, 8, last=4)
    assert join(found) == text
    assert all(length(part.text) <= 8 for part in found)
    assert length(found[-1].text) <= 4


def test_parts_know_what_was_added_and_dropped() -> None:
    """The author's characters, our signs, and the white space of the cut are kept apart."""
    first, second = parts("*aaaa bbbb cccc*", 12)
    assert (first.opening, first.body, first.closing, first.blank_after) == ("", "*aaaa bbbb", "*", " ")
    assert (second.opening, second.body, second.closing, second.blank_after) == ("*", "cccc*", "", "")


def test_long_texts_are_split_in_linear_time() -> None:
    """63,000 characters with formatting; each part begins where the one before ended."""
    text = "Hello *bold world*, this _is a_ sentence. " * 1500
    found = parts(text, 4096)
    assert all(earlier.blank_after == " " for earlier, _ in pairwise(found))
    assert join(found) == text


def test_a_limit_that_cannot_hold_a_character_is_a_fault_of_the_caller() -> None:
    """Four units hold any code point in every unit; fewer do not."""
    assert split("👍👍", 4, Unit.BYTES) == ("👍", "👍")
    assert split("*👍 👍*", 4, Unit.BYTES)[1:3] == ("👍", "👍")
    with pytest.raises(AssertionError, match="a limit of 3"):
        split("👍👍", 3)
