"""The history as people see it: what was changed, taken back, or answered by somebody else shows so."""

from __future__ import annotations

import json
from types import SimpleNamespace
from typing import TYPE_CHECKING, Any

import pytest

from channel_adapter.messages import Edited, Revoked, Standby, Text
from flow_notations.events import Heard
from flow_notations.host.amending import OVERTAKEN_MS_MIN
from flow_notations.host.stepping import MASK
from tests.flow_notations.host.test_privacy import remembering
from tests.flow_notations.host.world import ANA, NUMBER, START, World, play

if TYPE_CHECKING:
    from channel_adapter.messages import Item, Received

HOUR = 3_600_000


def edited(to: str, *, of: str = "wamid.in1", at: int = START + 1000) -> Edited:
    """The customer changes a message."""
    return Edited(id=f"e{at}", number_id=NUMBER, sender=ANA, at=at, original_id=of, content=Text(body=to))


def revoked(*, of: str = "wamid.in1", at: int = START + 2000) -> Revoked:
    """The customer takes it back."""
    return Revoked(id=f"r{at}", number_id=NUMBER, sender=ANA, at=at, original_id=of)


async def takes(world: World, *items: Item) -> list[int]:
    """How many of each were new."""
    return [await world.host.accept([item], arrived_at=world.clock.now()) for item in items]


async def seen(world: World) -> list[tuple[str, str]]:
    """What stands in the history, with its status."""
    lines = await world.host.history(await world.conversation())
    return [(json.loads(line.content)["body"], line.status) for line in lines]


def test_a_changed_message_shows_as_it_is_now_and_says_so() -> None:
    """Of several changes the newest, in whatever order they come; the flow heard what it heard."""

    async def scenario(world: World) -> None:
        await world.says("blue")
        new = await takes(world, edited("red", at=START + 2000), edited("green", at=START + 1000))
        assert (new, await takes(world, edited("red", at=START + 2000))) == ([1, 0], [0])
        assert await seen(world) == [("red", "edited"), ("You said blue", "accepted")]
        assert len(world.machine.events) == 2, "its beginning, and that the answer was sent"
        record = json.loads(await world.host.export(await world.conversation()))
        shown = record["messages"][0]
        assert (shown["content"]["body"], shown["status"]) == ("red", "edited")
        assert await world.host.kept() == ()

    play(remembering, scenario)


def test_what_was_taken_back_is_gone_from_the_history() -> None:
    """Its line stays and says so; a change that comes late brings nothing back."""

    async def scenario(world: World) -> None:
        await world.says("my secret")
        assert await takes(world, revoked(), revoked(), edited("my other secret", at=START + 9000)) == [1, 0, 0]
        (first, _) = await world.host.history(await world.conversation())
        assert (first.status, first.status_at, "secret" in first.content) == ("revoked", START + 2000, False)
        assert "secret" not in json.dumps(json.loads(await world.host.export(first.conversation))["messages"][0])

    play(remembering, scenario)


def test_our_own_messages_are_nobodys_to_take_back() -> None:
    """A customer's change names a message of ours: nothing happens."""

    async def scenario(world: World) -> None:
        await world.says("hi")
        assert await takes(world, revoked(of="wamid.out1")) == [0]
        assert (await seen(world))[1] == ("You said hi", "accepted")

    play(remembering, scenario)


def test_a_private_answer_that_is_changed_stays_masked() -> None:
    """The new words are as private as the old ones were."""

    async def scenario(world: World) -> None:
        plain = world.machine.step

        def step(program: Any, state: Any, event: Any) -> Any:
            return SimpleNamespace(**vars(plain(program, state, event)), private=isinstance(event, Heard))

        world.machine.step = step  # type: ignore[method-assign]
        world.machine.script = lambda memory, event: []
        await world.says("hi")
        await world.says("4711")
        await takes(world, edited("4712", of="wamid.in2"))
        assert (await seen(world))[1] == (MASK, "edited")

    play(remembering, scenario)


@pytest.mark.parametrize("late", [OVERTAKEN_MS_MIN - 1, OVERTAKEN_MS_MIN, OVERTAKEN_MS_MIN + 1])
def test_a_change_that_overtakes_its_message_waits_for_it(late: int) -> None:
    """One that comes within five seconds of being written cannot have been changed: nothing is looked for."""

    async def scenario(world: World) -> None:
        world.clock.advance_to(START + late)
        news = await takes(world, edited("second"), edited("third", at=START + 1500), edited("second"), revoked(of="x"))
        assert news == [1, 1, 0, 1]
        assert [(kept.kind, "not known here" in kept.reason) for kept in await world.host.kept()] == [
            ("Revoked", True),
            ("Edited", True),
        ]
        await world.says("first", at=START)
        shown = [("third", "edited")] if late >= OVERTAKEN_MS_MIN else [("first", "")]
        assert (await seen(world))[:1] == shown
        assert [kept.kind for kept in await world.host.kept()] == ["Revoked"] + ["Edited"] * (late < OVERTAKEN_MS_MIN)

    play(remembering, scenario)


def test_a_message_that_somebody_else_answers_is_seen_and_not_waited_for() -> None:
    """Marked in the history, heard by no flow, expiring nothing; but the reply window is open for us too."""

    async def scenario(world: World) -> None:
        first = await world.says("hi")
        other = _received("s1", at=START + HOUR)
        world.clock.advance_to(START + HOUR)
        assert await takes(world, Standby(received=other), Standby(received=other), Standby(received=first)) == [
            1,
            0,
            0,
        ]
        await world.host.settle()
        assert (await seen(world))[2] == ("to the others", "standby")
        assert len(world.machine.events) == 2
        (conversation,) = await world.host.conversations()
        assert conversation.latest_inbound_at == START + HOUR
        await takes(world, Standby(received=_received("s0", at=START)))
        assert (await world.host.conversations())[0].latest_inbound_at == START + HOUR
        await takes(world, edited("to all", of="s1", at=START + HOUR))
        assert ("to all", "edited") in await seen(world)

    play(remembering, scenario)


def test_a_stranger_whom_somebody_else_answers_is_shown() -> None:
    """A conversation without an interaction."""

    async def scenario(world: World) -> None:
        await takes(world, Standby(received=_received("s1", at=START)))
        assert await seen(world) == [("to the others", "standby")]
        assert await world.host.interactions(await world.conversation()) == ()

    play(remembering, scenario)


def _received(identity: str, *, at: int) -> Received:
    from channel_adapter.messages import Received

    return Received(id=identity, number_id=NUMBER, sender=ANA, at=at, content=Text(body="to the others"))
