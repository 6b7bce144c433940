"""A conversation at a terminal: lines of a customer in, a phone out. ``/…`` lines look at the flow, or say what happens around it."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

from flow_notations.expressions import read_duration
from flow_notations.source import NOWHERE
from flow_notations.testing import transcript as nouns
from flow_notations.testing.forms import Wrong
from flow_notations.testing.mishaps import let_happen
from flow_notations.testing.sentences import READERS, Draft
from flow_notations.testing.tokens import tokens_of

from . import screen

if TYPE_CHECKING:
    from collections.abc import Iterable

    from flow_notations.library import Library
    from flow_notations.testing.rehearsal import Rehearsal

NOTES_SHOWN_MAX = 12
"""Lines of ``/why``."""

HELP = """\
  words             are sent as the customer; a number taps the option with that number (#1 always taps, "1" is typed)
  /wait 2h 30m      lets time pass          /next   jumps to whatever happens next
  /photo words      sends a picture         /voice  sends a voice note
  /location 40.4 -3.7   sends a place; without numbers some place
  /given http lookup replies 200 {"status": "late"}   says what a service answers from here on; also `nobody on duty`,
                    `send refused 131056` and the other `given` lines of transcripts
  /where            shows node, variables and timers
  /why              shows what the last steps decided, and why
  /quit             ends"""


class Talk:
    """A conversation at a terminal."""

    def __init__(self, rehearsal: Rehearsal, library: Library, name: str) -> None:
        self.rehearsal, self.library, self.name = rehearsal, library, name
        self.options: tuple[tuple[str, str, str], ...] = ()
        self.noticed = 0
        self.ended: str | None = None
        self.unscripted = 0

    def given(self, lines: Iterable[str]) -> list[str]:
        """Let ``given`` lines hold from here on; a sentence for each that cannot."""
        said: list[str] = []
        for line in lines:
            try:
                draft = Draft("talk", NOWHERE)
                READERS["given"](draft, tokens_of(line, 1), line)
            except Wrong as wrong:
                said.append(f"{screen.INDENT}{wrong.sentence}; {wrong.hint}")
                continue
            said += [f"{screen.INDENT}a call is played here; `given call` is for transcripts" for _ in draft.calls]
            said += [sentence for each in draft.lines for sentence in self._let(each)]
        return said

    def _let(self, line: nouns.Line) -> list[str]:
        match line:
            case nouns.GivenHttp():
                known = [
                    name
                    for flow in self.library.flows.values()
                    for name, node in flow.nodes.items()
                    if node.notation.text == "http"
                ]
                if line.node not in known:
                    return [
                        f"{screen.INDENT}no node '{line.node}' calls a service; known: {', '.join(known) or 'none'}"
                    ]
                self.rehearsal.stage.services.script(line)
            case nouns.GivenNobody():
                self.rehearsal.stage.people.on_duty = False
            case nouns.Mishap(kind="crash_before_send" | "crash_after_send" | "crash_after_saves"):
                return [f"{screen.INDENT}a crash needs a store on disk; it is for transcripts"]
            case nouns.Mishap():
                let_happen(self.rehearsal, line)
            case _:
                pass
        return []

    async def turn(self, line: str | None) -> bool:
        """One line of the customer and what comes of it; whether to go on."""
        if line is None or line in ("/quit", "/exit"):
            return False
        if line.startswith("/"):
            await self._command(line)
        elif line:
            await self._customer(line)
        await self._show()
        return True

    async def _customer(self, line: str) -> None:
        number = line.removeprefix("#")
        taps = number.isdigit() and 0 < int(number) <= len(self.options)
        if taps and (line.startswith("#") or await self._numbers_tap()):
            await self.rehearsal.tap(self.options[int(number) - 1][2], by_label=True)
        else:
            await self.rehearsal.say(line.strip('"') if line.strip('"').isdigit() else line)

    async def _numbers_tap(self) -> bool:
        """Whether a bare number can only mean an option: not where the question asks for a number."""
        state = await self.rehearsal.state()
        node = self.library.flows[self.name].nodes.get(state.node) if state is not None else None
        return node is None or node.kind is None or node.kind.name.text not in ("number", "integer")

    async def _command(self, line: str) -> None:
        verb, _, rest = line.partition(" ")
        match verb:
            case "/wait":
                duration = read_duration(rest.strip())
                if duration is None:
                    print(f"{screen.INDENT}'{rest}' is no length of time; write it like /wait 2h 30m")
                else:
                    await self.rehearsal.pass_time(duration // timedelta(milliseconds=1))
            case "/next":
                passed = timedelta(milliseconds=await self.rehearsal.pass_to_next())
                print(
                    f"{screen.INDENT}… {passed} later" if passed else f"{screen.INDENT}nothing is due: it is your turn"
                )
            case "/photo" | "/voice":
                await self.rehearsal.send_media("image" if verb == "/photo" else "voice", rest)
            case "/location":
                await self._location(rest)
            case "/given":
                words = rest if rest.startswith("given ") else f"given {rest}"
                for sentence in self.given([_with_replies(words)]):
                    print(sentence)
            case "/where":
                await self._where()
            case "/why":
                await self._why()
            case _:
                print(HELP)

    async def _location(self, words: str) -> None:
        """A place, by its coordinates if they are given."""
        found = coordinates(words)
        if words and found is None:
            print(f"{screen.INDENT}'{words}' is no latitude and longitude; write them like /location 40.4168 -3.7038")
            return
        await self.rehearsal.send_media("location", "", place=found)

    async def _show(self) -> None:
        for bubble in self.rehearsal.new_bubbles():
            shown = screen.from_bubble(bubble, template=self.rehearsal.template_of(bubble))
            print(screen.drawn(shown, colour=screen.in_colour()))
            self.options = shown.options or self.options
        for why in self.rehearsal.new_refusals():
            print(f"{screen.INDENT}(not sent: {why})")
        for node in self.rehearsal.stage.services.unscripted[self.unscripted :]:
            print(f"{screen.INDENT}({node} got no answer; say what it gets: /given http {node} replies 200 {{…}})")
        self.unscripted = len(self.rehearsal.stage.services.unscripted)
        notices = (await self.rehearsal.host.notices())[::-1]
        for notice in notices[self.noticed :]:
            print(f"{screen.INDENT}! {notice.sentence}")
        self.noticed = len(notices)
        interaction = await self.rehearsal.interaction()
        if interaction is not None and interaction.outcome is not None and interaction.id != self.ended:
            self.ended = interaction.id
            print(
                f"{screen.INDENT}— the interaction ended: {interaction.outcome}. Your next message begins a new one. —"
            )

    async def _where(self) -> None:
        state = await self.rehearsal.state()
        now = self.rehearsal.clock.now()
        if state is None:
            print(f"{screen.INDENT}no interaction has begun")
            return
        names = {name: value for name, value in state.names.items() if name not in ("first", "contact", "interaction")}
        print(f"{screen.INDENT}node {state.node or '—'} ({state.phase.value})")
        known = ", ".join(f"{name} = {value!r}" for name, value in names.items())
        print(f"{screen.INDENT}{known or 'no variable yet'}")
        for timer, deadline in state.timers.items():
            print(f"{screen.INDENT}{timer.rpartition('.')[2]} in {timedelta(seconds=(deadline - now) // 1000)}")
        until = self.rehearsal.cloud.window_until(self.rehearsal.customer.wa_id)
        print(f"{screen.INDENT}{screen.countdown(until, now)}")

    async def _why(self) -> None:
        for note in (await self.rehearsal.explained())[-NOTES_SHOWN_MAX:]:
            print(f"{screen.INDENT}{note['node'] or '—'}: {note['what']} — {note['why']}")


def given_lines(text: str) -> list[str]:
    """The ``given`` lines of a file; of a transcript, those of its first test. Raises ``Wrong`` where one cannot be read."""
    found: list[str] = []
    tests = 0
    for number, line in enumerate(text.splitlines(), 1):
        tokens = tokens_of(line, number)
        head = tokens[0].text if tokens else ""
        tests += head == "test"
        if head == "given" and tests < 2:
            READERS["given"](Draft("talk", NOWHERE), tokens, line)
            found.append(line)
    return found


def coordinates(words: str) -> tuple[float, float] | None:
    """``40.4168 -3.7038``, with or without a comma: latitude and longitude in degrees."""
    parts = words.replace(",", " ").split()
    try:
        latitude, longitude = map(float, parts)
    except ValueError:
        return None
    return (latitude, longitude) if abs(latitude) <= 90 and abs(longitude) <= 180 else None


def _with_replies(line: str) -> str:
    """``given http lookup 200 {…}`` is understood, too."""
    head, http, node, *rest = [*line.split(maxsplit=3), "", "", ""][:4]
    if http != "http" or not rest[0] or rest[0].startswith("replies"):
        return line
    return f"{head} {http} {node} replies {rest[0]}"
