"""Numbers: in digits of any script, in words, inside a sentence."""

from __future__ import annotations

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from flow_notations.answers import Ambiguous, NotUnderstood, Understood
from flow_notations.answers.number_literals import NUMBER_DIGITS_MAX
from flow_notations.answers.numbers import understand_number

D = Decimal

UNDERSTOOD = [
    ("en", "34", 34), ("en", "I am 34", 34), ("en", "I am 34 years old.", 34), ("en", "34yo", 34), ("en", "+5", 5), ("en", "-3", -3), ("en", "− 3", -3),
    ("en", "about 1,200", 1200), ("en", "1,234.50", D("1234.5")), ("en", "1.234,50", D("1234.5")), ("en", "3,14", D("3.14")),
    ("en", "3.14", D("3.14")), ("en", ".5", D("0.5")), ("en", "½", D("0.5")), ("en", "2½", D("2.5")), ("en", "1,23,456", 123456),
    ("en", "1 234 567", 1234567), ("en", "1.234.567", 1234567), ("en", "100k", 100000), ("en", "50%", 50), ("en", "$1,200", 1200), ("en", "007", 7),
    ("en", "34, yes 34", 34), ("en", "1.200", D("1.2")), ("en", "2 million", 2000000), ("en", "1.5 million", 1500000), ("en", "minus 5", -5),
    ("en", "thirty-four", 34), ("en", "I am thirty four", 34), ("en", "zero", 0), ("en", "none", 0), ("en", "a hundred", 100), ("en", "nineteen", 19),
    ("en", "two hundred and five", 205), ("en", "one hundred twenty three", 123), ("en", "five hundred thousand", 500000), ("en", "twelve hundred", 1200),
    ("en", "one million two hundred thousand and three", 1200003), ("en", "nine hundred ninety nine thousand nine hundred ninety nine", 999999),
    ("en", "minus five", -5), ("en", "two point five", D("2.5")), ("en", "two point one five", D("2.15")), ("en", "one and a half", D("1.5")),
    ("en", "two and a half million", 2500000), ("en", "half", D("0.5")), ("en", "point five", D("0.5")), ("en", "a dozen", 12), ("en", "two dozen", 24), ("en", "fifty people and a dog", 50),
    ("en", "٣٤", 34), ("en", "३४", 34), ("en", "３４", 34),
    ("es", "tengo 34 años", 34), ("es", "1.234,50", D("1234.5")), ("es", "3,14", D("3.14")), ("es", "1.200", 1200), ("es", "3.14", D("3.14")),
    ("es", "treinta y cuatro", 34), ("es", "veintidós", 22), ("es", "VEINTIDOS", 22), ("es", "cien", 100), ("es", "ciento uno", 101), ("es", "quinientas", 500),
    ("es", "mil", 1000), ("es", "mil doscientos", 1200), ("es", "dos mil veintiséis", 2026), ("es", "veintiún mil", 21000), ("es", "treinta y un mil", 31000),
    ("es", "quinientos mil", 500000), ("es", "un millón", 1000000), ("es", "dos millones y medio", 2500000), ("es", "dos mil millones", 2000000000),
    ("es", "un millón doscientos mil trescientos cuarenta y cinco", 1200345), ("es", "menos cinco", -5), ("es", "cinco coma dos", D("5.2")),
    ("es", "tres y medio", D("3.5")), ("es", "una", 1), ("es", "2 mil", 2000), ("es", "ninguno", 0), ("es", "medio", D("0.5")), ("es", "una docena", 12),
    ("es-MX", "1,234.5", D("1234.5")), ("es-MX", "1,200", 1200), ("pt", "1.234,5", D("1234.5")), ("pt-BR", "vinte", 20), ("fr", "1 234,5", D("1234.5")),
    ("fr", "1\u202f234,5", D("1234.5")), ("fr", "douze", 12), ("de", "1.234,50", D("1234.5")), ("de", "zwölf", 12), ("de-CH", "1'234.50", D("1234.5")),
    ("ar", "١٬٢٣٤٫٥", D("1234.5")), ("ar", "عمري ٣٤", 34), ("ar", "خمسة", 5), ("hi", "१,२३,४५६.७", D("123456.7")), ("hi", "पाँच", 5), ("nl", "3,14", D("3.14")),
]  # fmt: skip

