"""Yes and no in what people say around them: consolations, double negatives, denied agreement, second thoughts."""

from __future__ import annotations

import pytest

from flow_notations.answers import Ambiguous, NotUnderstood, Understood
from flow_notations.answers.yes_no import understand_yes_no

NEITHER = {
    "en": ["don't worry", "never mind", "I don't mind", "not bad", "not a problem", "no objections", "can't complain", "I can't say no", "not wrong", "no one",
           "I don't remember", "I don't understand", "probably not", "I hope not", "it's ok", "I'm ok thanks"],
    "es": ["no importa", "no pasa nada", "no te preocupes", "de nada", "no tengo dudas", "ningún problema", "no está mal", "porque no", "si puedo", "si tengo tiempo"],
    "pt": ["não tem problema", "nenhum problema", "não faz mal", "pois não", "sei não", "sem certeza", "de nada"],
    "fr": ["pas de problème", "aucun souci", "pas mal", "ce n'est pas grave", "pas faux", "pas forcément", "si vous voulez", "si je peux", "de rien", "je n'en sais rien"],
    "de": ["kein Problem", "keine Sorge", "macht nichts", "nicht schlecht", "nichts dagegen", "ich habe keine Einwände", "wahrscheinlich nicht"],
    "ar": ["لا مشكلة", "لا بأس", "لا تقلق", "لا أحد", "ليس خطأ"], "hi": ["कोई बात नहीं", "कोई समस्या नहीं", "नहीं मालूम", "गलत नहीं"],
}  # fmt: skip

YES = {
    "en": ["yes, no objections", "I don't mind, yes", "why not"], "es": ["sí, no importa", "si"], "pt": ["sim, não tem problema", "não há dúvida"],
    "fr": ["oui, pas de souci", "si", "mais si", "aucun doute"], "de": ["ja, kein Problem", "wieso nicht", "kein Zweifel"], "ar": ["نعم، لا مشكلة", "لم لا", "لا شك"],
    "hi": ["हाँ, कोई बात नहीं", "क्यों नहीं"],
}  # fmt: skip

NO = {
    "en": ["not good", "I don't agree", "please don't", "don't do it", "no, never mind"], "es": ["no está bien", "seguro que no", "ya no"],
    "pt": ["não pode", "não concordo", "isso não", "não é"], "fr": ["ça marche pas", "je ne suis pas d'accord", "n"], "de": ["passt nicht", "nicht gut", "nicht in Ordnung"],
    "ar": ["أكيد لا", "مش موافق"], "hi": ["ठीक नहीं है", "नहीं चलेगा", "सही नहीं"],
}  # fmt: skip


def rows(table: dict[str, list[str]]) -> list[tuple[str, str]]:
    """One row per language and text."""
    return [(language, text) for language, texts in table.items() for text in texts]


@pytest.mark.parametrize(("language", "text"), rows(NEITHER))
def test_words_that_comfort_or_deny_twice_say_neither(language: str, text: str) -> None:
    """A no inside a consolation or a double negative is none."""
    assert isinstance(understand_yes_no(text, language), NotUnderstood)


@pytest.mark.parametrize(("language", "text"), rows(YES))
def test_yes_beside_a_consolation(language: str, text: str) -> None:
    """Its words do not spoil a yes, and a no that says yes is one."""
    answer = understand_yes_no(text, language)

    assert isinstance(answer, Understood), answer
    assert answer.value is True


@pytest.mark.parametrize(("language", "text"), rows(NO))
def test_denied_agreement_is_no(language: str, text: str) -> None:
    """Not good is no, whatever good says."""
    answer = understand_yes_no(text, language)

    assert isinstance(answer, Understood), answer
    assert answer.value is False


@pytest.mark.parametrize(
    ("language", "text"),
    [
        ("en", "yes, but not now"), ("es", "sí, pero no"), ("pt", "sim, mas não agora"), ("fr", "oui, mais pas maintenant"),
        ("de", "ja, aber nicht heute"), ("ar", "نعم، لكن ليس الآن"), ("hi", "हाँ, लेकिन नहीं"),
    ],
)  # fmt: skip
def test_a_but_behind_a_yes_asks_again(language: str, text: str) -> None:
    """Yes, but not now, is no yes."""
    assert isinstance(understand_yes_no(text, language), Ambiguous)
