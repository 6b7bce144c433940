"""Plain contents: text, media, location, contact cards, reactions."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from .reader import INVALID, MISSING, WRONG_VALUE, InvalidBodyError, Reader

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

TEXT_MOST = 4_096
CAPTION_MOST = 1_024
CONTACTS_MOST = 257
PLACE_MOST = 1_024
FILENAME_MOST = 255
URL_MOST = 2_048

_LINK = re.compile(r"https?://\S+", re.IGNORECASE)


def text(reader: Reader) -> None:
    """``text``: a body of 1 to 4,096 units."""
    content = reader.child("text")
    content.text("body", most=TEXT_MOST, code=INVALID)
    content.flag("preview_url")
    content.finish()


def medium(content: Reader, *, caption: bool = False, filename: bool = False, voice: bool = False) -> None:
    """One medium: by id or by link, exactly one of the two."""
    if content.has("id") == content.has("link"):
        raise InvalidBodyError(
            MISSING if not content.has("id") else INVALID,
            f"Exactly one of 'id' and 'link' must be given in {content.place}",
        )
    content.text_if_any("id", most=256)
    link(content, "link")
    if caption:
        content.text_if_any("caption", most=CAPTION_MOST)
    if filename:
        content.text_if_any("filename", most=FILENAME_MOST)
    if voice:
        content.flag("voice")
    content.finish()


def link(content: Reader, key: str) -> None:
    """A web address, if there."""
    found = content.text_if_any(key, most=URL_MOST)
    if found is not None and not _LINK.fullmatch(found):
        raise InvalidBodyError(WRONG_VALUE, f"{content.place}['{key}'] is not a valid http(s) URL")


def location(reader: Reader) -> None:
    """``location``: coordinates, and perhaps a name and an address."""
    content = reader.child("location")
    content.degrees("latitude", 90)
    content.degrees("longitude", 180)
    content.text_if_any("name", most=PLACE_MOST)
    content.text_if_any("address", most=PLACE_MOST)
    content.finish()


def contacts(reader: Reader) -> None:
    """``contacts``: 1 to 257 cards, each with a formatted name and one more part of the name."""
    for card in reader.children("contacts", least=1, most=CONTACTS_MOST):
        name = card.child("name")
        name.text("formatted_name", most=PLACE_MOST)
        parts = ("first_name", "last_name", "middle_name", "suffix", "prefix")
        found = [name.text_if_any(part, most=PLACE_MOST) for part in parts]
        if not any(found):
            raise InvalidBodyError(MISSING, f"{card.place}['name'] needs one more part beside 'formatted_name'")
        name.finish()
        for key in ("addresses", "emails", "phones", "urls"):
            if card.has(key):
                card.children(key, least=0, most=CONTACTS_MOST)
        for key in ("birthday", "org"):
            card.any(key)
        card.finish()


def reaction(reader: Reader) -> None:
    """``reaction``: an emoji on a message; an empty one takes it away."""
    content = reader.child("reaction")
    content.text("message_id", most=1_024)
    emoji = content.need("emoji")
    if not isinstance(emoji, str) or len(emoji) > 64 or any(sign.isalnum() and sign.isascii() for sign in emoji[1:]):
        raise InvalidBodyError(WRONG_VALUE, "reaction['emoji'] must be one emoji, or empty")
    content.finish()


CONTENTS: Mapping[str, Callable[[Reader], None]] = {
    "text": text,
    "image": lambda reader: medium(reader.child("image"), caption=True),
    "audio": lambda reader: medium(reader.child("audio"), voice=True),
    "video": lambda reader: medium(reader.child("video"), caption=True),
    "document": lambda reader: medium(reader.child("document"), caption=True, filename=True),
    "sticker": lambda reader: medium(reader.child("sticker")),
    "location": location,
    "contacts": contacts,
    "reaction": reaction,
}
"""Type of message -> check of its content, given the whole body."""
