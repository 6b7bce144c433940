"""What stands beside a day and makes something else of it: ranges, bounds, denials, other numbers, other weeks."""

from __future__ import annotations

from datetime import date

import pytest

from flow_notations.answers import NotUnderstood, Understood
from flow_notations.answers.dates import understand_date
from flow_notations.answers.days import MONTHS_SEARCHED_MAX, next_day_numbered
from flow_notations.answers.weekdays import HOURS_MAX

TODAY = date(2026, 3, 4)
"""A Wednesday."""

ASKED_AGAIN = {
    "a range": {
        "en": ["5 or 6 may", "5 - 6 may", "5 to 6 may", "may 5-6", "may 5 to 8", "2-3 days ago", "2 or 3 days ago"], "es": ["del 5 al 8 de mayo", "5 y 6 de mayo", "entre el 5 y el 8 de mayo"],
        "pt": ["de 5 a 8 de maio", "5 ou 6 de maio"], "fr": ["du 5 au 8 mai", "5 ou 6 mai"], "de": ["vom 5. bis 8. Mai", "5. oder 6. Mai", "zwischen dem 5. und 8. Mai"],
        "ar": ["من 5 إلى 8 مايو", "5 أو 6 مايو"], "hi": ["5 से 8 मई", "2-3 दिन में", "दो तीन दिन बाद"],
    },
    "a bound": {
        "en": ["after may 5", "before 5/5/2026", "until friday", "more than 3 days ago", "any day but friday"], "es": ["antes del 5 de mayo", "después del viernes", "a partir del 5 de mayo"],
        "pt": ["até sexta", "depois de 5 de maio", "a partir de sexta"], "fr": ["avant le 5 mai", "jusqu'à vendredi", "à partir du 5 mai"], "de": ["vor dem 5. Mai", "ab Freitag", "bis zum 5. Mai"],
        "ar": ["قبل الجمعة", "بعد 5 مايو", "حتى الجمعة"], "hi": ["शुक्रवार से पहले", "5 मई के बाद", "शुक्रवार तक"],
    },
    "denied": {
        "en": ["not may 5", "not 5/5/2026", "tomorrow not today"], "es": ["hoy no", "no el 5 de mayo", "hoy no, mañana"], "pt": ["hoje não", "não na sexta"], "fr": ["pas le 5 mai"],
        "de": ["heute nicht", "nicht am 5. Mai"], "ar": ["ليس 5 مايو"], "hi": ["5 मई को नहीं", "aaj nahi"],
    },
    "another week or month": {
        "en": ["next week monday", "first friday of april", "second friday", "the last friday of march"], "es": ["primer lunes de mayo", "los lunes", "la semana que viene el lunes"],
        "de": ["nächste Woche Freitag", "nächste Woche am Freitag"],
    },
    "another meaning": {
        "en": ["march 5 20 people", "5 march 20 people", "table for 5, march 7th", "friday 3", "friday the 14th"], "es": ["esta mañana", "viernes 14"], "pt": ["segunda vez", "a segunda opção"],
    },
}  # fmt: skip


@pytest.mark.parametrize(
    ("language", "text"),
    [(language, text) for rows in ASKED_AGAIN.values() for language, texts in rows.items() for text in texts],
)
def test_what_holds_a_day_and_says_none_asks_again(language: str, text: str) -> None:
    """One end of a range is not the day meant, nor is a day that is denied or only a bound."""
    assert not isinstance(understand_date(text, language, today=TODAY), Understood)


UNDERSTOOD = [
    ("en", "no, friday", "2026-03-06"), ("en", "by friday", "2026-03-06"), ("en", "we are 5 on march 7", "2026-03-07"), ("en", "march 5 2 people", "2026-03-05"),
    ("en", "3pm friday", "2026-03-06"), ("en", "friday at 3", "2026-03-06"), ("en", "at 3 friday", "2026-03-06"), ("en", "friday the 13th", "2026-03-13"), ("en", "friday 6th", "2026-03-06"),
    ("en", "13 apr 26 at 5", "2026-04-13"), ("en", "13 apr 90 was my birthday", "1990-04-13"), ("en", "about 3 days ago", "2026-03-01"), ("en", "tomorrow at 3", "2026-03-05"),
    ("es", "no, el viernes", "2026-03-06"), ("es", "viernes 13", "2026-03-13"), ("es", "mañana a las 3", "2026-03-05"), ("es", "5 de mayo a las 3", "2026-05-05"),
    ("pt", "não, sexta", "2026-03-06"), ("pt", "amanhã às 3", "2026-03-05"), ("fr", "non, vendredi", "2026-03-06"), ("fr", "vendredi 13 mars", "2026-03-13"), ("fr", "demain à 10", "2026-03-05"),
    ("de", "nein, Freitag", "2026-03-06"), ("de", "Freitag, den 13.", "2026-03-13"), ("de", "Freitag um 3", "2026-03-06"), ("ar", "لا، الجمعة", "2026-03-06"), ("hi", "शुक्रवार को", "2026-03-06"),
]  # fmt: skip


@pytest.mark.parametrize(("language", "text", "day"), UNDERSTOOD)
def test_a_day_among_harmless_words_is_read(language: str, text: str, day: str) -> None:
    """A no in a clause of its own, a time and numbers of other things leave one day."""
    answer = understand_date(text, language, today=TODAY)

    assert isinstance(answer, Understood), answer
    assert answer.value == date.fromisoformat(day)


@pytest.mark.parametrize(("number", "understood"), [(HOURS_MAX - 1, False), (HOURS_MAX, False), (HOURS_MAX + 1, True)])
def test_a_number_behind_a_weekday_may_be_an_hour(number: int, understood: bool) -> None:
    """Above twelve it is a day of the month, if that is such a weekday."""
    weekday = f"{date(2026, 3, number):%A}"

    assert isinstance(understand_date(f"{weekday} {number}", today=TODAY), Understood) is understood


@pytest.mark.parametrize(
    ("today", "day"),
    [
        (date(2026, 1, 31), date(2026, 1, 31)),
        (date(2026, 2, 1), date(2026, 3, 31)),
        (date(2026, 4, 1), date(2026, 5, 31)),
    ],
)
def test_the_next_day_of_a_number_skips_short_months(today: date, day: date) -> None:
    """No two months in a row lack a 31st."""
    assert next_day_numbered(31, today) == day
    assert MONTHS_SEARCHED_MAX == 3


@pytest.mark.parametrize(("number", "today"), [(32, TODAY), (0, TODAY), (30, date.max)])
def test_some_numbers_are_no_day(number: int, today: date) -> None:
    """No month has a 32nd, and the calendar ends."""
    assert next_day_numbered(number, today) is None or today == date.max


def test_the_word_that_made_another_of_it_is_named() -> None:
    """People can read why the day did not count."""
    assert understand_date("after 5 May 2026", today=TODAY) == NotUnderstood(
        "'after' beside '5 may 2026' makes something else of it"
    )
