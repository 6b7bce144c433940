"""A program begins a flow with a customer: with a stranger, once per key, and with many under one key."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from channel_adapter.messages import Address
from flow_notations.effects import End
from flow_notations.events import Began, Event, Unsent
from tests.flow_notations.host.test_host import greet
from tests.flow_notations.host.world import ANA, HOUR, NUMBER, World, play

if TYPE_CHECKING:
    from flow_notations.effects import Effect


def test_a_program_can_begin_a_flow_with_a_stranger() -> None:
    """Without a customer's message no window is open, so free-form copy is refused; the key makes it once."""

    async def scenario(world: World) -> None:
        conversation = await world.host.begin(NUMBER, ANA, "greet", key="k1", inputs={"order": 7})
        await world.host.settle()
        assert conversation == await world.conversation()
        (began,) = world.heard(Began)
        (unsent,) = world.heard(Unsent)
        assert (began.first, dict(began.inputs), unsent.reason) == (None, {"order": 7}, "window_closed")

    play(greet, scenario)


def test_a_flow_is_begun_with_a_customer_once_per_key() -> None:
    """However often it is asked for: while it waits its turn, while it runs, and after it."""

    def brief(memory: dict[str, Any], event: Event) -> list[Effect]:
        return [End(outcome="bye")] if isinstance(event, Began) and event.first is None else []

    async def scenario(world: World) -> None:
        await world.says("hi")
        kept = {await world.host.begin(NUMBER, ANA, "greet", key="k1", inputs={"order": 7}) for _ in range(2)}
        await world.passes(25 * HOUR)
        kept |= {await world.host.begin(NUMBER, ANA, "greet", key=key, inputs={"order": 7}) for key in ("k1", "k2")}
        await world.passes(HOUR)
        kept.add(await world.host.begin(NUMBER, ANA, "greet", key="k1", inputs={"order": 7}))
        await world.passes(HOUR)
        assert kept == {await world.conversation()}
        assert [dict(began.inputs) for began in world.heard(Began)] == [{}, {"order": 7}, {"order": 7}]

    play(brief, scenario)


def test_one_key_begins_a_flow_with_many_customers() -> None:
    """As the name of a campaign would: each stranger has a conversation of their own, and none sees another's."""
    bo = Address(phone="+15550002222")

    async def scenario(world: World) -> None:
        ids = [await world.host.begin(NUMBER, each, "greet", key="spring", inputs={}) for each in (ANA, bo)]
        await world.host.settle()
        found = {each.id: each.customer for each in await world.host.conversations()}
        assert found == dict(zip(ids, (ANA, bo), strict=True))
        assert len(world.heard(Began)) == 2

    play(greet, scenario)
