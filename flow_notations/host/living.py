"""One life of a host: its lanes, and what runs beside them, until it is time to stop, one of them fails, or it is cancelled."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING, Any

from .lanes import run_lanes

if TYPE_CHECKING:
    from collections.abc import Coroutine, Sequence

    from .host import Host


async def live(host: Host, stop: asyncio.Future[Any], *sides: Coroutine[Any, Any, None]) -> None:
    """Until ``stop`` is done: then calls under way come to their end. Raises what the lanes or a side raised.

    The sides run until the lanes have ended. One cancel ends all of it; see ``run_lanes``.
    """
    resting = asyncio.Event()
    lanes = asyncio.ensure_future(run_lanes(host, resting))
    beside = [asyncio.ensure_future(side) for side in sides]
    try:
        await asyncio.wait([lanes, *beside, stop], return_when=asyncio.FIRST_COMPLETED)
        resting.set()
        await asyncio.wait([lanes])
    finally:
        await _end([lanes, *beside])
    faults = [task.exception() for task in (lanes, *beside) if not task.cancelled()]
    for fault in filter(None, faults):
        raise fault


async def _end(tasks: Sequence[asyncio.Task[None]]) -> None:
    """Cancel them and wait until they have ended; who cancels the waiting is heard by them, too."""
    cancelled = False
    while pending := [task for task in tasks if not task.done()]:
        for task in pending:
            task.cancel()
        try:
            await asyncio.wait(pending)
        except asyncio.CancelledError:
            cancelled = True
    if cancelled:
        raise asyncio.CancelledError
