"""What customers send: words, taps, media, places, cards, reactions, forms; and how they change or take it back.

Every act takes the moment ``at`` (milliseconds), puts a webhook on its way, and returns the id of the new message where
there is one. ``customer`` is any name of theirs: phone number, user id, alias or key.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, TypedDict

from .graph_errors import Problem, webhook_error
from .habits import HOUR
from .media_store import RECEIVED_FOR, StoredMedium
from .presence import NotOnThePhoneError, Presence, shown
from .webhook_bodies import Json, message_of
from .world import Message, Option

if TYPE_CHECKING:
    from typing import Unpack

    from channel_adapter.messages import Instant, MediaKind

    from .accounts import BusinessNumber
    from .world import Thread

FREE_ENTRY_FOR = 72 * HOUR
"""How long messages are free after a customer came by an advertisement."""

PIXEL = b"RIFF\x1a\x00\x00\x00WEBPVP8L\x0d\x00\x00\x00\x2f\x00\x00\x00\x10\x07\x10\x11\x11\x88\x88\xfe\x07\x00"
"""The smallest picture: one point, WebP."""

_MIME: dict[str, str] = {
    "image": "image/jpeg",
    "audio": "audio/ogg; codecs=opus",
    "video": "video/mp4",
    "document": "application/pdf",
    "sticker": "image/webp",
}


class MediumParts(TypedDict, total=False):
    """What may be said of a medium beside its bytes."""

    mime_type: str
    caption: str
    filename: str
    voice: bool
    quotes: str


class CustomerActs(Presence):
    """What customers send."""

    def says(
        self,
        customer: str,
        text: str,
        *,
        at: Instant,
        number_id: str | None = None,
        quotes: str | None = None,
        forwarded: bool = False,
        referral: Json | None = None,
    ) -> str:
        """Write a text; quote a message, forward it, or come by an advertisement (``referral``)."""
        extra: Json = {"context": {"forwarded": True}} if forwarded else {}
        extra |= {"referral": referral} if referral is not None else {}
        return self.sends(customer, "text", {"body": text}, at=at, number_id=number_id, quotes=quotes, extra=extra)

    def sends(
        self,
        customer: str,
        kind: str,
        content: Any,
        *,
        at: Instant,
        number_id: str | None = None,
        quotes: str | None = None,
        extra: Json | None = None,
    ) -> str:
        """Send a message of any type with this wire content; ``extra`` are more keys of the message object.

        The other verbs are short ways to say this.
        """
        number, person, thread = self._between(customer, number_id)
        message_id = self.world.message_id(person.wa_id, inbound=True)
        item = message_of(person, message_id, at, kind, content) | (extra or {})
        if quotes is not None:
            item["context"] = _quote(number, shown(thread, quotes)) | item.get("context", {})
        if "referral" in item:
            thread.ad_until = at + FREE_ENTRY_FOR
        message = Message(id=message_id, at=at, author="customer", kind=kind, content=content, quotes=quotes)
        self.world.keep(number, person, message)
        if kind != "reaction" or self.world.habits.reactions_open_window:
            thread.window_from = max(thread.window_from or at, at)
        self._publish(number, person, item, at)
        return message_id

    def taps(
        self,
        customer: str,
        option: str,
        *,
        at: Instant,
        message_id: str | None = None,
        number_id: str | None = None,
    ) -> str:
        """Tap a button or a list row, named by its id or its label: on this message, or on the latest that shows it.

        Raises ``NotOnThePhoneError`` when no such option is shown.
        """
        _, _, thread = self._between(customer, number_id)
        message, chosen = _option(thread, option, message_id)
        reply: Json = {"id": chosen.id, "title": chosen.label}
        if chosen.description:
            reply["description"] = chosen.description
        kind, content = (
            ("button", {"payload": chosen.id, "text": chosen.label})
            if chosen.kind == "button"
            else ("interactive", {"type": chosen.kind, chosen.kind: reply})
        )
        return self.sends(customer, kind, content, at=at, number_id=number_id, quotes=message.id)

    def sends_media(
        self,
        customer: str,
        kind: MediaKind,
        content: bytes = PIXEL,
        *,
        at: Instant,
        number_id: str | None = None,
        **parts: Unpack[MediumParts],
    ) -> str:
        """Send an image, audio, video, document or sticker; the business can fetch it for 7 days."""
        medium = StoredMedium(
            id=self.world.media_id(),
            content=content,
            mime_type=parts.get("mime_type", _MIME[kind]),
            filename=parts.get("filename"),
            gone_at=at + RECEIVED_FOR,
        )
        self.world.media.put(medium)
        wire: Json = {"mime_type": medium.mime_type, "sha256": medium.sha256, "id": medium.id}
        wire["url"] = medium.url(self.world.habits.media_host, at)
        wire |= {"caption": parts["caption"]} if "caption" in parts else {}
        wire |= {"filename": parts.get("filename", "document.pdf")} if kind == "document" else {}
        wire |= {"voice": parts.get("voice", False)} if kind == "audio" else {}
        wire |= {"animated": False} if kind == "sticker" else {}
        return self.sends(customer, kind, wire, at=at, number_id=number_id, quotes=parts.get("quotes"))

    def sends_location(
        self,
        customer: str,
        latitude: float,
        longitude: float,
        *,
        at: Instant,
        number_id: str | None = None,
        name: str | None = None,
        address: str | None = None,
        quotes: str | None = None,
    ) -> str:
        """Share a place; ``quotes`` the message that asked for it."""
        content: Json = {"latitude": latitude, "longitude": longitude}
        content |= {key: value for key, value in (("name", name), ("address", address)) if value}
        return self.sends(customer, "location", content, at=at, number_id=number_id, quotes=quotes)

    def sends_contacts(self, customer: str, *cards: Json, at: Instant, number_id: str | None = None) -> str:
        """Share contact cards, in the wire's form (``{"name": {"formatted_name": …}, "phones": […]}``)."""
        return self.sends(customer, "contacts", list(cards), at=at, number_id=number_id)

    def sends_unsupported(self, customer: str, *, at: Instant, kind: str = "poll", number_id: str | None = None) -> str:
        """Send something that the channel cannot hand over."""
        problem = Problem(code=131051, details="Message type is currently not supported.")
        extra: Json = {"errors": [webhook_error(problem)]}
        return self.sends(customer, "unsupported", {"type": kind}, at=at, number_id=number_id, extra=extra)

    def reacts(self, customer: str, message_id: str, emoji: str, *, at: Instant, number_id: str | None = None) -> str:
        """Put an emoji on a message; an empty one takes it away."""
        _, _, thread = self._between(customer, number_id)
        shown(thread, message_id).reaction = emoji
        content = {"message_id": message_id} | ({"emoji": emoji} if emoji else {})
        return self.sends(customer, "reaction", content, at=at, number_id=number_id)

    def fills_form(
        self, customer: str, answers: str, *, at: Instant, number_id: str | None = None, quotes: str | None = None
    ) -> str:
        """Send back a WhatsApp Flow form; ``answers`` is its JSON, as a string, as on the wire."""
        content = {"type": "nfm_reply", "nfm_reply": {"name": "flow", "body": "Sent", "response_json": answers}}
        return self.sends(customer, "interactive", content, at=at, number_id=number_id, quotes=quotes)

    def edits(self, customer: str, message_id: str, text: str, *, at: Instant, number_id: str | None = None) -> str:
        """Change the text of an own message."""
        number, person, thread = self._between(customer, number_id)
        message = shown(thread, message_id, author="customer")
        message.content, message.edited = {"body": text}, True
        edit = {"original_message_id": message_id, "message": {"type": "text", "text": {"body": text}}}
        return self._event(number, person, "edit", edit, at)

    def revokes(self, customer: str, message_id: str, *, at: Instant, number_id: str | None = None) -> str:
        """Take an own message back."""
        number, person, thread = self._between(customer, number_id)
        shown(thread, message_id, author="customer").revoked = True
        return self._event(number, person, "revoke", {"original_message_id": message_id}, at)


def _quote(number: BusinessNumber, message: Message) -> Json:
    return ({"from": number.display} if message.author == "business" else {}) | {"id": message.id}


def _option(thread: Thread, wanted: str, message_id: str | None) -> tuple[Message, Option]:
    """The option of this id, else of this label, on the latest message that has it."""
    candidates = [shown(thread, message_id)] if message_id else thread.messages[::-1]
    for message in candidates:
        if message.hidden:
            continue
        by_id = next((option for option in message.options if option.id == wanted), None)
        by_label = next((option for option in message.options if option.label == wanted), None)
        found = by_id or by_label
        if found:
            return message, found
    raise NotOnThePhoneError(f"no button or row {wanted!r} is on this phone")
