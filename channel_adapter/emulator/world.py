"""Everything that is the case: numbers, customers, their threads, media, faults to come, webhooks on their way.

Only nouns and look-ups; what changes them lives in ``sending`` (the business acts), ``acts`` (customers act) and
``ticks`` (messages make their way).
"""

from __future__ import annotations

import base64
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Literal

from .accounts import digits_of
from .faults import Schedule
from .habits import DAY
from .media_store import MediaStore
from .outbox import Outbox
from .pace import Meter, number_meter, pair_meter

if TYPE_CHECKING:
    from channel_adapter.messages import Instant

    from .accounts import BusinessNumber, Customer
    from .chance import Chance
    from .habits import Habits
    from .webhook_bodies import Json

WINDOW = DAY
"""How long a business may answer freely. Rule:
https://developers.facebook.com/documentation/business-messaging/whatsapp/messages/send-messages#customer-service-windows"""


class UnknownCustomerError(LookupError):
    """Nobody of this name lives in this world."""


@dataclass(slots=True, kw_only=True)
class Message:
    """One message of a thread. ``content`` is the wire's object of its type; the instants tell how far it got."""

    id: str
    at: Instant
    author: Literal["business", "customer"]
    kind: str
    content: Json | list[Json]
    ref: str | None = None
    quotes: str | None = None
    options: tuple[Option, ...] = ()
    category: str = "service"
    sent_at: Instant | None = None
    delivered_at: Instant | None = None
    read_at: Instant | None = None
    played_at: Instant | None = None
    failed_at: Instant | None = None
    failure: int | None = None
    priced: bool = False
    hidden: bool = False
    edited: bool = False
    revoked: bool = False
    reaction: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Option:
    """Something to tap: what comes back when it is tapped, and what the customer reads."""

    kind: Literal["button_reply", "list_reply", "button"]
    id: str
    label: str
    description: str | None = None


@dataclass(slots=True, kw_only=True)
class Thread:
    """One customer at one number."""

    messages: list[Message] = field(default_factory=list)
    window_from: Instant | None = None
    typing_until: Instant = 0
    ad_until: Instant = 0
    meter: Meter = field(default_factory=pair_meter)

    def is_open(self, at: Instant) -> bool:
        """Whether the business may send free-form now."""
        return self.window_from is not None and at < self.window_from + WINDOW

    def find(self, message_id: str) -> Message | None:
        """The message of this id."""
        return next((message for message in reversed(self.messages) if message.id == message_id), None)


class World:
    """The state of an imitated provider."""

    def __init__(self, numbers: tuple[BusinessNumber, ...], habits: Habits, chance: Chance) -> None:
        self.habits = habits
        self.chance = chance
        self.numbers = {number.id: number for number in numbers}
        self.customers: dict[str, Customer] = {}
        self.threads: dict[tuple[str, str], Thread] = {}
        self.meters = {number.id: number_meter(number.throughput) for number in numbers}
        self.media = MediaStore()
        self.faults = Schedule()
        self.outbox = Outbox(habits, chance)
        self._names: dict[str, str] = {}
        self._homes: dict[str, tuple[str, str]] = {}
        self._count = 0

    def put(self, customer: Customer) -> Customer:
        """Let this person exist, or change what is known of them; old names keep leading nowhere."""
        before = self.customers.get(customer.key)
        if before:
            for name in before.names:
                self._names.pop(name, None)
        self.customers[customer.key] = customer
        self._names.update(dict.fromkeys(customer.names, customer.key))
        return customer

    def lookup(self, name: str) -> Customer | None:
        """Who answers to this phone number (however written), user id, parent user id or alias."""
        key = self._names.get(name) or self._names.get(digits_of(name))
        return self.customers[key] if key else None

    def person(self, name: str) -> Customer:
        """As ``lookup``, or by key; raises ``UnknownCustomerError``."""
        found = self.lookup(name) or self.customers.get(name)
        if found is None:
            raise UnknownCustomerError(f"no customer {name!r} in this world; add them first")
        return found

    def thread(self, number: BusinessNumber, customer: Customer) -> Thread:
        """What passed between these two."""
        return self.threads.setdefault((number.id, customer.key), Thread())

    def keep(self, number: BusinessNumber, customer: Customer, message: Message) -> None:
        """Put a message at the end of their thread."""
        self.thread(number, customer).messages.append(message)
        self._homes[message.id] = (number.id, customer.key)

    def thread_with(self, number: BusinessNumber, message_id: str) -> Thread | None:
        """The thread of this number that holds this message."""
        home = self._homes.get(message_id)
        return self.threads[home] if home and home[0] == number.id else None

    def forget(self, *, keep: int) -> None:
        """Let every phone show its latest ``keep`` messages only (1 or more), so that a long simulation stays small."""
        for thread in self.threads.values():
            for message in thread.messages[:-keep]:
                del self._homes[message.id]
            del thread.messages[:-keep]

    def count(self) -> int:
        """1, 2, 3, …: what makes ids differ."""
        self._count += 1
        return self._count

    def message_id(self, party: str, *, inbound: bool) -> str:
        """A new message id, of the provider's form (Base64 around the customer's number and a random part)."""
        digits, mark = (20, b"\x12\x18\x14") if inbound else (18, b"\x11\x18\x12")
        own = self.chance.hexadecimal(digits, "message", self.count()).encode()
        name = party.encode()[:127]
        return (
            "wamid."
            + base64.b64encode(
                b"\x1c\x18" + bytes([len(name)]) + name + b"\x15\x02\x00" + mark + own + b"\x00"
            ).decode()
        )

    def media_id(self) -> str:
        """A new id of a medium: sixteen digits."""
        return str(10**15 + self.chance.below(9 * 10**15, "medium", self.count()))

    def user_id(self, wa_id: str) -> str:
        """The business-scoped user id of whoever holds this phone number."""
        return f"US.{10**19 + self.chance.below(9 * 10**18, 'user', wa_id)}"

    def trace(self) -> str:
        """A new trace id for an answer."""
        return "A" + base64.urlsafe_b64encode(
            bytes.fromhex(self.chance.hexadecimal(32, "trace", self.count()))
        ).decode().rstrip("=")
