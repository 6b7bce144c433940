"""Numbers and flows that nobody connected: said once, to people and to programs."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from flow_notations.errors import NotHere
from tests.flow_notations.host.world import ANA, NUMBER, World, play

if TYPE_CHECKING:
    from flow_notations.effects import Effect
    from flow_notations.events import Event


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
