"""Who works here: leases as rows. A worker that does not renew its own is dead, and others take over what it had.

A number is served by one worker at a time, since its pacing lives in that worker's memory; numbers are spread evenly over
those alive that have them connected; see ``sharing``. Time is the database's, so that clocks of machines need not agree.
"""

from __future__ import annotations

import os
import secrets
import socket
import time
from collections import Counter
from datetime import timedelta
from typing import TYPE_CHECKING, Any, Final

from .sharing import SHARE

if TYPE_CHECKING:
    from .rows import Session

LEASE_SECONDS: Final = 10.0
"""How long a dead worker's numbers stay unserved, at most. A live one renews four times as often."""
BEATS_PER_LEASE: Final = 4
FORGOTTEN_AFTER: Final = timedelta(hours=1)
"""When the row of a dead worker goes; its parts in doubt were seen to long before."""

BEING_SHARED: Final = 0x464C4F58
"""Advisory lock: one worker at a time takes its share."""

RENEW: Final = (
    "insert into workers (id, lease_until, numbers)"
    " values (%(id)s, clock_timestamp() + %(lease)s, %(connected)s)"
    " on conflict (id) do update set lease_until = excluded.lease_until, numbers = excluded.numbers"
)


class Membership:
    """A worker's name and its numbers, as of its latest beat."""

    def __init__(self, *, lease_seconds: float) -> None:
        self.lease_seconds = lease_seconds
        self.worker = ""
        self.connected: frozenset[str] = frozenset()
        """Numbers that this worker has a channel for; the others hear of them with its beat."""
        self._former: list[str] = []
        self.numbers: frozenset[str] = frozenset()
        self._lost: Counter[str] = Counter()
        self._given: frozenset[str] = frozenset()
        self._until = 0.0
        self.in_doubt = False
        """Whether a commit broke off, so that nobody knows what this life has begun."""
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
        self.in_doubt = False

    def serves(self, number_id: str) -> bool:
        """Whether a message may leave from this number: the lease runs, and the number was not given to another worker."""
        return time.monotonic() < self._until and number_id not in self._given

    def has(self, number_id: str) -> bool:
        """Whether nobody else serves it: it is this worker's, which has a channel for it, and the lease runs.

        One without a channel may be another's already, as soon as somebody has one; see ``sharing``.
        """
        return number_id in self.numbers and number_id in self.connected and time.monotonic() < self._until

    def tenure(self, number_id: str) -> tuple[str, int]:
        """Another one whenever the number may have been another worker's in between."""
        return self.worker, self._lost[number_id]

    def renewed(self, numbers: frozenset[str], *, asked_at: float) -> frozenset[str]:
        """The lease runs from the moment it was ``asked_at`` (``time.monotonic``); numbers that were not served before.

        Once the last one lapsed, others may have had the numbers in between.
        """
        held = self.numbers if time.monotonic() < self._until else frozenset[str]()
        lost, fresh = self.numbers - (held & numbers), numbers - self.numbers
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
        names: dict[str, Any] = {
            "id": self.worker,
            "lease": timedelta(seconds=self.lease_seconds),
            "connected": sorted(self.connected),
        }
        with session.pipeline():
            session.execute("select pg_advisory_xact_lock(%s)", (BEING_SHARED,))
            session.execute("delete from workers where id = any(%s)", (self._former,))  # nobody waits for its lease
            for statement in (RENEW, SHARE):
                session.execute(statement, names)
            session.execute("delete from workers where lease_until < clock_timestamp() - %s", (FORGOTTEN_AFTER,))
            found = session.execute("select number_id from numbers where worker = %s", (self.worker,))
        return frozenset([number_id for (number_id,) in found])

    def end(self, session: Session) -> None:
        """Leave at once instead of after a lease."""
        session.execute("delete from workers where id = %s", (self.worker,))
