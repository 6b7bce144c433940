"""Laws of the room: printing is read back, every expression is total and bounded, holes keep their length and do no harm."""

from __future__ import annotations

import string
from datetime import UTC, date, datetime, time, timedelta
from decimal import Decimal

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from flow_notations.errors import OverBudget
from flow_notations.expressions import (
    FUNCTIONS,
    Binary,
    Call,
    Coalesce,
    Comparison,
    Constant,
    Env,
    Field,
    Hole,
    Hours,
    Index,
    IsKnown,
    Items,
    Macro,
    Name,
    Scope,
    Unary,
    check_expression,
    compile_condition,
    compile_expression,
    compile_template,
    constant,
    hole_lengths,
    narrow,
    parse_expression,
    parse_template,
    print_expression,
    print_template,
    template_of,
    units_bound,
)
from flow_notations.profile import units
from flow_notations.values import (
    ANY,
    DATE,
    DATETIME,
    DURATION,
    NUMBER,
    TEXT,
    TIME,
    YES_NO,
    Type,
    list_of,
    number,
    record_of,
    text_of,
)

FAST = settings(max_examples=50, deadline=None, suppress_health_check=[HealthCheck.too_slow])

names = st.sampled_from(["a", "b", "c", "desk", "ask", "order_no"])
texts = st.text(
    alphabet=st.one_of(st.sampled_from(" *_~`\n\"'\\{}ñ👋é\u0301"), st.characters(codec="utf-8")), max_size=8
)
numbers = st.one_of(
    st.integers(-(10**6), 10**6),
    st.decimals(allow_nan=False, allow_infinity=False, min_value=-9999, max_value=9999, places=3).map(number),
)
durations = st.integers(0, 10**10).map(lambda milliseconds: timedelta(milliseconds=milliseconds))
constants = st.one_of(st.none(), st.booleans(), numbers.map(abs), texts, durations).map(Constant)


def _deeper(inner):
    return st.one_of(
        st.lists(inner, max_size=3).map(lambda items: Items(tuple(items))),
        st.builds(Field, inner, names),
        st.builds(Index, inner, inner),
        st.builds(Unary, st.sampled_from(["not", "-"]), inner),
        st.builds(Binary, st.sampled_from(["or", "and", "+", "-", "*", "/", "%"]), inner, inner),
        st.builds(
            Comparison, st.sampled_from(["==", "!=", "<", "<=", ">", ">=", "in", "contains", "matches"]), inner, inner
        ),
        st.builds(IsKnown, inner, st.booleans()),
        st.builds(Coalesce, inner, inner),
        st.builds(
            Call,
            st.sampled_from([*FUNCTIONS, "nothing"]),
            st.lists(inner, max_size=3).map(tuple),
            st.dictionaries(st.sampled_from(["one", "other"]), inner, max_size=2).map(
                lambda named: tuple(named.items())
            ),
        ),
        st.builds(Macro, st.sampled_from(["filter", "map", "all", "any"]), inner, names, inner),
    )


expressions = st.recursive(st.one_of(constants, names.map(Name)), _deeper, max_leaves=8)
values = st.recursive(
    st.one_of(
        st.none(),
        st.booleans(),
        numbers,
        st.integers(),
        st.decimals(allow_nan=False, allow_infinity=False),
        texts,
        st.dates(),
        st.times(),
        st.datetimes(),
        st.datetimes(timezones=st.just(UTC)),
        st.timedeltas(),
    ),
    lambda inner: st.one_of(st.lists(inner, max_size=4).map(tuple), st.dictionaries(names, inner, max_size=3)),
    max_leaves=6,
)
scopes = st.builds(
    Scope,
    names=st.dictionaries(names, values, max_size=6),
    at=st.one_of(st.integers(0, 4 * 10**12), st.integers()),
    zone=st.sampled_from(["UTC", "Europe/Madrid", "America/New_York", "Nowhere/Land", ""]),
    language=st.sampled_from(["en", "es-MX", "ar", "fr", "xx", ""]),
    visits=st.dictionaries(names, st.integers(0, 9), max_size=2),
    hours=st.just({"desk": Hours(((0, 540, 1080), (4, 1320, 360)))}),
    labels=st.just({"a": {"x": "Label"}}),
    budget=st.sampled_from([0, 10, 100_000]),
)


@FAST
@given(expressions)
def test_printing_is_read_back(expr):
    """``parse(print(x)) == x`` for every tree that the parser can give."""
    printed = print_expression(expr)
    parsed = parse_expression(printed, path="x")

    if not {diagnostic.code for diagnostic in parsed.diagnostics} & {"S206", "S204"}:
        assert (expr, ()) == (parsed.value, parsed.diagnostics), printed


@FAST
@given(st.lists(st.one_of(texts, st.builds(Hole, names.map(Name), st.booleans())), max_size=5))
def test_templates_print_and_read_back(parts):
    """The same for copy."""
    template = template_of(parts)

    assert template == parse_template(print_template(template), path="x").value


