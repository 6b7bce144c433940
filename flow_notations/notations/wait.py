"""``wait``: the seed's **Timer**. A durable pause, for a while or until a moment; the customer may end it, if the author lets them.

Nothing is said and nothing is asked: a message that comes meanwhile waits for the next question.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime, time, timedelta
from typing import TYPE_CHECKING, Any, Final
from zoneinfo import ZoneInfo

from flow_notations.effects import SetTimer
from flow_notations.events import Fired, Heard
from flow_notations.expressions import Call
from flow_notations.notation import (
    Facts,
    Field,
    Fragment,
    Go,
    Ignored,
    Leaving,
    Missing,
    Notation,
    Outcome,
    Reader,
    Wait,
)

if TYPE_CHECKING:
    from collections.abc import Callable

    from flow_notations import ast
    from flow_notations.events import Event
    from flow_notations.expressions import Scope
    from flow_notations.notation import Binder, Complain, Context, FactsContext, Next
    from flow_notations.values import Instant, Value

OVER: Final = "over"
"""The timer of the pause."""
DAY_MS: Final = 24 * 60 * 60 * 1000
WAIT_DAYS_MAX: Final = 366
"""A pause is never longer: what lies further ahead is a new interaction (``schedule``)."""
OPENING_DAYS: Final = 14
"""For the checker: opening hours come round within two weeks, holidays included."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Pause:
    """A bound ``wait``: ``until`` gives a moment, a time of the day or a duration. ``interruptible``: a message ends it."""

    until: Callable[[Scope], Value]
    interruptible: bool = False


def bind(node: ast.Node, binder: Binder) -> Pause:
    """Compile the end of the pause."""
    until = node.setting("until")
    if until is None:
        lasts = binder.setting(node, "for")
        assert lasts is not None, "one of the two is written"
        duration = lasts.value
        assert isinstance(duration, timedelta), "the reader gives durations"
        return Pause(until=lambda _: duration, interruptible="message" in binder.routed)
    return Pause(until=binder.expression(moment_written(until.value)), interruptible="message" in binder.routed)


def moment_written(expr: Any) -> Any:
    """``open(hours)``, where a moment is wanted, means when they open next."""
    return replace(expr, function="next_open") if isinstance(expr, Call) and expr.function == "open" else expr


def begin(pause: Pause, context: Context) -> Next:
    """Set the timer; a moment that is past, or no moment at all, is no pause."""
    deadline = moment_of(pause.until(context.scope), context)
    if deadline is None or deadline <= context.at:
        return Go(outcome="done", why="there is nothing to wait for" if deadline is None else "that moment is past")
    latest = context.at + WAIT_DAYS_MAX * DAY_MS
    return Wait(memory={}, effects=(SetTimer(name=OVER, deadline=min(deadline, latest)),))


def hear(pause: Pause, _context: Context, _memory: dict[str, Any], event: Event) -> Next:
    """The pause is over, or the customer wrote."""
    match event:
        case Fired(timer=timer) if timer == OVER:
            return Go(outcome="done", why="the pause is over")
        case Heard() if pause.interruptible:
            return Go(outcome="message", why="the customer wrote")
        case _:
            return Ignored(f"{type(event).__name__} does not end this pause")


def moment_of(value: Value, context: Context) -> Instant | None:
    """The moment that a value means: a duration from now, the next such time of the day, a moment."""
    zone = ZoneInfo(context.scope.zone)
    now = datetime.fromtimestamp(context.at / 1000, tz=zone)
    match value:
        case timedelta():
            return context.at + value // timedelta(milliseconds=1)
        case datetime():
            local = value if value.tzinfo is not None else value.replace(tzinfo=zone)
            return int(local.timestamp() * 1000)
        case time():
            today = datetime.combine(now.date(), value, tzinfo=zone)
            moment = today if today > now else datetime.combine(now.date() + timedelta(days=1), value, tzinfo=zone)
            return int(moment.timestamp() * 1000)
        case _:
            return None


def facts(node: ast.Node, context: FactsContext) -> Facts:
    """How long it lasts; a message may come at any time before."""
    low, high = _lasts(node, context)
    return Facts(leaving={"done": Leaving(lasts_ms=(low, high)), "message": Leaving(heard=True)})


def _lasts(node: ast.Node, context: FactsContext) -> tuple[int, int]:
    until, lasts = node.setting("until"), node.setting("for")
    if until is None:
        exact = lasts.value // timedelta(milliseconds=1) if lasts and isinstance(lasts.value, timedelta) else 0
        return exact, exact
    match context.type_of(until.value).name:
        case "time":
            return 0, DAY_MS
        case "yes_no":
            return 0, OPENING_DAYS * DAY_MS
        case _:
            return 0, WAIT_DAYS_MAX * DAY_MS


def examine(node: ast.Node, complain: Complain) -> None:
    """Either ``for`` or ``until``."""
    until, lasts = node.setting("until"), node.setting("for")
    if (until is None) == (lasts is None) and not {"until", "for"} & {*node.unread}:
        what = "neither for how long nor until when" if until is None else "twice how long it lasts"
        complain("F206", node.name.span, f"'{node.name}' says {what}", "write `for 2h` or `until 09:00`")
    if lasts is not None and isinstance(lasts.value, timedelta) and lasts.value > timedelta(days=WAIT_DAYS_MAX):
        sentence = f"a pause lasts at most {WAIT_DAYS_MAX} days"
        complain("F208", lasts.value_span, sentence, "let `schedule` begin a new interaction then")


WAIT = Notation(
    word="wait",
    type="timer",
    main="done",
    doc="Pauses for a while or until a moment. A customer's message ends it where `on message` leads somewhere.",
    fragment=Fragment(
        fields={
            "for": Field(reader=Reader.DURATION, doc="How long."),
            "until": Field(
                reader=Reader.EXPRESSION,
                doc="A time of the day, a moment, or `open(hours)`. A day alone is no moment: `moment(day, 09:00)`.",
                moment=True,
            ),
        }
    ),
    outcomes=(Outcome(name="message", doc="The customer wrote before it was over.", missing=Missing.HANDLED),),
    facts=facts,
    bind=bind,
    begin=begin,
    hear=hear,
    examine=examine,
    example="wait think\n  for 2h\n  on message -> bye\n  -> bye\n",
)
