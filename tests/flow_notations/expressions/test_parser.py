"""Reading expressions: what is taken, how it is printed back, where it stands."""

from __future__ import annotations

from datetime import timedelta
from decimal import Decimal

import pytest
from lark.parsers.lalr_analysis import LALR_Analyzer

from flow_notations.expressions import (
    Binary,
    Call,
    Coalesce,
    Comparison,
    Constant,
    Field,
    Index,
    IsKnown,
    Items,
    Macro,
    Name,
    Unary,
    children,
    parse_expression,
    print_duration,
    print_expression,
    read_duration,
)
from flow_notations.expressions.mistakes import EXPRESSION_CHARACTERS_MAX, EXPRESSION_NESTING_MAX
from flow_notations.expressions.parser import grammar
from flow_notations.source import Span

A, B, C = Name("a"), Name("b"), Name("c")


@pytest.mark.parametrize(
    ("text", "tree"),
    [
        ("a", A),
        ("a.b.c", Field(Field(A, "b"), "c")),
        ("a [0] . b", Field(Index(A, Constant(0)), "b")),
        ("12", Constant(12)),
        ("12.50", Constant(Decimal("12.5"))),
        ("3.0", Constant(3)),
        ("true", Constant(True)),
        ("false", Constant(False)),
        ("null", Constant(None)),
        ("1h 30m", Constant(timedelta(minutes=90))),
        ("2d", Constant(timedelta(days=2))),
        (r'"say \"hi\"\n\t\\ \d"', Constant('say "hi"\n\t\\ \\d')),
        ("'it\\'s'", Constant("it's")),
        ("[]", Items(())),
        ('["a", 1]', Items((Constant("a"), Constant(1)))),
        ("not a", Unary("not", A)),
        ("!a", Unary("not", A)),
        ("not a == b", Unary("not", Comparison("==", A, B))),
        ("-a * b", Binary("*", Unary("-", A), B)),
        ("a - b - c", Binary("-", Binary("-", A, B), C)),
        ("a + b * c", Binary("+", A, Binary("*", B, C))),
        ("(a + b) % c", Binary("%", Binary("+", A, B), C)),
        ("a or b and c", Binary("or", A, Binary("and", B, C))),
        ("a || b && c", Binary("or", A, Binary("and", B, C))),
        ("a is known", IsKnown(A, True)),
        ("a is unknown", IsKnown(A, False)),
        ("a is not known", IsKnown(A, False)),
        ("a ?? b ?? c", Coalesce(A, Coalesce(B, C))),
        ("a ?? b > c", Comparison(">", Coalesce(A, B), C)),
        ("a in [b]", Comparison("in", A, Items((B,)))),
        ("a not in b", Unary("not", Comparison("in", A, B))),
        ("a contains 'x'", Comparison("contains", A, Constant("x"))),
        ("a matches '^x$'", Comparison("matches", A, Constant("^x$"))),
        ("upper(a)", Call("upper", (A,))),
        ("today()", Call("today")),
        ('plural(a, one: "x", other: "y")', Call("plural", (A,), (("one", Constant("x")), ("other", Constant("y"))))),
        ("filter(a.cards, c, c.ok)", Macro("filter", Field(A, "cards"), "c", Field(C, "ok"))),
        ("order.in.known", Field(Field(Name("order"), "in"), "known")),
        ("año", Name("año")),
        ("island == nothing", Comparison("==", Name("island"), Name("nothing"))),
        ("not notes", Unary("not", Name("notes"))),
        ("a in inside", Comparison("in", A, Name("inside"))),
        ("trueness or nullable", Binary("or", Name("trueness"), Name("nullable"))),
        ("a is known and knowndb", Binary("and", IsKnown(A, True), Name("knowndb"))),
    ],
)
def test_reads(text, tree):
    """Each form is read as the tree it means."""
    parsed = parse_expression(text, path="x")

    assert (tree, ()) == (parsed.value, parsed.diagnostics)


