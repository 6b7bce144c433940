"""Dates: in digits, with names, counted from today."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from flow_notations.answers import Ambiguous, NotUnderstood, Understood
from flow_notations.answers.dates import understand_date
from flow_notations.answers.days import YEARS_AHEAD_MAX
from flow_notations.answers.languages import LANGUAGES, words_of

TODAY = date(2026, 3, 4)
"""A Wednesday."""

UNDERSTOOD = [
    ("en", "2026-03-05", "2026-03-05"), ("en", "2026/3/5", "2026-03-05"), ("en", "20260305", "2026-03-05"), ("en", "03/04/2026", "2026-03-04"),
    ("en-GB", "03/04/2026", "2026-04-03"), ("es", "03/04/2026", "2026-04-03"), ("en-CA", "26/03/05", "2026-03-05"), ("en", "25/12/2026", "2026-12-25"),
    ("es", "12/25/2026", "2026-12-25"), ("en", "3/4/26", "2026-03-04"), ("en", "5 3 2026", "2026-05-03"), ("en", "12/31", "2026-12-31"), ("en", "31/12", "2026-12-31"),
    ("es", "5-3", "2026-03-05"), ("de", "5.3.", "2026-03-05"), ("de", "05.03.26", "2026-03-05"), ("de", "5. März 2026", "2026-03-05"), ("de", "5. Maerz 2026", "2026-03-05"),
    ("en", "5 March 2026", "2026-03-05"), ("en", "March 5th, 2026", "2026-03-05"), ("en", "the 5th of March", "2026-03-05"), ("en", "fifth of March", "2026-03-05"),
    ("en", "3 March", "2027-03-03"), ("en", "05-Mar-2026", "2026-03-05"), ("en", "may twenty-first 2027", "2027-05-21"), ("en", "29 February", "2028-02-29"),
    ("en", "5 March 10:30", "2026-03-05"), ("en", "I was born on march 5, 1990 ok", "1990-03-05"), ("en", "Friday 6 March 2026", "2026-03-06"),
    ("en", "today", "2026-03-04"), ("en", "tomorrow!", "2026-03-05"), ("en", "yesterday", "2026-03-03"), ("en", "the day after tomorrow", "2026-03-06"),
    ("en", "in 3 days", "2026-03-07"), ("en", "in three days", "2026-03-07"), ("en", "in a week", "2026-03-11"), ("en", "two weeks ago", "2026-02-18"),
    ("en", "in two months", "2026-05-04"), ("en", "3 days from now", "2026-03-07"), ("en", "a year ago", "2025-03-04"), ("en", "friday", "2026-03-06"),
    ("en", "Fri", "2026-03-06"), ("en", "next friday", "2026-03-06"), ("en", "on friday please", "2026-03-06"), ("en", "last friday", "2026-02-27"),
    ("en", "next wednesday", "2026-03-11"), ("en", "last wednesday", "2026-02-25"),
    ("es", "hoy", "2026-03-04"), ("es", "mañana", "2026-03-05"), ("es", "manana", "2026-03-05"), ("es", "pasado mañana", "2026-03-06"), ("es", "mañana por la mañana", "2026-03-05"),
    ("es", "anteayer", "2026-03-02"), ("es", "el 5 de marzo", "2026-03-05"), ("es", "5 de marzo de 2026", "2026-03-05"), ("es", "cinco de mayo", "2026-05-05"),
    ("es", "primero de mayo", "2026-05-01"), ("es", "1º de mayo", "2026-05-01"), ("es", "el treinta y uno de diciembre", "2026-12-31"), ("es", "el próximo viernes", "2026-03-06"),
    ("es", "el viernes que viene", "2026-03-06"), ("es", "viernes pasado", "2026-02-27"), ("es", "en 3 días", "2026-03-07"), ("es", "dentro de dos semanas", "2026-03-18"),
    ("es", "hace 3 días", "2026-03-01"), ("es", "en una semana", "2026-03-11"),
    ("pt", "amanhã", "2026-03-05"), ("pt", "5 de março de 2026", "2026-03-05"), ("pt", "segunda", "2026-03-09"), ("pt", "próxima sexta", "2026-03-06"), ("pt", "daqui a 3 dias", "2026-03-07"),
    ("fr", "aujourd’hui", "2026-03-04"), ("fr", "après-demain", "2026-03-06"), ("fr", "1er mai", "2026-05-01"), ("fr", "le 14 juillet", "2026-07-14"), ("fr", "vendredi prochain", "2026-03-06"),
    ("de", "übermorgen", "2026-03-06"), ("de", "nächsten Freitag", "2026-03-06"), ("de", "vor 2 Tagen", "2026-03-02"), ("de", "Fr", "2026-03-06"),
    ("ar", "غداً", "2026-03-05"), ("ar", "٥ مارس ٢٠٢٦", "2026-03-05"), ("ar", "٥/٣/٢٠٢٦", "2026-03-05"), ("ar", "5 كانون الثاني 2027", "2027-01-05"), ("ar", "الجمعة القادم", "2026-03-06"),
    ("hi", "५ मार्च २०२६", "2026-03-05"), ("hi", "आज", "2026-03-04"), ("hi", "3 दिन बाद", "2026-03-07"), ("hi", "3 दिन पहले", "2026-03-01"), ("hi", "अगले शुक्रवार", "2026-03-06"),
    ("nl", "3/4/2026", "2026-04-03"),
]  # fmt: skip

NOTHING = [
    ("en", ""), ("en", "banana"), ("en", "31/02/2026"), ("en", "2026-02-30"), ("en", "31 February 2026"), ("en", "30 February"), ("en", "99/99"), ("en", "99/99/2026"),
    ("en", "5/3/6"), ("en", "2026/03/2026"), ("en", "March 2026"), ("en", "next week"), ("en", "friday after next"), ("en", "a week from tomorrow"), ("en", "I sat there"),
    ("en", "may I"), ("en", "in 9999 years"), ("en", "9999 years ago"), ("en", "3.5"), ("en", "20261399"), ("es", "por la mañana"), ("de", "guten Morgen"), ("en", "AB-12/34"),
]  # fmt: skip

AMBIGUOUS = [
    ("en", "tomorrow or friday", ("2026-03-05", "2026-03-06")),
    ("en", "Monday 6 March 2026", ("2026-03-06", "2026-03-09")),
    ("en", "wednesday", ("2026-03-11", "2026-03-04")),
    ("es", "miércoles", ("2026-03-11", "2026-03-04")),
]


@pytest.mark.parametrize(("language", "text", "day"), UNDERSTOOD)
def test_days_people_write(language: str, text: str, day: str) -> None:
    """Digits, names, words and counts from today give the day."""
    answer = understand_date(text, language, today=TODAY)

    assert isinstance(answer, Understood), answer
    assert answer.value == date.fromisoformat(day)


@pytest.mark.parametrize(("language", "text"), NOTHING)
def test_no_day(language: str, text: str) -> None:
    """Days the calendar has not, and words that only look like days, are not understood."""
    assert isinstance(understand_date(text, language, today=TODAY), NotUnderstood)


@pytest.mark.parametrize(("language", "text", "days"), AMBIGUOUS)
def test_two_days_ask_again(language: str, text: str, days: tuple[str, ...]) -> None:
    """Two days, a weekday that contradicts its date, or today's own weekday are ambiguous."""
    answer = understand_date(text, language, today=TODAY)

    assert isinstance(answer, Ambiguous)
    assert answer.candidates == days


