"""What was said, and what people must learn of."""

from __future__ import annotations

from typing import TYPE_CHECKING, Protocol

if TYPE_CHECKING:
    from channel_adapter.messages import Instant
    from flow_notations.host.records import Line, Notice


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

    def drop_notices(self, *, before: Instant, limit: int) -> int:
        """Remove at most ``limit`` notices that are from before and about no conversation; how many."""
        ...
