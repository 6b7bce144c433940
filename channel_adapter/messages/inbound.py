"""What customers send, as content: a webhook's message without its envelope."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Literal, TypeAlias

from .shared import Contacts, Location, MediaKind, Reaction, Text


@dataclass(frozen=True, slots=True, kw_only=True)
class Tap:
    """The customer tapped a reply button, a list row or a template's quick reply. ``id`` is what we had set."""

    kind: Literal["button", "row", "quick_reply"]
    id: str
    label: str
    description: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class MediaReceived:
    """A medium from the customer. ``url`` lives for minutes, ``id`` for 7 days: fetch at once."""

    kind: MediaKind
    id: str
    mime_type: str | None = None
    sha256: str | None = None
    caption: str | None = None
    filename: str | None = None
    url: str | None = None
    voice: bool = False
    animated: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class FormReply:
    """The answer of a WhatsApp Flow form; ``answers`` is its decoded JSON, or empty when it was not JSON."""

    name: str | None
    body: str | None
    answers: dict[str, object]


@dataclass(frozen=True, slots=True, kw_only=True)
class Order:
    """A cart sent from a catalogue."""

    catalog_id: str | None
    text: str | None
    items: tuple[dict[str, object], ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Unsupported:
    """A message the channel could not hand over, or of a kind unknown to this version. People still see it."""

    kind: str
    faults: tuple[Fault, ...] = ()
    raw: dict[str, object] = field(default_factory=dict)


ReceivedContent: TypeAlias = (
    Text | Tap | MediaReceived | Location | Contacts | Reaction | FormReply | Order | Unsupported
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Referral:
    """The advertisement or post from which the customer came. ``fields`` holds the vendor's keys as given."""

    source_id: str | None
    source_url: str | None
    headline: str | None
    fields: dict[str, object] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class Fault:
    """One error object of the vendor: inside a status, a message, or an account notice."""

    code: int
    title: str = ""
    details: str = ""
    href: str | None = None
