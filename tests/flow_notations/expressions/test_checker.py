"""The check of expressions: what passes and with which type."""

from __future__ import annotations

import pytest

from flow_notations.diagnostics import render_all
from flow_notations.expressions import (
    Env,
    check_expression,
    check_template,
    compile_expression,
    fits,
    join,
    parse_expression,
    parse_template,
)
from flow_notations.source import Source
from flow_notations.values import ANY, DATE, NULL, NUMBER, TEXT, YES_NO, Type, list_of, record_of, text_of

ACCEPTED = {
    "order.days_late > 3 and order.total >= 100": "yes_no",
    'topic ?? "not said"': "text",
    'contact.first_name ?? "there"': "text 40",
    'upper(remove(code, " "))': "text 256",
    'code matches "^[A-Z]{2}-[0-9]{4}$"': "yes_no",
    "visits(look_up) >= 3": "yes_no",
    'filter(mine.cards, c, c.state == "active")': "list of (id text, name text 24, last4 text 4, state text)",
    "first(free.slots, 8)": "list of (id text, start datetime, end datetime)",
    'why == "fraud"': "yes_no",
    "why in ['lost', 'stolen']": "yes_no",
    "done is known": "yes_no",
    "done is known and done.reference == 'x'": "yes_no",
    "done is unknown or done.reference == 'x'": "yes_no",
    "done.reference is known and done.reference == 'x'": "yes_no",
    "done.reference ?? 'none'": "text 20",
    "done.reference != null and done.reference != 'x'": "yes_no",
    "null == found.customer or found.customer == 'x'": "yes_no",
    "not (topic is unknown) and topic == 'track'": "yes_no",
    "found.locked": "yes_no",
    "open(desk)": "yes_no",
    "date(next_open(desk), 'relative')": "text 39",
    "label(why)": "text",
    "mine.cards[0].name ?? 'none'": "text 24",
    "mine.cards[0] is known": "yes_no",
    "mine.cards[0]": "(id text, name text 24, last4 text 4, state text)?",
    "order.total / 3": "number",
    "order.total / n": "number?",
    "order.total / stars": "number",
    "7 % -2": "number",
    "-stars": "number",
    "-span": "duration",
    "day + 1d": "date",
    "moment - moment": "duration",
    "span / span ?? 0": "number",
    "2 * 1h": "duration",
    "code + '!'": "text 257",
    "words contains 'x'": "yes_no",
    "code contains 'x'": "yes_no",
    "'x' in words": "yes_no",
    "map(words, w, length(w) > 3)": "list of yes_no",
    "all(words, w, w != '') and any(words, w, w == 'a')": "yes_no",
    "[]": "list",
    "['a', 'abc']": "list of text 3",
    "[1, 'a']": "list of any",
    "things[0]": "any?",
    "first(things, 1)": "list",
    "open_record.anything ?? 1": "any",
    "whatever.at.all": "any",
    "whatever + 1": "any",
    "whatever[0] ?? 1": "any",
    "upper(whatever)": "text 256",
    "whatever < 1 and whatever == 'x' and not whatever": "yes_no",
    "filter(whatever, w, w == 1)": "any",
    "null ?? 1": "number",
    "n ?? null": "number?",
    "true": "yes_no",
    "1h 30m": "duration",
    "null": "null?",
}


@pytest.mark.parametrize("text", ACCEPTED)
def test_accepted(text, read, env):
    """What designers write has a type and no complaint."""
    found = check_expression(read(text), env, path="x")

    assert (str(found.type), found.diagnostics) == (ACCEPTED[text], ())


@pytest.mark.parametrize("text", ACCEPTED)
def test_what_is_accepted_runs(text, read, scope):
    """And it runs, whatever is missing."""
    compile_expression(read(text))(scope)


def test_nullable_fits_nullable(read, env):
    """A value that may be null may go where null may stand; an unset one may not."""
    expect = text_of(40).or_null()

    assert check_expression(read("contact.first_name"), env, path="x", expect=expect).diagnostics == ()
    assert check_expression(read("null"), env, path="x", expect=expect).diagnostics == ()
    assert [one.code for one in check_expression(read("topic"), env, path="x", expect=expect).diagnostics] == ["N206"]


