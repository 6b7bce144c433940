"""The store takes no writes when a channel's answer comes: what the channel said is known, and is written down afterwards."""

from __future__ import annotations

import asyncio
from dataclasses import replace
from typing import TYPE_CHECKING, Any

import pytest

from channel_adapter.channel import Accepted, Reason, Refused, Uncertain
from channel_adapter.clock import SystemClock
from channel_adapter.messages import Received, Text
from flow_notations.errors import StoreUnavailable
from flow_notations.events import Began, Event, Heard, Sent, Unsent
from flow_notations.host import outages
from tests.flow_notations.host.world import ANA, NUMBER, START, World, play, say

if TYPE_CHECKING:
    from channel_adapter.channel import Outcome
    from flow_notations.effects import Effect
    from flow_notations.host.store import Transaction

NO = Refused(reason=Reason.REFUSED, sentence="No.", code=131000)
LATER = Refused(reason=Reason.PACED, sentence="Slower.", retry_at=START + 5000)


def echo(memory: dict[str, Any], event: Event) -> list[Effect]:
    match event:
        case Began(first=first) if first is not None:
            return [say(memory, event, first.text)]
        case Heard(message=message):
            return [say(memory, event, message.text)]
    return []


class Outage:
    """A store that takes no outcomes while it is ``on``."""

    def __init__(self, world: World) -> None:
        self.inner: Any = world.store
        self.on = True
        world.host.store = self  # type: ignore[assignment]

    async def transact(self, work: Any) -> Any:
        if self.on and work.__qualname__.startswith(("_record.", "Unwritten.")):
            raise StoreUnavailable("the disk is full")
        return await self.inner.transact(work)


async def cut_off(world: World, outcome: Outcome) -> Outage:
    """A send leaves, is answered, and the answer cannot be written."""
    outage = Outage(world)
    world.channel.outcomes.append(outcome)
    with pytest.raises(StoreUnavailable):
        await world.says("hi")
    return outage


async def states(world: World) -> list[str]:
    return [part.state for part in await world.host.outbox()]


@pytest.mark.parametrize(
    ("outcome", "state", "heard"),
    [(Accepted(message_id="w1"), "accepted", Sent), (NO, "refused", Unsent)],
)
def test_what_the_channel_said_is_written_when_the_store_is_back(outcome: Outcome, state: str, heard: type) -> None:
    """The flow hears it, nothing is in doubt, nothing is sent again; also after a first try that failed."""

    async def scenario(world: World) -> None:
        outage = await cut_off(world, outcome)
        with pytest.raises(StoreUnavailable):
            await world.host.settle()
        assert (await states(world), world.heard(heard)) == (["dispatching"], [])
        outage.on = False
        await world.host.settle()
        assert (await states(world), len(world.heard(heard))) == ([state], 1)
        await world.says("again")
        assert world.channel.bodies == ["hi", "again"]

    play(echo, scenario)


def test_a_refusal_for_now_is_tried_again_at_its_time() -> None:
    """The back-off counts as it would have."""

    async def scenario(world: World) -> None:
        outage = await cut_off(world, LATER)
        outage.on = False
        await world.passes(4999)
        assert world.channel.bodies == ["hi"]
        await world.passes(1)
        assert (world.channel.bodies, world.channel.attempts) == (["hi", "hi"], [0, 1])

    play(echo, scenario)


def test_an_unclear_answer_stays_in_doubt() -> None:
    """That nobody knows is known, too."""

    async def scenario(world: World) -> None:
        outage = await cut_off(world, Uncertain(sentence="?"))
        outage.on = False
        await world.host.settle()
        assert await states(world) == ["uncertain"]

    play(echo, scenario)


def test_a_host_that_runs_comes_back_with_what_it_knows() -> None:
    """The life that met the outage ends, the next one writes the answer down."""

    async def scenario(world: World) -> None:
        outage = Outage(world)
        world.host.clock = clock = SystemClock()
        stopping = asyncio.Event()
        running = asyncio.ensure_future(world.host.run(stopping))
        message = Received(id="w1", number_id=NUMBER, sender=ANA, at=clock.now(), content=Text(body="hi"))
        await world.host.accept([message], arrived_at=clock.now())
        async with asyncio.timeout(10):
            while not world.host.unwritten:
                await asyncio.sleep(0.001)
            outage.on = False
            while await states(world) != ["accepted"]:
                await asyncio.sleep(0.001)
        stopping.set()
        await running
        assert (len(world.heard(Sent)), world.channel.bodies) == (1, ["hi"])

    play(echo, scenario)


@pytest.mark.parametrize(
    ("outcome", "change", "state"),
    [
        (Accepted(message_id="w1"), {"state": "uncertain", "doubt_until": START + 60_000}, "accepted"),
        (Accepted(message_id="w1"), {"resent": True}, "accepted"),
        (NO, {"state": "uncertain", "doubt_until": START + 60_000}, "uncertain"),
        (NO, {"resent": True}, "dispatching"),
        (NO, {"settled": True, "state": "accepted"}, "accepted"),
    ],
)
def test_a_part_that_somebody_else_took_over(outcome: Outcome, change: dict[str, Any], state: str) -> None:
    """That it was accepted settles every doubt; that it was refused says nothing of what another process did with it since."""

    async def scenario(world: World) -> None:
        outage = await cut_off(world, outcome)
        (part,) = await world.host.outbox()

        def take_over(tx: Transaction) -> None:
            tx.outbox.save(replace(part, state="queued", resent=change.get("resent", False)))
            tx.outbox.save(replace(part, **change))

        await world.store.transact(take_over)
        outage.on = False
        await world.host.unwritten.write(world.store, START)
        assert await states(world) == [state]

    play(echo, scenario)


def test_the_answer_about_a_customer_erased_meanwhile_is_dropped() -> None:
    """There is nothing left to write it to."""

    async def scenario(world: World) -> None:
        outage = await cut_off(world, NO)
        await world.host.erase(await world.conversation(), scrub=False)
        outage.on = False
        await world.host.settle()
        assert (await states(world), bool(world.host.unwritten)) == ([], False)

    play(echo, scenario)


@pytest.mark.parametrize(("before", "kept"), [(-1, True), (0, False), (1, False)])
def test_what_is_kept_in_mind_has_an_end(before: int, kept: bool) -> None:
    """As many outcomes as sends can be under way; what is beyond is in doubt, as after a crash."""

    async def scenario(world: World) -> None:
        outage = await cut_off(world, Accepted(message_id="w1"))
        (part,) = await world.host.outbox()
        outage.on, world.host.unwritten = False, outages.Unwritten()
        for n in range(outages.UNWRITTEN_MAX + before):
            world.host.unwritten.keep(f"other/1/{n}", NO)
        world.host.unwritten.keep(part.ref, Accepted(message_id="w1"))
        await world.host.settle()
        assert await states(world) == (["accepted"] if kept else ["uncertain"])

    play(echo, scenario)
