"""A world whose flows are real: written in the language, checked, bound, stepped by the machine, served by the host."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from flow_notations import machine
from flow_notations.host.wiring import Route
from flow_notations.library import read_library
from tests.flow_notations.host.world import World, play

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable
    from pathlib import Path

    from flow_notations.events import Event
    from flow_notations.library import Library

CENTRE = """centre acme
  zone     "Europe/Madrid"
  language en
contact     first_name text 40?, opted_out yes_no
interaction topic text 20?
queue    support
template back_again en (name text 20)
"""


class WatchedMachine:
    """The machine, and every event it was given."""

    def __init__(self) -> None:
        self.events: list[Event] = []
        self.encode, self.decode = machine.encode, machine.decode

    def step(self, program: Any, state: Any, event: Event) -> Any:
        self.events.append(event)
        return machine.step(program, state, event)


def read(folder: Path, *flows: str) -> Library:
    """Flows as a designer's folder holds them, beside a centre file."""
    (folder / "centre.flow").write_text(CENTRE)
    for number, text in enumerate(flows):
        (folder / f"{number}.flow").write_text(text)
    return read_library([folder])


def live(folder: Path, scenario: Callable[[World], Awaitable[None]], *flows: str, **parts: Any) -> None:
    """Play a scenario; the first flow takes every customer."""
    library = read(folder, *flows)
    assert library.sound, library.rendered()
    first = flows[0].split()[1]
    watched = WatchedMachine()
    programs = {name: library.program(name) for name in library.programs}
    settings = {"machine": watched, "programs": programs, "dispatch": (Route(flow=first),), **parts.pop("settings", {})}

    async def watching(world: World) -> None:
        world.machine = watched  # type: ignore[assignment]
        await scenario(world)

    play(lambda memory, event: [], watching, settings=settings, **parts)
