"""The work of checking grows as the flow does: counted in calls, so that no clock and no busy machine decides."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING, Any

from flow_notations.check import check
from flow_notations.notations import STANDARD
from flow_notations.syntax import from_text

if TYPE_CHECKING:
    from flow_notations.ast import Flow

QUESTION = """collect ask_{n} as answer_{n}: text
  | Question {n}?
  retry 1
    | Again, please.
  when answer_{n} == "skip" -> say_{n}
  -> say_{n}

send say_{n}
  | You said {{answer_{n}}}.
  -> {onward}

"""
TWICE_MAX = 2.15
"""Twice the nodes may cost so many times the calls: what is over 2 is the depth of trees and the order of nodes."""


def questions(count: int) -> Flow:
    """A chain in which every answer stays known to the end."""
    head = "flow growing\n\nanywhere on invalid, timeout, failed -> bye\n\n"
    nodes = [QUESTION.format(n=n, onward=f"ask_{n + 1}" if n + 1 < count else "bye") for n in range(count)]
    read = from_text(f"{head}{''.join(nodes)}end bye\n", path="growing.flow", table=STANDARD).value
    assert read is not None
    return read


def calls_to_check(flow: Flow) -> int:
    """How many functions run until the flow is checked."""
    count = 0

    def counted(_frame: Any, event: str, _argument: Any) -> None:
        nonlocal count
        count += event == "call"

    before = sys.getprofile()
    sys.setprofile(counted)
    try:
        check(flow, table=STANDARD)
    finally:
        sys.setprofile(before)
    return count


def test_twice_the_nodes_cost_twice_the_calls() -> None:
    """However many variables are known by then: no node looks at all of them."""
    once, twice = questions(40), questions(80)
    check(once, table=STANDARD)

    assert calls_to_check(twice) <= TWICE_MAX * calls_to_check(once)
