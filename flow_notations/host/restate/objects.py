"""What runs on Restate: a virtual object for each conversation, and a courier that calls the world for it.

Restate runs an object's calls one after another, keeps its state with them, delivers what it sends exactly once and
sooner or later, and repeats what a crash interrupted (https://docs.restate.dev/concepts/services). So this file has no
locks, leases or recovery. Its calls may be replayed: they read no clock but through the journal, and never raise for
what a flow or a customer does, since a call that raises blocks its conversation.
"""

from __future__ import annotations

import secrets
from datetime import timedelta
from typing import TYPE_CHECKING, Any, Final

import restate
from restate import InvocationRetryPolicy, ObjectContext, Service, TerminalError, VirtualObject

from channel_adapter.channel import Uncertain
from flow_notations.host.duties import _answered, _ask, _send
from flow_notations.host.intake import keep, take_in
from flow_notations.host.interactions import derived_id
from flow_notations.host.json_forms import CHANNEL_FORMS
from flow_notations.host.outbox import UNPROVED
from flow_notations.host.turn import Ask, Dispatch, Turn, settle_and_turn, take_turn

from .forms import duty_form, duty_of, outcome_form, outcome_of
from .keeping import FORMS, dumped, loaded
from .transaction import KeptTransaction

if TYPE_CHECKING:
    from collections.abc import Callable

    from flow_notations.host.duties import Doer

    from .keeping import Keeping

    Work = Callable[[KeptTransaction, int], Turn | int]

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

    async def read_clock() -> int:
        return doer.clock.now()

    async def happen(ctx: ObjectContext, work: Work) -> int:
        """One event of the conversation: load, step, keep, and send on what is to be done."""
        now = await ctx.run_typed("now", read_clock)
        keeping = loaded(await ctx.get(STATE, type_hint=str))
        result, duties = _worked(doer, keeping, work, now)
        for entry in keeping.journal:
            ctx.set(f"{JOURNAL}/{entry.interaction}/{entry.seq:09}", FORMS.dumps(entry))
        ctx.set(STATE, dumped(keeping, now))
        for duty in duties:
            ctx.service_send(carry, {"to": ctx.key(), "duty": duty_form(duty)})
        only = keeping.conversation
        if only is not None and only.wake_at is not None:
            await arm(ctx, only.wake_at, now)
        return result

    async def arm(ctx: ObjectContext, wake_at: int, now: int) -> None:
        """One timer under way at a time: one that moved later is armed again when the earlier one fires."""
        armed = await ctx.get(ARMED, type_hint=int)
        if armed is None or wake_at < armed:
            delay = timedelta(milliseconds=max(0, wake_at - now) / rate)
            ctx.object_send(wake, ctx.key(), {"at": wake_at}, send_delay=delay)
            ctx.set(ARMED, wake_at)

    @conversation.handler()
    async def hear(ctx: ObjectContext, told: dict[str, Any]) -> int:
        return await happen(ctx, lambda tx, _: sum(_take_in(tx, doer, text, told["at"]) for text in told["items"]))

    @conversation.handler()
    async def settle(ctx: ObjectContext, told: dict[str, Any]) -> int:
        return await happen(ctx, lambda tx, now: _settled(tx, doer, told, now))

    @conversation.handler()
    async def wake(ctx: ObjectContext, told: dict[str, Any]) -> int:
        if await ctx.get(ARMED, type_hint=int) != told["at"]:
            return 0  # an earlier one took its place
        ctx.clear(ARMED)
        return await happen(ctx, lambda _, __: 0)

    @conversation.handler(kind="shared")
    async def read(ctx: restate.ObjectSharedContext) -> dict[str, Any]:
        entries = sorted(key for key in await ctx.state_keys() if key.startswith(JOURNAL))
        return {
            STATE: await ctx.get(STATE, type_hint=str),
            JOURNAL: [await ctx.get(entry, type_hint=str) for entry in entries],
        }

    @courier.handler()
    async def carry(ctx: restate.Context, told: dict[str, Any]) -> None:
        """Call the world once. A call that a crash interrupted is not repeated: nobody knows whether it went out."""
        duty = duty_of(told["duty"])
        mine = secrets.token_hex(8)

        async def begin() -> str:
            return mine

        begun = await ctx.run_typed("begin", begin)

        async def call() -> str:
            match duty:
                case Ask(errand=errand):
                    return outcome_form(await _ask(doer, errand))
                case Dispatch() if begun != mine:  # an earlier try got as far as this
                    return outcome_form(Uncertain(sentence=UNPROVED))
                case Dispatch():
                    return outcome_form(await _send(doer, duty))

        outcome = await ctx.run_typed("call", call)
        answer = {"ref": duty.outbound.ref} if isinstance(duty, Dispatch) else {"errand": told["duty"]["errand"]}
        ctx.object_send(settle, told["to"], {**answer, "outcome": outcome})

    return restate.app([conversation, courier])


def _worked(doer: Doer, keeping: Keeping, work: Work, now: int) -> tuple[int, list[Any]]:
    """The event itself and every turn it makes due. Raises ``TerminalError``: then nothing of it is kept."""
    tx = KeptTransaction(keeping)
    duties: list[Any] = []
    try:
        result = work(tx, now)
        turn = result if isinstance(result, Turn) else Turn(again=True)
        duties.extend(turn.duties)
        while turn.again and keeping.conversation is not None:
            turn = take_turn(tx, doer.wiring, keeping.conversation.id, now)
            duties.extend(turn.duties)
    except Exception as fault:
        raise TerminalError(f"{type(fault).__name__}: {fault}") from fault
    return (0 if isinstance(result, Turn) else result), duties


def _take_in(tx: KeptTransaction, doer: Doer, text: str, at: int) -> int:
    """Write one item down; one that breaks is buried alone."""
    item = CHANNEL_FORMS.loads(text)
    try:
        return int(take_in(tx, doer.wiring, item, at))
    except Exception as fault:
        reason = f"{type(fault).__name__}: {fault}"
        return int(keep(tx, item, f"buried:{derived_id(text)}", at, reason=reason))


def _settled(tx: KeptTransaction, doer: Doer, told: dict[str, Any], now: int) -> Turn:
    outcome = outcome_of(told["outcome"])
    if "errand" in told:
        return _answered(tx, doer.wiring, FORMS.loads(told["errand"]), outcome, now)
    return settle_and_turn(tx, doer.wiring, told["ref"], outcome, now)
