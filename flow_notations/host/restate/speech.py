"""The outbox and the history of one kept conversation."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any, Final

if TYPE_CHECKING:
    from collections.abc import Callable

    from channel_adapter.messages import Instant
    from flow_notations.host.records import Line, Notice, Part

    from .keeping import Keeping

FAILED: Final = frozenset({"refused", "held", "failed", "uncertain", "dropped"})
"""Statuses of messages that answer nobody. An uncertain one is back among the answers once it is proved."""


class KeptOutbox:
    """See ``ledgers.Outbox``."""

    def __init__(self, keeping: Keeping) -> None:
        self._all = keeping

    def add(self, part: Part) -> None:
        self._all.parts.append(replace(part, position=self._all.next_position()))

    def save(self, part: Part) -> None:
        self._all.parts = [part if each.ref == part.ref else each for each in self._all.parts]

    def head(self, conversation: str) -> Part | None:
        return next(iter(self.unsettled(conversation)), None)

    def unsettled(self, conversation: str) -> tuple[Part, ...]:  # there is but one
        return tuple([part for part in self._all.parts if not part.settled])

    def drop(self, ref: str) -> None:
        self._all.parts = [part for part in self._all.parts if part.ref != ref]

    def of_send(self, send: str) -> tuple[Part, ...]:
        return tuple([part for part in self._all.parts if part.send == send])

    def by_ref(self, ref: str) -> Part | None:
        return self._first(lambda part: part.ref == ref)

    def by_message(self, message_id: str) -> Part | None:
        return self._first(lambda part: part.message_id == message_id)

    def in_doubt(self) -> tuple[Part, ...]:
        """The engine brings back what was under way by itself; see ``Courier``."""
        return ()

    def page(self, *, state: str | None, limit: int) -> tuple[Part, ...]:
        return tuple([part for part in self._all.parts[::-1] if state in (None, part.state)][:limit])

    def _first(self, wanted: Callable[[Part], bool]) -> Part | None:
        return next((part for part in self._all.parts if wanted(part)), None)


class KeptHistory:
    """See ``ledgers.History``."""

    def __init__(self, keeping: Keeping) -> None:
        self._all = keeping

    def add(self, line: Line) -> int:
        position = self._all.next_position()
        self._all.lines.append(replace(line, position=position))
        return position

    def end(self) -> int:
        return self._all.position + 1

    def assign(self, position: int, interaction: str) -> None:
        self._change(position, interaction=interaction)

    def by_ref(self, ref: str) -> Line | None:
        return next((line for line in self._all.lines if line.ref == ref), None)

    def by_message(self, message_id: str) -> Line | None:
        return next((line for line in self._all.lines if line.message_id == message_id), None)

    def mark(
        self, position: int, *, status: str, at: Instant, message_id: str | None = None, sentence: str = ""
    ) -> None:
        known = {} if message_id is None else {"message_id": message_id}
        self._change(position, status=status, status_at=at, sentence=sentence, **known)

    def save(self, line: Line) -> None:
        self._all.lines = [line if each.position == line.position else each for each in self._all.lines]

    def drop(self, position: int) -> None:
        self._all.lines = [line for line in self._all.lines if line.position != position]

    def oldest_unanswered(self, conversation: str, *, since: int) -> Instant | None:  # there is but one
        answered = [
            line.position
            for line in self._all.lines
            if line.answers and line.position >= since and line.status not in FAILED
        ]
        after = max(answered, default=since - 1)
        return min((line.at for line in self._all.lines if line.asks and line.position > after), default=None)

    def page(self, conversation: str, *, before: int | None, limit: int) -> tuple[Line, ...]:
        only = self._all.conversation
        if only is None or only.id != conversation:
            return ()
        older = [line for line in self._all.lines if before is None or line.position < before]
        return tuple(older[-limit:])

    def tell(self, notice: Notice) -> None:
        self._all.notices.append(replace(notice, position=self._all.next_position()))

    def notices(self, *, limit: int) -> tuple[Notice, ...]:
        return tuple(self._all.notices[::-1][:limit])

    def drop_notices(self, *, before: Instant, limit: int) -> int:
        old = [each for each in self._all.notices if each.conversation is None and each.at < before][:limit]
        self._all.notices = [each for each in self._all.notices if each not in old]
        return len(old)

    def _change(self, position: int, **changes: Any) -> None:
        self._all.lines = [replace(line, **changes) if line.position == position else line for line in self._all.lines]
