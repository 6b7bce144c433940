"""What cannot be read is complained of once: what stands there is not missed, and its value may be anything."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from flow_notations.library import read_text
from flow_notations.syntax import centre_from_text

if TYPE_CHECKING:
    from flow_notations import ast

FLOW = """flow one

anywhere on failed, timeout, invalid -> bye

{node}
  -> say

send say
  | Hello {use}!
  -> bye

end bye
"""
SLIPS = [
    ("collect a as b: text 300\n  | Hi", "{b}", "F108", "'text' takes no length", "check length(answer) <= 300"),
    ("collect a as b: yes/no\n  | Hi\n  when b -> bye", "you", "F108", "'yes/no' is no kind", "did you mean 'yes_no'?"),
    ("collect a as b: yes or no\n  | Hi", "{b}", "F108", "'yes or no' is no kind", "did you mean 'yes_no'?"),
    ("collect a as b: date 5\n  | Hi", "{date(b)}", "F108", "'date' has no bounds", "write just date"),
    ("collect a as b: texxt 5\n  | Hi", "{b}", "F108", "'texxt 5' is no kind of answer", "did you mean 'text'?"),
    ("collect a as b: zzz 5\n  | Hi", "{b.c}", "F108", "'zzz 5' is no kind of answer", "kinds are text"),
    ("send a: red 5\n  | Hi", "you", "F108", "'red 5' is no kind of answer", "leave it out"),
    ("wait a\n  until 25:00", "you", "S201", "'25:00' is no time of the day", "00:00 to 23:59"),
    ("wait a\n  until max(9:5, 1)", "you", "S201", "'9:5' is no time of the day", "00:00 to 23:59"),
    (
        'http a as b\n  get s "/"\n  gives c list(d text)',
        "{b.c[0].d}{b.e + 1}",
        "S117",
        "expected 'of'",
        "list of text",
    ),
    ("set a\n  x = 5 +", "{x}", "S201", "the expression ends too early", ""),
    ("schedule a\n  flow one\n  at 1:1", "you", "S201", "'1:1' is no time of the day", ""),
    ("schedule a\n  flow one\n  att 10:00", "you", "F101", "'schedule' has no setting 'att'", "did you mean 'at'?"),
]


def centre() -> ast.Centre:
    """With the one service that is called."""
    read = centre_from_text('centre c\nservice s "https://s.example"\n', path="centre.flow")
    assert read.value is not None
    return read.value


@pytest.mark.parametrize(("node", "use", "code", "sentence", "hint"), SLIPS)
def test_one_slip_makes_one_complaint(node: str, use: str, code: str, sentence: str, hint: str) -> None:
    """It says what is wrong, and nothing else is said."""
    found = read_text(FLOW.replace("{node}", node).replace("{use}", use), centre=centre()).diagnostics

    assert [code] == [each.code for each in found if each.code != "P111"], [each.sentence for each in found]
    complaint = next(each for each in found if each.code == code)
    assert sentence in complaint.sentence
    assert hint in complaint.hint


WHOLE = """flow un
  takes {takes}

anywhere on failed, timeout, invalid -> bye

send a
  | Hello {{name}} {{length(name)}}
  {way}
  -> ask

collect ask: choice
  | Which?
  {option}
  * b "B" -> c

{word} c
  | Hi
  {plain}

collect d: number
  | Well?
  -> bye

end bye
"""
GOOD = {
    "takes": "name text 40",
    "way": "on window_closed -> bye",
    "option": '* a "A" -> bye',
    "word": "send",
    "plain": "-> d",
}


@pytest.mark.parametrize(
    ("place", "written", "code"),
    [
        ("takes", "name txt 40", "S117"),
        ("takes", "name text 40 = 5 5", "S201"),
        ("way", "on window_closed - bye", "S117"),
        ("way", "when name == -> ask", "S201"),
        ("option", '* a "A -> bye', "S112"),
        ("word", "blurb", "F110"),
        ("plain", "-> 5", "S117"),
    ],
)
def test_a_slip_elsewhere_makes_one_complaint(place: str, written: str, code: str) -> None:
    """In the header, in a way out, in an option, in the word of a node: what it leads to or names is not missed."""
    assert () == read_text(WHOLE.format(**GOOD)).diagnostics
    found = read_text(WHOLE.format(**{**GOOD, place: written})).diagnostics

    assert [code] == [each.code for each in found], [each.sentence for each in found]
