"""Webhook bytes as items: every entry, change, message, status and error of a body, one bad one never spoiling the rest.

In: the raw body and its moment of arrival. Out: a tuple of ``Item``. Any bytes give a documented answer: what is not
JSON, not an object or without entries is one ``Unreadable``; an item that cannot be read is an ``Unreadable`` among its
healthy neighbours; a field of the webhook that we do not act on is a ``Notice``. Nothing is deduplicated or answered here.

Source: https://developers.facebook.com/documentation/business-messaging/whatsapp/webhooks/overview
"""

from __future__ import annotations

import json
from hashlib import sha256
from typing import TYPE_CHECKING, Final, TypeAlias

from channel_adapter.messages import AccountFault, Handover, Item, Notice, Received, Standby, Unreadable

from .items import Change, UnfitError, change_of, echo, message, status
from .received import fault_of
from .signatures import verify
from .tolerant import decoded, list_of, object_of, pruned

if TYPE_CHECKING:
    from collections.abc import Callable

    from channel_adapter.messages import Instant

    from .received import Json

__all__ = ["RAW_CHARACTERS_MAX", "parse", "verify"]

RAW_CHARACTERS_MAX: Final = 16_384
"""How much of an unreadable item is kept for people to look at."""

_FAULTS: Final = (UnfitError, TypeError, ValueError, AssertionError, RecursionError)
"""What reading one item may end in; the item becomes ``Unreadable``."""

Reader: TypeAlias = "Callable[[Json, Change], Item]"


def parse(body: bytes, *, arrived_at: Instant) -> tuple[Item, ...]:
    """Return every item of a webhook body, in its order; any bytes whatever have an answer."""
    try:
        document = decoded(body)
    except (ValueError, RecursionError):
        return (_unreadable(body.decode("utf-8", "replace"), "the body is not JSON"),)
    entries = document.get("entry") if isinstance(document, dict) else None
    if not isinstance(entries, list):
        return (_unreadable(body.decode("utf-8", "replace"), "the body holds no list of entries"),)
    items: list[Item] = []
    for entry in entries:
        changes = entry.get("changes") if isinstance(entry, dict) else None
        if isinstance(changes, list):
            for change in changes:
                _read_change(change, entry, arrived_at, items)
        else:
            items.append(_unreadable(_compact(entry), "the entry holds no list of changes"))
    return tuple(items)


# The readers below add to ``items`` instead of yielding: a text message costs a quarter less that way.


def _read_change(change: object, entry: Json, arrived_at: Instant, items: list[Item]) -> None:
    value = change.get("value") if isinstance(change, dict) else None
    if not isinstance(change, dict) or not isinstance(value, dict):
        items.append(_unreadable(_compact(change), "the change holds no value"))
        return
    field = change.get("field", "messages")
    context = change_of(value, arrived_at)
    if field == "messages" or not isinstance(field, str):
        _read_messages(context, items)
    elif field == "standby":
        _read_standby(context, entry, items)
    elif field == "smb_message_echoes":
        _read_each(value.get("message_echoes"), echo, context, items)
    elif field == "messaging_handovers":
        items.append(Handover(id=_digest(field, entry, value), number_id=context.number_id, fields=pruned(value)))
    else:
        items.append(Notice(id=_digest(field, entry, value), field=field, value=pruned(value)))


def _read_messages(context: Change, items: list[Item]) -> None:
    value = context.value
    if "messages" in value:
        _read_each(value["messages"], message, context, items)
    if "statuses" in value:
        _read_each(value["statuses"], status, context, items)
    if "errors" in value:
        _read_each(value["errors"], _account_fault, context, items)


def _read_standby(context: Change, entry: Json, items: list[Item]) -> None:
    """Another party answers here: a customer's message is shown, that party's own messages are only counted."""
    read: list[Item] = []
    _read_messages(context, read)
    items += [Standby(received=item) if isinstance(item, Received) else item for item in read]
    field = "standby.message_echoes"
    for sent in list_of(context.value.get("message_echoes")):
        items.append(Notice(id=_digest(field, entry, sent), field=field, value=pruned(object_of(sent))))


def _read_each(values: object, reader: Reader, context: Change, items: list[Item]) -> None:
    if not isinstance(values, list):
        items.append(_unreadable(_compact(values), "a list was expected"))
        return
    for value in values:
        try:
            items.append(
                reader(value, context) if isinstance(value, dict) else _unreadable(_compact(value), "not an object")
            )
        except _FAULTS as fault:
            items.append(_unreadable(_compact(value), str(fault) or type(fault).__name__))


def _account_fault(error: Json, context: Change) -> AccountFault:
    """An error that belongs to the account, or to a message that the provider could not show us."""
    beside = [object_of(other).get("id") for other in list_of(context.value.get("messages"))]
    return AccountFault(
        id=_digest("errors", {"beside": beside}, error), number_id=context.number_id, fault=fault_of(error)
    )


def _unreadable(raw: str, reason: str) -> Unreadable:
    identity = sha256(raw.encode("utf-8", "replace")).hexdigest()
    return Unreadable(id=f"unreadable:{identity}", reason=reason, raw=raw[:RAW_CHARACTERS_MAX])


def _digest(field: str, entry: Json, value: object) -> str:
    """A name for what has none: the same for a redelivery, another for a later event (entries carry a time)."""
    beside = {key: item for key, item in entry.items() if key != "changes"}
    return f"{field}:{sha256(f'{_compact(beside)}{_compact(value)}'.encode()).hexdigest()}"


def _compact(value: object) -> str:
    kept = pruned({"": value})[""]
    return json.dumps(kept, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