def test_how_names_the_order_that_decided() -> None:
    """A date that can be read two ways says which way it was read."""
    answer = understand_date("03/04/2026", "es", today=TODAY)

    assert answer == Understood(date(2026, 4, 3), "'03/04/2026', read day first", exact=True)


def test_the_author_can_say_the_order() -> None:
    """The given order overrules the language's."""
    assert understand_date("03/04/2026", "es", today=TODAY, order="mdy") == understand_date(
        "03/04/2026", "en", today=TODAY
    )


@pytest.mark.parametrize(
    ("ahead", "year"),
    [(YEARS_AHEAD_MAX - 1, 2044), (YEARS_AHEAD_MAX, 2045), (YEARS_AHEAD_MAX + 1, 1946)],
)
def test_two_digits_of_a_year_mean_one_near_today(ahead: int, year: int) -> None:
    """The window reaches 19 years ahead and 80 back."""
    answer = understand_date(f"1/1/{(TODAY.year + ahead) % 100:02}", today=TODAY)

    assert answer == Understood(date(year, 1, 1), f"'1/1/{year % 100:02}', year {year}", exact=True)


def test_the_last_day_of_a_shorter_month() -> None:
    """A month after 31 January is the end of February."""
    answer = understand_date("in 1 month", today=date(2026, 1, 31))

    assert isinstance(answer, Understood)
    assert answer.value == date(2026, 2, 28)


