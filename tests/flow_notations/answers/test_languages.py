"""Numbers and days in the words of Portuguese, French, German, Arabic and Hindi."""

from __future__ import annotations

from datetime import date

import pytest

from flow_notations.answers import Ambiguous, Answer, NotUnderstood, Understood
from flow_notations.answers.dates import understand_date
from flow_notations.answers.numbers import understand_number

TODAY = date(2026, 3, 4)
"""A Wednesday."""

NUMBERS = [
    ("pt", "vinte e três", 23), ("pt", "noventa e nove", 99), ("pt", "cento e vinte e três", 123), ("pt", "mil duzentos e um", 1201),
    ("pt", "dois mil e vinte e seis", 2026), ("pt", "três e meia", 3.5), ("pt", "um milhão", 1_000_000), ("pt", "duas dúzias", 24),
    ("fr", "dix-sept", 17), ("fr", "vingt et un", 21), ("fr", "vingt-deux", 22), ("fr", "soixante et onze", 71), ("fr", "soixante dix-huit", 78),
    ("fr", "quatre-vingts", 80), ("fr", "quatre-vingt-un", 81), ("fr", "quatre-vingt-dix-neuf", 99), ("fr", "septante-deux", 72), ("fr", "nonante", 90),
    ("fr", "deux cent trente-quatre", 234), ("fr", "mille neuf cent quatre-vingt-dix", 1990), ("fr", "deux millions", 2_000_000),
    ("de", "einundzwanzig", 21), ("de", "dreißig", 30), ("de", "dreissig", 30), ("de", "neunundneunzig", 99), ("de", "hundert", 100),
    ("de", "hunderteins", 101), ("de", "zweihundertfünfzig", 250), ("de", "neunhundertneunundneunzig", 999), ("de", "hundert und eins", 101),
    ("de", "zwei tausend", 2000), ("de", "eine Million", 1_000_000),
    ("ar", "خمسة عشر", 15), ("ar", "أحد عشر", 11), ("ar", "خمسة وعشرون", 25), ("ar", "خمسة و عشرون", 25), ("ar", "إحدى وعشرين", 21), ("ar", "تسعة وتسعين", 99),
    ("ar", "مئة", 100), ("ar", "مئة وخمسة وعشرون", 125), ("ar", "ألف ومئتين وخمسين", 1250), ("ar", "ثلاثة آلاف", 3000),
    ("hi", "इक्कीस", 21), ("hi", "सैंतालीस", 47), ("hi", "अड़सठ", 68), ("hi", "निन्यानवे", 99), ("hi", "एक सौ पच्चीस", 125), ("hi", "दो हज़ार पाँच सौ", 2500),
    ("hi", "पाँच लाख", 500_000), ("hi", "एक करोड़", 10_000_000),
]  # fmt: skip


@pytest.mark.parametrize(("language", "text", "value"), NUMBERS)
def test_numbers_in_words(language: str, text: str, value: float) -> None:
    """With the joiners, the compounds and the scales of each language."""
    answer = understand_number(text, language)

    assert isinstance(answer, Understood), answer
    assert answer.value == value


@pytest.mark.parametrize(
    ("language", "text"),
    [
        ("pt", "dois e três"), ("pt", "vinte e trinta"), ("fr", "un et deux"), ("fr", "vingt trente"), ("de", "zwanzig und fünf"), ("de", "ein und zwanzig"),
        ("ar", "خمسة وستة"), ("hi", "बीस तीस"),
    ],
)  # fmt: skip
def test_two_numbers_are_asked_about(language: str, text: str) -> None:
    """A joiner between two numbers makes them no one number."""
    assert isinstance(understand_number(text, language), Ambiguous)


