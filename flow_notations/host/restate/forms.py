"""What travels between the objects: duties and their outcomes, as plain JSON."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any, Final

from channel_adapter.channel import Accepted, Reason, Refused, Uncertain
from channel_adapter.messages import ReadMark
from flow_notations.host.fetching import Reply
from flow_notations.host.json_forms import CHANNEL_FORMS, JsonForms
from flow_notations.host.people import Answer
from flow_notations.host.turn import Ask, Dispatch, Mark

from .keeping import FORMS

if TYPE_CHECKING:
    from channel_adapter.channel import Outcome
    from flow_notations.host.turn import Duty

OUTCOMES: Final = JsonForms((Accepted, Refused, Uncertain, Reply, Answer))


def duty_form(duty: Duty) -> dict[str, Any]:
    """A duty as JSON."""
    match duty:
        case Dispatch():
            return {
                "number_id": duty.number_id,
                "outbound": CHANNEL_FORMS.dumps(duty.outbound),
                "window_until": duty.window_until,
                "attempt": duty.attempt,
            }
        case Ask(errand=errand):
            return {"errand": FORMS.dumps(errand)}
        case Mark(mark=mark):
            return {"number_id": duty.number_id, "read": mark.message_id, "typing": mark.typing}


def duty_of(form: dict[str, Any]) -> Duty:
    """A duty from its JSON."""
    if "errand" in form:
        return Ask(errand=FORMS.loads(form["errand"]))
    if "read" in form:
        return Mark(number_id=form["number_id"], mark=ReadMark(message_id=form["read"], typing=form["typing"]))
    return Dispatch(**{**form, "outbound": CHANNEL_FORMS.loads(form["outbound"])})


def outcome_form(outcome: Outcome | Reply | Answer | None) -> str:
    """What came of a duty, as JSON text."""
    if isinstance(outcome, Refused):
        return OUTCOMES.dumps(replace(outcome, reason=outcome.reason.value))  # type: ignore[arg-type]  # as JSON has it
    return OUTCOMES.dumps(outcome)


def outcome_of(text: str) -> Any:
    """What came of a duty, from its JSON text."""
    outcome = OUTCOMES.loads(text)
    return replace(outcome, reason=Reason(outcome.reason)) if isinstance(outcome, Refused) else outcome
