"""Calls of flows to the centre's services over HTTP: the ``Fetcher`` that a served host has. The second and last HTTP file.

A call goes where the centre file says and nowhere else. The name is resolved first, every address judged, and the
connection made to the address that was judged, so that a name cannot change its mind in between. No redirect is
followed, no proxy of the environment used, no answer read beyond a limit, nothing but JSON taken for an answer. Retries
are moments for the host's durable timers; nothing here waits for one. Uses ``httpx2`` when it is installed, else ``httpx``,
loaded at the first call.
"""

from __future__ import annotations

import asyncio
import ipaddress
import socket
from dataclasses import dataclass, field
from functools import cache
from typing import TYPE_CHECKING, Any, Final, TypeAlias
from urllib.parse import urlsplit

from flow_notations.errors import MissingSettings

from .fetch_rules import address_complaint, judged, path_complaint, read_json, write_json
from .fetching import Reply

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable, Mapping, Sequence

    from channel_adapter.clock import Clock
    from flow_notations.ast import Service
    from flow_notations.effects import Fetch

    from .fetch_rules import Address, Network

    Resolve: TypeAlias = Callable[[str, int], Awaitable[Sequence[Address]]]

REQUEST_BYTES_MAX: Final = 262_144
REPLY_BYTES_MAX: Final = 1_048_576
HEADERS_OWN: Final = frozenset(
    {"host", "connection", "content-length", "transfer-encoding", "accept-encoding", "idempotency-key", "te", "upgrade"}
)
"""Headers that no flow may set: they say how a message travels."""
TOKEN: Final = "FLOW_SERVICE_{}_TOKEN"  # noqa: S105  # a variable's name
HEADER: Final = "FLOW_SERVICE_{}_HEADER"
TRUSTED: Final = "FLOW_TRUSTED_NETWORKS"


class Refusal(Exception):
    """The call may not be made, or its answer not be read; the text is for people."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Endpoint:
    """One service as it is called. ``headers`` hold its secrets and are never shown."""

    base: str
    timeout_ms: int
    headers: Mapping[str, str] = field(default_factory=dict, repr=False)


def endpoints(services: Mapping[str, Service], environment: Mapping[str, str]) -> dict[str, Endpoint]:
    """The services of a centre with their secrets, which are in the environment only.

    ``FLOW_SERVICE_<NAME>_TOKEN`` is sent as a bearer token, ``FLOW_SERVICE_<NAME>_HEADER`` holds ``Name: value``. Raises
    ``MissingSettings`` for a header that is not one, without showing it.
    """
    return {
        name: Endpoint(
            base=service.base.rstrip("/"),
            timeout_ms=int(service.timeout.total_seconds() * 1000),
            headers=_secrets(name, environment),
        )
        for name, service in services.items()
    }


def from_environment(services: Mapping[str, Service], environment: Mapping[str, str], clock: Clock) -> HttpFetcher:
    """The fetcher of a served host. ``FLOW_TRUSTED_NETWORKS`` names networks of our own that services may live in, with
    commas between them. Raises ``MissingSettings`` for what is none.
    """
    words = [word.strip() for word in environment.get(TRUSTED, "").split(",") if word.strip()]
    try:
        trusted = [ipaddress.ip_network(word) for word in words]
    except ValueError as mistake:
        raise MissingSettings(f"{TRUSTED}: {mistake}") from mistake
    return HttpFetcher(endpoints(services, environment), clock, trusted=trusted)


def _secrets(name: str, environment: Mapping[str, str]) -> dict[str, str]:
    key = name.upper()
    token, header = environment.get(TOKEN.format(key), "").strip(), environment.get(HEADER.format(key), "").strip()
    headers = {"authorization": f"Bearer {token}"} if token else {}
    if header:
        word, colon, value = header.partition(":")
        if not colon or not word.strip() or not value.strip():
            raise MissingSettings(f"{HEADER.format(key)} is not of the form 'Name: value'")
        headers[word.strip().lower()] = value.strip()
    return headers


async def resolve(host: str, port: int) -> tuple[Address, ...]:
    """Every address of a host, by the system's resolver."""
    found = await asyncio.get_running_loop().getaddrinfo(host, port, type=socket.SOCK_STREAM)
    return tuple(dict.fromkeys(ipaddress.ip_address(str(entry[4][0]).partition("%")[0]) for entry in found))


