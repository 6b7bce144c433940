"""A flow from its text: what stands where, what is kept, what survives a mistake."""

from __future__ import annotations

import os
from datetime import timedelta
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from flow_notations import ast
from flow_notations.expressions import print_expression, print_template, template_of
from flow_notations.source import Span
from flow_notations.syntax import centre_from_text, from_json, from_text, to_json, to_text
from flow_notations.syntax.json_values import value_to_json
from flow_notations.syntax.tails import print_tail
from flow_notations.syntax.trivia import GAP

if TYPE_CHECKING:
    from flow_notations.notation import Table

SHARED = Path(os.environ.get("FLOW_SHARED") or Path(__file__).resolve().parents[3] / ".." / "shared").resolve()
SAMPLES = sorted(file for file in (SHARED / "samples").glob("*.flow") if file.name != "centre.flow")


def flow_of(text: str, table: Table) -> ast.Flow:
    """The flow of a text without mistakes."""
    read = from_text(text, path="x.flow", table=table)
    assert () == read.diagnostics
    assert read.value is not None
    return read.value


def codes(text: str, table: Table) -> list[str]:
    """The codes of a text's complaints, in order of place."""
    return [complaint.code for complaint in from_text(text, path="x.flow", table=table).diagnostics]


@pytest.mark.skipif(not SAMPLES, reason="the samples are not beside this checkout")
@pytest.mark.parametrize("sample", SAMPLES, ids=lambda sample: sample.stem)
def test_whole_samples_survive_both_forms(sample: Path, table: Table) -> None:
    """Whole flows read without complaint, print to a text that stays as it is, and come back from JSON."""
    flow = flow_of(sample.read_text(encoding="utf-8"), table)
    text = to_text(flow)

    again = from_json(to_json(flow), path="x.flow", table=table)

    assert text == to_text(flow_of(text, table))
    assert again.value is not None
    assert text == to_text(again.value)


@pytest.mark.skipif(not SAMPLES, reason="the samples are not beside this checkout")
def test_the_sample_centre_reads() -> None:
    """The sample centre file reads without complaint."""
    read = centre_from_text((SHARED / "samples" / "centre.flow").read_text(encoding="utf-8"), path="centre.flow")

    assert () == read.diagnostics


def test_spans_point_at_what_was_written(table: Table) -> None:
    """Names, values and holes know their line and column, past wide signs too."""
    flow = flow_of('flow f\n\nsend hello\n  | 👋 Hi {name ?? "you"}\n  when a > 1 -> bye\n\nend bye\n', table)
    hello = flow.nodes["hello"]
    (line,) = hello.copy
    (when,) = hello.items(ast.When)
    assert isinstance(line, ast.CopyLine)

    assert Span(3, 6, 3, 11) == hello.name.span
    assert Span(3, 1, 5, 20) == hello.span
    assert Span(4, 10, 4, 25) == line.template.holes[0].span
    assert Span(5, 17, 5, 20) == when.target.span


def test_what_stands_around_a_line_is_kept(table: Table) -> None:
    """Comments above, beside and at the end, and blank lines, each with the line they belong to."""
    text = (
        "# about\nflow f  # head\n# loose\n\n# above\nanywhere on failed -> bye\n\nsend a\n"
        "  # first\n  | Hi\n  -> bye  # beside\n  # last\n\n  # really\nend bye\n\n# over\n"
    )
    flow = flow_of(text, table)
    anywhere, send, _ = flow.sentences

    assert ast.Trivia(("about",), "head") == flow.trivia
    assert ("loose", GAP, "above") == anywhere.trivia.comments
    assert send.trivia.blank_before
    assert isinstance(send, ast.Node)
    assert ("last", GAP, "really") == send.closing
    assert ast.Trivia((), "beside") == send.routes[0].trivia
    assert (GAP, "over") == flow.closing
    assert text == to_text(flow)


