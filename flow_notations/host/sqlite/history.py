"""Messages and notices on SQLite."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from flow_notations.host.records import Line, Notice

from .rows import Table

if TYPE_CHECKING:
    import sqlite3

    from channel_adapter.messages import Instant

LINES: Final = Table("history", Line, key=("position",), truths=("asks", "answers", "private"))
NOTICES: Final = Table("notices", Notice, key=("position",))
DROP_NOTICES: Final = (
    "delete from notices where position in (select position from notices where conversation is null and at < ? limit ?)"
)

FAILED: Final = "('refused', 'held', 'failed', 'uncertain', 'dropped')"
"""Statuses of messages that answer nobody. An uncertain one is back among the answers once it is proved."""

OF_PART: Final = f"{LINES.select} where position = (select line from outbox where outbox.ref = ?)"  # noqa: S608
"""The outbox knows the line of each part, so that lines need no index by ref."""

UNANSWERED: Final = (
    "select min(at) from history where conversation = ?1 and asks = 1 and position > coalesce("  # noqa: S608
    "(select position from history where conversation = ?1 and position >= ?2 and answers = 1"
    f" and status not in {FAILED} order by position desc limit 1), ?2 - 1)"
)


class SqliteHistory:
    """See ``ledgers.History``."""

    def __init__(self, connection: sqlite3.Connection) -> None:
        self._execute = connection.execute

    def add(self, line: Line) -> int:
        position = self._execute(LINES.insert, LINES.row(line)).lastrowid
        assert position is not None
        return position

    def end(self) -> int:
        position: int = self._execute("select coalesce(max(position), 0) + 1 from history").fetchone()[0]
        return position

    def assign(self, position: int, interaction: str) -> None:
        self._execute("update history set interaction = ? where position = ?", (interaction, position))

    def by_ref(self, ref: str) -> Line | None:
        return LINES.one(self._execute(OF_PART, (ref,)))

    def by_message(self, message_id: str) -> Line | None:
        return LINES.one(self._execute(f"{LINES.select} where message_id = ?", (message_id,)))

    def mark(
        self, position: int, *, status: str, at: Instant, message_id: str | None = None, sentence: str = ""
    ) -> None:
        if message_id is None:  # so that the index of channel ids is left alone
            changes, values = "", tuple[str, ...]()
        else:
            changes, values = ", message_id = ?", (message_id,)
        self._execute(
            f"update history set status = ?, status_at = ?, sentence = ?{changes} where position = ?",  # noqa: S608
            (status, at, sentence, *values, position),
        )

    def save(self, line: Line) -> None:
        self._execute(
            "update history set status = ?, status_at = ?, message_id = ?, content = ?, sentence = ? where position = ?",
            (line.status, line.status_at, line.message_id, line.content, line.sentence, line.position),
        )

    def drop(self, position: int) -> None:
        self._execute("delete from history where position = ?", (position,))

    def oldest_unanswered(self, conversation: str, *, since: int) -> Instant | None:
        oldest: int | None = self._execute(UNANSWERED, (conversation, since)).fetchone()[0]
        return oldest

    def page(self, conversation: str, *, before: int | None, limit: int) -> tuple[Line, ...]:
        found = self._execute(
            f"{LINES.select} where conversation = ? and position < coalesce(?, 9223372036854775807)"
            " order by position desc limit ?",
            (conversation, before, limit),
        )
        return LINES.all(found)[::-1]

    def tell(self, notice: Notice) -> None:
        self._execute(NOTICES.insert, NOTICES.row(notice))

    def notices(self, *, limit: int) -> tuple[Notice, ...]:
        return NOTICES.all(self._execute(f"{NOTICES.select} order by position desc limit ?", (limit,)))

    def drop_notices(self, *, before: Instant, limit: int) -> int:
        return self._execute(DROP_NOTICES, (before, limit)).rowcount
