"""Copy with holes: what is text, what is a hole, what is refused."""

from __future__ import annotations

import pytest

from flow_notations.diagnostics import render_all
from flow_notations.expressions import (
    Coalesce,
    Constant,
    Hole,
    Name,
    Template,
    parse_template,
    print_template,
    template_of,
)
from flow_notations.source import Source, Span


@pytest.mark.parametrize(
    ("text", "parts"),
    [
        ("", ()),
        ("Hi 👋", ("Hi 👋",)),
        ("Hi {name}!", ("Hi ", Hole(Name("name")), "!")),
        ("{ name }", (Hole(Name("name")),)),
        ("{raw name}", (Hole(Name("name"), True),)),
        ("{raw  name} {rawness}", (Hole(Name("name"), True), " ", Hole(Name("rawness")))),
        ('{name ?? "you }"}', (Hole(Coalesce(Name("name"), Constant("you }"))),)),
        ("{{name}}", ("{name}}",)),
        ("{{{name}", ("{", Hole(Name("name")))),
        ("a } b", ("a } b",)),
        ("a\n{b}\n", ("a\n", Hole(Name("b")), "\n")),
    ],
)
def test_reads(text, parts):
    """Texts and holes alternate; a doubled brace is a brace; a single } is itself."""
    parsed = parse_template(text, path="x")

    assert (Template(parts), ()) == (parsed.value, parsed.diagnostics)


@pytest.mark.parametrize("text", ["Hi {name}!", "{{x}", "{raw a + 1}", '{date(d, "long")}', "plain", ""])
def test_prints_back(text):
    """Canonical copy prints as it was written."""
    assert text == print_template(parse_template(text, path="x").value)


def test_literal():
    """A template without holes is its text; with holes it has none."""
    assert [parse_template(text, path="x").value.literal for text in ("a{{", "", "a{b}")] == ["a{", "", None]


def test_holes_know_their_place():
    """Spans of holes and of what is inside count from the copy's own line and column."""
    template = parse_template("Hi\nyou { name }", path="x", line=4, column=5).value

    assert Span(4, 5, 5, 13) == template.span
    assert Span(5, 5, 5, 13) == template.holes[0].span
    assert Span(5, 7, 5, 11) == template.holes[0].expr.span


def test_neighbouring_texts_become_one():
    """However a template is put together, it has one form."""
    assert ("ab", Hole(Name("x"))) == template_of(["a", "", "b", Hole(Name("x")), ""]).parts


CASES = {
    "Hi {name": """\
a.flow:1:4 S208 this { has no } on its line
  | Hi {name
  |    ^
  = close it, or write {{ for a brace that customers see
""",
    "Hi { }": """\
a.flow:1:4 S209 this hole is empty
  | Hi { }
  |    ^^^
  = name what to show, or write {{} for braces that customers see
""",
    'Hi {name ?? "x}': """\
a.flow:1:13 S207 this text has no closing quote
  | Hi {name ?? "x}
  |             ^
  = end it with "
""",
    "{raw}": """\
a.flow:1:2 S210 'raw' is a word of the language and cannot be a name
  | {raw}
  |  ^^^
  = put text in quotes, or choose another name
""",
}


@pytest.mark.parametrize("text", CASES, ids=repr)
def test_full_rendering(text):
    """Sentence, line, caret and mend, word for word."""
    assert CASES[text] == render_all(
        parse_template(text, path="a.flow").diagnostics, {"a.flow": Source("a.flow", text)}
    )


def test_a_broken_hole_spares_the_rest():
    """The text around a hole that cannot be read stays."""
    assert ("a ", Hole(Name("b")), " c") == parse_template("a {+}{b} c", path="x").value.parts
