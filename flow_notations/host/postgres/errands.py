"""Errands and planned interactions on PostgreSQL."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from flow_notations.host.records import Errand, Planned

from .rows import Table

if TYPE_CHECKING:
    from channel_adapter.messages import Instant

    from .grip import Grip

ERRANDS: Final = Table("errands", Errand, key=("ref",))
PLANNED: Final = Table("planned", Planned, key=("conversation", "key"))


class PostgresErrands:
    """See ``ledgers.Errands``."""

    def __init__(self, grip: Grip) -> None:
        self._grip = grip
        self._execute = grip.session.execute

    def add(self, errand: Errand) -> None:
        self._execute(ERRANDS.insert, ERRANDS.row(errand))

    def head(self, conversation: str) -> Errand | None:
        return ERRANDS.one(
            self._execute(f"{ERRANDS.select} where conversation = %s order by position limit 1", (conversation,))
        )

    def by_ref(self, ref: str) -> Errand | None:
        return self._grip.owned(lambda: ERRANDS.one(self._execute(f"{ERRANDS.select} where ref = %s", (ref,))))

    def lease(self, ref: str, until: Instant) -> None:
        self._execute("update errands set retry_at = %s, attempts = attempts + 1 where ref = %s", (until, ref))

    def postpone(self, ref: str, until: Instant) -> None:
        self._execute("update errands set retry_at = %s where ref = %s", (until, ref))

    def done(self, ref: str) -> None:
        self._execute("delete from errands where ref = %s", (ref,))

    def plan(self, planned: Planned) -> None:
        self._execute(PLANNED.upsert, PLANNED.row(planned))

    def next_planned(self, conversation: str) -> Planned | None:
        return PLANNED.one(
            self._execute(f"{PLANNED.select} where conversation = %s order by at, key limit 1", (conversation,))
        )

    def unplan(self, conversation: str, key: str) -> None:
        self._execute("delete from planned where conversation = %s and key = %s", (conversation, key))
