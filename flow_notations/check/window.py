"""The reply window: free-form copy may leave only within 24 h of the customer's latest message.

Flows in: a ``Case``, what was ``Reached``, and the times since the customer's latest message. Flows out: complaints W101 to W105, each
with the path that makes it too late. Source of the rule:
https://developers.facebook.com/documentation/business-messaging/whatsapp/messages/send-messages#customer-service-windows
"""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING, Final

from flow_notations import ast

from .scheduled import check_scheduled
from .since import called_times, closes_ms, duration_text, times

if TYPE_CHECKING:
    from .case import Case
    from .reach import Reached
    from .since import Times

OUTCOME = "window_closed"
PREPARE: Final = "write `on window_closed -> …`, or put a `template` beside the copy"
BY_TEMPLATE: Final = "use a `template`"
ANSWER: Final = (
    "nothing answers the customer on this way, so the interaction expires after 24 h, before this is said;"
    " say something before that wait, or say this earlier, by `anywhere closing 30m -> …`"
)
"""An unanswered customer message ends the interaction at the hour at which the window closes, so no exit is taken then."""


def check_window(case: Case, reached: Reached) -> None:
    """Complain of copy that can come too late, and of copy that always does."""
    found = times(case, reached)
    check_scheduled(case, found)
    for name in found.at:
        _speaks(case, found, name)
        _reminds(case, found, name)
        _calls(case, found, name)


def too_late(case: Case, found: Times) -> list[str]:
    """The nodes that can speak after the window has closed and say nothing of that."""
    closes = closes_ms(case.profile)
    return [name for name, since in found.at.items() if since.high >= closes and _unprepared(case, found.reached, name)]


def _unprepared(case: Case, reached: Reached, name: str) -> bool:
    """Whether it speaks freely, cannot fall back on a template, and has no exit of its own for a closed window."""
    facts = reached.facts[name]
    speaks = facts.speaks and not facts.template_beside and OUTCOME in facts.leaving
    return speaks and OUTCOME not in case.ways[name].named


def _speaks(case: Case, found: Times, name: str) -> None:
    since, closes = found.at[name], closes_ms(case.profile)
    facts = found.reached.facts[name]
    span = case.nodes[name].name.span
    if since.high >= closes and _unprepared(case, found.reached, name):
        hint = PREPARE if found.answered(name) else ANSWER
        case.complain("W101", span, name=name, chain=found.chain(name), hint=hint)
    elif since.low >= closes and facts.speaks and not facts.template_beside and OUTCOME in facts.leaving:
        hint = BY_TEMPLATE if found.answered(name) else ANSWER
        case.complain("W102", span, name=name, chain=found.chain(name), hint=hint)


def _reminds(case: Case, found: Times, name: str) -> None:
    """A reminder after a silence is said that much later than the question."""
    if OUTCOME in case.ways[name].named:
        return
    facts = found.reached.facts[name]
    asked = min(found.at[name].high, closes_ms(case.profile)) if facts.speaks else found.at[name].high
    for setting in case.nodes[name].items(ast.Setting):
        reminder = setting.value
        if not isinstance(reminder, ast.Reminder) or reminder.before_window_closes:
            continue
        delay = reminder.delay // timedelta(milliseconds=1)
        if asked + delay >= closes_ms(case.profile):
            chain = f"{found.chain(name)} (reminder, {duration_text(delay)})"
            case.complain("W103", setting.value_span, chain=chain)


def _calls(case: Case, found: Times, name: str) -> None:
    """A called flow begins as late as its caller stands; alone it was checked from the customer's first word."""
    called = case.called(name)
    late = called_times(case, name, found.at[name])
    if called is None or late is None:
        return
    other, reached = called
    alone = set(too_late(other, times(other, reached)))
    for inner in too_late(other, late):
        if inner not in alone:
            chain = f"{found.chain(name)} -> {late.chain(inner)}"
            span = case.nodes[name].name.span
            case.complain("W104", span, flow=other.flow.name.text, name=inner, chain=chain)
            return
