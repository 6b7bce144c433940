"""Slips in phone numbers and e-mail addresses, and what only looks like them."""

from __future__ import annotations

import pytest

from flow_notations.answers import NotUnderstood, Understood
from flow_notations.answers.emails import understand_email
from flow_notations.answers.phones import DOMESTIC_DIGITS_MAX, NORTH_AMERICAN_DIGITS, understand_phone


@pytest.mark.parametrize(
    ("text", "country", "number"),
    [
        ("+44 020 7946 0958", None, "+442079460958"),
        ("+33 06 12 34 56 78", None, "+33612345678"),
        ("0049 0151 12345678", None, "+4915112345678"),
        ("+39 06 1234567", None, "+39061234567"),
        ("34600111222", "ES", "+34600111222"),
        ("+49 30 12345-0", None, "+4930123450"),
    ],
)
def test_a_prefix_dialled_at_home_is_dropped(text: str, country: str | None, number: str) -> None:
    """The 0 behind a country's code goes where the country has it; the code is not put before itself."""
    answer = understand_phone(text, country=country)

    assert isinstance(answer, Understood), answer
    assert answer.value == number


@pytest.mark.parametrize(
    ("text", "country"),
    [
        ("+34600111222 2", None), ("+34600111222/3", None), ("+1 415 555 267", None), ("order 0012345678", None),
        ("12/05/1990", "ES"), ("05-12-1990", "ES"), ("1990.12.05", "ES"),
    ],
)  # fmt: skip
def test_what_only_looks_like_a_number_asks_again(text: str, country: str | None) -> None:
    """A digit on its own, a number too short for its country, an order number and a date are no phone number."""
    assert isinstance(understand_phone(text, country=country), NotUnderstood)


@pytest.mark.parametrize(
    ("digits", "understood"),
    [(NORTH_AMERICAN_DIGITS - 1, False), (NORTH_AMERICAN_DIGITS, True), (NORTH_AMERICAN_DIGITS + 1, False)],
)
def test_north_american_numbers_have_ten_digits_behind_the_code(digits: int, understood: bool) -> None:
    """No more and no fewer."""
    assert isinstance(understand_phone("+1" + "4" * (digits - 1)), Understood) is understood


@pytest.mark.parametrize(
    ("written", "number"),
    [("346001112", "+34346001112"), ("3460011122", "+343460011122"), ("34600111222", "+34600111222")],
)
def test_a_long_number_that_begins_with_the_code_has_it(written: str, number: str) -> None:
    """A shorter one may be a number at home that begins so."""
    answer = understand_phone(written, country="ES")

    assert isinstance(answer, Understood)
    assert answer.value == number
    assert (len(written) > DOMESTIC_DIGITS_MAX) is (number == f"+{written}")


@pytest.mark.parametrize(
    "text",
    ["ana@exam_ple.com", "ana@example.com1", "http://user@example.com", "https://example.com/ana@x.com", "ana@gmail", "ana@gmail,com"],
)  # fmt: skip
def test_what_only_looks_like_an_address_asks_again(text: str) -> None:
    """Hosts have no underscore and no digit in their last part; a page's address is no mailbox."""
    assert isinstance(understand_email(text), NotUnderstood)


@pytest.mark.parametrize("text", ["'ana@gmail.com'", "`ana@gmail.com`", "o'brien@gmail.com"])
def test_quotes_around_an_address_are_not_part_of_it(text: str) -> None:
    """One inside a name is."""
    answer = understand_email(text)

    assert isinstance(answer, Understood)
    assert answer.value == text.strip("'`")
