"""What the host forgets: an erased customer, and ids that nobody repeats any more."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from channel_adapter.messages import Address, PersonWrote, StatusChange, Text
from flow_notations.effects import SetTimer
from flow_notations.events import Began, Event, Heard
from flow_notations.host.wiring import Integration
from tests.flow_notations.host.world import ANA, HOUR, NUMBER, START, World, play, say

if TYPE_CHECKING:
    from flow_notations.effects import Effect

BO = Address(phone="+15550002222")


def echo(memory: dict[str, Any], event: Event) -> list[Effect]:
    match event:
        case Began(first=first):
            return [say(memory, event, first.text if first else "hello")]
        case Heard(message=message):
            return [say(memory, event, message.text)]
    return []


def test_an_erased_customer_leaves_nothing_behind() -> None:
    """History, fields, sessions and sends are gone; a redelivered old message is still known, a new one begins anew."""

    def script(memory: dict[str, Any], event: Event) -> list[Effect]:
        return [*echo(memory, event), SetTimer(name="t", deadline=event.at + HOUR)]

    async def scenario(world: World) -> None:
        old = await world.says("my secret")
        await world.says("other", sender=BO)
        conversations = await world.host.conversations()
        mine = next(each for each in conversations if each.customer == ANA)
        await world.host.erase(mine.id)
        assert [each.customer for each in await world.host.conversations()] == [BO]
        dump = await world.store.transact(lambda tx: "\n".join(world.store._writer._connection.iterdump()))
        assert "secret" not in dump
        assert ANA.phone not in dump
        assert await world.host.accept([old], arrived_at=START) == 0
        await world.says("new")
        assert world.channel.bodies == ["my secret", "other", "new"]

    play(script, scenario)


def test_a_send_whose_customer_was_erased_meanwhile_ends_quietly() -> None:
    """The answer of the channel finds nothing to be written on."""

    async def scenario(world: World) -> None:
        class Erasing:
            prepare = world.channel.prepare

            async def send(self, part: Any, *, window_until: int | None, attempt: int = 0) -> Any:
                await world.host.erase(await world.conversation())
                return await world.channel.send(part, window_until=window_until)

        world.host.wiring.channels[NUMBER] = Erasing()  # type: ignore[index]
        await world.says("hi")
        assert await world.host.conversations() == ()

    play(echo, scenario)


def test_ids_are_remembered_longer_than_the_channel_redelivers() -> None:
    """After 8 days a finished id is forgotten; at 8 days exactly it is not."""

    async def scenario(world: World) -> None:
        await world.says("hi")
        world.clock.advance_to(START + 8 * 24 * HOUR)
        assert await world.host.forget_duplicates() == 0
        world.clock.advance_to(START + 8 * 24 * HOUR + 1)
        assert await world.host.forget_duplicates() == 1

    play(echo, scenario)


@pytest.mark.parametrize(("days", "kept"), [(None, 30), (10, 10), (2, 8), (365, 30)])
def test_what_was_kept_aside_goes_with_time(days: int | None, kept: int) -> None:
    """After 30 days, or as the number says that keeps least; never while it still drops duplicates."""
    integrations = {
        NUMBER: Integration(number_id=NUMBER, retention_days=days), "2002": Integration(number_id="2002")
    }  # fmt: skip
    echoed = PersonWrote(id="echo", number_id=NUMBER, to=ANA, at=START, content=Text(body="my secret"))
    foreign = StatusChange(message_id="wamid.else", number_id=NUMBER, status="read", at=START, recipient=BO)

    async def scenario(world: World) -> None:
        await world.host.accept([echoed, foreign], arrived_at=START)
        world.clock.advance_to(START + kept * 24 * HOUR)
        await world.host.retain(batch=1)
        assert len(await world.host.kept()) == 2
        assert await world.host.accept([echoed], arrived_at=START) == 0
        world.clock.advance_to(START + kept * 24 * HOUR + 1)
        await world.host.retain(batch=1)
        assert await world.host.kept() == ()

    play(echo, scenario, settings={"integrations": integrations})
