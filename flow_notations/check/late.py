"""The way by which a session comes to words that are too late: edge by edge, from the flow's first node.

Flows in: a flow and the others it may call, and a complaint W101 to W104 about it. Flows out: ``Late``, or the reason why no
customer and no silence can show it.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import timedelta
from typing import TYPE_CHECKING, Final

from flow_notations import ast
from flow_notations.expressions.nodes import Template

from .late_steps import ROUNDS_MAX, lead, shortest, way_to
from .lateness import late_by_call
from .reach import reach
from .since import Onset, closes_ms, times
from .targets import named_target
from .told import answers

if TYPE_CHECKING:
    from flow_notations.diagnostics import Diagnostic

    from .called import Calls
    from .case import Case
    from .late_steps import Step, Way
    from .since import Times

SENDS: Final = "send_message"
"""The canonical type of the notation whose node is left as soon as its message is accepted."""
UNKNOWN: Final = "waiting alone does not show this one"
NO_WAY: Final = "nothing that a customer does leads from the flow's start to '{place}', where the time begins to pass"
TOO_MANY: Final = "more than {most} messages go unanswered on this way, and a session ends before it says one more"
ROUNDS: Final = f"a round is so short that it takes more than {ROUNDS_MAX} of them to outlast the window"
LATE_REPORT: Final = "it is late only where a delivery is reported as failed hours after the message; in a test that report comes at once"
NO_MESSAGE: Final = "no `send` comes before, whose message could fail after its node was left"


@dataclass(frozen=True, slots=True, kw_only=True)
class Late:
    """``lead`` and then ``steps`` lead to ``node``, which speaks ``reminder_ms`` after it is entered.

    ``says``: the customer's first words, where an interrupt begins the way. ``closing_ms``: how long the customer is
    silent between ``lead`` and ``steps`` where ``anywhere closing`` begins it; else 0. ``fails``: the delivery of the last
    message of ``lead`` fails, and ``anywhere undelivered`` begins it. ``answered``: something is said to the
    customer's latest word before; else the interaction expires first. ``call``: the node that calls the flow in which
    ``node`` stands; empty when that is the flow itself.
    """

    node: str
    steps: tuple[Step, ...]
    lead: tuple[Step, ...] = ()
    says: str = ""
    closing_ms: int = 0
    fails: bool = False
    reminder_ms: int = 0
    answered: bool = True
    call: str = ""


def late_way(calls: Calls, flow: ast.Flow, complaint: Diagnostic) -> Late | str:
    """The way that a complaint of this flow means; where none can be told, the reason."""
    case = calls.case(flow)
    found = times(case, reach(case))
    for name in found.at:
        node = case.nodes[name]
        if complaint.code == "W103":
            for setting in node.settings("remind"):
                if setting.value_span == complaint.span and isinstance(setting.value, ast.Reminder):
                    return _told(way_to(found, name), name, setting.value.delay // timedelta(milliseconds=1))
        elif node.name.span == complaint.span:
            return _inside(found, name) if complaint.code == "W104" else _told(way_to(found, name), name)
    return UNKNOWN


def _inside(found: Times, name: str) -> Late | str:
    """Into a called flow, to the first node there, or in one that it calls, that is too late only because of the call."""
    through = late_by_call(found, name)
    if not through:
        return UNKNOWN
    ways = [way_to(times_, node) for times_, node in through]
    last = max(at for at, way in enumerate(ways) if at == 0 or way.onset is not Onset.START)
    steps = tuple(step for way in ways[last:] for step in way.steps)
    way = replace(ways[last], steps=steps, begins=(*through[:last], *ways[last].begins))
    told = _told(way, through[-1][1])
    return told if isinstance(told, str) else replace(told, call=name)


def _told(way: Way, name: str, reminder_ms: int = 0) -> Late | str:
    begun = _interrupted(way, name) if way.onset is Onset.INTERRUPT else _begun(way, name)
    return begun if isinstance(begun, str) else _if_late(way.begins[0][0].case, replace(begun, reminder_ms=reminder_ms))


def _begun(way: Way, name: str) -> Late | str:
    """The whole way, from the start to the customer's latest word and on from there."""
    before = lead(way.begins)
    if before is not None:
        return Late(node=name, steps=(*before, *way.steps))
    (found, first), *further = way.begins
    says = "" if further else _spoken(found.case, first)
    return Late(node=name, steps=way.steps, says=says) if says else NO_WAY.format(place=way.begins[-1][1])


def _spoken(case: Case, target: str) -> str:
    """Words that lead to a node from anywhere, the customer's first ones included; empty when none do."""
    for sentence in case.flow.anywhere:
        if sentence.verb in ("says", "hears") and named_target(case, sentence.target) == target:
            for words in sentence.words:
                if isinstance(words, Template) and not words.holes:
                    return "".join(part for part in words.parts if isinstance(part, str))
    return ""


def _interrupted(way: Way, name: str) -> Late | str:
    """A way that begins with an interrupt: before it, what leads to the flow in which that stands."""
    *outer, (found, target) = way.begins
    before = lead(tuple(outer))
    if before is None:
        return NO_WAY.format(place=outer[-1][1])
    for sentence in found.case.flow.anywhere:
        if sentence.verb == "closing" and sentence.delay and named_target(found.case, sentence.target) == target:
            silent = found.case.profile.window_ms - sentence.delay // timedelta(milliseconds=1) - _spent(before)
            return Late(node=name, lead=before, steps=way.steps, closing_ms=max(1, silent))
    message = _message(found)
    return NO_MESSAGE if message is None else Late(node=name, lead=(*before, *message), steps=way.steps, fails=True)


def _message(found: Times) -> tuple[Step, ...] | None:
    """The shortest way past a message whose node is left at once; ``None`` when a flow has none before it asks."""
    for name in found.at:
        node = found.case.nodes[name]
        onward = [edge.target for edge in found.reached.onward(name) if edge.outcome == found.case.notation(node).main]
        if found.case.notation(node).type == SENDS and not any(found.reached.facts[each].ends for each in onward):
            way = shortest(found.case, found.reached, name)
            if way is not None:
                return way
    return None


def _spent(steps: tuple[Step, ...]) -> int:
    """How long the customer has been silent after these steps, in milliseconds."""
    spent = 0
    for step in steps:
        spent = 0 if step.edge.leaving.heard else spent + step.waits_ms
    return spent


def _if_late(case: Case, late: Late) -> Late | str:
    """Only what its waits make late is shown by waiting, and only while a session still speaks to a silent customer."""
    said, answered = 0, late.closing_ms > 0
    for step in (*late.lead, *late.steps):
        heard = step.edge.leaving.heard
        said = 0 if heard else said + step.edge.leaving.sends_max
        answered = not heard and (answered or answers(step.case, step.edge))
    spent = _spent((*late.lead, *late.steps)) + late.closing_ms + late.reminder_ms
    most = case.profile.sends_between_answers_max
    if said >= most:
        return TOO_MANY.format(most=most)
    if spent < closes_ms(case.profile):
        return LATE_REPORT if late.fails else ROUNDS
    return replace(late, answered=answered or late.reminder_ms > 0)
