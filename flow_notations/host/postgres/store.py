"""``PostgresStore``: several worker processes on one database."""

from __future__ import annotations

import asyncio
import time
from contextlib import suppress
from typing import TYPE_CHECKING, Final, TypeVar, cast

from flow_notations.errors import StoreUnavailable

from .faults import TROUBLES, unavailable
from .membership import LEASE_SECONDS, Membership
from .opening import bring_up_to_date, connect
from .scrubbing import scrub
from .writers import Writers

if TYPE_CHECKING:
    from collections.abc import Callable

    from flow_notations.host.store import Transaction

    from .transaction import PostgresTransaction

CONNECTIONS: Final = 4
"""Works of one process under way at once, each on a connection of its own."""

CHORES: Final = (
    "update chores set due_at = clock_timestamp() + interval '1 day'"
    " where name = 'house' and due_at <= clock_timestamp()"
)
"""Whose update finds the row has them until tomorrow."""

Result = TypeVar("Result")


class PostgresStore:
    """See ``store.Store``. Open it with ``PostgresStore.open``; a ``Worker`` works on it."""

    steps_at_once = True
    """See ``store.StepsAtOnce``."""

    def __init__(self, address: str, membership: Membership, writers: Writers) -> None:
        self.address = address
        self.membership = membership
        self._writers = writers
        self._registrar = Writers(address, membership, connections=1)
        """For the lease alone, so that it is renewed however many works wait."""

    @classmethod
    def open(
        cls,
        address: str,
        *,
        connections: int = CONNECTIONS,
        lease_seconds: float = LEASE_SECONDS,
        migrate: bool = True,
    ) -> PostgresStore:
        """Join the workers on the database at ``address`` (``postgresql://…``), creating or upgrading its tables.

        Raises ``StoreUnavailable`` when the database cannot be reached, would break promises, has a newer schema, or an
        older one with ``migrate`` off.
        """
        session = connect(address)
        try:
            bring_up_to_date(session, migrate=migrate)
        finally:
            session.close()
        membership = Membership(lease_seconds=lease_seconds)
        return cls(address, membership, Writers(address, membership, connections=connections))

    @property
    def closed(self) -> bool:
        """Whether whoever opened it has let go of it."""
        return self._writers.closed

    async def transact(self, work: Callable[[Transaction], Result]) -> Result:
        """Run ``work`` in one transaction; see ``store.Store``. It may be run again when another was in its way."""
        result: Result = await self._writers.submit(work)
        return result

    async def beat(self) -> frozenset[str]:
        """Renew this worker's lease and its share of the numbers; those it did not have before."""

        def renew(tx: PostgresTransaction) -> frozenset[str]:
            return self.membership.beat(tx.session)

        asked_at = time.monotonic()
        numbers: frozenset[str] = await self._registrar.submit(renew, alone=True)
        return self.membership.renewed(numbers, asked_at=asked_at)

    async def takes_chores(self) -> bool:
        """Whether the day's chores are this worker's now: one of all workers hears yes, once in a day."""
        return await self.transact(lambda tx: cast("PostgresTransaction", tx).session.execute(CHORES).rowcount == 1)

    async def scrub(self) -> None:
        """Write the tables anew; see ``store.Scrubs`` and ``scrubbing``, which says what it cannot reach."""
        await asyncio.to_thread(self._scrub)

    def _scrub(self) -> None:
        session = connect(self.address)
        try:
            scrub(session)
        except TROUBLES as fault:
            raise unavailable(fault) from fault
        finally:
            session.close()

    async def close(self) -> None:
        """Finish what was handed in, leave the other workers, and let go of the database."""

        def leave(tx: PostgresTransaction) -> None:
            self.membership.end(tx.session)

        await asyncio.to_thread(self._writers.close)
        with suppress(StoreUnavailable):  # without the database, the lease ends by itself
            await self._registrar.submit(leave, alone=True)
        await asyncio.to_thread(self._registrar.close)
