"""An operator adds a number while workers are restarted one after another: customers there are answered all the same."""

from __future__ import annotations

import asyncio
from contextlib import asynccontextmanager
from typing import TYPE_CHECKING, Any

import pytest

pytest.importorskip("psycopg", reason="pip install 'flow-notations[postgres]'")

from channel_adapter.clock import SystemClock
from channel_adapter.messages import Address, Received, Text
from flow_notations.effects import Fetch, SetTimer
from flow_notations.events import Began, Fetched, Fired, Heard
from flow_notations.host.fetching import Reply
from flow_notations.host.postgres import PostgresStore, Worker
from tests.flow_notations.host import world
from tests.flow_notations.host.test_lanes import echo
from tests.flow_notations.host.world import say

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Callable, Coroutine

    from flow_notations.effects import Effect
    from flow_notations.events import Event
    from tests.flow_notations.host.world import Script, World

LONG_KNOWN, ADDED = world.NUMBER, "1002"
PATIENCE_SECONDS = 60
LEASE_SECONDS = 2


async def until(condition: Callable[[], bool]) -> None:
    async with asyncio.timeout(PATIENCE_SECONDS):
        while not condition():
            await asyncio.sleep(0.01)


@pytest.fixture(autouse=True)
def workers(monkeypatch: pytest.MonkeyPatch) -> None:
    """Hosts of these worlds are workers."""
    monkeypatch.setattr(world, "Host", Worker)


@asynccontextmanager
async def serving(address: str, script: Script, *numbers: str, **ports: Any) -> AsyncIterator[World]:
    """A worker that runs, with these numbers connected; it leaves in good order."""
    store = PostgresStore.open(address, connections=2, lease_seconds=LEASE_SECONDS)
    channel = world.ScriptedChannel()
    settings = {"channels": dict.fromkeys(numbers, channel)}
    here = world.World(script, store=store, settings=settings, ports=ports)  # type: ignore[arg-type]
    here.channel, here.host.clock = channel, SystemClock()
    stopping = asyncio.Event()
    running = asyncio.ensure_future(here.host.run(stopping))
    try:
        await until(lambda: here.host.lanes is not None)
        yield here
    finally:
        stopping.set()
        await running
        await store.close()


async def writes(to: World, text: str, number_id: str = ADDED) -> None:
    """A customer's message comes in by this worker's intake."""
    now = to.host.clock.now()
    message = Received(
        id=f"wamid.{text}", number_id=number_id, sender=Address(phone="+15550001111"), at=now, content=Text(body=text)
    )
    await to.host.accept([message], arrived_at=now)


def play(scenario: Coroutine[Any, Any, None]) -> None:
    asyncio.run(asyncio.wait_for(scenario, 2 * PATIENCE_SECONDS))


def test_a_customer_of_the_new_number_is_answered_whoever_hears_them(address: str) -> None:
    """The one restarted already answers, be its first message heard by the one with the older file, or by itself."""

    async def scenario() -> None:
        async with serving(address, echo, LONG_KNOWN) as older, serving(address, echo, LONG_KNOWN, ADDED) as newer:
            for count, (hears, text) in enumerate([(older, "one"), (newer, "two"), (older, "three")], start=1):
                await writes(hears, text)
                await until(lambda count=count: len(newer.channel.sent) == count)  # type: ignore[misc]
            assert newer.channel.bodies == ["one", "two", "three"]
            assert older.machine.events == []
            assert {part.state for part in await newer.host.outbox()} <= {"accepted", "dispatching"}

    play(scenario())


def test_a_number_that_nobody_has_is_served_until_somebody_has_it(address: str) -> None:
    """Timers come true there, though nothing can be sent; the first worker with its channel answers what comes next."""

    def waiting(memory: dict[str, Any], event: Event) -> list[Effect]:
        if isinstance(event, Began):
            return [SetTimer(name="soon", deadline=event.at + 20)]
        return [say(memory, event, event.message.text)] if isinstance(event, Heard) else []

    async def scenario() -> None:
        async with serving(address, waiting, LONG_KNOWN) as older:
            await writes(older, "one")
            await until(lambda: len(older.heard(Fired)) == 1)
            async with serving(address, waiting, LONG_KNOWN, ADDED) as newer:
                await writes(older, "two")
                await until(lambda: newer.channel.bodies == ["two"])
            assert older.heard(Heard) == []

    play(scenario())


class Slow:
    """A service that answers when it is told to."""

    def __init__(self) -> None:
        self.asked = asyncio.Event()
        self.answers = asyncio.Event()

    async def fetch(self, call: Fetch, *, attempt: int) -> Reply:
        self.asked.set()
        await self.answers.wait()
        return Reply(status=200, body="found")


def test_what_was_under_way_at_the_former_worker_goes_on_at_the_next(address: str) -> None:
    """A service is asked where nobody has the number; its answer comes when somebody has, and leaves from there."""

    def looking_up(memory: dict[str, Any], event: Event) -> list[Effect]:
        match event:
            case Began():
                return [Fetch(ref=f"{memory['interaction']}/1/1", service="s", method="get", path="/")]
            case Fetched():
                return [say(memory, event, "found")]
        return []

    async def scenario() -> None:
        slow = Slow()
        async with serving(address, looking_up, LONG_KNOWN, fetcher=slow) as older:
            await writes(older, "one")
            await slow.asked.wait()
            async with serving(address, looking_up, LONG_KNOWN, ADDED) as newer:
                slow.answers.set()
                await until(lambda: newer.channel.bodies == ["found"])
            assert older.heard(Fetched) == []

    play(scenario())
