"""One life of a host that dies at a given moment: run by ``test_crash``, never imported by it.

Arguments: a folder, the number of the moment at which to die (0: never), whether receipts come, and whether the host runs
while messages come, so that they are stepped as they are taken in, or settles after each batch. A moment is an
instant just before or just after a commit, or just before or just after the channel took a message. The folder holds
what outlives the process: the store, what was acknowledged to the sender, and what reached customers.
"""

from __future__ import annotations

import asyncio
import json
import os
import signal
import sqlite3
import sys
from contextlib import asynccontextmanager
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any

from channel_adapter.clock import VirtualClock
from channel_adapter.messages import Address, Received, StatusChange, Text
from flow_notations.effects import SetTimer
from flow_notations.events import Began, Event, Fired, Heard, Sent, Unsent
from flow_notations.host.sqlite import SqliteStore
from tests.flow_notations.host.world import NUMBER, START, World, say

if TYPE_CHECKING:
    from collections.abc import AsyncIterator

    from flow_notations.effects import Effect

CUSTOMERS = 2
MESSAGES = 2


class StillClock(VirtualClock):
    """Moves only when told; who sleeps sleeps on."""

    async def sleep(self, milliseconds: int) -> None:
        await asyncio.Event().wait()


class Moments:
    """Counts moments and dies at the chosen one, as by ``kill -9``: nothing is flushed, nothing is closed."""

    def __init__(self, fatal: int) -> None:
        self.fatal = fatal
        self.passed = 0

    def tick(self) -> None:
        self.passed += 1
        if self.passed == self.fatal:
            os.kill(os.getpid(), signal.SIGKILL)


def echo(memory: dict[str, Any], event: Event) -> list[Effect]:
    """Repeats every message, counts acceptances, and sets one timer that speaks."""
    match event:
        case Began(first=first):
            assert first is not None
            return [say(memory, event, first.text), SetTimer(name="nudge", deadline=START + 30_000)]
        case Heard(message=message):
            return [say(memory, event, message.text)]
        case Fired():
            return [say(memory, event, "nudge")]
        case Sent() | Unsent():
            memory["settled"] = memory.get("settled", 0) + 1
    return []


def appended(path: Path, line: str) -> None:
    with path.open("a") as log:
        log.write(line + "\n")


def lines(path: Path) -> list[str]:
    return path.read_text().splitlines() if path.exists() else []


async def live(folder: Path, moments: Moments, *, receipts: bool, runs: bool) -> None:
    class DyingConnection(sqlite3.Connection):
        def execute(self, sql: str, *rest: Any) -> sqlite3.Cursor:
            if sql != "commit":
                return super().execute(sql, *rest)
            moments.tick()
            done = super().execute(sql)
            moments.tick()
            return done

    store = SqliteStore.open(folder / "store.db")
    await store.close()
    sqlite3.connect = partial(sqlite3.connect, factory=DyingConnection)  # type: ignore[assignment]
    world = World(echo, store=SqliteStore.open(folder / "store.db"))
    world.host.clock = world.clock = StillClock(START)
    accepted = world.channel.send

    async def send(part: Any, *, window_until: int | None, attempt: int = 0) -> Any:
        moments.tick()
        appended(folder / "sent", json.dumps([part.ref, part.to.phone, part.content.body]))
        moments.tick()
        return await accepted(part, window_until=window_until, attempt=attempt)

    world.channel.send = send  # type: ignore[method-assign]
    await world.host.recover()
    if receipts:
        await report_receipts(world, folder)
    async with running(world, runs=runs):
        await deliver_webhooks(world, folder)
    await world.passes(120_000)
    await report(world, folder)
    await world.store.close()


@asynccontextmanager
async def running(world: World, *, runs: bool) -> AsyncIterator[None]:
    """The host lives meanwhile, or does not; at its end everything that was under way has ended."""
    stopping = asyncio.Event()
    life = asyncio.ensure_future(world.host.run(stopping)) if runs else None
    while runs and world.host.lanes is None:
        await asyncio.sleep(0)
    yield
    stopping.set()
    if life is not None:
        await life


async def report_receipts(world: World, folder: Path) -> None:
    """The provider reports every message it took, ours to match."""
    for line in lines(folder / "sent"):
        ref, _, _ = json.loads(line)
        change = StatusChange(message_id=f"wamid.{ref}", number_id=NUMBER, status="delivered", at=START, ref=ref)
        await world.host.accept([change], arrived_at=world.clock.now())


async def deliver_webhooks(world: World, folder: Path) -> None:
    """The provider delivers until it is answered: what was not acknowledged comes again."""
    for order in range(MESSAGES):
        batch = f"batch {order}"
        if batch not in lines(folder / "acknowledged"):
            items = [
                Received(
                    id=f"wamid.{number}.{order}",
                    number_id=NUMBER,
                    sender=Address(phone=f"+1555000000{number}"),
                    at=START,
                    content=Text(body=f"{number}:{order}"),
                )
                for number in range(CUSTOMERS)
            ]
            await world.host.accept(items, arrived_at=world.clock.now())
            appended(folder / "acknowledged", batch)
        if world.host.lanes is None:
            await world.host.settle()


async def report(world: World, folder: Path) -> None:
    """What the finished life knows, for the test to compare with what customers saw."""
    unsent, heard, fired, settled = [], [], [], {}
    for conversation in await world.host.conversations():
        (interaction,) = await world.host.interactions(conversation.id)
        for entry in await world.host.journal(interaction.id):
            event = json.loads(entry.event)
            match event["$"]:
                case "Unsent":
                    unsent.append(event["ref"])
                case "Heard":
                    heard.append(event["message"]["text"])
                case "Began":
                    heard.append(event["first"]["text"])
                case "Fired":
                    fired.append(interaction.id)
        settled[interaction.id] = json.loads(interaction.state or "{}")["memory"]["settled"]
    told = {"unsent": unsent, "heard": heard, "fired": fired, "settled": settled}
    (folder / "report").write_text(json.dumps(told))


if __name__ == "__main__":
    chosen = Moments(int(sys.argv[2]))
    how = {"receipts": sys.argv[3] == "receipts", "runs": sys.argv[4] == "runs"}
    asyncio.run(live(Path(sys.argv[1]), chosen, **how))
    print(chosen.passed)
