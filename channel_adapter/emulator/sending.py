"""One request at the ``messages`` endpoint, from the token to the answer, with every mishap on the way there and back."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from channel_adapter.whatsapp.wire import Lost

from .acceptance import accept_or_refuse
from .answers import agreed, entry_problem, refusal
from .faults import BareAnswer, FailLater, Fault, LoseAnswer, Refuse, Slow, Unreachable
from .graph_errors import Answer, Problem
from .validation import problem_in, without_nulls

if TYPE_CHECKING:
    from channel_adapter.messages import Instant

    from .accounts import BusinessNumber, Customer
    from .webhook_bodies import Json
    from .world import World

TYPING_FOR = 25_000
"""The typing sign goes out by itself after this many milliseconds."""

_LOST = Answer(status=0, body=b"", lost=Lost.UNKNOWN)


def post_message(world: World, number_id: str, token: str | None, body: object, at: Instant) -> Answer:
    """Answer one POST; what it causes stands in the world and its outbox."""
    number = world.numbers.get(number_id)
    problem = entry_problem(number, number_id, token)
    if problem or number is None:
        return refusal(world, problem or Problem(code=100))
    body = without_nulls(body)
    if isinstance(body, dict) and "status" in body:
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
    answer = accept_or_refuse(world, number, body, customer, fault, at)
    match fault:
        case LoseAnswer():
            return _LOST
        case BareAnswer():
            return _bare(fault)
        case Slow():
            return replace(answer, delay=answer.delay + fault.milliseconds)
        case _:
            return answer


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