class HttpFetcher:
    """``fetching.Fetcher`` over HTTP. ``trusted``: networks that may be called though they are not public, by plain
    HTTP too; nothing is trusted unless it is named.
    """

    def __init__(
        self,
        services: Mapping[str, Endpoint],
        clock: Clock,
        *,
        trusted: Sequence[Network] = (),
        resolver: Resolve = resolve,
    ) -> None:
        self._services = services
        self._clock = clock
        self._trusted = tuple(trusted)
        self._resolve = resolver
        self._clients: dict[str, Any] = {}
        """One for each service: a connection checked for one name is never used for another on the same address."""

    async def fetch(self, call: Fetch, *, attempt: int) -> Reply:
        """Make the call once; see ``fetching.Fetcher``. Never raises for anything the world does."""
        endpoint = self._services.get(call.service)
        if endpoint is None:
            return Reply(status=None, sentence=f"The service '{call.service}' is not connected.")
        try:
            async with asyncio.timeout(endpoint.timeout_ms / 1000):
                reply, retry_after_s = await self._call(endpoint, call)
        except Refusal as refusal:
            return Reply(status=None, sentence=f"The service '{call.service}' was not used: {refusal}.")
        except TimeoutError:
            reply, retry_after_s = (
                Reply(status=None, sentence=f"The service '{call.service}' did not answer in time."),
                0,
            )
        except Exception as fault:  # only its kind: its text may hold an address with secrets in it
            reply, retry_after_s = Reply(status=None, sentence=f"The service '{call.service}' could not be reached ({type(fault).__name__})."), 0  # fmt: skip
        return judged(call, attempt, reply, self._clock.now(), retry_after_s=retry_after_s)

    async def aclose(self) -> None:
        """Give connections back."""
        while self._clients:
            await self._clients.popitem()[1].aclose()

    async def _call(self, endpoint: Endpoint, call: Fetch) -> tuple[Reply, int]:
        url, host = await self._pinned(endpoint.base + _path(call))
        content = None if call.body is None else write_json(call.body).encode()
        if content is not None and len(content) > REQUEST_BYTES_MAX:
            raise Refusal(f"the request is larger than {REQUEST_BYTES_MAX} bytes")
        client = self._connected(call.service)
        request = client.build_request(
            call.method.upper(), url, headers=_headers(endpoint, call, host), content=content,
            extensions={"sni_hostname": urlsplit(endpoint.base).hostname},
        )  # fmt: skip
        response = await client.send(request, stream=True, follow_redirects=False)
        try:
            body = await _body(response)
        finally:
            await response.aclose()
        after = response.headers.get("retry-after", "")
        return _reply(call, response, body), int(after) if after.isdecimal() and len(after) < 9 else 0

    async def _pinned(self, url: str) -> tuple[str, str]:
        """The address to connect to in place of the name, and the name with its port."""
        parts = urlsplit(url)
        if parts.scheme not in ("http", "https") or not parts.hostname or parts.username is not None:
            raise Refusal("its address in the centre file is not a plain http(s) address")
        port = parts.port or (443 if parts.scheme == "https" else 80)
        addresses = await self._resolve(parts.hostname, port)
        complaint = next(filter(None, [address_complaint(address, self._trusted) for address in addresses]), None)
        if complaint or not addresses:
            raise Refusal(complaint or "its name leads nowhere")
        chosen = addresses[0]
        if parts.scheme == "http" and address_complaint(chosen, ()) is None:
            raise Refusal("a public service is called by https only")
        literal = f"[{chosen}]" if chosen.version == 6 else str(chosen)
        return parts._replace(netloc=f"{literal}:{port}").geturl(), parts.netloc

    def _connected(self, service: str) -> Any:
        if service not in self._clients:
            try:
                import httpx2 as httpx
            except ImportError:
                import httpx  # type: ignore[no-redef]
            certificates = _certificates(httpx.create_ssl_context)
            # No timeout of the client's: each call has its own.
            self._clients[service] = httpx.AsyncClient(timeout=None, trust_env=False, verify=certificates)  # noqa: S113
        return self._clients[service]


@cache
def _certificates(create: Callable[[], Any]) -> Any:
    """Whom to trust is read once: it takes longer than a call."""
    return create()


def _path(call: Fetch) -> str:
    complaint = path_complaint(call.path)
    if complaint:
        raise Refusal(complaint)
    return call.path


def _headers(endpoint: Endpoint, call: Fetch, host: str) -> dict[str, str]:
    written = {name.lower(): value for name, value in call.headers.items()}
    if any(name in HEADERS_OWN or not f"{name}{value}".isprintable() for name, value in written.items()):
        raise Refusal("a header of the call may not be set by a flow")
    carried = {"content-type": "application/json"} if call.body is not None else {}
    own = {
        "host": host,
        "accept": "application/json",
        "accept-encoding": "identity",
        "idempotency-key": call.key or call.ref,
    }
    return own | carried | written | dict(endpoint.headers)


async def _body(response: Any) -> bytes:
    chunks, size = [], 0
    async for chunk in response.aiter_raw():
        size += len(chunk)
        if size > REPLY_BYTES_MAX:
            raise Refusal(f"its answer is larger than {REPLY_BYTES_MAX} bytes")
        chunks.append(chunk)
    return b"".join(chunks)


def _reply(call: Fetch, response: Any, body: bytes) -> Reply:
    status: int = response.status_code
    if 300 <= status < 400:
        raise Refusal("it wants to send us elsewhere")
    is_json = "json" in response.headers.get("content-type", "").lower()
    try:
        value = read_json(body) if is_json and body else None
    except ValueError:
        is_json = False
        value = None
    if 200 <= status < 300:
        if body and not is_json:
            raise Refusal("it answered something that is not JSON")
        return Reply(status=status, body=value)
    return Reply(status=status, body=value, sentence=f"The service '{call.service}' answered with status {status}.")
