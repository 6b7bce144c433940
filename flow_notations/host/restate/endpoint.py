"""Where the cluster calls this process: a listening socket, served until it is time to stop, and registered in the cluster.

Several processes of one machine may share the port; what one of them leaves undone, the cluster calls the others for.
"""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING, Final

from flow_notations.errors import MissingSettings, StoreUnavailable

from .addresses import FORM
from .cluster import RestateRefuses
from .objects import service_of
from .post import Post
from .serving import serving

if TYPE_CHECKING:
    from .addresses import Addresses
    from .cluster import Ingress

OPEN_SECONDS_MAX: Final = 30.0
"""Within which a cluster must have learnt where it is served."""
REGISTER_PAUSE_SECONDS: Final = 0.2


class Endpoint:
    """Listens from ``open`` on; conversations wait until somebody takes the post."""

    def __init__(self, addresses: Addresses, ingress: Ingress) -> None:
        self.post = Post()
        self._addresses, self._ingress = addresses, ingress
        self._stopping = asyncio.Event()
        self._serving: asyncio.Future[None] | None = None
        self._trouble = f"Restate does not answer at {' or '.join(addresses.admin)}"

    async def open(self, *, rate: float = 1.0) -> None:
        """Be there for the cluster, which is told so.

        Raises ``MissingSettings`` when the port is taken or what answers is no cluster, ``StoreUnavailable`` when none
        answers in time, or when it cannot come here.
        """
        if self._serving is not None:
            return
        assert self._addresses.listen is not None
        app = await service_of(self.post, rate=rate)
        self._serving = asyncio.ensure_future(serving(app, self._addresses.listen, self._stopping))
        try:
            await asyncio.wait_for(self._register(), OPEN_SECONDS_MAX)
        except MissingSettings:
            await self.close()
            raise
        except TimeoutError as late:
            await self.close()
            raise StoreUnavailable(self._trouble) from late

    async def serve(self, stopping: asyncio.Event) -> None:
        """Until ``stopping`` is set; calls under way then come to their end, or are made again elsewhere."""
        assert self._serving is not None
        stop = asyncio.ensure_future(stopping.wait())
        try:
            await asyncio.wait((stop, self._serving), return_when=asyncio.FIRST_COMPLETED)
        finally:
            stop.cancel()
            await self.close()

    async def close(self) -> None:
        """Serve no more. What ended it before is raised."""
        self.post.close()
        self._stopping.set()
        if self._serving is not None:
            await self._serving

    async def _register(self) -> None:
        """As often as it takes; what was in the way last is remembered."""
        recognised = False
        while True:
            try:
                await self._ingress.recognise()
                if not recognised:
                    recognised, self._trouble = True, self._unreached("it does not say why")
                await self._ingress.register(self._addresses.reached)
            except RestateRefuses as refusal:
                self._trouble = self._unreached(str(refusal))
            except StoreUnavailable as fault:
                self._trouble = str(fault)
            else:
                return
            await asyncio.sleep(REGISTER_PAUSE_SECONDS)

    def _unreached(self, reason: str) -> str:
        where = self._addresses.reached
        return (
            f"the Restate cluster does not reach this process at {where} ({reason}); see reached= and listen= in {FORM}"
        )
