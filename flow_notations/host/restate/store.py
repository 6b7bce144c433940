"""A cluster as a store: read whole by consoles, and a shelf for published flows. Conversations change by calls alone.

Reading goes through the cluster's SQL, so it needs no process that serves. What a work saves of flows is put on the
shelf in one call, unless somebody else published meanwhile: then the work is done again on what they left. The shelf is
one of the cluster's objects, so putting needs a process that serves; a store that listens is one itself.
"""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING, Final, TypeVar, cast

from flow_notations.errors import StoreUnavailable

from .cluster import Ingress, Query
from .endpoint import Endpoint
from .glance import Glance
from .objects import FLOWS, SHELF

if TYPE_CHECKING:
    from collections.abc import Callable

    from flow_notations.host.duties import Doer
    from flow_notations.host.store import Transaction

    from .addresses import Addresses

Result = TypeVar("Result")

PUBLISHERS_MAX: Final = 8
"""Times that a work is done again because somebody else published."""


class RestateStore:
    """A ``Store`` for reading, and for publishing flows. With ``addresses.listen`` it serves the cluster as well.

    ``rate``: see ``service_of``.
    """

    def __init__(self, addresses: Addresses, *, rate: float = 1.0) -> None:
        self.ingress = Ingress(addresses)
        self._query = Query(addresses)
        self._rate = rate
        self._endpoint = Endpoint(addresses, self.ingress) if addresses.listen is not None else None
        self._opening = asyncio.Lock()

    async def transact(self, work: Callable[[Transaction], Result]) -> Result:
        """Run ``work`` on what the cluster keeps now.

        Raises ``StoreUnavailable`` when the work writes anything but published flows, or the cluster does not answer.
        """
        await self._open()
        return await asyncio.to_thread(self._work, work)

    async def where_kept_aside(self) -> set[str]:
        """Objects that keep something aside, those of no conversation too. Raises ``StoreUnavailable``."""
        return await asyncio.to_thread(Glance(self._query).aside)

    async def serve(self, doer: Doer, stopping: asyncio.Event) -> None:
        """Let ``doer`` do what the cluster calls for, until ``stopping`` is set."""
        assert self._endpoint is not None, "a host needs addresses with listen="
        await self._open()
        self._endpoint.post.take(doer)
        await self._endpoint.serve(stopping)

    async def close(self) -> None:
        """Let go of the cluster."""
        if self._endpoint is not None:
            await self._endpoint.close()
        await self.ingress.close()
        self._query.close()

    async def _open(self) -> None:
        if self._endpoint is not None:
            async with self._opening:
                await self._endpoint.open(rate=self._rate)

    def _work(self, work: Callable[[Transaction], Result]) -> Result:
        for _ in range(PUBLISHERS_MAX):
            glance = Glance(self._query)
            result = work(cast("Transaction", glance))
            put = {"was": glance.revision, "fields": glance.saved}
            if not glance.saved or self._query.call(SHELF, FLOWS, "put", put):
                return result
        raise StoreUnavailable("others publish on this cluster all the time; try again")
