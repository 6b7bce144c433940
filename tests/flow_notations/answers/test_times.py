"""Times of day."""

from __future__ import annotations

from datetime import time

import pytest

from flow_notations.answers import Ambiguous, NotUnderstood, Understood
from flow_notations.answers.times import SMALL_HOURS_MAX, understand_time

UNDERSTOOD = [
    ("en", "14:30", "14:30"), ("en", "9:30", "09:30"), ("en", "2pm", "14:00"), ("en", "2:30 pm", "14:30"), ("en", "2.30pm", "14:30"), ("en", "5 p.m.", "17:00"),
    ("en", "12am", "00:00"), ("en", "12pm", "12:00"), ("en", "noon", "12:00"), ("en", "midnight", "00:00"), ("en", "quarter to five pm", "16:45"),
    ("en", "half past two in the afternoon", "14:30"), ("en", "10 at night", "22:00"), ("en", "2 at night", "02:00"), ("en", "see you at 15:00", "15:00"), ("en", "13", "13:00"),
    ("en", "0:30", "00:30"), ("en", "at 9 in the morning", "09:00"), ("en", "15:00, yes 3pm", "15:00"),
    ("es", "las 3 de la tarde", "15:00"), ("es", "a las tres y media de la tarde", "15:30"), ("es", "las cinco menos cuarto de la tarde", "16:45"), ("es", "mediodía", "12:00"),
    ("es", "14h30", "14:30"), ("es", "las 9 de la noche", "21:00"), ("pt", "às 15h", "15:00"), ("pt", "meio-dia", "12:00"), ("fr", "14h30", "14:30"), ("fr", "midi", "12:00"),
    ("fr", "3h de l'après-midi", "15:00"), ("fr", "15 heures", "15:00"), ("de", "15 Uhr", "15:00"), ("de", "14:30 Uhr", "14:30"), ("ar", "الساعة 3 مساء", "15:00"), ("ar", "١٤:٣٠", "14:30"),
    ("hi", "शाम 5 बजे", "17:00"), ("hi", "सुबह 9 बजे", "09:00"), ("nl", "14:30", "14:30"),
]  # fmt: skip


@pytest.mark.parametrize(("language", "text", "clock"), UNDERSTOOD)
def test_times_people_write(language: str, text: str, clock: str) -> None:
    """Digits, words, parts of the day and names give the time."""
    answer = understand_time(text, language)

    assert isinstance(answer, Understood), answer
    assert answer.value == time.fromisoformat(clock)


@pytest.mark.parametrize(
    ("language", "text", "clocks"),
    [
        ("en", "3", ("03:00", "15:00")),
        ("en", "at 3", ("03:00", "15:00")),
        ("en", "12", ("00:00", "12:00")),
        ("en", "half past two", ("02:30", "14:30")),
        ("en", "3 o'clock", ("03:00", "15:00")),
        ("es", "tres en punto", ("03:00", "15:00")),
        ("en", "between 2pm and 4pm", ("14:00", "16:00")),
    ],
)
def test_half_a_day_not_said_asks_again(language: str, text: str, clocks: tuple[str, ...]) -> None:
    """An hour without its half of the day could be either."""
    answer = understand_time(text, language)

    assert isinstance(answer, Ambiguous)
    assert answer.candidates == clocks


@pytest.mark.parametrize(
    ("language", "text"),
    [
        ("en", ""),
        ("en", "banana"),
        ("en", "I am 34"),
        ("en", "25:00"),
        ("en", "10:60"),
        ("en", "0 pm"),
        ("en", "3.5.2026"),
        ("fr", "demain après-midi"),
    ],
)
def test_no_time(language: str, text: str) -> None:
    """Numbers that are no time of day are not understood."""
    assert isinstance(understand_time(text, language), NotUnderstood)


def test_exact_is_the_whole_message() -> None:
    """A time inside a sentence is not exact; digits say that the 24-hour clock was used."""
    assert understand_time("9:30") == Understood(time(9, 30), "'9:30', on the 24-hour clock", exact=True)
    assert understand_time("see you at noon") == Understood(time(12), "'noon'", exact=False)


@pytest.mark.parametrize(
    ("text", "language", "minutes"),
    [
        ("15 Uhr 30", "de", 930), ("neun Uhr dreißig", "de", 570), ("halb drei nachmittags", "de", 870), ("fünf vor halb acht abends", "de", 1165),
        ("Viertel vor drei nachmittags", "de", 885), ("um 15 Uhr 30, bitte", "de", 930),
        ("15 h 30", "fr", 930), ("quinze heures trente", "fr", 930), ("neuf heures moins dix", "fr", 530), ("midi et demi", "fr", 750),
        ("minuit et quart", "fr", 15), ("midi moins le quart", "fr", 705), ("quinze para as três da tarde", "pt", 885),
        ("quinze horas e trinta", "pt", 930), ("meio-dia e meia", "pt", 750), ("15 horas 30", "es", 930), ("mediodía y media", "es", 750),
        ("diez para las tres de la tarde", "es", 890), ("half two pm", "en", 870), ("quarter to midnight", "en", 1425),
        ("٣ ونصف مساء", "ar", 930), ("٣ إلا ربع مساء", "ar", 885), ("शाम साढ़े पाँच बजे", "hi", 1050), ("पौने तीन बजे शाम", "hi", 885),
    ],
)  # fmt: skip
def test_minutes_beside_the_hour_count(text: str, language: str, minutes: int) -> None:
    """No part of a time is passed over: half past is not on the hour."""
    answer = understand_time(text, language)

    assert isinstance(answer, Understood)
    assert answer.value == time(minutes // 60, minutes % 60)


def test_a_number_behind_the_hour_that_may_count_something_asks_again() -> None:
    """Thirty people at three, or half past three."""
    answer = understand_time("um 15 Uhr 30 Personen", "de")

    assert isinstance(answer, Ambiguous)
    assert answer.candidates == ("15:30", "15:00")


@pytest.mark.parametrize(
    ("hour", "understood"), [(SMALL_HOURS_MAX - 1, False), (SMALL_HOURS_MAX, False), (SMALL_HOURS_MAX + 1, True)]
)
def test_a_small_hour_beside_a_mark_asks_again(hour: int, understood: bool) -> None:
    """At three o'clock is hardly ever at night; at eight may well be in the morning."""
    assert isinstance(understand_time(f"um {hour} Uhr", "de"), Understood) is understood
    assert isinstance(understand_time(f"à {hour} heures", "fr"), Understood) is understood