@pytest.mark.parametrize(
    ("text", "printed"),
    [
        ("a&&!b||c", "a and not b or c"),
        ("a not  in ['x']", 'not a in ["x"]'),
        ("a is not known", "a is unknown"),
        ("(a or b) and c", "(a or b) and c"),
        ("not (a and b)", "not (a and b)"),
        ("(a == b) == c", "(a == b) == c"),
        ("(a ?? b) ?? c", "(a ?? b) ?? c"),
        ("a - (b - c)", "a - (b - c)"),
        ("-(a + b)", "-(a + b)"),
        ("(-a).b", "(-a).b"),
        ("(a + b)[0]", "(a + b)[0]"),
        ("90m", "90m"),
        ("14d", "14d"),
        ("0s", "0s"),
        ("1h30m", "1h 30m"),
        ("date(x, 'short')", 'date(x, "short")'),
        ('plural( n ,one:"a", other:"b" )', 'plural(n, one: "a", other: "b")'),
        ("any(a, b, b.c)", "any(a, b, b.c)"),
        ("0.10", "0.1"),
        ("null", "null"),
        ("true == false", "true == false"),
    ],
)
def test_prints_canonically(text, printed):
    """Words first, double quotes, as few brackets as keep the meaning."""
    assert printed == print_expression(parse_expression(text, path="x").value)


def test_every_node_knows_its_place():
    """Spans count from the expression's own line and column."""
    expr = parse_expression("topic == upper(order.id)", path="x", line=7, column=11).value

    assert Span(7, 11, 7, 35) == expr.span
    assert Span(7, 11, 7, 16) == expr.left.span
    assert Span(7, 20, 7, 35) == expr.right.span
    assert Span(7, 26, 7, 34) == expr.right.arguments[0].span


@pytest.mark.parametrize("text", ["order.id", "a", "a_1.b_2.c"])
def test_the_short_way_for_paths_is_the_grammars(text):
    """A dotted name is read without the grammar, to the same tree with the same spans."""
    short, long = (parse_expression(form, path="x", line=2, column=3).value for form in (text, text + " "))

    assert short == long
    assert [short.span, *(child.span for child in children(short))] == [
        long.span,
        *(child.span for child in children(long)),
    ]


@pytest.mark.parametrize(
    ("text", "inside"),
    [
        ("a", []),
        ("1", []),
        ("[a, b]", ["a", "b"]),
        ("a.b", ["a"]),
        ("a[b]", ["a", "b"]),
        ("not a", ["a"]),
        ("a is known", ["a"]),
        ("a + b", ["a", "b"]),
        ("a == b", ["a", "b"]),
        ("a ?? b", ["a", "b"]),
        ("f(a, x: b)", ["a", "b"]),
        ("any(a, x, b)", ["a", "b"]),
    ],
)
def test_children(text, inside):
    """A walk over an expression meets everything in it once."""
    assert [print_expression(child) for child in children(parse_expression(text, path="x").value)] == inside


def test_the_grammar_has_no_conflict():
    """The table is built in strict mode: no shift/reduce conflict is resolved in silence."""
    LALR_Analyzer(grammar().parser.parser_conf, strict=True).compute_lalr()


@pytest.mark.parametrize("extra", [-1, 0, 1])
def test_length_limit(extra):
    """An expression of 2000 characters is read; one more is not."""
    length = EXPRESSION_CHARACTERS_MAX + extra
    parsed = parse_expression('"' + "a" * (length - 2) + '"', path="x")

    assert (["S206"] if extra > 0 else []) == [diagnostic.code for diagnostic in parsed.diagnostics]


@pytest.mark.parametrize("extra", [-1, 0, 1])
@pytest.mark.parametrize(
    "build",
    [
        lambda n: "not " * n + "a",
        lambda n: "-" * n + "a",
        lambda n: " or ".join(["a"] * (n + 1)),
        lambda n: " + ".join(["a"] * (n + 1)),
        lambda n: "a" + ".b" * n,
        lambda n: "a" + "[0]" * n,
    ],
)
def test_nesting_limit(build, extra):
    """64 levels are read, chains counted; one more is not."""
    parsed = parse_expression(build(EXPRESSION_NESTING_MAX - 1 + extra), path="x")

    assert (["S206"] if extra > 0 else []) == [diagnostic.code for diagnostic in parsed.diagnostics]


def test_brackets_alone_nest_freely():
    """Redundant brackets make no node, so they only count as length."""
    assert parse_expression("(" * 300 + "a" + ")" * 300, path="x").value == A


@pytest.mark.parametrize("text", ["", "1x", "h", "1h x", "1.5h", "9999999999999d", "3661d", "99999999999999999999w"])
def test_what_is_no_duration(text):
    """Anything else, and more than ten years, is none."""
    assert None is read_duration(text)


@pytest.mark.parametrize(
    ("text", "printed"), [("1h 30m", "1h 30m"), ("90 m".replace(" ", ""), "1h 30m"), ("7d", "1w"), ("3660d", "3660d")]
)
def test_durations_read_and_print(text, printed):
    """A duration has one canonical text."""
    assert printed == print_duration(read_duration(text))
