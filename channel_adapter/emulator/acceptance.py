"""Whether a message is accepted, and what becomes of it then.

Order of the checks: shape, scheduled refusal, throughput, pair pace, account and template, reply window. Nothing that is
refused leaves a trace in the world.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from . import ticks
from .accounts import Customer, digits_of
from .answers import agreed, refusal
from .faults import FailLater, Fault, NeverReport, Refuse
from .graph_errors import Answer, Problem
from .options import options_of
from .templates import category_of, template_problem
from .validation import is_user_id, problem_in
from .world import Message

if TYPE_CHECKING:
    from channel_adapter.messages import Instant

    from .accounts import BusinessNumber
    from .webhook_bodies import Json
    from .world import Thread, World

WINDOW_CLOSED = Problem(
    code=131047,
    details="Message failed to send because more than 24 hours have passed since the customer last replied to this number.",
)
UNDELIVERABLE = Problem(code=131026, details="Message Undeliverable.")

_MEDIA = ("image", "audio", "video", "document", "sticker")


def accept_or_refuse(
    world: World, number: BusinessNumber, body: object, customer: Customer | None, fault: Fault | None, at: Instant
) -> Answer:
    """Answer a message for this customer (``None``: somebody who does not live in this world)."""
    problem = problem_in(body, world.habits)
    if problem or not isinstance(body, dict):
        return refusal(world, problem or Problem(code=100))
    if isinstance(fault, Refuse):
        return refusal(world, Problem(code=fault.code, details=fault.details, http_status=fault.http_status))
    thread = world.thread(number, customer) if customer else None
    problem = _pace_problem(world, number, thread, at) or _account_problem(world, number, body, thread, at)
    if problem:
        return refusal(world, problem)
    world.meters[number.id].count(at)
    message = _message(world, number, body, customer, at)
    if customer is None and body.get("recipient_type") != "group":
        _lose(world, number, body, message)
    if customer and thread:
        thread.meter.count(at)
        thread.typing_until = 0
        world.keep(number, customer, message)
        _send_off(world, number, customer, thread, message, fault, body)
    return agreed(world, _acceptance(body, customer, message))


def _pace_problem(world: World, number: BusinessNumber, thread: Thread | None, at: Instant) -> Problem | None:
    if not world.meters[number.id].has_room(at):
        return Problem(code=130429, details="Cloud API message throughput has been reached.")
    if thread and not thread.meter.has_room(at):
        details = "Message failed to send because there were too many messages sent from this phone number to the same phone number in a short period of time."
        return Problem(code=131056, details=details)
    return None


def _account_problem(
    world: World, number: BusinessNumber, body: Json, thread: Thread | None, at: Instant
) -> Problem | None:
    """What the account forbids: unknown templates and media, direct sends, itself as recipient, a closed window."""
    kind = body.get("type", "text")
    if body.get("to") and body["to"].lstrip("+") == number.display:
        return Problem(code=131021, details="Sender and recipient phone number is same")
    if body.get("category") and not (number.direct_send and kind in ("text", "interactive")):
        return Problem(code=100, details="Direct Send is not available for this account or this type of message")
    if kind == "template":
        return template_problem(number, body["template"])
    if kind in _MEDIA and "id" in body[kind] and world.media.get(body[kind]["id"], at) is None:
        details = f"Param {kind}['id'] is not a valid whatsapp business account media attachment ID"
        return Problem(code=131009, details=details)
    if world.habits.window_refusal == "sync" and thread and not _may_send(thread, body, at):
        return WINDOW_CLOSED
    return None


def _may_send(thread: Thread, body: Json, at: Instant) -> bool:
    return body.get("type") == "template" or bool(body.get("category")) or thread.is_open(at)


def _message(world: World, number: BusinessNumber, body: Json, customer: Customer | None, at: Instant) -> Message:
    kind = body.get("type", "text")
    content: Any = body[kind]
    return Message(
        id=world.message_id(customer.wa_id if customer else number.display, inbound=False),
        at=at,
        author="business",
        kind=kind,
        content=content,
        ref=body.get("biz_opaque_callback_data"),
        quotes=body.get("context", {}).get("message_id"),
        options=options_of(number, kind, content),
        category=category_of(number, body),
    )


def _send_off(
    world: World,
    number: BusinessNumber,
    customer: Customer,
    thread: Thread,
    message: Message,
    fault: Fault | None,
    body: Json,
) -> None:
    """Decide how an accepted message ends, and put its statuses on their way."""
    later = message.at + world.habits.sent_after
    if isinstance(fault, NeverReport) or _lost_for_user_id(body, customer):
        message.hidden = True
    elif isinstance(fault, FailLater):
        if fault.after_sent:
            ticks.report(world, number, customer, message, "sent", later)
        problem = Problem(code=fault.code, details=fault.details)
        when = message.at + fault.after if fault.after is not None else later + int(fault.after_sent)
        ticks.fail(world, number, customer, message, problem, when)
    elif not _may_send(thread, body, message.at):
        ticks.fail(world, number, customer, message, WINDOW_CLOSED, later)
    elif message.kind == "reaction":
        _react(world, number, customer, thread, message, later)
    else:
        ticks.send(world, number, customer, message)


def _lose(world: World, number: BusinessNumber, body: Json, message: Message) -> None:
    """Nobody here has this number: accepted, and reported as undeliverable a little later."""
    asked = str(body.get("to") or body["recipient"])
    if is_user_id(asked):
        return
    nobody = Customer(key="", wa_id=digits_of(asked), user_id="", name="")
    ticks.fail(world, number, nobody, message, UNDELIVERABLE, message.at + world.habits.sent_after)


def _lost_for_user_id(body: Json, customer: Customer) -> bool:
    """A user id in ``to`` is accepted and silently lost, as reported from the field."""
    return bool(body.get("to")) and body["to"] in (customer.user_id, customer.parent_user_id)


def _react(
    world: World, number: BusinessNumber, customer: Customer, thread: Thread, message: Message, later: Instant
) -> None:
    content: Any = message.content
    target = thread.find(content["message_id"])
    if target is None or target.revoked or target.kind == "reaction":
        problem = Problem(code=131009, details="Message to react to was not found")
        ticks.fail(world, number, customer, message, problem, later)
        return
    target.reaction = content["emoji"]
    ticks.send(world, number, customer, message)


def _acceptance(body: Json, customer: Customer | None, message: Message) -> Json:
    """The provider's yes. It says ``wa_id`` only to who addressed a phone number."""
    asked = body.get("to") or body["recipient"]
    contact = {"input": asked}
    if body.get("to"):
        contact["wa_id"] = customer.wa_id if customer else asked.lstrip("+")
    if customer:
        contact["user_id"] = customer.user_id
    sent = {"id": message.id}
    if message.kind == "template":
        sent["message_status"] = "accepted"
    return {"messaging_product": "whatsapp", "contacts": [contact], "messages": [sent]}
