"""Copy to one text: lines, joins, conditions, repetitions; each only what was written."""

from __future__ import annotations

import pytest

from tests.flow_notations.machine.playing import played

FLOW = """
flow copying
  takes n number = 2, names list of text 20 = ["a", "b"]

send it
{copy}
  on failed, window_closed -> bye
  -> bye

end bye
"""

CASES = {
    "| One\n| two": "One\ntwo",
    "| One, \\\n| two": "One, two",
    "| N is {n}.\n| Yes": "N is 2.\nYes",
    "| N\nif n > 1\n  | many\nelse\n  | few\n| end": "N\nmany\nend",
    "| N\nif n > 2\n  | many\nelse\n  | few": "N\nfew",
    "| N\nif n > 2\n  | many": "N",
    "| All:\neach x in names\n  | - {x}": "All:\n- a\n- b",
    "| All: \\\neach x in names\n  | {x} \\\n| end": "All: a b end",
    "| A\nif n > 1\n  each x in names\n    | {x}\n| Z": "A\na\nb\nZ",
}


@pytest.mark.parametrize(("copy", "text"), CASES.items())
def test_copy_becomes_one_text(copy: str, text: str) -> None:
    """Every message is billed: one where one fits."""
    lines = "\n".join(f"  {line}" for line in copy.split("\n"))

    assert [text] == played(FLOW.replace("{copy}", lines)).begin().said


@pytest.mark.parametrize(("count", "lines"), [(49, 49), (50, 50), (51, 50)])
def test_a_repetition_has_a_limit(count: int, lines: int) -> None:
    """Fifty lines; nobody reads more."""
    play = played(FLOW.replace("{copy}", "  | All:\n  each x in names\n    | {x}")).begin(
        inputs={"names": tuple("n" * count)}
    )

    assert lines + 1 == len(play.said[0].split("\n"))
