"""What holds for any text whatever."""

from __future__ import annotations

import re
from pathlib import Path
from typing import get_args

from hypothesis import given, settings
from hypothesis import strategies as st

import flow_notations.answers as door
from flow_notations.answers import Answer, OptionIndex, OptionWords, is_opt_out
from flow_notations.answers.languages import LANGUAGES, words_of
from tests.fuzz.readers import READERS, readings

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
        "no one",
        "more than",
        "or more",
        "until",
        "jusqu'à",
        "una",
        "hasta",
        "tausend",
        "ein",
        "5. Mai",
        "5+",
        "k",
        ",",
    ]
)
TEXTS = st.one_of(
    st.text(max_size=60), st.lists(PIECES, max_size=9).map(" ".join), st.lists(PIECES, max_size=6).map("".join)
)
INDEXES = {tag: OptionIndex((OptionWords("a", "Alfa", ("one",), ("x",)), OptionWords("b", "2")), tag) for tag in TAGS}


@settings(deadline=None)  # the first message of a language builds its tables
@given(TEXTS, st.sampled_from(TAGS))
def test_any_text_comes_to_an_answer(text: str, language: str) -> None:
    """No text and no language tag makes a reader raise."""
    assert all(isinstance(answer, get_args(Answer)) for answer in readings(text, language, INDEXES[language]))
    assert is_opt_out(text, language) in (True, False)


@settings(deadline=None)  # the first message of a language builds its tables
@given(TEXTS, st.sampled_from(TAGS))
def test_the_same_text_comes_to_the_same_answer(text: str, language: str) -> None:
    """Understanding is deterministic."""
    assert readings(text, language, INDEXES[language]) == readings(text, language, INDEXES[language])


def test_the_door_is_sorted_and_complete() -> None:
    """Everything in the door's list exists, in order."""
    assert door.__all__ == sorted(door.__all__)
    assert all(hasattr(door, name) for name in door.__all__)


def test_the_laws_hold_for_every_reader() -> None:
    """No reader of the room is left out of the list."""
    files = sorted(Path(str(door.__file__)).parent.glob("*.py"))
    found = [name for file in files for name in re.findall(r"^def (understand_\w+)", file.read_text(), re.MULTILINE)]
    assert sorted(found) == sorted(READERS)


def test_regions_change_order_and_sign() -> None:
    """A region brings its own habits; an unknown language brings none that would be a guess."""
    habits = {tag: (words_of(tag).order, words_of(tag).decimal) for tag in TAGS}

    assert habits == {
        "ar": ("dmy", "."), "de": ("dmy", ","), "en": ("mdy", "."), "es": ("dmy", ","), "fr": ("dmy", ","), "hi": ("dmy", "."),
        "pt": ("dmy", ","), "en-GB": ("dmy", "."), "es_MX": ("dmy", "."), "es-PA": ("mdy", "."), "de-CH": ("dmy", "."), "xx": ("dmy", ""),
        "": ("dmy", ""),
    }  # fmt: skip
