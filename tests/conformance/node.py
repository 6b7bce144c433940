"""One node of a host under test, in a process of its own: run by the rigs, never imported by a test.

Arguments: the kind of host, where it keeps things, a folder, the node's name, and the real moment at which the world's
clock began. It listens on loopback, says where on its standard output, and answers JSON lines: ``accept`` is answered
once the messages are durable, ``read`` with everything that happened. The folder holds what reached customers.
"""

from __future__ import annotations

import asyncio
import json
import os
import sys
import time
from pathlib import Path
from typing import TYPE_CHECKING, Any

from channel_adapter.channel import Accepted
from channel_adapter.messages import Address, Received, StatusChange, Text
from flow_notations.effects import CancelTimer, Offer, SetTimer
from flow_notations.events import Began, Event, Fired, Heard, Sent, Unsent
from flow_notations.host.host import Host
from flow_notations.host.people import Answer
from flow_notations.host.wiring import Route, Wiring
from tests.flow_notations.host.world import START, Flow, ScriptedChannel, ScriptedMachine, say

if TYPE_CHECKING:
    from channel_adapter.channel import Outcome
    from channel_adapter.messages import Item, Outbound
    from flow_notations.effects import Effect
    from flow_notations.host.records import JournalEntry
    from flow_notations.host.store import Transaction

RATE = 60
"""Milliseconds of the world for each that passes: a minute of doubt takes a second."""
LEASE_SECONDS = 3.0
"""So short that a dead node's numbers soon have another, and longer than a busy machine keeps a live one waiting."""
NUMBERS = ("1001", "1002")
EVERYTHING = 100_000


class FastClock:
    """A clock that all nodes of a world share, and that runs ``RATE`` times as fast as theirs."""

    def __init__(self, began: float) -> None:
        self._began = began

    def now(self) -> int:
        return START + round((time.time() - self._began) * 1000 * RATE)

    async def sleep(self, milliseconds: int) -> None:
        await asyncio.sleep(milliseconds / 1000 / RATE)


class RecordingChannel(ScriptedChannel):
    """Accepts everything; what it took outlives the process."""

    def __init__(self, folder: Path, node: str, clock: FastClock) -> None:
        super().__init__()
        self._log = os.open(folder / "sent", os.O_WRONLY | os.O_APPEND | os.O_CREAT)
        self._node, self._clock = node, clock

    async def send(self, part: Outbound, *, window_until: int | None, attempt: int = 0) -> Outcome:
        await asyncio.sleep(0.002)
        assert isinstance(part.content, Text)
        line = [part.ref, part.to.phone, part.content.body, self._clock.now(), self._node]
        os.write(self._log, (json.dumps(line) + "\n").encode())
        await asyncio.sleep(0.002)
        return Accepted(message_id=f"wamid.{part.ref}")


class RecordingDesk:
    """People who take every offer; that they were asked outlives the process."""

    def __init__(self, folder: Path, node: str) -> None:
        self._log = os.open(folder / "offered", os.O_WRONLY | os.O_APPEND | os.O_CREAT)
        self._node = node

    async def offer(self, offer: Offer, *, conversation: str) -> Answer:
        os.write(self._log, (json.dumps([offer.ref, self._node]) + "\n").encode())
        await asyncio.sleep(0.05)
        return Answer(outcome="released", agent=self._node)

    async def withdraw(self, ref: str) -> None:
        """Nothing to take back."""


def script(memory: dict[str, Any], event: Event) -> list[Effect]:
    """Repeat what customers say; ``wait 900 tea`` also sets a timer, ``cancel tea`` disarms it; ``offer`` asks people."""
    memory["steps"] = memory.get("steps", 0) + 1
    match event:
        case Began(first=first):
            assert first is not None
            return answer(memory, event, first.text)
        case Heard(message=message):
            return answer(memory, event, message.text)
        case Fired(timer=name):
            return [say(memory, event, f"{name} is due")]
        case Sent() | Unsent():
            memory["settled"] = memory.get("settled", 0) + 1
    return []


def answer(memory: dict[str, Any], event: Event, text: str) -> list[Effect]:
    match text.split():
        case ["wait", milliseconds, name]:
            return [say(memory, event, text), SetTimer(name=name, deadline=event.at + int(milliseconds))]
        case ["cancel", name]:
            return [say(memory, event, text), CancelTimer(name=name)]
        case ["offer"]:
            return [Offer(ref=f"{memory['interaction']}/{event.seq}/offer", queue="care")]
    return [say(memory, event, text)]


