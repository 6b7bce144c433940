"""What the host forgets: an erased customer, and ids that nobody repeats any more."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from channel_adapter.messages import Address
from flow_notations.effects import SetTimer
from flow_notations.events import Began, Event, Heard
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
