"""Who works here: leases as rows. A worker that does not renew its own is dead, and others take over what it had.

A number is served by one worker at a time, since its pacing lives in that worker's memory; numbers are spread evenly over
those alive. Time is the database's, so that clocks of machines need not agree.
"""

from __future__ import annotations

import os
import secrets
import socket
import time
from collections import Counter
from datetime import timedelta
from typing import TYPE_CHECKING, Any, Final

if TYPE_CHECKING:
    from .rows import Session

LEASE_SECONDS: Final = 10.0
"""How long a dead worker's numbers stay unserved, at most. A live one renews four times as often."""
BEATS_PER_LEASE: Final = 4
FORGOTTEN_AFTER: Final = timedelta(hours=1)
"""When the row of a dead worker goes; its parts in doubt were seen to long before."""

BEING_SHARED: Final = 0x464C4F58
"""Advisory lock: one worker at a time takes its share."""

ALIVE: Final = "select id from workers where lease_until > clock_timestamp() or id = %(id)s"
"""Whoever asks is, even when its lease ran out while it waited for the database."""
RENEW: Final = (
    "insert into workers (id, lease_until) values (%(id)s, clock_timestamp() + %(lease)s)"
    " on conflict (id) do update set lease_until = excluded.lease_until"
)
SHARE: Final = (
    f"(select ceil((select count(*) from numbers)::numeric / (select count(*) from ({ALIVE}) as alive))::integer)"  # noqa: S608  # constants of ours
)
GIVE_BACK: Final = (
    "update numbers set worker = null where number_id in"  # noqa: S608  # constants of ours
    f" (select number_id from numbers where worker = %(id)s order by number_id offset {SHARE})"
)
TAKE: Final = (
    "update numbers set worker = %(id)s where number_id in"  # noqa: S608  # constants of ours
    f" (select number_id from numbers where worker is null or worker not in ({ALIVE}) order by number_id"
    f" limit greatest(0, {SHARE} - (select count(*) from numbers where worker = %(id)s)))"
)


class Membership:
    """A worker's name and its numbers, as of its latest beat."""

    def __init__(self, *, lease_seconds: float) -> None:
        self.lease_seconds = lease_seconds
        self.worker = ""
        self._former: list[str] = []
        self.numbers: frozenset[str] = frozenset()
        self._lost: Counter[str] = Counter()
        self._given: frozenset[str] = frozenset()
        self._until = 0.0
        self.rename()

    @property
    def beat_seconds(self) -> float:
        """Between two beats."""
        return self.lease_seconds / BEATS_PER_LEASE

    def rename(self) -> None:
        """A new life under a new name: what the old one had under way belongs to a dead worker."""
        self._former.append(self.worker)
        self.worker = f"{socket.gethostname()}:{os.getpid()}:{secrets.token_hex(4)}"
        self._given = self.numbers = frozenset()
        self._until = 0.0

    def serves(self, number_id: str) -> bool:
        """Whether a message may leave from this number: the lease runs, and the number was not given to another worker."""
        return time.monotonic() < self._until and number_id not in self._given

    def tenure(self, number_id: str) -> tuple[str, int]:
        """Another one whenever the number may have been another worker's in between."""
        return self.worker, self._lost[number_id]

    def renewed(self, numbers: frozenset[str], *, asked_at: float) -> frozenset[str]:
        """The lease runs from the moment it was ``asked_at`` (``time.monotonic``); numbers that were not served before."""
        lost, fresh = self.numbers - numbers, numbers - self.numbers
        self._lost.update(lost)
        self._given = (self._given | lost) - numbers
        self._until = asked_at + self.lease_seconds
        self._former.clear()
        self.numbers = numbers
        return fresh

    def beat(self, session: Session) -> frozenset[str]:
        """Renew the lease and take a fair share of the numbers, inside the caller's transaction; those it has now.

        One round trip, since whoever else wants to share waits for it.
        """
        names: dict[str, Any] = {"id": self.worker, "lease": timedelta(seconds=self.lease_seconds)}
        with session.pipeline():
            session.execute("select pg_advisory_xact_lock(%s)", (BEING_SHARED,))
            session.execute("delete from workers where id = any(%s)", (self._former,))  # nobody waits for its lease
            for statement in (RENEW, GIVE_BACK, TAKE):
                session.execute(statement, names)
            session.execute("delete from workers where lease_until < clock_timestamp() - %s", (FORGOTTEN_AFTER,))
            found = session.execute("select number_id from numbers where worker = %s", (self.worker,))
        return frozenset([number_id for (number_id,) in found])

    def end(self, session: Session) -> None:
        """Leave at once instead of after a lease."""
        session.execute("delete from workers where id = %s", (self.worker,))
