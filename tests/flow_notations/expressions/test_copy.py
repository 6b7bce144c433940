"""Templates at run time: values in words, no markup let in, nothing too long."""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta
from decimal import Decimal

import pytest

from flow_notations.errors import OverBudget
from flow_notations.expressions import Scope, compile_address, compile_template, cut, parse_template


@pytest.mark.parametrize(
    ("held", "english", "spanish"),
    [
        (1234.5, "1234.5", "1234.5"),
        (Decimal("1234.50"), "1234.5", "1234.5"),
        (Decimal("0.33333333"), "0.333333", "0.333333"),
        (Decimal("1E-20"), "0", "0"),
        (Decimal("1E+3"), "1000", "1000"),
        (10**28, "1.000000e+28", "1.000000e+28"),
        (-5, "-5", "-5"),
        (True, "yes", "sí"),
        (False, "no", "no"),
        (None, "", ""),
        ({"a": 1}, "", ""),
        (date(2026, 3, 5), "Thu 5 Mar", "jue 5 mar"),
        (time(9, 5), "09:05", "09:05"),
        (datetime(2026, 3, 5, 8, tzinfo=UTC), "Thu 5 Mar 09:00", "jue 5 mar 09:00"),
        (datetime.max.replace(tzinfo=UTC), "", ""),
        (timedelta(hours=26, minutes=5), "1 day 2 hours", "1 día 2 horas"),
        (timedelta(seconds=61), "1 minute 1 second", "1 minuto 1 segundo"),
        (timedelta(milliseconds=5), "0 seconds", "0 segundos"),
        (timedelta(hours=-2), "-2 hours", "-2 horas"),
        (("a", 1, None), "a, 1, ", "a, 1, "),
    ],
)
def test_values_in_words(held, english, spanish, fill, scope):
    """Numbers plainly; yes and no, dates and durations in the customer's language."""
    held = Decimal(str(held)) if isinstance(held, float) else held
    shown = [fill("{x}", x=held)]
    scope.language = "es-MX"

    assert [english, spanish] == [*shown, fill("{x}", x=held)]


def test_other_languages_get_iso_dates(fill, scope):
    """What has no words here is shown as everybody can read it."""
    scope.language = "pl"
    names = {"d": date(2026, 3, 5), "s": timedelta(hours=2, minutes=5), "y": True}

    assert fill("{d} {s} {y}", **names) == "2026-03-05 2 h 5 min yes"


@pytest.mark.parametrize(
    ("held", "shown"),
    [
        ("*bold*", "bold"),
        ("_it_ ~st~ `code` ```mono```", "it st code mono"),
        ("snake_case 2*3 a~b", "snake_case 2*3 a~b"),
        ("a`b", "ab"),
        ("a**b", "ab"),
        ("5 * 3", "5 * 3"),
        ("a ~ b _ c", "a ~ b _ c"),
        ("5 ` 3", "5  3"),
        (" * 3", "  3"),
        ("* * 3", "  3"),
        ("5 *", "5 "),
        ("https://x.com/_a_/b_c?q=*z", "https://x.com/_a_/b_c?q=*z"),
        ("*https://x.com/a_*", "https://x.com/a"),
        ("mail _a@b.com or john_doe@x.org_", "mail _a@b.com or john_doe@x.org"),
        ("one\ntwo\r\nthree\u2028four", "one two three four"),
        ("plain", "plain"),
        ("你*好*", "你好"),
    ],
)
def test_values_do_no_harm(held, shown, fill):
    """Marker signs that could act are dropped, line breaks become spaces; words and addresses stay."""
    assert f"<{shown}>" == fill("<{x}>", x=held)


def test_raw_values_keep_their_markup(fill):
    """The author said so; the length still holds."""
    assert fill("{raw x}", x="*a*\nb") == "*a*\nb"


def test_text_that_is_no_copy_keeps_everything(fill):
    """Without marks there is nothing to guard against."""
    assert fill("{x}", marks="", x="*a*\nb") == "*a*\nb"


def test_other_channels_marks(fill):
    """A channel may have other signs."""
    assert fill("{x}", marks="#", x="#a# *b*") == "a *b*"


@pytest.mark.parametrize(("extra", "cuts"), [(-1, []), (0, []), (1, ["1:1 a text of 257 characters was cut to 256"])])
def test_length_of_a_hole(extra, cuts, fill, scope):
    """Text without a stated length counts as 256 units: longer is cut with … and reported."""
    shown = fill("{x}", x="a" * (256 + extra))

    assert (256 + min(extra, 0), cuts) == (len(shown), scope.cuts)
    assert shown.endswith("…") == bool(cuts)


def test_stated_lengths(fill, scope):
    """The check's lengths count, hole by hole."""
    assert fill("{x} {y}", lengths=(4, 6), x="abcdef", y="abcdef") == "abc… abcdef"


@pytest.mark.parametrize(
    ("text", "units", "kept"),
    [
        ("abc", 3, "abc"),
        ("abcd", 3, "ab…"),
        ("👋👋👋", 6, "👋👋👋"),
        ("👋👋👋", 5, "👋👋…"),
        ("a👨‍👩‍👧b", 5, "a…"),
        ("e\u0301e\u0301e\u0301", 5, "e\u0301e\u0301…"),
        ("ab", 1, "…"),
        ("ab", 0, ""),
    ],
)
def test_cut(text, units, kept):
    """Between graphemes, measured in UTF-16 units."""
    assert kept == cut(text, units)


def test_a_template_without_holes_costs_nothing():
    """It is a constant, whatever the budget."""
    run = compile_template(parse_template("One {{ moment", path="x").value)

    assert run(Scope(budget=0)) == "One { moment"


def test_addresses():
    """Every value is percent-encoded; what the author wrote stays."""
    fixed, run = (compile_address(parse_template(text, path="x").value) for text in ("/a?b", "/a/{x}?b={n}"))
    scope = Scope(names={"x": "ñ/../?k=*1*\ud800", "n": 3})

    assert (fixed(scope), run(scope)) == ("/a?b", "/a/%C3%B1%2F..%2F%3Fk%3D%2A1%2A%3F?b=3")


def test_a_template_is_charged_for_what_it_gives(read):
    """Every sign is a unit."""
    run = compile_template(parse_template("\nHi {x}", path="x").value)

    with pytest.raises(OverBudget, match=r"^1:1 "):
        run(Scope(names={"x": "Ana"}, budget=6))


def test_cleaning_takes_linear_time(fill, scope):
    """No value makes the search for addresses slow."""
    for held in (
        "a" * 200_000 + "*",
        "a@" * 100_000 + "*",
        "http://" * 30_000 + "*",
        "*_" * 100_000,
        "a.b" * 60_000 + "*",
    ):
        assert fill("{x}", x=held).endswith("…") or not held.strip("*_")
