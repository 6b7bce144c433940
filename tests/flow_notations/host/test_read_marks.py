"""What customers see before there is an answer: nothing, that their message is read, or typing, by their number's setting."""

from __future__ import annotations

from types import SimpleNamespace
from typing import TYPE_CHECKING, Any, Literal

import pytest

from channel_adapter.channel import Uncertain
from channel_adapter.messages import Reaction, ReadMark
from flow_notations.effects import End, Fetch
from flow_notations.events import Began, Heard, Sent
from flow_notations.host.wiring import Integration
from tests.flow_notations.host.world import HOUR, NUMBER, START, World, play, say

if TYPE_CHECKING:
    from flow_notations.effects import Effect
    from flow_notations.events import Event


def answers(memory: dict[str, Any], event: Event) -> list[Effect]:
    """Repeats everything; looks something up at *where*; ends at *bye*."""
    text = event.message.text if isinstance(event, Heard) else "hello" if isinstance(event, Began) else ""
    if text == "where":
        return [Fetch(ref=f"{memory['interaction']}/{event.seq}/9", service="shop", method="get", path="/orders")]
    ends = [End(outcome="bye")] if text == "bye" else []
    return [say(memory, event, text), *ends] if text else []


def showing(marks: Literal["off", "read", "typing"]) -> dict[str, Any]:
    return {"integrations": {NUMBER: Integration(number_id=NUMBER, read_marks=marks)}}


def test_by_default_nothing_is_shown() -> None:
    """A mark costs a call for each message, so it is asked for."""
    assert Integration(number_id=NUMBER).read_marks == "off"

    async def scenario(world: World) -> None:
        await world.says("hi")
        assert world.channel.marks == []

    play(answers, scenario)


def test_what_a_flow_took_is_marked_once() -> None:
    """The first message, later ones, and the one that ends the flow; an answer that is on its way needs no typing sign."""

    async def scenario(world: World) -> None:
        for text in ("hi", "blue", "bye"):
            await world.says(text)
        await world.status("delivered")
        await world.passes(HOUR)
        assert world.channel.marks == [ReadMark(message_id=f"wamid.in{n}") for n in (1, 2, 3)]
        assert world.channel.bodies == ["hello", "blue", "bye"]

    play(answers, scenario, settings=showing("typing"))


def test_typing_is_shown_while_a_service_is_asked() -> None:
    """Where typing is wanted, and there is nothing to be sent yet."""

    async def scenario(world: World) -> None:
        await world.says("hi")
        await world.says("where")
        assert [mark.typing for mark in world.channel.marks] == [False, True]

    play(answers, scenario, settings=showing("typing"))


def test_reading_alone_shows_no_typing() -> None:
    """Whatever is asked."""

    async def scenario(world: World) -> None:
        await world.says("hi")
        await world.says("where")
        assert [mark.typing for mark in world.channel.marks] == [False, False]

    play(answers, scenario, settings=showing("read"))


def test_of_a_burst_the_last_is_marked() -> None:
    """A mark reaches back to all before it."""

    async def scenario(world: World) -> None:
        await world.says("hi", settle=False)
        await world.says("blue", settle=False)
        await world.says("green")
        assert [mark.message_id for mark in world.channel.marks] == ["wamid.in3"]

    play(answers, scenario, settings=showing("read"))


def test_while_a_send_is_in_doubt_no_mark_leaves_then_or_later() -> None:
    """It is dropped, not queued."""

    async def scenario(world: World) -> None:
        world.channel.outcomes.append(Uncertain(sentence="the program ended", left=False))
        await world.says("hi")
        await world.says("blue", at=START)
        await world.passes(60_000)
        assert [mark.message_id for mark in world.channel.marks] == ["wamid.in1"]

    play(answers, scenario, settings=showing("read"))


def test_people_mark_what_they_read_themselves() -> None:
    """While they hold the conversation the flow hears every message, and nobody says that it was read."""

    async def scenario(world: World) -> None:
        plain = world.machine.step

        def held(program: Any, state: Any, event: Event) -> Any:
            taken = plain(program, state, event)
            return SimpleNamespace(
                state=SimpleNamespace(**vars(taken.state), held=True), effects=(), explanation=taken.explanation
            )

        world.machine.step = held  # type: ignore[method-assign]
        await world.says("hi")
        await world.says("anybody?")
        assert (len(world.heard(Heard)), world.channel.marks) == (1, [])

    play(answers, scenario, settings=showing("typing"))


def test_what_no_flow_took_is_not_marked() -> None:
    """A message that came a day late, and an emoji on an old message."""

    async def scenario(world: World) -> None:
        await world.says("hi", at=START - 72 * HOUR)
        await world.says("", content=Reaction(message_id="wamid.else", emoji="👍"))
        assert world.channel.marks == []

    play(answers, scenario, settings=showing("read"))


@pytest.mark.parametrize("known", [True, False])
def test_a_mark_that_fails_harms_nobody(known: bool) -> None:
    """The channel breaks, or is not there: the message is answered, and the flow hears so."""

    async def scenario(world: World) -> None:
        async def breaks(mark: ReadMark) -> None:
            raise RuntimeError("a mistake of ours")

        if known:
            world.channel.mark_read = breaks  # type: ignore[method-assign]
        else:
            world.host.wiring.channels.clear()  # type: ignore[attr-defined]
        await world.says("hi")
        assert len(world.heard(Sent)) == known

    play(answers, scenario, settings=showing("read"))


def test_a_mark_answers_nothing_and_leaves_no_trace() -> None:
    """The oldest message that nobody answered still ends the interaction 24 h later; the history knows of no mark."""

    async def scenario(world: World) -> None:
        world.machine.script = lambda memory, event: []
        await world.says("hi")
        (interaction,) = await world.host.interactions(await world.conversation())
        assert len(world.channel.marks) == 1
        assert interaction.expires_at == START + 24 * HOUR
        assert await world.lines() == [("in", "")]
        assert await world.host.outbox() == ()

    play(answers, scenario, settings=showing("read"))
