"""Dates, lengths of time and numbers in every language: against frozen facts, and against babel where it is installed."""

from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal

import pytest

from flow_notations.expressions import Scope
from flow_notations.expressions.language_words import WORDS
from flow_notations.expressions.moments import date_words, duration_words
from flow_notations.expressions.numerals import formatted
from flow_notations.expressions.separators import LANGUAGES, REGIONS

AT = 1_772_616_600_000
"""2026-03-04T09:30Z, a Wednesday."""
CLDR_WRITES = ("pt", "fr", "de", "ar", "hi")
"""Languages that follow CLDR's patterns to the letter."""
TAGS = (*LANGUAGES, *(tag for tags in REGIONS.values() for tag in tags.split()), "pt-BR", "fr-FR", "ar-EG", "hi-IN")


def scope(language: str) -> Scope:
    """A customer of this language."""
    return Scope(at=AT, language=language)


@pytest.mark.parametrize(
    ("language", "day", "shown"),
    [
        ("pt", date(2026, 3, 4), ("qua., 4 de mar.", "quarta-feira, 4 de março de 2026", "hoje")),
        ("pt-BR", date(2026, 3, 7), ("sáb., 7 de mar.", "sábado, 7 de março de 2026", "no sábado")),
        ("pt", date(2026, 3, 9), ("seg., 9 de mar.", "segunda-feira, 9 de março de 2026", "na segunda-feira")),
        ("pt", date(2027, 1, 2), ("sáb., 2 de jan.", "sábado, 2 de janeiro de 2027", "em 2 de janeiro de 2027")),
        ("fr", date(2026, 3, 3), ("mar. 3 mars", "mardi 3 mars 2026", "hier")),
        ("fr", date(2026, 8, 1), ("sam. 1er août", "samedi 1er août 2026", "le 1er août")),
        ("fr-CA", date(2026, 3, 6), ("ven. 6 mars", "vendredi 6 mars 2026", "vendredi")),
        ("de", date(2026, 3, 5), ("Do., 5. März", "Donnerstag, 5. März 2026", "morgen")),
        ("de-AT", date(2026, 12, 24), ("Do., 24. Dez.", "Donnerstag, 24. Dezember 2026", "am 24. Dezember")),
        ("ar", date(2026, 3, 6), ("الجمعة، 6 مارس", "الجمعة، 6 مارس 2026", "يوم الجمعة")),
        ("ar-EG", date(2026, 4, 30), ("الخميس، 30 أبريل", "الخميس، 30 أبريل 2026", "في 30 أبريل")),
        ("hi", date(2026, 3, 5), ("गुरु, 5 मार्च", "गुरुवार, 5 मार्च 2026", "कल")),
        ("hi", date(2026, 9, 15), ("मंगल, 15 सित॰", "मंगलवार, 15 सितंबर 2026", "15 सितंबर को")),
    ],
)
def test_days_are_written_as_people_write_them(language: str, day: date, shown: tuple[str, str, str]) -> None:
    """Short, long and relative."""
    assert shown == tuple(date_words(scope(language), day, style) for style in ("short", "long", "relative"))


@pytest.mark.parametrize(
    ("language", "span", "shown"),
    [
        ("pt", timedelta(hours=1, minutes=5), "1 hora 5 minutos"),
        ("fr", timedelta(0), "0 seconde"),
        ("fr", timedelta(days=2), "2 jours"),
        ("de", timedelta(days=1, hours=2), "1 Tag 2 Stunden"),
        ("ar", timedelta(hours=1), "ساعة"),
        ("ar", timedelta(hours=2, minutes=2), "ساعتان دقيقتان"),
        ("ar", timedelta(minutes=3), "3 دقائق"),
        ("ar", timedelta(minutes=11), "11 دقيقة"),
        ("ar", timedelta(days=11), "11 يومًا"),
        ("ar", timedelta(days=100), "100 يوم"),
        ("hi", timedelta(hours=2), "2 घंटे"),
        ("es", timedelta(days=1_000_000), "1000000 días"),
    ],
)
def test_lengths_of_time_take_the_plural_of_their_language(language: str, span: timedelta, shown: str) -> None:
    """Arabic has six forms; in French nothing is singular."""
    assert shown == duration_words(language, span)


@pytest.mark.parametrize(
    ("language", "number", "shown"),
    [
        ("en", "1234567.5", "1,234,567.50"), ("en-IN", "1234567.5", "12,34,567.50"), ("es", "1234.5", "1234,50"), ("es", "12345.5", "12.345,50"),
        ("es-MX", "1234.5", "1,234.50"), ("pt", "1234.5", "1.234,50"), ("pt-PT", "1234.5", "1234,50"), ("pt-PT", "12345.5", "12\xa0345,50"),
        ("fr", "1234567.5", "1\u202f234\u202f567,50"), ("fr-CA", "1234.5", "1\xa0234,50"), ("de", "-1234.5", "-1.234,50"), ("de-CH", "1234.5", "1’234.50"),
        ("ar", "1234.5", "1,234.50"), ("ar-MA", "1234.5", "1.234,50"), ("hi", "12345678", "1,23,45,678.00"), ("hi", "999", "999.00"),
        ("xx", "1234.5", "1,234.50"), ("zh-Hant-TW", "1234.5", "1,234.50"), ("es_419", "1234.5", "1,234.50"),
    ],
)  # fmt: skip
def test_numbers_have_the_signs_of_their_region(language: str, number: str, shown: str) -> None:
    """Of the region where it differs, else of the language, else of English."""
    assert shown == formatted(scope(language), Decimal(number), 2)


def test_every_table_is_whole() -> None:
    """Twelve months, seven days, four units, each with a form for the rest."""
    for words in WORDS.values():
        assert (12, 12, 7, 7, 7, 4) == tuple(
            len(table)
            for table in (
                words.months,
                words.months_short,
                words.weekdays,
                words.weekdays_short,
                words.near,
                words.units,
            )
        )
        assert all("other" in forms for forms in words.units)
        assert {-1, 0, 1} == set(words.days)


@pytest.mark.parametrize("language", CLDR_WRITES)
def test_babel_writes_the_same_days(language: str) -> None:
    """Every day of a year, short and long; French writes 1er where CLDR's pattern knows no ordinals."""
    dates = pytest.importorskip("babel.dates", reason="pip install babel: an oracle for dates")
    for day in (date(2026, 1, 1) + timedelta(days=ahead) for ahead in range(365)):
        if language == "fr" and day.day == 1:
            continue
        expected = (
            dates.format_skeleton("MMMEd", day, locale=language),
            dates.format_date(day, "full", locale=language),
        )
        assert expected == tuple(date_words(scope(language), day, style) for style in ("short", "long"))


@pytest.mark.parametrize("tag", TAGS)
def test_babel_writes_the_same_numbers(tag: str) -> None:
    """From five digits up: babel leaves CLDR's least digits before a group out of account."""
    numbers = pytest.importorskip("babel.numbers", reason="pip install babel: an oracle for numbers")
    for number in (Decimal("12345.5"), Decimal("-1234567.5"), Decimal(999), Decimal("123456789012.5")):
        expected = numbers.format_decimal(number, locale=tag.replace("-", "_"), numbering_system="latn")
        assert expected == formatted(scope(tag), number, 0 if number == 999 else 1)
