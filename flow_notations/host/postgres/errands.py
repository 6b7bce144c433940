"""Errands and planned interactions on PostgreSQL."""

from __future__ import annotations

from typing import TYPE_CHECKING

from .rows import given, storable
from .sheets import ERRANDS, PLANNED

if TYPE_CHECKING:
    from channel_adapter.messages import Instant
    from flow_notations.host.records import Errand, Planned

    from .grip import Grip


class PostgresErrands:
    """See ``ledgers.Errands``."""

    def __init__(self, grip: Grip) -> None:
        self._grip = grip

    def add(self, errand: Errand) -> None:
        self._grip.execute(ERRANDS.insert, (given([ERRANDS.row(errand)]),))
        self._grip.known.without_errands.discard(errand.conversation)

    def head(self, conversation: str) -> Errand | None:
        if conversation in self._grip.known.without_errands:
            return None
        return ERRANDS.one(
            self._grip.execute(f"{ERRANDS.select} where conversation = %s order by position limit 1", (conversation,))
        )

    def by_ref(self, ref: str) -> Errand | None:
        return self._grip.owned(
            lambda: ERRANDS.one(self._grip.execute(f"{ERRANDS.select} where ref = %s", (storable(ref),)))
        )

    def lease(self, ref: str, until: Instant) -> None:
        self._grip.execute("update errands set retry_at = %s, attempts = attempts + 1 where ref = %s", (until, ref))

    def postpone(self, ref: str, until: Instant) -> None:
        self._grip.execute("update errands set retry_at = %s where ref = %s", (until, ref))

    def done(self, ref: str) -> None:
        self._grip.execute("delete from errands where ref = %s", (ref,))

    def plan(self, planned: Planned) -> None:
        self._grip.execute(PLANNED.upsert, (given([PLANNED.row(planned)]),))
        self._grip.known.without_plans.discard(planned.conversation)

    def next_planned(self, conversation: str) -> Planned | None:
        if conversation in self._grip.known.without_plans:
            return None
        return PLANNED.one(
            self._grip.execute(f"{PLANNED.select} where conversation = %s order by at, key limit 1", (conversation,))
        )

    def unplan(self, conversation: str, key: str) -> None:
        self._grip.execute("delete from planned where conversation = %s and key = %s", (conversation, key))
