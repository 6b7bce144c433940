"""Many flows are checked together: each is walked once for all that call it, and what is told stays the same."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from flow_notations.ast import Centre
from flow_notations.check import called, check
from flow_notations.check.called import Calls
from flow_notations.notations import STANDARD
from flow_notations.profile import WHATSAPP
from flow_notations.syntax import from_text

if TYPE_CHECKING:
    from flow_notations.ast import Flow
    from flow_notations.check.case import Case
    from flow_notations.check.reach import Reached

NAP = "wait nap\n  for 5h\n  -> {}\n\n"
HELLO = "send hello\n  | Hello.\n  on failed -> done\n  -> done\n\n"


def chain(calls: dict[str, str]) -> dict[str, Flow]:
    """By name, flows that wait five hours and call the next; the last speaks."""
    flows = {}
    for name, onward in calls.items():
        last = NAP.format("next") + f"call next\n  flow {onward}\n  on done -> done\n\n" if onward else HELLO
        flow = from_text(f"flow {name}\n\n{last}end done\n", path=f"{name}.flow", table=STANDARD).value
        assert flow is not None
        flows[name] = flow
    return flows


LINE = {f"f{number}": f"f{number + 1}" for number in range(7)} | {"f7": ""}


def calls_of(flows: dict[str, Flow]) -> Calls:
    """What the checks of these flows share."""
    return Calls(table=STANDARD, centre=Centre(), profile=WHATSAPP, flows=flows)


@pytest.mark.parametrize(
    "names",
    [LINE, {"a": "b", "b": "c", "c": "a"}, {"a": "a"}, {"z": "a", "a": "b", "b": "a", "y": "b"}],
    ids=["line", "circle", "itself", "into a circle"],
)
def test_the_complaints_are_those_of_each_flow_alone(names: dict[str, str]) -> None:
    """Whatever was checked before, circles included."""
    flows = chain(names)
    calls = calls_of(flows)
    together = [check(flow, table=STANDARD, flows=flows, calls=calls).diagnostics for flow in flows.values()]

    assert together == [check(flow, table=STANDARD, flows=flows).diagnostics for flow in flows.values()]


def test_what_is_late_many_calls_away_is_found() -> None:
    """Five hours pass in each flow: the last is late when the third begins, and that one alone is told."""
    flows = chain(LINE)

    found = [[each.code for each in check(flow, table=STANDARD, flows=flows).diagnostics] for flow in flows.values()]
    assert found == [[], [], ["W104"], [], [], [], [], []]


def test_each_flow_is_walked_once_for_its_callers(monkeypatch: pytest.MonkeyPatch) -> None:
    """Once as a called flow, however many call it; the time of a set grows as the set does."""
    walked: list[str] = []
    walk = called.reach

    def counted(case: Case) -> Reached:
        walked.append(case.flow.name.text)
        return walk(case)

    monkeypatch.setattr(called, "reach", counted)
    flows = chain(LINE)
    calls = calls_of(flows)
    for flow in flows.values():
        check(flow, table=STANDARD, flows=flows, calls=calls)

    assert sorted(walked) == [f"f{number}" for number in range(1, 8)]
