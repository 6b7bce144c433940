"""A bound question and the ways it speaks: the ask, the re-asks, the reminders.

Flows in: the bound ``Question`` and the wait's memory. Flows out: ``Wait`` values with their sends and timers. How an
answer is understood stands in ``hearing``.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from flow_notations.effects import Send, SetTimer, Utterance
from flow_notations.notation import Go, Wait

from . import options

if TYPE_CHECKING:
    from collections.abc import Callable

    from flow_notations.effects import Effect
    from flow_notations.expressions import Scope
    from flow_notations.notation import Context, Next
    from flow_notations.values import Instant, Value

    from .gathering import Gathering
    from .kinds import Read
    from .options import Offered, Style
    from .understanding import Rejected

TIMEOUT_MS_DEFAULT = 23 * 60 * 60 * 1000
"""A collect without a timeout waits this long: one hour less than the reply window, so that its nudge can still leave."""
REPEAT_MS_MIN = 60_000
"""The open question is repeated after taps on old menus at most this often."""
TIMEOUT = "timeout"
REMIND = "remind"


@dataclass(frozen=True, slots=True, kw_only=True)
class Check:
    """A judgement on the answer, and what to say when it fails (``None``: the usual re-ask)."""

    holds: Callable[[Scope], bool]
    otherwise: Callable[[Scope], Utterance] | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Reminder:
    """Say something after ``delay_ms`` of silence, or so long before the window closes, and go on waiting."""

    delay_ms: int
    before_window_closes: bool
    utterance: Callable[[Scope], Utterance]


@dataclass(frozen=True, slots=True, kw_only=True)
class Question:
    """A bound ``collect``. ``ask`` is ``None`` when it listens without asking."""

    kind: str
    accepts: frozenset[str]
    read: Read
    style: Style
    ask: Callable[[Scope], Utterance] | None
    variable: str | None = None
    options: Callable[[Scope], Offered] | Offered | None = None
    cleans: tuple[Callable[[Scope], Value], ...] = ()
    checks: tuple[Check, ...] = ()
    retries: int = 0
    reasks: tuple[Callable[[Scope], Utterance] | None, ...] = ()
    timeout_ms: int = TIMEOUT_MS_DEFAULT
    reminders: tuple[Reminder, ...] = ()
    first_try: Callable[[Scope], Value] | None = None
    unsupported: Callable[[Scope], Utterance] | None = None
    gather: Gathering | None = None
    keep_open: bool = False
    private: bool = False
    routed: frozenset[str] = frozenset()


def offered_now(question: Question, context: Context) -> Offered | None:
    """The options for a new ask."""
    return question.options(context.scope) if callable(question.options) else question.options


def offered_before(question: Question, memory: dict[str, Any]) -> Offered | None:
    """The options as the customer was shown them."""
    if callable(question.options):
        return options.recall(memory["offer"], question.style) if "offer" in memory else None
    return question.options


def open_wait(question: Question, context: Context, offered: Offered | None) -> Wait:
    """Ask for the first time, and listen.

    ``accepted``: when the channel took the first ask; ``latest``: the latest. ``tries``: attempts spent.
    """
    memory: dict[str, Any] = {
        "asks": [],
        "ask": None,
        "accepted": None,
        "latest": None,
        "asked": context.at,
        "tries": 0,
    }
    if callable(question.options) and offered is not None:
        memory["offer"] = options.remember(offered)
    effects: list[Effect] = []
    if question.ask is None:
        memory["accepted"] = memory["latest"] = context.at
    else:
        effects.append(_ask(question.ask, context, memory, offered))
    effects.append(SetTimer(name=TIMEOUT, deadline=context.at + question.timeout_ms))
    effects += _reminders(question, context)
    return Wait(memory=memory, effects=tuple(effects))


def spend(
    question: Question,
    context: Context,
    memory: dict[str, Any],
    rejected: Rejected,
    say: Callable[[Scope], Utterance] | None = None,
) -> Next:
    """One attempt less: ask again, or leave when none is left. ``say`` words this one re-ask."""
    if memory["tries"] >= question.retries:
        return Go(outcome="invalid", why=rejected.why, misunderstood=True)
    wording = say or (rejected.check.otherwise if rejected.check else None)
    return _ask_again(question, context, memory, wording, rejected.why)


def _ask_again(
    question: Question, context: Context, memory: dict[str, Any], say: Callable[[Scope], Utterance] | None, why: str
) -> Wait:
    """Say ``say``, or the re-ask of this attempt, or the question itself; with the options again. The timeout begins anew."""
    tries = memory["tries"] + 1
    words = say or _nth(question.reasks, tries) or question.ask
    again = {**memory, "asks": list(memory["asks"]), "tries": tries, "asked": context.at, "latest": None}
    effects: list[Effect] = []
    if words is not None:
        effects.append(_ask(words, context, again, offered_before(question, memory)))
    else:
        again["latest"] = context.at
    effects.append(SetTimer(name=TIMEOUT, deadline=context.at + question.timeout_ms))
    effects += _reminders(question, context)
    return Wait(memory=again, why=why, effects=tuple(effects), misunderstood=True)


def turn_page(question: Question, context: Context, memory: dict[str, Any], offered: Offered) -> Wait:
    """Show the next options, after the last the first again; no attempt is spent."""
    page = (memory.get("page", 0) + 1) % len(offered.menus)
    again = {**memory, "asks": list(memory["asks"]), "page": page, "latest": None, "asked": context.at}
    words = question.ask or _nothing
    effects = (
        _ask(words, context, again, offered),
        SetTimer(name=TIMEOUT, deadline=context.at + question.timeout_ms),
    )
    return Wait(memory=again, why=f"page {page + 1} of the options", effects=effects)


def repeat(question: Question, context: Context, memory: dict[str, Any], why: str) -> Wait:
    """Show the open question once more, spending no attempt; at most once a minute."""
    if question.ask is None or context.at - memory.get("repeated", -REPEAT_MS_MIN) < REPEAT_MS_MIN:
        return Wait(memory=memory, why=f"{why}; the question was repeated less than a minute ago")
    again = {**memory, "asks": list(memory["asks"]), "repeated": context.at}
    send = _say(question.ask, context, again, offered_before(question, memory))
    return Wait(memory=again, why=f"{why}; the question is repeated", effects=(send,))


def remind(question: Question, context: Context, memory: dict[str, Any], number: int) -> Wait:
    """Say a reminder and keep waiting; no attempt is spent and the timeout stays."""
    again = {**memory, "asks": list(memory["asks"])}
    send = _say(question.reminders[number].utterance, context, again, None)
    return Wait(memory=again, why=f"reminder {number + 1}", effects=(send,))


def accepted(question: Question, memory: dict[str, Any], ref: str, at: Instant) -> Wait:
    """The channel took an ask. Where that came late, the timeout starts from it: the customer could not see it before.

    A reminder or a repetition moves nothing.
    """
    again = {**memory, "accepted": memory["accepted"] or at}
    if ref == memory["ask"]:
        again["latest"] = at
    late = ref == memory["ask"] and at - memory["asked"] > LATE_MS
    effects = (SetTimer(name=TIMEOUT, deadline=at + question.timeout_ms),) if late else ()
    return Wait(memory=again, effects=effects)


LATE_MS = 2_000
"""An ask accepted later than this after it was made moves the timeout; nearer, the difference is not worth a write."""


def _ask(
    words: Callable[[Scope], Utterance], context: Context, memory: dict[str, Any], offered: Offered | None
) -> Send:
    """Put the question: from here the timeout counts."""
    send = _say(words, context, memory, offered)
    memory["ask"] = send.ref
    return send


def _say(
    words: Callable[[Scope], Utterance], context: Context, memory: dict[str, Any], offered: Offered | None
) -> Send:
    utterance = words(context.scope)
    if offered is not None:
        utterance = _with_options(utterance, offered, memory.get("page", 0))
    ref = context.ref()
    memory["asks"].append(ref)
    return Send(ref=ref, utterance=utterance)


def _with_options(utterance: Utterance, offered: Offered, page: int) -> Utterance:
    """The same with its menu; numbered options stand in the text. Written out: ``replace`` would cost twice as much."""
    return Utterance(
        text=f"{utterance.text}\n{offered.lines}" if offered.lines else utterance.text,
        menu=offered.menus[page % len(offered.menus)],
        attachment=utterance.attachment,
        link=utterance.link,
        header=utterance.header,
        footer=utterance.footer,
        template=utterance.template,
        speaker=utterance.speaker,
    )


def _nothing(_scope: Scope) -> Utterance:
    return Utterance()


def _reminders(question: Question, context: Context) -> list[Effect]:
    timers: list[Effect] = []
    for number, reminder in enumerate(question.reminders):
        if not reminder.before_window_closes:
            timers.append(SetTimer(name=f"{REMIND}-{number}", deadline=context.at + reminder.delay_ms))
        elif context.window_until is not None and context.window_until - reminder.delay_ms > context.at:
            timers.append(SetTimer(name=f"{REMIND}-{number}", deadline=context.window_until - reminder.delay_ms))
    return timers


def _nth(reasks: tuple[Callable[[Scope], Utterance] | None, ...], tries: int) -> Callable[[Scope], Utterance] | None:
    """The wording of re-ask ``tries`` (from 1); the last one serves for all after it."""
    return reasks[min(tries, len(reasks)) - 1] if reasks else None
