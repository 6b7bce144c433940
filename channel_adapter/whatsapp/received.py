"""What a customer's message holds: one reader per kind of the vendor, in one literal table.

In: one decoded message object. Out: a ``ReceivedContent``. A reader that misses what it cannot do without answers
``None``, and the message becomes ``Unsupported``, which people still see. Every field but the message's id is optional.

Source: https://developers.facebook.com/documentation/business-messaging/whatsapp/webhooks/reference/messages
"""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING, Final, TypeAlias

from channel_adapter.messages import (
    ContactCard,
    Contacts,
    Fault,
    FormReply,
    Location,
    MediaReceived,
    Order,
    Reaction,
    Tap,
    Text,
    Unsupported,
)

from .tolerant import decoded_text, list_of, number_of, object_of, pruned, text_of, whole_of

if TYPE_CHECKING:
    from collections.abc import Callable

    from channel_adapter.messages import MediaKind, ReceivedContent

Json: TypeAlias = dict[str, object]

CODE_MISSING: Final = -1
"""The code of an error object that has none; 0 would mean that our credentials are void."""


def content_of(message: Json) -> ReceivedContent:
    """Return the content of a message, an echo or the new form of an edited message."""
    kind = message.get("type")
    reader = READERS.get(kind) if isinstance(kind, str) else None
    content = reader(message) if reader else None
    return content or unsupported(message)


def unsupported(message: Json) -> Unsupported:
    """Return a message that this version cannot read, by the most telling name it has."""
    kind = text_of(message.get("type")) or "unknown"
    inner = object_of(message.get(kind)).get("type")
    if kind == "unsupported":
        kind = text_of(inner) or kind
    elif inner:
        kind = f"{kind}.{text_of(inner)}"
    return Unsupported(kind=kind, faults=faults_of(message.get("errors")), raw=pruned(message))


def faults_of(errors: object) -> tuple[Fault, ...]:
    """Return the error objects of a message, status or account."""
    return tuple(fault_of(error) for error in list_of(errors) if isinstance(error, dict))


def fault_of(error: Json) -> Fault:
    """Return one error object."""
    code = whole_of(error.get("code"))
    details = text_of(object_of(error.get("error_data")).get("details"))
    return Fault(
        code=CODE_MISSING if code is None else code,
        title=text_of(error.get("title")) or "",
        details=details or text_of(error.get("message")) or "",
        href=text_of(error.get("href")),
    )


def _text(message: Json) -> Text | None:
    text = message.get("text")
    body = text.get("body") if isinstance(text, dict) else None
    return Text(body=body) if isinstance(body, str) else None


def _media(message: Json, *, kind: MediaKind, key: str | None = None) -> MediaReceived | None:
    medium = object_of(message.get(key or kind))
    identity = text_of(medium.get("id"))
    if identity is None:
        return None
    return MediaReceived(
        kind=kind,
        id=identity,
        mime_type=text_of(medium.get("mime_type")),
        sha256=text_of(medium.get("sha256")),
        caption=text_of(medium.get("caption")),
        filename=text_of(medium.get("filename")),
        url=text_of(medium.get("url")),
        voice=medium.get("voice") is True or key == "voice",
        animated=medium.get("animated") is True,
    )


def _location(message: Json) -> Location | None:
    place = object_of(message.get("location"))
    latitude, longitude = number_of(place.get("latitude")), number_of(place.get("longitude"))
    if latitude is None or longitude is None:
        return None
    return Location(
        latitude=latitude,
        longitude=longitude,
        name=text_of(place.get("name")),
        address=text_of(place.get("address")),
        url=text_of(place.get("url")),
    )


def _contacts(message: Json) -> Contacts | None:
    cards = tuple(_card(card) for card in list_of(message.get("contacts")) if isinstance(card, dict))
    return Contacts(cards=cards) if cards else None


def _card(card: Json) -> ContactCard:
    name = object_of(card.get("name"))
    phones = [object_of(phone) for phone in list_of(card.get("phones"))]
    numbers = (text_of(phone.get("phone")) or text_of(phone.get("wa_id")) for phone in phones)
    rest = {key: value for key, value in card.items() if key not in {"name", "phones"}}
    if len(name) > 1:
        rest["name"] = name
    return ContactCard(
        formatted_name=text_of(name.get("formatted_name")) or text_of(name.get("first_name")) or "",
        phones=tuple(number for number in numbers if number),
        fields=pruned(rest),
    )


def _reaction(message: Json) -> Reaction | None:
    """A reaction without an emoji takes the earlier one away."""
    reaction = object_of(message.get("reaction"))
    target = text_of(reaction.get("message_id"))
    return Reaction(message_id=target, emoji=text_of(reaction.get("emoji")) or "") if target else None


def _quick_reply(message: Json) -> Tap | None:
    button = object_of(message.get("button"))
    label = text_of(button.get("text"))
    identity = text_of(button.get("payload")) or label
    return Tap(kind="quick_reply", id=identity, label=label or identity) if identity else None


def _interactive(message: Json) -> ReceivedContent | None:
    interactive = object_of(message.get("interactive"))
    for key, kind in (("button_reply", "button"), ("list_reply", "row")):
        reply = object_of(interactive.get(key))
        identity, label = text_of(reply.get("id")), text_of(reply.get("title"))
        if identity or label:
            return Tap(
                kind="button" if kind == "button" else "row",
                id=identity or label or "",
                label=label or identity or "",
                description=text_of(reply.get("description")),
            )
    return _form_reply(object_of(interactive.get("nfm_reply")))


def _form_reply(reply: Json) -> FormReply | None:
    if not reply:
        return None
    try:
        answers = decoded_text(text_of(reply.get("response_json")) or "{}")
    except (ValueError, RecursionError):
        answers = {}
    return FormReply(
        name=text_of(reply.get("name")), body=text_of(reply.get("body")), answers=pruned(object_of(answers))
    )


def _order(message: Json) -> Order | None:
    order = object_of(message.get("order"))
    if not order:
        return None
    lines = (pruned(line) for line in list_of(order.get("product_items")) if isinstance(line, dict))
    return Order(catalog_id=text_of(order.get("catalog_id")), text=text_of(order.get("text")), items=tuple(lines))


READERS: Final[dict[str, Callable[[Json], ReceivedContent | None]]] = {
    "audio": partial(_media, kind="audio"),
    "button": _quick_reply,
    "contacts": _contacts,
    "document": partial(_media, kind="document"),
    "image": partial(_media, kind="image"),
    "interactive": _interactive,
    "location": _location,
    "order": _order,
    "reaction": _reaction,
    "sticker": partial(_media, kind="sticker"),
    "text": _text,
    "video": partial(_media, kind="video"),
    "voice": partial(_media, kind="audio", key="voice"),
}
"""Kinds whose content this version reads. ``voice`` is what older gateways call a voice note."""
