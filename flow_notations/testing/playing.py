"""Play one test of a transcript and say where it went another way: the first difference, located, with the conversation.

Strict: every message of the bot is listed, ``bot …`` skips any number, ``bot nothing`` asserts silence, every scripted
reply of a service is used.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, assert_never

from channel_adapter.emulator import NotOnThePhoneError
from flow_notations.diagnostics import Diagnostic

from . import transcript as nouns
from .acting import NothingOfferedError
from .difference import NOT_OFFERED, NOTHING_TO_TAP, UNSCRIPTED, UNUSED, Difference
from .expecting import expect
from .matching import Spoken, Unheard
from .mishaps import let_happen
from .preparing import prepared
from .rehearsal import Rehearsal
from .stage import templates_of
from .wording import choice_ids, quoted, shown

if TYPE_CHECKING:
    from flow_notations.library import Library
    from flow_notations.source import Span

    from .observing import Witness

FIRST_WORDS = "(the customer writes)"
"""What the customer has just written when a test starts ``at`` a node."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Played:
    """How a test went. ``difference`` is ``None`` when it passed; ``conversation`` is what was said, line by line;
    ``answers`` what the bot said, each with the number of the line after which it said so.
    """

    test: nouns.Test
    difference: Diagnostic | None
    conversation: tuple[str, ...]
    witness: Witness
    answers: tuple[tuple[int, Spoken], ...] = ()

    @property
    def passed(self) -> bool:
        """Whether everything went as written."""
        return self.difference is None


@dataclass(slots=True)
class _Play:
    """A test under way. ``lenient``: nothing that the bot says is compared; it is only written down."""

    rehearsal: Rehearsal
    lenient: bool = False
    unheard: Unheard = field(default_factory=Unheard)
    conversation: list[str] = field(default_factory=list)
    answers: list[tuple[int, Spoken]] = field(default_factory=list)


async def play(
    test: nouns.Test, library: Library, *, path: str, reopening: bool = False, lenient: bool = False
) -> Played:
    """Play a test in virtual time, in a store of its own. ``reopening``: its file is closed between any two acts."""
    programs = prepared(test, library.programs, library.flows)
    crashes = any(isinstance(line, nouns.Mishap) and line.kind.startswith("crash") for line in test.lines)
    rehearsal = await Rehearsal.open(
        programs, test.flow, at=test.clock, contact=test.contact, templates=templates_of(library.centre),
        on_disk=reopening or crashes,
    )  # fmt: skip
    rehearsal.reopening = reopening
    running = _Play(rehearsal, lenient)
    difference = None
    try:
        await _all(running, test)
    except Difference as found:
        running.conversation += [f"note  {notice.sentence}" for notice in await rehearsal.host.notices()]
        difference = Diagnostic(code=found.code, span=found.span, sentence=found.sentence, hint=found.hint, path=path)
    finally:
        await rehearsal.close()
    return Played(
        test=test,
        difference=difference,
        conversation=tuple(running.conversation),
        witness=rehearsal.stage.witness,
        answers=tuple(running.answers),
    )


async def _all(running: _Play, test: nouns.Test) -> None:
    givens = next((at for at, line in enumerate(test.lines) if not isinstance(line, nouns.Given)), len(test.lines))
    for line in test.lines[:givens]:
        await _line(running, line)
    if test.at is not None:
        await running.rehearsal.say(FIRST_WORDS)
        _listen(running, test.span)
    for line in test.lines[givens:]:
        await _line(running, line)
    last = test.lines[-1].span if test.lines else test.span
    _nothing_left(running, last)
    unused = running.rehearsal.stage.services.unused()
    if unused is not None and not running.lenient:
        given, used = unused
        sentence = f"node '{given.node}' used {used} of its {len(given.replies)} replies"
        raise Difference(UNUSED, given.span, sentence, "a reply that nobody gets tests nothing: take it out")


