"""Mistakes of whoever embeds the host: what they brought raises, or answers nonsense. They are told, with a traceback."""

from __future__ import annotations

import logging
from typing import TYPE_CHECKING, Any

import pytest

from flow_notations.effects import Fetch, Offer
from flow_notations.events import Began, Event, Fetched, Unsent
from tests.flow_notations.host.world import ANA, NUMBER, World, play, say

if TYPE_CHECKING:
    from flow_notations.effects import Effect

LOGGER = "flow_notations.host"
SECRET = "what the customer was told"


class Faulty:
    """A fetcher and a desk with a mistake in each."""

    async def fetch(self, call: Any, *, attempt: int) -> Any:
        raise ZeroDivisionError("mistake in fetch")

    async def offer(self, offer: Any, *, conversation: str) -> Any:
        raise ZeroDivisionError("mistake in offer")

    async def withdraw(self, ref: str) -> None:
        """Nothing."""


def talk(memory: dict[str, Any], event: Event) -> list[Effect]:
    return [say(memory, event, SECRET)] if isinstance(event, Began) else []


def messages(caplog: pytest.LogCaptureFixture) -> list[str]:
    """What was logged by the host at ERROR; never with a word of the customer's."""
    found = [record for record in caplog.records if record.name.startswith(LOGGER) and record.levelno == logging.ERROR]
    assert not any(word in record.getMessage() for record in found for word in (SECRET, ANA.phone))
    return [record.getMessage() for record in found]


def test_a_fetcher_that_raises_is_logged(caplog: pytest.LogCaptureFixture) -> None:
    """The flow hears that the call failed; the log has the traceback."""

    def calling(memory: dict[str, Any], event: Event) -> list[Effect]:
        ref = f"{memory['interaction']}/1/1"
        return [Fetch(ref=ref, service="s", method="get", path="/")] if isinstance(event, Began) else []

    async def scenario(world: World) -> None:
        await world.says("hi")
        assert [fetched.status for fetched in world.heard(Fetched)] == [None]

    play(calling, scenario, ports={"fetcher": Faulty()})
    (message,) = messages(caplog)
    assert message.startswith("the fetcher raised")
    assert "mistake in fetch" in caplog.text


def test_people_that_raise_are_logged_and_told_of_once(caplog: pytest.LogCaptureFixture) -> None:
    """Each try is logged; one notice stands for the offer, however often it is tried."""

    def offering(memory: dict[str, Any], event: Event) -> list[Effect]:
        return [Offer(ref=f"{memory['interaction']}/1/1", queue="q")] if isinstance(event, Began) else []

    async def scenario(world: World) -> None:
        await world.says("hi")
        await world.passes(61_000)
        notices = [notice for notice in await world.host.notices() if notice.kind == "people"]
        assert [notice.sentence for notice in notices] == [
            "People cannot be asked; they are asked again every half minute (ZeroDivisionError)."
        ]

    play(offering, scenario, ports={"people": Faulty()})
    assert len(messages(caplog)) == 3
    assert "mistake in offer" in caplog.text


@pytest.mark.parametrize("mistake", [None, "sent", ZeroDivisionError("mistake in send")])
def test_a_channel_that_answers_nonsense_leaves_the_send_in_doubt(
    mistake: Any, caplog: pytest.LogCaptureFixture
) -> None:
    """It may have gone out: it is never sent twice, and the flow hears that nobody knows."""

    async def scenario(world: World) -> None:
        world.channel.outcomes.append(mistake)
        await world.says("hi")
        await world.passes(60_000)
        assert [unsent.reason for unsent in world.heard(Unsent)] == ["uncertain"]
        assert len(world.channel.sent) == 1

    play(talk, scenario)
    (message,) = messages(caplog)
    said = "raised" if isinstance(mistake, Exception) else f"returned {type(mistake).__name__}"
    assert message.startswith(f"the channel of number {NUMBER} {said}")
