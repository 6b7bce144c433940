"""What runs on Restate: an object for each conversation, a courier that calls the world for it, a shelf of flows.

Restate runs an object's calls one after another, keeps its state with them, delivers what it sends exactly once and
sooner or later, and repeats what a crash interrupted (https://docs.restate.dev/concepts/services). So this file has no
locks, leases or recovery. What a visit decides is kept before anything of it is done, so a repeated call does the same
again, whatever the clock says and whichever flows are active by then.
"""

from __future__ import annotations

import asyncio
import json
import secrets
from contextlib import suppress
from datetime import timedelta
from typing import TYPE_CHECKING, Any, Final

import restate
from restate import InvocationRetryPolicy, ObjectContext, RunOptions, Service, TerminalError, VirtualObject
from restate.serde import JsonSerde, Serde

from channel_adapter.channel import Uncertain
from flow_notations.host.duties import ask, mark, send
from flow_notations.host.outbox import UNPROVED
from flow_notations.host.turn import Ask, Dispatch, Mark

from .forms import duty_of, outcome_form
from .keeping import loaded
from .pacing import PACE, leased
from .verbs import VERBS, called
from .visits import Outcome, later, made, visited

if TYPE_CHECKING:
    from flow_notations.host.duties import Doer

    from .post import Post

CONVERSATION: Final = "Conversation"
COURIER: Final = "Courier"
SHELF: Final = "Shelf"
FLOWS: Final = "flows"
"""The only shelf."""
STATE: Final = "keeping"
REVISION: Final = "revision"
SETTINGS: Final[dict[str, Any]] = {
    "invocation_retry_policy": InvocationRetryPolicy(
        initial_interval=timedelta(milliseconds=100), max_interval=timedelta(seconds=2), max_attempts=1_000_000
    ),
    "journal_retention": timedelta(0),
    "idempotency_retention": timedelta(minutes=5),
}
"""By default an invocation is paused after 70 tries, and its conversation with it; and what it said is kept for a day.

What was answered to a call is known for longer than its caller tries all nodes.
"""


class _Words(Serde[str | None]):
    """Text as it is."""

    def serialize(self, obj: str | None) -> bytes:
        return b"" if obj is None else obj.encode()

    def deserialize(self, buf: bytes) -> str | None:
        return buf.decode() if buf else None


WORDS: Final = _Words()
PLAIN: Final[RunOptions[Any]] = RunOptions(serde=JsonSerde())
"""What is kept of a work, as JSON: said here, since the SDK reads the work's annotations each time otherwise."""


async def service_of(post: Post, *, rate: float) -> Any:
    """The ASGI application that Restate calls. ``rate``: milliseconds of the host's clock for each that passes."""
    app = restate.app([_conversation(post, rate), _courier(post), _shelf(), _pace()])
    await asyncio.to_thread(_leave_signals, app)
    return app


def _leave_signals(app: Any) -> None:
    """The SDK takes SIGTERM at its first call, from whoever waits for it; on another thread it cannot, and tries once."""
    with suppress(ValueError):  # of what it does not do: it was called
        asyncio.run(app({"type": "lifespan"}, None, None))


def _conversation(post: Post, rate: float) -> VirtualObject:
    conversation = VirtualObject(CONVERSATION, enable_lazy_state=True, **SETTINGS)

    def answer_to(verb: str) -> None:
        async def answer(ctx: ObjectContext, told: dict[str, Any]) -> Any:
            return await _act(ctx, await _visit(ctx, await post.holder(), verb, told), rate)

        conversation.handler(name=verb)(answer)

    for verb in VERBS:
        answer_to(verb)

    @conversation.handler(kind="shared")
    async def where(ctx: restate.ObjectSharedContext) -> str | None:
        keeping = loaded(await ctx.get(STATE, serde=WORDS))
        return keeping.moved or (ctx.key() if keeping.conversation is not None else None)

    return conversation


async def _visit(ctx: ObjectContext, doer: Doer, verb: str, told: dict[str, Any]) -> Outcome:
    """Load, work, and keep the outcome: a replay finds it and does not work again."""
    text = await ctx.get(STATE, serde=WORDS)
    beside = await _beside(ctx) if verb == "lead" and text is not None else {}

    async def work() -> dict[str, Any]:
        visit = visited(doer, ctx.key(), text, told)
        visit.beside = beside
        return made(verb, visit, lambda visit: called(verb, visit))

    outcome = Outcome(**await ctx.run_typed(verb, work, PLAIN))
    if outcome.fault:
        raise TerminalError(outcome.fault)
    return outcome


