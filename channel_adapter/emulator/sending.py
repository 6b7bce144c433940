"""What happens to one request at the ``messages`` endpoint, from the token to the answer.

Order of the checks: number and token, mishap on the way in, shape, scheduled refusal, throughput, pair pace, template,
reply window; then the message is accepted, and the answer may still be lost.
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any

from channel_adapter.whatsapp.wire import Lost

from . import ticks
from .faults import BareAnswer, FailLater, Fault, LoseAnswer, NeverReport, Refuse, Slow, Unreachable
from .graph_errors import Answer, Problem, error_answer, json_answer
from .options import options_of
from .templates import category_of, template_problem
from .validation import problem_in
from .world import Message

if TYPE_CHECKING:
    from channel_adapter.messages import Instant

    from .accounts import BusinessNumber, Customer
    from .webhook_bodies import Json
    from .world import Thread, World

WINDOW_CLOSED = Problem(
    code=131047,
    details="Message failed to send because more than 24 hours have passed since the customer last replied to this number.",
)
UNDELIVERABLE = Problem(code=131026, details="Message Undeliverable.")
TYPING_FOR = 25_000
"""The typing sign goes out by itself after this many milliseconds."""

_LOST = Answer(status=0, body=b"", lost=Lost.UNKNOWN)
_MEDIA = ("image", "audio", "video", "document", "sticker")


def post_message(world: World, number_id: str, token: str | None, body: object, at: Instant) -> Answer:
    """Answer one POST; what it causes stands in the world and its outbox."""
    number = world.numbers.get(number_id)
    problem = entry_problem(number, number_id, token)
    if problem or number is None:
        return refusal(world, problem or Problem(code=100))
    if isinstance(body, dict) and body.get("status") is not None:
        return _mark_read(world, number, body, at)
    customer = _addressee(world, body)
    fault = world.faults.take(number_id, customer.key if customer else None, at) or _mishap(world, number)
    match fault:
        case Unreachable():
            return replace(_LOST, lost=Lost.NOT_SENT)
        case LoseAnswer(carried_out=False):
            return _LOST
        case BareAnswer(carried_out=False):
            return _bare(fault)
        case _:
            pass
    answer = _accept_or_refuse(world, number, body, customer, fault, at)
    match fault:
        case LoseAnswer():
            return _LOST
        case BareAnswer():
            return _bare(fault)
        case Slow():
            return replace(answer, delay=answer.delay + fault.milliseconds)
        case _:
            return answer


def entry_problem(number: BusinessNumber | None, number_id: str, token: str | None) -> Problem | None:
    """Whether this token may use this number."""
    if number is None:
        details = f"Unsupported post request. Object with ID '{number_id}' does not exist"
        return Problem(code=100, subcode=33, details=details)
    if not token:
        return Problem(code=200, details="Provide valid app ID")
    if token != number.access_token:
        return Problem(code=190, details="Invalid OAuth access token - Cannot parse access token")
    return None


def refusal(world: World, problem: Problem) -> Answer:
    """The HTTP answer that says no."""
    answer = error_answer(problem, trace=world.trace(), version=world.habits.graph_version)
    return replace(answer, delay=world.habits.answer_after)


def agreed(world: World, document: object) -> Answer:
    """The HTTP answer that says yes."""
    answer = json_answer(document, trace=world.trace(), version=world.habits.graph_version)
    return replace(answer, delay=world.habits.answer_after)


def _bare(fault: BareAnswer) -> Answer:
    return Answer(status=fault.status, body=fault.body, headers={"content-type": "text/html"})


def _mishap(world: World, number: BusinessNumber) -> Fault | None:
    """What goes wrong by chance, at the rates of the world's habits."""
    habits, chance, name = world.habits, world.chance, (number.id, world.count())
    if chance.happens(habits.refusals, "refuse", *name):
        return Refuse(code=habits.refusal_codes[chance.below(len(habits.refusal_codes), "code", *name)])
    if chance.happens(habits.lost_answers, "lose", *name):
        return LoseAnswer(carried_out=not chance.happens(habits.lost_before, "before", *name))
    if chance.happens(habits.late_failures, "fail", *name):
        return FailLater(code=habits.late_failure_codes[chance.below(len(habits.late_failure_codes), "late", *name)])
    return None


def _addressee(world: World, body: object) -> Customer | None:
    """Whom the request means: ``to`` wins over ``recipient``."""
    if not isinstance(body, dict):
        return None
    name = body.get("to") or body.get("recipient")
    return world.lookup(name) if isinstance(name, str) else None


def _accept_or_refuse(
    world: World, number: BusinessNumber, body: object, customer: Customer | None, fault: Fault | None, at: Instant
) -> Answer:
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


def _mark_read(world: World, number: BusinessNumber, body: Json, at: Instant) -> Answer:
    problem = problem_in(body, world.habits)
    if problem:
        return refusal(world, problem)
    thread = world.thread_with(number, body["message_id"])
    target = thread.find(body["message_id"]) if thread else None
    if thread and target and target.author == "customer":
        for message in thread.messages:
            if message.author == "customer" and message.at <= target.at and message.read_at is None:
                message.read_at = at
        if "typing_indicator" in body:
            thread.typing_until = at + TYPING_FOR
        return agreed(world, {"success": True})
    return refusal(world, Problem(code=131009, details="Message to mark as read was not found"))
