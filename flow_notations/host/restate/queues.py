"""The inbox and the errands of one kept conversation."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence

    from channel_adapter.messages import Instant
    from flow_notations.host.records import Errand, Kept, Planned, Queued

    from .keeping import Keeping


class KeptInbox:
    """See ``ledgers.Inbox``."""

    def __init__(self, keeping: Keeping) -> None:
        self._all = keeping

    def put(self, queued: Queued) -> bool:
        assert queued.id, "what has no id can be no duplicate"
        if self._all.has_seen(queued.id):
            return False
        self._all.seen[queued.id] = queued.moment
        self._all.queued.append(replace(queued, position=self._all.next_position()))
        return True

    def knows(self, identity: str) -> bool:
        return self._all.has_seen(identity)

    def keep(self, kept: Kept) -> bool:
        if self._all.has_seen(f"kept:{kept.id}"):
            return False
        self._all.seen[f"kept:{kept.id}"] = kept.at
        self._all.kept.append(kept)
        return True

    def head(self, conversation: str) -> Queued | None:  # there is but one
        return next(iter(self._all.queued), None)

    def by_id(self, identity: str) -> Queued | None:
        return next((queued for queued in (*self._all.queued, *self._all.parked) if queued.id == identity), None)

    def earliest_moment(self, conversation: str) -> Instant | None:  # there is but one
        return min((queued.moment for queued in self._all.queued), default=None)

    def done(self, position: int) -> None:
        self._all.queued = [queued for queued in self._all.queued if queued.position != position]

    def fault(self, position: int, *, faults: int, retry_at: Instant | None) -> None:
        for place, queued in enumerate(self._all.queued):
            if queued.position == position:
                self._all.queued[place] = replace(queued, faults=faults, retry_at=retry_at)
                if retry_at is None:
                    self._all.parked.append(self._all.queued.pop(place))
                return

    def unpark(self, conversation: str) -> int:  # there is but one
        parked, self._all.parked = self._all.parked, []
        again = [replace(queued, faults=0, retry_at=None) for queued in parked]
        self._all.queued = sorted([*self._all.queued, *again], key=lambda queued: queued.position)
        return len(parked)

    def kept(self, *, limit: int) -> tuple[Kept, ...]:
        return tuple(self._all.kept[::-1][:limit])

    def take_kept(self, identities: Sequence[str]) -> tuple[Kept, ...]:
        taken = tuple([kept for kept in self._all.kept if kept.id in identities])
        self._all.kept = [kept for kept in self._all.kept if kept.id not in identities]
        for kept in taken:  # it may be kept again
            self._all.seen.pop(f"kept:{kept.id}", None)
        return taken

    def drop_kept(self, *, before: Instant, limit: int) -> tuple[Kept, ...]:
        return self.take_kept([kept.id for kept in self._all.kept[:limit] if kept.at < before])

    def forget(self, *, before: Instant, limit: int) -> int:
        old = [identity for identity, moment in self._all.seen.items() if moment < before][:limit]
        for identity in old:
            del self._all.seen[identity]
        return len(old)


class KeptErrands:
    """See ``ledgers.Errands``."""

    def __init__(self, keeping: Keeping) -> None:
        self._all = keeping

    def add(self, errand: Errand) -> None:
        self._all.errands.append(replace(errand, position=self._all.next_position()))

    def head(self, conversation: str) -> Errand | None:  # there is but one
        return next(iter(self._all.errands), None)

    def by_ref(self, ref: str) -> Errand | None:
        return next((errand for errand in self._all.errands if errand.ref == ref), None)

    def lease(self, ref: str, until: Instant) -> None:
        self._all.errands = [
            replace(errand, retry_at=until, attempts=errand.attempts + 1) if errand.ref == ref else errand
            for errand in self._all.errands
        ]

    def postpone(self, ref: str, until: Instant) -> None:
        self._all.errands = [
            replace(errand, retry_at=until) if errand.ref == ref else errand for errand in self._all.errands
        ]

    def done(self, ref: str) -> None:
        self._all.errands = [errand for errand in self._all.errands if errand.ref != ref]

    def plan(self, planned: Planned) -> None:
        self.unplan(planned.conversation, planned.key)
        self._all.planned.append(planned)

    def next_planned(self, conversation: str) -> Planned | None:  # there is but one
        return min(self._all.planned, key=lambda planned: (planned.at, planned.key), default=None)

    def unplan(self, conversation: str, key: str) -> None:  # there is but one
        self._all.planned = [planned for planned in self._all.planned if planned.key != key]
