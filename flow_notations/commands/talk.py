"""``flow talk``: chat with a flow in the terminal, with the real host and the emulated phone, in time that can be skipped."""

from __future__ import annotations

import asyncio
import sys
from datetime import timedelta
from pathlib import Path
from typing import TYPE_CHECKING

from channel_adapter.clock import SystemClock
from flow_notations.expressions import read_duration
from flow_notations.library import read_library
from flow_notations.testing.rehearsal import Rehearsal

from . import screen

if TYPE_CHECKING:
    import argparse

    from flow_notations.library import Library

NOTES_SHOWN_MAX = 12
"""Lines of ``/why``."""

HELP = """\
  words          are sent as the customer; a number taps the option with that number (#1 always taps, "1" is typed)
  /wait 2h 30m   lets time pass          /next   jumps to whatever happens next
  /photo words   sends a picture         /voice  sends a voice note
  /where         shows node, variables and timers
  /why           shows what the last steps decided, and why
  /quit          ends"""


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """The flow, and who talks."""
    parser.add_argument("path", type=Path, metavar="FILE", help="a .flow file")
    parser.add_argument("--contact", action="append", default=[], metavar="FIELD=VALUE", help="a field of the customer")


def run(arguments: argparse.Namespace) -> int:
    """0 when the conversation ended as it should; 1 when the flow may not run."""
    library = read_library([arguments.path])
    name = next((name for name, flow in library.flows.items() if flow.path == str(arguments.path)), None)
    if name is None or name not in library.programs:
        sys.stdout.write(library.rendered())
        print(f"the flow in {arguments.path} has errors; it can be talked to when they are mended")
        return 1
    contact = dict(pair.split("=", 1) for pair in arguments.contact if "=" in pair)
    with asyncio.Runner() as runner:
        talk = runner.run(_open(library, name, contact))
        print(f"You are a customer of flow {name}. Write something; /help lists what else you can do.")
        while runner.run(talk.turn(_prompted())):
            pass
        runner.run(talk.rehearsal.close())
    return 0


async def _open(library: Library, name: str, contact: dict[str, str]) -> Talk:
    rehearsal = await Rehearsal.open(library.programs, name, at=SystemClock().now(), contact=dict(contact))
    return Talk(rehearsal, library, name)


def _prompted() -> str | None:
    """One line of the person at the terminal; ``None`` at the end of input."""
    try:
        line = input("  you  ")
    except EOFError:
        return None
    if not sys.stdin.isatty():
        print(line)
    return line.strip()


class Talk:
    """A conversation at a terminal."""

    def __init__(self, rehearsal: Rehearsal, library: Library, name: str) -> None:
        self.rehearsal, self.library, self.name = rehearsal, library, name
        self.options: tuple[tuple[str, str, str], ...] = ()
        self.noticed = 0
        self.ended: str | None = None

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
            case "/where":
                await self._where()
            case "/why":
                await self._why()
            case _:
                print(HELP)

    async def _show(self) -> None:
        fresh = [screen.from_bubble(bubble) for bubble in self.rehearsal.new_bubbles()]
        for shown in fresh:
            print(screen.drawn(shown, colour=screen.in_colour()))
            self.options = shown.options or self.options
        for why in self.rehearsal.new_refusals():
            print(f"{screen.INDENT}(not sent: {why})")
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
            print(f"{screen.INDENT}{timer.partition('.')[2]} in {timedelta(seconds=(deadline - now) // 1000)}")
        until = self.rehearsal.cloud.window_until(self.rehearsal.customer.wa_id)
        print(f"{screen.INDENT}{screen.countdown(until, now)}")

    async def _why(self) -> None:
        for note in (await self.rehearsal.explained())[-NOTES_SHOWN_MAX:]:
            print(f"{screen.INDENT}{note['node'] or '—'}: {note['what']} — {note['why']}")
