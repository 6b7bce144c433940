"""Numbers and flows that nobody connected: said once, to people and to programs."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from channel_adapter.channel import Reason, Refused
from flow_notations.effects import Fetch
from flow_notations.errors import NotHere
from flow_notations.events import Began, Event, Fetched, Unsent
from flow_notations.host.fetching import Reply
from tests.flow_notations.host.world import ANA, HOUR, NUMBER, START, ScriptedChannel, World, play, say

if TYPE_CHECKING:
    from flow_notations.effects import Effect


def quiet(memory: dict[str, Any], event: Event) -> list[Effect]:
    return []


def test_messages_for_a_number_that_is_not_connected_are_told_of_once(caplog: pytest.LogCaptureFixture) -> None:
    """One notice and one line of the log for each number, however many write."""

    async def scenario(world: World) -> None:
        for number_id in ("777", "777", "888", NUMBER):
            await world.says("hi", number_id=number_id)
        told = [notice.sentence for notice in await world.host.notices() if notice.kind == "unconnected"]
        assert [sentence.split(",")[0] for sentence in told] == [
            "Messages come for number 888", "Messages come for number 777",
        ]  # fmt: skip

    play(quiet, scenario)
    assert caplog.text.count("which is not connected") == 2


@pytest.mark.parametrize(
    ("number_id", "flow", "sentence"),
    [
        ("999", "greet", "number 999 is not connected; connected are 1001"),
        (NUMBER, "nope", "there is no flow 'nope'; there are greet, other"),
    ],
)
def test_beginning_what_is_not_here_is_refused_at_once(number_id: str, flow: str, sentence: str) -> None:
    """Nothing is planned; the sentence says what there is."""

    async def scenario(world: World) -> None:
        with pytest.raises(NotHere, match=sentence) as caught:
            await world.host.begin(number_id, ANA, flow, key="k")
        assert isinstance(caught.value, LookupError)
        assert await world.host.conversations() == ()

    play(quiet, scenario)


def test_a_conversation_that_is_not_here_cannot_be_taken() -> None:
    """The sentence names it."""

    async def scenario(world: World) -> None:
        with pytest.raises(NotHere, match="there is no conversation 'nope'"):
            await world.host.take("nope", "Ben")

    play(quiet, scenario)


def greeting(memory: dict[str, Any], event: Event) -> list[Effect]:
    return [say(memory, event, "hello")] if isinstance(event, Began) else []


async def with_a_send_that_waits(world: World) -> None:
    """The channel asks for patience, and the number is taken out of the file before it may be tried again."""
    world.channel.outcomes.append(Refused(reason=Reason.PACED, sentence="slower", retry_at=START + 1_000))
    await world.says("hi")
    del world.host.wiring.channels[NUMBER]  # type: ignore[attr-defined]


def test_a_send_of_a_number_that_is_not_connected_waits_until_it_is() -> None:
    """Whoever took the number out meets no fault; once it is back, the message leaves within a minute."""

    async def scenario(world: World) -> None:
        await with_a_send_that_waits(world)
        await world.passes(HOUR)
        (part,) = await world.host.outbox()
        assert (part.state, part.sentence) == ("queued", "This number is not connected, so nothing is sent from it.")
        assert world.channel.bodies == ["hello"]
        world.host.wiring.channels[NUMBER] = world.channel  # type: ignore[index]
        await world.passes(60_000)
        assert world.channel.bodies == ["hello", "hello"]
        assert await world.lines() == [("in", ""), ("out", "accepted")]

    play(greeting, scenario)


def test_a_send_that_waits_for_its_number_is_refused_when_the_window_closes() -> None:
    """It does not wait for ever: the flow and people hear that it never left."""

    async def scenario(world: World) -> None:
        await with_a_send_that_waits(world)
        await world.passes(24 * HOUR)
        assert [(unsent.reason) for unsent in world.heard(Unsent)] == ["window_closed"]

    play(greeting, scenario)


def test_an_answer_to_a_flow_comes_though_its_number_was_taken_out() -> None:
    """Whoever serves the number hears it: here that is still this host."""

    channels: dict[str, Any] = {NUMBER: ScriptedChannel()}

    class Service:
        async def fetch(self, call: Fetch, *, attempt: int) -> Reply:
            channels.clear()
            return Reply(status=200, body="found")

    def looking_up(memory: dict[str, Any], event: Event) -> list[Effect]:
        ref = f"{memory['interaction']}/1/1"
        return [Fetch(ref=ref, service="s", method="get", path="/")] if isinstance(event, Began) else []

    async def scenario(world: World) -> None:
        await world.says("hi")
        assert [reply.body for reply in world.heard(Fetched)] == ["found"]

    play(looking_up, scenario, settings={"channels": channels}, ports={"fetcher": Service()})