def test_one_slip_makes_one_complaint(read, env):
    """After a complaint the check goes on with the likeliest type."""
    found = check_expression(read("upper(contact.frist_name) == 'x' and tpoic + 1 > 2"), env, path="x")

    assert [one.code for one in found.diagnostics] == ["N203", "N201"]


def test_templates(env):
    """Every hole needs a value that has words."""
    text = "Hi {contact.first_name} {order} {mine.cards} {open_record} {order.id} {words}"
    found = check_template(parse_template(text, path="a.flow").value, env, path="a.flow")

    assert (
        render_all(found.diagnostics, {"a.flow": Source("a.flow", text)})
        == """\
a.flow:1:5 T206 'contact.first_name' may be null
  | Hi {contact.first_name} {order} {mine.cards} {open_record} {order.id} {words}
  |     ^^^^^^^^^^^^^^^^^^
  = write contact.first_name ?? …, or ask first: contact.first_name is known
a.flow:1:26 T208 a record cannot be shown in a message
  | Hi {contact.first_name} {order} {mine.cards} {open_record} {order.id} {words}
  |                          ^^^^^
  = name one of its fields: id, status, days_late, total
a.flow:1:34 T208 a list of record cannot be shown in a message
  | Hi {contact.first_name} {order} {mine.cards} {open_record} {order.id} {words}
  |                                  ^^^^^^^^^^
  = name what of it you want to show
a.flow:1:47 T208 a record cannot be shown in a message
  | Hi {contact.first_name} {order} {mine.cards} {open_record} {order.id} {words}
  |                                               ^^^^^^^^^^^
  = name what of it you want to show
"""
    )


@pytest.mark.parametrize(
    ("left", "right", "joined"),
    [
        (TEXT, TEXT, TEXT),
        (text_of(3), text_of(5), text_of(5)),
        (text_of(3), TEXT, TEXT),
        (NULL, NUMBER, NUMBER.or_null()),
        (NUMBER, NULL, NUMBER.or_null()),
        (TEXT, NUMBER, ANY.known()),
        (Type("number", low=1, high=3), Type("number", low=0, high=2, unset=True), Type("number", low=0, high=3, unset=True)),
        (Type("text", options=("a",)), Type("text", options=("b", "a")), Type("text", options=("a", "b"))),
        (list_of(text_of(1)), list_of(text_of(2)), list_of(text_of(2))),
        (list_of(TEXT), Type("list"), Type("list")),
        (record_of({"a": TEXT, "b": DATE}), record_of({"a": TEXT.or_null()}), record_of({"a": TEXT.or_null()})),
    ],
)  # fmt: skip
def test_join(left, right, joined):
    """Where two paths meet, a value has the type that covers both."""
    assert join(left, right) == joined


@pytest.mark.parametrize(
    ("actual", "expected", "answer"),
    [
        (TEXT, text_of(3), True),
        (TEXT, NUMBER, False),
        (ANY, NUMBER, True),
        (NUMBER, ANY, True),
        (list_of(TEXT), list_of(NUMBER), False),
        (Type("list"), list_of(NUMBER), True),
        (record_of({"a": TEXT, "b": TEXT}), record_of({"a": TEXT}), True),
        (record_of({"a": TEXT}), record_of({"a": TEXT, "b": TEXT}), False),
        (record_of({"a": TEXT}), record_of({"a": YES_NO}), False),
    ],
)
def test_fits(actual, expected, answer):
    """Nothing is coerced; a record may have more fields than asked for."""
    assert fits(actual, expected) is answer


@pytest.mark.parametrize(
    ("words", "good"),
    [('[1] == ["a"]', False), ("[1] == [2]", True), ("[] == [1]", True), ("[[1]] == [[true]]", False)],
)
def test_lists_are_compared_item_by_item(words: str, good: bool) -> None:
    """Two lists that can never be equal are a slip, whatever is nested in them."""
    parsed = parse_expression(words, path="x.flow")
    assert parsed.value is not None

    assert (check_expression(parsed.value, Env(), path="x.flow").diagnostics == ()) is good
