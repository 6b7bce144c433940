"""An outside judge: what our expressions and CEL share must mean the same in Google's own CEL (C++, by its Python wheel).

Trees are drawn, printed by us for us and by a tiny printer for CEL, and run in both. CEL: https://github.com/google/cel-spec.

Known differences, each kept out of the trees for the reason given:

- ``/``: CEL cuts the quotient of two ints to an int; we have one number type and give the exact quotient.
- ``%``: CEL takes the sign of the dividend, we that of the divisor (``-1 % 7`` is 6, the day of the week before Monday).
  They agree where neither is negative, so only counts are divided, by positive numbers.
- beyond 64 bits CEL stops with ``integer overflow``, beyond 28 digits we stop; such a draw is thrown away. CEL forgives
  the overflow where the other side of ``||`` or ``&&`` decides, we only where the left side does.
- ``length`` counts what people see as one character, ``size`` code points. It is asked of texts where both are one.
- ``xs[9]`` of a shorter list and a field that is not there are errors in CEL and null with us; no null is drawn.
- ``false < true`` stands in CEL; a yes or no has no order with us. ``[1] + [2]`` stands in CEL; we add no lists.
- ``!`` and ``-``: CEL binds ``!a == b`` as ``(!a) == b``, we as ``not (a == b)``: for a yes or no they are one value.
- ``a < b < c`` and ``a == b == c`` stand in CEL, from the left; we refuse to chain comparisons.
- ``map``, ``all`` and the like may name an item like a variable around them in CEL; our check refuses the second meaning
  of a name. When run, the inner meaning hides the outer one in both, which is drawn on purpose.
- ``a ? b : c``, doubles, bytes and maps written out are CEL's alone; ``??``, ``is known`` and days are ours alone.
"""

from __future__ import annotations

from decimal import Decimal
from typing import assert_never

import pytest
from hypothesis import HealthCheck, event, given, reject, settings
from hypothesis import strategies as st

from flow_notations.errors import OverBudget
from flow_notations.expressions import (
    Binary,
    Call,
    Comparison,
    Constant,
    Env,
    Field,
    Index,
    Items,
    Macro,
    Name,
    Scope,
    Unary,
    check_expression,
    compile_expression,
    parse_expression,
    print_expression,
)
from flow_notations.values import NUMBER, TEXT, YES_NO, list_of, record_of

cel = pytest.importorskip(
    "cel_expr_python.cel", reason="the judge is not installed: pip install cel-expr-python", exc_type=ImportError
)

RUNS = settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.too_slow])
WHOLE_MAX = 2**31
COLUMNS = {"n": NUMBER, "k": NUMBER, "t": TEXT, "w": TEXT, "b": YES_NO, "c": YES_NO}
OURS = Env(names={**COLUMNS, "xs": list_of(NUMBER), "ts": list_of(TEXT), "r": record_of({"n": NUMBER, "k": NUMBER})})
THEIRS = cel.NewEnv(
    variables={
        **dict.fromkeys(("n", "k"), cel.Type.INT),
        **dict.fromkeys(("t", "w"), cel.Type.STRING),
        **dict.fromkeys(("b", "c"), cel.Type.BOOL),
        "xs": cel.Type.List(cel.Type.INT),
        "ts": cel.Type.List(cel.Type.STRING),
        "r": cel.Type.Map(cel.Type.STRING, cel.Type.INT),
    }
)

