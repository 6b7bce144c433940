"""A whole centre in one object and virtual time: the real host on a real store, the real adapter, the emulated provider.

What a test, ``flow talk`` and the simulation have in common. The session is stored after every event and read back for the
next, so that nothing lives between two turns but what would survive a restart.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from channel_adapter.clock import VirtualClock
from channel_adapter.emulator import CALM, BusinessNumber, Cloud, InProcessWire, NotOnThePhoneError
from channel_adapter.messages import Address
from channel_adapter.whatsapp.channel import WhatsAppChannel
from channel_adapter.whatsapp.dialect import NumberSettings, Secret
from channel_adapter.whatsapp.webhook import parse
from flow_notations import machine
from flow_notations.host.host import Host
from flow_notations.host.intake import conversation_with
from flow_notations.host.json_forms import FLOW_FORMS
from flow_notations.host.sqlite import SqliteStore
from flow_notations.host.wiring import Route, Wiring

from .wording import choice_ids

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

    from channel_adapter.emulator import Bubble, Customer, Habits
    from channel_adapter.messages import Instant
    from flow_notations.events import Event
    from flow_notations.host.records import Interaction
    from flow_notations.host.store import Transaction
    from flow_notations.machine import Program, State
    from flow_notations.values import Value

TRAVEL_MS = 3_000
"""After a customer's act so much time passes, for webhooks, answers and ticks to travel."""
PHONE = "+34600111222"


