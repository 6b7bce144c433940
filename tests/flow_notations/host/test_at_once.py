"""A running host steps a message in the transaction that takes it in, unless something goes before it."""

from __future__ import annotations

import asyncio
from contextlib import asynccontextmanager
from typing import TYPE_CHECKING, Any

import pytest

from channel_adapter.clock import VirtualClock
from channel_adapter.messages import Address, Reaction, Received, Text
from flow_notations.effects import SetTimer
from flow_notations.errors import StoreUnavailable
from flow_notations.events import Began, Event, Fired, Heard, Sent
from flow_notations.host import lanes
from flow_notations.host.sealed import KeyFile, SealedStore
from flow_notations.host.sqlite import SqliteStore
from tests.flow_notations.host.world import ANA, NUMBER, START, World, play, say

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Callable
    from pathlib import Path

    from flow_notations.effects import Effect
    from flow_notations.host.records import Queued

BO = Address(phone="+15550002222")


class StillClock(VirtualClock):
    """Moves only when told; who sleeps sleeps on."""

    async def sleep(self, milliseconds: int) -> None:
        await asyncio.Event().wait()


def words(event: Event) -> str | None:
    match event:
        case Began(first=first):
            return first.text if first is not None else None
        case Heard(message=message):
            return message.text
    return None


def echo(memory: dict[str, Any], event: Event) -> list[Effect]:
    """Repeats what it hears; *poison* breaks it, *tea* sets a timer."""
    text = words(event)
    assert text != "poison"
    timer = [SetTimer(name="tea", deadline=START + 60_000)] if text == "tea" else []
    return [] if text is None else [say(memory, event, text), *timer]


def message(text: str, *, sender: Address = ANA, **more: Any) -> Received:
    content = {"id": f"w:{text}", "number_id": NUMBER, "sender": sender, "at": START, "content": Text(body=text)}
    return Received(**{**content, **more})


@asynccontextmanager
async def running(world: World) -> AsyncIterator[None]:
    """The host lives meanwhile."""
    world.host.clock = world.clock = StillClock(START)
    stopping = asyncio.Event()
    life = asyncio.ensure_future(world.host.run(stopping))
    await until(lambda: world.host.lanes is not None)
    try:
        yield
    finally:
        stopping.set()
        await life


async def until(condition: Callable[[], bool]) -> None:
    """Let tasks run until it holds; bounded, so that a failure is a failure."""
    async with asyncio.timeout(10):
        while not condition():
            await asyncio.sleep(0.001)


async def accept(world: World, *items: Received) -> int:
    return await world.host.accept(items, arrived_at=world.clock.now())


def said(world: World) -> list[str]:
    """What sessions heard, in order."""
    return [text for event in world.machine.events if (text := words(event)) is not None]


def under_way(world: World) -> int:
    assert world.host.lanes is not None
    return len(world.host.lanes._tasks)


async def waiting(world: World, identity: str) -> Queued | None:
    return await world.host.store.transact(lambda tx: tx.inbox.by_id(identity))


def test_what_is_acknowledged_was_heard_already() -> None:
    """The session has stepped when the sender hears that the message is safe, and its answer is on its way."""

    async def scenario(world: World) -> None:
        async with running(world):
            assert await accept(world, message("hi")) == 1
            assert said(world) == ["hi"]
            assert [part.state for part in await world.host.outbox()] != ["queued"]
            await until(lambda: len(world.heard(Sent)) == 1)
            remembered = await waiting(world, "w:hi")
            assert remembered is not None
            assert remembered.body == ""
        assert world.channel.bodies == ["hi"]

    play(echo, scenario)


def test_a_host_that_does_not_run_only_keeps_what_comes() -> None:
    """Nobody could send the answer; the next life does."""

    async def scenario(world: World) -> None:
        await accept(world, message("hi"))
        assert said(world) == []
        async with running(world):
            await until(lambda: len(world.heard(Sent)) == 1)
        await accept(world, message("again"))
        assert said(world) == ["hi"]

    play(echo, scenario)


def test_a_webhook_that_comes_twice_is_heard_once() -> None:
    """Within a batch, and later."""

    async def scenario(world: World) -> None:
        async with running(world):
            assert await accept(world, message("hi"), message("hi")) == 1
            assert await accept(world, message("hi")) == 0
        assert said(world) == ["hi"]
        assert world.channel.bodies == ["hi"]

    play(echo, scenario)


