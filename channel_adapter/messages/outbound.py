"""What a business sends: an ``Outbound`` holds one ``Content``."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal, TypeAlias

from .shared import Address, Contacts, Location, MediaKind, Reaction, Text


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
