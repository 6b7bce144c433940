"""A whole centre in one object and virtual time: the real host on a real store, the real adapter, the emulated provider.

What a test, ``flow talk`` and the simulation have in common. The session is stored after every event and read back for the
next, so that nothing lives between two turns but what would survive a restart.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from channel_adapter.clock import VirtualClock
from channel_adapter.emulator import BusinessNumber, Cloud, Habits, InProcessWire
from channel_adapter.whatsapp.channel import WhatsAppChannel
from channel_adapter.whatsapp.dialect import NumberSettings, Secret
from channel_adapter.whatsapp.webhook import parse
from flow_notations.host import Dispatch, Host, open_store

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

    from channel_adapter.emulator import Bubble, Customer
    from channel_adapter.messages import Instant
    from flow_notations.machine import Program
    from flow_notations.values import Value

MOMENT_MS = 3_000
"""After a customer's act, so much time passes for webhooks, answers and ticks to travel."""


@dataclass(slots=True)
class Rehearsal:
    """One customer and one flow. Acts are synchronous for the caller; each ends when nothing is left to do now."""

    host: Host
    cloud: Cloud
    clock: VirtualClock
    customer: Customer
    seen: int = 0
    doubled: bool = False
    arrived: list[str] = field(default_factory=list)

    @classmethod
    async def open(
        cls,
        programs: Mapping[str, Program],
        flow: str,
        *,
        at: Instant,
        contact: Mapping[str, Value] | None = None,
        path: Path | None = None,
        habits: Habits | None = None,
        seed: int = 0,
    ) -> Rehearsal:
        """Begin at the moment ``at``, with a store in memory or in a file."""
        clock = VirtualClock(at)
        number = BusinessNumber()
        cloud = Cloud(numbers=[number], habits=habits or Habits(), seed=seed)
        customer = cloud.customer("+34600111222", str((contact or {}).get("first_name") or "Ana"))
        settings = NumberSettings(number_id=number.id, access_token=Secret(number.access_token), patience_ms=0)
        channel = WhatsAppChannel(settings, InProcessWire(cloud, number.id, clock), clock=clock)
        host = Host(
            store=await open_store(path),
            programs=programs,
            channels={number.id: channel},
            dispatch=Dispatch.to(flow),
            clock=clock,
        )
        rehearsal = cls(host=host, cloud=cloud, clock=clock, customer=customer)
        if contact:
            await host.save_contact(number.id, f"+{customer.wa_id}", contact)
        return rehearsal

    # --- what the customer does ---

    async def say(self, *texts: str) -> None:
        """Write, several texts before anybody answers."""
        for text in texts:
            self.cloud.says(self.customer.wa_id, text, at=self.clock.now())
        await self.pass_time(MOMENT_MS)

    async def tap(self, option: str, message_id: str | None = None) -> None:
        """Tap an option of the newest message that shows it, or of one message."""
        self.cloud.taps(self.customer.wa_id, option, at=self.clock.now(), message_id=message_id)
        await self.pass_time(MOMENT_MS)

    # --- time ---

    async def pass_time(self, milliseconds: int) -> None:
        """Let time pass, stopping at everything that is due on the way, in order."""
        until = self.clock.now() + milliseconds
        while True:
            await self._deliver()
            await self.host.settle()
            following = self._next_due(until)
            if following is None:
                break
            self.clock.advance_to(following)
        self.clock.advance_to(until)
        await self.host.settle()

    def _next_due(self, until: Instant) -> Instant | None:
        """The next moment at which something happens, not after ``until``; a moment now counts only while it moves."""
        moments = [moment for moment in (self.cloud.next_due(), self.host.next_deadline()) if moment is not None]
        return min((moment for moment in moments if moment <= until), default=None)

    async def _deliver(self) -> None:
        for delivery in self.cloud.due(self.clock.now()):
            for _ in range(2 if self.doubled else 1):
                items = parse(delivery.body, arrived_at=self.clock.now())
                await self.host.accept(items, arrived_at=self.clock.now())
            self.cloud.acknowledge(delivery, 200, self.clock.now())

    # --- what the phone shows ---

    @property
    def bubbles(self) -> tuple[Bubble, ...]:
        """Everything the business has sent, as the phone shows it now."""
        shown = self.cloud.phone(self.customer.wa_id, at=self.clock.now())
        return tuple(bubble for bubble in shown if bubble.author == "business")

    def new_bubbles(self) -> tuple[Bubble, ...]:
        """Those that were not asked for before."""
        shown = self.bubbles
        fresh, self.seen = shown[self.seen :], len(shown)
        return fresh

    async def close(self) -> None:
        """Let go of the store."""
        await self.host.close()
