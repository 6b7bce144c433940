"""The reply window: free-form copy may leave only within 24 h of the customer's latest message.

Flows in: a ``Case``, what was ``Reached``, and the times since the customer's latest message. Flows out: complaints W101 to W105, each
with the path that makes it too late. Source of the rule:
https://developers.facebook.com/documentation/business-messaging/whatsapp/messages/send-messages#customer-service-windows
"""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING, Final

from flow_notations import ast

from .lateness import OUTCOME, late_by_call, unprepared
from .scheduled import check_scheduled
from .since import closes_ms, times
from .told import answered, chain, duration_text

if TYPE_CHECKING:
    from .case import Case
    from .reach import Reached
    from .since import Times

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


def _speaks(case: Case, found: Times, name: str) -> None:
    since, closes = found.at[name], closes_ms(case.profile)
    facts = found.reached.facts[name]
    span = case.nodes[name].name.span
    if since.high >= closes and unprepared(case, found.reached, name):
        hint = PREPARE if answered(found, name) else ANSWER
        case.complain("W101", span, name=name, chain=chain(found, name), hint=hint)
    elif since.low >= closes and facts.speaks and not facts.template_beside and OUTCOME in facts.leaving:
        hint = BY_TEMPLATE if answered(found, name) else ANSWER
        case.complain("W102", span, name=name, chain=chain(found, name), hint=hint)


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
            shown = f"{chain(found, name)} (reminder, {duration_text(delay)})"
            case.complain("W103", setting.value_span, chain=shown)


def _calls(case: Case, found: Times, name: str) -> None:
    """A called flow begins as late as its caller stands; alone it was checked from the customer's first word."""
    way = late_by_call(found, name)
    if way:
        late, inner = way[-1]
        shown = " -> ".join(chain(part, node) for part, node in way)
        case.complain("W104", case.nodes[name].name.span, flow=late.case.flow.name.text, name=inner, chain=shown)
