"""What can happen to a session: the closed set of events. Time, ids and the reply window arrive inside them.

The host stamps each with ``id`` (unique, for duplicates), ``seq`` (its number in the interaction, from 1), ``at`` (now)
and ``window_until`` (end of the reply window, ``None`` when none is open). The core has no other clock.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Literal, TypeAlias

if TYPE_CHECKING:
    from collections.abc import Mapping

    from .values import Instant, Value

MessageKind: TypeAlias = Literal[
    "text", "tap", "image", "audio", "video", "document", "sticker", "location", "contacts", "reaction", "order", "form",
    "unsupported",
]  # fmt: skip

UnsentReason: TypeAlias = Literal["window_closed", "limit", "refused", "uncertain", "undelivered"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Message:
    """What the customer sent, in the flow's words.

    ``at`` is the channel's time of it. ``text`` is the body, the caption or the label tapped. ``option`` is the id of the
    option tapped. ``of`` is our ref of the message that was tapped or quoted, when it is one of ours.
    ``details`` holds the rest by kind, as plain values: media (id, mime_type, filename, url), location (latitude,
    longitude, name, address), payload (of a template's button), referral, and so on.
    """

    id: str
    at: Instant
    kind: MessageKind
    text: str = ""
    option: str | None = None
    of: str | None = None
    details: Mapping[str, Value] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class Stamp:
    """What the host sets on every event."""

    id: str
    seq: int
    at: Instant
    window_until: Instant | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Began(Stamp):
    """An interaction began: with a customer's ``first`` message, or without one (a scheduled flow)."""

    interaction: str
    inputs: Mapping[str, Value] = field(default_factory=dict)
    contact: Mapping[str, Value] = field(default_factory=dict)
    attributes: Mapping[str, Value] = field(default_factory=dict)
    """Of the interaction itself: ``channel_type``, ``channel_sub_type``, ``contact_point``, ``customer``, ``direction``."""
    first: Message | None = None
    language: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Heard(Stamp):
    """The customer wrote, tapped or sent something."""

    message: Message


@dataclass(frozen=True, slots=True, kw_only=True)
class Sent(Stamp):
    """The channel accepted all parts of the send ``ref``."""

    ref: str
    message_ids: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Unsent(Stamp):
    """The send ``ref`` did not (wholly) go out, or was reported undelivered later. ``sentence`` is for people."""

    ref: str
    reason: UnsentReason
    sentence: str = ""
    code: int | None = None
    retryable: bool = False
    parts_sent: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class Progressed(Stamp):
    """A send became ``status`` (delivered, read, played), or ``failed`` when a person wrote it. No flow ever waits for it."""

    ref: str
    status: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Fired(Stamp):
    """A timer's deadline has come."""

    timer: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Fetched(Stamp):
    """A fetch ended: ``status`` is the HTTP status, or ``None`` when no answer came; ``body`` is the JSON as values."""

    ref: str
    status: int | None
    body: Value = None
    sentence: str = ""
    attempts: int = 1


@dataclass(frozen=True, slots=True, kw_only=True)
class Released(Stamp):
    """People are done with the conversation, or nobody took it. ``outcome``: released, ended or no_agent."""

    ref: str
    outcome: Literal["released", "ended", "no_agent"]
    disposition: str | None = None
    agent: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Taken(Stamp):
    """A person holds the conversation; automation is silent until ``Released``."""

    by: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Closing(Stamp):
    """The window or the interaction will close at ``closes_at``; sent ahead of it for ``anywhere closing``."""

    what: Literal["window", "interaction"]
    closes_at: Instant


@dataclass(frozen=True, slots=True, kw_only=True)
class Ended(Stamp):
    """The interaction was ended from outside: expired, disconnected, merged, failed. Final."""

    reason: str


Event: TypeAlias = Began | Heard | Sent | Unsent | Progressed | Fired | Fetched | Released | Taken | Closing | Ended
