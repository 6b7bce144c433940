"""Items of a webhook become durable here: conversations found, duplicates dropped, proofs noted, messages queued.

All items of a batch are written in one transaction. An item that cannot be written as it is never takes the others
with it: it is buried with its reason, where people see it.
"""

from __future__ import annotations

import logging
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Final, assert_never

from channel_adapter import messages as channel
from channel_adapter.window import EXPIRY_MILLISECONDS, clamped, is_expired, opens_window
from flow_notations.events import Taken

from .amending import amend, line_of, overtaken, stand_by
from .disconnecting import customer_wrote, person_wrote
from .interactions import derived_id
from .json_forms import CHANNEL_FORMS
from .ledgers import Remembers
from .merging import joined, link
from .outbox import put_event
from .proofs import part_of, proved_by, status_id, take_status
from .records import Conversation, Kept, Line, Notice, Queued, changed
from .stepping import tell
from .store import Foresees
from .turn import take_at_once, wake

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from channel_adapter.messages import Address, Instant, Item, PersonWrote, Received, StatusChange

    from .store import Transaction
    from .turn import Duty
    from .wiring import Wiring

LOGGER: Final = logging.getLogger(__name__)
PHONE_APP = "business phone app"
"""Who spoke, when a person answered from the phone itself."""

LATE = "A customer's message came more than 24 hours late; it is shown, and nobody is waiting for an answer to it."
"""A message so late neither opens the reply window nor ends the interaction that is live when it comes."""


@dataclass(frozen=True, slots=True, kw_only=True)
class AtOnce:
    """Messages may be stepped as they come, at ``now``; what their turns leave to do is put into ``left``.

    ``remember`` notes a message that never waits; see ``ledgers.Remembers``.
    """

    now: Instant
    remember: Callable[[Queued], None]
    left: list[tuple[str, tuple[Duty, ...]]] = field(default_factory=list)


def take_in(tx: Transaction, wiring: Wiring, item: Item, arrived_at: Instant, *, at_once: AtOnce | None = None) -> bool:
    """Write one item down; whether it was new. Raises, with ``at_once``, what broke in the step of a message."""
    match item:
        case channel.Received():
            return _message(tx, wiring, item, arrived_at, at_once)
        case channel.StatusChange():
            return _status(tx, item, arrived_at)
        case channel.IdentityChanged():
            return keep(tx, item, item.id, arrived_at) and _identity(tx, wiring, item, arrived_at)
        case channel.PersonWrote():
            return keep(tx, item, item.id, arrived_at) and _person(tx, wiring, item, arrived_at)
        case channel.Standby(received=received):
            return _standby(tx, wiring, received, arrived_at)
        case channel.AccountFault(fault=fault):
            fresh = keep(tx, item, item.id, arrived_at, reason=fault.details or fault.title)
            return fresh and _tell(tx, "account", f"The channel reports {fault.code}: {fault.title}", arrived_at)
        case channel.Unreadable(reason=reason):
            fresh = keep(tx, item, item.id, arrived_at, reason=reason)
            return fresh and _tell(tx, "unreadable", f"Something came that cannot be read: {reason}", arrived_at)
        case channel.Edited() | channel.Revoked():
            return amend(tx, item, arrived_at)
        case channel.Handover() | channel.Notice():
            return keep(tx, item, item.id, arrived_at)
    assert_never(item)


def take_in_at_once(
    tx: Transaction, wiring: Wiring, items: Sequence[Item], arrived_at: Instant, now: Instant
) -> tuple[int, Sequence[tuple[str, tuple[Duty, ...]]]]:
    """Write items down, and step each message before which nothing else is due; how many were new, and what is to be done.

    For stores that are ``StepsAtOnce``. Whatever breaks is raised, and none of the items is written then.
    """
    if isinstance(tx, Foresees):
        tx.foresee(items)
    inbox = tx.inbox
    assert isinstance(inbox, Remembers)
    at_once = AtOnce(now=now, remember=inbox.remember)
    return sum([take_in(tx, wiring, item, arrived_at, at_once=at_once) for item in items]), at_once.left


def keep(tx: Transaction, item: Item, identity: str, at: Instant, *, reason: str = "") -> bool:
    """Keep an item that steps no session."""
    body = CHANNEL_FORMS.dumps(item)
    return tx.inbox.keep(Kept(id=identity, kind=type(item).__name__, at=at, body=body, reason=reason))


def conversation_with(
    tx: Transaction, wiring: Wiring, number_id: str, customer: Address, seed: str, now: Instant
) -> Conversation:
    """The conversation with this customer, by any of their names; a new one for a stranger.

    Where one name leads to one conversation and another to another, they are one customer's, and become one.
    """
    found = tx.conversations.find(number_id, customer.keys)
    if not found:
        fresh = Conversation(id=derived_id(f"conversation:{seed}"), number_id=number_id, customer=customer)
        tx.conversations.save(fresh)
        return fresh
    known = joined(tx, wiring, found, now)
    merged = _merged(known.customer, customer)
    if merged != known.customer:
        known = replace(known, customer=merged)
        tx.conversations.save(known)
    return known


