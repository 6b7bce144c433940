"""Play one test of a transcript and say where it went another way: the first difference, located, with the conversation.

Strict: every message of the bot is listed, ``bot …`` skips any number, ``bot nothing`` asserts silence.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from channel_adapter.emulator import FailLater, LoseAnswer, NotOnThePhoneError, Refuse, Unreachable
from flow_notations.diagnostics import Diagnostic
from flow_notations.events import Unsent
from flow_notations.expressions import Scope, compile_condition, print_expression

from . import transcript as nouns
from .rehearsal import Rehearsal
from .wording import bubble_text, choice_ids, shown

if TYPE_CHECKING:
    from collections.abc import Mapping

    from channel_adapter.emulator import Bubble
    from flow_notations.host.records import Interaction
    from flow_notations.machine import Program, State
    from flow_notations.source import Span


@dataclass(frozen=True, slots=True, kw_only=True)
class Played:
    """How a test went. ``difference`` is ``None`` when it passed; ``conversation`` is what was said, line by line."""

    test: nouns.Test
    difference: Diagnostic | None
    conversation: tuple[str, ...]

    @property
    def passed(self) -> bool:
        """Whether everything went as written."""
        return self.difference is None


class Difference(Exception):  # noqa: N818 - the finding of a test, not a fault of the program
    """The conversation went another way than the transcript says."""

    def __init__(self, code: str, span: Span, sentence: str, hint: str = "") -> None:
        super().__init__(sentence)
        self.code, self.span, self.sentence, self.hint = code, span, sentence, hint


@dataclass(slots=True)
class _Play:
    """A test under way."""

    rehearsal: Rehearsal
    waiting: list[Bubble] = field(default_factory=list)
    skipping: bool = False
    conversation: list[str] = field(default_factory=list)


async def play(test: nouns.Test, programs: Mapping[str, Program], *, path: str) -> Played:
    """Play a test in virtual time, in a store of its own."""
    rehearsal = await Rehearsal.open(programs, test.flow, at=test.clock, contact=test.contact)
    running = _Play(rehearsal)
    difference = None
    try:
        for line in test.lines:
            await _line(running, line)
        _nothing_left(running, test.lines[-1].span if test.lines else test.span)
    except Difference as found:
        running.conversation += [f"note  {notice.sentence}" for notice in await rehearsal.host.notices()]
        difference = Diagnostic(code=found.code, span=found.span, sentence=found.sentence, hint=found.hint, path=path)
    finally:
        await rehearsal.close()
    return Played(test=test, difference=difference, conversation=tuple(running.conversation))


async def _line(running: _Play, line: nouns.Line) -> None:
    match line:
        case nouns.Says() | nouns.Taps() | nouns.SendsMedia() | nouns.Pause():
            _nothing_left(running, line.span)
            await _act(running, line)
            _listen(running)
        case nouns.Bot():
            _message(running, line)
        case nouns.BotAny():
            running.skipping = True
        case nouns.BotNothing():
            _nothing_left(running, line.span)
        case nouns.Mishap():
            _mishap(running, line)
        case nouns.ExpectEnd() | nouns.ExpectAt() | nouns.ExpectVars() | nouns.ExpectRefused():
            await _expect(running, line)


async def _act(running: _Play, line: nouns.Says | nouns.Taps | nouns.SendsMedia | nouns.Pause) -> None:
    rehearsal = running.rehearsal
    match line:
        case nouns.Says():
            running.conversation += [f"user  {text}" for text in line.texts]
            await rehearsal.say(*line.texts)
        case nouns.Taps():
            running.conversation.append(f"user  taps {line.option}")
            try:
                await rehearsal.tap(line.option, by_label=line.by_label, oldest=line.old)
            except NotOnThePhoneError:
                raise Difference(
                    "X202", line.span, f"there is nothing to tap called '{line.option}'", _offered(rehearsal)
                ) from None
        case nouns.SendsMedia():
            running.conversation.append(f"user  sends {line.kind} {line.text}")
            await rehearsal.send_media(line.kind, line.text)
        case nouns.Pause():
            running.conversation.append(f"      … {line.milliseconds // 60_000} min pass …")
            await rehearsal.pass_time(line.milliseconds)


def _offered(rehearsal: Rehearsal) -> str:
    offering = [choice_ids(bubble) for bubble in rehearsal.bubbles if bubble.options]
    return f"the last choice offered {', '.join(offering[-1])}" if offering else "no message on the phone has options"


def _listen(running: _Play) -> None:
    fresh = running.rehearsal.new_bubbles()
    running.waiting += fresh
    running.conversation += [f"bot   {shown(bubble)}" for bubble in fresh]


def _message(running: _Play, line: nouns.Bot) -> None:
    if running.skipping:
        running.skipping = False
        at = next((at for at, bubble in enumerate(running.waiting) if _differs(line, bubble) is None), None)
        if at is None:
            raise Difference("X201", line.span, f'no message of the bot has "{line.text}"', _said(running))
        del running.waiting[: at + 1]
        return
    if not running.waiting:
        raise Difference("X201", line.span, f'the bot is silent; expected "{line.text}"')
    bubble = running.waiting.pop(0)
    different = _differs(line, bubble)
    if different is not None:
        raise Difference("X201", line.span, different, f"the bot said: {shown(bubble)}")


def _differs(line: nouns.Bot, bubble: Bubble) -> str | None:
    """What is not as written, as a sentence; ``None`` when all is."""
    text = bubble_text(bubble)
    if line.part and line.text not in text:
        return f'the message has not "{line.text}" in it'
    if not line.part and line.text != text:
        return f'the message is not "{line.text}"'
    ids = choice_ids(bubble)
    if line.choices is not None and line.choices != ids:
        return f"the choices are {', '.join(ids) or 'none'}; expected {', '.join(line.choices)}"
    if line.link is not None and (bubble.link is None or bubble.link[0] != line.link):
        return f'there is no link "{line.link}"'
    return None


def _nothing_left(running: _Play, span: Span) -> None:
    if running.skipping:
        running.skipping = False
        running.waiting.clear()
    if running.waiting:
        raise Difference(
            "X203",
            span,
            f"the bot also said: {shown(running.waiting[0])}",
            "list it, or write `bot …` to skip what it says",
        )


def _said(running: _Play) -> str:
    return (
        "the bot said: " + " / ".join(shown(bubble) for bubble in running.waiting)
        if running.waiting
        else "the bot is silent"
    )


def _mishap(running: _Play, line: nouns.Mishap) -> None:
    cloud = running.rehearsal.cloud
    match line.kind:
        case "refused":
            cloud.schedule(Refuse(code=line.code or 0), times=line.times)
        case "fails_later":
            cloud.schedule(FailLater(code=line.code or 0), times=line.times)
        case "answer_lost":
            cloud.schedule(LoseAnswer(), times=line.times)
        case "not_sent":
            cloud.schedule(Unreachable(), times=line.times)
        case "doubled":
            running.rehearsal.doubled = True
        case "reordered":
            running.rehearsal.reordered = True


async def _expect(
    running: _Play, line: nouns.ExpectEnd | nouns.ExpectAt | nouns.ExpectVars | nouns.ExpectRefused
) -> None:
    rehearsal = running.rehearsal
    match line:
        case nouns.ExpectRefused():
            reasons = [event.reason for event in await rehearsal.happened() if isinstance(event, Unsent)]
            if line.reason not in reasons:
                refused = ", ".join(reasons) or "nothing"
                raise Difference("X204", line.span, f"nothing was refused as '{line.reason}'", f"refused: {refused}")
        case nouns.ExpectEnd():
            _expect_end(line, await rehearsal.interaction())
        case nouns.ExpectAt():
            state = await rehearsal.state()
            where = "the end" if state is None or state.ended else state.node
            if where != line.node:
                raise Difference("X204", line.span, f"the session is at {where}, not at {line.node}")
        case nouns.ExpectVars():
            _expect_vars(line, await rehearsal.state())


def _expect_end(line: nouns.ExpectEnd, interaction: Interaction | None) -> None:
    ending = interaction.outcome if interaction is not None else None
    if ending != line.outcome:
        instead = f"it ended as '{ending}'" if ending else "it goes on"
        raise Difference("X204", line.span, f"the interaction did not end as '{line.outcome}'", instead)


def _expect_vars(line: nouns.ExpectVars, state: State | None) -> None:
    scope = Scope(names=dict(state.names) if state is not None else {})
    for condition in line.conditions:
        if not compile_condition(condition)(scope):
            raise Difference("X204", line.span, f"{print_expression(condition)} does not hold", _names(state))


def _names(state: State | None) -> str:
    if state is None:
        return "no session has begun"
    plain = {name: value for name, value in state.names.items() if name not in ("contact", "interaction", "first")}
    return ", ".join(f"{name} = {value!r}" for name, value in plain.items()) or "no variable is set"
