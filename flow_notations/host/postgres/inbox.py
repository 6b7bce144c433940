"""The inbox on PostgreSQL."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from flow_notations.host.records import Kept, Queued

from .rows import Table, the_one

if TYPE_CHECKING:
    from collections.abc import Sequence

    from channel_adapter.messages import Instant

    from .grip import Grip

INBOX: Final = Table("inbox", Queued, key=("id",))
KEPT: Final = Table("kept", Kept, key=("id",))


class PostgresInbox:
    """See ``ledgers.Inbox``."""

    def __init__(self, grip: Grip) -> None:
        self._grip = grip
        self._execute = grip.session.execute

    def put(self, queued: Queued) -> bool:
        if self._execute(INBOX.insert_new, INBOX.row(queued)).rowcount == 1:
            return True
        self._grip.must_be_new(queued.id)
        return False

    def knows(self, identity: str) -> bool:
        known = self._execute("select 1 from inbox where id = %s", (identity,)).fetchone() is not None
        if not known:
            self._grip.missing(identity)
        return known

    def keep(self, kept: Kept) -> bool:
        return self._execute(KEPT.insert_new, KEPT.row(kept)).rowcount == 1

    def head(self, conversation: str) -> Queued | None:
        return INBOX.one(
            self._execute(
                f"{INBOX.select} where conversation = %s and state != 'done' and state = 'queued'"
                " order by position limit 1",
                (conversation,),
            )
        )

    def by_id(self, identity: str) -> Queued | None:
        return INBOX.one(self._execute(f"{INBOX.select} where id = %s", (identity,)))

    def earliest_moment(self, conversation: str) -> Instant | None:
        earliest: int | None = the_one(
            self._execute(
                "select min(moment) from inbox where conversation = %s and state != 'done' and state = 'queued'",
                (conversation,),
            )
        )
        return earliest

    def done(self, position: int) -> None:
        self._execute("update inbox set state = 'done', body = '' where position = %s", (position,))

    def fault(self, position: int, *, faults: int, retry_at: Instant | None) -> None:
        state = "parked" if retry_at is None else "queued"
        self._execute(
            "update inbox set faults = %s, retry_at = %s, state = %s where position = %s",
            (faults, retry_at, state, position),
        )

    def unpark(self, conversation: str) -> int:
        return self._execute(
            "update inbox set state = 'queued', faults = 0, retry_at = null"
            " where conversation = %s and state != 'done' and state = 'parked'",
            (conversation,),
        ).rowcount

    def kept(self, *, limit: int) -> tuple[Kept, ...]:
        return KEPT.all(self._execute(f"{KEPT.select} order by position desc limit %s", (limit,)))

    def take_kept(self, identities: Sequence[str]) -> tuple[Kept, ...]:
        found = KEPT.all(self._execute(f"{KEPT.select} where id = any(%s) order by position", (list(identities),)))
        for kept in found:
            self._execute("delete from kept where id = %s", (kept.id,))
        return found

    def forget(self, *, before: Instant, limit: int) -> int:
        return self._execute(
            "delete from inbox where position in (select position from inbox"
            " where position <= (select coalesce(max(position), 0) from inbox where moment < %(before)s)"
            " and state = 'done' and moment < %(before)s order by position limit %(limit)s)",
            {"before": before, "limit": limit},
        ).rowcount
