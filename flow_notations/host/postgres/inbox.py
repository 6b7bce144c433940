"""The inbox on PostgreSQL."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from channel_adapter.statuses import LADDER
from flow_notations.host.fading import faded
from flow_notations.host.records import changed

from .known import Ask
from .rows import given, storable, the_one
from .sheets import INBOX, KEPT

if TYPE_CHECKING:
    from collections.abc import Sequence

    from channel_adapter.messages import Instant
    from flow_notations.host.records import Kept, Queued

    from .grip import Grip

QUEUED: Final = "conversation = %s and state != 'done' and state = 'queued'"
"""Said twice, since the index holds what is not done, and the planner sees so only when it is told."""
KEEP: Final = f"{KEPT.insert} on conflict do nothing"
FORGET: Final = (
    "delete from inbox where position = any(array(select position from inbox where state = 'done' order by position"
    " limit %(limit)s)) and moment < %(before)s"
)
"""What is old stands at the head, so that a batch looks at no more rows than it may drop and those that still wait. An
array is read first and looked up, whatever the planner knows of the table."""
DROP_KEPT: Final = (
    "delete from kept where position = any(array(select position from kept order by position limit %(limit)s))"  # noqa: S608
    f" and at < %(before)s returning position, {', '.join(KEPT.names)}"
)
"""As above."""


class PostgresInbox:
    """See ``ledgers.Inbox``."""

    def __init__(self, grip: Grip) -> None:
        self._grip = grip

    def put(self, queued: Queued) -> bool:
        if self.knows(queued.id):
            return False
        known, placed = self._grip.known, changed(queued, position=self._grip.position("inbox"))
        self._grip.sheets.inbox.add(placed)
        known.messages[queued.id] = True
        if queued.conversation in known.waiting:
            known.waiting[queued.conversation].add(placed)
        return True

    def remember(self, queued: Queued) -> None:
        """See ``ledgers.Remembers``."""
        placed = changed(queued, position=self._grip.position("inbox"), body="")
        self._grip.sheets.inbox.add_row({**INBOX.row(placed), "state": "done"})
        self._grip.known.messages[queued.id] = True

    def knows(self, identity: str) -> bool:
        """An id that somebody else writes meanwhile breaks a unique key: the work is run again, and knows it then."""
        self._grip.asks(Ask(messages=(identity,)))
        known = self._grip.known.messages.get(identity)
        if known is None:
            known_as = storable(identity)
            found = self._grip.look("select 1 from inbox where id = any(%s)", ([known_as, faded(known_as)],))
            known = self._grip.known.messages[identity] = found.fetchone() is not None
        return known

    def keep(self, kept: Kept) -> bool:
        self._grip.known.no_status_kept = False
        return self._grip.look(KEEP, (given([KEPT.row(kept)]),)).rowcount == 1

    def head(self, conversation: str) -> Queued | None:
        waiting = self._grip.known.waiting.get(conversation)
        if waiting is not None and waiting.is_known:
            return waiting.head
        return INBOX.one(
            self._grip.execute(f"{INBOX.select} where {QUEUED} order by position limit 1", (conversation,))
        )

    def by_id(self, identity: str) -> Queued | None:
        return INBOX.one(self._grip.execute(f"{INBOX.select} where id = %s", (storable(identity),)))

    def earliest_moment(self, conversation: str) -> Instant | None:
        earliest: int | None = the_one(
            self._grip.execute(f"select min(moment) from inbox where {QUEUED}", (conversation,))  # noqa: S608
        )
        return earliest

    def done(self, position: int) -> None:
        self._change(position, state="done", body="")

    def fault(self, position: int, *, faults: int, retry_at: Instant | None) -> None:
        state = "parked" if retry_at is None else "queued"
        self._change(position, faults=faults, retry_at=retry_at, state=state)

    def unpark(self, conversation: str) -> int:
        return self._grip.overwrite(
            "update inbox set state = 'queued', faults = 0, retry_at = null"
            " where conversation = %s and state != 'done' and state = 'parked'",
            (conversation,),
        ).rowcount

    def kept(self, *, limit: int) -> tuple[Kept, ...]:
        return KEPT.all(self._grip.execute(f"{KEPT.select} order by position desc limit %s", (limit,)))

    def take_kept(self, identities: Sequence[str]) -> tuple[Kept, ...]:
        if self._grip.known.no_status_kept and all(identity.rpartition(":")[2] in LADDER for identity in identities):
            return ()
        found = self._grip.look(
            f"delete from kept where id = any(%s) returning position, {', '.join(KEPT.names)}",  # noqa: S608
            ([storable(identity) for identity in identities],),
        )
        return tuple([KEPT.read(row[1:]) for row in sorted(found.fetchall(), key=lambda row: int(row[0]))])

    def drop_kept(self, *, before: Instant, limit: int) -> tuple[Kept, ...]:
        found = self._grip.look(DROP_KEPT, {"before": before, "limit": limit})
        return tuple([KEPT.read(row[1:]) for row in sorted(found.fetchall(), key=lambda row: int(row[0]))])

    def forget(self, *, before: Instant, limit: int) -> int:
        return self._grip.overwrite(FORGET, {"before": before, "limit": limit}).rowcount

    def _change(self, position: int, **columns: Any) -> None:
        self._grip.sheets.inbox.change(position, **columns)
        waiting = next((each for each in self._grip.known.waiting.values() if each.has(position)), None)
        if waiting is None:
            return
        if columns.pop("state") == "queued":
            waiting.change(position, **columns)
        else:
            waiting.drop(position)
