"""One seed, one virtual clock, many customers, one host, a provider that refuses, loses, doubles, delays and reorders,
services that stumble, people with their own pace, and a process that dies after any commit and around any send.

Nothing here sleeps and nothing is random but by the seed: a seed that breaks a law is its own reproduction.
"""

from __future__ import annotations

import random
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING

from fakes import LeisurelyPeople, StumblingServices  # beside this file, not a package

from channel_adapter.clock import VirtualClock
from channel_adapter.emulator import STORMY, BusinessNumber, Cloud, InProcessWire, NotOnThePhoneError
from channel_adapter.whatsapp.channel import WhatsAppChannel
from channel_adapter.whatsapp.dialect import NumberSettings, Secret
from channel_adapter.whatsapp.webhook import parse
from flow_notations import machine
from flow_notations.host.host import Host
from flow_notations.host.people import Answer
from flow_notations.host.sqlite import SqliteStore
from flow_notations.host.wiring import Route, Wiring
from flow_notations.library import read_library
from flow_notations.testing.crashes import Crash, Fuse, Fuses, MortalChannel, MortalStore
from flow_notations.testing.stage import templates_of

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable

    from channel_adapter.emulator import Bubble, Customer

FLOWS = Path(__file__).resolve().parents[2] / "flows"
LIBRARY = read_library([FLOWS])
OWN = read_library([Path(__file__).resolve().parent / "flows"])
PROGRAMS = {**LIBRARY.programs, **OWN.programs}
STARTS = sorted([*LIBRARY.programs, "parcel", "parcel"])
BEGINNING = 1_772_442_000_000
HOUR = 3_600_000
DAYS_OF_SILENCE = 9
"""Longer than any timeout, window, expiry and redelivery: afterwards nothing may be left hanging."""
WORDS = (
    "hi",
    "track",
    "order",
    "ab-1234",
    "AB12345678",
    "yes",
    "no",
    "9",
    "banana",
    "agent",
    "STOP",
    "the second",
    "👍",
    "refund",
    "?",
)


@dataclass(slots=True)
class Deed:
    """One thing that a customer does, at a moment."""

    at: int
    customer: Customer
    kind: str
    words: str = ""


