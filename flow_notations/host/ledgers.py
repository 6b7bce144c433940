"""What a transaction reads and writes, noun by noun: the narrow half of the store's port.

No type of any database appears here. A store keeps and finds; what it means is decided elsewhere.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Protocol

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from channel_adapter.messages import Instant

    from .records import (
        Conversation,
        Errand,
        Interaction,
        JournalEntry,
        Kept,
        Line,
        Notice,
        Part,
        Planned,
        Queued,
        Timer,
    )


class Inbox(Protocol):
    """What waits to be stepped, per conversation in order of arrival; and the memory that removes duplicates."""

    def put(self, queued: Queued) -> bool:
        """Queue it, unless its id was ever seen; whether it is new."""
        ...

    def knows(self, identity: str) -> bool:
        """Whether this id was ever put here."""
        ...

    def keep(self, kept: Kept) -> bool:
        """Keep an item that steps nothing, unless its id was ever seen; whether it is new."""
        ...

    def head(self, conversation: str) -> Queued | None:
        """The oldest that waits."""
        ...

    def by_id(self, identity: str) -> Queued | None:
        """One by its id."""
        ...

    def earliest_moment(self, conversation: str) -> Instant | None:
        """The least ``moment`` of all that wait."""
        ...

    def done(self, position: int) -> None:
        """It was stepped: its body is dropped, its id remembered."""
        ...

    def fault(self, position: int, *, faults: int, retry_at: Instant | None) -> None:
        """Its step failed; try again at ``retry_at``, or with ``None`` park it."""
        ...

    def unpark(self, conversation: str) -> int:
        """Queue the parked ones again, their faults forgotten; how many."""
        ...

    def kept(self, *, limit: int) -> tuple[Kept, ...]:
        """What was kept, newest first."""
        ...

    def forget(self, *, before: Instant, limit: int) -> int:
        """Drop the memory of at most ``limit`` finished entries that arrived before; how many were dropped."""
        ...


class Conversations(Protocol):
    """Customers at our numbers, found by any of their names."""

    def get(self, conversation: str) -> Conversation:
        """One that exists."""
        ...

    def find_one(self, conversation: str) -> Conversation | None:
        """One that may have been absorbed by another."""
        ...

    def find(self, number_id: str, keys: Sequence[str]) -> tuple[Conversation, ...]:
        """Those known by any of these keys, without repetition."""
        ...

    def save(self, conversation: Conversation) -> None:
        """Write a new one, or a known one's customer; and every key of that customer."""
        ...

    def set_live(self, conversation: str, interaction: str | None) -> None:
        """Which interaction runs there now."""
        ...

    def heard(self, conversation: str, *, latest_inbound_at: Instant | None, wake_at: Instant) -> None:
        """The customer wrote: the channel's time of their latest message, and something is due at ``wake_at``."""
        ...

    def rest(self, conversation: str, wake_at: Instant | None) -> None:
        """Nothing is due there before ``wake_at``."""
        ...

    def known_keys(self, conversation: str) -> tuple[str, ...]:
        """Every name it was ever known by, in order."""
        ...

    def due(self, now: Instant, *, limit: int) -> tuple[str, ...]:
        """Ids with something due, the longest due first."""
        ...

    def next_wake(self) -> Instant | None:
        """When the next thing is due anywhere."""
        ...

    def page(self, *, after: str, limit: int) -> tuple[Conversation, ...]:
        """In order of id, for a console."""
        ...

    def absorb(self, winner: str, loser: str) -> None:
        """Move everything of ``loser`` to ``winner`` and forget ``loser``."""
        ...

    def erase(self, conversation: str) -> None:
        """Remove everything that was ever said or saved there; only ids that drop duplicates stay."""
        ...

    def fields(self, scope: str) -> Mapping[str, str]:
        """Saved fields of a conversation's customer or of an interaction, each as JSON."""
        ...

    def save_field(self, scope: str, name: str, value: str) -> None:
        """Save one field."""
        ...