few, small = st.integers(-2, 2), st.text(st.sampled_from("ab"), max_size=2)
whole_numbers = st.one_of(few, few, few, st.integers(-WHOLE_MAX, WHOLE_MAX))
any_text = small | st.text(st.one_of(st.sampled_from("abA 1"), st.sampled_from("é\u0301ñ👋🏽\\\"'{\n")), max_size=4)
wild_text = st.one_of(any_text, st.text(st.characters(codec="utf-8"), max_size=4))
plain_text = small | st.text(st.sampled_from("abA 1ñéßЖλ中ア\\\"'"), max_size=5)
values = st.fixed_dictionaries(
    {
        "n": whole_numbers,
        "k": whole_numbers,
        "t": wild_text,
        "w": plain_text,
        "b": st.booleans(),
        "c": st.booleans(),
        "xs": st.lists(whole_numbers, max_size=4).map(tuple),
        "ts": st.lists(any_text, max_size=3).map(tuple),
        "r": st.fixed_dictionaries({"n": whole_numbers, "k": whole_numbers}),
    }
)


def _listed(items, *, least=0):
    return st.lists(items, min_size=least, max_size=3).map(lambda written: Items(tuple(written)))


def _call(function, *arguments):
    return st.tuples(*arguments).map(lambda given: Call(function, given))


def _compared(operators, left, right):
    return st.builds(Comparison, st.sampled_from(operators), left, right)


def _bracketed(operators, inner):
    """Operations on operations: what binds tighter must be bracketed."""
    operator = st.sampled_from(operators)
    return st.builds(Binary, operator, inner, inner) | st.builds(
        Binary, operator, st.builds(Binary, operator, inner, inner), inner
    )


ORDER = ["==", "!=", "<", "<=", ">", ">="]
EQUALITY = ["==", "!="]
number_names, bool_names = st.sampled_from(["n", "k"]), st.sampled_from(["b", "c"])
plain = st.recursive(
    st.one_of(st.just(Name("w")), plain_text.map(Constant)),
    lambda inner: st.builds(Binary, st.just("+"), inner, inner),
    max_leaves=3,
)
written = st.one_of(st.sampled_from(["t", "w"]).map(Name), any_text.map(Constant))
texts = st.one_of(written, plain, st.builds(Binary, st.just("+"), written, written))
text_lists = st.one_of(st.just(Name("ts")), _listed(texts, least=1))


def _operations(numbers, lists, conditions):
    """Every operation on such numbers, lists of them and conditions, by what it gives and its name."""
    counts = st.one_of(_call("length", plain), _call("length", lists), _call("length", text_lists))
    return {
        "number": {
            "length": counts,
            "%": st.builds(Binary, st.just("%"), counts, st.integers(1, 3).map(Constant)),
            "sums": st.builds(Binary, st.sampled_from("+-*"), numbers, numbers),
            "-": st.builds(Unary, st.just("-"), numbers),
            "[]": st.builds(lambda items: Index(items, Constant(len(items.items) - 1)), _listed(numbers, least=1)),
        },
        "list": {
            "written": _listed(numbers, least=1),
            "map": st.builds(Macro, st.just("map"), lists, number_names, numbers),
            "filter": st.builds(Macro, st.just("filter"), lists, number_names, conditions),
        },
        "condition": {
            "order of numbers": _compared(ORDER, numbers, numbers),
            "order of texts": _compared(ORDER, texts, texts),
            "equal conditions": _compared(EQUALITY, conditions, conditions),
            "equal lists": _compared(EQUALITY, lists, lists),
            "number in list": _compared(["in"], numbers, lists),
            "list contains number": _compared(["contains"], lists, numbers),
            "text in list": _compared(["in"], texts, text_lists),
            "text contains text": _compared(["contains"], texts, texts),
            "starts_with": _call("starts_with", texts, texts),
            "ends_with": _call("ends_with", texts, texts),
            "not": st.builds(Unary, st.just("not"), conditions),
            "and, or": st.builds(Binary, st.sampled_from(["and", "or"]), conditions, conditions),
            "all, any": st.builds(Macro, st.sampled_from(["all", "any"]), lists, number_names, conditions),
            "all, any of texts": st.builds(
                Macro,
                st.sampled_from(["all", "any"]),
                text_lists,
                st.just("t"),
                conditions | _compared(ORDER, texts, texts),
            ),
        },
    }