@FAST
@given(st.text(alphabet=string.printable + "“”’{}é", max_size=30))
def test_any_text_has_a_reading_or_a_complaint(text):
    """Whatever is written, there is a value or at least one diagnostic, never an exception."""
    parsed = parse_expression(text, path="x", line=3, column=9)
    template = parse_template(text, path="x")

    assert parsed.value is not None or parsed.diagnostics
    assert template.value is not None


@settings(FAST, max_examples=200)
@given(expressions, scopes)
def test_every_expression_gives_a_value_or_runs_out_of_budget(expr, scope):
    """Well typed or not, on any scope; and the scope's names are untouched."""
    before = dict(scope.names)
    try:
        result = compile_expression(expr)(scope)
        scope.budget = 100_000
        truth = compile_condition(expr)(scope)
    except OverBudget:
        result, truth = None, False

    assert isinstance(result, (type(None), bool, int, Decimal, str, date, time, timedelta, tuple, dict))
    assert isinstance(truth, bool)
    assert before == scope.names


@FAST
@given(st.lists(st.builds(Hole, expressions, st.booleans()), min_size=1, max_size=2), scopes)
def test_every_template_gives_bounded_text(holes, scope):
    """A hole never renders more than its length, whatever its value."""
    try:
        text = compile_template(template_of(holes))(scope)
    except OverBudget:
        return

    assert units(text) <= 256 * len(holes)


ENV = Env(
    names={
        "a": TEXT,
        "b": NUMBER,
        "c": Type("text", options=("x", "y"), unset=True),
        "desk": list_of(text_of(5)),
        "ask": record_of({"a": TEXT.or_null(), "b": Type("number", low=1, high=5), "c": YES_NO}),
        "order_no": ANY,
    },
    nodes=frozenset({"ask"}),
    hours=frozenset({"desk"}),
)


@FAST
@given(expressions, st.booleans())
def test_the_check_never_fails(expr, truth):
    """Any tree has a type, complaints, a narrowing and perhaps a constant; none of them raises."""
    checked = check_expression(expr, ENV, path="x", expect=YES_NO)
    narrowed = narrow(expr, ENV, truth)

    assert isinstance(checked.type, Type)
    assert set(ENV.names) == set(narrowed.names)
    assert constant(expr, ENV) in (True, False, None)


TYPED = {
    "a": (TEXT, texts),
    "b": (Type("number", low=-5, high=5), st.integers(-5, 5)),
    "c": (Type("text", options=("x", "y")), st.sampled_from(["x", "y"])),
    "d": (DATE, st.dates()),
    "t": (TIME, st.times()),
    "m": (DATETIME, st.datetimes(timezones=st.just(UTC))),
    "s": (DURATION, st.timedeltas()),
    "y": (YES_NO, st.booleans()),
    "n": (NUMBER, numbers),
}


@FAST
@given(
    st.lists(st.sampled_from(sorted(TYPED)), min_size=1, max_size=4),
    st.fixed_dictionaries({name: strategy for name, (_, strategy) in TYPED.items()}),
    st.sampled_from(["en", "es", "de"]),
)
def test_the_declared_bound_holds(shown, held, language):
    """No rendering is longer than the check said, and nothing of a well-typed value is cut."""
    env = Env(names={name: type_ for name, (type_, _) in TYPED.items()})
    template = parse_template("x: " + " ".join(f"{{{name}}}" for name in shown), path="x").value
    scope = Scope(names=dict(held), language=language, zone="Europe/Madrid")
    text = compile_template(template, lengths=hole_lengths(template, env))(scope)

    assert units(text) <= units_bound(template, env)
    assert scope.cuts == []


@FAST
@given(expressions, scopes)
def test_narrowing_and_constants_are_sound(expr, scope):
    """A condition that the check calls constant comes out so."""
    env = Env(names={"a": TEXT, "b": Type("number", low=1, high=5), "c": Type("text", options=("x", "y"))})
    scope.names = {"a": "text", "b": 3, "c": "x"}
    scope.budget = 100_000
    decided = constant(expr, env)
    if decided is None or check_expression(expr, env, path="x", expect=YES_NO).diagnostics:
        return
    try:
        assert decided == compile_condition(expr)(scope)
    except OverBudget:
        pytest.skip("over budget")


@FAST
@given(texts.map(lambda text: f"x {text} y"))
def test_harmless_values_carry_no_line_breaks_and_no_lone_markers(text):
    """What is left of a marker stands between two letters or digits, between two spaces, or inside an address."""
    shown = compile_template(parse_template("{a}", path="x").value)(Scope(names={"a": text}))

    assert len(shown.splitlines()) == 1
    for place, sign in enumerate(shown):
        if sign in "*_~`" and "@" not in shown and "http" not in shown:
            before, after = shown[place - 1], shown[place + 1]
            assert (before.isalnum() and after.isalnum()) or before == after == " "


def test_datetimes_compare_across_zones():
    """A moment is one moment, wherever it is written."""
    paris = datetime.fromisoformat("2026-03-04T10:30:00+01:00")
    scope = Scope(names={"a": paris, "b": datetime(2026, 3, 4, 9, 30, tzinfo=UTC)})

    assert compile_condition(parse_expression("a == b and a <= b", path="x").value)(scope)