@pytest.mark.parametrize("language", ["pt", "fr", "fr_CH", "de", "ar"])
def test_another_speller_of_numbers_is_read(language: str) -> None:
    """Whatever num2words writes up to 999, and some above."""
    spelled = pytest.importorskip("num2words", reason="pip install num2words: an oracle for numbers in words").num2words
    above = (1000, 2000, 2350, 5001, 21_000, 67_172, 801_875) if not language.startswith("ar") else ()
    for number in (*range(1000), *above):
        text = spelled(number, lang=language)
        assert understood(understand_number(text, language)) == number, text


def understood(answer: Answer) -> object:
    """What it came to, if anything."""
    return answer.value if isinstance(answer, Understood) else None


DAYS = [
    ("pt", "hoje", "2026-03-04"), ("pt", "depois de amanhã", "2026-03-06"), ("pt", "vinte e cinco de março", "2026-03-25"),
    ("pt", "daqui a vinte e um dias", "2026-03-25"), ("pt", "há duas semanas", "2026-02-18"), ("pt", "na próxima sexta", "2026-03-06"),
    ("pt", "segunda-feira que vem", "2026-03-09"), ("pt", "sexta passada", "2026-02-27"), ("pt", "primeiro de abril", "2026-04-01"),
    ("fr", "aujourd’hui", "2026-03-04"), ("fr", "après demain", "2026-03-06"), ("fr", "avant-hier", "2026-03-02"), ("fr", "le vingt-cinq mars", "2026-03-25"),
    ("fr", "dans quinze jours", "2026-03-19"), ("fr", "dans une semaine", "2026-03-11"), ("fr", "il y a trois jours", "2026-03-01"),
    ("fr", "lundi prochain", "2026-03-09"), ("fr", "vendredi dernier", "2026-02-27"), ("fr", "le 1er avril", "2026-04-01"), ("fr", "premier mai", "2026-05-01"),
    ("de", "heute", "2026-03-04"), ("de", "übermorgen", "2026-03-06"), ("de", "am zwanzigsten März", "2026-03-20"), ("de", "der einunddreißigste Mai", "2026-05-31"),
    ("de", "in einer Woche", "2026-03-11"), ("de", "in einem Monat", "2026-04-04"), ("de", "in drei Tagen", "2026-03-07"), ("de", "vor zwei Wochen", "2026-02-18"),
    ("de", "nächsten Montag", "2026-03-09"), ("de", "letzten Freitag", "2026-02-27"),
    ("ar", "اليوم", "2026-03-04"), ("ar", "غدا", "2026-03-05"), ("ar", "بعد ثلاثة أيام", "2026-03-07"), ("ar", "بعد يومين", "2026-03-06"),
    ("ar", "قبل أسبوع", "2026-02-25"), ("ar", "الجمعة القادمة", "2026-03-06"), ("ar", "الجمعة الماضية", "2026-02-27"), ("ar", "خمسة وعشرين مارس", "2026-03-25"),
    ("hi", "आज", "2026-03-04"), ("hi", "आने वाला कल", "2026-03-05"), ("hi", "बीता कल", "2026-03-03"), ("hi", "तीन दिन बाद", "2026-03-07"),
    ("hi", "दो हफ़्ते पहले", "2026-02-18"), ("hi", "अगले सोमवार", "2026-03-09"), ("hi", "पिछले शुक्रवार", "2026-02-27"), ("hi", "पच्चीस मार्च", "2026-03-25"),
    ("hi", "5 march", "2026-03-05"), ("hi", "monday", "2026-03-09"),
]  # fmt: skip


@pytest.mark.parametrize(("language", "text", "day"), DAYS)
def test_days_in_words(language: str, text: str, day: str) -> None:
    """Named, counted from today, the coming and the past weekday, with the number in words."""
    answer = understand_date(text, language, today=TODAY)

    assert isinstance(answer, Understood), answer
    assert str(answer.value) == day


def test_a_word_for_yesterday_and_tomorrow_is_asked_about() -> None:
    """Hindi has one for both."""
    assert isinstance(understand_date("कल", "hi", today=TODAY), NotUnderstood)
