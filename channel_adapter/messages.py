"""What goes over a messaging channel, in both directions, free of any vendor's JSON.

Out: an ``Outbound`` holds one ``Content``. In: a webhook body becomes ``Item`` values, one a message, status or notice.
This file knows no limits, no wire format and no flow.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Literal, TypeAlias

Instant: TypeAlias = int
"""A moment: whole milliseconds since 1970-01-01T00:00:00Z."""

MediaKind: TypeAlias = Literal["image", "audio", "video", "document", "sticker"]


# --- who -------------------------------------------------------------------------------------------------------------


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


# --- content in both directions --------------------------------------------------------------------------------------


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


# --- content out -----------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True, kw_only=True)
class Media:
    """An image, audio, video, document or sticker to send: by uploaded ``id`` or by public ``link``, not both.

    WhatsApp has no GIF type: an animated GIF is a ``video`` (mp4) that clients loop.
    """

    kind: MediaKind
    id: str | None = None
    link: str | None = None
    caption: str | None = None
    filename: str | None = None
    voice: bool = False

    def __post_init__(self) -> None:
        assert bool(self.id) != bool(self.link), "a medium is sent by id or by link, one of the two"


@dataclass(frozen=True, slots=True, kw_only=True)
class Button:
    """A reply button: the customer sees ``label``, the answer carries ``id``."""

    id: str
    label: str


Header: TypeAlias = "str | Media | None"
"""What stands above the body of an interactive message."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Buttons:
    """A text with up to three reply buttons."""

    body: str
    buttons: tuple[Button, ...]
    header: Header = None
    footer: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """One line of a list."""

    id: str
    label: str
    description: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Section:
    """A titled group of rows; the title may be missing only when there is one section."""

    rows: tuple[Row, ...]
    title: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Menu:
    """A text with a button that opens a list of rows."""

    body: str
    button: str
    sections: tuple[Section, ...]
    header: str | None = None
    footer: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class LinkButton:
    """A text with one button that opens a web page."""

    body: str
    label: str
    url: str
    header: Header = None
    footer: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class LocationRequest:
    """A text with a button by which the customer shares where they are."""

    body: str


@dataclass(frozen=True, slots=True, kw_only=True)
class TemplateButton:
    """The value for one button of a template: a quick reply's payload or the variable part of a URL."""

    index: int
    kind: Literal["quick_reply", "url"]
    value: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Template:
    """An approved template: the only content that may leave outside the reply window.

    ``parameters`` fill the body in order, or by name where a name is given.
    """

    name: str
    language: str
    parameters: tuple[tuple[str | None, str], ...] = ()
    header: Header = None
    buttons: tuple[TemplateButton, ...] = ()


Content: TypeAlias = (
    Text | Media | Location | Contacts | Reaction | Buttons | Menu | LinkButton | LocationRequest | Template
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Outbound:
    """One message to one customer.

    ``ref`` is ours, unique and stable over retries; it travels in ``biz_opaque_callback_data`` and comes back in every
    status. ``reply_to`` is the channel's id of the message to quote.
    """

    ref: str
    to: Address
    content: Content
    reply_to: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class ReadMark:
    """Mark a customer's message (and all before it) as read, and show the typing sign if wanted (25 s at most)."""

    message_id: str
    typing: bool = False


# --- content in ------------------------------------------------------------------------------------------------------


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


# --- items of a webhook ----------------------------------------------------------------------------------------------


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
