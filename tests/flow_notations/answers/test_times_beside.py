"""What stands beside a time and makes something else of it: ranges, bounds, denials, lengths of time; and one o'clock."""

from __future__ import annotations

from datetime import time

import pytest

from flow_notations.answers import Ambiguous, NotUnderstood, Understood
from flow_notations.answers.times import understand_time

ASKED_AGAIN = {
    "a range": {
        "en": ["2 to 3 pm", "between 2 and 3 pm", "from 2 to 3pm", "2 or 3 pm", "10 to 3 pm", "10:30 to 11", "10:30 - 11"],
        "es": ["de 2 a 3 de la tarde", "entre 2 y 3 pm", "2 o 3 pm"], "pt": ["das 2 às 3 da tarde", "2 ou 3 da tarde"], "fr": ["14 à 15h", "entre 14 et 15h"],
        "de": ["14 bis 15 Uhr", "14 oder 15 Uhr"], "ar": ["من 2 إلى 3 مساء", "2 أو 3 مساء"], "hi": ["शाम 5 से 6 बजे", "5 या 6 बजे शाम"],
    },
    "a bound": {
        "en": ["after 3pm", "before noon", "until 3 pm", "5pm or later", "5pm at the latest", "anytime after 3pm"], "es": ["después de las 3 de la tarde", "hasta las 3 pm"],
        "pt": ["até as 3 da tarde", "a partir das 15h"], "fr": ["après 15h", "jusqu'à 15h", "avant midi"], "de": ["ab 15 Uhr", "vor 15 Uhr", "nach Mittag"],
        "ar": ["بعد الساعة 3 مساء", "قبل الظهر"], "hi": ["शाम 5 बजे तक", "शाम 5 बजे के बाद"],
    },
    "denied": {
        "en": ["not 3pm", "not at 3pm", "not noon"], "es": ["no a las 3 pm"], "pt": ["não às 15h"], "fr": ["pas à 15h"], "de": ["nicht um 15 Uhr"],
        "ar": ["ليس الساعة 3 مساء"], "hi": ["शाम 5 बजे नहीं"],
    },
    "a length of time": {
        "en": ["2 hours", "in 2 hours", "2 hours ago", "for 2 hours", "1h30", "5h"], "es": ["dos horas", "en 2 horas"], "pt": ["em 12 horas", "daqui a 10 horas"],
        "fr": ["dans 10 heures", "pendant 10 heures"],
    },
    "no time": {"en": ["£3.50"]},
}  # fmt: skip


@pytest.mark.parametrize(
    ("language", "text"),
    [(language, text) for rows in ASKED_AGAIN.values() for language, texts in rows.items() for text in texts],
)
def test_what_holds_a_time_and_says_none_asks_again(language: str, text: str) -> None:
    """One end of a range is not the time meant, nor is a time that is denied or only a bound."""
    assert not isinstance(understand_time(text, language), Understood)


UNDERSTOOD = [
    ("en", "no, 4pm", "16:00"), ("en", "3 people at 4pm", "16:00"), ("en", "room 12 at 3pm", "15:00"), ("en", "5 pm on 3/4", "17:00"), ("en", "by 3 pm", "15:00"),
    ("en", "5pm 2 people", "17:00"), ("en", "25 past 4 pm", "16:25"), ("en", "twenty five to four pm", "15:35"), ("en", "15:30:00", "15:30"), ("en", "15 hours", "15:00"),
    ("es", "no, a las 4 pm", "16:00"), ("es", "a la una de la tarde", "13:00"), ("es", "a la una y media de la tarde", "13:30"), ("es", "la una y cuarto pm", "13:15"),
    ("es", "la una menos cuarto de la tarde", "12:45"), ("es", "a la una en punto de la tarde", "13:00"), ("es", "la una de la mañana", "01:00"), ("es", "las 12 del día", "12:00"),
    ("es", "a las 15 horas", "15:00"), ("pt", "à uma da tarde", "13:00"), ("pt", "uma e meia da tarde", "13:30"), ("fr", "une heure de l'après-midi", "13:00"),
    ("de", "um ein Uhr nachmittags", "13:00"), ("de", "nein, 16 Uhr", "16:00"), ("ar", "الساعة الواحدة ظهرا", "13:00"), ("ar", "الساعة 12 ظهرا", "12:00"),
    ("ar", "الساعة الثالثة عصرا", "15:00"), ("ar", "الساعة الحادية عشرة صباحا", "11:00"), ("hi", "शाम को 5 बजे", "17:00"), ("hi", "रात के 9 बजे", "21:00"),
    ("hi", "दोपहर 12 बजे", "12:00"), ("hi", "दोपहर 11 बजे", "11:00"), ("hi", "दोपहर ढाई बजे", "14:30"), ("hi", "डेढ़ बजे दोपहर", "13:30"), ("hi", "3pm", "15:00"),
]  # fmt: skip


@pytest.mark.parametrize(("language", "text", "clock"), UNDERSTOOD)
def test_a_time_among_harmless_words_is_read(language: str, text: str, clock: str) -> None:
    """A no in a clause of its own and numbers of other things leave one time."""
    answer = understand_time(text, language)

    assert isinstance(answer, Understood), answer
    assert answer.value == time.fromisoformat(clock)


@pytest.mark.parametrize(
    ("language", "text", "clocks"),
    [
        ("es", "a la una", ("01:00", "13:00")),
        ("es", "La una, por favor", ("01:00", "13:00")),
        ("es", "a la una y media", ("01:30", "13:30")),
        ("pt", "à uma", ("01:00", "13:00")),
        ("fr", "à une heure", ("01:00", "13:00")),
        ("de", "um ein Uhr", ("01:00", "13:00")),
        ("ar", "الساعة الواحدة", ("01:00", "13:00")),
        ("es", "las 12 de la mañana", ("00:00", "12:00")),
        ("en", "12 in the morning", ("00:00", "12:00")),
    ],
)
def test_an_hour_that_could_be_either_names_both(language: str, text: str, clocks: tuple[str, ...]) -> None:
    """One o'clock is an hour like the others; twelve in the morning is noon to some."""
    answer = understand_time(text, language)

    assert isinstance(answer, Ambiguous), answer
    assert answer.candidates == clocks


def test_the_word_that_made_another_of_it_is_named() -> None:
    """People can read why the time did not count."""
    assert understand_time("2 to 3 pm") == NotUnderstood("'2 to' beside '3 pm' makes something else of it")
