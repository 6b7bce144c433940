"""What a turn leaves to do outside the store: call a channel, a service, or people; then write down what came of it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Protocol, assert_never

from channel_adapter.channel import Uncertain
from flow_notations.effects import Fetch, Offer, Withdraw
from flow_notations.events import Fetched, Released

from . import outbox
from .fetching import Reply
from .json_forms import FLOW_FORMS
from .outbox import put_event
from .people import Answer
from .turn import Ask, Dispatch, Turn, settle_part, take_turn, wake

if TYPE_CHECKING:
    from channel_adapter.channel import Outcome
    from channel_adapter.clock import Clock
    from channel_adapter.messages import Instant

    from .fetching import Fetcher
    from .people import People
    from .records import Errand
    from .store import Store, Transaction
    from .turn import Duty
    from .wiring import Wiring


class Doer(Protocol):
    """What duties need of the host."""

    store: Store
    wiring: Wiring
    clock: Clock
    fetcher: Fetcher
    people: People


async def do(host: Doer, conversation: str, duty: Duty) -> Turn:
    """Do it and write its outcome; the turn taken in the same transaction may bring the next duties."""
    match duty:
        case Dispatch():
            outcome = await _send(host, duty)
            now = host.clock.now()
            ref = duty.outbound.ref
            return await host.store.transact(lambda tx: settle_part(tx, host.wiring, conversation, ref, outcome, now))
        case Ask(errand=errand):
            answer = await _ask(host, errand)
            now = host.clock.now()
            return await host.store.transact(lambda tx: _answered(tx, host.wiring, errand, answer, now))
    assert_never(duty)


def recover(tx: Transaction, now: Instant) -> None:
    """Parts that were being dispatched when a process ended may have gone out: they are in doubt, never resent."""
    for part in tx.outbox.in_doubt():
        outbox.doubt(tx, tx.conversations.get(part.conversation), part, now)
        wake(tx, part.conversation, now)


async def _send(host: Doer, duty: Dispatch) -> Outcome:
    channel = host.wiring.channels[duty.number_id]
    try:
        return await channel.send(duty.outbound, window_until=duty.window_until, attempt=duty.attempt)
    except Exception as fault:  # a channel never raises; should one do so, nobody knows what went out
        return Uncertain(sentence=outbox.UNPROVED, details=f"{type(fault).__name__}: {fault}")


async def _ask(host: Doer, errand: Errand) -> Reply | Answer | None:
    effect = FLOW_FORMS.loads(errand.effect)
    match effect:
        case Fetch():
            return await _fetch(host, effect, errand)
        case Offer():
            return await host.people.offer(effect, conversation=errand.conversation)
        case Withdraw(ref=ref):
            await host.people.withdraw(ref)
    return None


async def _fetch(host: Doer, call: Fetch, errand: Errand) -> Reply:
    try:
        return await host.fetcher.fetch(call, attempt=errand.attempts)
    except Exception as fault:  # the same for a fetcher
        return Reply(status=None, sentence=f"The call failed ({type(fault).__name__}).")


def _answered(tx: Transaction, wiring: Wiring, errand: Errand, answer: Reply | Answer | None, now: Instant) -> Turn:
    ref, identity = errand.ref, f"{errand.ref}:answered"
    if tx.errands.by_ref(ref) is None:
        return Turn()
    match answer:
        case Reply(retry_at=int(retry_at)):
            tx.errands.lease(ref, retry_at)
            return take_turn(tx, wiring, errand.conversation, now)
        case Reply(status=status, body=body, sentence=sentence):
            fetched = Fetched(
                id=identity, seq=0, at=now, ref=ref, status=status, body=body, sentence=sentence,
                attempts=errand.attempts + 1,
            )  # fmt: skip
            put_event(tx, errand.conversation, errand.interaction, fetched)
        case Answer():
            put_event(tx, errand.conversation, errand.interaction, released(ref, answer, now))
        case None:
            pass
        case _:
            assert_never(answer)
    tx.errands.done(ref)
    return take_turn(tx, wiring, errand.conversation, now)


def released(ref: str, answer: Answer, now: Instant) -> Released:
    """How people's answer reaches the flow. One answer per offer."""
    return Released(
        id=f"{ref}:released",
        seq=0,
        at=now,
        ref=ref,
        outcome=answer.outcome,
        disposition=answer.disposition,
        agent=answer.agent,
    )
