"""The host as a bare ASGI application: the webhook, its health, its numbers, the admin endpoints, and its own running.

``/webhook`` is the channel's endpoint. ``/healthz`` answers 200 until the host ends by a fault, then 503; ``/readyz`` answers
200 while the store takes writes and the host runs, else 503 with the reason. ``/metrics`` and ``/admin/`` are there when somebody
holds a token for them. The host starts and stops with the server: what is on the wire comes to its end first.
"""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Awaitable, Callable, Coroutine, Sequence
from http import HTTPStatus
from typing import TYPE_CHECKING, Any, Final, TypeAlias

from channel_adapter.whatsapp.dialect import NumberSettings
from channel_adapter.whatsapp.webhook_app import WebhookApp
from flow_notations.errors import StoreUnavailable

from .admin import PREFIX, AdminApp
from .admin_answers import Office
from .admin_tokens import ADMIN_TOKEN, Admins, bearer_of, unknown
from .hosting import Hosting
from .metrics import CONTENT_TYPE, Tally, meter_for
from .permissions import READ_CHANNELS

if TYPE_CHECKING:
    from collections.abc import MutableMapping

    Scope: TypeAlias = MutableMapping[str, Any]
    Receive: TypeAlias = Callable[[], Awaitable[MutableMapping[str, Any]]]
    Send: TypeAlias = Callable[[MutableMapping[str, Any]], Awaitable[None]]

WEBHOOK_PATH: Final = "/webhook"
METRICS_PATH: Final = "/metrics"
PLAIN: Final = "text/plain; charset=utf-8"
ENDED: Final = "the host ended by a fault ({kind}): nothing is answered any more; its log says where; start it again"
CLOSED: Final = (
    f"nothing is here until somebody holds a token: set {ADMIN_TOKEN}, or an [[admin]] table in the records\n"
)
LOGGER: Final = logging.getLogger(__name__)


