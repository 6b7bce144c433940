"""Customers apart from what they send: reading, listening, being off line, blocking, changing their number.

It also holds what every act needs: who acts at which number, and how a webhook about it leaves.
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from . import ticks
from .webhook_bodies import Json, message_of, received, value_of

if TYPE_CHECKING:
    from channel_adapter.messages import Instant

    from .accounts import BusinessNumber, Customer
    from .world import Message, Thread, World


class NotOnThePhoneError(LookupError):
    """The customer cannot tap, quote or change what their phone does not show."""


class Presence:
    """Customers and their phones in a world."""

    world: World

    def reads(self, customer: str, *, at: Instant, number_id: str | None = None) -> None:
        """Open the chat: everything that arrived is read now."""
        number, person, thread = self._between(customer, number_id)
        for message in thread.messages:
            arrived = message.delivered_at is not None and message.delivered_at <= at
            if message.author == "business" and arrived and message.read_at is None:
                ticks.read(self.world, number, person, message, at)

    def plays(self, customer: str, message_id: str, *, at: Instant, number_id: str | None = None) -> None:
        """Listen to a voice note."""
        number, person, thread = self._between(customer, number_id)
        message = shown(thread, message_id)
        message.played_at = at
        ticks.report(self.world, number, person, message, "played", at)

    def goes_offline(self, customer: str) -> None:
        """Switch the phone off: later messages stay at one tick."""
        self.world.put(replace(self.world.person(customer), online=False))

    def comes_online(self, customer: str, *, at: Instant) -> None:
        """Switch the phone on: everything that waited is delivered."""
        person = self.world.put(replace(self.world.person(customer), online=True))
        for (number_id, key), thread in self.world.threads.items():
            for message in thread.messages if key == person.key else ():
                if message.author == "business" and message.delivered_at is None and not message.hidden:
                    ticks.deliver(self.world, self.world.numbers[number_id], person, message, at)

    def blocks(self, customer: str) -> None:
        """Block the business: later messages are accepted and never delivered."""
        self.world.put(replace(self.world.person(customer), blocking=True))

    def unblocks(self, customer: str) -> None:
        """Let it write again; what was sent meanwhile stays lost."""
        self.world.put(replace(self.world.person(customer), blocking=False))

    def changes_number(self, customer: str, wa_id: str, *, at: Instant, number_id: str | None = None) -> str:
        """Move to another phone number; the provider gives a new user id too."""
        number, before, _ = self._between(customer, number_id)
        fresh = self.world.user_id(wa_id)
        self.world.put(replace(before, wa_id=wa_id, user_id=fresh))
        body = f"User {before.name} changed from {before.wa_id} to {wa_id}"
        system = {"body": body, "wa_id": wa_id, "type": "user_changed_number",
                  "user_id": fresh, "previous_user_id": before.user_id}  # fmt: skip
        return self._event(number, before, "system", system, at, contact=False)

    def _event(
        self, number: BusinessNumber, person: Customer, kind: str, content: Json, at: Instant, *, contact: bool = True
    ) -> str:
        """A notice in the form of a message; it opens no window and shows no bubble."""
        event_id = self.world.message_id(person.wa_id, inbound=True)
        self._publish(number, person, message_of(person, event_id, at, kind, content), at, contact=contact)
        return event_id

    def _publish(
        self, number: BusinessNumber, person: Customer, item: Json, at: Instant, *, contact: bool = True
    ) -> None:
        value = received(number, person, item) if contact else value_of(number) | {"messages": [item]}
        field = "standby" if number.standby else "messages"
        self.world.meters[number.id].count(at)
        self.world.outbox.add(number, field, value, name=item["id"], at=at)

    def _number(self, number_id: str | None) -> BusinessNumber:
        return self.world.numbers[number_id] if number_id else next(iter(self.world.numbers.values()))

    def _between(self, customer: str, number_id: str | None) -> tuple[BusinessNumber, Customer, Thread]:
        number = self._number(number_id)
        person = self.world.person(customer)
        return number, person, self.world.thread(number, person)


def shown(thread: Thread, message_id: str, *, author: str | None = None) -> Message:
    """The message of this id on the phone, by this author if given; raises ``NotOnThePhoneError``."""
    message = thread.find(message_id)
    if message is None or message.hidden or author not in (None, message.author):
        raise NotOnThePhoneError(f"message {message_id!r} is not on this phone")
    return message
