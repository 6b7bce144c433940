"""The host on a real Restate server of the suite's own: what a console sees, and what happens when nothing answers."""

from __future__ import annotations

import asyncio
import os
from typing import TYPE_CHECKING, Any

import pytest

pytest.importorskip("restate", reason="pip install 'flow-notations[restate]'")

from channel_adapter.channel import Accepted, Reason, Refused, Uncertain
from channel_adapter.clock import SystemClock
from channel_adapter.messages import PersonWrote, StatusChange, Text
from flow_notations.errors import MissingSettings, StoreUnavailable
from flow_notations.host.fetching import Reply
from flow_notations.host.people import Answer
from flow_notations.host.restate import RestateHost
from flow_notations.host.restate.forms import duty_form, duty_of, outcome_form, outcome_of
from flow_notations.host.restate.host import key_of
from flow_notations.host.turn import Ask
from tests.conformance import restate_server
from tests.conformance.postgres_server import SWITCH, SWITCH_HINT, free_port
from tests.flow_notations.host.test_lanes import echo, received, until
from tests.flow_notations.host.world import ANA, NUMBER, World

if TYPE_CHECKING:
    from collections.abc import Iterator

    from tests.conformance.restate_server import RestateServer


@pytest.fixture(scope="module")
def server() -> Iterator[RestateServer]:
    """One for all tests of this file."""
    if os.environ.get(SWITCH) != "1":
        pytest.skip(SWITCH_HINT)
    binary = restate_server.program()
    if binary is None:
        pytest.skip(restate_server.HINT)
    running = restate_server.RestateServer(binary)
    yield running
    running.remove()


def test_a_message_is_heard_answered_and_shown(server: RestateServer) -> None:
    """Stored in the cluster, stepped in this process, sent once; the same message again is not new."""

    async def main() -> None:
        world, clock = World(echo), SystemClock()
        listen = ("127.0.0.1", free_port())
        wiring = world.host.wiring
        host = RestateHost(wiring, clock, ingress=server.ingress, admin=server.admin, listen=listen)
        stopping = asyncio.Event()
        running = asyncio.ensure_future(host.run(stopping))
        async with asyncio.timeout(30):
            while True:
                try:
                    message = received(1, "hi", clock.now())
                    assert await host.accept([message], arrived_at=clock.now()) == 1
                except StoreUnavailable:  # until the cluster knows where this process listens
                    await asyncio.sleep(0.05)
                else:
                    break
        assert await host.accept([message], arrived_at=clock.now()) == 0
        await until(lambda: world.channel.bodies == ["hi"])
        assert await host.next_deadline() is None
        (key,) = await host.keys()
        kept = await host.read(key)
        (conversation,) = kept.conversations.page(after="", limit=9)
        (interaction,) = kept.interactions.of(conversation.id)
        assert kept.interactions.journal(interaction.id)[0].seq == 1
        assert [line.direction for line in kept.history.page(conversation.id, before=None, limit=9)] == ["in", "out"]
        stopping.set()
        await running
        await world.store.close()

    asyncio.run(main())


def test_a_cluster_that_does_not_answer_acknowledges_nothing() -> None:
    """The webhook is not acknowledged, so it comes again."""

    async def main() -> None:
        world = World(echo)
        nowhere = f"127.0.0.1:{free_port()}"
        host = RestateHost.at(
            f"restate://{nowhere}?admin={nowhere}&listen=127.0.0.1:1", world.host.wiring, SystemClock()
        )
        with pytest.raises(StoreUnavailable, match="does not answer"):
            await host.accept([received(1, "hi", 1)], arrived_at=1)
        await host._client.aclose()
        await world.store.close()

    asyncio.run(main())


@pytest.mark.parametrize("address", ["restate://", "restate://a:1", "restate://a:1?admin=b:2&listen=c"])
def test_an_address_without_its_parts_is_refused(address: str) -> None:
    """The message shows the form that is meant."""
    with pytest.raises(MissingSettings, match="admin=HOST:PORT"):
        RestateHost.at(address, None, None)  # type: ignore[arg-type]


def test_items_belong_to_their_customers_object() -> None:
    """What no customer said belongs to the number's account."""
    status: dict[str, Any] = {"message_id": "m", "number_id": NUMBER, "status": "read", "at": 1}
    ana = f"{NUMBER}:phone:{ANA.phone}"
    assert key_of(StatusChange(**status, recipient=ANA)) == ana
    assert key_of(StatusChange(**status)) == f"{NUMBER}:account"
    assert key_of(PersonWrote(id="p", number_id=NUMBER, to=ANA, at=1, content=Text(body="x"))) == ana


OUTCOMES = [
    Accepted(message_id="m"),
    Refused(reason=Reason.PACED, sentence="Later.", retry_at=5),
    Uncertain(sentence="Who knows."),
    Reply(status=200, body="ok"),
    Answer(outcome="released"),
    None,
]


@pytest.mark.parametrize("outcome", OUTCOMES, ids=lambda outcome: type(outcome).__name__)
def test_outcomes_travel_as_json(outcome: Any) -> None:
    """There and back, the same."""
    assert outcome_of(outcome_form(outcome)) == outcome


def test_errands_travel_as_json() -> None:
    """There and back, the same."""
    from flow_notations.host.records import Errand

    duty = Ask(errand=Errand(ref="r", conversation="c", interaction="i", effect="{}"))
    assert duty_of(duty_form(duty)) == duty
