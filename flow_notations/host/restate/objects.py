"""What runs on Restate: a virtual object for each conversation, and a courier that calls the world for it.

Restate runs an object's calls one after another, keeps its state with them, delivers what it sends exactly once and
sooner or later, and repeats what a crash interrupted (https://docs.restate.dev/concepts/services). So this file has no
locks, leases or recovery. Its calls may be replayed: they read no clock but through the journal, and never raise for
what a flow or a customer does, since a call that raises blocks its conversation.
"""

from __future__ import annotations

import secrets
from dataclasses import dataclass
from datetime import timedelta
from typing import TYPE_CHECKING, Any, Final

import restate
from restate import InvocationRetryPolicy, ObjectContext, Service, TerminalError, VirtualObject

from channel_adapter.channel import Uncertain
from flow_notations.host.duties import answered, ask, send
from flow_notations.host.intake import keep, take_in
from flow_notations.host.interactions import derived_id
from flow_notations.host.json_forms import CHANNEL_FORMS
from flow_notations.host.outbox import UNPROVED
from flow_notations.host.turn import Ask, Dispatch, Turn, blame_turn, settle_and_turn, settle_part, take_turn

from .forms import duty_form, duty_of, outcome_form, outcome_of
from .keeping import FORMS, dumped, loaded
from .transaction import KeptTransaction

if TYPE_CHECKING:
    from collections.abc import Callable

    from channel_adapter.messages import Instant
    from flow_notations.host.duties import Doer
    from flow_notations.host.turn import Duty

    from .keeping import Keeping

    Work = Callable[[Keeping, int], Turn | int]

STATE: Final = "keeping"
ARMED: Final = "armed"
JOURNAL: Final = "journal"
PATIENT: Final = InvocationRetryPolicy(
    initial_interval=timedelta(milliseconds=100), max_interval=timedelta(seconds=5), max_attempts=1_000_000
)
"""By default an invocation is paused after 70 tries, and its conversation with it."""


def service_of(doer: Doer, *, rate: float) -> Any:
    """The ASGI application that Restate calls. ``rate``: milliseconds of the host's clock for each that passes."""
    conversation = VirtualObject("Conversation", enable_lazy_state=True, invocation_retry_policy=PATIENT)
    courier = Service("Courier", invocation_retry_policy=PATIENT)

    @courier.handler()
    async def carry(ctx: restate.Context, told: dict[str, Any]) -> None:
        duty = duty_of(told["duty"])
        answer = {"ref": duty.outbound.ref} if isinstance(duty, Dispatch) else {"errand": told["duty"]["errand"]}
        ctx.object_send(settle, told["to"], {**answer, "outcome": await _call(ctx, doer, duty)})

    async def happen(ctx: ObjectContext, work: Work) -> int:
        happened = await _happen(ctx, doer, work)
        for duty in happened.duties:
            ctx.service_send(carry, {"to": ctx.key(), "duty": duty_form(duty)})
        if await _is_to_arm(ctx, happened.wake_at):
            assert happened.wake_at is not None
            delay = timedelta(milliseconds=max(0, happened.wake_at - happened.now) / rate)
            ctx.object_send(wake, ctx.key(), {"at": happened.wake_at}, send_delay=delay)
        return happened.result

    @conversation.handler()
    async def hear(ctx: ObjectContext, told: dict[str, Any]) -> int:
        return await happen(ctx, lambda kept, _: sum(_take_in(doer, kept, text, told["at"]) for text in told["items"]))

    @conversation.handler()
    async def settle(ctx: ObjectContext, told: dict[str, Any]) -> int:
        return await happen(ctx, lambda kept, now: _settled(doer, kept, told, now))

    @conversation.handler()
    async def wake(ctx: ObjectContext, told: dict[str, Any]) -> int:
        if await ctx.get(ARMED, type_hint=int) != told["at"]:
            return 0  # an earlier one took its place
        ctx.clear(ARMED)
        return await happen(ctx, lambda _, __: 0)

    @conversation.handler(kind="shared")
    async def read(ctx: restate.ObjectSharedContext) -> dict[str, Any]:
        return await _read(ctx)

    return restate.app([conversation, courier])


@dataclass(frozen=True, slots=True, kw_only=True)
class _Happened:
    result: int
    duties: list[Duty]
    now: Instant
    wake_at: Instant | None


