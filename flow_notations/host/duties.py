"""What a turn leaves to do outside the store: call a channel, a service, or people; then write down what came of it."""

from __future__ import annotations

import logging
from contextlib import suppress
from typing import TYPE_CHECKING, Any, Final, Protocol, assert_never

from channel_adapter.channel import Accepted, Refused, Uncertain
from flow_notations.effects import Fetch, Offer, Withdraw
from flow_notations.errors import StoreUnavailable
from flow_notations.events import Fetched, Released

from . import outbox
from .fetching import Reply
from .json_forms import FLOW_FORMS
from .outbox import put_event
from .people import Answer
from .records import Notice
from .turn import Ask, Dispatch, Mark, Turn, blame_turn, settle_and_turn, settle_part, take_turn, wake

if TYPE_CHECKING:
    from channel_adapter.channel import Outcome
    from channel_adapter.clock import Clock
    from channel_adapter.messages import Instant

    from .fetching import Fetcher
    from .outages import Unwritten
    from .people import People
    from .records import Errand
    from .store import Store, Transaction
    from .turn import Duty
    from .wiring import Wiring


LOGGER: Final = logging.getLogger(__name__)
PEOPLE_RETRY_MS: Final = 30_000
"""Before a desk that failed is asked again."""
PEOPLE_DOWN: Final = "People cannot be asked; they are asked again every half minute"


class Doer(Protocol):
    """What duties need of the host."""

    store: Store
    wiring: Wiring
    clock: Clock
    fetcher: Fetcher
    people: People


class Scribe(Doer, Protocol):
    """One that keeps in mind what its store cannot take."""

    unwritten: Unwritten


async def turn(host: Doer, conversation: str) -> Turn:
    """Take a turn; one that cannot be written is undone and its event blamed, so that nobody else waits for it."""
    now = host.clock.now()
    try:
        return await host.store.transact(lambda tx: take_turn(tx, host.wiring, conversation, now))
    except StoreUnavailable:
        raise
    except Exception as fault:  # whatever an event brings about is its own fault
        blamed = fault
        return await host.store.transact(lambda tx: blame_turn(tx, conversation, blamed, now))


async def do(host: Scribe, conversation: str, duty: Duty) -> Turn:
    """Do it and write its outcome; the turn taken in the same transaction may bring the next duties."""
    match duty:
        case Dispatch():
            return await _record(host, conversation, duty, await send(host, duty))
        case Ask(errand=errand):
            answer = await ask(host, errand)
            now = host.clock.now()
            return await host.store.transact(lambda tx: answered(tx, host.wiring, errand, answer, now))
        case Mark():
            await mark(host, duty)
            return Turn()
    assert_never(duty)


def recover(tx: Transaction, now: Instant) -> None:
    """Parts that were being dispatched when a process ended: nobody knows whether they left, so they are in doubt."""
    for part in tx.outbox.in_doubt():
        outbox.doubt(tx, tx.conversations.get(part.conversation), part, now, left=False)
        wake(tx, part.conversation, now)


async def _record(host: Scribe, conversation: str, duty: Dispatch, outcome: Outcome) -> Turn:
    """The outcome and the turn it leads to in one commit; should that turn fail, the outcome all the same.

    While the store takes no writes it is kept in mind; see ``outages``.
    """
    now, ref = host.clock.now(), duty.outbound.ref
    try:
        try:
            return await host.store.transact(lambda tx: settle_and_turn(tx, host.wiring, ref, outcome, now))
        except StoreUnavailable:
            raise
        except Exception:
            await host.store.transact(lambda tx: settle_part(tx, ref, outcome, now))
    except StoreUnavailable:
        host.unwritten.keep(ref, outcome)
        raise
    return await turn(host, conversation)


