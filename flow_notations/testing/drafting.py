"""A window complaint as a test: the acts of a customer who falls silent along the way that the complaint shows.

A ``Late`` way in, the text of one test out. It is a draft for when the author has decided: what the flow leaves open is
marked ``# replace``. Nothing is played here.
"""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING, Final

from flow_notations import ast
from flow_notations.expressions import print_duration

from .wording import quoted

if TYPE_CHECKING:
    from collections.abc import Iterator

    from flow_notations.check.late import Late
    from flow_notations.check.late_steps import Step
    from flow_notations.diagnostics import Diagnostic

HELD_MS: Final = 25 * 60 * 60 * 1000
"""How long people keep a conversation in a draft: longer than the reply window."""
ANSWERS: Final = {
    "text": '"Ana"',
    "yes_no": '"yes"',
    "choice": '"1"',
    "date": '"tomorrow"',
    "time": '"09:00"',
    "email": '"ana@example.com"',
    "phone": '"+34600111222"',
    "location": 'sends location "Plaza Mayor"',
    "media": 'sends image "a picture"',
    "any": '"anything"',
}
"""What a customer does when a question of this kind is asked; numbers depend on their bounds."""
UNFIT: Final = "sends unsupported"
"""What no question of words or choices takes."""
UNDELIVERABLE: Final = 131026
"""The channel's code for a message that cannot be delivered.

Source: https://developers.facebook.com/documentation/business-messaging/whatsapp/support/error-codes
"""
CERTAIN: Final = frozenset({"location", "media", "any"})
"""Kinds whose example always fits, unless the question checks it."""


def name_of_test(complaint: Diagnostic, late: Late) -> str:
    """The same complaint has the same name every time."""
    who = f"{late.call} -> {late.node}" if late.call else late.node
    after = f", {_duration(late.reminder_ms)} after it asked," if late.reminder_ms else ""
    return f"{complaint.code}: {who} speaks{after} when the reply window has closed"


def drafted(complaint: Diagnostic, flow: ast.Flow, late: Late) -> str:
    """One test, with a newline at its end."""
    acts = [*_beginning(late), *(line for step in late.steps for line in _act(step))]
    if late.reminder_ms:
        acts += [_wait(late.reminder_ms), "bot …"]
    givens = dict.fromkeys(line for step in (*late.lead, *late.steps) for line in _given(step))
    lines = [
        f"# {complaint.code} {complaint.sentence}",
        "# Written by `flow check --write-test`. It passes when the words are refused and the flow takes its way out;",
        "# if you put a template beside them instead, expect that template.",
        f"test {quoted(name_of_test(complaint, late))}",
        *(f"  {line}" for line in (f"flow {flow.name.text}", *givens, *acts, *_outcome(late))),
    ]
    return "\n".join(lines) + "\n"


def _outcome(late: Late) -> Iterator[str]:
    if late.answered:
        yield "expect refused window_closed"
    else:
        yield "# nothing answers the customer's latest word, so the interaction expires before the late words are tried;"
        yield "# once something does, write `expect refused window_closed`"
        yield "expect end expired"


def _beginning(late: Late) -> Iterator[str]:
    """What happens until the way begins to be late."""
    acts = [f"user {quoted(late.says or 'hi')}", "bot …", *(line for step in late.lead for line in _act(step))]
    if late.fails:
        last = max(at for at, line in enumerate(acts) if line != "bot …")
        acts.insert(last, f"given send fails later {UNDELIVERABLE}{_unless_first(late.lead)}")
    yield from acts
    if late.closing_ms:
        yield from (f"{_wait(late.closing_ms)}  # replace: a question must be open here", "bot …")


def _unless_first(lead: tuple[Step, ...]) -> str:
    """The next message fails; it may be another than the one whose node is left."""
    spoken = next((step.edge.leaving for step in reversed(lead) if step.edge.leaving.sends_max or step.waits_ms), None)
    certain = spoken is None or spoken.heard
    return "" if certain else "  # replace: the message that fails must be the last before this node is left"


def _given(step: Step) -> Iterator[str]:
    """What services answer on this way."""
    if _type(step) == "http_request":
        reply = "200 {}" if step.edge.outcome == "ok" else "500" if step.edge.outcome == "failed" else step.edge.outcome
        yield f"given http {step.edge.source} replies {reply}  # replace: what the service answers"


def _act(step: Step) -> Iterator[str]:
    """What happens at a node, so that it is left by this edge."""
    edge, node = step.edge, step.case.nodes[step.edge.source]
    match _type(step), edge.outcome:
        case "http_request", _:
            return
        case "queue_interaction", ("released" | "ended") as outcome:
            yield from (
                'agent "Good morning"',
                _wait(HELD_MS),
                f"agent {'releases' if outcome == 'released' else 'ends'}",
                "bot …",
            )
        case "collect_message_response", _ if edge.leaving.heard:
            yield from (_answer(node, edge.outcome, edge.target), "bot …")
        case _, _ if edge.leaving.heard:
            yield from ('user "hello?"', "bot …")
        case _, _ if step.waits_ms:
            low, high = edge.leaving.lasts_ms
            yield _wait(high) + ("" if low == high else "  # replace: this is the longest it can take")
            yield "bot …"
        case _, "failed":
            yield f"# replace: `{edge.source}` must leave by `failed` here"
        case "decision_branch", _:
            yield f"# replace: `{edge.source}` must go to `{edge.target}` here; answer so that it does"
        case _:
            return


def _type(step: Step) -> str:
    return step.case.notation(step.case.nodes[step.edge.source]).type


def _wait(milliseconds: int) -> str:
    return f"wait {_duration(milliseconds)}"


def _duration(milliseconds: int) -> str:
    return print_duration(timedelta(milliseconds=milliseconds))


def _answer(node: ast.Node, outcome: str, target: str) -> str:
    """A tap where an option leads on, else a plausible answer; ``# replace`` where only the author can know."""
    name = node.name.text
    if outcome in ("invalid", "unsupported"):
        return f"user {UNFIT}  # replace: answers that `{name}` does not take, until it gives up"
    option = _option(node, target)
    if option is not None:
        return f"user taps {option}"
    kind = node.kind.name.text if node.kind else "any"
    unsure = kind not in CERTAIN or node.settings("check")
    return f"user {_example(node, kind)}" + (f"  # replace: an answer that `{name}` takes" if unsure else "")


def _option(node: ast.Node, target: str) -> str | None:
    """The first option with an arrow to the target, else the first that leaves by the plain one."""
    written = node.items(ast.Option)
    leading = [option for option in written if option.target is not None and option.target.text == target]
    plain = [option for option in written if option.target is None]
    return next((option.id.text for option in (*leading, *plain)), None)


def _example(node: ast.Node, kind: str) -> str:
    if kind in ANSWERS:
        return ANSWERS[kind]
    low, high = (node.kind.low, node.kind.high) if node.kind else (None, None)
    return quoted(str(low if low is not None else high if high is not None else 1))
