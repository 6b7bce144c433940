"""Slips that many make, each with the hint that mends it."""

from __future__ import annotations

import pytest

from flow_notations.expressions import parse_expression
from flow_notations.library import read_text
from flow_notations.syntax import centre_from_text

HEAD = "flow f\n\nanywhere on invalid, timeout, failed, window_closed -> bye\n\n"
ASK = "collect ask as topic: choice\n  | Which?\n{}\n  -> bye\n\nend bye\n"


def hints(text: str) -> list[str]:
    """Sentence and hint of every complaint."""
    return [f"{each.sentence} | {each.hint}" for each in read_text(text).diagnostics]


@pytest.mark.parametrize(
    ("lines", "says"),
    [
        ('  • order "Order" -> bye', "an option begins with '*', not with '•' | write * order \"Order\" -> bye"),
        ('  - order "Order"', "an option begins with '*', not with '-' | write * order \"Order\""),
        ('  * "Order"', "an option's id comes before its label | write * name \"Order\""),
        ('  * order "Order"\n  cuando topic == "order" -> bye', 'no way out begins with \'cuando\' | did you mean `when`? write when topic == "order" -> bye'),
        ('  * order "Order"\n  when topic == order -> bye', "no variable is called 'order' | an option is a text: write \"order\""),
        ('  * order "Order"\n  when topic is order -> bye', "'is' asks only whether something is known | to compare, write topic == \"order\""),
        ('  * order "Order"\n  \u00a0-> bye', "looks like a space (no-break space, U+00A0) | delete it, and indent with plain spaces"),
        ('  * order "Order"\n  \u200b-> bye', "looks like a space (zero width space, U+200B)"),
        ('  * order "Order"\n  retry 1\n    | Again?\n   -> bye', "indented like none of the lines above it | indent it by 2 spaces"),
    ],
)  # fmt: skip
def test_slips_in_a_question(lines: str, says: str) -> None:
    """Signs of other tools, other languages, pasted blanks."""
    assert any(says in each for each in hints(HEAD + ASK.format(lines))), hints(HEAD + ASK.format(lines))


@pytest.mark.parametrize(
    ("node", "says"),
    [
        ("choose a\n  when x == 1 -> bye\n  else if x == 2 -> bye\n  else -> bye", "there is no 'else if' | write a second 'when … -> node'"),
        ("send a\n  if x == 1\n    | a\n  else if x == 2\n    | b\n  -> bye", "there is no 'else if' | write a second 'if …' with its copy"),
        ("send say hello\n  | Hi\n  -> bye", "'hello' is one thing too many on this line | names have no spaces: say_hello"),
        ("anywhere on error -> bye\n\nset a\n  y = 1\n  -> bye", "'error' is no outcome of any notation | outcomes are "),
        ("set a\n  cuando x == 1 -> bye\n  -> bye", "a way out begins with 'when', 'on' or '->'"),
        ("http a as y\n  get orders \"/a\"\n  gives n integer\n  -> bye", "'integer' is no type | did you mean 'number'?"),
        ("http a as y\n  get orders \"/a\"\n  gives n Boolean\n  -> bye", "'Boolean' is no type | did you mean 'yes_no'?"),
    ],
)  # fmt: skip
def test_slips_in_a_node(node: str, says: str) -> None:
    """Words of other notations."""
    found = hints(f"{HEAD}set first_of_all\n  x = 1\n  -> a\n\n{node}\n\nend bye\n")
    assert any(says in each for each in found), found


@pytest.mark.parametrize(
    ("line", "says"),
    [
        ("saturday 10:00-14:00", "days have three letters, not 'saturday' | write sat"),
        ("mon-Friday 10:00-14:00", "days have three letters, not 'Friday' | write fri"),
        ("mon–fri 09:00-20:00", "'–' is a long dash | write a plain hyphen: mon-fri 08:00-22:00"),
        ("mon 09:00—20:00", "'—' is a long dash"),
        ("domingo 09:00-20:00", "expected a day: mon, tue"),
    ],
)
def test_slips_in_hours(line: str, says: str) -> None:
    """Days written out, and dashes of word processors."""
    [found] = centre_from_text(f"centre c\nhours desk\n  {line}\n", path="centre.flow").diagnostics
    assert says in f"{found.sentence} | {found.hint}"


def test_is_before_a_text_keeps_its_quotes() -> None:
    """They are not doubled."""
    [found] = parse_expression('why is "lost"', path="").diagnostics
    assert 'to compare, write why == "lost"' == found.hint
