"""How a question takes what happens to it: answers, early messages, old taps, silence, failed asks.

What is not understood spends an attempt. Every decision carries its reason; where the answer is private, the reason says
nothing of it.
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any, Final

from flow_notations.answers import Understood, fold
from flow_notations.events import Fired, Heard, Message, Sent, Unsent
from flow_notations.notation import Go, Ignored, Wait

from . import asking, gathering
from .options import MORE, more_label
from .understanding import ANSWERED, Attempt, Rejected, settle, tapped, understand

if TYPE_CHECKING:
    from flow_notations.events import Event
    from flow_notations.notation import Context, Next

    from .asking import Question
    from .options import Offered

SECOND_MS: Final = 1_000
"""The channel stamps messages with whole seconds, so *earlier than* is decided on whole seconds."""
MASKED: Final = "the answer is private"


def hear(question: Question, context: Context, memory: dict[str, Any], event: Event) -> Next:
    """One event at an open question."""
    match event:
        case Heard():
            made = _message(question, context, memory, event.message)
            return replace(made, why=MASKED) if question.private and isinstance(made, Go | Wait) else made
        case Sent() if event.ref in memory["asks"]:
            return asking.accepted(question, memory, event.ref, event.at)
        case Unsent() if event.ref in memory["asks"]:
            outcome = "window_closed" if event.reason == "window_closed" else "failed"
            return Go(outcome=outcome, why=event.sentence or event.reason)
        case Fired():
            return _silence(question, context, memory, event.timer)
        case _:
            return Ignored(f"{type(event).__name__} is not about this question")


def answer_unasked(question: Question, context: Context, offered: Offered | None) -> Go | None:
    """An answer given before the question: by ``try``, or by a message that came while nobody listened.

    Of such messages only an exact option wins, newest first; a yes or no to a question not yet seen never counts.
    """
    if question.first_try is not None and context.visit == 1:
        given = question.first_try(context.scope)
        if given is not None:
            made = settle(question, context, offered, _tried(question, context, offered, str(given)))
            if isinstance(made, Go):
                return replace(made, why=MASKED if question.private else f"tried: {made.why}")
    if question.kind == "choice" and offered is not None and question.gather is None:
        for message in reversed(context.backlog):
            found = offered.index.understand(message.text) if message.kind == "text" else None
            if isinstance(found, Understood) and found.exact:
                made = settle(question, context, offered, Attempt(found, by_option=True))
                return made if isinstance(made, Go) else None
    return None


def reopen(question: Question, context: Context, message: Message) -> Go | None:
    """A tap on a menu of this question that stays open: as if it had been answered just now."""
    if not question.keep_open or question.options is None or callable(question.options) or message.option is None:
        return None
    made = settle(question, context, question.options, tapped(question.options, message.option))
    return made if isinstance(made, Go) else None


def _tried(question: Question, context: Context, offered: Offered | None, given: str) -> Attempt:
    """A value is no typed word: here an option's id counts too."""
    if offered is not None and given in offered.items:
        return tapped(offered, given)
    return understand(question, context, offered, Message(id="", at=context.at, kind="text", text=given))


def _silence(question: Question, context: Context, memory: dict[str, Any], timer: str) -> Next:
    if timer == asking.TIMEOUT:
        gathered = gathering.at_timeout(question, context, memory)
        return gathered or Go(outcome="timeout", why="the customer was silent")
    if timer == gathering.QUIET:
        return gathering.at_quiet(question, context, memory)
    return asking.remind(question, context, memory, int(timer.removeprefix(f"{asking.REMIND}-")))


def _message(question: Question, context: Context, memory: dict[str, Any], message: Message) -> Next:
    if message.kind == "reaction":
        return Ignored("a reaction is not an answer")
    mine = message.of is not None and message.of in memory["asks"]
    if not mine and _of_another(context, message):
        return asking.repeat(question, context, memory, f"the {_gesture(message)} belongs to another question")
    offered = asking.offered_before(question, memory)
    if not mine and _before(memory["accepted"], message):
        return _early_answer(question, context, offered, message)
    if offered is not None and _turns_page(offered, message):
        return asking.turn_page(question, context, memory, offered)
    if message.kind not in question.accepts:
        return _unsupported(question, context, memory, message)
    if question.gather is not None and message.option is None:
        return gathering.take(question, context, memory, message)
    made = settle(question, context, offered, understand(question, context, offered, message))
    if isinstance(made, Go):
        return made
    if not mine and memory["tries"] and _before(memory.get("latest", memory["accepted"]), message):
        return Ignored("written before the question was asked again")
    return asking.spend(question, context, memory, made)


def _turns_page(offered: Offered, message: Message) -> bool:
    if len(offered.menus) == 1:
        return False
    language = offered.style.language
    return message.option == MORE or fold(message.text, language) == fold(more_label(language), language)


def _gesture(message: Message) -> str:
    return "tap" if message.kind == "tap" else "quoted message"


def _of_another(context: Context, message: Message) -> bool:
    """A tap on anything that is not this question's ask; a quote of another question's ask."""
    if message.of is None:
        return False
    return message.kind == "tap" or context.belongs(message.of) is not None


def _before(taken: int | None, message: Message) -> bool:
    """Written before the channel had taken the ask: the customer cannot have seen it."""
    return taken is None or message.at < taken - taken % SECOND_MS


def _early_answer(question: Question, context: Context, offered: Offered | None, message: Message) -> Next:
    """An early message may win a choice or a yes/no by an exact match; it spends no attempt and fills no text."""
    if question.kind in ("choice", "yes_no") and message.kind == "text" and question.gather is None:
        attempt = understand(question, context, offered, message)
        if attempt.exact and isinstance(made := settle(question, context, offered, attempt), Go):
            return made
    return Ignored("written before the question was seen")


def _unsupported(question: Question, context: Context, memory: dict[str, Any], message: Message) -> Next:
    why = f"a message of kind {message.kind} is no answer here"
    if "unsupported" in question.routed:
        return Go(outcome="unsupported", why=why)
    return asking.spend(question, context, memory, Rejected(why), question.unsupported)


__all__ = ["ANSWERED", "answer_unasked", "hear", "reopen"]