numbers = st.one_of(
    whole_numbers.map(Constant), number_names.map(Name), st.builds(Field, st.just(Name("r")), number_names)
)
lists, conditions = st.just(Name("xs")), st.one_of(st.booleans().map(Constant), bool_names.map(Name))
for _ in range(2):  # CEL reads no deeper than 32 brackets
    found = _operations(numbers, lists, conditions)
    numbers = numbers | st.one_of(*found["number"].values())
    lists = lists | st.one_of(*found["list"].values())
    conditions = conditions | st.one_of(*found["condition"].values())
OPERATIONS = {
    name: strategy for kind in _operations(numbers, lists, conditions).values() for name, strategy in kind.items()
} | {
    "brackets in sums": _bracketed("+-*", _bracketed("+-*", number_names.map(Name))),
    "brackets in logic": _bracketed(["and", "or"], _bracketed(["and", "or"], bool_names.map(Name))),
}

SPELLED = {"and": "&&", "or": "||", "not": "!", "any": "exists"}
METHODS = {"starts_with": "startsWith", "ends_with": "endsWith"}


def to_cel(expr):
    """CEL's text of a tree, each operation in brackets so that nothing is left to what binds tighter."""
    match expr:
        case Constant(bool() as truth):
            return str(truth).lower()
        case Constant(int() as whole):
            return f"({whole})"
        case Constant(str() as text):
            return '"' + "".join(f"\\U{ord(sign):08x}" for sign in text) + '"'
        case Name(name):
            return name
        case Items(items):
            return f"[{', '.join(map(to_cel, items))}]"
        case Field(record, name):
            return f"{to_cel(record)}.{name}"
        case Index(items, position):
            return f"{to_cel(items)}[{to_cel(position)}]"
        case Unary(operator, operand):
            return f"({SPELLED.get(operator, operator)}({to_cel(operand)}))"
        case Comparison("contains", Items() | Macro() | Name("xs" | "ts") as items, item):
            return f"({to_cel(item)} in {to_cel(items)})"
        case Comparison("contains", text, part):
            return f"{to_cel(text)}.contains({to_cel(part)})"
        case Binary(operator, left, right) | Comparison(operator, left, right):
            return f"({to_cel(left)} {SPELLED.get(operator, operator)} {to_cel(right)})"
        case Call("length", (counted,)):
            return f"size({to_cel(counted)})"
        case Call(function, (text, part)):
            return f"{to_cel(text)}.{METHODS[function]}({to_cel(part)})"
        case Macro(macro, items, variable, body):
            return f"{to_cel(items)}.{SPELLED.get(macro, macro)}({variable}, {to_cel(body)})"
    assert_never(expr)


def in_ours(text, held):
    """What our reading of the text gives; a draw whose numbers grew beyond our digits is thrown away."""
    parsed = parse_expression(text, path="oracle.flow")
    assert parsed.diagnostics == (), text
    try:
        return _plain(compile_expression(parsed.value)(Scope(names=dict(held))))
    except OverBudget as over:
        if "28 digits" not in str(over):
            raise
        event("beyond 28 digits")
        reject()


def in_cel(text, held):
    """What CEL gives; a draw whose numbers grew beyond its 64 bits is thrown away, and no other error is taken."""
    result = THEIRS.compile(text).eval(data={name: _plain(value) for name, value in held.items()})
    if result.type() == cel.Type.ERROR:
        assert "overflow" in str(result.value()), (text, result.value())
        event("beyond 64 bits")
        reject()
    return result.plain_value()


def _plain(value):
    return [_plain(item) for item in value] if isinstance(value, tuple) else value


@pytest.mark.parametrize("operation", OPERATIONS)
@settings(RUNS, max_examples=30)
@given(drawn=st.data(), held=values)
def test_what_we_share_with_cel_means_the_same(operation, drawn, held):
    """Each operation, on trees of all of them, gives the same value of the same type."""
    expr = drawn.draw(OPERATIONS[operation])
    theirs, ours = in_cel(to_cel(expr), held), in_ours(print_expression(expr), held)

    assert (type(theirs), theirs) == (type(ours), ours), print_expression(expr)


