"""A small world for the host: a scripted machine and a scripted channel, over a store in memory and virtual time."""

from __future__ import annotations

import asyncio
import json
from collections import deque
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from types import SimpleNamespace
from typing import Any

from channel_adapter.channel import Accepted, Outcome, Refused
from channel_adapter.clock import VirtualClock
from channel_adapter.messages import Address, Outbound, ReadMark, Received, StatusChange, Tap, Text
from flow_notations.effects import Effect, End, Send, Utterance
from flow_notations.events import Began, Event
from flow_notations.host.host import Host
from flow_notations.host.sqlite import SqliteStore
from flow_notations.host.wiring import Route, Wiring

START = 1_800_000_000_000
HOUR = 3_600_000
NUMBER = "1001"
ANA = Address(phone="+15550001111")


@dataclass(frozen=True)
class Flow:
    """A program as far as the host cares."""

    name: str = "greet"
    digest: str = "d1"
    language: str = "en"


Script = Callable[[dict[str, Any], Event], "list[Effect]"]


class ScriptedMachine:
    """A machine whose flow is a plain function from (memory, event) to effects; memory is a dict it may change."""

    def __init__(self, script: Script) -> None:
        self.script = script
        self.events: list[Event] = []

    def step(self, program: Any, state: Any, event: Event) -> Any:
        memory = dict(state.memory) if state else {}
        if isinstance(event, Began):
            memory["interaction"] = event.interaction
        effects = self.script(memory, event)
        self.events.append(event)
        ended = any(isinstance(effect, End) for effect in effects)
        after = SimpleNamespace(memory=memory, ended=ended)
        return SimpleNamespace(state=after, effects=tuple(effects), explanation=({"why": "script"},))

    def encode(self, state: Any) -> str:
        return json.dumps({"memory": state.memory, "ended": state.ended})

    def decode(self, text: str) -> Any:
        return SimpleNamespace(**json.loads(text))


class ScriptedChannel:
    """Answers sends from a queue of outcomes; then accepts all. Splits a text at ``|``."""

    def __init__(self) -> None:
        self.sent: list[Outbound] = []
        self.windows: list[int | None] = []
        self.attempts: list[int] = []
        self.outcomes: deque[Outcome | Exception] = deque()
        self.refusal: Refused | None = None
        self.marks: list[ReadMark] = []

    def prepare(self, message: Outbound) -> tuple[Outbound, ...] | Refused:
        if self.refusal is not None:
            return self.refusal
        bodies = message.content.body.split("|") if isinstance(message.content, Text) else [None]
        if len(bodies) == 1:
            return (message,)
        parts = enumerate(bodies, start=1)
        return tuple(Outbound(ref=f"{message.ref}/{k}", to=message.to, content=Text(body=b or "")) for k, b in parts)

    async def send(self, part: Outbound, *, window_until: int | None, attempt: int = 0) -> Outcome:
        self.sent.append(part)
        self.windows.append(window_until)
        self.attempts.append(attempt)
        outcome = self.outcomes.popleft() if self.outcomes else Accepted(message_id=f"wamid.out{len(self.sent)}")
        if isinstance(outcome, Exception):
            raise outcome
        return outcome

    async def mark_read(self, mark: ReadMark) -> None:
        self.marks.append(mark)

    @property
    def bodies(self) -> list[str]:
        return [getattr(part.content, "body", getattr(part.content, "name", "")) for part in self.sent]


@dataclass
class World:
    """Host, channel, machine and clock, with the customer's side as verbs."""

    script: Script
    store: SqliteStore = field(default_factory=SqliteStore.open)
    settings: dict[str, Any] = field(default_factory=dict)
    ports: dict[str, Any] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self.clock = VirtualClock(START)
        self.channel = ScriptedChannel()
        self.machine = ScriptedMachine(self.script)
        self.programs = {"greet": Flow(), "other": Flow(name="other", digest="d2")}
        wiring = {
            "machine": self.machine,
            "programs": self.programs,
            "channels": {NUMBER: self.channel},
            "dispatch": (Route(flow="greet"),),
        }
        self.host = Host(self.store, Wiring(**{**wiring, **self.settings}), self.clock, **self.ports)
        self.count = 0

    async def says(self, text: str, *, at: int | None = None, settle: bool = True, **more: Any) -> Received:
        self.count += 1
        now = self.clock.now()
        received = Received(
            **{
                "id": f"wamid.in{self.count}",
                "number_id": NUMBER,
                "sender": ANA,
                "at": now if at is None else at,
                "content": Text(body=text),
                **more,
            }
        )
        await self.host.accept([received], arrived_at=now)
        if settle:
            await self.host.settle()
        return received

    async def taps(self, wire_id: str, **more: Any) -> Received:
        return await self.says("", content=Tap(kind="button", id=wire_id, label="Tap"), **more)

    async def status(self, status: str, **more: Any) -> int:
        change = StatusChange(
            **{"message_id": "wamid.out1", "number_id": NUMBER, "status": status, "at": self.clock.now(), **more}
        )
        fresh = await self.host.accept([change], arrived_at=self.clock.now())
        await self.host.settle()
        return fresh

    async def passes(self, milliseconds: int) -> None:
        """Time goes by, stopping at every deadline on the way."""
        end = self.clock.now() + milliseconds
        await self.host.settle()
        while (deadline := await self.host.next_deadline()) is not None and deadline <= end:
            self.clock.advance_to(deadline)
            await self.host.settle()
        self.clock.advance_to(end)
        await self.host.settle()

    def heard(self, kind: type | tuple[type, ...]) -> list[Any]:
        return [event for event in self.machine.events if isinstance(event, kind)]

    async def conversation(self) -> str:
        (first, *_) = await self.host.conversations()
        return first.id

    async def lines(self) -> list[tuple[str, str]]:
        return [(line.direction, line.status) for line in await self.host.history(await self.conversation())]


def say(memory: dict[str, Any], event: Event, text: str, n: int = 1, **more: Any) -> Send:
    """A send whose ref is derived as the machine derives it."""
    return Send(ref=f"{memory['interaction']}/{event.seq}/{n}", utterance=Utterance(text=text, **more))


def play(script: Script, scenario: Callable[[World], Awaitable[None]], **parts: Any) -> None:
    """Play a scenario in a world with this script, and close its store."""

    async def main() -> None:
        world = World(script, **parts)
        try:
            await scenario(world)
        finally:
            await world.store.close()

    asyncio.run(main())
