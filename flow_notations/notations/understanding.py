"""From a message to an answer of one question: the option tapped, the option typed, the kind's own reading; then cleaned and judged.

Flows in: a bound question, what it offers, one message. Flows out: a ``Go``, or why it is no answer. Attempts and timing are
``hearing``'s business.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from flow_notations.answers import Ambiguous, NotUnderstood, Understood
from flow_notations.notation import Go

from .options import YES_NO_VALUES

if TYPE_CHECKING:
    from flow_notations.answers import Answer
    from flow_notations.events import Message
    from flow_notations.notation import Context
    from flow_notations.values import Value

    from .asking import Check, Question
    from .options import Item, Offered

ANSWERED = "answered"


@dataclass(frozen=True, slots=True)
class Rejected:
    """No answer: why, and the check that failed, if it was one."""

    why: str
    check: Check | None = None


@dataclass(frozen=True, slots=True)
class Attempt:
    """An answer, and whether it names an option (by its id) or is the kind's own value."""

    answer: Answer
    by_option: bool = False

    @property
    def exact(self) -> bool:
        """Whether the whole message says this and nothing else."""
        return isinstance(self.answer, Understood) and self.answer.exact


def understand(question: Question, context: Context, offered: Offered | None, message: Message) -> Attempt:
    """What the message means; a button without an id of ours counts by its words."""
    if offered is not None:
        if message.option is not None:
            return tapped(offered, message.option)
        found = offered.index.understand(message.text)
        if not isinstance(found, NotUnderstood) or question.kind == "choice":
            return Attempt(found, by_option=True)
    return Attempt(question.read(message, context.scope))


def tapped(offered: Offered, option: str) -> Attempt:
    """The option of this id."""
    if option in offered.items:
        return Attempt(Understood(value=option, how=f"tapped '{option}'", exact=True), by_option=True)
    return Attempt(NotUnderstood(f"there is no option '{option}'"))


def settle(question: Question, context: Context, offered: Offered | None, attempt: Attempt) -> Go | Rejected:
    """Clean and judge what was understood."""
    answer = attempt.answer
    match answer:
        case NotUnderstood():
            return Rejected(answer.why)
        case Ambiguous():
            return Rejected(f"it fits {' and '.join(answer.candidates)}")
    item = _item_of(question, offered, attempt)
    if item is None:
        return judged(question, context, answer.value, answer.how)
    if item.value is None:
        return Go(outcome=ANSWERED, why=answer.how, target=item.target)
    value = _value(question, item)
    if item.target is not None:
        return _answered(question, value, answer.how, item.target)
    return judged(question, context, value, answer.how)


def judged(question: Question, context: Context, value: Value, how: str) -> Go | Rejected:
    """Run ``clean`` and ``check`` on a value; a node without a variable has nothing that they could name."""
    if question.cleans or question.checks:
        value, failed = _judge(question, context, value)
        if failed is not None:
            return Rejected(f"'{value}' did not pass the check", failed)
    return _answered(question, value, how, None)


def _answered(question: Question, value: Value, how: str, target: str | None) -> Go:
    bind = {question.variable: value} if question.variable else {}
    return Go(outcome=ANSWERED, why=how, bind=bind, target=target)


def _item_of(question: Question, offered: Offered | None, attempt: Attempt) -> Item | None:
    """The option an answer came from: by its id, or for yes/no by its value. A typed text is never taken for an id."""
    if offered is None or not isinstance(attempt.answer, Understood):
        return None
    value = attempt.answer.value
    if question.kind == "yes_no" and isinstance(value, bool):
        return offered.items.get("yes" if value else "no")
    return offered.items.get(str(value)) if attempt.by_option else None


def _value(question: Question, item: Item) -> Value:
    """What an option gives: its value; for yes/no the truth of it."""
    plain = question.kind == "yes_no" and item.value == item.id
    return YES_NO_VALUES.get(item.id, item.value) if plain else item.value


def _judge(question: Question, context: Context, value: Value) -> tuple[Value, Check | None]:
    """The value stands under its variable's name meanwhile; the name is as before afterwards."""
    names, name = context.scope.names, question.variable or ""
    known, before = name in names, names.get(name)
    try:
        names[name] = value
        for clean in question.cleans:
            names[name] = clean(context.scope)
        failed = next((check for check in question.checks if not check.holds(context.scope)), None)
        return names[name], failed
    finally:
        if known:
            names[name] = before
        else:
            del names[name]
