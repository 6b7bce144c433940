"""One cancel ends a host, whatever it does; an outage of its store does not."""

from __future__ import annotations

import asyncio
import logging
import signal
import subprocess
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from channel_adapter.channel import Accepted
from channel_adapter.clock import SystemClock
from channel_adapter.messages import Received, Text
from flow_notations.errors import StoreUnavailable
from flow_notations.events import Began, Event, Sent
from flow_notations.host import host as hosts
from flow_notations.host import lanes
from tests.flow_notations.host.world import ANA, NUMBER, World, play, say

if TYPE_CHECKING:
    from collections.abc import Callable, Coroutine

    from flow_notations.effects import Effect

ROOT = Path(__file__).resolve().parents[3]
PROMPT_SECONDS = 1.5
"""Far below the time that calls under way are given."""


def greet(memory: dict[str, Any], event: Event) -> list[Effect]:
    return [say(memory, event, "Hello")] if isinstance(event, Began) else []


async def until(condition: Callable[[], bool]) -> None:
    """Let tasks run until it holds; bounded, so that a failure is a failure."""
    async with asyncio.timeout(10):
        while not condition():
            await asyncio.sleep(0.001)


class Held:
    """A channel whose sends wait at a gate."""

    def __init__(self) -> None:
        self.gate = asyncio.Event()
        self.called = 0

    def prepare(self, message: Any) -> Any:
        return (message,)

    async def send(self, part: Any, *, window_until: int | None, attempt: int = 0) -> Any:
        self.called += 1
        await self.gate.wait()
        return Accepted(message_id=f"wamid.{self.called}")

    async def mark_read(self, mark: Any) -> None:
        """Nothing."""


async def hi(world: World) -> None:
    """The customer writes, by the machine's clock."""
    now = world.host.clock.now()
    message = Received(id=f"w{now}", number_id=NUMBER, sender=ANA, at=now, content=Text(body="hi"))
    await world.host.accept([message], arrived_at=now)


async def running_host(world: World) -> asyncio.Task[None]:
    world.host.clock = SystemClock()
    running = asyncio.create_task(world.host.run(asyncio.Event()))
    await asyncio.sleep(0.01)
    return running


def test_one_cancel_ends_an_idle_host() -> None:
    """At once, and whoever waits for it learns that it was cancelled."""

    async def scenario(world: World) -> None:
        running = await running_host(world)
        running.cancel()
        with pytest.raises(asyncio.CancelledError):
            async with asyncio.timeout(PROMPT_SECONDS):
                await running

    play(greet, scenario)


def test_a_host_lives_in_a_task_group_and_under_a_timeout() -> None:
    """A sister task that fails ends the host; a timeout ends it; both are heard as themselves."""

    async def failing() -> None:
        await asyncio.sleep(0.01)
        raise ZeroDivisionError

    async def beside_one_another(*works: Coroutine[Any, Any, None]) -> None:
        async with asyncio.timeout(PROMPT_SECONDS), asyncio.TaskGroup() as group:
            for work in works:
                group.create_task(work)

    async def scenario(world: World) -> None:
        world.host.clock = SystemClock()
        with pytest.raises(ExceptionGroup) as caught:
            await beside_one_another(world.host.run(asyncio.Event()), failing())
        assert [type(fault) for fault in caught.value.exceptions] == [ZeroDivisionError]
        with pytest.raises(TimeoutError):
            async with asyncio.timeout(0.02):
                await world.host.run(asyncio.Event())

    play(greet, scenario)


INTERRUPTED_LIFE = """
import asyncio
import signal
signal.signal(signal.SIGINT, signal.default_int_handler)  # whoever runs the suite in the background ignores it
from flow_notations import CollectingChannel, embed
from tests.flow_notations.host.embedded import NUMBER, SHOPS, library_of
host = embed(library_of(SHOPS), {NUMBER: CollectingChannel()})
async def main():
    asyncio.get_running_loop().call_later(0.05, lambda: print("runs", flush=True))
    await host.run(asyncio.Event())
asyncio.run(main())
"""