@dataclass(slots=True)
class World:
    """Everything that happens under one seed."""

    seed: int
    customers_count: int = 12
    deeds_each: int = 9
    said: list[str] = field(default_factory=list)
    crashes: int = 0
    folder: Path | None = None
    """Where the store's file is; without one it is in memory and nothing crashes."""
    clock: VirtualClock = field(init=False)
    cloud: Cloud = field(init=False)
    host: Host = field(init=False)
    store: SqliteStore = field(init=False)
    wiring: Wiring = field(init=False)
    fuses: Fuses = field(init=False)
    services: StumblingServices = field(init=False)
    people: LeisurelyPeople = field(init=False)
    chance: random.Random = field(init=False)

    def __post_init__(self) -> None:
        self.chance = random.Random(self.seed)
        self.clock = VirtualClock(BEGINNING)
        number = BusinessNumber(templates=templates_of(OWN.centre))
        self.cloud = Cloud(numbers=[number], habits=STORMY, seed=self.seed)
        settings = NumberSettings(number_id=number.id, token=Secret(number.access_token), patience_ms=0)
        channel = WhatsAppChannel(settings, InProcessWire(self.cloud, number.id, self.clock), clock=self.clock)
        customers = [
            self.cloud.customer(f"+3460000{index:04}", f"Customer {index}") for index in range(self.customers_count)
        ]
        dispatch = [
            Route(flow=STARTS[index % len(STARTS)], customer=f"+{person.wa_id}")
            for index, person in enumerate(customers)
        ]
        self.fuses = Fuses([])
        self.wiring = Wiring(
            machine=machine,
            programs=PROGRAMS,
            channels={number.id: MortalChannel(channel, self.fuses)},
            dispatch=dispatch,
        )
        self.services = StumblingServices(self.clock, self.chance)
        self.people = LeisurelyPeople(self.clock, self.chance)
        self.host = self.new_host()
        self.lay_fuse()

    def new_host(self) -> Host:
        """Open the store and begin, as a supervisor does after a crash."""
        self.store = SqliteStore.open(self.folder / "store") if self.folder else SqliteStore.open()
        store = MortalStore(self.store, self.fuses)
        return Host(store, self.wiring, self.clock, fetcher=self.services, people=self.people)

    def lay_fuse(self) -> None:
        """The next moment at which the process dies."""
        if self.folder is not None:
            moment, far = self.chance.choice((("before_send", 12), ("after_send", 12), ("after_saves", 400)))
            self.fuses.laid = [Fuse(moment, self.chance.randrange(1, far))]  # type: ignore[arg-type]

    def deeds(self) -> list[Deed]:
        """What all customers will do, in order of time: bursts, pauses, long silences."""
        deeds = []
        for person in self.cloud.customers:
            at = BEGINNING + self.chance.randrange(HOUR)
            for _ in range(self.deeds_each):
                kind = self.chance.choices(("says", "taps", "photo"), (6, 5, 1))[0]
                deeds.append(Deed(at, person, kind, self.chance.choice(WORDS)))
                at += self.chance.choice((0, 500, 4_000, 60_000, 20 * 60_000, 3 * HOUR, 23 * HOUR, 26 * HOUR))
        return sorted(deeds, key=lambda deed: deed.at)

    async def run(self) -> None:
        """Let everything happen, then let time pass until nothing is left to happen."""
        for deed in self.deeds():
            await self.pass_until(deed.at)
            self.do(deed)
        await self.pass_until(self.clock.now() + DAYS_OF_SILENCE * 24 * HOUR)

    def do(self, deed: Deed) -> None:
        """One customer acts; a tap on nothing is a message instead."""
        who, at = deed.customer.wa_id, self.clock.now()
        if deed.kind == "taps":
            options = [option for bubble in self.bubbles(deed.customer) for option in bubble.options]
            if options:
                try:
                    self.said.append(self.cloud.taps(who, self.chance.choice(options[-6:]).id, at=at))
                except NotOnThePhoneError:
                    self.said.append(self.cloud.says(who, deed.words, at=at))
                return
        if deed.kind == "photo":
            self.said.append(self.cloud.sends_media(who, "image", at=at, caption=deed.words))
        else:
            self.said.append(self.cloud.says(who, deed.words, at=at))

    async def pass_until(self, moment: int) -> None:
        """Do everything that is due on the way, in order of time."""
        while True:
            await self.work()
            dues = (self.cloud.next_due(), await self.host.next_deadline(), self.people.next_due())
            moments = [due for due in dues if due is not None]
            if not moments or min(moments) > moment:
                break
            self.clock.advance_to(max(min(moments), self.clock.now() + 1))
        self.clock.advance_to(moment)

    async def work(self) -> None:
        """Do what is due now; when the process dies of it, another goes on with the file."""
        while True:
            self.fuses.live = True
            try:
                await self.deliver()
                await self.attend()
                await self.host.settle()
            except Crash:
                await self.die()
            else:
                return
            finally:
                self.fuses.live = False

    async def deliver(self) -> None:
        """Hand over the webhooks that are due; one whose taker dies is delivered again."""
        for delivery in self.cloud.due(self.clock.now()):
            now = self.clock.now()
            # Now and then our answer is lost on the way back: the provider delivers again.
            status = 200 if self.chance.random() > 0.05 else 503
            try:
                await self.host.accept(parse(delivery.body, arrived_at=now), arrived_at=now)
            except Crash:
                self.cloud.acknowledge(delivery, 503, now)
                await self.die()
            else:
                self.cloud.acknowledge(delivery, status, now)

    async def die(self) -> None:
        """The process is gone, and another opens the file."""
        self.crashes += 1
        await self.store.close()
        self.host = self.new_host()
        self.lay_fuse()

    async def attend(self) -> None:
        """People take conversations up, and let them go."""
        now = self.clock.now()
        for ref, (conversation, takes, lets_go) in list(self.people.plans.items()):
            if ref in self.people.taken and lets_go <= now:
                self.people.plans.pop(ref)
                outcome = self.chance.choice(("released", "ended"))
                answer = Answer(outcome=outcome, agent="Kim")
                await self.patiently(lambda ref=ref, answer=answer: self.host.release(ref, answer))
            elif ref not in self.people.taken and takes <= now:
                self.people.taken.add(ref)
                await self.patiently(lambda conversation=conversation: self.host.take(conversation, "Kim"))

    async def patiently(self, tell: Callable[[], Awaitable[None]]) -> None:
        """People repeat what a host that died may not have heard."""
        try:
            await tell()
        except Crash:
            await self.die()
            await tell()

    def bubbles(self, customer: Customer) -> tuple[Bubble, ...]:
        """What the business sent to this customer so far."""
        shown = self.cloud.phone(customer.wa_id, at=self.clock.now())
        return tuple(bubble for bubble in shown if bubble.author == "business")