sums = st.lists(
    st.tuples(st.sampled_from(["n", "k", "2", "r.n", "-n", "(n + 3)", "[n, 7][1]"]), st.sampled_from(["+", "-", "*"])),
    min_size=1,
    max_size=4,
).map(lambda pairs: " ".join(f"{operand} {operator}" for operand, operator in pairs)[:-2])
clauses = st.one_of(
    st.tuples(sums, st.sampled_from([*ORDER, "in"]), sums).map(
        lambda given: f"{given[0]} {given[1]} " + ("xs" if given[1] == "in" else given[2])
    ),
    st.sampled_from(
        ["b", "c", "!b", "!!c", "!(b || c)", "(b && c)", "b == c", "!b != c", "true", "t == w", "t + w < w"]
    ),
)
spellings = st.lists(st.tuples(clauses, st.sampled_from(["&&", "||"])), min_size=1, max_size=4).map(
    lambda pairs: " ".join(f"{clause} {operator}" for clause, operator in pairs)[:-3]
)


@RUNS
@given(spellings, values)
def test_a_condition_pasted_from_cel_is_read_as_cel_reads_it(text, held):
    """Without a bracket more than its author wrote: what binds tighter, and from which side, is the same."""
    assert in_cel(text, held) is in_ours(text, held), text


@pytest.mark.parametrize(
    ("for_cel", "theirs", "for_us", "ours"),
    [
        ("7 / 2", 3, "7 / 2", Decimal("3.5")),
        ("-1 % 7", -1, "-1 % 7", 6),
        ("size('e\u0301👋🏽')", 4, "length('e\u0301👋🏽')", 2),
        ("false < true", True, "false < true", None),
    ],
)
def test_the_known_differences_are_still_there(for_cel, theirs, for_us, ours):
    """Once one of them is gone, the trees may hold it."""
    assert (theirs, ours) == (in_cel(for_cel, {}), in_ours(for_us, {}))


bags = st.one_of(st.sampled_from(["xs", "ts"]).map(Name), _listed(st.sampled_from(["n", "k"]).map(Name), least=1))


def _mixed(inner, variable):
    """Operations on whatever there is, most of which mean nothing; ``variable`` is each item of a list in turn."""
    return st.one_of(
        st.builds(Unary, st.sampled_from(["not", "-"]), inner),
        st.builds(Binary, st.sampled_from(["and", "or", "+", "-", "*"]), inner, inner),
        _compared([*EQUALITY, "contains"], inner, inner),
        _compared(["in"], inner, bags),
        _compared(["contains"], bags, inner),
        _call("length", st.one_of(inner, bags)),
        _call("starts_with", inner, inner),
        st.builds(Macro, st.sampled_from(["all", "any"]), bags, st.just(variable), inner | st.just(Name(variable))),
    )


things = st.one_of(st.sampled_from(["n", "t", "b", "x"]).map(Name), st.sampled_from([2, "a", True]).map(Constant))
mixed = _mixed(things | _mixed(things, "y"), "x")


REFUSALS = ["found no matching overload", "expected type 'bool'", "undeclared reference"]


def accepted_by_cel(expr):
    """Whether CEL's own check has nothing to say."""
    try:
        THEIRS.compile(to_cel(expr))
    except RuntimeError as refusal:
        if any(words in str(refusal) for words in REFUSALS):
            return False
        raise
    return True


@RUNS
@given(mixed)
def test_what_cel_refuses_to_mix_we_refuse_too(expr):
    """Text with numbers, logic of numbers, a name outside its list: refused by both checks or by neither."""
    found = check_expression(expr, OURS, path="oracle.flow")

    assert accepted_by_cel(expr) == (found.diagnostics == ()), (print_expression(expr), found.diagnostics)
