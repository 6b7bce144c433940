"""The one file that speaks HTTP: bodies in, ``WireResult`` out, every exception of the library translated by a table.

Uses ``httpx2`` when it is installed (the same API, a third of the processor time at 20 sends at once), else ``httpx``.
No type of either leaves this file. It retries nothing, follows no redirect and reads no JSON. Loaded only by
``connect``, so that whoever parses webhooks or checks flows never pays for it.
"""

from __future__ import annotations

import asyncio
import json
from contextlib import asynccontextmanager, nullcontext
from functools import cache
from http import HTTPStatus
from typing import TYPE_CHECKING, Any, Final, Protocol, cast

from channel_adapter.errors import BodyTooLarge

from .lost import lost_by
from .wire import Lost, WireFailure, WireReply, WireResult

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Callable, Mapping

    from .dialect import NumberSettings
    from .media import Write

try:
    import httpx2 as httpx
except ImportError:
    import httpx  # type: ignore[no-redef]

CONNECT_TIMEOUT_MS: Final = 5_000
CONNECTIONS_MAX: Final = 100
IDLE_CONNECTIONS_MAX: Final = 20
IDLE_EXPIRY_MS: Final = 5_000
"""Short, because a send on a connection that the server is just closing has an uncertain outcome."""
REPLY_BYTES_MAX: Final = 1_048_576


class Client(Protocol):
    """What is used of an HTTP client: an ``AsyncClient`` of httpx or httpx2 fits."""

    def build_request(self, method: str, url: str, **parts: Any) -> Any:
        """Prepare a request."""
        ...

    async def send(self, request: Any, *, stream: bool = False, follow_redirects: bool = False) -> Any:
        """Send a request."""
        ...

    async def aclose(self) -> None:
        """Give connections back."""
        ...


class NoLaneError(Exception):
    """Every connection is in use and stayed so: nothing was sent."""


class Lanes:
    """One client of one connection for each request in flight, kept for the next.

    A pool of httpx searches all its connections for every request: at 20 requests at once that costs more than the
    request itself. The lane used last is used first, so that those not needed grow idle and are closed.
    """

    def __init__(self, make: Callable[[], Client], *, lanes_max: int = CONNECTIONS_MAX) -> None:
        self._make = make
        self._idle: list[Client] = []
        self._room = asyncio.Semaphore(lanes_max)

    @asynccontextmanager
    async def lane(self) -> AsyncIterator[Client]:
        """Lend a client; raise ``NoLaneError`` when none gets free in time."""
        try:
            async with asyncio.timeout(CONNECT_TIMEOUT_MS / 1000):
                await self._room.acquire()
        except TimeoutError as fault:
            raise NoLaneError from fault
        client = self._idle.pop() if self._idle else self._make()
        try:
            yield client
        finally:
            self._idle.append(client)
            self._room.release()
            if len(self._idle) > IDLE_CONNECTIONS_MAX:
                await self._idle.pop(0).aclose()

    async def aclose(self) -> None:
        """Close every idle client."""
        while self._idle:
            await self._idle.pop().aclose()


class HttpWire:
    """One business number over HTTP: messages, and media both ways."""

    def __init__(self, settings: NumberSettings, *, client: Client | None = None) -> None:
        """A client that is handed in stays its owner's: it is not closed here."""
        name, value = settings.auth
        self._auth = {name: value}
        self._headers = {name: value, "content-type": "application/json"}
        self._messages_url = settings.messages_url
        self._lanes = Lanes(_maker(settings.request_timeout_ms))
        self._lend = self._lanes.lane if client is None else lambda: nullcontext(client)

    async def post_message(self, body: dict[str, object]) -> WireResult:
        """POST one message body; see ``wire.Wire``."""
        content = json.dumps(body, ensure_ascii=False, separators=(",", ":")).encode()
        return await self._request("POST", self._messages_url, REPLY_BYTES_MAX, content=content, headers=self._headers)

    async def post_file(self, url: str, *, filename: str, mime_type: str, content: bytes) -> WireResult:
        """Upload one file as a form; see ``media.MediaWire``."""
        fields = {"messaging_product": "whatsapp", "type": mime_type}
        files = {"file": (filename, content, mime_type)}
        return await self._request("POST", url, REPLY_BYTES_MAX, data=fields, files=files, headers=self._auth)

    async def get(self, url: str, *, bytes_max: int, write: Write | None = None) -> WireResult:
        """Fetch ``url`` with our token, reading ``bytes_max`` bytes at most (``BodyTooLarge``); see ``media.MediaWire``."""
        return await self._request("GET", url, bytes_max, write=write, headers=self._auth)

    async def aclose(self) -> None:
        """Give our own connections back; a client that was handed in is somebody else's."""
        await self._lanes.aclose()

    async def _request(
        self, method: str, url: str, bytes_max: int, *, write: Write | None = None, **parts: object
    ) -> WireResult:
        try:
            async with self._lend() as client:
                request = client.build_request(method, url, **parts)
                response = await client.send(request, stream=True, follow_redirects=False)
                try:
                    body = await _body(response, bytes_max, write if response.status_code == HTTPStatus.OK else None)
                finally:
                    await response.aclose()
        except NoLaneError:
            return WireFailure(lost=Lost.NOT_SENT, details="every connection is in use")
        except Exception as fault:
            lost = lost_by(fault)
            if lost is None:
                raise
            # Only the kind of fault: its text may hold an address with secrets in it.
            return WireFailure(lost=lost, details=type(fault).__name__)
        return WireReply(status=response.status_code, body=body, headers=_lower(response.headers))


def connect(settings: NumberSettings) -> HttpWire:
    """Return a wire with its own connections; close it with ``aclose``."""
    return HttpWire(settings)


def _maker(request_timeout_ms: int) -> Callable[[], Client]:
    """Return how to make a client of one connection. Certificates are read once, and only when one is needed."""
    trusted = cache(httpx.create_ssl_context)
    timeout = httpx.Timeout(request_timeout_ms / 1000, connect=CONNECT_TIMEOUT_MS / 1000)
    limits = httpx.Limits(max_connections=1, keepalive_expiry=IDLE_EXPIRY_MS / 1000)
    return lambda: cast(Client, httpx.AsyncClient(timeout=timeout, limits=limits, verify=trusted()))


async def _body(response: Any, bytes_max: int, write: Write | None) -> bytes:
    """What was read; nothing when every piece went to ``write`` as it came."""
    chunks: list[bytes] = []
    keep = write or chunks.append
    size = 0
    async for chunk in response.aiter_bytes():
        size += len(chunk)
        if size > bytes_max:
            raise BodyTooLarge(f"the answer is larger than {bytes_max} bytes")
        keep(chunk)
    return b"".join(chunks)


def _lower(headers: Mapping[str, str]) -> dict[str, str]:
    return {name.lower(): value for name, value in headers.items()}
