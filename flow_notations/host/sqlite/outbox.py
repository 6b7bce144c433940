"""The outbox, errands and planned interactions on SQLite."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from flow_notations.host.records import Errand, Part, Planned

from .rows import Table

if TYPE_CHECKING:
    import sqlite3

    from channel_adapter.messages import Instant

PARTS: Final = Table("outbox", Part, key=("ref",), truths=("settled", "template", "lost", "resent"))
ERRANDS: Final = Table("errands", Errand, key=("ref",))
PLANNED: Final = Table("planned", Planned, key=("conversation", "key"))

QUEUE, QUEUED = PARTS.update(
    "total", "content", "fallback", "template", "state", "settled", "attempts", "retry_at", "doubt_until", "sentence",
    "resent",
)  # fmt: skip
DISPATCH, DISPATCHED = PARTS.update("state", "dispatched_at", "retry_at")
SETTLE, SETTLED = PARTS.update("state", "settled", "doubt_until", "message_id", "sentence", "lost")
"""What becomes of a part, by its new state; its content changes only while it is queued."""

OPEN: Final = f"{PARTS.select} where conversation = ? and settled = 0 order by position"
HEAD: Final = f"{OPEN} limit 1"
BY_REF: Final = f"{PARTS.select} where ref = ?"
OF_SEND: Final = f"{PARTS.select} where ref = ?1 and send = ?1 union all {PARTS.select} where send = ?1 and ref != send order by position"
"""The only part of a send goes by the ref of the send; several have refs of their own, and an index."""
ERRAND: Final = f"{ERRANDS.select} where conversation = ? order by position limit 1"


class SqliteOutbox:
    """See ``ledgers.Outbox``."""

    def __init__(self, connection: sqlite3.Connection) -> None:
        self._execute = connection.execute

    def add(self, part: Part) -> None:
        self._execute(PARTS.insert, PARTS.row(part))

    def save(self, part: Part) -> None:
        match part.state:
            case "queued":
                self._execute(QUEUE, QUEUED(part))
            case "dispatching":
                self._execute(DISPATCH, DISPATCHED(part))
            case _:
                self._execute(SETTLE, SETTLED(part))

    def head(self, conversation: str) -> Part | None:
        return PARTS.one(self._execute(HEAD, (conversation,)))

    def unsettled(self, conversation: str) -> tuple[Part, ...]:
        return PARTS.all(self._execute(OPEN, (conversation,)))

    def drop(self, ref: str) -> None:
        self._execute("delete from outbox where ref = ?", (ref,))

    def of_send(self, send: str) -> tuple[Part, ...]:
        return PARTS.all(self._execute(OF_SEND, (send,)))

    def by_ref(self, ref: str) -> Part | None:
        return PARTS.one(self._execute(BY_REF, (ref,)))

    def by_message(self, message_id: str) -> Part | None:
        return PARTS.one(self._execute(f"{PARTS.select} where message_id = ?", (message_id,)))

    def in_doubt(self) -> tuple[Part, ...]:
        return PARTS.all(self._execute(f"{PARTS.select} where settled = 0 and state = 'dispatching' order by position"))

    def page(self, *, state: str | None, limit: int) -> tuple[Part, ...]:
        return PARTS.all(
            self._execute(
                f"{PARTS.select} where state = coalesce(?, state) order by position desc limit ?", (state, limit)
            )
        )


class SqliteErrands:
    """See ``ledgers.Errands``."""

    def __init__(self, connection: sqlite3.Connection) -> None:
        self._execute = connection.execute

    def add(self, errand: Errand) -> None:
        self._execute(ERRANDS.insert, ERRANDS.row(errand))

    def head(self, conversation: str) -> Errand | None:
        return ERRANDS.one(self._execute(ERRAND, (conversation,)))

    def by_ref(self, ref: str) -> Errand | None:
        return ERRANDS.one(self._execute(f"{ERRANDS.select} where ref = ?", (ref,)))

    def lease(self, ref: str, until: Instant) -> None:
        self._execute("update errands set retry_at = ?, attempts = attempts + 1 where ref = ?", (until, ref))

    def postpone(self, ref: str, until: Instant) -> None:
        self._execute("update errands set retry_at = ? where ref = ?", (until, ref))

    def done(self, ref: str) -> None:
        self._execute("delete from errands where ref = ?", (ref,))

    def plan(self, planned: Planned) -> None:
        self._execute(PLANNED.upsert, PLANNED.row(planned))

    def next_planned(self, conversation: str) -> Planned | None:
        return PLANNED.one(
            self._execute(f"{PLANNED.select} where conversation = ? order by at, key limit 1", (conversation,))
        )

    def unplan(self, conversation: str, key: str) -> None:
        self._execute("delete from planned where conversation = ? and key = ?", (conversation, key))
