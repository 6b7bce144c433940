"""What a flow and its twin are told in the same words: once where it is the same slip, twice where it is another."""

from __future__ import annotations

from flow_notations.ast import Centre
from flow_notations.catalogues import check_catalogue, read_catalogue
from flow_notations.check import check
from flow_notations.notations import STANDARD
from flow_notations.syntax import from_text

FLOW = """flow shop

send one
  {one}
  on failed -> bye
  -> two

send two
  {two}
  on failed -> bye
  -> bye

end bye
"""
TWIN = """flow shop
  language es

send one
  {one}

send two
  {two}
"""
EMPTY = '| {contact.first_name ?? ""}'


def told(flow: str, twin: str) -> tuple[list[tuple[str, int]], list[tuple[str, str, int]]]:
    """Codes and lines of the flow's complaints; codes, files and lines of the twin's."""
    own = from_text(flow, path="shop.flow", table=STANDARD).value
    other = read_catalogue(twin, path="shop.es.copy", table=STANDARD).value
    assert own is not None
    assert other is not None
    found = check(own, table=STANDARD, centre=Centre()).diagnostics
    twins = check_catalogue(own, other, table=STANDARD, centre=Centre())
    return [(each.code, each.span.line) for each in found], [(each.code, each.path, each.span.line) for each in twins]


def test_the_same_slip_is_told_once() -> None:
    """The twin's message can be empty where the flow's can."""
    flow, twin = FLOW.format(one=EMPTY, two="| Hello."), TWIN.format(one=EMPTY, two="| Hola.")

    assert told(flow, twin) == ([("B103", 4)], [])


def test_another_slip_is_told_though_the_words_are_the_same() -> None:
    """The flow's first message can be empty, and the twin's second: neither hides the other."""
    flow, twin = FLOW.format(one=EMPTY, two="| Hello."), TWIN.format(one="| Hola.", two=EMPTY)

    assert told(flow, twin) == ([("B103", 4)], [("L104", "shop.es.copy", 5), ("B103", "shop.es.copy", 8)])


def test_what_the_words_do_not_touch_is_told_once() -> None:
    """A node that nothing leads to is the flow's, whatever language it speaks."""
    flow = FLOW.format(one="| Hello.", two="| Hello.") + "\nsend three\n  | Three.\n  on failed -> bye\n  -> bye\n"

    assert told(flow, TWIN.format(one="| Hola.", two="| Hola.") + "\nsend three\n  | Tres.\n") == ([("P101", 15)], [])
