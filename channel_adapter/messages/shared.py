"""Who, when and the content that goes both ways. Knows no limits, no wire format."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Literal, TypeAlias

Instant: TypeAlias = int
"""A moment: whole milliseconds since 1970-01-01T00:00:00Z."""

MediaKind: TypeAlias = Literal["image", "audio", "video", "document", "sticker"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Address:
    """A customer as the channel names them: a phone number, a business-scoped user id, or both.

    ``phone`` is E.164 with its plus sign. ``user_id`` and ``parent_user_id`` are opaque (``US.1349…``).
    Rule: https://developers.facebook.com/documentation/business-messaging/whatsapp/business-scoped-user-ids
    """

    phone: str | None = None
    user_id: str | None = None
    parent_user_id: str | None = None

    def __post_init__(self) -> None:
        assert self.phone or self.user_id or self.parent_user_id, "an address needs a phone or a user id"

    @property
    def keys(self) -> tuple[str, ...]:
        """Every name of this customer, steadiest first, prefixed by its kind so that they never clash."""
        named = (("phone", self.phone), ("user", self.user_id), ("parent", self.parent_user_id))
        return tuple(f"{kind}:{value}" for kind, value in named if value)


@dataclass(frozen=True, slots=True, kw_only=True)
class Text:
    """Plain text; WhatsApp's formatting signs stay in it as typed."""

    body: str
    preview_url: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Location:
    """A point on the map, in degrees (WGS 84)."""

    latitude: float
    longitude: float
    name: str | None = None
    address: str | None = None
    url: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class ContactCard:
    """One contact card. ``fields`` holds the rest of the vendor's card as given (addresses, emails, org, urls, …)."""

    formatted_name: str
    phones: tuple[str, ...] = ()
    fields: dict[str, object] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class Contacts:
    """One message with contact cards."""

    cards: tuple[ContactCard, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Reaction:
    """An emoji put on a message; an empty ``emoji`` takes it away."""

    message_id: str
    emoji: str