class HostApp:
    """Serve one host. The store and the channels belong to whoever made them; ``on_stop`` closes them.

    It starts and stops with the server's lifespan. Mounted in another application, whose server tells it of no lifespan, it
    is started by its owner: ``async with app:`` around what serves. Paths are those below the mount.

    ``beside`` runs while the host does, and ends when the event is set. ``admins`` with an ``office`` open the admin
    endpoints; ``tally`` is what ``/metrics`` shows to those of them who may read it.
    """

    def __init__(
        self,
        host: Hosting,
        numbers: Sequence[NumberSettings],
        *,
        on_stop: Callable[[], Awaitable[None]] | None = None,
        admins: Admins | None = None,
        office: Office | None = None,
        tally: Tally | None = None,
        beside: Callable[[asyncio.Event], Coroutine[None, None, None]] | None = None,
    ) -> None:
        self._host = host
        self._tally = tally or Tally()
        self._webhook = WebhookApp(
            numbers, host, clock=host.clock, path=WEBHOOK_PATH, meter=meter_for(self._tally) if tally else None
        )
        self._admins = admins
        self._admin = AdminApp(office, admins) if office is not None and admins else None
        self._on_stop = on_stop
        self._beside = beside
        self._stopping = asyncio.Event()
        self._running: asyncio.Task[None] | None = None
        self._tasks: list[asyncio.Task[None]] = []
        self._failed = asyncio.Event()
        self.fault = ""
        """Why the host runs no more though nobody stopped it; empty while it does."""

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer one ASGI scope."""
        if scope["type"] == "lifespan":
            await self._lifespan(receive, send)
            return
        scope = _below_mount(scope)
        if scope["type"] == "http" and scope["path"] in ("/healthz", "/readyz"):
            await _answer(send, *self._health() if scope["path"] == "/healthz" else await self._ready())
        elif scope["type"] == "http" and scope["path"] == METRICS_PATH and self._admins:
            await self._metrics(scope, send)
        elif scope["type"] == "http" and scope["path"].startswith(PREFIX) and self._admin is not None:
            await self._admin(scope, send)
        elif scope["type"] == "http" and (scope["path"] == METRICS_PATH or scope["path"].startswith(PREFIX)):
            await _answer(send, HTTPStatus.NOT_FOUND, CLOSED)
        else:
            await self._webhook(scope, receive, send)

    async def failed(self) -> None:
        """Return once the host has ended by a fault: whoever serves it has nothing left to do."""
        await self._failed.wait()

    def _health(self) -> tuple[HTTPStatus, str]:
        return (HTTPStatus.SERVICE_UNAVAILABLE, self.fault) if self.fault else (HTTPStatus.OK, "ok")

    async def _ready(self) -> tuple[HTTPStatus, str]:
        if self.fault:
            return HTTPStatus.SERVICE_UNAVAILABLE, self.fault
        if self._running is None or self._running.done():
            return HTTPStatus.SERVICE_UNAVAILABLE, "the host is not running"
        try:
            await self._host.ready()
        except Exception as fault:
            return HTTPStatus.SERVICE_UNAVAILABLE, str(fault)
        return HTTPStatus.OK, "ok"

    async def _metrics(self, scope: Scope, send: Send) -> None:
        assert self._admins is not None
        token = bearer_of(scope)
        held = self._admins.permissions_of(token)
        if held is None:
            sentence, challenge = unknown(token)
            await _answer(send, HTTPStatus.UNAUTHORIZED, f"{sentence}\n", (b"www-authenticate", challenge))
        elif READ_CHANNELS not in held:
            await _answer(send, HTTPStatus.FORBIDDEN, f"missing: {READ_CHANNELS}\n")
        else:
            counted = self._tally.exposition(await self._gauges())
            await _answer(send, HTTPStatus.OK, counted, content_type=CONTENT_TYPE)

    async def _gauges(self) -> dict[str, float]:
        """What is measured now; nothing while the store cannot be read: counters are shown all the same."""
        try:
            due = await self._host.next_deadline()
        except StoreUnavailable:
            return {}
        return {"flow_queue_age_seconds": 0.0 if due is None else max(0, self._host.clock.now() - due) / 1000}

    async def __aenter__(self) -> HostApp:
        """Let the host run, where no server does."""
        self._running = asyncio.ensure_future(self._host.run(self._stopping))
        self._tasks = [self._running]
        if self._beside is not None:
            self._tasks.append(asyncio.ensure_future(self._beside(self._stopping)))
        for task in self._tasks:
            task.add_done_callback(self._ended)
        return self

    async def __aexit__(self, *_: object) -> None:
        """Let what is on the wire come to its end, then close."""
        self._stopping.set()
        await asyncio.wait(self._tasks)
        if self._on_stop is not None:
            await self._on_stop()

    def _ended(self, task: asyncio.Task[None]) -> None:
        if task.cancelled() or (fault := task.exception()) is None:
            return
        LOGGER.critical("the host stopped", exc_info=fault)
        self.fault = self.fault or ENDED.format(kind=type(fault).__name__)
        self._failed.set()

    async def _lifespan(self, receive: Receive, send: Send) -> None:
        await receive()
        async with self:
            await send({"type": "lifespan.startup.complete"})
            await receive()
        await send({"type": "lifespan.shutdown.complete"})


def _below_mount(scope: Scope) -> Scope:
    """Some frameworks leave the mount's prefix in the path, others take it away; see ``WebhookApp``."""
    path, root = str(scope.get("path", "")), str(scope.get("root_path", "")).rstrip("/")
    if root and path.startswith(f"{root}/"):
        path = path.removeprefix(root)
    return {**scope, "path": path, "root_path": ""}


async def _answer(
    send: Send, status: HTTPStatus, text: str, *more: tuple[bytes, bytes], content_type: str = PLAIN
) -> None:
    headers = [(b"content-type", content_type.encode()), *more]
    await send({"type": "http.response.start", "status": int(status), "headers": headers})
    await send({"type": "http.response.body", "body": text.encode()})