def test_columns_of_neighbours(table: Table) -> None:
    """Header settings, options and ways out that stand together share columns; a blank line parts them."""
    text = (
        'flow f\n  title "F"\n  retry 1\n\nanywhere says "a" -> b\nanywhere on timeout, failed -> b\n\n'
        'collect a: choice\n  * x "X" also "why" -> b\n  * yes "Yes please"\n  on none -> b\n\n  on timeout -> b\n  -> b\n'
    )

    assert (
        'flow f\n  title "F"\n  retry 1\n\nanywhere says "a"           -> b\nanywhere on timeout, failed -> b\n\n'
        'collect a: choice\n  * x   "X" also "why" -> b\n  * yes "Yes please"\n  on none -> b\n\n  on timeout -> b\n  -> b\n'
    ) == to_text(flow_of(text, table))


def test_values_of_settings(table: Table) -> None:
    """Each reader gives the noun it promises, and either form gives it back."""
    text = (
        "flow f\n\ncollect a as b: integer -1 to 2.5\n  try first.payload\n  retry 2\n    | Again\n  timeout 1h 30m\n"
        '  remind 1h before window closes\n    | Still there?\n  gather 1 to 5 quiet 20s until "done", "fin"\n  show list "See"\n'
        '  link "Go" "https://x.example/{b}"\n  template late with name = b ?? "x", n = f(1, 2)\n  private\n  -> a\n\n'
        'handoff h\n  queue q\n  skills es, fr\n  priority 3\n\nhttp r\n  post s "/{x}"\n  body a = 1, b = c\n'
        "  gives id text 20, open list of (text?), at (day date, hour time?)?\n  gives x number = 2\n  retry 2 every 1s\n\n"
        "collect g: text\n  clean a\n  clean b\n  clean c\n  gather 2 to 3\n\nschedule c\n  flow f\n  at x\n  tag y = 1\n"
    )
    flow = flow_of(text, table)
    again = from_json(to_json(flow), path="x.flow", table=table)
    node = flow.nodes["a"]
    values = {setting.key.text: setting.value for setting in node.items(ast.Setting)}

    assert text == to_text(flow)
    assert again.value is not None
    assert text == to_text(again.value)
    assert timedelta(hours=1, minutes=30) == values["timeout"]
    assert ast.Retry(times=2) == values["retry"]
    assert ast.Reminder(delay=timedelta(hours=1), before_window_closes=True) == values["remind"]
    assert ast.Gather(low=1, high=5, quiet=timedelta(seconds=20), until=("done", "fin")) == values["gather"]
    assert values["private"] is None
    assert node.kind is not None
    assert ("-1", "2.5") == (str(node.kind.low), str(node.kind.high))
    use = values["template"]
    assert isinstance(use, ast.TemplateUse)
    assert ['b ?? "x"', "f(1, 2)"] == [print_expression(given.value) for given in use.arguments]


@pytest.mark.parametrize(
    ("written", "text", "joined"),
    [("| a", "a", False), ("|", "", False), ("|  a", " a", False), ("| a \\", "a ", True), ("| a\\\\", "a\\", False),
     ("| a\\\\\\", "a\\", True), ("|a   ", "a", False), ("| {{b}", "{b}", False)],
)  # fmt: skip
def test_copy_lines(table: Table, written: str, text: str, joined: bool) -> None:
    """Copy begins after the mark and one space; a trailing backslash joins, a pair of them is one of the text."""
    (line,) = flow_of(f"flow f\n\nsend a\n  {written}\n", table).nodes["a"].copy

    assert isinstance(line, ast.CopyLine)
    assert (text, joined) == (line.template.literal, line.joined)


@pytest.mark.parametrize(
    ("written", "text"),
    [('"a"', "a"), (r'"say \"hi\""', 'say "hi"'), (r'"one\ntwo \\ \q"', "one\ntwo \\ \\q"), ('"{{x}"', "{{x}"),
     ("\"{date(x, 'short')}\"", '{date(x, "short")}'), ('"{x ?? "there"} \\" # no"', '{x ?? "there"} " # no')],
)  # fmt: skip
def test_quoted_values(table: Table, written: str, text: str) -> None:
    """Escapes count outside holes, quotes nest inside them, and # in quotes begins no comment."""
    flow = flow_of(f"flow f\n  title {written}  # title\n\nend bye\n", table)
    title = flow.setting("title")

    assert title is not None
    assert "title" == title.trivia.beside
    assert text == print_template(title.value)  # type: ignore[arg-type]
    assert text == print_template(flow_of(to_text(flow), table).settings[0].value)  # type: ignore[arg-type]


