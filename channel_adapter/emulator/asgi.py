"""The little of HTTP that the emulator's server needs: a whole request in, a whole response out, over bare ASGI."""

from __future__ import annotations

import json
from collections.abc import Awaitable, Callable, MutableMapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, TypeAlias
from urllib.parse import parse_qsl, unquote

if TYPE_CHECKING:
    from collections.abc import Mapping

Scope: TypeAlias = MutableMapping[str, Any]
Receive: TypeAlias = Callable[[], Awaitable[MutableMapping[str, Any]]]
Send: TypeAlias = Callable[[MutableMapping[str, Any]], Awaitable[None]]

BODY_MOST = 110 << 20
"""Bytes of a request body: the largest medium (100 MB) and its wrapping."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Request:
    """One HTTP request. Header names are in lower case; the path is decoded, ``target`` is path and query as sent."""

    method: str
    path: str
    target: str
    query: Mapping[str, str]
    headers: Mapping[str, str]
    body: bytes

    @property
    def token(self) -> str | None:
        """The bearer token, or 360dialog's key."""
        scheme, _, token = self.headers.get("authorization", "").partition(" ")
        return token.strip() if scheme.lower() == "bearer" and token else self.headers.get("d360-api-key")


@dataclass(frozen=True, slots=True, kw_only=True)
class Response:
    """One HTTP response; a ``broken`` one stops after its head, and the connection is closed."""

    status: int = 200
    body: bytes = b""
    headers: Mapping[str, str] = field(default_factory=dict)
    broken: bool = False


class BodyTooLargeError(Exception):
    """The request body is over ``BODY_MOST`` bytes."""


def as_json(document: object, status: int = 200) -> Response:
    """A response with a JSON body that nobody may keep."""
    headers = {"content-type": "application/json; charset=utf-8", "cache-control": "no-store"}
    return Response(status=status, body=json.dumps(document, separators=(",", ":")).encode(), headers=headers)


async def read_request(scope: Scope, receive: Receive) -> Request:
    """The whole request; raises ``BodyTooLargeError``."""
    body = bytearray()
    more = True
    while more:
        event = await receive()
        body += event.get("body", b"")
        more = event.get("more_body", False)
        if len(body) > BODY_MOST:
            raise BodyTooLargeError
    query = scope["query_string"].decode("latin-1")
    raw_path = scope.get("raw_path") or scope["path"].encode()
    return Request(
        method=scope["method"],
        path=unquote(scope["path"]),
        target=raw_path.decode("latin-1") + (f"?{query}" if query else ""),
        query=dict(parse_qsl(query, keep_blank_values=True)),
        headers={name.decode("latin-1").lower(): value.decode("latin-1") for name, value in scope["headers"]},
        body=bytes(body),
    )


async def write_response(response: Response, send: Send) -> None:
    """Send it, or only the beginning of it."""
    length = len(response.body) + (1 if response.broken else 0)
    headers = {**response.headers, "content-length": str(length)}
    raw = [(name.encode("latin-1"), value.encode("latin-1")) for name, value in headers.items()]
    await send({"type": "http.response.start", "status": response.status, "headers": raw})
    if not response.broken:
        await send({"type": "http.response.body", "body": response.body})