def test_ctrl_c_ends_a_script() -> None:
    """One interrupt ends the process, as it ends any script."""
    command = [sys.executable, "-c", INTERRUPTED_LIFE]
    with subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True) as life:
        assert life.stdout is not None
        assert life.stdout.readline() == "runs\n"
        life.send_signal(signal.SIGINT)
        try:
            _, complaint = life.communicate(timeout=30)
        finally:
            life.kill()
    assert complaint.rstrip().endswith("KeyboardInterrupt")


def test_a_call_that_ends_soon_is_written_down_though_the_host_was_cancelled() -> None:
    """The customer has the message, and the next life knows."""

    async def scenario(world: World) -> None:
        world.host.wiring.channels[NUMBER] = held = Held()  # type: ignore[index]
        running = await running_host(world)
        await hi(world)
        await until(lambda: held.called == 1)
        running.cancel()
        await asyncio.sleep(0.01)
        assert not running.done()
        held.gate.set()
        with pytest.raises(asyncio.CancelledError):
            await running
        assert [part.state for part in await world.host.outbox()] == ["accepted"]

    play(greet, scenario)


@pytest.mark.parametrize("cancels", [1, 2])
def test_a_call_that_hangs_is_left_in_doubt(cancels: int, monkeypatch: pytest.MonkeyPatch) -> None:
    """When its time is up, or at a second cancel; the same host, run again, finds it as after a crash and never resends."""
    monkeypatch.setattr(lanes, "CANCELLED_CALLS_SECONDS_MAX", 0.05 if cancels == 1 else 60.0)

    async def scenario(world: World) -> None:
        world.host.wiring.channels[NUMBER] = held = Held()  # type: ignore[index]
        running = await running_host(world)
        await hi(world)
        await until(lambda: held.called == 1)
        for _ in range(cancels):
            running.cancel()
            await asyncio.sleep(0.01)
        with pytest.raises(asyncio.CancelledError):
            async with asyncio.timeout(PROMPT_SECONDS):
                await running
        assert [part.state for part in await world.host.outbox()] == ["dispatching"]
        running = await running_host(world)
        assert [part.state for part in await world.host.outbox()] == ["uncertain"]
        assert held.called == 1
        running.cancel()
        await asyncio.wait([running])

    play(greet, scenario)


def test_the_host_outlives_an_outage_of_its_store(
    monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    """It says so, tries again until there is room, and answers what was accepted; meanwhile it is not ready."""
    monkeypatch.setattr(hosts, "OUTAGE_SECONDS", 0.01)
    caplog.set_level(logging.WARNING, logger="flow_notations.host")

    async def scenario(world: World) -> None:
        inner, full = world.store.transact, [False]

        async def transact(work: Any) -> Any:
            if full[0]:
                raise StoreUnavailable("store 's.db': the disk is full")
            return await inner(work)

        monkeypatch.setattr(world.store, "transact", transact)
        running = await running_host(world)
        await hi(world)
        full[0] = True
        await until(lambda: "the disk is full; trying again" in caplog.text)
        with pytest.raises(StoreUnavailable):
            await world.host.ready()
        await asyncio.sleep(0.03)
        assert not running.done()
        full[0] = False
        await until(lambda: bool(world.heard(Sent)))
        assert "the store takes writes again" in caplog.text
        await world.host.ready()
        assert world.channel.bodies == ["Hello"]
        running.cancel()
        await asyncio.wait([running])

    play(greet, scenario)


def test_the_host_stops_during_an_outage(monkeypatch: pytest.MonkeyPatch) -> None:
    """It need not wait for the store to come back; a store that is closed does not come back."""
    monkeypatch.setattr(hosts, "OUTAGE_SECONDS", 0.01)

    async def scenario(world: World) -> None:
        async def transact(work: Any) -> Any:
            raise StoreUnavailable("the disk is full")

        stopping = asyncio.Event()
        with monkeypatch.context() as patched:
            patched.setattr(world.store, "transact", transact)
            running = asyncio.ensure_future(world.host.run(stopping))
            await asyncio.sleep(0.03)
            stopping.set()
            await running
            running = asyncio.ensure_future(world.host.run(asyncio.Event()))
            await asyncio.sleep(0.03)
            await world.store.close()
        with pytest.raises(StoreUnavailable, match="closed"):
            await running

    play(greet, scenario)
