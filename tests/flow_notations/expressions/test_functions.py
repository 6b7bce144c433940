"""The table of functions: every row's example runs, and what the examples do not show."""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta
from decimal import Decimal

import pytest

from flow_notations.expressions import FUNCTIONS, check_expression, compile_expression, folded
from flow_notations.expressions.functions import SYNONYMS
from flow_notations.values import Type


@pytest.mark.parametrize("name", FUNCTIONS)
def test_examples_run(name, value):
    """The example of each row gives what the row says."""
    text, expected = FUNCTIONS[name].example

    assert value(text) is not None
    assert value(expected) == value(text)


@pytest.mark.parametrize("name", FUNCTIONS)
def test_examples_pass_the_check(name, read, env):
    """And the check finds no fault in them."""
    env = env.with_names({"topic": Type("text", options=("track",))})

    assert check_expression(read(FUNCTIONS[name].example[0]), env, path="x").diagnostics == ()


@pytest.mark.parametrize("name", FUNCTIONS)
def test_rows_are_described(name):
    """A sentence without full stop, and an example that calls the function."""
    row = FUNCTIONS[name]

    assert not row.doc.endswith(".")
    assert f"{name}(" in row.example[0] + row.example[1]


def test_synonyms_lead_to_rows():
    """Every hint names a function that exists, and no synonym is one."""
    assert set(SYNONYMS.values()) <= set(FUNCTIONS)
    assert not set(SYNONYMS) & set(FUNCTIONS)


def test_signatures():
    """As the reference and the hints show them."""
    assert [FUNCTIONS[name].signature(name) for name in ("round", "min", "visits", "today")] == [
        "round(number, [places])",
        "min(values, …)",
        "visits(node)",
        "today()",
    ]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ('replace("abc", "", "x")', "abc"),
        ('split("a b  c", "")', ("a", "b", "c")),
        ('split("", ",")', ()),
        ('join(["a", n], "-")', None),
        ('digits("٣a4")', "34"),
        ('length("é👍🏽x")', 3),
        ("length(cards)", 2),
        ('first("👍🏽ab", 2)', "👍🏽a"),
        ('last("ab👍🏽", 1)', "👍🏽"),
        ("first([1, 2], 9)", (1, 2)),
        ("first([1, 2], -1)", ()),
        ("last([1, 2], 0)", ()),
        ("last([1, 2], 1)", (2,)),
        ('same("Ａｎａ", "ana")', True),
        ('same("a  b", "a b")', True),
        ('same("a", "b")', False),
        ('same("a", "a")', True),
        ('number("12,5")', None),
        ('number("-3")', -3),
        ('number("1e9")', None),
        ("round(2.5)", 3),
        ("round(-2.5)", -3),
        ("round(1.005, 2)", Decimal("1.01")),
        ("round(1.23456789, 99)", Decimal("1.23456789")),
        ("round(1.5, -3)", 2),
        ("floor(-2.1)", -3),
        ("ceil(-2.9)", -2),
        ("min([])", None),
        ("max([1, 'a'])", None),
        ("max(1, 2.5)", Decimal("2.5")),
        ("min([true, 1])", None),
        ("min(today(), date_of('2020-01-01'))", date(2020, 1, 1)),
        ("sum([])", 0),
        ("sum([1, null])", None),
        ("sort(['b', 'a'])", ("a", "b")),
        ("sort([1, 'a'])", None),
        ("format(1234567.891, 1)", "1,234,567.9"),
        ("format(999)", "999"),
        ("date(today(), 'never')", None),
        ("weekday(now())", "Wednesday"),
        ("hour(time_of('07:15'))", 7),
        ("hour(now())", 10),
        ("date_of(now())", date(2026, 3, 4)),
        ("date_of(today())", date(2026, 3, 4)),
        ("date_of('2026-03-04T23:30:00+00:00')", date(2026, 3, 5)),
        ("date_of('soon')", None),
        ("time_of('soon')", None),
        ("time_of(now())", time(10, 30)),
        ("moment(today() + 1d, 09:00)", datetime(2026, 3, 5, 8, tzinfo=UTC)),
        ("moment(now(), 23:59)", datetime(2026, 3, 4, 22, 59, tzinfo=UTC)),
        ("moment(date_of('2026-03-29'), 02:30)", datetime(2026, 3, 29, 1, 30, tzinfo=UTC)),
        ("time(moment(date_of('2026-03-29'), 02:30))", "03:30"),
        ("hour(moment(date_of('2026-10-25'), 02:30))", 2),
        ("moment(today(), now())", None),
        ("hours(1d - 30m)", 23),
        ("days(0s - 36h)", -1),
        ("visits(nobody)", 0),
        ("open(nowhere)", False),
        ("next_open(nowhere)", None),
        ("label(n)", None),
        ("label(code)", "ab 12"),
    ],
)
def test_values(text, expected, value):
    """Edges of single functions."""
    assert expected == value(text)


