"""One customer and one flow on a stage, in virtual time: what ``flow talk``, transcripts and simulations have in common.

The session is stored after every event and read back for the next. Between two acts the host itself is put away and a
new one begins, so that nothing lives from turn to turn but what would survive a restart; with ``reopening`` the store's
file is closed and opened as well.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from channel_adapter.clock import VirtualClock
from channel_adapter.emulator import CALM, NotOnThePhoneError
from channel_adapter.messages import Address, StatusChange
from channel_adapter.whatsapp.webhook import parse
from flow_notations import machine
from flow_notations.host.intake import conversation_with
from flow_notations.host.json_forms import FLOW_FORMS

from .acting import Acts
from .crashes import Crash
from .stage import Stage
from .wording import choice_ids

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping
    from pathlib import Path

    from channel_adapter.emulator import ApprovedTemplate, Bubble, Cloud, Customer, Habits
    from channel_adapter.emulator.world import Message
    from channel_adapter.messages import Instant
    from flow_notations.events import Event
    from flow_notations.host.host import Host
    from flow_notations.host.records import Interaction
    from flow_notations.host.store import Transaction
    from flow_notations.machine import Program, State
    from flow_notations.values import Value

TRAVEL_MS = 3_000
"""After an act so much time passes, for webhooks, answers and ticks to travel."""
RESTLESS_MAX = 100
"""How often an act may set something new going before its end is not waited for any longer."""
PHONE = "+34600111222"
SERVER_FAULT = 503
"""What the provider sees of a host that died while it took a webhook: it delivers again."""


@dataclass(slots=True)
class Rehearsal(Acts):
    """Each act ends when nothing is left to do at that moment, calls to services included."""

    host: Host
    stage: Stage
    customer: Customer
    seen: int = 0
    refusals_seen: int = 0
    doubled: bool = False
    reordered: bool = False
    statuses_lost: bool = False
    reopening: bool = False
    crashes: int = 0

    @classmethod
    async def open(  # noqa: PLR0913 - every one has its default
        cls,
        programs: Mapping[str, Program],
        flow: str,
        *,
        at: Instant,
        contact: Mapping[str, Value] | None = None,
        templates: Iterable[ApprovedTemplate] = (),
        path: Path | None = None,
        on_disk: bool = False,
        habits: Habits = CALM,
        seed: int = 0,
    ) -> Rehearsal:
        """Begin at the moment ``at``, with a store in memory, in a file, or (``on_disk``) in a file of its own."""
        stage = Stage.built(
            programs, flow, clock=VirtualClock(at), templates=templates, path=path, on_disk=on_disk, habits=habits, seed=seed
        )  # fmt: skip
        rehearsal = cls(stage.host(), stage, stage.cloud.customer(PHONE, "Ana"))
        number = stage.cloud.numbers[0].id
        await rehearsal.host.store.transact(lambda tx: _introduce(tx, rehearsal.host, number, contact or {}))
        return rehearsal

    @property
    def cloud(self) -> Cloud:
        """The provider."""
        return self.stage.cloud

    @property
    def clock(self) -> VirtualClock:
        """The hour."""
        return self.stage.clock

    # --- time ---

    async def pass_time(self, milliseconds: int) -> None:
        """Let time pass, stopping at everything that is due on the way, in order."""
        until = self.clock.now() + milliseconds
        while True:
            await self._work()
            following = await self._next_due()
            if following is None or following > until:
                break
            self.clock.advance_to(max(following, self.clock.now() + 1))
        self.clock.advance_to(until)
        await self._work()

    async def come_to_rest(self, after_ms: int = TRAVEL_MS) -> None:
        """Let what an act set going come to its end; then put the host away and begin with a new one."""
        await self.pass_time(after_ms)
        for _ in range(RESTLESS_MAX):
            quiet_from = max(self._last_activity(), self.stage.services.next_retry() or 0) + TRAVEL_MS
            if quiet_from <= self.clock.now():
                break
            await self.pass_time(quiet_from - self.clock.now())
        if self.reopening:
            await self.stage.reopen()
        self.host = self.stage.host()

    def _last_activity(self) -> Instant:
        """When a message of ours was last taken, a service asked, or people."""
        services, people = self.stage.services, self.stage.people
        asked = services.attempts[-1].at if services.attempts else 0
        messages = self.cloud.world.thread(self.cloud.numbers[0], self.customer).messages
        sent = max((message.at for message in messages if message.author == "business"), default=0)
        return max(sent, asked, people.last_at)

    async def pass_to_next(self) -> int:
        """Jump to the next moment at which anything happens; how many milliseconds that was, 0 when nothing is due."""
        following = await self._next_due()
        passed = 0 if following is None else max(0, following - self.clock.now())
        await self.pass_time(passed + TRAVEL_MS)
        return passed

    async def _next_due(self) -> Instant | None:
        moments = (self.cloud.next_due(), await self.host.next_deadline())
        return min((moment for moment in moments if moment is not None), default=None)

    async def _work(self) -> None:
        """Do all that is due; a host that dies of it is followed by another, which goes on."""
        while True:
            self.stage.fuses.live = True
            try:
                await self._deliver()
                await self.host.settle()
            except Crash:
                self.crashes += 1
                await self.stage.reopen()
                self.host = self.stage.host()
            else:
                return
            finally:
                self.stage.fuses.live = False

    async def _deliver(self) -> None:
        now = self.clock.now()
        deliveries = list(self.cloud.due(now))
        for delivery in deliveries[::-1] if self.reordered else deliveries:
            items = parse(delivery.body, arrived_at=now)
            if self.statuses_lost:
                items = tuple([item for item in items if not isinstance(item, StatusChange)])
            try:
                for _ in range(2 if self.doubled else 1):
                    await self.host.accept(items, arrived_at=now)
            except Crash:
                left = deliveries[::-1] if self.reordered else deliveries
                for untaken in left[left.index(delivery) :]:
                    self.cloud.acknowledge(untaken, SERVER_FAULT, now)
                raise
            self.cloud.acknowledge(delivery, 200, now)

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

    def new_refusals(self) -> tuple[str, ...]:
        """Why messages did not go out that were not asked for before."""
        refused = self.stage.witness.refused
        fresh, self.refusals_seen = tuple(refused[self.refusals_seen :]), len(refused)
        return fresh

    def by_agent(self, bubble: Bubble) -> bool:
        """Whether a person of the centre wrote it."""
        return "/agent/" in (self._sent(bubble).ref or "")

    def template_of(self, bubble: Bubble) -> str | None:
        """The name of the template that a message was made of."""
        content = self._sent(bubble).content
        return str(content["name"]) if bubble.kind == "template" and isinstance(content, dict) else None

    def _sent(self, bubble: Bubble) -> Message:
        thread = self.cloud.world.thread(self.cloud.numbers[0], self.customer)
        found = thread.find(bubble.message_id)
        assert found is not None, "a bubble shows a message of its thread"
        return found

    def showing(self, option: str, *, by_label: bool = False, oldest: bool = False) -> tuple[str, str]:
        """The newest (or oldest) message that shows an option, by the author's id or by its label; and its wire id.

        Raises ``NotOnThePhoneError`` when none does.
        """
        for bubble in self.bubbles if oldest else self.bubbles[::-1]:
            for choice, key in zip(bubble.options, choice_ids(bubble), strict=True):
                if option == (choice.label if by_label else key):
                    return bubble.message_id, choice.id
        raise NotOnThePhoneError(option)

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
        entries = await self.host.journal(interaction.id) if interaction else ()
        return [FLOW_FORMS.loads(entry.event) for entry in entries]

    async def explained(self) -> list[dict[str, str]]:
        """What the machine decided in the latest interaction and why, oldest first: ``node``, ``what``, ``why``."""
        interaction = await self.interaction()
        entries = await self.host.journal(interaction.id) if interaction else ()
        return [note for entry in entries for note in FLOW_FORMS.loads(entry.explanation)]

    async def close(self) -> None:
        """Let go of the store."""
        await self.host.store.close()
        self.stage.clear()


def _introduce(tx: Transaction, host: Host, number_id: str, contact: Mapping[str, Value]) -> None:
    """A customer with contact fields, before their first message."""
    if contact:
        customer, now = Address(phone=PHONE), host.clock.now()
        conversation = conversation_with(tx, host.wiring, number_id, customer, "rehearsal", now)
        for name, value in contact.items():
            tx.conversations.save_field(conversation.id, name, FLOW_FORMS.dumps(value))