def test_all_mistakes_at_once_and_the_rest_is_read(table: Table) -> None:
    """One file with many mistakes: each is told, and every sound line is still in the tree."""
    text = (
        "flow f\n  titel \"F\"\n  retry 1\n\nsend a\n  | Hi\n    | deeper\n  else\n  ¿what?\n  -> b\n\nanywhere shouts \"x\" -> a\n\n"
        "collect b: choice\n  * x \"X\" -> \n  * y \"Y\"\n  when -> a\n  on , -> a\n  -> a\n\nnonsense zz\n\nend bye now\n"
    )  # fmt: skip
    read = from_text(text, path="x.flow", table=table)
    assert read.value is not None

    assert ["F101", "S107", "S113", "S103", "F111", "S117", "S209", "S117", "F110", "S116"] == codes(text, table)
    assert ["a", "b", "bye"] == list(read.value.nodes)
    assert ["y"] == [option.id.text for option in read.value.nodes["b"].options if isinstance(option, ast.Option)]
    assert 1 == len(read.value.nodes["b"].routes)


@pytest.mark.parametrize(
    ("line", "code"),
    [
        ("collect : text", "S108"), ("collect as x", "S108"), ("send a: text", "F108"), ("collect a:", "S109"), ("collect a", "F108"),
        ("collect a: text 1 to 5", "F108"), ("collect a: integer 1", "S117"), ("collect a: integer x to 2", "S117"),
        ("collect a: integer 5 to 1", "F108"), ("send a b", "S116"), ("keep a as b", "F105"), ("keep a\n  | x", "F107"),
        ("menu a", "F106"), ("flow", "S120"), ("anywhere optout", "S117"), ("anywhere on x", "S115"), ("set a\n  x == 1", "S117"),
        ("send a\n  link \"x\"", "S117"), ("http a\n  gives x text, x", "S117"), ("http a\n  gives x list text", "S117"),
        ("http a\n  gives x (a text, a text)", "F102"), ("http a\n  gives x (a text", "S117"), ("http a\n  gives x nubmer", "S117"),
        ("collect a: text\n  show tiles", "S117"), ("collect a: text\n  remind 1h before", "S117"), ("set a\n  x = 1 -> b", "S201"),
        ("collect a: text\n  gather 1", "S117"), ("collect a: text\n  gather 1 to 2 until \"{x}\"", "S117"), ("set a\n  x.y = ", "S209"),
        ("collect a: choice\n  * each x of y", "S117"), ("collect a: choice\n  * each x in y", "S117"), ("send a\n  each x of y\n    | z", "S117"),
        ("collect a: choice\n  * x \"X\" alsp \"y\"", "S117"), ("collect a: choice\n  * x \"X\" also \"y\" also \"z\"", "F102"),
        ("send a\n  on x y", "S117"), ("send a\n  -> b c", "S114"), ("collect a: text\n  timeout 99999w", "S117"), ("send a\n  if\n    | z", "S209"),
        ("collect a: text\n  retry 9999999999", "S117"), ("collect a: integer \u0663 to x", "S117"), ("anywhere \"x\"", "S117"),
        ("set a\n  x\n    | y", "S117"), ("collect a: text\n  timeout 5m\n    | x", "F104"), ("12 monkeys", "S102"),
        ("collect a: integer 1 to 5: x", "S109"), ("choose a\n  foo", "F101"), ("http a\n  zzzzz 5", "F101"), ("http a\n  gives x (5)", "S117"), ("  takes x text = )", "S209"),
        ("  retry 1\n  title \"x\" \"y\"", "S116"), ("http a\n  gives x (list of (text, b text", "S117"),
    ],
)  # fmt: skip
def test_single_slips(table: Table, line: str, code: str) -> None:
    """Each slip has its code."""
    assert code in codes(f"flow f\n\n{line}\n", table)


