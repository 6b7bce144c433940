"""The host on a real Restate server of the suite's own: what a console sees, what is erased, how a process serves it."""

from __future__ import annotations

import asyncio
import json
import os
from contextlib import asynccontextmanager
from typing import TYPE_CHECKING, Any
from urllib.request import Request, urlopen

import httpx
import pytest

pytest.importorskip("restate", reason="pip install 'flow-notations[restate]'")

from channel_adapter.channel import Accepted, Reason, Refused, Uncertain
from channel_adapter.clock import SystemClock
from channel_adapter.messages import Address, Edited, IdentityChanged, Revoked, Standby, StatusChange, Text
from flow_notations.errors import MissingSettings, StoreUnavailable
from flow_notations.events import Began, Sent, Taken
from flow_notations.host.fetching import Reply
from flow_notations.host.people import Answer
from flow_notations.host.records import Errand
from flow_notations.host.reporting import KEPT_ASIDE_MS
from flow_notations.host.restate import RestateHost, serving, verbs
from flow_notations.host.restate.forms import duty_form, duty_of, outcome_form, outcome_of
from flow_notations.host.turn import Ask
from tests.conformance import restate_server
from tests.conformance.postgres_server import SWITCH, SWITCH_HINT, free_port
from tests.flow_notations.host.restate.test_putting_off import breaking, settles
from tests.flow_notations.host.test_lanes import echo, received, until
from tests.flow_notations.host.world import NUMBER, World

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Iterator

    from tests.conformance.restate_server import RestateServer

TABLES = ("state", "sys_invocation_status", "sys_inbox", "sys_journal", "sys_journal_events", "sys_promise")


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


@asynccontextmanager
async def running(server: RestateServer, world: World, *, closing: bool = True) -> AsyncIterator[RestateHost]:
    """A host at work; its world ends with it unless another goes on in it."""
    host = RestateHost.at(server.address(), world.host.wiring, SystemClock())
    stopping = asyncio.Event()
    await host.conversations(limit=1)  # from now on the cluster knows it
    working = asyncio.ensure_future(host.run(stopping))
    try:
        yield host
    finally:
        stopping.set()
        await working
        await host.store.close()
        if closing:
            await world.store.close()


def traces(server: RestateServer, words: list[str]) -> list[tuple[str, str]]:
    """Where the cluster still holds any of these words, by what its SQL shows of every table that holds content."""
    found = []
    for table in TABLES:
        question = json.dumps({"query": f"select * from {table}"}).encode()
        headers = {"content-type": "application/json", "accept": "application/json"}
        with urlopen(Request(f"{server.admin}/query", question, headers)) as answer:
            for row in json.load(answer)["rows"]:
                whole = json.dumps(row)
                raw = [
                    bytes.fromhex(row[name]).decode("utf-8", "replace") for name in ("raw", "value") if row.get(name)
                ]
                found += [(table, word) for word in words if word in whole + "".join(raw)]
    return found


QUIET_LOOKS = 5
"""Partitions are looked at one after another: what goes from one to another meanwhile is seen in neither."""


async def quiet(server: RestateServer) -> None:
    """Until nothing is under way, look after look; what is scheduled stays."""
    question = json.dumps({"query": "select id from sys_invocation where status not in ('completed', 'scheduled')"})
    headers = {"content-type": "application/json", "accept": "application/json"}
    async with asyncio.timeout(30):
        looks = 0
        while looks < QUIET_LOOKS:
            with urlopen(Request(f"{server.admin}/query", question.encode(), headers)) as answer:
                looks = 0 if json.load(answer)["rows"] else looks + 1
            await asyncio.sleep(0.05)


async def forgotten(server: RestateServer, words: list[str]) -> None:
    """Until no trace is found; between two looks the host, which shares this thread, has time to work."""
    async with asyncio.timeout(30):
        while traces(server, words):
            await asyncio.sleep(0.2)


