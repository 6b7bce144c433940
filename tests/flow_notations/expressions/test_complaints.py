"""The complaints of the check, each in full as its author sees it."""

from __future__ import annotations

import pytest

from flow_notations.values import Type

CASES = {
    'tpoic': """\
a.flow:1:1 N201 no variable is called 'tpoic'
  | tpoic
  | ^^^^^
  = did you mean 'topic'?""",
    'lost': """\
a.flow:1:1 N201 no variable is called 'lost'
  | lost
  | ^^^^
  = an option is a text: write "lost\"""",
    'contact.frist_name': """\
a.flow:1:1 N203 'contact' has no field 'frist_name'
  | contact.frist_name
  | ^^^^^^^^^^^^^^^^^^
  = did you mean 'first_name'?""",
    'open_recrod.x': """\
a.flow:1:1 N201 no variable is called 'open_recrod'
  | open_recrod.x
  | ^^^^^^^^^^^
  = did you mean 'open_record'?""",
    'uper(code)': """\
a.flow:1:1 N202 no function is called 'uper'
  | uper(code)
  | ^^^^^^^^^^
  = did you mean 'upper'?""",
    'size(code)': """\
a.flow:1:1 N202 no function is called 'size'
  | size(code)
  | ^^^^^^^^^^
  = did you mean 'length'?""",
    'contains(code, code)': """\
a.flow:1:1 N202 no function is called 'contains'
  | contains(code, code)
  | ^^^^^^^^^^^^^^^^^^^^
  = 'contains' stands between its values: a contains b""",
    'nothing(code, nope)': """\
a.flow:1:1 N202 no function is called 'nothing'
  | nothing(code, nope)
  | ^^^^^^^^^^^^^^^^^^^
a.flow:1:15 N201 no variable is called 'nope'
  | nothing(code, nope)
  |               ^^^^
  = text goes in quotes""",
    'visits(takn)': """\
a.flow:1:8 N204 no node is called 'takn'
  | visits(takn)
  |        ^^^^
  = did you mean 'taken'?""",
    'open(dessk)': """\
a.flow:1:6 N205 the centre has no hours called 'dessk'
  | open(dessk)
  |      ^^^^^
  = did you mean 'desk'?""",
    'topic': """\
a.flow:1:1 N206 'topic' is not set on every path that leads here
  | topic
  | ^^^^^
  = write topic ?? …, or ask first: topic is known""",
    'topic == "track"': """\
a.flow:1:1 N206 'topic' is not set on every path that leads here
  | topic == "track"
  | ^^^^^
  = write topic ?? …, or ask first: topic is known""",
    'done.reference': """\
a.flow:1:1 N206 'done' is not set on every path that leads here
  | done.reference
  | ^^^^
  = write done.reference ?? …, or ask first: done is known""",
    'filter(mine.cards, n, true)': """\
a.flow:1:1 N207 'n' is a variable already; inside the brackets it would hide it
  | filter(mine.cards, n, true)
  | ^^^^^^^^^^^^^^^^^^^^^^^^^^^
  = give the item another name""",
    'code >= 10': """\
a.flow:1:1 T201 '>=' does not go between text and a number
  | code >= 10
  | ^^^^^^^^^^
  = text is never a number: take the quotes away, or read it with number(…)""",
    '"9" >= 10': """\
a.flow:1:1 T201 '>=' does not go between text and a number
  | "9" >= 10
  | ^^^^^^^^^
  = text is never a number: take the quotes away, or read it with number(…)""",
    'order == 1': """\
a.flow:1:1 T201 '==' does not go between a record and a number
  | order == 1
  | ^^^^^^^^^^""",
    'day < moment': """\
a.flow:1:1 T201 '<' does not go between a date and a moment
  | day < moment
  | ^^^^^^^^^^^^
  = date_of(…) takes the day of a moment""",
    '1 + "a"': """\
a.flow:1:1 T201 '+' does not go between a number and text
  | 1 + "a"
  | ^^^^^^^
  = text(…) turns a value into text""",
    '"a" * 2': """\
a.flow:1:1 T201 '*' does not go between text and a number
  | "a" * 2
  | ^^^^^^^
  = number(…) reads a number from text""",
    '-code': """\
a.flow:1:1 T201 '-' takes a number or a duration, not text
  | -code
  | ^^^^^""",
    'not n': """\
a.flow:1:1 T201 'not' takes yes or no, not a number
  | not n
  | ^^^^^""",
    'n and sure': """\
a.flow:1:1 T201 'and' takes yes or no, not a number
  | n and sure
  | ^""",
    'code ?? 1': """\
a.flow:1:1 T201 '??' does not go between text and a number
  | code ?? 1
  | ^^^^^^^^^
  = both sides have one type""",
    'topic ?? 1': """\
a.flow:1:1 T201 '??' does not go between text and a number
  | topic ?? 1
  | ^^^^^^^^^^
  = both sides have one type""",
    'code in "abc"': """\
a.flow:1:1 T201 'in' does not go between text and text
  | code in "abc"
  | ^^^^^^^^^^^^^
  = write "abc" contains code""",
    'code in [1]': """\
a.flow:1:1 T201 'in' does not go between text and a list of number
  | code in [1]
  | ^^^^^^^^^^^""",
    'code contains 1': """\
a.flow:1:1 T201 'contains' does not go between text and a number
  | code contains 1
  | ^^^^^^^^^^^^^^^
  = text is never a number: take the quotes away, or read it with number(…)""",
    'n contains 1': """\
a.flow:1:1 T201 'contains' does not go between a number and a number
  | n contains 1
  | ^^^^^^^^^^^^""",
    'n matches "a"': """\
a.flow:1:1 T201 'matches' does not go between a number and text
  | n matches "a"
  | ^^^^^^^^^^^^^
  = text is never a number: take the quotes away, or read it with number(…)""",
    'sure < sure': """\
a.flow:1:1 T201 '<' does not go between yes or no and yes or no
  | sure < sure
  | ^^^^^^^^^^^""",
    'upper(n)': """\
a.flow:1:7 T202 upper(…) takes text as 'text', not a number
  | upper(n)
  |       ^
  = text(…) turns a value into text""",
    'sum(["a"])': """\
a.flow:1:5 T202 sum(…) takes a list of number as 'things', not a list of text
  | sum(["a"])
  |     ^^^^^""",
    'filter(n, x, true)': """\
a.flow:1:8 T202 filter(…) takes a list as 'list', not a number
  | filter(n, x, true)
  |        ^""",
    'upper()': """\
a.flow:1:1 T203 upper(…) lacks 'text'
  | upper()
  | ^^^^^^^
  = write upper(text)""",
    'round(1, 2, 3)': """\
a.flow:1:1 T203 round(…) takes 2 arguments, not 3
  | round(1, 2, 3)
  | ^^^^^^^^^^^^^^
  = write round(number, [places])""",
    'plural(n, one: "a")': """\
a.flow:1:1 T203 plural(…) lacks 'other: …'
  | plural(n, one: "a")
  | ^^^^^^^^^^^^^^^^^^^
  = write plural(count, [zero: …], [one: …], [two: …], [few: …], [many: …], other: …)""",
    'plural(n, other: "b", foo: "c")': """\
a.flow:1:28 T203 plural(…) has no argument 'foo'
  | plural(n, other: "b", foo: "c")
  |                            ^^^
  = write plural(count, [zero: …], [one: …], [two: …], [few: …], [many: …], other: …)""",
    'visits(ask, ask)': """\
a.flow:1:1 T203 visits(…) takes one name
  | visits(ask, ask)
  | ^^^^^^^^^^^^^^^^
  = write visits(node)""",
    'why == "I lost it"': """\
a.flow:1:8 T205 'why' is never 'I lost it': that is none of its options
  | why == "I lost it"
  |        ^^^^^^^^^^^
  = that is its label; compare with the id: "lost\"""",
    'why != "losst"': """\
a.flow:1:8 T205 'why' is never 'losst': that is none of its options
  | why != "losst"
  |        ^^^^^^^
  = did you mean 'lost'?""",
    '"nope" == why': """\
a.flow:1:1 T205 'why' is never 'nope': that is none of its options
  | "nope" == why
  | ^^^^^^
  = its options: fraud, lost, stolen""",
    'why in ["lost", "nope"]': """\
a.flow:1:17 T205 'why' is never 'nope': that is none of its options
  | why in ["lost", "nope"]
  |                 ^^^^^^
  = its options: fraud, lost, stolen""",
    '["lost", "nope"] contains why': """\
a.flow:1:10 T205 'why' is never 'nope': that is none of its options
  | ["lost", "nope"] contains why
  |          ^^^^^^
  = its options: fraud, lost, stolen""",
    'found.customer == "x"': """\
a.flow:1:1 T206 'found.customer' may be null
  | found.customer == "x"
  | ^^^^^^^^^^^^^^
  = write found.customer ?? …, or ask first: found.customer is known""",
    'upper(contact.first_name)': """\
a.flow:1:7 T206 'contact.first_name' may be null
  | upper(contact.first_name)
  |       ^^^^^^^^^^^^^^^^^^
  = write contact.first_name ?? …, or ask first: contact.first_name is known""",
    'mine.cards[0].name': """\
a.flow:1:1 T206 'mine.cards[0]' may be null
  | mine.cards[0].name
  | ^^^^^^^^^^^^^
  = write mine.cards[0].name ?? …""",
    'n / n > 1': """\
a.flow:1:1 T206 'n / n' may be null
  | n / n > 1
  | ^^^^^
  = write n / n ?? …""",
    'code matches "("': """\
a.flow:1:14 T207 '(' is not a pattern
  | code matches "("
  |              ^^^
  = brackets must close; look-around and back-references are not taken""",
    'code matches code': """\
a.flow:1:14 T207 a pattern is written out, not computed
  | code matches code
  |              ^^^^
  = write the pattern in quotes: code matches "^[0-9]{4}$\"""",
    'code.x': """\
a.flow:1:1 T209 text has no field 'x'
  | code.x
  | ^^^^^^""",
    'n[0]': """\
a.flow:1:1 T209 a number has no items to count
  | n[0]
  | ^""",
    'mine.cards["x"]': """\
a.flow:1:12 T204 a number was expected here, this is text
  | mine.cards["x"]
  |            ^^^
  = items count from 0""",
    'visits("ask")': """\
a.flow:1:8 T210 visits(…) takes the name of a node, not a value
  | visits("ask")
  |        ^^^^^
  = write the bare name, without quotes""",
    'label(code)': """\
a.flow:1:7 T210 label(…) takes the variable of a choice, not a value
  | label(code)
  |       ^^^^
  = write the bare name, without quotes""",
    'date(day, "lng")': """\
a.flow:1:11 T211 'style' of date(…) is one of a few words
  | date(day, "lng")
  |           ^^^^^
  = write 'short' or 'long' or 'relative'""",
    'date(day, code)': """\
a.flow:1:11 T211 'style' of date(…) is one of a few words
  | date(day, code)
  |           ^^^^
  = write 'short' or 'long' or 'relative'""",
    '"Hi {contact.first_name}" == code': """\
a.flow:1:1 T212 warning: {contact.first_name} stays as it is: texts inside an expression have no holes
  | "Hi {contact.first_name}" == code
  | ^^^^^^^^^^^^^^^^^^^^^^^^^
  = put texts together with +: "…" + contact.first_name""",
    'any(words, w, w)': """\
a.flow:1:15 T204 yes or no was expected here, this is text
  | any(words, w, w)
  |               ^
  = compare it: w == …""",
    'all(mine.cards, c, c.stat == "x")': """\
a.flow:1:20 N203 'c' has no field 'stat'
  | all(mine.cards, c, c.stat == "x")
  |                    ^^^^^^
  = did you mean 'state'?""",
}  # fmt: skip

