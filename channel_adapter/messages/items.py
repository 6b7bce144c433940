"""What a webhook brings: messages, statuses and notices, one ``Item`` each, free of the vendor's JSON."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal, TypeAlias

from .inbound import Fault, ReceivedContent, Referral
from .shared import Address, Instant


@dataclass(frozen=True, slots=True, kw_only=True)
class Received:
    """A customer's message. ``at`` is the channel's own time, clamped to our arrival time; ``number_id`` is ours."""

    id: str
    number_id: str
    sender: Address
    at: Instant
    content: ReceivedContent
    profile_name: str | None = None
    reply_to: str | None = None
    forwarded: bool = False
    referral: Referral | None = None
    group_id: str | None = None


Rung: TypeAlias = Literal["sent", "delivered", "read", "played", "failed"]


@dataclass(frozen=True, slots=True, kw_only=True)
class StatusChange:
    """What became of one of our messages. ``ref`` is ours, when the channel echoed it.

    ``status`` is a ``Rung``, or any other word the vendor may invent: unknown words are kept, never raised on.
    """

    message_id: str
    number_id: str
    status: str
    at: Instant
    ref: str | None = None
    recipient: Address | None = None
    faults: tuple[Fault, ...] = ()
    pricing: dict[str, object] | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Edited:
    """The customer changed an earlier message."""

    id: str
    number_id: str
    sender: Address
    at: Instant
    original_id: str
    content: ReceivedContent


@dataclass(frozen=True, slots=True, kw_only=True)
class Revoked:
    """The customer took an earlier message back."""

    id: str
    number_id: str
    sender: Address
    at: Instant
    original_id: str


@dataclass(frozen=True, slots=True, kw_only=True)
class IdentityChanged:
    """The customer's phone number or user id changed: both addresses are the same person."""

    id: str
    number_id: str
    previous: Address
    current: Address
    at: Instant
    kind: str


@dataclass(frozen=True, slots=True, kw_only=True)
class PersonWrote:
    """A person answered this customer from the business phone app: automation should step aside."""

    id: str
    number_id: str
    to: Address
    at: Instant
    content: ReceivedContent


@dataclass(frozen=True, slots=True, kw_only=True)
class Standby:
    """A customer's message that another party (an AI agent, a second app) is handling: to be seen, never answered."""

    received: Received


@dataclass(frozen=True, slots=True, kw_only=True)
class Handover:
    """Control of a conversation moved between this app and another party."""

    id: str
    number_id: str
    fields: dict[str, object]


@dataclass(frozen=True, slots=True, kw_only=True)
class AccountFault:
    """An error of the account or of an item the channel could not tell us about."""

    id: str
    number_id: str
    fault: Fault


@dataclass(frozen=True, slots=True, kw_only=True)
class Notice:
    """Any other field of the webhook (template reviews, quality, calls, …): counted and kept, not acted on."""

    id: str
    field: str
    value: dict[str, object]


@dataclass(frozen=True, slots=True, kw_only=True)
class Unreadable:
    """An item that could not be understood: kept as a dead letter with its reason, and shown."""

    id: str
    reason: str
    raw: str


Item: TypeAlias = (
    Received
    | StatusChange
    | Edited
    | Revoked
    | IdentityChanged
    | PersonWrote
    | Standby
    | Handover
    | AccountFault
    | Notice
    | Unreadable
)