def test_a_message_is_heard_answered_and_shown(server: RestateServer) -> None:
    """Stored in the cluster, stepped in this process, sent once; the same message again is not new; consoles read it all."""

    async def main() -> None:
        world, clock = World(echo), SystemClock()
        async with running(server, world) as host:
            message = received(1, "hi", clock.now())
            assert await host.accept([message], arrived_at=clock.now()) == 1
            assert await host.accept([message], arrived_at=clock.now()) == 0
            await until(lambda: world.channel.bodies == ["hi"])
            await quiet(server)
            assert await host.next_deadline() is None
            (conversation,) = await host.conversations()
            (interaction,) = await host.interactions(conversation.id)
            assert [entry.seq for entry in await host.journal(interaction.id)] == [1, 2]
            assert [line.direction for line in await host.history(conversation.id)] == ["in", "out"]
            assert [part.state for part in await host.outbox()] == ["accepted"]
            assert await host.outbox(state="refused") == ()
            assert (await host.notices(), await host.kept(), await host.fields(conversation.id)) == ((), (), {})
            assert "hi" in await host.export(conversation.id)
            assert await host.conversations(after=conversation.id) == ()
            found = await host.store.transact(lambda tx: tx.interactions.get(interaction.id))
            assert found is not None
            assert await host.store.transact(lambda tx: tx.interactions.next_timer(interaction.id)) is None
            assert await host.store.transact(lambda tx: tx.conversations.find_one("nobody")) is None
            ref = world.channel.sent[0].ref
            assert await host.store.transact(lambda tx: tx.outbox.by_ref(ref)) is not None
            assert await host.store.transact(lambda tx: tx.history.by_ref(ref)) is not None
            unknown = StatusChange(message_id="m", number_id=NUMBER, status="read", at=1, recipient=Address(phone="+1"))
            long_ago = clock.now() - KEPT_ASIDE_MS - 60_000
            assert await host.accept([unknown], arrived_at=long_ago) == 1
            assert (await host.retain(), await host.forget_duplicates()) == (0, 0)
            assert await host.kept() == ()
            with pytest.raises(StoreUnavailable, match="admin endpoints"):
                await host.store.transact(lambda tx: tx.conversations.save_field(conversation.id, "x", "1"))
            with pytest.raises(StoreUnavailable, match="admin endpoints"):
                await host.store.transact(lambda tx: tx.conversations.erase(conversation.id))

    asyncio.run(main())


def test_a_call_that_breaks_on_the_way_loses_nothing(server: RestateServer, monkeypatch: pytest.MonkeyPatch) -> None:
    """The way to an interaction, and what came of a send, break once each: the message is answered, once, and the flow told."""
    monkeypatch.setitem(verbs.VERBS, "lead", breaking(verbs.VERBS["lead"], 1))
    settles(monkeypatch, 1)

    async def main() -> None:
        world, clock = World(echo), SystemClock()
        async with running(server, world) as host:
            assert await host.accept([received(41, "hi", clock.now())], arrived_at=clock.now()) == 1
            await until(lambda: [type(event) for event in world.machine.events] == [Began, Sent])
            await quiet(server)
            assert world.channel.bodies == ["hi"]
            interaction = world.channel.sent[0].ref.partition("/")[0]
            assert await host.store.transact(lambda tx: tx.interactions.get(interaction)) is not None

    asyncio.run(main())