async def _line(running: _Play, line: nouns.Line) -> None:
    match line:
        case nouns.Bot():
            if not running.lenient:
                running.unheard.match(line)
        case nouns.BotAny():
            running.unheard.skipping = True
        case nouns.BotNothing():
            _nothing_left(running, line.span)
        case nouns.Mishap():
            let_happen(running.rehearsal, line)
        case nouns.GivenHttp():
            running.rehearsal.stage.services.script(line)
        case nouns.GivenNobody():
            running.rehearsal.stage.people.on_duty = False
        case (
            nouns.ExpectEnd()
            | nouns.ExpectAt()
            | nouns.ExpectVars()
            | nouns.ExpectRefused()
            | nouns.ExpectHttp()
            | nouns.ExpectHandoff()
            | nouns.ExpectScheduled()
        ):
            if not running.lenient:
                await expect(running.rehearsal, line)
        case _:
            _nothing_left(running, line.span)
            await _act(running, line)
            _listen(running, line.span)


async def _act(running: _Play, line: nouns.Act) -> None:
    rehearsal = running.rehearsal
    running.conversation += _told(line)
    try:
        await _done(rehearsal, line)
    except NotOnThePhoneError as missing:
        sentence = f"there is nothing on the phone like '{missing}'"
        raise Difference(NOTHING_TO_TAP, line.span, sentence, _offered(rehearsal)) from None
    except NothingOfferedError:
        hint = "a handoff comes first; and an agent who released it is gone"
        raise Difference(NOT_OFFERED, line.span, "no conversation waits for people here", hint) from None


async def _done(rehearsal: Rehearsal, line: nouns.Act) -> None:
    match line:
        case nouns.Says():
            await rehearsal.say(*line.texts, late_ms=line.late_ms)
        case nouns.Quotes():
            await rehearsal.quote(line.part, line.text)
        case nouns.Taps():
            await rehearsal.tap(line.option, by_label=line.by_label, oldest=line.old)
        case nouns.TapsTemplate():
            await rehearsal.tap_template(line.template, line.label, line.payload)
        case nouns.SendsMedia():
            await rehearsal.send_media(line.kind, line.text, place=line.place)
        case nouns.Pause():
            await rehearsal.come_to_rest(line.milliseconds)
        case nouns.AgentSays():
            await rehearsal.agent_says(line.text)
        case nouns.AgentLeaves():
            await rehearsal.agent_leaves(line.outcome, line.disposition)
        case _:
            assert_never(line)


def _told(line: nouns.Act) -> list[str]:
    """An act as the conversation shows it."""
    match line:
        case nouns.Says():
            return [f"user  {text}" for text in line.texts]
        case nouns.Quotes():
            return [f"user  {line.text} (on {quoted(line.part)})"]
        case nouns.Taps():
            return [f"user  taps {line.option}"]
        case nouns.TapsTemplate():
            return [f"user  taps {line.label} of template {line.template}"]
        case nouns.SendsMedia():
            return [f"user  sends {line.kind} {line.text}".rstrip()]
        case nouns.Pause():
            return [f"      … {line.milliseconds // 60_000} min pass …"]
        case nouns.AgentSays():
            return [f"agent {line.text}"]
        case nouns.AgentLeaves():
            return [f"agent {line.outcome}"]
        case _:
            assert_never(line)


def _offered(rehearsal: Rehearsal) -> str:
    offering = [choice_ids(bubble) for bubble in rehearsal.bubbles if bubble.options]
    return f"the last choice offered {', '.join(offering[-1])}" if offering else "no message on the phone has options"


def _listen(running: _Play, span: Span) -> None:
    """Take in what the business said since; what a person of it wrote is not the bot's."""
    rehearsal = running.rehearsal
    fresh = [
        Spoken(bubble, rehearsal.template_of(bubble))
        for bubble in rehearsal.new_bubbles()
        if not rehearsal.by_agent(bubble)
    ]
    running.conversation += [f"bot   {shown(spoken.bubble, spoken.template)}" for spoken in fresh]
    running.conversation += [f"bot   (not sent: {why})" for why in rehearsal.new_refusals()]
    running.answers += [(span.line, spoken) for spoken in fresh]
    running.unheard.waiting += [] if running.lenient else fresh
    unscripted = rehearsal.stage.services.unscripted
    if unscripted:
        node = unscripted[0]
        sentence = f"node '{node}' called its service, and the test does not say what it gets"
        raise Difference(UNSCRIPTED, span, sentence, f"write `given http {node} replies 200 {{…}}`")


def _nothing_left(running: _Play, span: Span) -> None:
    running.unheard.nothing_left(span)
