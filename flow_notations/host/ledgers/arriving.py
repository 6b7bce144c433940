"""What comes in: who it is from, and what waits to be stepped."""

from __future__ import annotations

from typing import TYPE_CHECKING, Protocol, runtime_checkable

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from channel_adapter.messages import Instant
    from flow_notations.host.records import Conversation, Kept, Queued


class Inbox(Protocol):
    """What waits to be stepped, per conversation in order of arrival; and the memory that removes duplicates."""

    def put(self, queued: Queued) -> bool:
        """Queue it, unless its id was ever seen; whether it is new."""
        ...

    def knows(self, identity: str) -> bool:
        """Whether this id was ever put here, be it that its customer was erased since."""
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

    def take_kept(self, identities: Sequence[str]) -> tuple[Kept, ...]:
        """Remove and give back what was kept under these ids, in order of arrival."""
        ...

    def drop_kept(self, *, before: Instant, limit: int) -> tuple[Kept, ...]:
        """Remove and give back what was kept before, of the ``limit`` oldest; nothing when there is no more of it."""
        ...

    def forget(self, *, before: Instant, limit: int) -> int:
        """Drop the memory of at most ``limit`` finished entries that arrived before; how many were dropped."""
        ...


@runtime_checkable
class Remembers(Protocol):
    """An inbox of a store whose messages may be stepped as they come; see ``store.StepsAtOnce``."""

    def remember(self, queued: Queued) -> None:
        """It never waits, and was never seen: only its id is kept, as of what is ``done``."""
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

    def heard(self, conversation: str, *, latest_inbound_at: Instant | None, wake_at: Instant | None) -> None:
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
        """Remove everything that was ever said or saved there; only digests of the ids that drop duplicates stay."""
        ...

    def prune(self, number_id: str, *, before: Instant, limit: int) -> tuple[str, ...]:
        """Remove at most ``limit`` interactions that ended before, with all that was said in them; their conversations."""
        ...

    def prune_apart(self, number_id: str, *, before: Instant, limit: int) -> tuple[str, ...]:
        """Remove at most ``limit`` messages, and as many notices, that are from before and of no interaction; their conversations.

        What waits to be heard or sent stays, and so does what came since the live interaction began.
        """
        ...

    def let_go(self, conversation: str, *, beside: str = "") -> bool:
        """Forget the customer of a conversation in which nothing is left and nothing waits; whether that was so.

        One of whom a field is kept stays; fields whose names begin with ``beside`` do not count, and go as well. Ids that drop
        duplicates stay.
        """
        ...

    def fields(self, scope: str) -> Mapping[str, str]:
        """Saved fields of a conversation's customer or of an interaction, each as JSON."""
        ...

    def save_field(self, scope: str, name: str, value: str) -> None:
        """Save one field."""
        ...
