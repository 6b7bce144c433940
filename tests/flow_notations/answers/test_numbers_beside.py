"""What stands beside a number and makes something else of it: denials, bounds, idioms, scales, other things counted."""

from __future__ import annotations

from decimal import Decimal

import pytest

from flow_notations.answers import NotUnderstood, Understood
from flow_notations.answers.numbers import understand_number

D = Decimal

ASKED_AGAIN = {
    "denied": {
        "en": ["no one", "not one", "not even one", "not 5", "it isn't 5", "I don't have one", "don't send 5", "nope 5", "without 5"],
        "es": ["ni uno", "no son 5", "no tengo 5", "sin 5"], "pt": ["nem um", "não são 5", "nem 5"], "fr": ["pas un seul", "ce n'est pas 5"],
        "de": ["nicht 5", "es sind nicht 5", "ohne 5"], "ar": ["ولا واحد", "ليس 5"], "hi": ["एक भी नहीं", "5 नहीं"],
    },
    "a bound": {
        "en": ["more than 5", "at least 5", "up to five", "5+", "5 or more", ">5", "<= 5", "5 max", "over 5", "half past five", "5..10", "me and 2"],
        "es": ["más de 5", "menos de cinco", "al menos 5", "hasta 5", "5 o más", "cinco y cuarto"], "pt": ["mais de 5", "pelo menos 5", "até 5"],
        "fr": ["plus de 5", "au moins 5", "jusqu'à 5"], "de": ["mehr als 5", "mindestens 5", "bis 5", "über 5"],
        "ar": ["أكثر من 5", "على الأقل 5", "حتى 5", "بين 5 و10"], "hi": ["5 से ज़्यादा", "कम से कम 5", "5 तक"],
    },
    "an idiom": {
        "en": ["this one", "another one", "which one?", "one minute please", "a", "k", "ok k"], "es": ["un problema"], "pt": ["tenho um problema", "um minuto"],
        "fr": ["un peu", "j'ai un problème"], "de": ["ich habe ein Problem"], "ar": ["دقيقة واحدة"], "hi": ["एक मिनट"],
    },
    "a scale that is not sure": {"en": ["2 m", "1.5m", "1.5l", "3 mil", "2 trillion"], "es": ["10 k", "2 billones"], "pt": ["10 k"], "fr": ["10 k", "2 billions"], "de": ["2 Billionen"]},
    "two things counted": {
        "en": ["2 adults, 2 kids", "two and two", "2+2", "50/50", "fifty-fifty", "five five five", "double five"],
        "es": ["dos adultos y un niño", "un adulto y dos niños", "dos adultos y dos niños", "una o dos", "tengo 34 años y un perro"],
        "pt": ["dois adultos e uma criança", "um ou dois"], "fr": ["un ou deux", "deux adultes et un enfant"], "de": ["ein oder zwei", "zwei Erwachsene und ein Kind"],
    },
}  # fmt: skip


@pytest.mark.parametrize(
    ("language", "text"),
    [(language, text) for rows in ASKED_AGAIN.values() for language, texts in rows.items() for text in texts],
)
def test_a_number_that_is_not_the_number_meant_asks_again(language: str, text: str) -> None:
    """A number that is denied, bounded, part of an idiom or one of two is no answer."""
    assert not isinstance(understand_number(text, language), Understood)


UNDERSTOOD = [
    ("en", "no, 4", 4), ("en", "no 4", 4), ("en", "no. 4", 4), ("en", "no problem, 5", 5), ("en", "not sure, 5 maybe", 5), ("en", "one sec, 5", 5),
    ("en", "none, thanks", 0), ("en", "34, yes 34", 34), ("en", "2 (two) people", 2), ("en", "5, 5", 5), ("en", "5-ish", 5), ("en", "adults - 2", 2),
    ("en", "- 5", -5), ("en", "10k", 10_000), ("en", "10 k", 10_000), ("en", "10 grand", 10_000), ("en", "2 bn", 2_000_000_000), ("en", "5 lakh", 500_000),
    ("en", "3 dozens", 36), ("en", "a dozen and a half", 18), ("en", "5 and a half", D("5.5")), ("en", "2 and a half million", 2_500_000),
    ("en", "twenty a day", 20), ("en", "a hundred a day", 100),
    ("es", "no, 4", 4), ("es", "más o menos 5", 5), ("es", "menos mal, 5", 5), ("es", "es menos 5", -5), ("es", "una persona", 1), ("es", "solo una, gracias", 1),
    ("es", "ciento una", 101), ("es", "mil una", 1001), ("es", "5 y medio", D("5.5")), ("es", "docena y media", 18), ("es", "10k", 10_000),
    ("pt", "não, 4", 4), ("pt", "mais ou menos 5", 5), ("pt", "um", 1), ("pt", "cento e um", 101), ("pt", "só um", 1), ("pt", "uma vez", 1), ("pt", "dois bilhões", 2_000_000_000),
    ("fr", "non, 4", 4), ("fr", "plus ou moins 5", 5), ("fr", "un", 1), ("fr", "cent un", 101), ("fr", "mille et une", 1001), ("fr", "une dizaine", 10),
    ("fr", "un millier", 1000), ("fr", "une personne", 1), ("fr", "deux cent un mille", 201_000), ("fr", "5 et demi", D("5.5")), ("fr", "deux milliards", 2_000_000_000),
    ("de", "nein, 4", 4), ("de", "10 k", 10_000), ("de", "ein Kind", 1), ("de", "zweieinhalb", D("2.5")), ("de", "anderthalb", D("1.5")), ("de", "zwei Milliarden", 2_000_000_000),
    ("ar", "لا، 4", 4), ("ar", "خمسة ونص", D("5.5")), ("hi", "नहीं, 4", 4), ("hi", "10 k", 10_000),
]  # fmt: skip


@pytest.mark.parametrize(("language", "text", "value"), UNDERSTOOD)
def test_a_number_among_harmless_words_is_read(language: str, text: str, value: int | Decimal) -> None:
    """A no in a clause of its own, doubt, a repetition, a half and a scale leave one number."""
    answer = understand_number(text, language)

    assert isinstance(answer, Understood), answer
    assert answer.value == value


def test_the_word_that_made_another_of_it_is_named() -> None:
    """People can read why the number did not count."""
    assert understand_number("more than 5") == NotUnderstood("'more than' beside '5' makes something else of it")


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("zweitausenddreihundertfünfzig", 2350), ("tausendeinhundert", 1100), ("zweitausendein", 2001), ("hunderteine", 101),
        ("siebenundsechzigtausendeinhundertzweiundsiebzig", 67_172), ("zweitausend einhundert", 2100), ("tausendundeine", 1001),
        ("achthunderteintausendachthundertfünfundsiebzig", 801_875), ("zweitausend-dreihundert", 2300),
    ],
)  # fmt: skip
def test_german_numbers_above_a_thousand_grow_together(text: str, value: int) -> None:
    """However much of it is one word, and wherever its "ein" stands."""
    answer = understand_number(text, "de")

    assert isinstance(answer, Understood), answer
    assert answer.value == value
