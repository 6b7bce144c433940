"""Opt-out words and free text."""

from __future__ import annotations

import pytest

from flow_notations.answers import NotUnderstood, Understood, fold, is_opt_out, opt_out_words
from flow_notations.answers.languages import LANGUAGES
from flow_notations.answers.text import understand_text


@pytest.mark.parametrize(
    ("language", "text"),
    [
        ("en", "STOP"), ("en", "Stop."), ("en", "stop please"), ("en", "opt-out"), ("en", "Unsubscribe!"), ("es", "stop"), ("es", "BAJA"),
        ("es", "darme de baja"), ("es", "alto"), ("pt", "parar"), ("fr", "désabonner"), ("de", "Abmelden"), ("ar", "توقف"), ("hi", "बंद करो"), ("nl", "stop"),
    ],
)  # fmt: skip
def test_the_whole_message_opts_out(language: str, text: str) -> None:
    """An opt-out word of the language or of English counts, politeness set aside."""
    assert is_opt_out(text, language)


@pytest.mark.parametrize("text", ["", "the bus stop", "please", "don't stop", "stop it now or else", "baja"])
def test_a_word_inside_a_message_does_not(text: str) -> None:
    """Other talk, and another language's word, is not an opt-out."""
    assert not is_opt_out(text, "en")


def test_the_author_can_add_words() -> None:
    """Extra words count folded like the built-in ones."""
    assert is_opt_out("Genug!", "de", extra=("genug",))
    assert not is_opt_out("Genug!", "de")


@pytest.mark.parametrize("language", sorted(LANGUAGES))
def test_english_words_are_always_among_them(language: str) -> None:
    """Every language keeps the English words, all folded."""
    words = opt_out_words(language)

    assert {"stop", "unsubscribe"} <= words
    assert all(fold(word, language) == word for word in words)


def test_text_is_kept_as_written() -> None:
    """Only the outer white space goes."""
    assert understand_text("  Blue\n sky ") == Understood("Blue\n sky", "the whole message", exact=True)


@pytest.mark.parametrize("text", ["", " \n\t "])
def test_a_blank_text_is_no_answer(text: str) -> None:
    """Nothing but white space is empty."""
    assert understand_text(text) == NotUnderstood("the message is empty")


@pytest.mark.parametrize("text", ["please .", "please , +", "thanks please", "please please", ". please ."])
def test_politeness_alone_is_left_alone(text: str) -> None:
    """A message of nothing but politeness and crumbs comes to an end."""
    assert not is_opt_out(text, "en")
