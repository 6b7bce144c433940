"""Folding: what counts as the same spelling."""

from __future__ import annotations

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from flow_notations.answers import fold
from flow_notations.answers.fold import FOLD_CHARACTERS_MAX

LANGUAGES = ("en", "es", "pt-BR", "fr", "de", "ar", "hi", "tr", "it", "ja")

SAME = [
    ("en", "Get a Refund", "get a refund"),
    ("en", "  get   a\n refund ", "get a refund"),
    ("en", "get a refund!!!", "get a refund"),
    ("en", "(refund)", "refund"),
    ("en", "“refund”", "refund"),
    ("en", "I don’t", "i dont"),
    ("en", "check-in", "check in"),
    ("en", "yes, please", "yes please"),
    ("en", "-5", "-5"),
    ("en", "3.14", "3.14"),
    ("en", "ＲＥＦＵＮＤ", "refund"),
    ("en", "ﬁne", "fine"),
    ("en", "👍🏽", "👍"),
    ("en", "❤️", "❤"),
    ("en", "2️⃣", "2"),
    ("en", "🙅🏿‍♀️", "🙅"),
    ("en", "re\u00adfund\u200b", "refund"),
    ("es", "¿Mañana?", "manana"),
    ("es", "SÍ", "si"),
    ("fr", "l’hôtel", "l hotel"),
    ("de", "Straße", "strasse"),
    ("de", "Käse", "kaese"),
    ("de", "Ka\u0308se", "kaese"),
    ("tr", "IĞDIR", "igdir"),
    ("tr", "İstanbul", "istanbul"),
    ("tr", "ılık", "ilik"),
    ("ar", "مـرحـبًا", "مرحبا"),
    ("ar", "أحمد", "احمد"),
    ("ar", "٣٤", "34"),
    ("hi", "३४", "34"),
    ("hi", "फ़रवरी", "फरवरी"),
    ("hi", "हाँ", "हां"),
    ("hi", "किताब", "किताब"),
    ("ja", "ｶﾞ", "ガ"),
    ("ja", "が", "が"),
    ("pl", "Łódź", "lodz"),
    ("en", "0.¡0", "0 0"),
    ("en", "?", "?"),
    ("en", "! ?", "! ?"),
    ("en", "", ""),
]


@pytest.mark.parametrize(("language", "text", "folded"), SAME)
def test_one_spelling(language: str, text: str, folded: str) -> None:
    """Case, accents, width, marks, quotes, spacing and closing punctuation make no difference."""
    assert fold(text, language) == folded


@given(st.text() | st.text(alphabet="a0 .,-'\"¡¿!?()é٣🙂\u0301\u200d"), st.sampled_from(LANGUAGES))
def test_folding_twice_changes_nothing(text: str, language: str) -> None:
    """What is folded stays as it is."""
    once = fold(text, language)

    assert fold(once, language) == once


@given(st.integers(0, 10**9), st.sampled_from("٠۰०০௦๐０𝟎"))
def test_digits_of_any_script_are_ours(number: int, zero: str) -> None:
    """A number folds to ASCII digits whatever script it was typed in."""
    first = ord(zero)
    typed = "".join(chr(first + int(digit)) for digit in str(number))

    assert typed.isdecimal()
    assert fold(typed) == str(number)


def test_letters_of_a_script_without_case_survive() -> None:
    """Vowel signs of Indic scripts are letters, not accents."""
    assert fold("नहीं", "hi") == unicodedata.normalize("NFC", "नहीं")


@pytest.mark.parametrize(
    ("length", "kept"),
    [
        (FOLD_CHARACTERS_MAX - 1, FOLD_CHARACTERS_MAX - 1),
        (FOLD_CHARACTERS_MAX, FOLD_CHARACTERS_MAX),
        (FOLD_CHARACTERS_MAX + 1, FOLD_CHARACTERS_MAX),
    ],
)
@pytest.mark.parametrize("letter", ["a", "я"])
def test_only_so_much_is_looked_at(length: int, kept: int, letter: str) -> None:
    """A text longer than a message can be is cut, not refused."""
    assert fold(letter * length) == letter * kept
