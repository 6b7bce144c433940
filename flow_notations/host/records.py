"""What the host keeps, as plain frozen records. A store saves and finds them; it decides nothing about them."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from operator import attrgetter
from typing import TYPE_CHECKING, Any, Literal, TypeAlias, TypeVar, dataclass_transform

from channel_adapter.messages import Address, Instant

if TYPE_CHECKING:
    from collections.abc import Callable

Record = TypeVar("Record")


@dataclass_transform(frozen_default=True, kw_only_default=True)
def record(cls: type[Record]) -> type[Record]:
    """A frozen dataclass of keywords alone, for the type checker, which guards it; at run time a row becomes one as it is.

    A dozen of them are made for each event, and to be guarded at run time each would cost fifteen times as much.
    """
    return dataclass(slots=True)(cls)


def changed(record: Record, **changes: object) -> Record:
    """A copy with other values: ``dataclasses.replace`` for records, at a quarter of its price; several are made for each event."""
    cls: Any = type(record)
    copy: Record = cls(*_values_of(cls)(record))
    for name, value in changes.items():
        setattr(copy, name, value)
    return copy


@cache
def _values_of(cls: Any) -> Callable[[Any], tuple[Any, ...]]:
    """What the constructor of a record takes, in its order; a getter of one name alone would give it bare."""
    assert len(cls.__slots__) > 1
    return attrgetter(*cls.__slots__)


@record
class Conversation:
    """One customer at one of our numbers; it outlives interactions.

    ``latest_inbound_at``: channel time of the customer's latest message, which opens the reply window. ``live``: id of
    the interaction that runs now. ``wake_at``: when something is next due here; ``None``: nothing until someone acts.
    """

    id: str
    number_id: str
    customer: Address
    latest_inbound_at: Instant | None = None
    live: str | None = None
    wake_at: Instant | None = None


InteractionStatus: TypeAlias = Literal["live", "parked", "ended"]


@record
class Interaction:
    """One customer contact, running one session.

    ``state``: the session's JSON, ``None`` before its first step. ``seq``: number of the latest event. ``since``:
    position of its first line in the history. ``expires_at``: oldest unanswered customer message plus 24 h.
    """

    id: str
    conversation: str
    flow: str
    digest: str
    began_at: Instant
    since: int
    direction: Literal["inbound", "outbound"] = "inbound"
    state: str | None = None
    seq: int = 0
    status: InteractionStatus = "live"
    expires_at: Instant | None = None
    ended_at: Instant | None = None
    outcome: str | None = None


@record
class Queued:
    """Something that waits to be stepped: a channel item or an event of ours. ``id`` is unique for ever.

    ``moment``: the channel's time of an item, or when an event came about. ``faults``: times its step failed.
    ``line``: position in the history of the customer's message.
    """

    id: str
    conversation: str
    kind: Literal["item", "event"]
    moment: Instant
    body: str
    interaction: str | None = None
    line: int = 0
    position: int = 0
    faults: int = 0
    retry_at: Instant | None = None

    @property
    def waited(self) -> bool:
        """Whether it stands in the inbox; else it is stepped as it comes. Positions count from 1."""
        return self.position > 0


PartState: TypeAlias = Literal["queued", "dispatching", "accepted", "refused", "uncertain", "held"]


@record
class Part:
    """One wire message of a send. ``ref`` is its own, ``send`` that of the whole; ``index`` counts from 1 to ``total``.

    ``content``: the outbound message's JSON. ``fallback``: a template's JSON for when the window has closed, on a first
    part only. ``doubt_until``: an uncertain part may still be proved sent before then. ``lost``: nobody even knows whether
    its request left. ``resent``: it goes, or went, once more after a doubt. ``settled``: nothing more is done about it.
    """

    ref: str
    send: str
    index: int
    total: int
    conversation: str
    content: str
    line: int
    interaction: str | None = None
    fallback: str | None = None
    template: bool = False
    state: PartState = "queued"
    settled: bool = False
    attempts: int = 0
    retry_at: Instant | None = None
    dispatched_at: Instant | None = None
    doubt_until: Instant | None = None
    message_id: str | None = None
    sentence: str = ""
    position: int = 0
    lost: bool = False
    resent: bool = False


@record
class Line:
    """One message of a conversation's history, in either direction.

    ``content``: JSON of the message as it came or went. ``status``: for ours, the part's state and then the channel's
    ladder. ``asks``: whether a customer waits for an answer to it. ``answers``: whether it is one, while it has not failed.
    """

    conversation: str
    direction: Literal["in", "out"]
    at: Instant
    content: str
    interaction: str | None = None
    message_id: str | None = None
    ref: str | None = None
    speaker: str | None = None
    sender: str | None = None
    status: str = ""
    status_at: Instant | None = None
    sentence: str = ""
    asks: bool = False
    answers: bool = False
    private: bool = False
    position: int = 0


@record
class JournalEntry:
    """One step of one session, as it can be replayed and explained."""

    interaction: str
    seq: int
    at: Instant
    event: str
    effects: str
    explanation: str


@record
class Timer:
    """A session's deadline."""

    interaction: str
    name: str
    deadline: Instant


@record
class Errand:
    """Something to be asked of the world outside the channel: a fetch, an offer to people, a withdrawal."""

    ref: str
    conversation: str
    interaction: str
    effect: str
    retry_at: Instant | None = None
    attempts: int = 0
    position: int = 0


@record
class Planned:
    """Another interaction to begin at ``at``. The same ``key`` replaces an earlier one of the conversation."""

    key: str
    conversation: str
    flow: str
    at: Instant
    inputs: str


@record
class Notice:
    """Something that people must learn of: an expiry, a parked session, a message nobody could send."""

    at: Instant
    kind: str
    sentence: str
    conversation: str | None = None
    interaction: str | None = None
    position: int = 0


@record
class Kept:
    """An item that steps no session: unreadable, unknown, about the account, or of a message not ours."""

    id: str
    kind: str
    at: Instant
    body: str
    reason: str = ""