EXPECTED = {
    ("code", "yes_no"): """\
a.flow:1:1 T204 yes or no was expected here, this is text
  | code
  | ^^^^
  = compare it: code == …""",
    ("n", "yes_no"): """\
a.flow:1:1 T204 yes or no was expected here, this is a number
  | n
  | ^
  = compare it: n == …""",
    ("day", "yes_no"): """\
a.flow:1:1 T204 yes or no was expected here, this is a date
  | day
  | ^^^
  = ask a yes/no question""",
    ("n", "text"): """\
a.flow:1:1 T204 text was expected here, this is a number
  | n
  | ^
  = write text(n)""",
    ("code", "number"): """\
a.flow:1:1 T204 a number was expected here, this is text
  | code
  | ^^^^
  = write number(code)""",
    ("contact.first_name", "text"): """\
a.flow:1:1 T206 'contact.first_name' may be null
  | contact.first_name
  | ^^^^^^^^^^^^^^^^^^
  = write contact.first_name ?? …, or ask first: contact.first_name is known""",
    ("topic", "text"): """\
a.flow:1:1 N206 'topic' is not set on every path that leads here
  | topic
  | ^^^^^
  = write topic ?? …, or ask first: topic is known""",
    ("order", "text"): """\
a.flow:1:1 T204 text was expected here, this is a record
  | order
  | ^^^^^""",
    ("words", "number"): """\
a.flow:1:1 T204 a number was expected here, this is a list of text
  | words
  | ^^^^^""",
}  # fmt: skip


@pytest.mark.parametrize("text", CASES, ids=repr)
def test_full_rendering(text, objections):
    """Sentence, line, caret and mend, word for word."""
    assert objections(text) == CASES[text]


@pytest.mark.parametrize(("text", "expect"), EXPECTED, ids=str)
def test_expected_types(text, expect, objections):
    """A value that does not fit its place is named with what fits."""
    assert objections(text, expect=Type(expect)) == EXPECTED[text, expect]
