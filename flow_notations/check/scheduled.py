"""Flows that another flow schedules: they begin on their own, mostly long after the customer wrote.

Flows in: a ``Case`` and the times since the customer's latest message. Flows out: warnings W105, each with the path from where the
flow is scheduled to the words that cannot go out.
"""

from __future__ import annotations

from datetime import time, timedelta
from typing import TYPE_CHECKING, Final

from flow_notations import ast
from flow_notations.expressions import Binary, Call, Constant

from .since import WITHOUT_BOUND, Since, closes_ms, times
from .told import chain

if TYPE_CHECKING:
    from .case import Case
    from .since import Times

SCHEDULES: Final = "schedule_flow"
"""The canonical type of the notation that begins another flow later."""
DAY_MS: Final = 24 * 60 * 60 * 1000


def check_scheduled(case: Case, found: Times) -> None:
    """Warn of every flow that speaks freely where the window may have closed before it began."""
    closes = closes_ms(case.profile)
    for name, since in found.at.items():
        node = case.nodes[name]
        flow, at = node.setting("flow"), node.setting("at")
        if case.notation(node).type != SCHEDULES or flow is None or not isinstance(flow.value, ast.Word):
            continue
        begins = since.high + _delay_ms(at.value if at is not None else None)
        spoken = _speaks_late(case, flow.value.text, begins) if begins >= closes else None
        if spoken is not None:
            inner, chain = spoken
            case.complain(
                "W105", flow.value.span, flow=flow.value.text, name=inner, chain=f"{name} (begins later) -> {chain}"
            )


def _speaks_late(case: Case, flow: str, begins: int) -> tuple[str, str] | None:
    """The first node that has only free-form copy although the window has closed for sure, and the way to it."""
    called = case.calls.reached_in(flow)
    if called is None:
        return None
    closes = closes_ms(case.profile)
    late = times(*called, Since(closes, min(begins, WITHOUT_BOUND)))
    for name, since in late.at.items():
        facts = late.reached.facts[name]
        if since.low >= closes and facts.speaks and not facts.template_beside and "window_closed" in facts.leaving:
            return name, chain(late, name)
    return None


def _delay_ms(at: object) -> int:
    """The longest time until then, in milliseconds; without bound where only the running flow can tell."""
    match at:
        case Constant(timedelta() as delay) | Binary("+", Call("now", ()), Constant(timedelta() as delay)):
            return delay // timedelta(milliseconds=1)
        case Constant(time()):
            return DAY_MS  # the next such time of the day
        case _:
            return WITHOUT_BOUND