def test_options_may_carry_the_names_of_words(table: Table) -> None:
    """An option may be called each or timeout, and outcomes may be digits."""
    node = flow_of(
        'flow f\n\ncollect a: choice\n  * each "Each"\n  * timeout "T" = 5\n  * 3 "Three"\n  on 404, none -> a\n', table
    ).nodes["a"]

    assert ["each", "timeout", "3"] == [option.id.text for option in node.options if isinstance(option, ast.Option)]
    assert ["404", "none"] == [outcome.text for outcome in node.items(ast.On)[0].outcomes]


def test_options_from_data(table: Table) -> None:
    """What could be taken for a part of the sentence goes into brackets, and nothing else does."""
    text = (
        'flow f\n\ncollect a: choice\n  * each x in (by + 1) by (x.a + "}") "{x.b}" describe "d" -> a\n'
        '  * each x in first(xs, 3) by x.id "{x.b}"\n'
    )

    assert text == to_text(flow_of(text, table))


def test_every_anywhere(table: Table) -> None:
    """Each verb reads and prints; a choose keeps its else; settings owned by an if keep theirs."""
    text = (
        'flow f\n\nanywhere says "a", "b"      -> c\nanywhere hears "x"          -> c\nanywhere offers m "Menu"    -> c\n'
        "anywhere on timeout, failed -> c\nanywhere closing 30m        -> c\nanywhere undelivered        -> c\n"
        'anywhere optout also "basta"\n\nchoose c\n  when x > 1 -> c\n  else       -> c\n'
    )
    flow = flow_of(text, table)
    again = from_json(to_json(flow), path="x.flow", table=table)

    assert again.value is not None
    assert [text, text] == [to_text(flow), to_text(again.value)]


def test_uneven_indentation_costs_one_complaint(table: Table) -> None:
    """A line between two levels is told once and still read, inside copy too."""
    text = "flow f\n\nsend a\n    | one\n  | two\n  if x\n       | three\n     | four\n  -> a\n"
    read = from_text(text, path="x.flow", table=table)
    assert read.value is not None

    assert ["S106", "S106"] == codes(text, table)
    assert 4 == len(read.value.nodes["a"].copy)


def test_several_quoted_values() -> None:
    """A list of templates prints in both forms, though no reader of this package gives one yet."""
    several = (template_of(("a",)), template_of(("b",)))

    assert '"a", "b"' == print_tail(several)
    assert ["a", "b"] == value_to_json(several)


def test_line_ends_and_marks_of_other_systems(table: Table) -> None:
    """A byte order mark and carriage returns change nothing."""
    text = "flow f\n\nsend a\n  | Hi\n  -> a\n"

    assert text == to_text(flow_of("\ufeff" + text.replace("\n", "\r\n"), table))


def test_a_header_that_is_missing_costs_no_node(table: Table) -> None:
    """Without a header the nodes are still read; with an unreadable name too."""
    for text in ("send a\n  -> a\n", "flow 5\n\nsend a\n  -> a\n", "flow\n\nsend a\n  -> a\n"):
        read = from_text(text, path="x.flow", table=table)
        assert read.value is not None
        assert ("unnamed", ["a"]) == (read.value.name.text, list(read.value.nodes))


def test_nothing_to_read(table: Table) -> None:
    """A file without a line gives no flow and says what it should begin with."""
    for text in ("", "\n\n", "# only a comment\n"):
        read = from_text(text, path="x.flow", table=table)
        assert (None, ["S101"]) == (read.value, [complaint.code for complaint in read.diagnostics])


@pytest.mark.parametrize(
    ("tail", "sentence"),
    [
        ('location "Shop" 1, 2', "expected 'at' and the place on the map, found '1,'"),
        ('location "Shop" at 1', "expected a comma and the longitude"),
        ('contact "Ana"', "expected a telephone number"),
    ],
)
def test_a_place_and_a_card_say_what_they_lack(table: Table, tail: str, sentence: str) -> None:
    """Each in its own words."""
    read = from_text(f"flow f\n\nsend a\n  | Hi\n  {tail}\n  -> a\n", path="x", table=table)

    assert [("S117", sentence)] == [(found.code, found.sentence) for found in read.diagnostics]