class Interactions(Protocol):
    """Sessions, their deadlines and their journal."""

    def get(self, interaction: str) -> Interaction | None:
        """One by its id."""
        ...

    def add(self, interaction: Interaction) -> None:
        """Write a new one."""
        ...

    def save(self, interaction: Interaction) -> None:
        """Write what became of it: state, number of its latest event, status, deadline, outcome."""
        ...

    def of(self, conversation: str) -> tuple[Interaction, ...]:
        """All of a conversation, oldest first."""
        ...

    def write_journal(self, entry: JournalEntry) -> None:
        """Append one step."""
        ...

    def journal(self, interaction: str) -> tuple[JournalEntry, ...]:
        """All steps, in order."""
        ...

    def set_timer(self, timer: Timer) -> None:
        """Arm it, or move its deadline."""
        ...

    def cancel_timer(self, interaction: str, name: str) -> None:
        """Disarm it, if armed."""
        ...

    def cancel_timers(self, interaction: str) -> None:
        """Disarm all."""
        ...

    def next_timer(self, interaction: str) -> Timer | None:
        """The one with the least deadline."""
        ...


class Outbox(Protocol):
    """Parts of sends, per conversation first in, first out."""

    def add(self, part: Part) -> None:
        """Queue one."""
        ...

    def save(self, part: Part) -> None:
        """Write what became of it."""
        ...

    def head(self, conversation: str) -> Part | None:
        """The first that is not settled."""
        ...

    def unsettled(self, conversation: str) -> tuple[Part, ...]:
        """All that are not settled, in order."""
        ...

    def drop(self, ref: str) -> None:
        """Remove a part that never left and is not needed any more."""
        ...

    def of_send(self, send: str) -> tuple[Part, ...]:
        """The parts of one send, in order."""
        ...

    def by_ref(self, ref: str) -> Part | None:
        """A part by its own ref."""
        ...

    def by_message(self, message_id: str) -> Part | None:
        """A part by the channel's id."""
        ...

    def in_doubt(self) -> tuple[Part, ...]:
        """Those that were being dispatched when the process ended."""
        ...

    def page(self, *, state: str | None, limit: int) -> tuple[Part, ...]:
        """Newest first, for a console."""
        ...


class Errands(Protocol):
    """Calls of services and offers to people, and interactions planned for later."""

    def add(self, errand: Errand) -> None:
        """Queue one."""
        ...

    def head(self, conversation: str) -> Errand | None:
        """The first that waits."""
        ...

    def by_ref(self, ref: str) -> Errand | None:
        """One that waits, by its ref."""
        ...

    def lease(self, ref: str, until: Instant) -> None:
        """Somebody is on it, once more; nobody else before ``until``."""
        ...

    def postpone(self, ref: str, until: Instant) -> None:
        """It is to be tried again at ``until``."""
        ...

    def done(self, ref: str) -> None:
        """It is answered."""
        ...

    def plan(self, planned: Planned) -> None:
        """Plan another interaction, in place of an earlier one with the same key."""
        ...

    def next_planned(self, conversation: str) -> Planned | None:
        """The earliest."""
        ...

    def unplan(self, conversation: str, key: str) -> None:
        """It has begun."""
        ...


class History(Protocol):
    """Messages in both directions, and what people must learn of."""

    def add(self, line: Line) -> int:
        """Append; its position."""
        ...

    def end(self) -> int:
        """The position that the next line will have, at least."""
        ...

    def assign(self, position: int, interaction: str) -> None:
        """A customer's message belongs to this interaction."""
        ...

    def by_ref(self, ref: str) -> Line | None:
        """A line of ours by the part's ref."""
        ...

    def by_message(self, message_id: str) -> Line | None:
        """A line by the channel's id."""
        ...

    def mark(
        self, position: int, *, status: str, at: Instant, message_id: str | None = None, sentence: str = ""
    ) -> None:
        """Write a new status; a channel id, once known, stays."""
        ...

    def save(self, line: Line) -> None:
        """Write status, channel id and content again."""
        ...

    def drop(self, position: int) -> None:
        """A message that never left is replaced by another."""
        ...

    def oldest_unanswered(self, conversation: str, *, since: int) -> Instant | None:
        """Channel time of the first customer message, from position ``since``, that no answer of ours follows."""
        ...

    def page(self, conversation: str, *, before: int | None, limit: int) -> tuple[Line, ...]:
        """Up to ``limit`` lines older than position ``before``, oldest first."""
        ...

    def tell(self, notice: Notice) -> None:
        """Leave a notice for people."""
        ...

    def notices(self, *, limit: int) -> tuple[Notice, ...]:
        """Newest first."""
        ...
