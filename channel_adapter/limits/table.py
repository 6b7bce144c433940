"""The limits of a channel, as data: change the numbers and the same code serves another provider.

In: nothing. Out: ``WHATSAPP``, a literal table. Every limit says what it counts, where it is from and when it was read. Meta's
pages say *characters* and no more: text is counted in UTF-16 units, the most careful reading (``counted_in`` changes it).
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, fields, replace
from enum import Enum
from types import MappingProxyType
from typing import Any, Final, TypeAlias

from channel_adapter.messages import MediaKind
from channel_adapter.text import Unit


class Count(Enum):
    """What is counted where it is not text."""

    BUTTONS = "buttons"
    BYTES = "bytes"
    CARDS = "contact cards"
    EMOJI = "emoji"
    PARTS = "parts"
    ROWS = "rows"
    SECTIONS = "sections"
    SPACES = "spaces"


Measure: TypeAlias = Unit | Count

_DOCS: Final = "https://developers.facebook.com/documentation/business-messaging/whatsapp/"


@dataclass(frozen=True, slots=True, kw_only=True)
class Limit:
    """How long a text may be: at least 1 and at most ``maximum`` of ``unit``.

    ``one_line``: no line break may stand in it. ``emoji_safe``: false where some providers refuse emoji (a caution).
    """

    name: str
    maximum: int
    unit: Unit
    source: str
    dated: str
    one_line: bool = False
    emoji_safe: bool = True


@dataclass(frozen=True, slots=True, kw_only=True)
class Quota:
    """How many pieces a message may have: at least 1 and at most ``maximum``."""

    name: str
    maximum: int
    unit: Count
    source: str
    dated: str


@dataclass(frozen=True, slots=True, kw_only=True)
class MediaLimit:
    """What a kind of medium may be: MIME types, and its size in bytes."""

    mime_types: frozenset[str]
    bytes_max: int
    caption: bool
    source: str
    dated: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ChannelLimits:
    """Every limit of one channel. ``channel`` is its name in sentences for people."""

    channel: str
    reference: Limit
    text_body: Limit
    caption: Limit
    interactive_body: Limit
    list_body: Limit
    header: Limit
    footer: Limit
    buttons: Quota
    button_title: Limit
    button_id: Limit
    list_button: Limit
    list_sections: Quota
    section_title: Limit
    list_rows: Quota
    row_id: Limit
    row_title: Limit
    row_description: Limit
    link_label: Limit
    contact_cards: Quota
    reaction: Quota
    template_text: Limit
    parts: Quota
    media: Mapping[MediaKind, MediaLimit]
    header_media: frozenset[MediaKind]
    animated_sticker: Quota
    voice_note: Quota
    url_schemes: frozenset[str]
    template_spaces: Quota

    def every(self) -> tuple[Limit | Quota, ...]:
        """All that is measured or counted, in the order of the table."""
        return tuple(value for _, value in self._fields() if isinstance(value, Limit | Quota))

    def counted_in(self, unit: Unit) -> ChannelLimits:
        """The same limits with every text counted in another unit."""
        changed: dict[str, Any] = {
            name: replace(value, unit=unit) for name, value in self._fields() if isinstance(value, Limit)
        }
        return replace(self, **changed)

    def _fields(self) -> list[tuple[str, object]]:
        return [(each.name, getattr(self, each.name)) for each in fields(self)]


def _text(name: str, maximum: int, page: str, *, title: bool = False, one_line: bool = False) -> Limit:
    """A text. A title is one line in which some providers refuse emoji."""
    return Limit(
        name=name,
        maximum=maximum,
        unit=Unit.UTF16,
        source=_DOCS + page,
        dated="2026-08-11",
        one_line=one_line or title,
        emoji_safe=not title,
    )


def _count(name: str, maximum: int, unit: Count, page: str) -> Quota:
    return Quota(name=name, maximum=maximum, unit=unit, source=_DOCS + page, dated="2026-08-11")


def _media(mime_types: str, bytes_max: int, *, caption: bool) -> MediaLimit:
    page = _DOCS + "business-phone-numbers/media"
    return MediaLimit(
        mime_types=frozenset(mime_types.split()), bytes_max=bytes_max, caption=caption, source=page, dated="2026-08-11"
    )


_MEGABYTE: Final = 1024 * 1024
_KILOBYTE: Final = 1024
_DOCUMENTS: Final = """
    text/plain application/pdf
    application/msword application/vnd.ms-excel application/vnd.ms-powerpoint
    application/vnd.openxmlformats-officedocument.wordprocessingml.document
    application/vnd.openxmlformats-officedocument.spreadsheetml.sheet
    application/vnd.openxmlformats-officedocument.presentationml.presentation
