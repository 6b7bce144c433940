"""The laws that hold for any behaviour of customers and any faults of the provider."""

from __future__ import annotations

import asyncio
import sys
import tempfile
from collections import Counter
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

sys.path.insert(0, str(Path(__file__).parent))

from world import World  # beside this file, not a package

from channel_adapter.channel import Refused
from channel_adapter.limits import WHATSAPP, prepare
from flow_notations import events, machine
from flow_notations.host.json_forms import CHANNEL_FORMS, FLOW_FORMS

if TYPE_CHECKING:
    from collections.abc import Iterator

    from flow_notations.host.records import Interaction, JournalEntry, Line, Part

WINDOW = 24 * 3_600_000


MEMORY_DISK = Path("/dev/shm")
"""Where a file costs no wait for a disk; a process that dies there leaves it behind all the same."""


@pytest.fixture
def folder(tmp_path: Path) -> Iterator[Path]:
    """A place for a store's file."""
    if not MEMORY_DISK.is_dir():
        yield tmp_path
        return
    with tempfile.TemporaryDirectory(dir=MEMORY_DISK) as made:
        yield Path(made)


@pytest.fixture
def world(seed: int, folder: Path) -> World:
    """A world that has run to its end. In every second one the process dies now and then."""
    print(f"seed {seed}: pytest tests/world --world-seed {seed}")
    made = World(seed, folder=folder if seed % 2 else None)
    asyncio.run(made.run())
    made.fuses.laid = []
    return made


async def everything(
    world: World,
) -> tuple[list[Interaction], dict[str, tuple[JournalEntry, ...]], tuple[Part, ...], list[Line]]:
    """All interactions, their journals, all parts of sends, and every line of every history."""
    interactions: list[Interaction] = []
    lines: list[Line] = []
    for conversation in await world.host.conversations():
        interactions += await world.host.interactions(conversation.id)
        lines += await world.host.history(conversation.id, limit=10_000)
    journals = {interaction.id: await world.host.journal(interaction.id) for interaction in interactions}
    return interactions, journals, await world.host.outbox(limit=100_000), lines


def test_the_laws_hold(world: World) -> None:
    """Nothing lost, nothing twice, nothing outside the window or over a limit, nothing left hanging; replays are equal."""
    interactions, journals, parts, lines = asyncio.run(everything(world))
    happened = [FLOW_FORMS.loads(entry.event) for entries in journals.values() for entry in entries]

    assert bool(world.crashes) == bool(world.folder)
    _each_message_once(world, lines, happened)
    _no_send_twice_unknowingly(world, parts)
    _in_order(world, parts)
    _only_inside_the_window(world)
    _nothing_hangs(interactions, parts)
    _timers_fire_once(happened)
    _journals_replay(world, interactions, journals)
    _states_survive(interactions)
    _doubts_are_resolved(world, parts, lines)
    _within_limits(parts)
    _one_key_a_call(world)


def test_a_seed_is_its_own_reproduction(folder: Path) -> None:
    """Two worlds of one seed differ in not one byte, crashes included."""

    def told(place: Path) -> list[str]:
        place.mkdir()
        made = World(5, customers_count=3, folder=place)
        asyncio.run(made.run())
        made.fuses.laid = []
        interactions, journals, parts, _ = asyncio.run(everything(made))
        asyncio.run(made.host.store.close())
        steps = [f"{entry.event}{entry.effects}" for entries in journals.values() for entry in entries]
        return [*steps, *[f"{part.ref}{part.state}{part.message_id}" for part in parts], str(len(interactions))]

    assert told(folder / "one") == told(folder / "other")


def _each_message_once(world: World, lines: list[Line], happened: list[events.Event]) -> None:
    assert sorted(world.said) == sorted(line.message_id or "" for line in lines if line.direction == "in")
    heard = Counter(event.message.id for event in happened if isinstance(event, events.Heard))
    heard += Counter(event.first.id for event in happened if isinstance(event, events.Began) and event.first)
    assert heard == Counter(world.said)


def _no_send_twice_unknowingly(world: World, parts: tuple[Part, ...]) -> None:
    """The provider never accepted one ref twice, and every ref it accepted is in our books."""
    taken = Counter(
        message.ref
        for thread in world.cloud.world.threads.values()
        for message in thread.messages
        if message.author == "business"
    )
    assert [ref for ref, count in taken.items() if count > 1] == []
    assert set(taken) <= {part.ref for part in parts}


def _in_order(world: World, parts: tuple[Part, ...]) -> None:
    """What the provider accepted from us stands in every thread in the order in which the flow said it."""
    order = {part.ref: part.position for part in parts}
    for thread in world.cloud.world.threads.values():
        positions = [order[message.ref or ""] for message in thread.messages if message.author == "business"]
        assert positions == sorted(positions)


def _only_inside_the_window(world: World) -> None:
    """No free-form message left more than 24 h after the customer's latest."""
    for thread in world.cloud.world.threads.values():
        latest = None
        for message in sorted(thread.messages, key=lambda message: message.at):
            if message.author == "customer":
                latest = message.at
            elif message.kind != "template":
                assert latest is not None
                assert message.at < latest + WINDOW


def _nothing_hangs(interactions: list[Interaction], parts: tuple[Part, ...]) -> None:
    """After days of silence every interaction has ended and every send is settled."""
    assert [interaction.id for interaction in interactions if interaction.status != "ended"] == []
    assert [part.ref for part in parts if not part.settled] == []


def _timers_fire_once(happened: list[events.Event]) -> None:
    fired = Counter(event.id for event in happened if isinstance(event, events.Fired))
    assert [name for name, count in fired.items() if count > 1] == []


def _journals_replay(
    world: World, interactions: list[Interaction], journals: dict[str, tuple[JournalEntry, ...]]
) -> None:
    """The stored state of every session is what its journal gives, byte for byte."""
    for interaction in interactions:
        state = None
        for entry in journals[interaction.id]:
            state = machine.step(world.host.wiring.program(interaction), state, FLOW_FORMS.loads(entry.event)).state
        if interaction.state is not None and state is not None:
            assert machine.encode(state) == interaction.state


def _states_survive(interactions: list[Interaction]) -> None:
    """A stored state, read and written again, is the same bytes."""
    for interaction in interactions:
        if interaction.state is not None:
            assert machine.encode(machine.decode(interaction.state)) == interaction.state


def _doubts_are_resolved(world: World, parts: tuple[Part, ...], lines: list[Line]) -> None:
    """What our books call accepted the provider has; what it has our books call accepted, or people were told."""
    has = {message.ref for thread in world.cloud.world.threads.values() for message in thread.messages}
    told = {line.ref for line in lines if line.status == "uncertain" and line.sentence}
    for part in parts:
        # One that only a customer's reply proved has no id: they may have written for another reason.
        if part.state == "accepted" and part.message_id is not None:
            assert part.ref in has
        if part.state == "uncertain":
            assert part.ref in told
        if part.state in ("refused", "held"):
            assert part.ref not in has


def _within_limits(parts: tuple[Part, ...]) -> None:
    """Every part passes the channel's limits as it stands."""
    for part in parts:
        if part.content:
            assert not isinstance(prepare(CHANNEL_FORMS.loads(part.content), WHATSAPP, overflow="refuse"), Refused)


def _one_key_a_call(world: World) -> None:
    """However often a call is made, over retries and crashes, it is made under one key."""
    assert [ref for ref, keys in world.services.keys.items() if len(keys) > 1] == []
