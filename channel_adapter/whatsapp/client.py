"""The one file that speaks HTTP: bodies in, ``WireResult`` out, every exception of the library translated by a table.

Uses ``httpx2`` when it is installed (the same API, a third of the processor time at 20 sends at once), else ``httpx``.
No type of either leaves this file. It retries nothing, follows no redirect and reads no JSON. Loaded only by
``connect``, so that whoever parses webhooks or checks flows never pays for it.
"""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any, Final, Protocol, cast

from channel_adapter.errors import BodyTooLarge

from .wire import Lost, WireFailure, WireReply, WireResult

if TYPE_CHECKING:
    from collections.abc import Mapping

    from .dialect import NumberSettings

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

LOST_BY_EXCEPTION: Final[dict[str, Lost]] = {
    "ConnectError": Lost.NOT_SENT,
    "ConnectTimeout": Lost.NOT_SENT,
    "PoolTimeout": Lost.NOT_SENT,
    "ProxyError": Lost.NOT_SENT,
    "UnsupportedProtocol": Lost.NOT_SENT,
    "InvalidURL": Lost.NOT_SENT,
    "CloseError": Lost.UNKNOWN,
    "CookieConflict": Lost.UNKNOWN,
    "DecodingError": Lost.UNKNOWN,
    "HTTPError": Lost.UNKNOWN,
    "HTTPStatusError": Lost.UNKNOWN,
    "LocalProtocolError": Lost.UNKNOWN,
    "NetworkError": Lost.UNKNOWN,
    "ProtocolError": Lost.UNKNOWN,
    "ReadError": Lost.UNKNOWN,
    "ReadTimeout": Lost.UNKNOWN,
    "RemoteProtocolError": Lost.UNKNOWN,
    "RequestError": Lost.UNKNOWN,
    "SSEError": Lost.UNKNOWN,
    "TimeoutException": Lost.UNKNOWN,
    "TooManyRedirects": Lost.UNKNOWN,
    "TransportError": Lost.UNKNOWN,
    "WriteError": Lost.UNKNOWN,
    "WriteTimeout": Lost.UNKNOWN,
}
"""By name, because a client that was handed in may come from ``httpx`` while ``httpx2`` is installed, or the reverse."""


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


class HttpWire:
    """One business number over HTTP: messages, and media both ways."""

    def __init__(self, settings: NumberSettings, *, client: Client | None = None) -> None:
        """A client that is handed in stays its owner's: it is not closed here."""
        name, value = settings.auth
        self._auth = {name: value}
        self._headers = {name: value, "content-type": "application/json"}
        self._messages_url = settings.messages_url
        self._client = client or _client(settings.request_timeout_ms)
        self._owned = client is None

    async def post_message(self, body: dict[str, object]) -> WireResult:
        """POST one message body; see ``wire.Wire``."""
        content = json.dumps(body, ensure_ascii=False, separators=(",", ":")).encode()
        return await self._request("POST", self._messages_url, REPLY_BYTES_MAX, content=content, headers=self._headers)

    async def post_file(self, url: str, *, filename: str, mime_type: str, content: bytes) -> WireResult:
        """Upload one file as a form; see ``media.MediaWire``."""
        fields = {"messaging_product": "whatsapp", "type": mime_type}
        files = {"file": (filename, content, mime_type)}
        return await self._request("POST", url, REPLY_BYTES_MAX, data=fields, files=files, headers=self._auth)

    async def get(self, url: str, *, bytes_max: int) -> WireResult:
        """Fetch ``url`` with our token, reading ``bytes_max`` bytes at most (``BodyTooLarge``)."""
        return await self._request("GET", url, bytes_max, headers=self._auth)

    async def aclose(self) -> None:
        """Give connections back, unless the client is somebody else's."""
        if self._owned:
            await self._client.aclose()

    async def _request(self, method: str, url: str, bytes_max: int, **parts: object) -> WireResult:
        try:
            request = self._client.build_request(method, url, **parts)
            response = await self._client.send(request, stream=True, follow_redirects=False)
            try:
                body = await _body(response, bytes_max)
            finally:
                await response.aclose()
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


def lost_by(fault: Exception) -> Lost | None:
    """Return what an exception of an HTTP client means for the request; ``None`` when it is none of its own."""
    for kind in type(fault).__mro__:
        if kind.__module__.split(".")[0] in {"httpx", "httpx2"} and kind.__name__ in LOST_BY_EXCEPTION:
            return LOST_BY_EXCEPTION[kind.__name__]
    return None


def _client(request_timeout_ms: int) -> Client:
    timeout = httpx.Timeout(request_timeout_ms / 1000, connect=CONNECT_TIMEOUT_MS / 1000)
    limits = httpx.Limits(
        max_connections=CONNECTIONS_MAX,
        max_keepalive_connections=IDLE_CONNECTIONS_MAX,
        keepalive_expiry=IDLE_EXPIRY_MS / 1000,
    )
    return cast(Client, httpx.AsyncClient(timeout=timeout, limits=limits))


async def _body(response: Any, bytes_max: int) -> bytes:
    chunks: list[bytes] = []
    size = 0
    async for chunk in response.aiter_bytes():
        size += len(chunk)
        if size > bytes_max:
            raise BodyTooLarge(f"the answer is larger than {bytes_max} bytes")
        chunks.append(chunk)
    return b"".join(chunks)


def _lower(headers: Mapping[str, str]) -> dict[str, str]:
    return {name.lower(): value for name, value in headers.items()}