"""

WHATSAPP: Final = ChannelLimits(
    channel="WhatsApp",
    reference=_text("reference", 512, "changelog"),
    text_body=_text("text", 4096, "messages/text-messages"),
    caption=_text("caption", 1024, "messages/image-messages"),
    interactive_body=_text("body", 1024, "messages/interactive-reply-buttons-messages"),
    list_body=_text("list body", 1024, "messages/interactive-list-messages"),  # the page says 4,096, the schema 1,024
    header=_text("header", 60, "messages/interactive-reply-buttons-messages", one_line=True),
    footer=_text("footer", 60, "messages/interactive-reply-buttons-messages", one_line=True),
    buttons=_count("buttons", 3, Count.BUTTONS, "messages/interactive-reply-buttons-messages"),
    button_title=_text("button title", 20, "messages/interactive-reply-buttons-messages", title=True),
    button_id=_text("button id", 256, "messages/interactive-reply-buttons-messages"),
    list_button=_text("list button", 20, "messages/interactive-list-messages", title=True),
    list_sections=_count("sections", 10, Count.SECTIONS, "messages/interactive-list-messages"),
    section_title=_text("section title", 24, "messages/interactive-list-messages", title=True),
    list_rows=_count("rows", 10, Count.ROWS, "messages/interactive-list-messages"),  # over all sections together
    row_id=_text("row id", 200, "messages/interactive-list-messages"),
    row_title=_text("row title", 24, "messages/interactive-list-messages", title=True),
    row_description=_text("row description", 72, "messages/interactive-list-messages"),
    link_label=_text("link label", 20, "messages/interactive-cta-url-messages", title=True),
    contact_cards=_count("contact cards", 257, Count.CARDS, "messages/contacts-messages"),
    reaction=_count("reaction", 1, Count.EMOJI, "messages/reaction-messages"),
    template_text=_text("template text", 1024, "templates/components"),
    parts=_count("parts", 45, Count.PARTS, "throughput"),  # a burst to one customer; more would only be throttled
    media=MappingProxyType(
        {
            "image": _media("image/jpeg image/png", 5 * _MEGABYTE, caption=True),
            "audio": _media("audio/aac audio/amr audio/mpeg audio/mp4 audio/ogg", 16 * _MEGABYTE, caption=False),
            "video": _media("video/mp4 video/3gp video/3gpp", 16 * _MEGABYTE, caption=True),
            "document": _media(_DOCUMENTS, 100 * _MEGABYTE, caption=True),
            "sticker": _media("image/webp", 100 * _KILOBYTE, caption=False),
        }
    ),
    header_media=frozenset({"image", "video", "document"}),
    animated_sticker=_count("animated sticker", 500 * _KILOBYTE, Count.BYTES, "business-phone-numbers/media"),
    voice_note=_count("voice note", 512 * _KILOBYTE, Count.BYTES, "messages/audio-messages"),  # beyond: a plain icon
    url_schemes=frozenset({"http", "https"}),
    template_spaces=_count("template spaces", 4, Count.SPACES, "templates/components"),  # in a row (132012)
)
"""WhatsApp Business Cloud API."""
