"""Messages and notices on PostgreSQL."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from flow_notations.host.records import Line, Notice

from .rows import Table, the_one

if TYPE_CHECKING:
    from channel_adapter.messages import Instant

    from .grip import Grip

LINES: Final = Table("history", Line, key=("position",))
NOTICES: Final = Table("notices", Notice, key=("position",))

FAILED: Final = "('refused', 'held', 'failed', 'uncertain', 'dropped')"
"""Statuses of messages that answer nobody. An uncertain one is back among the answers once it is proved."""


class PostgresHistory:
    """See ``ledgers.History``."""

    def __init__(self, grip: Grip) -> None:
        self._grip = grip
        self._execute = grip.session.execute

    def add(self, line: Line) -> int:
        position: int = the_one(self._execute(f"{LINES.insert} returning position", LINES.row(line)))
        return position

    def end(self) -> int:
        position: int = the_one(self._execute("select coalesce(max(position), 0) + 1 from history"))
        return position

    def assign(self, position: int, interaction: str) -> None:
        self._execute("update history set interaction = %s where position = %s", (interaction, position))

    def by_ref(self, ref: str) -> Line | None:
        return self._grip.owned(lambda: LINES.one(self._execute(f"{LINES.select} where ref = %s", (ref,))))

    def by_message(self, message_id: str) -> Line | None:
        return self._grip.owned(
            lambda: LINES.one(self._execute(f"{LINES.select} where message_id = %s limit 1", (message_id,)))
        )

    def mark(
        self, position: int, *, status: str, at: Instant, message_id: str | None = None, sentence: str = ""
    ) -> None:
        changes, values = ("", tuple[str, ...]()) if message_id is None else (", message_id = %s", (message_id,))
        self._execute(
            f"update history set status = %s, status_at = %s, sentence = %s{changes} where position = %s",  # noqa: S608
            (status, at, sentence, *values, position),
        )

    def save(self, line: Line) -> None:
        self._execute(
            "update history set status = %s, status_at = %s, message_id = %s, content = %s, sentence = %s"
            " where position = %s",
            (line.status, line.status_at, line.message_id, line.content, line.sentence, line.position),
        )

    def drop(self, position: int) -> None:
        self._execute("delete from history where position = %s", (position,))

    def oldest_unanswered(self, conversation: str, *, since: int) -> Instant | None:
        oldest: int | None = the_one(
            self._execute(
                "select min(at) from history where conversation = %(of)s and asks and position > coalesce("  # noqa: S608
                "(select position from history where conversation = %(of)s and position >= %(since)s and answers"
                f" and status not in {FAILED} order by position desc limit 1), %(since)s - 1)",
                {"of": conversation, "since": since},
            )
        )
        return oldest

    def page(self, conversation: str, *, before: int | None, limit: int) -> tuple[Line, ...]:
        found = self._execute(
            f"{LINES.select} where conversation = %s and position < coalesce(%s::bigint, 9223372036854775807)"
            " order by position desc limit %s",
            (conversation, before, limit),
        )
        return LINES.all(found)[::-1]

    def tell(self, notice: Notice) -> None:
        self._execute(NOTICES.insert, NOTICES.row(notice))

    def notices(self, *, limit: int) -> tuple[Notice, ...]:
        return NOTICES.all(self._execute(f"{NOTICES.select} order by position desc limit %s", (limit,)))
