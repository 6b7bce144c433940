"""One message, echo or status of a webhook as an item, whoever its customer is.

In: a decoded object and what stands around it (``Change``). Out: one item, or ``UnfitError`` when it lacks what nothing can
replace: its id, or any name of its customer.

A customer has up to three names, and any may be missing, empty, or stand in another's field. Names are joined only
when the webhook itself joins them: a wrong link would show one customer's messages to another.

Source: https://developers.facebook.com/documentation/business-messaging/whatsapp/business-scoped-user-ids
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final, NamedTuple

from channel_adapter.messages import (
    Address,
    Edited,
    IdentityChanged,
    Notice,
    PersonWrote,
    Received,
    Referral,
    Revoked,
    StatusChange,
    Unsupported,
)

from .received import content_of, faults_of
from .tolerant import list_of, moment_of, object_of, pruned, text_of

if TYPE_CHECKING:
    from channel_adapter.messages import Instant, Item

    from .received import Json

PHONE_DIGITS_MAX: Final = 15
"""Source: ITU-T E.164."""
_NAMES: Final = ("wa_id", "user_id", "parent_user_id")
_PARENT_ID: Final = re.compile(r"[A-Z]{2}\.ENT\.\w+")


class UnfitError(ValueError):
    """An item lacks what nothing can replace; the text says what."""


class Change(NamedTuple):
    """What the messages and statuses of one change have in common (a tuple: one is made for every webhook)."""

    value: Json
    number_id: str
    arrived_at: Instant
    contacts: dict[object, Json]
    """The customers named beside the messages, by each of their names."""


def change_of(value: Json, arrived_at: Instant) -> Change:
    """Read the surroundings of a change's items."""
    contacts: dict[object, Json] = {}
    listed = value.get("contacts")
    for contact in listed if isinstance(listed, list) else ():
        if isinstance(contact, dict):
            for key in _NAMES:
                if key in contact and (name := contact[key]) and isinstance(name, str):
                    contacts[name] = contact
    metadata = value.get("metadata")
    number_id = text_of(metadata.get("phone_number_id")) if isinstance(metadata, dict) else None
    return Change(value, number_id or "", arrived_at, contacts)


def message(value: Json, change: Change) -> Item:
    """Return a customer's message, an edit, a revocation or a change of their identity."""
    identity = _id(value)
    kind = value.get("type")
    if kind == "system":
        return _system(identity, value, change)
    sender, contact = _sender(value, change)
    at = moment_of(value.get("timestamp"), change.arrived_at)
    if kind in {"edit", "revoke"}:
        return _amendment(identity, value, change, sender, at)
    profile = contact.get("profile")
    reply_to, forwarded = _context(value["context"]) if "context" in value else (None, False)
    content = content_of(value)
    if isinstance(content, Unsupported) and not content.faults:
        content = _with_change_faults(content, change)
    return Received(
        id=identity,
        number_id=change.number_id,
        sender=sender,
        at=at,
        content=content,
        profile_name=text_of(profile.get("name")) if isinstance(profile, dict) else None,
        reply_to=reply_to,
        forwarded=forwarded,
        referral=_referral(value["referral"]) if "referral" in value else None,
        group_id=text_of(value["group_id"]) if "group_id" in value else None,
    )


def echo(value: Json, change: Change) -> Item:
    """Return what a person wrote to a customer on the business's phone app."""
    to = _address(value.get("to"), value.get("to_user_id"), value.get("to_parent_user_id"))
    if to is None:
        raise UnfitError("the echo names no customer")
    return PersonWrote(
        id=_id(value),
        number_id=change.number_id,
        to=to,
        at=moment_of(value.get("timestamp"), change.arrived_at),
        content=content_of(value),
    )


def status(value: Json, change: Change) -> Item:
    """Return what became of one of our messages."""
    word = text_of(value.get("status"))
    if word is None:
        raise UnfitError("the status has no status")
    # In a group the recipient is the group; the customer is the participant.
    written = value.get("recipient_participant_id") or value.get("recipient_id")
    pricing = value.get("pricing")
    return StatusChange(
        message_id=_id(value),
        number_id=change.number_id,
        status=word,
        at=moment_of(value.get("timestamp"), change.arrived_at),
        ref=text_of(value.get("biz_opaque_callback_data")),
        recipient=_address(written, value.get("recipient_user_id"), value.get("recipient_parent_user_id")),
        faults=faults_of(value["errors"]) if "errors" in value else (),
        pricing=pruned(pricing) if isinstance(pricing, dict) else None,
    )