def test_two_messages_of_a_customer_in_a_batch_are_answered_in_order() -> None:
    """The second answer leaves when the first has arrived; other customers' are not held up."""

    async def scenario(world: World) -> None:
        async with running(world):
            assert await accept(world, message("one"), message("hello", sender=BO), message("two")) == 3
            assert said(world) == ["one", "hello", "two"]
            await until(lambda: len(world.heard(Sent)) == 3)
        assert [body for body in world.channel.bodies if body != "hello"] == ["one", "two"]

    play(echo, scenario)


def test_a_message_is_heard_while_an_answer_is_on_the_wire() -> None:
    """Its own answer waits behind that one."""

    async def scenario(world: World) -> None:
        gate, plain = asyncio.Event(), world.channel.send

        async def send(part: Any, **more: Any) -> Any:
            await gate.wait()
            return await plain(part, **more)

        world.channel.send = send  # type: ignore[method-assign]
        async with running(world):
            await accept(world, message("one"))
            await accept(world, message("two"))
            assert said(world) == ["one", "two"]
            assert [part.state for part in await world.host.outbox()] == ["queued", "dispatching"]
            gate.set()
            await until(lambda: len(world.heard(Sent)) == 2)
        assert world.channel.bodies == ["one", "two"]

    play(echo, scenario)


def test_a_step_that_fails_is_tried_from_the_queue() -> None:
    """The batch is kept and acknowledged, everybody else answered; what comes after it waits behind it, then it is parked."""

    async def scenario(world: World) -> None:
        async with running(world):
            assert await accept(world, message("hi")) == 1
            await until(lambda: len(world.heard(Sent)) == 1)
            assert await accept(world, message("poison"), message("hello", sender=BO)) == 2
            await until(lambda: "hello" in world.channel.bodies)
            tried = await waiting(world, "w:poison")
            assert tried is not None
            assert (tried.faults, tried.retry_at) == (1, START + 1_000)
            await accept(world, message("after"))
            for moment in (1_000, 11_000):
                world.clock.advance_to(START + moment)
                await world.host.settle()
            assert [notice.kind for notice in await world.host.notices()] == ["parked"]
            await accept(world, message("later"))
        assert world.channel.bodies == ["hi", "hello"]

    play(echo, scenario)


def test_a_parked_interaction_keeps_what_comes() -> None:
    """People are needed there first."""

    async def scenario(world: World) -> None:
        async with running(world):
            await accept(world, message("poison"))
            await until(lambda: not under_way(world))
            for moment in (1_000, 11_000):
                world.clock.advance_to(START + moment)
                await world.host.settle()
            await accept(world, message("later"))
        assert said(world) == []
        later = await waiting(world, "w:later")
        assert later is not None
        assert later.body != ""

    play(echo, scenario)


def test_a_step_that_cannot_be_written_is_tried_from_the_queue() -> None:
    """Nothing of the transaction stays but what the queue writes anew; the lines of the history stand there once."""

    async def scenario(world: World) -> None:
        plain = world.channel.prepare

        def prepare(outbound: Any) -> Any:
            if outbound.content == Text(body="unwritable"):
                raise ZeroDivisionError("a mistake of ours")
            return plain(outbound)

        world.channel.prepare = prepare  # type: ignore[method-assign]
        async with running(world):
            assert await accept(world, message("hello", sender=BO), message("unwritable")) == 2
            await until(lambda: len(world.heard(Sent)) == 1)
            tried = await waiting(world, "w:unwritable")
            assert tried is not None
            assert tried.faults == 1
        for conversation in await world.host.conversations():
            lines = await world.host.history(conversation.id)
            assert [line.direction for line in lines].count("in") == 1

    play(echo, scenario)


def test_what_is_due_already_goes_first() -> None:
    """A timer whose moment has come fires before a message that came later is heard."""

    async def scenario(world: World) -> None:
        async with running(world):
            await accept(world, message("tea"))
            await until(lambda: len(world.heard(Sent)) == 1)
            world.clock.advance_to(START + 60_000)
            await accept(world, message("late", at=START + 60_000))
            await until(lambda: len(world.heard(Sent)) == 2)
        order = [type(event) for event in world.machine.events if isinstance(event, Fired | Heard)]
        assert order == [Fired, Heard]

    play(echo, scenario)


def test_a_reaction_to_an_old_message_is_done_with() -> None:
    """It begins nothing, and waits for nothing."""

    async def scenario(world: World) -> None:
        async with running(world):
            heart = message("heart", content=Reaction(message_id="w:old", emoji="❤️"))
            assert await accept(world, heart) == 1
            assert await accept(world, heart) == 0
            assert await world.host.due() == ()
        assert world.machine.events == []

    play(echo, scenario)


