"""Expressions at run time: values, null, budgets."""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta
from decimal import Decimal

import pytest

from flow_notations.errors import OverBudget
from flow_notations.expressions import OUTPUT_CHARACTERS_MAX, Scope, compile_condition, compile_expression


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("0.1 + 0.2", Decimal("0.3")),
        ("0.1 + 0.2 == 0.3", True),
        ("1.5 + 1.5", 3),
        ("7 - 10", -3),
        ("3 * 1.5", Decimal("4.5")),
        ("1 / 4", Decimal("0.25")),
        ("1 / 3", Decimal("0." + "3" * 28)),
        ("7 / 0", None),
        ("7 % 0", None),
        ("-1 % 7", 6),
        ("1 % -7", -6),
        ("7.5 % 2", Decimal("1.5")),
        ("-7.5 + 0.5", -7),
        ('"a" + "b"', "ab"),
        ('"a" + 1', None),
        ("1h + 30m", timedelta(minutes=90)),
        ("1h - 30m", timedelta(minutes=30)),
        ("1h * 1.5", timedelta(minutes=90)),
        ("2 * 1h", timedelta(hours=2)),
        ("1h / 2", timedelta(minutes=30)),
        ("1h / 0", None),
        ("1h / 30m", 2),
        ("1h % 2", None),
        ("1h * true", None),
        ("-1h", timedelta(hours=-1)),
        ("-1.5", Decimal("-1.5")),
        ('-"a"', None),
        ("-true", None),
        ("true + 1", None),
        ("today() - 1d", date(2026, 3, 3)),
        ("1d + today()", date(2026, 3, 5)),
        ("today() - date_of('2026-03-01')", timedelta(days=3)),
        ("now() - today()", None),
        ("now() - now()", timedelta()),
        ("now() + 1h > now()", True),
        ("today() + 3660d * 1000", None),
        ("3660d * 1000000000", None),
        ("not true", False),
        ("not null", True),
        ("true and 1", False),
        ("false or true", True),
        ("1 == true", False),
        ("true == true", True),
        ("null == null", True),
        ("missing == null", True),
        ("missing != null", False),
        ("n == 3.0", True),
        ("n != code", True),
        ("n > 2", True),
        ("n >= n", True),
        ("2.5 < n", True),
        ('"b" > "a"', True),
        ('n > "2"', None),
        ("true > false", None),
        ("missing > 1", None),
        ("n < missing", None),
        ("today() < now()", None),
        ('"lost" in ["lost", "stolen"]', True),
        ("3 in [true, 3.0]", True),
        ("1 in [true]", False),
        ('"a" in "abc"', True),
        ('code contains "12"', True),
        ("code contains code", True),
        ("code contains 1", None),
        ('n contains "a"', None),
        ('[1, 2] contains "a"', False),
        ('["a"] contains "a"', True),
        ('code matches "^ab"', True),
        ('code matches "^b"', False),
        ('n matches "3"', None),
        ("code matches code", None),
        ('code matches "("', None),
        ("missing ?? 5", 5),
        ("n ?? 5", 3),
        ("order.id", "AB-1"),
        ("order.nothing", None),
        ("code.length", None),
        ("cards[0].id", "k1"),
        ("cards[9]", None),
        ("cards[-1]", None),
        ('cards["a"]', None),
        ("code[0]", None),
        ("missing is known", False),
        ("order.id is known", True),
        ("missing is unknown", True),
        ("[1, 1 + 1]", (1, 2)),
        ('map(filter(cards, c, c.state == "active"), c, c.id)', ("k1",)),
        ('all(cards, c, c.id contains "k")', True),
        ('all(cards, c, c.id == "k1")', False),
        ('any(cards, c, c.id == "k2")', True),
        ("any(cards, c, c.id)", False),
        ("map(n, c, c)", None),
        ("nothing(1)", None),
        ("upper()", None),
        ("upper(1)", None),
        ("upper(code, code)", None),
        ("visits(1)", None),
        ("plural(n, one: 'a')", None),
        ("plural(n, other: 1)", None),
        ("plural(n, other: 'b', foo: 'c')", None),
        ("first(code)", None),
    ],
)
def test_values(text, expected, value):
    """Arithmetic is exact; what has no answer is null; nothing is coerced."""
    found = value(text)

    assert (expected, type(expected)) == (found, type(found))


def test_bound_variables_end_with_their_macro(value, scope):
    """Inside, the variable hides nothing for later; names come back as they were."""
    assert (value("map(cards, n, n.id)"), scope.names["n"]) == (("k1", "k2"), 3)


def test_condition_takes_only_true(read):
    """A text, a number or null is no yes."""
    run = [compile_condition(read(text)) for text in ('"yes"', "1", "null", "true", "a", "not a")]

    assert [condition(Scope()) for condition in run] == [False, False, False, True, False, True]


def test_days_keep_their_wall_time_and_moments_their_distance(value, scope):
    """Madrid turns its clocks on 2026-03-29: one elapsed day after noon is one o'clock."""
    scope.at = int(datetime(2026, 3, 28, 11, tzinfo=UTC).timestamp() * 1000)

    assert value("time(now() + 1d)") == "13:00"
    assert date(2026, 3, 29) == value("today() + 1d")