_NOTHING: Final[Json] = {}


def _id(value: Json) -> str:
    identity = value.get("id")
    if not identity or not isinstance(identity, str):
        raise UnfitError("the item has no id")
    return identity


def _sender(value: Json, change: Change) -> tuple[Address, Json]:
    """The customer by every name that the message, or the contact beside it that shares a name, gives."""
    written, user_id, parent = value.get("from"), value.get("from_user_id"), value.get("from_parent_user_id")
    contacts = change.contacts
    contact = contacts.get(written) or contacts.get(user_id) or contacts.get(parent) or _NOTHING
    if contact is _NOTHING and not (written or user_id or parent):
        listed = list_of(change.value.get("contacts"))
        contact = object_of(listed[0]) if len(listed) == 1 else _NOTHING
    if contact:
        user_id = user_id or contact.get("user_id")
        parent = parent or contact.get("parent_user_id")
    address = _address(written, user_id, parent, contact.get("wa_id"))
    if address is None:
        raise UnfitError("the message names no customer")
    return address, contact


def _address(written: object, user_id: object, parent: object, wa_id: object = None) -> Address | None:
    """``written`` is where a phone belongs and where a user id was seen; ``wa_id`` stands in for a missing phone."""
    phone = _phone(written)
    user = text_of(user_id) if user_id else None
    parent_user = text_of(parent) if parent else None
    if phone is None:
        phone = _phone(wa_id)
    if phone is None and written and isinstance(written, str):
        if _PARENT_ID.fullmatch(written):
            parent_user = parent_user or written
        else:
            user = user or written
    if not (phone or user or parent_user):
        return None
    return Address(phone=phone, user_id=user, parent_user_id=parent_user)


def _phone(value: object) -> str | None:
    if not isinstance(value, str):
        return None
    digits = value[1:] if value[:1] == "+" else value
    return "+" + digits if digits.isdigit() and digits.isascii() and len(digits) <= PHONE_DIGITS_MAX else None


def _amendment(identity: str, value: Json, change: Change, sender: Address, at: Instant) -> Item:
    kind = "edit" if value["type"] == "edit" else "revoke"
    body = object_of(value.get(kind))
    original = text_of(body.get("original_message_id"))
    if original is None:
        raise UnfitError(f"the {kind} names no message")
    if kind == "revoke":
        return Revoked(id=identity, number_id=change.number_id, sender=sender, at=at, original_id=original)
    return Edited(
        id=identity,
        number_id=change.number_id,
        sender=sender,
        at=at,
        original_id=original,
        content=content_of(object_of(body.get("message"))),
    )


def _system(identity: str, value: Json, change: Change) -> Item:
    """A customer's names changed. The old ones are where a sender stands, the new ones inside ``system``."""
    system = object_of(value.get("system"))
    kind = text_of(system.get("type")) or "system"
    new_phone = system.get("wa_id") or system.get("new_wa_id")
    new_user, new_parent = system.get("user_id"), system.get("parent_user_id")
    old_user = system.get("previous_user_id") or (value.get("from_user_id") if not new_user else None)
    previous = _address(value.get("from"), old_user, system.get("previous_parent_user_id"))
    current = _address(new_phone, new_user, new_parent) or previous
    if previous is None or current is None:
        return Notice(id=identity, field=f"messages.{kind}", value=pruned(value))
    return IdentityChanged(
        id=identity,
        number_id=change.number_id,
        previous=previous,
        current=current,
        at=moment_of(value.get("timestamp"), change.arrived_at),
        kind=kind,
    )


def _context(value: object) -> tuple[str | None, bool]:
    """Which message is quoted, and whether this one was forwarded; a forwarded message quotes none."""
    context = object_of(value)
    forwarded = context.get("forwarded") is True or context.get("frequently_forwarded") is True
    return text_of(context.get("id")), forwarded


def _referral(value: object) -> Referral | None:
    if not isinstance(value, dict):
        return None
    return Referral(
        source_id=text_of(value.get("source_id")),
        source_url=text_of(value.get("source_url")),
        headline=text_of(value.get("headline")),
        fields=pruned(value),
    )


def _with_change_faults(content: Unsupported, change: Change) -> Unsupported:
    """An unreadable message that is alone in its change has its reason beside it, among the change's errors."""
    if "errors" not in change.value or len(list_of(change.value.get("messages"))) != 1:
        return content
    return Unsupported(kind=content.kind, faults=faults_of(change.value["errors"]), raw=content.raw)