def test_a_sender_that_gives_up_waiting_stops_nothing() -> None:
    """The request was cut off while the message was written: it is answered all the same, once."""

    async def scenario(world: World) -> None:
        async with running(world):
            request = asyncio.ensure_future(accept(world, message("hi")))
            await asyncio.sleep(0)
            request.cancel()
            await until(lambda: len(world.heard(Sent)) == 1)
            assert request.cancelled()
            failed = asyncio.ensure_future(accept(world, message("poison")))
            await asyncio.sleep(0)
            failed.cancel()
            assert await accept(world, message("hello", sender=BO)) == 1
            await until(lambda: "hello" in world.channel.bodies)
        assert world.channel.bodies == ["hi", "hello"]

    play(echo, scenario)


def test_beyond_what_is_done_at_once_messages_wait_in_the_store(monkeypatch: pytest.MonkeyPatch) -> None:
    """A batch that is larger than the room is queued whole; at the room's size it is not."""
    batch = [message(f"m{number}", sender=Address(phone=f"+1555000{number:04}")) for number in range(4)]

    async def scenario(world: World) -> None:
        async with running(world):
            monkeypatch.setattr(lanes, "TASKS_MAX", 3)
            await accept(world, *batch)
            assert len(said(world)) < 4
            await until(lambda: len(world.heard(Sent)) == 4 and not under_way(world))
            monkeypatch.setattr(lanes, "TASKS_MAX", 4)
            await accept(world, *[message(f"{each.id}+", sender=each.sender) for each in batch])
            assert len(said(world)) == 8
            await until(lambda: len(world.heard(Sent)) == 8)

    play(echo, scenario)


@pytest.mark.parametrize("fault", [StoreUnavailable("the disk is full"), asyncio.CancelledError()])
def test_what_could_not_be_written_is_not_acknowledged(fault: BaseException) -> None:
    """The store is in trouble, or the host is cut short: the sender hears so, and sends it again to the next life."""

    async def scenario(world: World) -> None:
        async with running(world):
            plain = world.store.transact

            async def troubled(work: Any) -> Any:
                world.store.transact = plain  # type: ignore[method-assign]
                raise fault

            world.store.transact = troubled  # type: ignore[method-assign]
            with pytest.raises(StoreUnavailable):
                await accept(world, message("hi"))
            assert await accept(world, message("hi")) == 1
        assert said(world) == ["hi"]

    play(echo, scenario)


def test_a_host_that_is_stopping_takes_no_more_turns_at_once() -> None:
    """While calls under way come to their end, what comes is kept for the next life."""

    async def scenario(world: World) -> None:
        gate = asyncio.Event()

        async def send(part: Any, **more: Any) -> Any:
            await gate.wait()
            return await plain(part, **more)

        plain, world.channel.send = world.channel.send, send  # type: ignore[method-assign]
        world.host.clock = world.clock = StillClock(START)
        stopping = asyncio.Event()
        life = asyncio.ensure_future(world.host.run(stopping))
        await until(lambda: world.host.lanes is not None)
        await accept(world, message("one"))
        stopping.set()
        await asyncio.sleep(0.01)
        await accept(world, message("hello", sender=BO))
        gate.set()
        await life
        assert said(world) == ["one"]
        await world.host.settle()
        assert said(world) == ["one", "hello"]

    play(echo, scenario)


def test_a_sealed_store_steps_at_once_too(tmp_path: Path) -> None:
    """And what it remembers of the message holds no words."""
    pytest.importorskip("cryptography", reason="pip install 'flow-notations[sealed]'")

    async def scenario(world: World) -> None:
        async with running(world):
            assert await accept(world, message("hi"), message("hi")) == 1
            assert said(world) == ["hi"]
            await until(lambda: len(world.heard(Sent)) == 1)

    keys = KeyFile.open(tmp_path / "keys")
    play(echo, scenario, store=SealedStore(SqliteStore.open(), keys))


def test_a_webhook_served_on_another_loop_queues() -> None:
    """The lanes do the work of their own loop alone; whoever accepts elsewhere writes to the same store."""

    async def scenario(world: World) -> None:
        async with running(world):
            assert await asyncio.to_thread(lambda: asyncio.run(accept(world, message("hi")))) == 1
            assert said(world) == []
            world.host.ring()
            await until(lambda: len(world.heard(Sent)) == 1)
        assert world.channel.bodies == ["hi"]

    play(echo, scenario)