def item_of(told: dict[str, Any], now: int) -> Item:
    """A message or a receipt, as the test tells it."""
    sender = Address(phone=told["phone"])
    if "delivered" in told:
        ref = told["delivered"]
        return StatusChange(
            message_id=f"wamid.{ref}", number_id=told["number"], status="delivered", at=now, ref=ref, recipient=sender
        )
    content = Text(body=told["text"])
    return Received(id=told["id"], number_id=told.get("number", NUMBERS[0]), sender=sender, at=now, content=content)


def account_of(tx: Transaction) -> dict[str, Any]:
    """All that is kept, by customer."""
    found: dict[str, Any] = {}
    for conversation in tx.conversations.page(after="", limit=EVERYTHING):
        steps: list[dict[str, Any]] = []
        memories = []
        for interaction in tx.interactions.of(conversation.id):
            memories.append(json.loads(interaction.state or '{"memory": {}}')["memory"])
            steps.extend(map(step_of, tx.interactions.journal(interaction.id)))
        lines = tx.history.page(conversation.id, before=None, limit=EVERYTHING)
        heard = [line.message_id for line in lines if line.direction == "in"]
        assert conversation.customer.phone is not None
        found[conversation.customer.phone] = {"memories": memories, "journal": steps, "heard": heard}
    parts = {part.ref: [part.state, part.message_id] for part in tx.outbox.page(state=None, limit=EVERYTHING)}
    return {"customers": found, "parts": parts}


def step_of(entry: JournalEntry) -> dict[str, Any]:
    event = json.loads(entry.event)
    message = event.get("message") or event.get("first") or {}
    return {
        "seq": entry.seq,
        "at": entry.at,
        "kind": event["$"],
        "id": event["id"],
        "text": message.get("text") or event.get("timer") or event.get("ref") or event.get("by"),
        "effects": [(effect["$"], effect.get("ref")) for effect in json.loads(entry.effects)],
    }


async def account(host: Any) -> dict[str, Any]:
    """All that the host knows."""
    found: dict[str, Any] = await host.store.transact(account_of)
    return found


def made(kind: str, place: str, wiring: Wiring, clock: FastClock, people: RecordingDesk) -> Any:
    """The host of this kind."""
    if kind == "sqlite":
        from flow_notations.host.sqlite import SqliteStore

        return Host(SqliteStore.open(place), wiring, clock, people=people)
    if kind == "postgres":
        from flow_notations.host.postgres import PostgresStore, Worker

        return Worker(PostgresStore.open(place, lease_seconds=LEASE_SECONDS), wiring, clock, people=people)
    from flow_notations.host.restate import RestateHost

    return RestateHost.at(place, wiring, clock, rate=RATE, people=people)


async def live(kind: str, place: str, folder: Path, node: str, began: float) -> None:
    clock = FastClock(began)
    channel = RecordingChannel(folder, node, clock)
    wiring = Wiring(
        machine=ScriptedMachine(script),
        programs={"greet": Flow()},
        channels=dict.fromkeys(NUMBERS, channel),
        dispatch=(Route(flow="greet"),),
    )
    host = made(kind, place, wiring, clock, RecordingDesk(folder, node))

    async def served(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        while line := await reader.readline():
            try:
                told = json.loads(line)
                if "accept" in told:
                    items = [item_of(item, clock.now()) for item in told["accept"]]
                    reply: dict[str, Any] = {"fresh": await host.accept(items, arrived_at=clock.now())}
                elif "take" in told:
                    known = {each.customer.phone: each.id for each in await host.conversations()}
                    await host.take(known[told["take"]], told["by"])
                    reply = {}
                else:
                    reply = await account(host)
            except Exception as fault:  # the tester decides what it means
                reply = {"fault": f"{type(fault).__name__}: {fault}"}
            writer.write((json.dumps(reply) + "\n").encode())
            await writer.drain()

    await host.store.transact(lambda tx: None)  # a cluster knows the node from now on
    server = await asyncio.start_server(served, "127.0.0.1", 0, limit=1 << 26)
    print(server.sockets[0].getsockname()[1], flush=True)
    await host.run(asyncio.Event())


if __name__ == "__main__":
    kind, place, folder, node, began = sys.argv[1:]
    asyncio.run(live(kind, place, Path(folder), node, float(began)))