@pytest.mark.parametrize(
    ("shift", "day"), {"+ span": 4, "- span": 4, "+ span * 2": 6, "- span * 2": 2, "+ 1d": 5}.items()
)
def test_a_day_moves_by_whole_days(shift, day, value):
    """Parts of a day move it nowhere, forwards or back."""
    assert date(2026, 3, day) == value(f"today() {shift}", span=timedelta(hours=24 if "*" in shift else 23))


def test_a_moment_without_zone_means_the_centres(value):
    """As services answer them: ``2026-03-04T10:30``."""
    local = datetime(2026, 3, 4, 10, 30)  # noqa: DTZ001 - what is tested

    assert value("a == now() and a <= now()", a=local)
    assert timedelta() == value("a - now()", a=local)


@pytest.mark.parametrize(
    "text", ["a == b", "a < b", "a - b", "a + 1d", "date(a)", "date(a, 'relative')", "next_open(desk)", "today()"]
)
def test_the_calendars_edge_gives_a_value(text, value):
    """Where no moment exists in another zone, the answer is null or no."""
    edge = datetime(1, 1, 1), datetime.max.replace(tzinfo=UTC)  # noqa: DTZ001 - as services send them

    assert value(text, a=edge[1], b=edge[0]) in (None, False) or text in ("next_open(desk)", "today()")


def test_moments_outside_the_calendar(read):
    """An event's moment that no calendar knows makes today() and now() null."""
    scope = Scope(at=10**18)

    assert [compile_expression(read(text))(scope) for text in ("today()", "now()")] == [None, None]


@pytest.mark.parametrize(("budget", "over"), [(2, True), (3, False), (4, False)])
def test_budget(budget, over, read):
    """Every item visited costs one unit; the message begins with the place."""
    run = compile_expression(read("any(a, x, x == 9)"))
    scope = Scope(names={"a": (1, 2, 3)}, budget=budget)
    if over:
        with pytest.raises(OverBudget, match=r"^1:1 the expression costs more than its budget$"):
            run(scope)
    else:
        assert run(scope) is False


@pytest.mark.parametrize(
    "text",
    [
        "map(a, x, map(a, y, map(a, z, 1)))",
        "map(a, x, long + long)",
        "map(a, x, long contains 'zz')",
        "map(a, x, long matches 'zz')",
        "map(a, x, x in a)",
        "map(a, x, upper(long))",
        "map(a, x, [1, 2, 3, 4])",
    ],
)
def test_blowing_up_is_stopped(text, read):
    """Nested macros, long texts and searches are charged for what they cost."""
    scope = Scope(names={"a": tuple(range(5000)), "long": "y" * 30_000}, budget=20_000)

    with pytest.raises(OverBudget):
        compile_expression(read(text))(scope)


@pytest.mark.parametrize("extra", [-1, 0, 1])
def test_output_limit(extra, read):
    """One operation gives at most 65,536 characters."""
    scope = Scope(names={"a": "x" * (OUTPUT_CHARACTERS_MAX - 1 + extra), "b": "y"})
    for text in ("a + b", "replace(a + '', 'zz', 'y') + b", "join([a, ''], b)", "replace(b, 'y', a) + b"):
        scope.budget = 10**6
        run = compile_expression(read(text))
        if extra > 0:
            with pytest.raises(OverBudget, match=r"^1:1 a text of 65537 characters; 65536 are allowed$"):
                run(scope)
        else:
            assert OUTPUT_CHARACTERS_MAX + extra == len(run(scope))


@pytest.mark.parametrize("text", ["replace('aaa', 'a', long)", "join(['', '', ''], long)"])
def test_output_limit_before_it_is_produced(text, read):
    """A text that would be too long is never made."""
    with pytest.raises(OverBudget, match="allowed"):
        compile_expression(read(text))(Scope(names={"long": "x" * 40_000}, budget=10**6))


@pytest.mark.parametrize("text", ["a * a", "a + a", "a * -10", "round(a * 10)", "sum([a, a, a])", "0.5 + a * 10"])
def test_numbers_have_a_limit(text, read):
    """28 digits; repeated squaring would fill the memory."""
    with pytest.raises(OverBudget, match=r"^1:\d+ .*28 digits$"):
        compile_expression(read(text))(Scope(names={"a": 10**28 - 1}))


@pytest.mark.parametrize("text", ["a + 1", "round(a)"])
def test_a_number_that_came_too_large(text, read):
    """One from outside cannot be counted with either."""
    with pytest.raises(OverBudget, match="28 digits"):
        compile_expression(read(text))(Scope(names={"a": 10**28}))


def test_tiny_numbers_are_rounded(value):
    """At most 28 decimals are kept."""
    assert value("a * a", a=Decimal("1e-20")) == 0


def test_numbers_that_are_none(value):
    """Not-a-number from outside counts as nothing."""
    nothing = Decimal("NaN")

    assert [value(text, a=nothing) for text in ("a + 1", "a < 1", "sum([a])", "a == a")] == [None, None, None, False]


def test_times_compare(value):
    """A time of day is before a later one."""
    assert value("a < time_of(now())", a=time(9))
