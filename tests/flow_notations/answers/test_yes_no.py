"""Yes and no, in seven languages."""

from __future__ import annotations

import pytest

from flow_notations.answers import Ambiguous, NotUnderstood, Understood
from flow_notations.answers.yes_no import understand_yes_no

YES = {
    "en": ["yes", "Y", "Yeah I do", "yes please", "YES!!!", "yep.", "sure, no problem", "👍", "👍🏽👍🏽", "ok", "of course",
           "well yes", "I said yes already", "Yes, I have no objections", "I do", "it is", "no doubt", "✅", "Thanks, yes"],
    "es": ["sí", "Si", "SÍ!", "claro que sí", "claro", "por supuesto", "pues sí", "sí, no hay problema", "yes", "vale", "👍"],
    "pt": ["sim", "Sim, obrigado", "claro que sim", "com certeza", "tá bom", "ok"],
    "fr": ["oui", "d’accord", "bien sûr", "Oui, merci", "ouais"],
    "de": ["ja", "Ja, gerne", "natürlich", "natuerlich", "klar", "doch"],
    "ar": ["نعم", "أيوه", "ايوه", "طبعاً", "نعم، شكراً"],
    "hi": ["हाँ", "हां", "जी हाँ", "haan", "ठीक है"],
    "nl": ["yes", "ok"],
}  # fmt: skip

NO = {
    "en": ["no", "N", "nope", "not really", "I don't", "I don’t", "I dont", "no thanks", "no I don't mind", "👎", "never",
           "of course not", "I do not", "I don't have it", "NO.", "no way", "❌"],
    "es": ["no", "claro que no", "no, gracias", "ahora no", "para nada", "no quiero", "nop"],
    "pt": ["não", "nao", "claro que não", "não, obrigada", "acho que não"],
    "fr": ["non", "non merci", "pas du tout", "pas vraiment"],
    "de": ["nein", "Nö", "nein danke", "auf keinen Fall"],
    "ar": ["لا", "لأ", "لا شكراً", "la2"],
    "hi": ["नहीं", "जी नहीं", "nahi", "ना"],
    "nl": ["no"],
}  # fmt: skip

NEITHER = {
    "en": ["", "banana", "yes and no", "not sure", "maybe yes", "I don't know", "it depends", "🤷‍♀️", "no problem", "please",
           "I have a question about my order", "I am 34", "right now I can not find my order number anywhere",
           "my neighbour told me yes about the other thing"],
    "es": ["no sé", "sí y no", "depende", "tal vez", "tengo una pregunta"],
    "pt": ["sim e não", "talvez", "não sei", "no sábado"],
    "fr": ["je ne sais pas", "peut-être", "oui et non"],
    "de": ["jein", "ich weiß nicht", "ich weiss nicht", "vielleicht"],
    "ar": ["ربما", "لا أعرف"],
    "hi": ["पता नहीं", "शायद"],
}  # fmt: skip


def rows(table: dict[str, list[str]]) -> list[tuple[str, str]]:
    """One row per language and text."""
    return [(language, text) for language, texts in table.items() for text in texts]


@pytest.mark.parametrize(("language", "text"), rows(YES))
def test_yes(language: str, text: str) -> None:
    """What people write for yes is yes."""
    answer = understand_yes_no(text, language)

    assert isinstance(answer, Understood)
    assert answer.value is True
    assert answer.how.endswith("says yes")


@pytest.mark.parametrize(("language", "text"), rows(NO))
def test_no(language: str, text: str) -> None:
    """What people write for no is no, negations included."""
    answer = understand_yes_no(text, language)

    assert isinstance(answer, Understood)
    assert answer.value is False


@pytest.mark.parametrize(("language", "text"), rows(NEITHER))
def test_neither(language: str, text: str) -> None:
    """Doubt and other talk is never taken for an answer."""
    assert isinstance(understand_yes_no(text, language), NotUnderstood)


@pytest.mark.parametrize("text", ["yes no", "no, yes", "yes I do not", "Yes. No wait", "👍👎"])
def test_both_ask_again(text: str) -> None:
    """Yes and no in one message are ambiguous."""
    answer = understand_yes_no(text)

    assert isinstance(answer, Ambiguous)
    assert answer.candidates == ("yes", "no")


@pytest.mark.parametrize(
    ("text", "exact"), [("yes", True), ("Yes!", True), ("Yeah I do", False), ("yes, because", False)]
)
def test_exact_is_the_whole_message(text: str, exact: bool) -> None:
    """Only a message that is nothing but the phrase is exact."""
    answer = understand_yes_no(text)

    assert isinstance(answer, Understood)
    assert answer.exact is exact


@pytest.mark.parametrize(("words", "counts"), [(4, True), (5, True), (6, False)])
def test_a_late_yes_counts_in_a_short_clause_only(words: int, counts: bool) -> None:
    """Up to five words a yes counts wherever it stands."""
    text = " ".join(["banana"] * (words - 1) + ["yes"])

    assert isinstance(understand_yes_no(text), Understood) is counts
