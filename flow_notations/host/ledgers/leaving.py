"""What goes out: parts of sends, calls and offers, plans for later."""

from __future__ import annotations

from typing import TYPE_CHECKING, Protocol

if TYPE_CHECKING:
    from channel_adapter.messages import Instant
    from flow_notations.host.records import Errand, Part, Planned


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
