"""What holds for any text whatever."""

from __future__ import annotations

from datetime import date
from typing import get_args

from hypothesis import given
from hypothesis import strategies as st

import flow_notations.answers as door
from flow_notations.answers import (
    Answer,
    OptionIndex,
    OptionWords,
    is_opt_out,
    understand_date,
    understand_email,
    understand_number,
    understand_phone,
    understand_text,
    understand_time,
    understand_yes_no,
)
from flow_notations.answers.languages import LANGUAGES, words_of

TAGS = [*sorted(LANGUAGES), "en-GB", "es_MX", "es-PA", "de-CH", "xx", ""]
PIECES = st.sampled_from(
    [
        "1",
        "2",
        "30",
        "3.5",
        "1,200",
        "-",
        "+",
        "/",
        ":",
        ".",
        "'",
        "½",
        "k",
        "two",
        "twenty",
        "hundred",
        "million",
        "and",
        "a",
        "half",
        "point",
        "minus",
        "march",
        "may",
        "friday",
        "next",
        "last",
        "in",
        "days",
        "ago",
        "at",
        "pm",
        "past",
        "to",
        "yes",
        "no",
        "not",
        "sure",
        "mañana",
        "y",
        "medio",
        "mil",
        "👍",
        "٣",
        "३",
        "مارس",
        "हाँ",
        "@",
        "x.com",
        "+34",
        "(0)",
        "the",
        "second",
    ]
)
TEXTS = st.one_of(
    st.text(max_size=60), st.lists(PIECES, max_size=9).map(" ".join), st.lists(PIECES, max_size=6).map("".join)
)
INDEXES = {tag: OptionIndex((OptionWords("a", "Alfa", ("one",), ("x",)), OptionWords("b", "2")), tag) for tag in TAGS}


@given(TEXTS, st.sampled_from(TAGS))
def test_any_text_comes_to_an_answer(text: str, language: str) -> None:
    """No text and no language tag makes a reader raise."""
    answers = (
        INDEXES[language].understand(text),
        understand_yes_no(text, language),
        understand_number(text, language, integer=True, low=0, high=10),
        understand_number(text, language),
        understand_date(text, language, today=date(2026, 3, 4)),
        understand_time(text, language),
        understand_email(text),
        understand_phone(text, country="ES"),
        understand_text(text),
    )

    assert all(isinstance(answer, get_args(Answer)) for answer in answers)
    assert is_opt_out(text, language) in (True, False)


@given(TEXTS, st.sampled_from(TAGS))
def test_the_same_text_comes_to_the_same_answer(text: str, language: str) -> None:
    """Understanding is deterministic."""
    assert understand_number(text, language) == understand_number(text, language)
    assert understand_yes_no(text, language) == understand_yes_no(text, language)


def test_the_door_is_sorted_and_complete() -> None:
    """Everything in the door's list exists, in order."""
    assert door.__all__ == sorted(door.__all__)
    assert all(hasattr(door, name) for name in door.__all__)


def test_regions_change_order_and_sign() -> None:
    """A region brings its own habits; an unknown language brings none that would be a guess."""
    habits = {tag: (words_of(tag).order, words_of(tag).decimal) for tag in TAGS}

    assert habits == {
        "ar": ("dmy", "."), "de": ("dmy", ","), "en": ("mdy", "."), "es": ("dmy", ","), "fr": ("dmy", ","), "hi": ("dmy", "."),
        "pt": ("dmy", ","), "en-GB": ("dmy", "."), "es_MX": ("dmy", "."), "es-PA": ("mdy", "."), "de-CH": ("dmy", "."), "xx": ("dmy", ""),
        "": ("dmy", ""),
    }  # fmt: skip
