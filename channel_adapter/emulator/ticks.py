"""The way of a business message: accepted, sent, delivered, read, played, or failed; each step is a webhook.

Prices stand on ``sent`` and on the first of delivered and read. Since graph version 24 the ``conversation`` object is
left out except for customers who came by an advertisement.
Pricing: https://developers.facebook.com/documentation/business-messaging/whatsapp/pricing
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from .graph_errors import Problem, webhook_error
from .habits import DAY
from .webhook_bodies import Json, reported, seconds, status_of

if TYPE_CHECKING:
    from channel_adapter.messages import Instant

    from .accounts import BusinessNumber, Customer
    from .world import Message, World

SERVICE_BILLED_FROM: Instant = 1_790_812_800_000
"""2026-10-01T00:00Z: from here plain replies are charged too."""


def send(world: World, number: BusinessNumber, customer: Customer, message: Message) -> None:
    """A message was accepted: it goes its usual way. A blocked or absent customer leaves it at one tick."""
    habits = world.habits
    message.sent_at = message.at + habits.sent_after
    report(world, number, customer, message, "sent", message.sent_at)
    # a reaction only ever reports `sent`
    if customer.online and not customer.blocking:
        deliver(world, number, customer, message, message.at + habits.delivered_after)


def deliver(world: World, number: BusinessNumber, customer: Customer, message: Message, at: Instant) -> None:
    """It reaches the phone; the customer reads it after their usual time."""
    message.delivered_at = at
    if message.kind == "reaction":
        return
    report(world, number, customer, message, "delivered", at)
    if world.habits.read_after is not None:
        read(world, number, customer, message, at + world.habits.read_after)


def read(world: World, number: BusinessNumber, customer: Customer, message: Message, at: Instant) -> None:
    """The customer sees it. Whether we hear of it is their privacy setting."""
    message.read_at = at
    if customer.receipts and message.kind != "reaction":
        report(world, number, customer, message, "read", at)


def fail(
    world: World, number: BusinessNumber, customer: Customer, message: Message, problem: Problem, at: Instant
) -> None:
    """It will never arrive, for this reason."""
    message.failed_at, message.failure, message.hidden = at, problem.code, True
    report(world, number, customer, message, "failed", at, {"errors": [webhook_error(problem)]})


def report(
    world: World,
    number: BusinessNumber,
    customer: Customer,
    message: Message,
    status: str,
    at: Instant,
    extra: Json | None = None,
) -> None:
    """Tell the business one step."""
    parts: Json = {} if status == "failed" else _price(world, number, customer, message, status, at)
    if message.ref is not None:
        parts["biz_opaque_callback_data"] = message.ref
    item = status_of(customer, message.id, status, at, parts | (extra or {}))
    contact = status != "failed" or world.habits.failures_name_contact
    value = reported(number, customer, item, contact=contact)
    world.outbox.add(number, "messages", value, name=f"{message.id}/{status}", at=at)


def _price(
    world: World, number: BusinessNumber, customer: Customer, message: Message, status: str, at: Instant
) -> Json:
    if message.priced or status == "played":
        return {}
    message.priced = status != "sent"
    thread = world.thread(number, customer)
    free_entry = at < thread.ad_until
    service_free = message.category == "service" and at < SERVICE_BILLED_FROM
    kind = "free_entry_point" if free_entry else "free_customer_service" if service_free else "regular"
    category = "referral_conversion" if free_entry else message.category
    pricing = {"billable": kind == "regular", "pricing_model": "PMP", "type": kind, "category": category}
    if not free_entry and world.habits.graph_version >= 24:
        return {"pricing": pricing}
    ends = thread.ad_until if free_entry else (thread.window_from or at) + DAY
    conversation: Json = {
        "id": world.chance.hexadecimal(32, "conversation", number.id, customer.key, ends).lower(),
        "origin": {"type": category},
    }
    if status == "sent":
        conversation["expiration_timestamp"] = seconds(ends)
    return {"conversation": conversation, "pricing": pricing}
