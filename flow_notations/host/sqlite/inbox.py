"""The inbox on SQLite."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from flow_notations.host.fading import faded
from flow_notations.host.records import Kept, Queued

from .rows import Table

if TYPE_CHECKING:
    import sqlite3
    from collections.abc import Sequence

    from channel_adapter.messages import Instant

INBOX: Final = Table("inbox", Queued, key=("id",))
KEPT: Final = Table("kept", Kept, key=("id",))
KNOWN: Final = "select 1 from inbox where id = ? union all select 1 from inbox where id = ?"
KEPT_PLACE: Final = "select position from kept where id = ?"
REMEMBER: Final = (
    "insert into inbox (id, conversation, kind, moment, body, interaction, line, faults, state)"
    " values (?, ?, ?, ?, '', ?, ?, 0, 'done')"
)

HEAD: Final = (
    f"{INBOX.select} where conversation = ? and state != 'done' and state = 'queued' order by position limit 1"
)


class SqliteInbox:
    """See ``ledgers.Inbox``."""

    def __init__(self, connection: sqlite3.Connection) -> None:
        self._execute = connection.execute

    def put(self, queued: Queued) -> bool:
        return self._execute(INBOX.insert_new, INBOX.row(queued)).rowcount == 1

    def remember(self, queued: Queued) -> None:
        """See ``ledgers.Remembers``."""
        where = (queued.interaction, queued.line)
        self._execute(REMEMBER, (queued.id, queued.conversation, queued.kind, queued.moment, *where))

    def knows(self, identity: str) -> bool:
        return self._execute(KNOWN, (identity, faded(identity))).fetchone() is not None

    def keep(self, kept: Kept) -> bool:
        return self._execute(KEPT.insert_new, KEPT.row(kept)).rowcount == 1

    def head(self, conversation: str) -> Queued | None:
        return INBOX.one(self._execute(HEAD, (conversation,)))

    def by_id(self, identity: str) -> Queued | None:
        return INBOX.one(self._execute(f"{INBOX.select} where id = ?", (identity,)))

    def earliest_moment(self, conversation: str) -> Instant | None:
        found = self._execute(
            "select min(moment) from inbox where conversation = ? and state != 'done' and state = 'queued'",
            (conversation,),
        ).fetchone()
        moment: int | None = found[0]
        return moment

    def done(self, position: int) -> None:
        self._execute("update inbox set state = 'done', body = '' where position = ?", (position,))

    def fault(self, position: int, *, faults: int, retry_at: Instant | None) -> None:
        state = "parked" if retry_at is None else "queued"
        self._execute(
            "update inbox set faults = ?, retry_at = ?, state = ? where position = ?",
            (faults, retry_at, state, position),
        )

    def unpark(self, conversation: str) -> int:
        return self._execute(
            "update inbox set state = 'queued', faults = 0, retry_at = null where conversation = ? and state != 'done' and state = 'parked'",
            (conversation,),
        ).rowcount

    def kept(self, *, limit: int) -> tuple[Kept, ...]:
        return KEPT.all(self._execute(f"{KEPT.select} order by position desc limit ?", (limit,)))

    def take_kept(self, identities: Sequence[str]) -> tuple[Kept, ...]:
        # One statement for all; ``in (…)`` would make a table of them first, and there is next to never any.
        rows = self._execute(" union all ".join([KEPT_PLACE] * len(identities)), identities).fetchall()
        places = sorted([place for (place,) in rows])
        found = [KEPT.one(self._execute(f"{KEPT.select} where position = ?", (place,))) for place in places]
        for place in places:
            self._execute("delete from kept where position = ?", (place,))
        return tuple([kept for kept in found if kept is not None])

    def drop_kept(self, *, before: Instant, limit: int) -> tuple[Kept, ...]:
        oldest = KEPT.all(self._execute(f"{KEPT.select} where position > 0 order by position limit ?", (limit,)))
        found = [kept for kept in oldest if kept.at < before]
        for kept in found:
            self._execute("delete from kept where id = ?", (kept.id,))
        return tuple(found)

    def forget(self, *, before: Instant, limit: int) -> int:
        return self._execute(
            "delete from inbox where position in (select position from"
            " (select position, moment from inbox where state = 'done' order by position limit ?) where moment < ?)",
            (limit, before),
        ).rowcount
