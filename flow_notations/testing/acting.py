"""What people do on a stage: the customer writes, taps, quotes and sends; an agent writes and lets go."""

from __future__ import annotations

from typing import TYPE_CHECKING

from channel_adapter.emulator import NotOnThePhoneError
from flow_notations.effects import Send, Utterance
from flow_notations.host.people import Answer
from flow_notations.host.sending import enqueue
from flow_notations.host.turn import wake

if TYPE_CHECKING:
    from typing import Literal

    from channel_adapter.clock import VirtualClock
    from channel_adapter.emulator import Bubble, Cloud, Customer
    from flow_notations.host.host import Host
    from flow_notations.host.records import Interaction
    from flow_notations.host.store import Transaction

    from .stage import Stage

AGENT = "agent"
"""The name of the one person of the centre."""
SOMEWHERE = (40.4168, -3.7038)
"""Latitude and longitude of a place that nobody named."""


class NothingOfferedError(LookupError):
    """No conversation waits for people."""


class Acts:
    """The acting half of a rehearsal."""

    __slots__ = ()

    host: Host
    stage: Stage
    customer: Customer

    if TYPE_CHECKING:

        @property
        def cloud(self) -> Cloud: ...
        @property
        def clock(self) -> VirtualClock: ...
        @property
        def bubbles(self) -> tuple[Bubble, ...]: ...
        def showing(self, option: str, *, by_label: bool = False, oldest: bool = False) -> tuple[str, str]: ...
        async def interaction(self) -> Interaction | None: ...
        async def come_to_rest(self) -> None: ...

    async def say(self, *texts: str, late_ms: int = 0) -> None:
        """Write, several texts before anybody answers; ``late_ms`` ago, though it arrives only now."""
        for text in texts:
            self.cloud.says(self.customer.wa_id, text, at=self.clock.now() - late_ms)
        await self.come_to_rest()

    async def quote(self, part: str, text: str) -> None:
        """Answer the newest message with these words in it. Raises ``NotOnThePhoneError`` when there is none."""
        quoted = next((bubble for bubble in self.bubbles[::-1] if part in bubble.text), None)
        if quoted is None:
            raise NotOnThePhoneError(part)
        self.cloud.says(self.customer.wa_id, text, at=self.clock.now(), quotes=quoted.message_id)
        await self.come_to_rest()

    async def tap(self, option: str, *, by_label: bool = False, oldest: bool = False) -> None:
        """Tap an option, by the author's id or by its label, on the newest (or oldest) message that shows it.

        Raises ``NotOnThePhoneError`` when none does.
        """
        message, choice = self.showing(option, by_label=by_label, oldest=oldest)
        self.cloud.taps(self.customer.wa_id, choice, at=self.clock.now(), message_id=message)
        await self.come_to_rest()

    async def tap_template(self, template: str, label: str, payload: str) -> None:
        """Tap a button of a template that somebody sent before all this."""
        context = {"from": self.cloud.numbers[0].display, "id": f"wamid.{template}"}
        content = {"payload": payload, "text": label}
        now = self.clock.now()
        self.cloud.sends(self.customer.wa_id, "button", content, at=now, extra={"context": context})
        await self.come_to_rest()

    async def send_media(self, kind: str, text: str, *, place: tuple[float, float] | None = None) -> None:
        """Send a medium with a caption, a place (latitude and longitude), a contact card, or what the channel cannot hand over."""
        who, now = self.customer.wa_id, self.clock.now()
        match kind:
            case "location":
                self.cloud.sends_location(who, *(place or SOMEWHERE), name=text or None, at=now)
            case "contact":
                card = {"name": {"formatted_name": text or "Eva", "first_name": text or "Eva"}}
                self.cloud.sends_contacts(who, card, at=now)
            case "voice":
                self.cloud.sends_media(who, "audio", at=now, voice=True)
            case "audio" | "sticker":
                self.cloud.sends_media(who, kind, at=now)
            case "unsupported":
                self.cloud.sends_unsupported(who, at=now)
            case _:
                self.cloud.sends_media(who, kind, at=now, caption=text)  # type: ignore[arg-type]
        await self.come_to_rest()

    async def agent_says(self, text: str) -> None:
        """A person takes the conversation, if nobody has, and writes. Raises ``NothingOfferedError``."""
        await self._taken()
        interaction = await self.interaction()
        assert interaction is not None, "what was offered belongs to an interaction"
        now, number = self.clock.now(), len(await self.host.outbox(limit=100_000))
        send = Send(ref=f"{interaction.id}/agent/{number}", utterance=Utterance(text=text, speaker=AGENT))

        def queue(tx: Transaction) -> None:
            conversation = tx.conversations.get(interaction.conversation)
            enqueue(tx, self.host.wiring, conversation, send, interaction=interaction.id, now=now)
            wake(tx, conversation.id, now)

        await self.host.store.transact(queue)
        await self.come_to_rest()

    async def agent_leaves(self, outcome: Literal["released", "ended"], disposition: str | None) -> None:
        """People are done. Raises ``NothingOfferedError`` when nothing stands."""
        ref = await self._taken()
        self.stage.people.standing.pop(ref)
        await self.host.release(ref, Answer(outcome=outcome, disposition=disposition, agent=AGENT))
        await self.come_to_rest()

    async def _taken(self) -> str:
        """The offer that stands; a person holds its conversation from now on."""
        people = self.stage.people
        if not people.standing:
            raise NothingOfferedError
        ref, conversation = next(iter(people.standing.items()))
        if ref not in people.taken:
            people.taken.add(ref)
            await self.host.take(conversation, AGENT)
            await self.host.settle()
        return ref
