"""E-mail addresses and phone numbers."""

from __future__ import annotations

import pytest

from flow_notations.answers import Ambiguous, NotUnderstood, Understood
from flow_notations.answers.emails import ADDRESS_OCTETS_MAX, LABEL_OCTETS_MAX, LOCAL_OCTETS_MAX, understand_email
from flow_notations.answers.phones import PHONE_DIGITS_MAX, PHONE_DIGITS_MIN, understand_phone


@pytest.mark.parametrize(
    ("text", "address", "exact"),
    [
        ("ana@example.com", "ana@example.com", True),
        ("Ana.B+x@EXAMPLE.com.", "Ana.B+x@example.com", True),
        ("my mail is ana@example.co.uk, thanks", "ana@example.co.uk", False),
        ("mailto:x@y.org", "x@y.org", True),
        ("<x@y.org>", "x@y.org", True),
        ("ana @ example.com", "ana@example.com", True),
        ("ａｎａ＠example.com", "ana@example.com", True),
        ("josé@correo.es", "josé@correo.es", True),
        ("x@y.org x@Y.org", "x@y.org", False),
    ],
)
def test_addresses_people_write(text: str, address: str, exact: bool) -> None:
    """An address is found alone or in a sentence; its domain is in lower case."""
    answer = understand_email(text)

    assert isinstance(answer, Understood)
    assert (answer.value, answer.exact) == (address, exact)


@pytest.mark.parametrize(
    "text", ["", "ana", "a@b", "@b.com", "ana@gmail,com", "a@b.c", "a@1.2.3.4", "a@-b.com", "a b c"]
)
def test_no_address(text: str) -> None:
    """What has not the shape of an address is not one."""
    assert isinstance(understand_email(text), NotUnderstood)


def test_two_addresses_ask_again() -> None:
    """Two addresses are never chosen between."""
    assert understand_email("a@b.co or c@d.org") == Ambiguous(
        ("a@b.co", "c@d.org"), "several e-mail addresses in the message"
    )


@pytest.mark.parametrize(
    ("octets", "understood"), [(LOCAL_OCTETS_MAX - 1, True), (LOCAL_OCTETS_MAX, True), (LOCAL_OCTETS_MAX + 1, False)]
)
def test_the_part_before_the_sign_is_bounded(octets: int, understood: bool) -> None:
    """RFC 5321 allows 64 octets."""
    assert isinstance(understand_email("x" * octets + "@y.org"), Understood) is understood


@pytest.mark.parametrize(
    ("octets", "understood"), [(LABEL_OCTETS_MAX - 1, True), (LABEL_OCTETS_MAX, True), (LABEL_OCTETS_MAX + 1, False)]
)
def test_a_part_of_the_domain_is_bounded(octets: int, understood: bool) -> None:
    """RFC 1035 allows 63 octets."""
    assert isinstance(understand_email("x@" + "y" * octets + ".org"), Understood) is understood


@pytest.mark.parametrize(
    ("octets", "understood"),
    [(ADDRESS_OCTETS_MAX - 1, True), (ADDRESS_OCTETS_MAX, True), (ADDRESS_OCTETS_MAX + 1, False)],
)
def test_an_address_is_bounded(octets: int, understood: bool) -> None:
    """RFC 5321 allows 254 octets."""
    tail = ".org"
    domain = ".".join(["y" * 60] * 4)
    address = "x" * (octets - len(domain) - len(tail) - 1) + "@" + domain + tail

    assert len(address) == octets
    assert isinstance(understand_email(address), Understood) is understood


@pytest.mark.parametrize(
    ("text", "country", "number"),
    [
        ("+34 600 111 222", None, "+34600111222"),
        ("0034 600-111-222", None, "+34600111222"),
        ("my number is +34600111222.", None, "+34600111222"),
        ("600 111 222", "ES", "+34600111222"),
        ("600 111 222", "es", "+34600111222"),
        ("600111222", "34", "+34600111222"),
        ("600111222", "+34699999999", "+34600111222"),
        ("(555) 123-4567", "US", "+15551234567"),
        ("1 555 123 4567", "US", "+15551234567"),
        ("07911 123456", "GB", "+447911123456"),
        ("+44 (0)20 7946 0958", None, "+442079460958"),
        ("06 698 12345", "IT", "+390669812345"),
        ("٠٦٠٠١١١٢٢٢", "MA", "+212600111222"),
        ("8 912 345 67 89", "RU", "+79123456789"),
        ("555 123 4567", "+1", "+15551234567"),
    ],
)
def test_numbers_people_write(text: str, country: str | None, number: str) -> None:
    """Local ways of writing end as E.164, completed only by a country that is known."""
    answer = understand_phone(text, country=country)

    assert isinstance(answer, Understood), answer
    assert answer.value == number


@pytest.mark.parametrize(
    ("text", "country", "why"),
    [
        ("", None, "no phone number in the message"),
        ("I am 34", None, "no phone number in the message"),
        ("555 123 4567", None, "'555 123 4567' has no country code"),
        ("555 123 4567", "ZZ", "'555 123 4567' has no country code"),
        ("555 123 4567", "999", "'555 123 4567' has no country code"),
        ("+999 123 4567", None, "'+999 123 4567' begins with no country's code"),
        ("2026-03-05", "ES", "'2026-03-05' has no country code"),
        ("AB1234567", "ES", "no phone number in the message"),
    ],
)
def test_no_number(text: str, country: str | None, why: str) -> None:
    """A number that would have to be guessed is not understood, and the reason says what is missing."""
    assert understand_phone(text, country=country) == NotUnderstood(why)


def test_two_numbers_ask_again() -> None:
    """Two numbers are never chosen between; the same twice is one."""
    answer = understand_phone("+1 555 123 4567 or +1 555 123 4568")

    assert answer == Ambiguous(("+15551234567", "+15551234568"), "several phone numbers in the message")
    assert isinstance(understand_phone("+15551234567, I repeat: +1 555 123 4567"), Understood)


@pytest.mark.parametrize(
    ("digits", "understood"),
    [
        (PHONE_DIGITS_MIN - 1, False),
        (PHONE_DIGITS_MIN, True),
        (PHONE_DIGITS_MIN + 1, True),
        (PHONE_DIGITS_MAX - 1, True),
        (PHONE_DIGITS_MAX, True),
        (PHONE_DIGITS_MAX + 1, False),
    ],
)
def test_a_number_has_7_to_15_digits(digits: int, understood: bool) -> None:
    """E.164 allows at most fifteen digits."""
    assert isinstance(understand_phone("+" + "4" * digits), Understood) is understood
