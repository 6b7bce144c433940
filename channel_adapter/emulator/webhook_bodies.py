"""The JSON of webhooks: one ``value`` for each thing that happened, and the envelope around one or many.

Shapes: https://developers.facebook.com/documentation/business-messaging/whatsapp/webhooks/reference/messages
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, TypeAlias

if TYPE_CHECKING:
    from channel_adapter.messages import Instant

    from .accounts import BusinessNumber, Customer

Json: TypeAlias = dict[str, Any]
"""A JSON object as ``json`` sees it."""


def seconds(at: Instant) -> str:
    """A moment as webhooks write it: whole seconds, in a string."""
    return str(at // 1_000)


def value_of(number: BusinessNumber) -> Json:
    """What every ``value`` of this number begins with."""
    return {
        "messaging_product": "whatsapp",
        "metadata": {"display_phone_number": number.display, "phone_number_id": number.id},
    }


def contact_of(customer: Customer) -> Json:
    """The customer as an item of ``contacts``."""
    profile = {"name": customer.name}
    if customer.username:
        profile["username"] = customer.username
    shown = {"shown": customer.wa_id, "empty": ""}.get(customer.phone_field)
    contact: Json = {"profile": profile} | ({} if shown is None else {"wa_id": shown})
    contact["user_id"] = customer.user_id
    if customer.parent_user_id:
        contact["parent_user_id"] = customer.parent_user_id
    return contact


def message_of(customer: Customer, message_id: str, at: Instant, kind: str, content: object) -> Json:
    """A customer's message as an item of ``messages``."""
    shown = {"shown": customer.wa_id, "empty": "", "user_id": customer.user_id}.get(customer.phone_field)
    message: Json = {} if shown is None else {"from": shown}
    message["from_user_id"] = customer.user_id
    if customer.parent_user_id:
        message["from_parent_user_id"] = customer.parent_user_id
    return message | {"id": message_id, "timestamp": seconds(at), "type": kind, kind: content}


def received(number: BusinessNumber, customer: Customer, message: Json) -> Json:
    """The ``value`` that carries one customer's message."""
    return value_of(number) | {"contacts": [contact_of(customer)], "messages": [message]}


def status_of(customer: Customer, message_id: str, status: str, at: Instant, extra: Json) -> Json:
    """One step of one message as an item of ``statuses``."""
    item: Json = {"id": message_id, "status": status, "timestamp": seconds(at)}
    if customer.phone_field == "shown":
        item["recipient_id"] = customer.wa_id
    if customer.user_id:
        item["recipient_user_id"] = customer.user_id
    if customer.parent_user_id:
        item["recipient_parent_user_id"] = customer.parent_user_id
    return item | extra


def reported(number: BusinessNumber, customer: Customer, status: Json, *, contact: bool) -> Json:
    """The ``value`` that carries one status, with the customer as a contact beside it or without."""
    who = {"contacts": [contact_of(customer)]} if contact else {}
    return value_of(number) | who | {"statuses": [status]}


def envelope(entries: list[Json]) -> Json:
    """The whole body."""
    return {"object": "whatsapp_business_account", "entry": entries}


def entry(account_id: str, changes: list[Json]) -> Json:
    """One account's changes."""
    return {"id": account_id, "changes": changes}


def change(field: str, value: Json) -> Json:
    """One change of one field."""
    return {"value": value, "field": field}