AMBIGUOUS = [
    ("en", "1 or 2"), ("en", "5-10"), ("en", "8/10"), ("en", "10:30"), ("en", "two three"), ("en", "I'm 34, my wife is 30"), ("en", "2026-03-05"),
    ("en", "nineteen ninety"), ("en", "twenty thirty"), ("en", "five and six"), ("en", "one hundred million thousand million"), ("es", "dos y tres"),
    ("es", "veinte y treinta"), ("nl", "1.200"), ("nl", "1,200"), ("en", "twenty hundred"), ("en", "one million zero"), ("en", "minus point zero of 5 and 6"), ("en", "five point and six"), ("en", "one million two million"),
]  # fmt: skip

NOTHING = [
    ("en", ""), ("en", "banana"), ("en", "AB-1234"), ("en", "A4"), ("en", "12b"), ("en", "5m"), ("en", "hundreds"), ("en", "millions of them"), ("en", "I have a dog"),
    ("en", "1.2.3"), ("en", "1,2,3"), ("es", "tengo una pregunta"), ("es", "hay millones"), ("en", "and"), ("en", "minus"), ("en", "1,23.4.5"),
]  # fmt: skip


@pytest.mark.parametrize(("language", "text", "value"), UNDERSTOOD)
def test_numbers_people_write(language: str, text: str, value: int | Decimal) -> None:
    """Local signs, any digits, words and sentences give the exact number."""
    answer = understand_number(text, language)

    assert isinstance(answer, Understood), answer
    assert answer.value == value
    assert type(answer.value) is type(value)


@pytest.mark.parametrize(("language", "text"), AMBIGUOUS)
def test_two_numbers_ask_again(language: str, text: str) -> None:
    """Two different numbers, or one that can be read two ways, are never guessed."""
    assert isinstance(understand_number(text, language), Ambiguous)


@pytest.mark.parametrize(("language", "text"), NOTHING)
def test_no_number(language: str, text: str) -> None:
    """Order numbers, articles and crumbs of numbers are no number."""
    assert isinstance(understand_number(text, language), NotUnderstood)


@pytest.mark.parametrize(
    ("text", "why"),
    [
        ("0", "0 is less than 1, the least allowed"),
        ("121", "121 is more than 120, the most allowed"),
        ("2.5", "2.5 is not a whole number"),
        ("x", "no number in the message"),
    ],
)
def test_a_number_out_of_bounds_names_the_bound(text: str, why: str) -> None:
    """The reason tells the author's bound."""
    assert understand_number(text, integer=True, low=1, high=120) == NotUnderstood(why)


@pytest.mark.parametrize("text", ["1", "120"])
def test_bounds_are_included(text: str) -> None:
    """The bounds themselves are allowed."""
    assert isinstance(understand_number(text, integer=True, low=1, high=120), Understood)


@pytest.mark.parametrize("text", ["8/10", "8 out of 10", "8 of 10", "eight out of ten"])
def test_so_many_of_the_most(text: str) -> None:
    """Where ten is the most, "8/10" is eight."""
    answer = understand_number(text, integer=True, low=0, high=10)

    assert isinstance(answer, Understood)
    assert answer.value == 8


def test_so_many_of_something_else_asks_again() -> None:
    """Five of six is not a mark out of ten."""
    assert isinstance(understand_number("5/6", high=10), Ambiguous)
    assert isinstance(understand_number("5 and 10", high=10), Ambiguous)


