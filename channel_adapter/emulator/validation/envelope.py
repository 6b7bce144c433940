"""The outside of every send: product, recipient, type, context; and the read mark, which shares the endpoint."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from channel_adapter.emulator.accounts import digits_of
from channel_adapter.emulator.graph_errors import Problem

from .contents import CONTENTS
from .interactive import interactive
from .reader import INVALID, MISSING, WRONG_VALUE, InvalidBodyError, Reader
from .templates import template

if TYPE_CHECKING:
    from channel_adapter.emulator.habits import Habits

REF_MOST = 512
"""``biz_opaque_callback_data``, in the unit of the limits; 256 until 2024-01-26."""

_USER_ID = re.compile(r"[A-Z]{2}\.(ENT\.)?[A-Za-z0-9]{1,128}")
_PHONE = re.compile(r"\d{5,20}")
_TYPES = (*CONTENTS, "interactive", "template")


def problem_in(body: object, habits: Habits) -> Problem | None:
    """What the provider would say against this request body; ``None`` when it is well formed."""
    try:
        reader = Reader(body, "$", habits.unit)
        if reader.any("messaging_product") != "whatsapp":
            raise InvalidBodyError(INVALID, "The parameter messaging_product is required and must be 'whatsapp'.")
        if reader.has("status"):
            _read_mark(reader)
        else:
            _message(reader, habits)
    except InvalidBodyError as invalid:
        return Problem(code=invalid.code, details=invalid.details)
    return None


def is_user_id(text: str) -> bool:
    """Whether this is written like a business-scoped user id (``US.1349…``)."""
    return bool(_USER_ID.fullmatch(text))


def _read_mark(reader: Reader) -> None:
    reader.one_of("status", ("read",))
    reader.text("message_id", most=1_024)
    typing = reader.child_if_any("typing_indicator")
    if typing:
        typing.one_of("type", ("text",))
        typing.finish()
    reader.finish()


def _message(reader: Reader, habits: Habits) -> None:
    group = reader.has("recipient_type") and reader.one_of("recipient_type", ("individual", "group")) == "group"
    _recipient(reader, group=group)
    kind = reader.one_of("type", _TYPES) if reader.has("type") else "text"
    _context(reader, kind)
    reader.text_if_any("biz_opaque_callback_data", most=REF_MOST)
    for key in ("recipient_identity_key_hash", "messaging_account_id", "paid_messaging_account_id", "ttl_seconds"):
        reader.any(key)
    if reader.has("category"):
        reader.one_of("category", ("utility", "authentication"))
    match kind:
        case "interactive":
            interactive(reader.child(kind), habits)
        case "template":
            template(reader.child(kind))
        case _:
            CONTENTS[kind](reader)
    reader.finish()


def _recipient(reader: Reader, *, group: bool) -> None:
    phone, user_id = reader.any("to"), reader.any("recipient")
    if phone is None and user_id is None:
        raise InvalidBodyError(INVALID, "The parameter to is required.")
    if phone is not None:
        known = isinstance(phone, str) and (group or _PHONE.fullmatch(digits_of(phone)) or is_user_id(phone))
        if not known:
            raise InvalidBodyError(WRONG_VALUE, "Recipient phone number is not a valid phone number")
    elif not isinstance(user_id, str) or not is_user_id(user_id):
        raise InvalidBodyError(WRONG_VALUE, "recipient is not a business-scoped user id")


def _context(reader: Reader, kind: str) -> None:
    context = reader.child_if_any("context")
    if context is None:
        return
    if kind == "reaction":
        raise InvalidBodyError(INVALID, "Reaction messages cannot carry a context.")
    if not context.has("message_id"):
        raise InvalidBodyError(MISSING, "Parameter 'message_id' of context is mandatory")
    context.text("message_id", most=1_024)
    context.finish()
