"""The host as a bare ASGI application: the webhook, two questions about its health, and its own running in between.

``/webhook`` is the channel's endpoint. ``/healthz`` answers 200 while the process serves; ``/readyz`` answers 200 while
the store takes writes and the host runs, else 503 with the reason. The host starts and stops with the server.
"""

from __future__ import annotations

import asyncio
import logging
from http import HTTPStatus
from typing import TYPE_CHECKING, Any, Final, TypeAlias

from channel_adapter.whatsapp.webhook_app import WebhookApp

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable, MutableMapping, Sequence

    from channel_adapter.whatsapp.dialect import NumberSettings

    from .host import Host

    Scope: TypeAlias = MutableMapping[str, Any]
    Receive: TypeAlias = Callable[[], Awaitable[MutableMapping[str, Any]]]
    Send: TypeAlias = Callable[[MutableMapping[str, Any]], Awaitable[None]]

WEBHOOK_PATH: Final = "/webhook"
LOGGER: Final = logging.getLogger(__name__)


class HostApp:
    """Serve one host. The store and the channels belong to whoever made them; ``on_stop`` closes them."""

    def __init__(
        self, host: Host, numbers: Sequence[NumberSettings], *, on_stop: Callable[[], Awaitable[None]] | None = None
    ) -> None:
        self._host = host
        self._webhook = WebhookApp(numbers, host, clock=host.clock, path=WEBHOOK_PATH)
        self._on_stop = on_stop
        self._stopping = asyncio.Event()
        self._running: asyncio.Task[None] | None = None

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer one ASGI scope."""
        if scope["type"] == "lifespan":
            await self._lifespan(receive, send)
        elif scope["type"] == "http" and scope["path"] in ("/healthz", "/readyz"):
            await _answer(send, *(HTTPStatus.OK, "ok") if scope["path"] == "/healthz" else await self._ready())
        else:
            await self._webhook(scope, receive, send)

    async def _ready(self) -> tuple[HTTPStatus, str]:
        if self._running is None or self._running.done():
            return HTTPStatus.SERVICE_UNAVAILABLE, "the host is not running"
        try:
            await self._host.next_deadline()
        except Exception as fault:
            return HTTPStatus.SERVICE_UNAVAILABLE, str(fault)
        return HTTPStatus.OK, "ok"

    async def _lifespan(self, receive: Receive, send: Send) -> None:
        await receive()
        self._running = asyncio.ensure_future(self._host.run(self._stopping))
        self._running.add_done_callback(_log_failure)
        await send({"type": "lifespan.startup.complete"})
        await receive()
        self._stopping.set()
        await asyncio.wait([self._running])
        if self._on_stop is not None:
            await self._on_stop()
        await send({"type": "lifespan.shutdown.complete"})


def _log_failure(running: asyncio.Task[None]) -> None:
    if not running.cancelled() and running.exception() is not None:
        LOGGER.critical("the host stopped", exc_info=running.exception())


async def _answer(send: Send, status: HTTPStatus, text: str) -> None:
    headers = [(b"content-type", b"text/plain; charset=utf-8")]
    await send({"type": "http.response.start", "status": int(status), "headers": headers})
    await send({"type": "http.response.body", "body": text.encode()})