@pytest.mark.parametrize(
    ("text", "today"),
    [("tomorrow", date.max), ("last friday", date.min), ("friday", date.max), ("in 5 days", date.max)],
)
def test_the_ends_of_the_calendar(text: str, today: date) -> None:
    """Counting past the calendar is not understood, and raises nothing."""
    assert isinstance(understand_date(text, today=today), NotUnderstood)


@settings(deadline=None)
@given(st.dates(date(1000, 1, 1)), st.sampled_from(sorted(LANGUAGES)))
def test_iso_dates_mean_themselves_in_every_language(day: date, language: str) -> None:
    """An ISO date needs no local rule."""
    assert understand_date(day.isoformat(), language, today=TODAY) == Understood(
        day, f"'{day.isoformat()}'", exact=True
    )


@settings(deadline=None)  # the first message of a language builds its tables
@given(st.dates(date(1950, 1, 1), date(2100, 1, 1)), st.sampled_from(sorted(LANGUAGES)))
def test_every_month_name_is_read(day: date, language: str) -> None:
    """Every month of every language is known by every one of its names."""
    for name in words_of(language).dates.months[day.month - 1]:
        answer = understand_date(f"{day.day} {name} {day.year}", language, today=TODAY)

        assert isinstance(answer, Understood), name
        assert answer.value == day


@settings(deadline=None)
@given(st.integers(0, 6), st.sampled_from(sorted(LANGUAGES)), st.integers(0, 6))
def test_every_weekday_is_read(weekday: int, language: str, offset: int) -> None:
    """Every weekday name means one of the seven days from today."""
    today = TODAY + timedelta(days=offset)
    for name in words_of(language).dates.weekdays[weekday]:
        answer = understand_date(name, language, today=today)

        if weekday == today.weekday():
            assert isinstance(answer, Ambiguous), name
        else:
            assert isinstance(answer, Understood), name
            assert isinstance(answer.value, date)
            assert 1 <= (answer.value - today).days <= 6
            assert answer.value.weekday() == weekday


@pytest.mark.parametrize(
    ("text", "language"),
    [
        ("Sunday or Monday", "en"), ("between Monday and Friday", "en"), ("lunes o martes", "es"), ("segunda ou terça", "pt"),
        ("lundi ou mardi", "fr"), ("Montag oder Dienstag", "de"), ("الاثنين أو الثلاثاء", "ar"), ("सोमवार या मंगलवार", "hi"),
    ],
)  # fmt: skip
def test_two_weekdays_are_asked_about(text: str, language: str) -> None:
    """The first of two days named is not the day meant."""
    assert isinstance(understand_date(text, language, today=TODAY), Ambiguous)


@pytest.mark.parametrize(
    ("text", "language"),
    [
        ("in a year and a half", "en"), ("a week on Monday", "en"), ("not on Monday", "en"), ("en un mes y medio", "es"),
        ("no el lunes", "es"), ("daqui a um mês e meio", "pt"), ("dans deux semaines et demie", "fr"), ("lundi en huit", "fr"),
        ("übernächsten Montag", "de"), ("nicht am Montag", "de"), ("بعد أسبوع ونصف", "ar"), ("ليس الاثنين", "ar"),
        ("साढ़े तीन महीने बाद", "hi"), ("सोमवार को नहीं", "hi"),
    ],
)  # fmt: skip
def test_a_day_that_is_said_only_in_part_asks_again(text: str, language: str) -> None:
    """A week and a half is not a week, the Monday after next not the next one."""
    assert isinstance(understand_date(text, language, today=TODAY), NotUnderstood)


def test_a_weekday_said_twice_is_one_day() -> None:
    """Who repeats a day has not named two."""
    answer = understand_date("Monday, yes, Monday", today=TODAY)

    assert isinstance(answer, Understood)
    assert answer.value == date(2026, 3, 9)
