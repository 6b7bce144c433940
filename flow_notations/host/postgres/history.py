"""Messages and notices on PostgreSQL."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from flow_notations.host.records import changed

from .rows import given, storable, the_one
from .sheets import LINES, NOTICES

if TYPE_CHECKING:
    from channel_adapter.messages import Instant
    from flow_notations.host.records import Line, Notice

    from .grip import Grip

FAILED: Final = ("refused", "held", "failed", "uncertain", "dropped")
"""Statuses of messages that answer nobody. An uncertain one is back among the answers once it is proved."""

UNANSWERED: Final = (
    "select min(at) from history where conversation = %(of)s and asks and position > coalesce("  # noqa: S608
    "(select position from history where conversation = %(of)s and position >= %(since)s and answers"
    f" and status not in {FAILED} order by position desc limit 1), %(since)s - 1)"
)
DROP_NOTICES: Final = (
    "delete from notices where position = any(array("
    "select position from notices where conversation is null and at < %s limit %s))"
)


class PostgresHistory:
    """See ``ledgers.History``."""

    def __init__(self, grip: Grip) -> None:
        self._grip = grip

    def add(self, line: Line) -> int:
        position = self._grip.position("history")
        self._grip.sheets.history.add(changed(line, position=position))
        if line.asks or line.answers:
            answered = self._grip.known.answered
            answered.discard(line.conversation)
            if line.answers and line.status not in FAILED:
                answered.add(line.conversation)
        return position

    def end(self) -> int:
        position: int = the_one(self._grip.execute("select coalesce(max(position), 0) + 1 from history"))
        return position

    def assign(self, position: int, interaction: str) -> None:
        self._grip.sheets.history.change(position, interaction=interaction)

    def by_ref(self, ref: str) -> Line | None:
        known = self._grip.known.lines.get(ref)
        if known is not None:
            return known
        return self._grip.owned(
            lambda: LINES.one(self._grip.execute(f"{LINES.select} where ref = %s", (storable(ref),)))
        )

    def by_message(self, message_id: str) -> Line | None:
        return self._grip.owned(
            lambda: LINES.one(
                self._grip.execute(f"{LINES.select} where message_id = %s limit 1", (storable(message_id),))
            )
        )

    def mark(
        self, position: int, *, status: str, at: Instant, message_id: str | None = None, sentence: str = ""
    ) -> None:
        more = {} if message_id is None else {"message_id": message_id}
        self._change(position, status=status, status_at=at, sentence=sentence, **more)

    def save(self, line: Line) -> None:
        self._change(
            line.position,
            status=line.status,
            status_at=line.status_at,
            message_id=line.message_id,
            content=line.content,
            sentence=line.sentence,
        )

    def drop(self, position: int) -> None:
        self._grip.overwrite("delete from history where position = %s", (position,))

    def oldest_unanswered(self, conversation: str, *, since: int) -> Instant | None:
        if conversation in self._grip.known.answered:
            return None
        oldest: int | None = the_one(self._grip.execute(UNANSWERED, {"of": conversation, "since": since}))
        return oldest

    def page(self, conversation: str, *, before: int | None, limit: int) -> tuple[Line, ...]:
        found = self._grip.execute(
            f"{LINES.select} where conversation = %s and position < coalesce(%s::bigint, 9223372036854775807)"
            " order by position desc limit %s",
            (conversation, before, limit),
        )
        return LINES.all(found)[::-1]

    def tell(self, notice: Notice) -> None:
        self._grip.execute(NOTICES.insert, (given([NOTICES.row(notice)]),))

    def notices(self, *, limit: int) -> tuple[Notice, ...]:
        return NOTICES.all(self._grip.execute(f"{NOTICES.select} order by position desc limit %s", (limit,)))

    def drop_notices(self, *, before: Instant, limit: int) -> int:
        return self._grip.execute(DROP_NOTICES, (before, limit)).rowcount

    def _change(self, position: int, *, status: str, **columns: Any) -> None:
        """A message that failed answers nobody any more: who waits has to be looked up."""
        self._grip.sheets.history.change(position, status=status, **columns)
        for ref, line in self._grip.known.lines.items():
            if line.position == position:
                self._grip.known.lines[ref] = changed(line, status=status, **columns)
                break
        if status in FAILED:
            self._grip.known.answered.clear()
