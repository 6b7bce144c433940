"""The host at work: conversations beside one another, each in order; a clean stop; a second life after a crash."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING, Any

import pytest

from channel_adapter.clock import SystemClock
from channel_adapter.messages import Address, Received, Text
from flow_notations.effects import SetTimer
from flow_notations.errors import StoreUnavailable
from flow_notations.events import Began, Event, Fired, Heard, Sent, Unsent
from flow_notations.host.duties import turn
from flow_notations.host.sqlite import SqliteStore
from tests.flow_notations.host.world import NUMBER, START, World, play, say

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from flow_notations.effects import Effect


def echo(memory: dict[str, Any], event: Event) -> list[Effect]:
    match event:
        case Began(first=first):
            assert first is not None
            return [say(memory, event, first.text)]
        case Heard(message=message):
            return [say(memory, event, message.text)]
    return []


def received(number: int, text: str, at: int, order: int = 0) -> Received:
    sender = Address(phone=f"+1555{number:07}")
    return Received(id=f"w{number}.{order}", number_id=NUMBER, sender=sender, at=at, content=Text(body=text))


async def until(condition: Callable[[], bool]) -> None:
    """Let tasks run until it holds; bounded, so that a failure is a failure."""
    async with asyncio.timeout(10):
        while not condition():
            await asyncio.sleep(0.001)


class Hands:
    """A clock whose hands a test moves while a host runs."""

    def __init__(self) -> None:
        self.hour = START

    def now(self) -> int:
        return self.hour

    async def sleep(self, milliseconds: int) -> None:
        end = self.hour + milliseconds
        while self.hour < end:
            await asyncio.sleep(0.001)


def test_running_serves_many_conversations_each_in_order() -> None:
    """Thirty customers write three messages each; every answer goes out, in order within each conversation."""

    async def scenario(world: World) -> None:
        world.host.clock = clock = SystemClock()
        stopping = asyncio.Event()
        running = asyncio.ensure_future(world.host.run(stopping))
        for order in range(3):
            items = [received(number, f"{number}:{order}", clock.now(), order) for number in range(30)]
            await world.host.accept(items, arrived_at=clock.now())
        await until(lambda: len(world.heard(Sent)) == 90)
        stopping.set()
        await running
        for number in range(30):
            mine = [body for body in world.channel.bodies if body.startswith(f"{number}:")]
            assert mine == [f"{number}:{order}" for order in range(3)]

    play(echo, scenario)


def test_customers_are_heard_while_a_send_is_on_the_wire() -> None:
    """A slow channel holds up its own conversation's sends, but neither its ears nor other customers."""

    async def scenario(world: World) -> None:
        world.host.clock = clock = SystemClock()
        gate = asyncio.Event()

        class Slow:
            prepare = world.channel.prepare
            mark_read = world.channel.mark_read

            async def send(self, part: Any, *, window_until: int | None, attempt: int = 0) -> Any:
                if part.content.body == "slow":
                    await gate.wait()
                return await world.channel.send(part, window_until=window_until, attempt=attempt)

        world.host.wiring.channels[NUMBER] = Slow()  # type: ignore[index]
        stopping = asyncio.Event()
        running = asyncio.ensure_future(world.host.run(stopping))
        await world.host.accept([received(1, "slow", clock.now())], arrived_at=clock.now())
        await until(lambda: len(world.heard(Began)) == 1)
        await world.host.accept([received(1, "more", clock.now(), 1)], arrived_at=clock.now())
        await world.host.accept([received(2, "other", clock.now())], arrived_at=clock.now())
        await until(lambda: len(world.heard(Heard)) == 1 and len(world.heard(Sent)) == 1)
        assert world.channel.bodies == ["other"]
        stopping.set()
        await asyncio.sleep(0)
        gate.set()
        await running
        assert world.channel.bodies == ["other", "slow", "more"]

    play(echo, scenario)


def test_what_waits_behind_something_else_is_due_since_it_came() -> None:
    """A conversation with more to hear is due since its first message came: what operators read as the queue's age."""

    async def scenario(world: World) -> None:
        start = world.clock.now()
        items = [received(1, word, start, order) for order, word in enumerate(("one", "two", "three"))]
        await world.host.accept(items, arrived_at=start)
        for heard in (1, 2):
            world.clock.advance_to(start + heard * 1000)
            (conversation,) = await world.host.due()
            taken = await turn(world.host, conversation)
            assert taken.again
            assert await world.host.next_deadline() == start

    play(echo, scenario)


def test_running_wakes_at_a_deadline() -> None:
    """Nothing comes in; the timer fires all the same."""

    def timing(memory: dict[str, Any], event: Event) -> list[Effect]:
        return [SetTimer(name="soon", deadline=event.at + 20)] if isinstance(event, Began) else []

    async def scenario(world: World) -> None:
        world.host.clock = clock = SystemClock()
        stopping = asyncio.Event()
        await world.host.accept([received(1, "hi", clock.now())], arrived_at=clock.now())
        running = asyncio.ensure_future(world.host.run(stopping))
        await until(lambda: len(world.heard(Fired)) == 1)
        stopping.set()
        await running

    play(timing, scenario)