async def _act(ctx: ObjectContext, outcome: Outcome, rate: float) -> Any:
    """Do what a visit decided; nothing is decided here."""
    if outcome.emptied or outcome.gone:
        await _drop(ctx, outcome)
    for name, entry in outcome.aside.items():
        ctx.set(name, entry, serde=WORDS)
    if outcome.state is None:
        ctx.clear(STATE)
    else:
        ctx.set(STATE, outcome.state, serde=WORDS)
    for interaction in outcome.begun:  # found by its id before anything of it can be answered
        await ctx.generic_call(CONVERSATION, "lead", _json({"to": ctx.key()}), interaction)
    for verb, key, told in outcome.calls:
        ctx.generic_send(CONVERSATION, verb, _json(told), key)
    for duty in outcome.duties:
        ctx.generic_send(COURIER, "carry", _json({"to": ctx.key(), "duty": duty}))
    for verb, told, at in later(outcome):
        delay = timedelta(milliseconds=max(0, at - outcome.now) / rate)
        ctx.generic_send(CONVERSATION, verb, _json(told), ctx.key(), send_delay=delay)
    return outcome.result


async def _drop(ctx: ObjectContext, outcome: Outcome) -> None:
    for name in await ctx.state_keys():
        if name != STATE and (outcome.emptied or name.split("/")[1] in outcome.gone):
            ctx.clear(name)


async def _beside(ctx: ObjectContext) -> dict[str, str]:
    found: dict[str, str] = {}
    for name in sorted(await ctx.state_keys()):
        entry = await ctx.get(name, serde=WORDS)
        if name != STATE and entry is not None:
            found[name] = entry
    return found


def _courier(post: Post) -> Service:
    courier = Service(COURIER, **SETTINGS)

    @courier.handler()
    async def carry(ctx: restate.Context, told: dict[str, Any]) -> None:
        doer = await post.holder()
        duty = duty_of(told["duty"])
        if isinstance(duty, Mark):
            await mark(doer, duty)
            return
        answer = {"ref": duty.outbound.ref} if isinstance(duty, Dispatch) else {"errand": told["duty"]["errand"]}
        outcome = await _call(ctx, doer, duty)
        ctx.generic_send(CONVERSATION, "settle", _json({**answer, "outcome": outcome}), told["to"])

    return courier


async def _call(ctx: restate.Context, doer: Doer, duty: Dispatch | Ask) -> str:
    """Call the world once. A send that a crash interrupted is not repeated: nobody knows whether it went out.

    A replay finds in the journal the mark of the try that began, which is not its own.
    """
    mine = secrets.token_hex(8)

    async def begin() -> str:
        return mine

    begun = await ctx.run_typed("begin", begin, PLAIN)

    async def call() -> str:
        match duty:
            case Ask(errand=errand):
                return outcome_form(await ask(doer, errand))
            case Dispatch() if begun != mine:
                return outcome_form(Uncertain(sentence=UNPROVED, left=False))
            case Dispatch():
                return outcome_form(await send(doer, duty))

    return await ctx.run_typed("call", call, PLAIN)


def _json(told: dict[str, Any]) -> bytes:
    return json.dumps(told, ensure_ascii=False).encode()


def _shelf() -> VirtualObject:
    """Published flows: one state for each field, and a revision by which two publishers notice each other."""
    shelf = VirtualObject(SHELF, enable_lazy_state=True, **SETTINGS)

    @shelf.handler()
    async def put(ctx: ObjectContext, told: dict[str, Any]) -> bool:
        if (await ctx.get(REVISION, serde=WORDS) or "0") != told["was"]:
            return False
        for name, value in told["fields"].items():
            ctx.set(name, value, serde=WORDS)
        ctx.set(REVISION, str(int(told["was"]) + 1), serde=WORDS)
        return True

    return shelf


def _pace() -> VirtualObject:
    """Of each number: how far its moments are given out."""
    pace = VirtualObject(PACE, **SETTINGS)

    @pace.handler(name="lease")
    async def give(ctx: ObjectContext, told: dict[str, Any]) -> dict[str, Any]:
        kept, answer = leased(await ctx.get(STATE, serde=WORDS), told)
        ctx.set(STATE, kept, serde=WORDS)
        return answer

    return pace