async def send(host: Doer, duty: Dispatch) -> Outcome:
    """Call the channel; what breaks there leaves the send in doubt."""
    channel = host.wiring.channels[duty.number_id]
    outcome: Any
    try:
        outcome = await channel.send(duty.outbound, window_until=duty.window_until, attempt=duty.attempt)
    except Exception as fault:  # a channel never raises; should one do so, nobody knows what went out
        LOGGER.exception("the channel of number %s raised; send %s is in doubt", duty.number_id, duty.outbound.ref)
        return Uncertain(sentence=outbox.UNPROVED, details=f"{type(fault).__name__}: {fault}", left=False)
    if isinstance(outcome, Accepted | Refused | Uncertain):
        return outcome
    returned = type(outcome).__name__
    LOGGER.error(
        "the channel of number %s returned %s where an Accepted, Refused or Uncertain is due; send %s is in doubt",
        duty.number_id, returned, duty.outbound.ref,
    )  # fmt: skip
    return Uncertain(sentence=outbox.UNPROVED, details=f"the channel returned {returned}", left=False)


async def mark(host: Doer, duty: Mark) -> None:
    """Show a message as read; whatever goes wrong with that is nobody's loss."""
    with suppress(Exception):
        await host.wiring.channels[duty.number_id].mark_read(duty.mark)


async def ask(host: Doer, errand: Errand) -> Reply | Answer | None:
    """Call a service, or people; a desk that is down is asked again later."""
    effect = FLOW_FORMS.loads(errand.effect)
    if isinstance(effect, Fetch):
        return await _fetch(host, effect, errand)
    try:
        return await _ask_people(host, effect, errand)
    except Exception as fault:  # a desk that is down; what was to be asked stands in the store
        LOGGER.exception(
            "people could not be asked; %s is tried again in %d seconds", errand.ref, PEOPLE_RETRY_MS // 1000
        )
        sentence = f"{PEOPLE_DOWN} ({type(fault).__name__})."
        return Reply(status=None, sentence=sentence, retry_at=host.clock.now() + PEOPLE_RETRY_MS)


async def _ask_people(host: Doer, effect: Offer | Withdraw, errand: Errand) -> Answer | None:
    if isinstance(effect, Offer):
        return await host.people.offer(effect, conversation=errand.conversation)
    await host.people.withdraw(effect.ref)
    return None


async def _fetch(host: Doer, call: Fetch, errand: Errand) -> Reply:
    try:
        return await host.fetcher.fetch(call, attempt=errand.attempts)
    except Exception as fault:  # the same for a fetcher
        LOGGER.exception("the fetcher raised; call %s is taken to have failed", errand.ref)
        return Reply(status=None, sentence=f"The call failed ({type(fault).__name__}).")


def answered(tx: Transaction, wiring: Wiring, errand: Errand, answer: Reply | Answer | None, now: Instant) -> Turn:
    """Write down what came of an errand, and take a turn; nothing when its conversation was erased meanwhile."""
    ref, identity = errand.ref, f"{errand.ref}:answered"
    if tx.errands.by_ref(ref) is None:
        return Turn()
    match answer:
        case Reply(retry_at=int(retry_at), sentence=sentence):
            if errand.attempts == 0 and sentence.startswith(PEOPLE_DOWN):
                tx.history.tell(_notice(errand, sentence, now))
            tx.errands.postpone(ref, retry_at)
            return _go_on(tx, wiring, errand.conversation, now)
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
    return _go_on(tx, wiring, errand.conversation, now)


def _go_on(tx: Transaction, wiring: Wiring, conversation_id: str, now: Instant) -> Turn:
    """A turn; at a number that is not connected here, of whoever serves it now: that may have changed meanwhile."""
    conversation = tx.conversations.find_one(conversation_id)
    if conversation is None or conversation.number_id in wiring.channels:
        return take_turn(tx, wiring, conversation_id, now)
    wake(tx, conversation_id, now)
    return Turn()


def _notice(errand: Errand, sentence: str, now: Instant) -> Notice:
    """Once for each offer, at its first failure."""
    return Notice(
        at=now, kind="people", sentence=sentence, conversation=errand.conversation, interaction=errand.interaction
    )


def released(ref: str, answer: Answer, now: Instant) -> Released:
    """How people's answer reaches the flow. One answer per offer; a conversation may be taken without one again and again."""
    return Released(
        id=f"{ref}:released" if "/" in ref else f"{ref}:released:{now}",
        seq=0,
        at=now,
        ref=ref,
        outcome=answer.outcome,
        disposition=answer.disposition,
        agent=answer.agent,
    )
