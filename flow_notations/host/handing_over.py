"""How the threads of stores give results back: to the event loops that wait, each woken once for all of a commit."""

from __future__ import annotations

from contextlib import suppress
from typing import TYPE_CHECKING, Any, Protocol, TypeAlias

if TYPE_CHECKING:
    import asyncio
    from collections.abc import Iterable

Result: TypeAlias = tuple[Any, Exception | None]
"""What a work returned, or what it raised."""


class Awaited(Protocol):
    """A work that a coroutine waits for."""

    @property
    def loop(self) -> asyncio.AbstractEventLoop:
        """The event loop that the promise belongs to."""

    @property
    def promise(self) -> asyncio.Future[Any]:
        """Ends with the work's result."""


def hand_over(jobs: Iterable[Awaited], results: Iterable[Result]) -> None:
    """End each job's promise with its result. Called from any thread; jobs and results are in the same order."""
    endings: dict[asyncio.AbstractEventLoop, list[tuple[asyncio.Future[Any], Result]]] = {}
    for job, result in zip(jobs, results, strict=True):
        endings.setdefault(job.loop, []).append((job.promise, result))
    for loop, ended in endings.items():
        with suppress(RuntimeError):  # the loop is closed: nobody waits any more
            loop.call_soon_threadsafe(_fulfil, ended)


def _fulfil(ended: list[tuple[asyncio.Future[Any], Result]]) -> None:
    for promise, (result, mistake) in ended:
        if promise.done():  # whoever waited was cancelled
            continue
        if mistake is None:
            promise.set_result(result)
        else:
            promise.set_exception(mistake)
