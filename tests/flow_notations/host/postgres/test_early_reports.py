"""A report without our ref that races with the answer of the send it is about: it is shown, whichever commits first."""

from __future__ import annotations

import asyncio
import threading
from typing import TYPE_CHECKING, Any

import pytest

pytest.importorskip("psycopg", reason="pip install 'flow-notations[postgres]'")

import psycopg

from channel_adapter.clock import VirtualClock
from channel_adapter.messages import Edited, StatusChange, Text
from flow_notations.host import amending, intake
from flow_notations.host import turn as turns
from flow_notations.host.amending import OVERTAKEN_MS_MIN
from flow_notations.host.duties import do, turn
from flow_notations.host.postgres import PostgresStore, Worker
from flow_notations.host.reporting import KEPT_ASIDE_MS
from tests.flow_notations.host import world
from tests.flow_notations.host.test_lanes import echo
from tests.flow_notations.host.world import ANA, NUMBER, START

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable, Coroutine

PATIENCE_SECONDS = 30
BLOCKED = "select count(*) from pg_stat_activity where wait_event_type = 'Lock' and datname = current_database()"


def play(
    address: str, scenario: Callable[[world.World, world.World], Awaitable[None]], monkeypatch: pytest.MonkeyPatch
) -> None:
    """Two workers on one database, under one clock."""
    monkeypatch.setattr(world, "Host", Worker)

    async def main() -> None:
        stores = [PostgresStore.open(address, connections=2, lease_seconds=60) for _ in range(2)]
        one, other = [world.World(echo, store=store) for store in stores]  # type: ignore[arg-type]
        one.host.clock = other.host.clock = one.clock = VirtualClock(START)
        try:
            await scenario(one, other)
        finally:
            for store in stores:
                await store.close()

    asyncio.run(asyncio.wait_for(main(), 2 * PATIENCE_SECONDS))


class Stall:
    """A function after which the transaction that called it first waits until it is told to go on."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch, module: Any, name: str) -> None:
        self.reached, self.go = threading.Event(), threading.Event()
        real = getattr(module, name)

        def stalled(*given: Any, **named: Any) -> Any:
            result = real(*given, **named)
            if not self.reached.is_set():
                self.reached.set()
                assert self.go.wait(PATIENCE_SECONDS)
            return result

        monkeypatch.setattr(module, name, stalled)


async def raced(address: str, stall: Stall, first: Coroutine[Any, Any, Any], second: Coroutine[Any, Any, Any]) -> None:
    """The first stalls in its transaction; the second comes as far as it comes; then the first goes on."""
    leading = asyncio.ensure_future(first)
    assert await asyncio.to_thread(stall.reached.wait, PATIENCE_SECONDS)
    following = asyncio.ensure_future(second)
    async with await psycopg.AsyncConnection.connect(address, autocommit=True) as session:
        while not following.done() and await (await session.execute(BLOCKED)).fetchone() == (0,):
            await asyncio.sleep(0.01)
    stall.go.set()
    await asyncio.gather(leading, following)


async def on_the_wire(one: world.World) -> Coroutine[Any, Any, Any]:
    """A customer wrote; the send of the answer, and the writing down of what the channel said to it."""
    await one.host.recover()
    await one.says("hello", settle=False)
    (conversation,) = await one.host.due()
    taken = await turn(one.host, conversation)
    return do(one.host, conversation, taken.duties[0])


def delivered(other: world.World) -> Coroutine[Any, Any, Any]:
    change = StatusChange(message_id="wamid.out1", number_id=NUMBER, status="delivered", at=START, recipient=ANA)
    return other.host.accept([change], arrived_at=START)


@pytest.mark.parametrize("leads", ["the answer", "the report"])
def test_a_report_that_races_with_the_answer_is_shown(
    emptied: str, monkeypatch: pytest.MonkeyPatch, leads: str
) -> None:
    """Two workers, two transactions at once: neither misses what the other writes, and nothing stays aside."""

    async def scenario(one: world.World, other: world.World) -> None:
        send = await on_the_wire(one)
        if leads == "the answer":
            await raced(emptied, Stall(monkeypatch, turns, "message_known"), send, delivered(other))
        else:
            await raced(emptied, Stall(monkeypatch, intake, "keep"), delivered(other), send)
        assert await one.lines() == [("in", ""), ("out", "delivered")]
        assert await one.host.kept() == ()

    play(emptied, scenario, monkeypatch)


def test_an_answer_among_others_sees_a_report_of_just_now(emptied: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """What was read for all works of a transaction counts for the conversations that were held by then, for no other."""

    async def scenario(one: world.World, other: world.World) -> None:
        await one.says("hello", settle=False)
        (conversation,), loop = [each.id for each in await one.host.conversations()], asyncio.get_running_loop()

        def late(tx: Any) -> tuple[Any, ...]:
            tx.conversations.find("elsewhere", ["phone:+1"])
            asyncio.run_coroutine_threadsafe(delivered(other), loop).result(PATIENCE_SECONDS)
            tx.conversations.get(conversation)
            found: tuple[Any, ...] = tx.inbox.take_kept(["wamid.out1:delivered"])
            return found

        assert len(await one.store.transact(late)) == 1

    play(emptied, scenario, monkeypatch)


@pytest.mark.parametrize("leads", ["the message", "the change"])
def test_a_change_that_races_with_its_message_is_shown(
    emptied: str, monkeypatch: pytest.MonkeyPatch, leads: str
) -> None:
    """A message that came late, of a customer who is known, and its change at another worker."""
    later = START + OVERTAKEN_MS_MIN

    async def scenario(one: world.World, other: world.World) -> None:
        await one.says("hello")
        one.clock.advance_to(later)
        edited = Edited(
            id="e", number_id=NUMBER, sender=ANA, at=later, original_id="wamid.in2", content=Text(body="blue")
        )
        message, change = one.says("blew", at=START, settle=False), other.host.accept([edited], arrived_at=later)
        if leads == "the message":
            await raced(emptied, Stall(monkeypatch, intake, "overtaken"), message, change)
        else:
            await raced(emptied, Stall(monkeypatch, amending, "_keep"), change, message)
        line = (await one.host.history(await one.conversation()))[-1]
        assert (line.status, "blue" in line.content) == ("edited", True)
        assert await one.host.kept() == ()

    play(emptied, scenario, monkeypatch)


def test_a_report_of_anothers_message_goes_with_time(emptied: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """Whoever else sends from the number is reported on, too; it is kept aside, and forgotten."""

    async def scenario(one: world.World, other: world.World) -> None:
        await delivered(other)
        await one.host.retain()
        assert [kept.id for kept in await one.host.kept()] == ["wamid.out1:delivered"]
        one.clock.advance_to(START + KEPT_ASIDE_MS + 1)
        await one.host.retain()
        assert await one.host.kept() == ()

    play(emptied, scenario, monkeypatch)
