"""How a question takes what happens to it: answers, early messages, old taps, silence, failed asks.

An answer is found in this order: the option tapped, the option typed, the kind's own reading; then it is cleaned and
judged. What is not understood spends an attempt. Every decision carries its reason.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from flow_notations.answers import Ambiguous, NotUnderstood, Understood
from flow_notations.events import Fired, Heard, Message, Sent, Unsent
from flow_notations.notation import Go, Ignored

from . import question as asking
from .options import YES_NO_VALUES

if TYPE_CHECKING:
    from flow_notations.answers import Answer
    from flow_notations.events import Event
    from flow_notations.notation import Context, Next
    from flow_notations.values import Value

    from .options import Item, Offered
    from .question import Question

ANSWERED = "answered"
SECOND_MS = 1_000
"""The channel stamps messages with whole seconds, so *earlier than* is decided on whole seconds."""


def hear(question: Question, context: Context, memory: dict[str, Any], event: Event) -> Next:
    """One event at an open question."""
    match event:
        case Heard():
            return _message(question, context, memory, event.message)
        case Sent() if event.ref in memory["asks"]:
            return asking.accepted(question, memory, event.ref, event.at)
        case Unsent() if event.ref in memory["asks"]:
            outcome = "window_closed" if event.reason == "window_closed" else "failed"
            return Go(outcome=outcome, why=event.sentence or event.reason)
        case Fired(timer=asking.TIMEOUT):
            return Go(outcome="timeout", why="the customer was silent")
        case Fired():
            return asking.remind(question, context, memory, int(event.timer.removeprefix(f"{asking.REMIND}-")))
        case _:
            return Ignored(f"{type(event).__name__} is not about this question")


def answer_unasked(question: Question, context: Context, offered: Offered | None) -> Go | None:
    """An answer given before the question: by ``try``, or by a message that came while nobody listened.

    Of such messages only an exact option wins, newest first; a yes or no to a question not yet seen never counts.
    """
    if question.first_try is not None and context.visit == 1:
        given = question.first_try(context.scope)
        if given is not None:
            attempt = _understand(
                question, context, offered, Message(id="", at=context.at, kind="text", text=str(given))
            )
            settled = _settle(question, context, offered, attempt)
            if isinstance(settled, Go):
                return settled
    if question.kind == "choice" and offered is not None:
        for message in reversed(context.backlog):
            found = offered.index.understand(message.text) if message.kind == "text" else None
            if isinstance(found, Understood) and found.exact:
                settled = _settle(question, context, offered, found)
                return settled if isinstance(settled, Go) else None
    return None


def _message(question: Question, context: Context, memory: dict[str, Any], message: Message) -> Next:
    if message.kind == "reaction":
        return Ignored("a reaction is not an answer")
    mine = message.of is not None and message.of in memory["asks"]
    if not mine and _of_another(context, message):
        return asking.repeat(question, context, memory, f"the {_gesture(message)} belongs to another question")
    offered = asking.offered_before(question, memory)
    if not mine and _early(memory, message):
        return _early_answer(question, context, offered, message)
    if message.kind not in question.accepts:
        return _unsupported(question, context, memory, message)
    attempt = _understand(question, context, offered, message)
    settled = _settle(question, context, offered, attempt)
    return settled if isinstance(settled, Go) else _spend(question, context, memory, settled)


def _gesture(message: Message) -> str:
    return "tap" if message.kind == "tap" else "quoted message"


def _of_another(context: Context, message: Message) -> bool:
    """A tap on anything that is not this question's ask; a quote of another question's ask."""
    if message.of is None:
        return False
    return message.kind == "tap" or context.belongs(message.of) is not None


def _early(memory: dict[str, Any], message: Message) -> bool:
    """Written before the channel had taken the question: the customer cannot have seen it."""
    taken = memory["accepted"]
    return taken is None or message.at < taken - taken % SECOND_MS


def _early_answer(question: Question, context: Context, offered: Offered | None, message: Message) -> Next:
    """An early message may win a choice or a yes/no by an exact match; it spends no attempt and fills no text."""
    if question.kind in ("choice", "yes_no") and message.kind == "text":
        attempt = _understand(question, context, offered, message)
        if isinstance(attempt, Understood) and attempt.exact:
            settled = _settle(question, context, offered, attempt)
            if isinstance(settled, Go):
                return settled
    return Ignored("written before the question was seen")


def _understand(question: Question, context: Context, offered: Offered | None, message: Message) -> Answer:
    if offered is not None:
        if message.kind == "tap":
            return _tapped(offered, message)
        found = offered.index.understand(message.text)
        if not isinstance(found, NotUnderstood) or question.kind == "choice":
            return found
    return question.read(message, context.scope)


def _tapped(offered: Offered, message: Message) -> Answer:
    if message.option in offered.items:
        return Understood(value=message.option, how=f"tapped '{message.option}'", exact=True)
    return NotUnderstood(f"there is no option '{message.option}'")


def _settle(
    question: Question, context: Context, offered: Offered | None, attempt: Answer
) -> Go | tuple[str, asking.Check | None]:
    """Clean and judge what was understood: a ``Go``, or why not, with the check that failed."""
    match attempt:
        case NotUnderstood():
            return attempt.why, None
        case Ambiguous():
            return f"it fits {' and '.join(attempt.candidates)}", None
    item = _item_of(question, offered, attempt)
    if item is not None and item.value is None:
        return Go(outcome=ANSWERED, why=attempt.how, target=item.target)
    value = attempt.value if item is None else _value(question, item)
    if item is None or item.target is None:
        value, failed = _judge(question, context, value)
        if failed is not None:
            return f"'{value}' did not pass the check", failed
    bind = {question.variable: value} if question.variable else {}
    return Go(outcome=ANSWERED, why=attempt.how, bind=bind, target=item.target if item else None)


def _item_of(question: Question, offered: Offered | None, attempt: Understood) -> Item | None:
    """The option an answer came from: by its id, or for yes/no by its value."""
    if offered is None:
        return None
    if question.kind == "yes_no" and isinstance(attempt.value, bool):
        return offered.items.get("yes" if attempt.value else "no")
    return offered.items.get(attempt.value) if isinstance(attempt.value, str) else None


def _value(question: Question, item: Item) -> Value:
    """What an option gives: its value; for yes/no the truth of it."""
    plain = question.kind == "yes_no" and item.value == item.id
    return YES_NO_VALUES.get(item.id, item.value) if plain else item.value


def _judge(question: Question, context: Context, value: Value) -> tuple[Value, asking.Check | None]:
    """Run ``clean`` and ``check`` with the value under its variable's name; the name is free again afterwards."""
    if not question.cleans and not question.checks:
        return value, None
    names, name = context.scope.names, question.variable or ""
    before = names.get(name)
    try:
        names[name] = value
        for clean in question.cleans:
            names[name] = clean(context.scope)
        failed = next((check for check in question.checks if not check.holds(context.scope)), None)
        return names[name], failed
    finally:
        names[name] = before


def _spend(
    question: Question, context: Context, memory: dict[str, Any], rejected: tuple[str, asking.Check | None]
) -> Next:
    why, check = rejected
    if memory["tries"] >= question.retries:
        return Go(outcome="invalid", why=why)
    return asking.ask_again(question, context, memory, check.otherwise if check else None, why)


def _unsupported(question: Question, context: Context, memory: dict[str, Any], message: Message) -> Next:
    why = f"a message of kind {message.kind} is no answer here"
    if "unsupported" in question.routed:
        return Go(outcome="unsupported", why=why)
    if memory["tries"] >= question.retries:
        return Go(outcome="invalid", why=why)
    return asking.ask_again(question, context, memory, question.unsupported, why)


__all__ = ["ANSWERED", "answer_unasked", "hear"]
