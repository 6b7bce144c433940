"""A host that is one of several on a database: it holds its leases, hears of what others took in, and outlives outages.

Every life has a name of its own. When the database goes away, the life ends; the next one begins when it is back, and
what the last one had on the wire is in doubt, never resent.
"""

from __future__ import annotations

import asyncio
import logging
from dataclasses import replace
from typing import TYPE_CHECKING, Any, Final, cast

import psycopg

from channel_adapter.messages import Received
from flow_notations.errors import StoreUnavailable
from flow_notations.host.duties import recover
from flow_notations.host.host import Host
from flow_notations.host.living import live

from .faults import TROUBLES, unavailable
from .grip import DUE
from .leased import LeasedChannel
from .opening import heedful

if TYPE_CHECKING:
    from collections.abc import Sequence

    from channel_adapter.clock import Clock
    from channel_adapter.messages import Instant, Item
    from flow_notations.host.fetching import Fetcher
    from flow_notations.host.people import People
    from flow_notations.host.store import Store
    from flow_notations.host.wiring import Wiring

    from .store import PostgresStore

LOGGER: Final = logging.getLogger(__name__)
OUTAGE_SECONDS: Final = 1.0
"""Between two tries to come back."""
BROKEN_COMMIT: Final = "the PostgreSQL store: its connection broke off while something was written"
CHORES_LOOK_MS: Final = 3_600_000
"""Between two looks whether the day's chores are due."""


class Worker(Host):
    """See ``Host``. Only a worker that runs (or settles) serves numbers; any accepts webhooks."""

    store: PostgresStore

    def __init__(
        self,
        store: Store,
        wiring: Wiring,
        clock: Clock,
        *,
        fetcher: Fetcher | None = None,
        people: People | None = None,
    ) -> None:
        """``store`` is a ``PostgresStore``, or holds one."""
        shared = cast("PostgresStore", store)

        def now() -> Instant:
            return self.clock.now()

        channels = {
            number_id: LeasedChannel(number_id, channel, shared, now) for number_id, channel in wiring.channels.items()
        }
        super().__init__(store, replace(wiring, channels=channels), clock, fetcher=fetcher, people=people)

    async def run(self, stopping: asyncio.Event) -> None:
        """Work until ``stopping`` is set, through outages of the database."""
        stop = asyncio.ensure_future(stopping.wait())
        try:
            while not stopping.is_set():
                try:
                    await self._live(stop)
                except StoreUnavailable as outage:
                    if self.store.closed:
                        raise
                    LOGGER.error("%s; trying again", outage)  # noqa: TRY400  # its sentence says it all
                    await asyncio.wait([stop], timeout=OUTAGE_SECONDS)
        finally:
            stop.cancel()

    async def recover(self) -> None:
        """Renew the leases of numbers, and say which are connected; what dead workers were dispatching is in doubt."""
        self.store.membership.connected = frozenset(self.wiring.channels)
        fresh = await self.store.beat()
        now = self.clock.now()
        await self.unwritten.write(self.store, now)
        await self.store.transact(lambda tx: recover(tx, now))
        if fresh:
            self.ring()

    async def _step_at_once(self, items: Sequence[Item], arrived_at: Instant) -> int | None:
        """See ``Host``. Messages for numbers that others serve wait for them."""
        for item in items:
            if isinstance(item, Received) and not self.store.membership.has(item.number_id):
                return None
        return await super()._step_at_once(items, arrived_at)

    async def _live(self, stop: asyncio.Future[Any]) -> None:
        """One life: lanes, beats and ears, until it is time to stop or one of them fails."""
        self.store.membership.rename()
        await self.recover()
        await live(self, stop, self._beat(), self._listen(), self._keep_house())

    async def _keep_house(self) -> None:
        """Once a day, by one of all workers; see ``Host``."""
        while True:
            if await self.store.takes_chores():
                await self.forget_duplicates()
                await self.retain()
            await self.clock.sleep(CHORES_LOOK_MS)

    async def _beat(self) -> None:
        while True:
            await asyncio.sleep(self.store.membership.beat_seconds)
            if self.store.membership.in_doubt:  # what it marked as being dispatched, if it did, nobody has in hand
                raise StoreUnavailable(BROKEN_COMMIT)
            await self.recover()
            self.ring()

    async def _listen(self) -> None:
        """Ring for what other workers took in at numbers of ours."""
        try:
            session = await psycopg.AsyncConnection.connect(heedful(self.store.address), autocommit=True)
            async with session:
                await session.execute(f"listen {DUE}")
                async for notice in session.notifies():
                    if notice.payload in self.store.membership.numbers:
                        self.ring()
        except TROUBLES as fault:
            raise unavailable(fault) from fault