@pytest.mark.parametrize(
    ("text", "language"),
    [
        ("half a million", "en"), ("half a dozen", "en"), ("three quarters", "en"), ("two and a quarter", "en"), ("one moment", "en"),
        ("media docena", "es"), ("medio millón", "es"), ("meia dúzia", "pt"), ("um momento", "pt"),
        ("une demi-douzaine", "fr"), ("trois quarts", "fr"), ("un moment", "fr"),
        ("halb drei", "de"), ("2 einhalb", "de"), ("tausend Dank", "de"),
        ("साढ़े तीन", "hi"), ("डेढ़ सौ", "hi"), ("सवा दो", "hi"), ("पौने तीन", "hi"), ("ربع مليون", "ar"),
    ],
)  # fmt: skip
def test_a_part_of_a_number_beside_it_asks_again(text: str, language: str) -> None:
    """Half a million is not a million: where the part is not read, neither is the number."""
    assert isinstance(understand_number(text, language), NotUnderstood)


@pytest.mark.parametrize(
    ("text", "language", "value"),
    [
        ("zweitausend", "de", 2000), ("zweitausendsechsundzwanzig", "de", 2026), ("eintausendeins", "de", 1001),
        ("hundertundeins", "de", 101), ("neunzehnhundertneunundneunzig", "de", 1999), ("zweihundertfünfzigtausend", "de", 250_000),
        ("fünf hunderttausend", "de", 500_000), ("eine Million zweitausend", "de", 1_002_000), ("minus zweihundert", "de", -200),
        ("ألفين", "ar", 2000), ("ألفين وخمسمئة", "ar", 2500), ("مليونان", "ar", 2_000_000), ("خمسة ونصف", "ar", Decimal("5.5")),
        ("احدى عشر", "ar", 11), ("اثنا عشر", "ar", 12), ("خمس مئة", "ar", 500), ("ثلاثة وعشرون ألفا", "ar", 23_000),
    ],
)  # fmt: skip
def test_numbers_grown_together_are_read(text: str, language: str, value: int | Decimal) -> None:
    """German writes a number as one word, Arabic says two thousand in one."""
    answer = understand_number(text, language)

    assert isinstance(answer, Understood)
    assert answer.value == value
    assert answer.exact


@pytest.mark.parametrize("text", ["Jahrtausend", "hundertste", "Hunderte", "tausendfach"])
def test_a_word_that_only_holds_a_number_says_none(text: str) -> None:
    """What stands around the scale must be a number, too."""
    assert isinstance(understand_number(text, "de"), NotUnderstood)


def test_bounds_choose_between_two_readings() -> None:
    """Where only one reading is allowed, it is the one meant, and is named."""
    answer = understand_number("1.200", "en", integer=True)

    assert answer == Understood(1200, "number '1.200', read as 1200", exact=True)
    assert isinstance(understand_number("5.000", "en", integer=True), Ambiguous)


@pytest.mark.parametrize(
    ("text", "exact"), [("34", True), ("thirty four", True), ("I am 34", False), ("34!", True), ("2 million", True)]
)
def test_exact_is_the_whole_message(text: str, exact: bool) -> None:
    """Only a message that is nothing but the number is exact."""
    answer = understand_number(text)

    assert isinstance(answer, Understood)
    assert answer.exact is exact


@pytest.mark.parametrize(
    ("digits", "understood"), [(NUMBER_DIGITS_MAX - 1, True), (NUMBER_DIGITS_MAX, True), (NUMBER_DIGITS_MAX + 1, False)]
)
def test_a_number_has_only_so_many_digits(digits: int, understood: bool) -> None:
    """Longer numbers could not be kept exactly."""
    assert isinstance(understand_number("9" * digits), Understood) is understood


@given(st.integers(-(10**12), 10**12), st.sampled_from(["en", "es", "pt", "fr", "de", "ar", "hi"]))
def test_plain_digits_are_the_number_in_every_language(value: int, language: str) -> None:
    """A whole number without separators means itself."""
    answer = understand_number(str(value), language)

    assert answer == Understood(value, f"number '{value}'", exact=True)