@pytest.mark.parametrize(
    ("number", "shown"), [("1234.5", "1234,50"), ("12345.5", "12.345,50"), ("-12345.5", "-12.345,50"), ("3", "3,00")]
)
def test_spanish_numbers(number, shown, value, scope):
    """A comma before decimals; groups from five digits."""
    scope.language = "es"

    assert shown == value(f"format({number}, 2)")


@pytest.mark.parametrize(
    ("language", "day", "shown"),
    [
        ("en", "today() - 1d", ("Tue 3 Mar", "Tuesday 3 March 2026", "yesterday")),
        ("en", "today()", ("Wed 4 Mar", "Wednesday 4 March 2026", "today")),
        ("en", "today() + 6d", ("Tue 10 Mar", "Tuesday 10 March 2026", "on Tuesday")),
        ("en", "today() + 7d", ("Wed 11 Mar", "Wednesday 11 March 2026", "on 11 March")),
        ("en", "today() - 2d", ("Mon 2 Mar", "Monday 2 March 2026", "on 2 March")),
        ("en", "today() + 365d", ("Thu 4 Mar", "Thursday 4 March 2027", "on 4 March 2027")),
        ("en", "now() + 1d", ("Thu 5 Mar", "Thursday 5 March 2026", "tomorrow at 10:30")),
        ("es", "now() + 1d", ("jue 5 mar", "jueves 5 de marzo de 2026", "mañana a las 10:30")),
        ("es", "now() + 15h", ("jue 5 mar", "jueves 5 de marzo de 2026", "mañana a la 01:30")),
        ("es-MX", "today() + 3d", ("sáb 7 mar", "sábado 7 de marzo de 2026", "el sábado")),
        ("pl", "now()", ("2026-03-04", "2026-03-04", "2026-03-04 10:30")),
    ],
)
def test_dates_in_words(language, day, shown, value, scope):
    """Short, long and relative, in the customer's language."""
    scope.language = language

    assert shown == tuple(value(f"date({day}, '{style}')") for style in ("short", "long", "relative"))


def test_plural_takes_zero_where_an_author_gives_it(value):
    """English has no zero form, but who writes one means it."""
    text = 'plural(x, zero: "none", one: "one", other: "many")'

    assert [value(text, x=count) for count in (0, 1, 2)] == ["none", "one", "many"]


def test_folding():
    """Case, accents, width and spaces are put aside; other marks stay."""
    assert "mexico strasse が"[:14] == folded(" MÉXICO  Straße ")


def test_results_know_their_length(read, env):
    """Result types carry what the length proof needs."""
    shown = {
        "upper(order.id)": "text 20",
        "upper(code)": "text 256",
        "replace(order.id, 'a', 'bb')": "text 40",
        "replace(order.id, 'a', 'b')": "text 20",
        "first(words, 2)": "list of text 10",
        "split(order.id, ',')": "list of text 20",
        "time(now())": "text 5",
        'plural(n, one: "day", other: "days")': "text 4",
        "text(n)": "text 36",
        "text(order.id)": "text 20",
        "max(words)": "text 10?",
        "max(n, 3)": "number",
        "sort(words)": "list of text 10",
        "date_of(moment)": "date",
        "date_of(code)": "date?",
        "time_of(moment)": "time",
    }

    assert shown == {text: str(check_expression(read(text), env, path="x").type) for text in shown}


@pytest.mark.parametrize("zone", ["Nowhere/Land", "", "/etc/passwd"])
def test_a_zone_that_nobody_knows_counts_as_utc(zone, value, scope):
    """The centre file's check has named it; a running flow goes on."""
    scope.zone = zone

    assert value("time(now())") == "09:30"


def test_arguments_without_value_give_null(read, scope):
    """Functions on null give null."""
    assert None is compile_expression(read("upper(missing)"))(scope)


def test_moments_of_services_are_read(value):
    """Local times as services send them are the centre's."""
    local = datetime(2026, 3, 4, 9, 0)  # noqa: DTZ001 - what is tested

    assert (value("time(x)", x=local), value("time(x)", x=local.replace(tzinfo=UTC))) == ("09:00", "10:00")
    assert timedelta(0) == value("x - x", x=local)