@dataclass(slots=True)
class Rehearsal:
    """One customer and one flow. Each act ends when nothing is left to do at that moment."""

    host: Host
    cloud: Cloud
    clock: VirtualClock
    customer: Customer
    seen: int = 0
    doubled: bool = False
    reordered: bool = False

    @classmethod
    async def open(
        cls,
        programs: Mapping[str, Program],
        flow: str,
        *,
        at: Instant,
        contact: Mapping[str, Value] | None = None,
        path: Path | None = None,
        habits: Habits = CALM,
        seed: int = 0,
    ) -> Rehearsal:
        """Begin at the moment ``at``, with a store in memory or in a file."""
        clock = VirtualClock(at)
        number = BusinessNumber()
        cloud = Cloud(numbers=[number], habits=habits, seed=seed)
        settings = NumberSettings(number_id=number.id, token=Secret(number.access_token), patience_ms=0)
        channel = WhatsAppChannel(settings, InProcessWire(cloud, number.id, clock), clock=clock)
        wiring = Wiring(machine=machine, programs=programs, channels={number.id: channel}, dispatch=[Route(flow=flow)])
        store = SqliteStore.open(path) if path else SqliteStore.open()
        rehearsal = cls(Host(store, wiring, clock), cloud, clock, cloud.customer(PHONE, "Ana"))
        await rehearsal.host.store.transact(lambda tx: _introduce(tx, number.id, contact or {}))
        return rehearsal

    # --- what the customer does ---

    async def say(self, *texts: str) -> None:
        """Write, several texts before anybody answers."""
        for text in texts:
            self.cloud.says(self.customer.wa_id, text, at=self.clock.now())
        await self.pass_time(TRAVEL_MS)

    async def tap(self, option: str, *, by_label: bool = False, oldest: bool = False) -> None:
        """Tap an option, by the author's id or by its label, on the newest (or oldest) message that shows it.

        Raises ``NotOnThePhoneError`` when none does.
        """
        shown = self.bubbles if oldest else self.bubbles[::-1]
        for bubble in shown:
            for choice, key in zip(bubble.options, choice_ids(bubble), strict=True):
                if option == (choice.label if by_label else key):
                    self.cloud.taps(self.customer.wa_id, choice.id, at=self.clock.now(), message_id=bubble.message_id)
                    await self.pass_time(TRAVEL_MS)
                    return
        raise NotOnThePhoneError(option)

    async def send_media(self, kind: str, text: str) -> None:
        """Send a medium with a caption, a place or a contact card."""
        who, now = self.customer.wa_id, self.clock.now()
        match kind:
            case "location":
                self.cloud.sends_location(who, 40.4168, -3.7038, name=text or None, at=now)
            case "contact":
                card = {"name": {"formatted_name": text or "Eva", "first_name": text or "Eva"}}
                self.cloud.sends_contacts(who, card, at=now)
            case "voice":
                self.cloud.sends_media(who, "audio", at=now, voice=True)
            case "audio" | "sticker":
                self.cloud.sends_media(who, kind, at=now)
            case _:
                self.cloud.sends_media(who, kind, at=now, caption=text)  # type: ignore[arg-type]
        await self.pass_time(TRAVEL_MS)

    # --- time ---

    async def pass_time(self, milliseconds: int) -> None:
        """Let time pass, stopping at everything that is due on the way, in order."""
        until = self.clock.now() + milliseconds
        while True:
            await self._deliver()
            await self.host.settle()
            following = await self._next_due()
            if following is None or following > until:
                break
            self.clock.advance_to(max(following, self.clock.now() + 1))
        self.clock.advance_to(until)
        await self.host.settle()

    async def pass_to_next(self) -> int:
        """Jump to the next moment at which anything happens; how many milliseconds that was, 0 when nothing is due."""
        following = await self._next_due()
        passed = 0 if following is None else max(0, following - self.clock.now())
        await self.pass_time(passed + TRAVEL_MS)
        return passed

    async def _next_due(self) -> Instant | None:
        moments = (self.cloud.next_due(), await self.host.next_deadline())
        return min((moment for moment in moments if moment is not None), default=None)

    async def _deliver(self) -> None:
        deliveries = self.cloud.due(self.clock.now())
        for delivery in deliveries[::-1] if self.reordered else deliveries:
            for _ in range(2 if self.doubled else 1):
                items = parse(delivery.body, arrived_at=self.clock.now())
                await self.host.accept(items, arrived_at=self.clock.now())
            self.cloud.acknowledge(delivery, 200, self.clock.now())

    # --- what can be seen ---

    @property
    def bubbles(self) -> tuple[Bubble, ...]:
        """Everything the business has sent, as the phone shows it now."""
        shown = self.cloud.phone(self.customer.wa_id, at=self.clock.now())
        return tuple([bubble for bubble in shown if bubble.author == "business"])

    def new_bubbles(self) -> tuple[Bubble, ...]:
        """Those that were not asked for before."""
        shown = self.bubbles
        fresh, self.seen = shown[self.seen :], len(shown)
        return fresh

    async def interaction(self) -> Interaction | None:
        """The latest interaction, live or over."""
        for conversation in await self.host.conversations():
            found = await self.host.interactions(conversation.id)
            return found[-1] if found else None
        return None

    async def state(self) -> State | None:
        """The session as it is stored now."""
        interaction = await self.interaction()
        return machine.decode(interaction.state) if interaction and interaction.state else None

    async def happened(self) -> list[Event]:
        """Every event of the latest interaction's journal."""
        interaction = await self.interaction()
        return (
            [FLOW_FORMS.loads(entry.event) for entry in await self.host.journal(interaction.id)] if interaction else []
        )

    async def explained(self) -> list[dict[str, str]]:
        """What the machine decided in the latest interaction and why, oldest first: ``node``, ``what``, ``why``."""
        interaction = await self.interaction()
        entries = await self.host.journal(interaction.id) if interaction else ()
        return [note for entry in entries for note in FLOW_FORMS.loads(entry.explanation)]

    async def close(self) -> None:
        """Let go of the store."""
        await self.host.store.close()


def _introduce(tx: Transaction, number_id: str, contact: Mapping[str, Value]) -> None:
    """A customer with contact fields, before their first message."""
    if contact:
        conversation = conversation_with(tx, number_id, Address(phone=PHONE), "rehearsal")
        for name, value in contact.items():
            tx.conversations.save_field(conversation.id, name, FLOW_FORMS.dumps(value))