async def _happen(ctx: ObjectContext, doer: Doer, work: Work) -> _Happened:
    """Load, step, and keep what changed. The clock is read through the journal: a replay sees the same moment."""

    async def read_clock() -> int:
        return doer.clock.now()

    now = await ctx.run_typed("now", read_clock)
    keeping = loaded(await ctx.get(STATE, type_hint=str))
    result, duties = _worked(doer, keeping, work, now)
    for entry in keeping.journal:
        ctx.set(f"{JOURNAL}/{entry.interaction}/{entry.seq:09}", FORMS.dumps(entry))
    ctx.set(STATE, dumped(keeping, now))
    wake_at = None if keeping.conversation is None else keeping.conversation.wake_at
    return _Happened(result=result, duties=duties, now=now, wake_at=wake_at)


async def _is_to_arm(ctx: ObjectContext, wake_at: Instant | None) -> bool:
    """One timer under way at a time: one that moved later is armed again when the earlier one fires."""
    armed = await ctx.get(ARMED, type_hint=int)
    if wake_at is None or (armed is not None and armed <= wake_at):
        return False
    ctx.set(ARMED, wake_at)
    return True


async def _read(ctx: restate.ObjectSharedContext) -> dict[str, Any]:
    entries = sorted(key for key in await ctx.state_keys() if key.startswith(JOURNAL))
    journal = [await ctx.get(entry, type_hint=str) for entry in entries]
    return {STATE: await ctx.get(STATE, type_hint=str), JOURNAL: journal}


async def _call(ctx: restate.Context, doer: Doer, duty: Duty) -> str:
    """Call the world once. A send that a crash interrupted is not repeated: nobody knows whether it went out.

    A replay finds in the journal the mark of the try that began, which is not its own.
    """
    mine = secrets.token_hex(8)

    async def begin() -> str:
        return mine

    begun = await ctx.run_typed("begin", begin)

    async def call() -> str:
        match duty:
            case Ask(errand=errand):
                return outcome_form(await ask(doer, errand))
            case Dispatch() if begun != mine:
                return outcome_form(Uncertain(sentence=UNPROVED))
            case Dispatch():
                return outcome_form(await send(doer, duty))

    return await ctx.run_typed("call", call)


def _worked(doer: Doer, keeping: Keeping, work: Work, now: int) -> tuple[int, list[Duty]]:
    """The event itself and every turn it makes due. Raises ``TerminalError``: then nothing of it is kept."""
    duties: list[Duty] = []
    try:
        result = work(keeping, now)
    except Exception as fault:
        raise TerminalError(f"{type(fault).__name__}: {fault}") from fault
    turn = result if isinstance(result, Turn) else Turn(again=True)
    duties.extend(turn.duties)
    while turn.again and keeping.conversation is not None:
        turn = _turn(doer, keeping, keeping.conversation.id, now)
        duties.extend(turn.duties)
    return (0 if isinstance(result, Turn) else result), duties


def _turn(doer: Doer, keeping: Keeping, conversation: str, now: int) -> Turn:
    """A turn; one that cannot be written is undone and its event blamed, as in every host."""
    before = keeping.copied()
    try:
        return take_turn(KeptTransaction(keeping), doer.wiring, conversation, now)
    except Exception as fault:
        keeping.become(before)
        return blame_turn(KeptTransaction(keeping), conversation, fault, now)


def _take_in(doer: Doer, keeping: Keeping, text: str, at: int) -> int:
    """Write one item down; one that breaks is buried alone."""
    item, before = CHANNEL_FORMS.loads(text), keeping.copied()
    try:
        return int(take_in(KeptTransaction(keeping), doer.wiring, item, at))
    except Exception as fault:
        keeping.become(before)
        reason = f"{type(fault).__name__}: {fault}"
        return int(keep(KeptTransaction(keeping), item, f"buried:{derived_id(text)}", at, reason=reason))


def _settled(doer: Doer, keeping: Keeping, told: dict[str, Any], now: int) -> Turn:
    """Write down what came of a duty; should the turn that follows fail, the outcome all the same."""
    outcome, before = outcome_of(told["outcome"]), keeping.copied()
    tx = KeptTransaction(keeping)
    if "errand" in told:
        return answered(tx, doer.wiring, FORMS.loads(told["errand"]), outcome, now)
    try:
        return settle_and_turn(tx, doer.wiring, told["ref"], outcome, now)
    except Exception:
        keeping.become(before)
        settle_part(tx, told["ref"], outcome, now)
        return Turn(again=True)