@asynccontextmanager
async def dying_node(server: RestateServer, before: str) -> AsyncIterator[str]:
    """The address of a node that dies each time it has done what ``before`` is called for, and before it says so."""

    async def served(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        head = (await reader.readuntil(b"\r\n\r\n")).decode()
        body = await reader.readexactly(int(head.lower().partition("content-length: ")[2].partition("\r\n")[0] or 0))
        method, path, _ = head.split(" ", 2)
        headers = dict(line.split(": ", 1) for line in head.split("\r\n")[1:] if line)
        headers = {name: value for name, value in headers.items() if name.lower() != "host"}
        async with httpx.AsyncClient() as client:
            answer = await client.request(method, server.ingress + path, headers=headers, content=body)
        if not path.endswith(before):
            writer.write(f"HTTP/1.1 200 OK\r\ncontent-length: {len(answer.content)}\r\n\r\n".encode())
            writer.write(answer.content)
        writer.close()

    listening = await asyncio.start_server(served, "127.0.0.1", 0)
    async with listening:
        yield f"127.0.0.1:{listening.sockets[0].getsockname()[1]}"


def test_who_takes_a_conversation_while_a_node_dies_takes_it_once(server: RestateServer) -> None:
    """The node did it and died before it said so: another one is told again, sees that it is the same, and says so."""

    async def main() -> None:
        world, clock = World(echo), SystemClock()
        async with running(server, world) as host, dying_node(server, before="/tell") as dying:
            await host.accept([received(51, "hi", clock.now())], arrived_at=clock.now())
            await until(lambda: [type(event) for event in world.machine.events] == [Began, Sent])
            conversation = next(
                each.id for each in await host.conversations() if each.customer == received(51, "", 0).sender
            )
            desk = RestateHost.at(server.address().replace("//", f"//{dying},"), world.host.wiring, SystemClock())
            await desk.take(conversation, "Bo")
            await desk.store.close()
            await quiet(server)
            assert [type(event) for event in world.machine.events] == [Began, Sent, Taken]
            await host.take(conversation, "Al")
            await quiet(server)
            assert [event.by for event in world.machine.events if isinstance(event, Taken)] == ["Bo", "Al"]

    asyncio.run(main())


def test_what_was_changed_or_answered_elsewhere_shows_so(server: RestateServer) -> None:
    """A customer's change finds its message; what somebody else answers stands in the history, also of a stranger."""

    async def main() -> None:
        world, clock = World(echo), SystemClock()
        async with running(server, world) as host:
            message, stranger = received(31, "hi", clock.now()), received(32, "to the others", clock.now())
            await host.accept([message, Standby(received=stranger)], arrived_at=clock.now())
            edited = Edited(
                id="e", number_id=NUMBER, sender=message.sender, at=clock.now(), original_id=message.id,
                content=Text(body="hello"),
            )  # fmt: skip
            revoked = Revoked(id="r", number_id=NUMBER, sender=stranger.sender, at=clock.now(), original_id=stranger.id)
            assert await host.accept([edited, revoked, edited], arrived_at=clock.now()) == 2
            await quiet(server)
            shown = []
            for conversation in await host.conversations():
                shown += [
                    line for line in await host.history(conversation.id) if line.message_id in (message.id, stranger.id)
                ]
            assert sorted((line.status, "hello" in line.content) for line in shown) == [
                ("edited", True),
                ("revoked", False),
            ]

    asyncio.run(main())


@pytest.mark.parametrize("compiled", [True, False])
def test_what_is_on_the_wire_when_a_process_stops_comes_to_its_end(
    server: RestateServer, monkeypatch: pytest.MonkeyPatch, compiled: bool
) -> None:
    """Whatever serves the cluster: it is sent once and in no doubt, and the next process goes on from there."""
    if compiled:
        pytest.importorskip("granian", reason="pip install granian")
    monkeypatch.setattr(serving, "COMPILED", compiled)

    async def main() -> None:
        world, clock = World(echo), SystemClock()
        quick, leaves = world.channel.send, asyncio.Event()

        async def slow(*told: Any, **more: Any) -> Any:
            leaves.set()
            await asyncio.sleep(0.5)
            return await quick(*told, **more)

        world.channel.send = slow  # type: ignore[method-assign]
        message = received(61 + compiled, f"slowly {compiled}", clock.now())
        async with running(server, world, closing=False) as host:
            await host.accept([message], arrived_at=clock.now())
            await leaves.wait()
        assert len(world.channel.bodies) == 1
        async with running(server, world) as host:
            await quiet(server)
            (part,) = [
                part for part in await host.outbox() if "slowly" in part.content and str(compiled) in part.content
            ]
            assert (part.state, len(world.channel.bodies)) == ("accepted", 1)

    asyncio.run(main())


def test_an_erased_customer_is_nowhere_in_the_cluster(server: RestateServer) -> None:
    """Under two names that proved to be one customer: no state, journal, inbox or invocation of it holds a word of theirs."""

    async def main() -> None:
        world, clock = World(echo), SystemClock()
        phone, user = "+15557654321", "US.leftover"
        async with running(server, world) as host:
            one, other = received(2, "marmalade", clock.now()), received(3, "quince", clock.now())
            messages = [
                type(one)(id=each.id, number_id=NUMBER, sender=sender, at=each.at, content=each.content)
                for each, sender in ((one, Address(phone=phone)), (other, Address(user_id=user)))
            ]
            assert await host.accept(messages, arrived_at=clock.now()) == 2
            changed = IdentityChanged(
                id="i1", kind="user_id", number_id=NUMBER, at=clock.now(), previous=messages[0].sender,
                current=messages[1].sender,
            )  # fmt: skip
            await host.accept([changed], arrived_at=clock.now())
            await quiet(server)
            words = ["marmalade", "quince", phone, user]
            assert {word for _, word in traces(server, words)} == set(words)
            (mine,) = [each for each in await host.conversations() if each.customer.user_id == user]
            await host.erase(mine.id)
            await forgotten(server, words)
            await quiet(server)
            assert traces(server, words) == []
            assert await host.accept(messages, arrived_at=clock.now()) == 0

    asyncio.run(main())


def test_a_cluster_that_does_not_answer_acknowledges_nothing() -> None:
    """The webhook is not acknowledged, so it comes again."""

    async def main() -> None:
        world = World(echo)
        nowhere = f"127.0.0.1:{free_port()}"
        host = RestateHost.at(
            f"restate://{nowhere},{nowhere}?admin={nowhere}&listen=127.0.0.1:1", world.host.wiring, SystemClock()
        )
        with pytest.raises(StoreUnavailable, match="does not answer"):
            await host.accept([received(1, "hi", 1)], arrived_at=1)
        await host.store.close()
        await world.store.close()

    asyncio.run(main())


@pytest.mark.parametrize(
    "address",
    ["restate://", "restate://a:1", "restate://a:1?admin=b:2&listen=c", "restate://a:1?admin=b:2&listen=:9", "restate://a:1?admin=b:2", "restate://a:1?admin=b&x=1"],
)  # fmt: skip
def test_an_address_without_its_parts_is_refused(address: str) -> None:
    """The message shows the form that is meant."""
    with pytest.raises(MissingSettings, match="admin=HOST:PORT"):
        RestateHost.at(address, None, None)  # type: ignore[arg-type]


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
    duty = Ask(errand=Errand(ref="r", conversation="c", interaction="i", effect="{}"))
    assert duty_of(duty_form(duty)) == duty
