"""The slips of an expression's author: each in full, as they see it."""

from __future__ import annotations

import pytest

from flow_notations.expressions import parse_expression, print_expression

CASES = {
    'a b': """\
a.flow:1:3 S201 'b' does not belong here
  | a b
  |   ^
  = an operator was expected, such as == or and""",
    "a order": """\
a.flow:1:3 S201 'order' does not belong here
  | a order
  |   ^^^^^
  = an operator was expected, such as == or and""",
    "a == )": """\
a.flow:1:6 S201 ')' does not belong here
  | a == )
  |      ^
  = a value was expected: a name, text in quotes, a number""",
    "a @ b": """\
a.flow:1:3 S201 '@' does not belong here
  | a @ b
  |   ^
  = an operator was expected, such as == or and""",
    "a & b": """\
a.flow:1:3 S201 '&' does not belong here
  | a & b
  |   ^
  = write and""",
    "a | b": """\
a.flow:1:3 S201 '|' does not belong here
  | a | b
  |   ^
  = write or""",
    "a +": """\
a.flow:1:4 S201 the expression ends too early
  | a +
  |    ^
  = a value was expected: a name, text in quotes, a number""",
    "upper(a": """\
a.flow:1:8 S201 the expression ends too early
  | upper(a
  |        ^
  = a ) is missing""",
    "[a, b": """\
a.flow:1:6 S201 the expression ends too early
  | [a, b
  |      ^
  = a ] is missing""",
    "why == “lost”": """\
a.flow:1:1 S202 typographic quotes: an expression takes straight ones
  | why == “lost”
  | ^^^^^^^^^^^^^
  = write why == "lost\"""",
    'why = "lost"': """\
a.flow:1:5 S203 '=' gives a value, it does not compare
  | why = "lost"
  |     ^
  = to compare, write ==""",
    "a <> b": """\
a.flow:1:3 S203 '<>' is not a sign of this language
  | a <> b
  |   ^^
  = to compare, write !=""",
    'why == "lost" or "stolen"': """\
a.flow:1:18 S204 "stolen" after 'or' is not a condition of its own
  | why == "lost" or "stolen"
  |                  ^^^^^^^^
  = write why == "lost" or why == "stolen\"""",
    "1 < n < 5": """\
a.flow:1:1 S205 comparisons do not chain
  | 1 < n < 5
  | ^^^^^^^^^
  = write 1 < n and n < 5""",
    'x == "a': """\
a.flow:1:6 S207 this text has no closing quote
  | x == "a
  |      ^
  = end it with \"""",
    " ": """\
a.flow:1:1 S209 this expression is empty
  = write a value, such as "text" or 3""",
    "and == 2": """\
a.flow:1:1 S210 'and' is a word of the language and cannot be a name
  | and == 2
  | ^^^
  = put text in quotes, or choose another name""",
    "raw": """\
a.flow:1:1 S210 'raw' is a word of the language and cannot be a name
  | raw
  | ^^^
  = put text in quotes, or choose another name""",
    'filter(cards, state == "active")': """\
a.flow:1:1 S211 'filter' takes a list, a name for its item, and a condition
  | filter(cards, state == "active")
  | ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^
  = write filter(things, x, x.size > 3)""",
    "map(cards)": """\
a.flow:1:1 S211 'map' takes a list, a name for its item, and a value
  | map(cards)
  | ^^^^^^^^^^
  = write map(things, x, x.name)""",
    'why is "lost"': """\
a.flow:1:1 S212 'is' asks only whether something is known
  | why is "lost"
  | ^^^^^^^^^^^^^
  = to compare, write why == "lost\"""",
    "f(a: 1, 2)": """\
a.flow:1:9 S213 an argument without a name stands after a named one
  | f(a: 1, 2)
  |         ^
  = named arguments stand last, each once: plural(n, one: "day", other: "days")""",
    "f(a: 1, a: 2)": """\
a.flow:1:9 S213 argument 'a' is given twice
  | f(a: 1, a: 2)
  |         ^
  = named arguments stand last, each once: plural(n, one: "day", other: "days")""",
    "name.upper()": """\
a.flow:1:1 S214 functions stand before their value, not behind it
  | name.upper()
  | ^^^^^^^^^^^^
  = write upper(name)""",
    "12345678901234567890123456789": """\
a.flow:1:1 S215 a number has at most 28 digits
  | 12345678901234567890123456789
  | ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^
  = put codes that are not counted with in quotes""",
    "3661d": """\
a.flow:1:1 S215 a duration has at most 3660 days
  | 3661d
  | ^^^^^""",
}  # fmt: skip


@pytest.mark.parametrize("text", CASES, ids=repr)
def test_full_rendering(text, complaints):
    """Sentence, line, caret and mend, word for word."""
    assert CASES[text] == complaints(text)


@pytest.mark.parametrize(
    ("text", "meant"),
    [
        ("why = 'lost'", 'why == "lost"'),
        ("a === b", "a == b"),
        ("a !== b", "a != b"),
        ("a ≠ b", "a != b"),
        ("a => b", "a >= b"),
        ("a =< b", "a <= b"),
        ("a ≤ b", "a <= b"),
        ("a ≥ b", "a >= b"),
        ("a == 1 or 2 or 3", "a == 1 or a == 2 or a == 3"),
        ("a != 'x' and 'y'", 'a != "x" and a != "y"'),
        ("“a” == b", '"a" == b'),
        ("a.length()", "length(a)"),
        ("a.first(2)", "first(a, 2)"),
        ("a is b", "a == b"),
    ],
)
def test_slips_with_one_reading_are_read(text, meant):
    """The tree of what was meant stands beside the complaint, so that later passes go on."""
    parsed = parse_expression(text, path="x")

    assert meant == print_expression(parsed.value)
    assert parsed.diagnostics


def test_straight_quotes_may_hold_typographic_ones():
    """Inside a text they are text."""
    assert parse_expression('"don’t"', path="x").value.value == "don’t"


def test_typographic_quotes_that_mend_nothing():
    """When straight quotes would not help either, the sign itself is named."""
    assert [diagnostic.code for diagnostic in parse_expression("a == “b", path="x").diagnostics] == ["S201"]


def test_a_boolean_beside_a_comparison_is_no_slip():
    """``a == 1 or true`` is odd, but it is a condition."""
    assert parse_expression("a == 1 or true", path="x").diagnostics == ()
