"""Who does what the cluster calls for: nobody until the flows are at hand, then a host, then nobody again."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING

from flow_notations.errors import StoreUnavailable

if TYPE_CHECKING:
    from flow_notations.host.duties import Doer


class Post:
    """Calls wait here for the host."""

    def __init__(self) -> None:
        self._decided = asyncio.Event()
        self._holder: Doer | None = None

    def take(self, doer: Doer) -> None:
        """The host is there."""
        self._holder = doer
        self._decided.set()

    def close(self) -> None:
        """Whoever still waits is sent away, and called again elsewhere."""
        self._decided.set()

    async def holder(self) -> Doer:
        """The host, once it is there. Raises ``StoreUnavailable`` when this process ends before."""
        await self._decided.wait()
        if self._holder is None:
            raise StoreUnavailable("this process ends")
        return self._holder