def test_a_deadline_that_comes_while_the_host_looks_is_not_missed() -> None:
    """Time passes between the look at what is due and the look at what is due next, and then nothing else happens."""

    def script(memory: dict[str, Any], event: Event) -> list[Effect]:
        return [SetTimer(name="t", deadline=START + 1_000)] if isinstance(event, Began) else []

    async def scenario(world: World) -> None:
        world.host.clock = clock = Hands()
        look = world.host.due

        async def look_slowly(*, limit: int) -> tuple[str, ...]:
            found = await look(limit=limit)
            if world.heard(Began):
                clock.hour = START + 1_000
            return found

        world.host.due = look_slowly  # type: ignore[method-assign, assignment]
        stopping = asyncio.Event()
        running = asyncio.ensure_future(world.host.run(stopping))
        await world.host.accept([received(1, "hi", START)], arrived_at=START)
        await until(lambda: len(world.heard(Fired)) == 1)
        stopping.set()
        await running

    play(script, scenario)


def test_what_a_turn_plans_is_done_in_time_though_its_send_takes_long() -> None:
    """A timer sets another one and sends; the second comes due while the channel has not answered yet."""

    def script(memory: dict[str, Any], event: Event) -> list[Effect]:
        match event:
            case Began():
                return [SetTimer(name="first", deadline=START + 1_000)]
            case Fired(timer="first"):
                return [say(memory, event, "slow"), SetTimer(name="second", deadline=START + 2_000)]
        return []

    async def scenario(world: World) -> None:
        world.host.clock = clock = Hands()
        gate, send = asyncio.Event(), world.channel.send

        async def send_slowly(part: Any, *, window_until: int | None, attempt: int = 0) -> Any:
            await gate.wait()
            return await send(part, window_until=window_until, attempt=attempt)

        world.channel.send = send_slowly  # type: ignore[method-assign]
        stopping = asyncio.Event()
        running = asyncio.ensure_future(world.host.run(stopping))
        await world.host.accept([received(1, "hi", START)], arrived_at=START)
        for fired in (1, 2):
            clock.hour += 1_000
            await until(lambda fired=fired: len(world.heard(Fired)) == fired)  # type: ignore[misc]
        stopping.set()
        gate.set()
        await running

    play(script, scenario)


def test_a_store_that_fails_stops_the_host_loudly() -> None:
    """A host that cannot write must not go on as if it could."""

    async def scenario(world: World) -> None:
        running = asyncio.ensure_future(world.host.run(asyncio.Event()))
        await asyncio.sleep(0.01)
        await world.store.close()
        world.host.ring()
        with pytest.raises(StoreUnavailable, match="closed"):
            await running
        with pytest.raises(StoreUnavailable):
            await world.says("hi")

    play(echo, scenario)


def test_what_was_on_the_wire_at_a_crash_is_in_doubt_and_never_resent(tmp_path: Path) -> None:
    """A new host on the same store finds the send marked: it waits for a proof, which a message of the customer is not, then
    reports; it never sends again."""
    path = tmp_path / "store.db"

    async def first_life() -> None:
        world = World(echo, store=SqliteStore.open(path))

        class Dying:
            prepare = world.channel.prepare

            async def send(self, part: Any, *, window_until: int | None, attempt: int = 0) -> Any:
                raise asyncio.CancelledError

        world.host.wiring.channels[NUMBER] = Dying()  # type: ignore[index]
        with pytest.raises(asyncio.CancelledError):
            await world.says("hi")
        await world.store.close()

    async def second_life() -> None:
        world = World(echo, store=SqliteStore.open(path))
        await world.passes(20_000)
        await world.says("anybody?", id="wamid.later")
        await world.passes(39_999)
        assert (world.channel.sent, world.heard(Unsent)) == ([], [])
        await world.passes(1)
        assert [unsent.reason for unsent in world.heard(Unsent)] == ["uncertain"]
        assert world.channel.bodies == ["anybody?"]
        await world.store.close()

    asyncio.run(first_life())
    asyncio.run(second_life())


def test_what_was_acknowledged_is_answered_by_the_next_life(tmp_path: Path) -> None:
    """Stored, then the process went away before anything was done: the next one answers."""
    path = tmp_path / "store.db"

    async def life(*, speaks: bool) -> list[str]:
        world = World(echo, store=SqliteStore.open(path))
        if speaks:
            await world.says("hi", settle=False)
        else:
            await world.host.settle()
        await world.store.close()
        return world.channel.bodies

    assert asyncio.run(life(speaks=True)) == []
    assert asyncio.run(life(speaks=False)) == ["hi"]


def test_two_hosts_over_one_history_derive_the_same_refs() -> None:
    """Ids are derived from what they name, so a replay of the same webhook gives the same refs."""

    async def refs() -> list[str]:
        world = World(echo)
        await world.host.accept([received(1, "hi", START)], arrived_at=START)
        await world.host.settle()
        await world.store.close()
        return [part.ref for part in world.channel.sent]

    assert asyncio.run(refs()) == asyncio.run(refs())