def _merged(known: Address, seen: Address) -> Address:
    """What was seen last counts; what it leaves out is remembered."""
    if seen == known:
        return known
    return channel.Address(
        phone=seen.phone or known.phone,
        user_id=seen.user_id or known.user_id,
        parent_user_id=seen.parent_user_id or known.parent_user_id,
    )


def _message(tx: Transaction, wiring: Wiring, received: Received, arrived_at: Instant, at_once: AtOnce | None) -> bool:
    if tx.inbox.knows(received.id):
        return False
    if received.number_id not in wiring.channels:
        _unconnected(tx, received.number_id, arrived_at)
    conversation = conversation_with(tx, wiring, received.number_id, received.sender, received.id, arrived_at)
    proved_by(tx, conversation.id, received)
    customer_wrote(tx, wiring, conversation)
    at = clamped(received.at, arrived_at)
    late = is_expired(at + EXPIRY_MILLISECONDS, arrived_at)
    if late and conversation.live is not None:
        tell(tx, conversation, None, "late", LATE, arrived_at)
    asks = not late and not isinstance(received.content, channel.Reaction)
    line = tx.history.add(line_of(conversation, received, at, asks=asks))
    overtaken(tx, received, arrived_at)
    clamped_one = received if received.at == at else replace(received, at=at)
    queued = Queued(
        id=received.id,
        conversation=conversation.id,
        kind="item",
        moment=at,
        body="",
        line=line,
        interaction=conversation.live,
    )
    latest = conversation.latest_inbound_at
    if opens_window(received) and (latest is None or latest < at):
        latest = at
    if at_once is None or not _stepped(tx, wiring, queued, clamped_one, latest, at_once):
        tx.inbox.put(changed(queued, body=CHANNEL_FORMS.dumps(clamped_one)))
        tx.conversations.heard(conversation.id, latest_inbound_at=latest, wake_at=arrived_at)
    return True


def _stepped(
    tx: Transaction, wiring: Wiring, queued: Queued, received: Received, latest: Instant | None, at_once: AtOnce
) -> bool:
    """Whether it could be stepped as it came."""
    remember = at_once.remember
    turn = take_at_once(tx, wiring, queued, received, at_once.now, latest_inbound_at=latest, remember=remember)
    if turn is None:
        return False
    if turn.duties:
        at_once.left.append((queued.conversation, turn.duties))
    return True


def _unconnected(tx: Transaction, number_id: str, at: Instant) -> None:
    """Said once for each number, as long as what was kept aside is kept."""
    sentence = (
        f"Messages come for number {number_id}, which is not connected, so nobody can answer; add an integration."
    )
    aside = Kept(id=f"unconnected:{number_id}", kind="Unconnected", at=at, body="{}", reason=sentence)
    if tx.inbox.keep(aside):
        LOGGER.warning(sentence)
        _tell(tx, "unconnected", sentence, at)


def _standby(tx: Transaction, wiring: Wiring, received: Received, arrived_at: Instant) -> bool:
    """Seen, and answered by somebody else."""
    if tx.inbox.knows(received.id):
        return False
    conversation = conversation_with(tx, wiring, received.number_id, received.sender, received.id, arrived_at)
    return stand_by(tx, conversation, received, arrived_at)


def _status(tx: Transaction, change: StatusChange, arrived_at: Instant) -> bool:
    part = part_of(tx, change)
    if part is None:
        return keep(tx, change, status_id(change.message_id, change.status), arrived_at, reason="not a message of ours")
    climbed = take_status(tx, part, change)
    if climbed:
        wake(tx, part.conversation, arrived_at)
    return climbed


def _identity(tx: Transaction, wiring: Wiring, changed: channel.IdentityChanged, arrived_at: Instant) -> bool:
    link(tx, wiring, changed, arrived_at)
    return True


def _person(tx: Transaction, wiring: Wiring, wrote: PersonWrote, arrived_at: Instant) -> bool:
    """A person holds the conversation: shown in the history, and automation steps aside."""
    conversation = conversation_with(tx, wiring, wrote.number_id, wrote.to, wrote.id, arrived_at)
    tx.history.add(
        Line(
            conversation=conversation.id,
            direction="out",
            at=wrote.at,
            content=CHANNEL_FORMS.dumps(wrote.content),
            interaction=conversation.live,
            message_id=wrote.id,
            speaker=PHONE_APP,
            status="sent",
            answers=True,
        )
    )
    person_wrote(tx, wiring, conversation, conversation.live, arrived_at)
    taken = Taken(id=f"{wrote.id}:taken", seq=0, at=arrived_at, by=PHONE_APP)
    put_event(tx, conversation.id, conversation.live, taken)
    wake(tx, conversation.id, arrived_at)
    return True


def _tell(tx: Transaction, kind: str, sentence: str, at: Instant) -> bool:
    tx.history.tell(Notice(at=at, kind=kind, sentence=sentence))
    return True
