"""A host that is one of several on a database: it holds its leases, hears of what others took in, and outlives outages.

Every life has a name of its own. When the database goes away, the life ends; the next one begins when it is back, and
what the last one had on the wire is in doubt, never resent.
"""

from __future__ import annotations

import asyncio
import logging
from typing import TYPE_CHECKING, Any, Final

import psycopg

from flow_notations.errors import StoreUnavailable
from flow_notations.host.duties import recover
from flow_notations.host.host import Host
from flow_notations.host.lanes import run_lanes

from .faults import TROUBLES, unavailable
from .grip import DUE
from .opening import CONNECT_SECONDS_MAX

if TYPE_CHECKING:
    from collections.abc import Coroutine

    from .store import PostgresStore

LOGGER: Final = logging.getLogger(__name__)
OUTAGE_SECONDS: Final = 1.0
"""Between two tries to come back."""


class Worker(Host):
    """See ``Host``. Only a worker that runs (or settles) serves numbers; any accepts webhooks."""

    store: PostgresStore

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
        """Renew the leases; what dead workers were dispatching is in doubt."""
        fresh = await self.store.beat()
        now = self.clock.now()
        await self.store.transact(lambda tx: recover(tx, now))
        if fresh:
            self.ring()

    async def _live(self, stop: asyncio.Future[Any]) -> None:
        """One life: lanes, beats and ears, until it is time to stop or one of them fails."""
        self.store.membership.rename()
        await self.recover()
        resting = asyncio.Event()
        lanes = asyncio.ensure_future(run_lanes(self, resting))
        sides = [_started(side) for side in (self._beat(), self._listen(), self._keep_house())]
        try:
            await asyncio.wait([lanes, *sides, stop], return_when=asyncio.FIRST_COMPLETED)
        finally:
            resting.set()
            await asyncio.wait([lanes])
            for side in sides:
                side.cancel()
            await asyncio.wait(sides)
        for task in (lanes, *sides):
            if not task.cancelled():
                task.result()

    async def _beat(self) -> None:
        while True:
            await asyncio.sleep(self.store.membership.beat_seconds)
            await self.recover()
            self.ring()

    async def _listen(self) -> None:
        """Ring for what other workers took in at numbers of ours."""
        try:
            session = await psycopg.AsyncConnection.connect(
                self.store.address, autocommit=True, connect_timeout=CONNECT_SECONDS_MAX
            )
            async with session:
                await session.execute(f"listen {DUE}")
                async for notice in session.notifies():
                    if notice.payload in self.store.membership.numbers:
                        self.ring()
        except TROUBLES as fault:
            raise unavailable(fault) from fault


def _started(work: Coroutine[Any, Any, None]) -> asyncio.Task[None]:
    return asyncio.ensure_future(work)
