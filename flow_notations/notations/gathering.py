"""``gather``: several messages that are one answer. It is complete at the most messages, at a word that says so, or in a quiet moment.

Texts become one text, line by line; other kinds a list. A silence with enough messages is an answer, not a timeout.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any, Final

from flow_notations import values
from flow_notations.answers import Understood, fold
from flow_notations.effects import SetTimer
from flow_notations.events import Message
from flow_notations.notation import Go, Wait

from . import asking
from .kinds import WORDS
from .understanding import Rejected, judged, settle, understand

if TYPE_CHECKING:
    from flow_notations.notation import Context, Next

    from .asking import Question

QUIET: Final = "quiet"
QUIET_MS_DEFAULT: Final = 30_000
"""A silence that ends the gathering when the author names neither a silence nor a word."""
GATHER_MESSAGES_MAX: Final = 30
"""More messages than that are no answer to one question; the channel's albums hold thirty."""


LISTED: Final = frozenset({"media", "location", "any"})
"""Kinds that gather to a list."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Gathering:
    """How many messages make the answer, and what ends it. ``until``: folded words."""

    low: int
    high: int
    quiet_ms: int | None = None
    until: frozenset[str] = frozenset()


def take(question: Question, context: Context, memory: dict[str, Any], message: Message) -> Next:
    """One more message."""
    assert question.gather is not None, "asked for gathering questions alone"
    gather = question.gather
    if message.kind in WORDS and fold(message.text, context.scope.language) in gather.until:
        return _finish(question, context, memory, "the customer said that this was all")
    part = _part(question, context, message)
    if isinstance(part, Rejected):
        return asking.spend(question, context, memory, part)
    again = {**memory, "parts": [*memory.get("parts", ()), part]}
    if len(again["parts"]) >= gather.high:
        return _finish(question, context, again, f"{gather.high} messages")
    effects = (SetTimer(name=QUIET, deadline=context.at + gather.quiet_ms),) if gather.quiet_ms else ()
    return Wait(memory=again, why=f"message {len(again['parts'])} of the answer", effects=effects)


def at_quiet(question: Question, context: Context, memory: dict[str, Any]) -> Next:
    """A quiet moment: enough is an answer, too little goes on waiting."""
    assert question.gather is not None, "asked for gathering questions alone"
    if len(memory.get("parts", ())) < question.gather.low:
        return Wait(memory=memory, why="too few messages so far")
    return _finish(question, context, memory, "the customer was quiet")


def at_timeout(question: Question, context: Context, memory: dict[str, Any]) -> Next | None:
    """A silent customer who said enough has answered."""
    if question.gather is None or len(memory.get("parts", ())) < max(question.gather.low, 1):
        return None
    made = _finish(question, context, memory, "the customer was silent")
    return made if isinstance(made, Go) else None


def _part(question: Question, context: Context, message: Message) -> object:
    if question.kind in LISTED:
        answer = question.read(message, context.scope)
        return values.to_json(answer.value) if isinstance(answer, Understood) else Rejected(getattr(answer, "why", ""))
    return message.text


def _finish(question: Question, context: Context, memory: dict[str, Any], how: str) -> Next:
    assert question.gather is not None, "asked for gathering questions alone"
    parts = memory.get("parts", [])
    if len(parts) < question.gather.low:
        rejected = Rejected(f"{len(parts)} messages; at least {question.gather.low} are needed")
        return asking.spend(question, context, memory, rejected)
    if question.kind in LISTED:
        made = judged(question, context, tuple([values.from_json(part) for part in parts]), how)
    else:
        whole = Message(id="", at=context.at, kind="text", text="\n".join(parts))
        made = settle(question, context, None, understand(question, context, None, whole))
    if isinstance(made, Go):
        return replace(made, why=how)
    return asking.spend(question, context, {**memory, "parts": []}, made)
