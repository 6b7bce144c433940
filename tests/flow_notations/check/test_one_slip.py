"""One slip of an author's is one complaint: what follows from it alone is not told besides."""

from __future__ import annotations

import pytest

from flow_notations.library import read_text

FLOW = """flow lost_card

anywhere on invalid, timeout -> bye

collect ask as why: choice
  | What happened?
  * lost   "I lost it"
  * stolen "It was stolen"
  on failed -> bye
  when why == "lost" -> block
  -> call_us

send block
  | We block it.
  on failed -> bye
  -> bye

send call_us
  | Please call us.
  on failed -> bye
  -> bye

end bye
"""


@pytest.mark.parametrize(
    ("right", "wrong", "code"),
    [
        ('why == "lost"', 'why == "lost" or "stolen"', "S204"),
        ("on invalid, timeout", "on invalid, timout", "P106"),
        ("end bye", "end bye\n\nsend again\n  | Hello.\n  on faild -> bye\n  -> bye", "P106"),
        ("as why: choice", "as why choice", "S117"),
        ('when why == "lost"', 'when (why == "lost"', "S201"),
        ('when why == "lost" -> block', 'whne why == "lost" -> block', "S102"),
    ],
    ids=["lonely value", "default's outcome", "outcome", "no colon", "bracket", "keyword"],
)
def test_one_slip_is_one_complaint(right: str, wrong: str, code: str) -> None:
    """Not also that a condition is always true, an outcome has no exit, a kind is missing, or a variable is unused."""
    assert () == read_text(FLOW).diagnostics

    found = [each.code for each in read_text(FLOW.replace(right, wrong, 1)).diagnostics if each.code != "P101"]
    assert [code] == found


def test_a_slip_for_an_outcome_leads_where_it_was_meant_to() -> None:
    """The node behind it can be reached."""
    text = FLOW.replace("  on failed -> bye\n  -> bye\n\nsend call_us", "  on faild -> sorry\n  -> bye\n\nsend call_us")
    found = read_text(text.replace("end bye", "send sorry\n  | Sorry.\n  on failed -> bye\n  -> bye\n\nend bye"))

    assert ["P106"] == [each.code for each in found.diagnostics]


def test_an_outcome_that_is_no_slip_stands_for_itself_alone() -> None:
    """A forgotten outcome is told, also beside one that has nothing to do with it."""
    found = read_text(FLOW.replace("  on failed -> bye\n  when", "  on bananas -> bye\n  when"))

    assert ["P105", "P106"] == sorted(each.code for each in found.diagnostics)
