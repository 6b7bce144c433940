"""The webhook endpoint as a bare ASGI application: mount it anywhere, under any framework or none.

GET answers the provider's handshake. POST is read up to a cap, verified on its raw bytes, parsed and handed to
``Intake.accept``; only when that has returned is it answered 200, so an answer 200 means that every item is durable.
Whatever goes wrong after the signature is ours, and answered 503 so that the provider sends it again. Nothing is
processed here. Items of numbers that are not configured are kept like all others, and counted.

Source: https://developers.facebook.com/documentation/business-messaging/whatsapp/webhooks/create-webhook-endpoint
"""

from __future__ import annotations

from http import HTTPStatus
from typing import TYPE_CHECKING, Any, Final, TypeAlias
from urllib.parse import parse_qs

from channel_adapter.errors import BodyTooLarge, ConfigurationError, SignatureMismatch
from channel_adapter.messages import Notice, Standby, Unreadable

from . import telemetry, tracing
from .signatures import same
from .webhook import parse, verify

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable, Iterable, MutableMapping, Sequence

    from channel_adapter.channel import Intake
    from channel_adapter.clock import Clock
    from channel_adapter.messages import Item

    from .dialect import NumberSettings
    from .telemetry import Meter
    from .tracing import Tracer

    Scope: TypeAlias = MutableMapping[str, Any]
    Receive: TypeAlias = Callable[[], Awaitable[MutableMapping[str, Any]]]
    Send: TypeAlias = Callable[[MutableMapping[str, Any]], Awaitable[None]]

BODY_BYTES_MAX: Final = 3 * 1024 * 1024 + 64 * 1024
"""The provider sends up to 3 MB in one body; some room for what it counts differently.
Source: https://developers.facebook.com/documentation/business-messaging/whatsapp/webhooks/overview"""


class ClientGone(Exception):
    """The sender hung up before its body was complete."""


class WebhookApp:
    """One endpoint for any number of business numbers of one provider application."""

    def __init__(
        self,
        numbers: Sequence[NumberSettings],
        intake: Intake,
        *,
        clock: Clock,
        path: str = "/",
        meter: Meter | None = None,
        tracer: Tracer | None = None,
    ) -> None:
        """``path`` is where the endpoint is, below whatever it is mounted under; a slash at the end never matters."""
        self._secrets = tuple(dict.fromkeys(secret for number in numbers for secret in number.app_secrets))
        self._verify_tokens = tuple(number.verify_token for number in numbers if number.verify_token)
        self._signature_headers = tuple({number.dialect.signature_header.encode() for number in numbers})
        self._number_ids = frozenset(number.number_id for number in numbers)
        if not self._secrets:
            raise ConfigurationError("no number has app_secrets, so no webhook could be verified")
        self._intake, self._clock, self._path = intake, clock, path.strip("/")
        self._meter = meter or telemetry.best_meter()
        self._tracer = tracer or tracing.best_tracer()

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer one ASGI scope."""
        if scope["type"] == "lifespan":
            await _lifespan(receive, send)
        elif scope["type"] == "http":
            try:
                status, text = await self._answer(scope, receive)
            except ClientGone:
                return
            await _respond(send, status, text)

    async def _answer(self, scope: Scope, receive: Receive) -> tuple[HTTPStatus, str]:
        if self._below_mount(scope) != self._path:
            return HTTPStatus.NOT_FOUND, "not found"
        match scope["method"]:
            case "GET":
                return self._handshake(scope)
            case "POST":
                began = self._clock.now()
                with self._tracer.span("whatsapp.webhook", {}) as span:
                    status, text = await self._post(scope, receive)
                    span.set_attribute("answer", int(status))
                self._meter.record("whatsapp.webhook.duration", self._clock.now() - began, {"answer": str(int(status))})
                return status, text
            case _:
                return HTTPStatus.METHOD_NOT_ALLOWED, "method not allowed"

    def _below_mount(self, scope: Scope) -> str:
        """Some frameworks leave the mount's prefix in the path, others take it away."""
        path, root = str(scope["path"]), str(scope.get("root_path", ""))
        return path.removeprefix(root).strip("/") if path.startswith(root) else path.strip("/")

    def _handshake(self, scope: Scope) -> tuple[HTTPStatus, str]:
        query = parse_qs(bytes(scope.get("query_string", b"")).decode("utf-8", "replace"))
        token = query.get("hub.verify_token", [""])[0]
        challenge = query.get("hub.challenge", [""])[0]
        known = [same(token, expected) for expected in self._verify_tokens]
        if query.get("hub.mode") != ["subscribe"] or not challenge or not any(known):
            return HTTPStatus.FORBIDDEN, "forbidden"
        return HTTPStatus.OK, challenge

    async def _post(self, scope: Scope, receive: Receive) -> tuple[HTTPStatus, str]:
        try:
            body = await _read(scope, receive)
            verify(body, self._signature(scope), self._secrets)
        except BodyTooLarge as fault:
            return self._rejected(HTTPStatus.REQUEST_ENTITY_TOO_LARGE, fault)
        except SignatureMismatch as fault:
            return self._rejected(HTTPStatus.UNAUTHORIZED, fault)
        arrived_at = self._clock.now()
        try:
            items = parse(body, arrived_at=arrived_at)
            fresh = await self._intake.accept(items, arrived_at=arrived_at)
        except Exception:
            # Whatever failed, nothing was promised: the provider sends the whole body again, for days.
            telemetry.LOGGER.exception("webhook could not be stored")
            self._meter.add("whatsapp.webhooks", 1, {"answer": "503"})
            return HTTPStatus.SERVICE_UNAVAILABLE, "try again"
        telemetry.arrived(items, fresh=fresh, meter=self._meter)
        self._count_strangers(items)
        return HTTPStatus.OK, "ok"

    def _signature(self, scope: Scope) -> str | None:
        for name, value in scope["headers"]:
            if name.lower() in self._signature_headers:
                return bytes(value).decode("latin-1")
        return None

    def _rejected(self, status: HTTPStatus, fault: Exception) -> tuple[HTTPStatus, str]:
        telemetry.LOGGER.warning("webhook refused", extra={"status": int(status), "reason": str(fault)})
        self._meter.add("whatsapp.webhooks", 1, {"answer": str(int(status))})
        return status, status.phrase.lower()

    def _count_strangers(self, items: Iterable[Item]) -> None:
        strangers = sum(1 for item in items if not _number_of(item) <= self._number_ids)
        if strangers:
            telemetry.LOGGER.warning("webhook for a number that is not configured", extra={"items": strangers})
            self._meter.add("whatsapp.items_of_unknown_numbers", strangers, {})


def _number_of(item: Item) -> frozenset[str]:
    match item:
        case Notice() | Unreadable():
            return frozenset()
        case Standby():
            return frozenset({item.received.number_id})
        case _:
            return frozenset({item.number_id})


async def _read(scope: Scope, receive: Receive) -> bytes:
    """The whole body, refused as soon as it is known to be over the cap."""
    declared = next((value for name, value in scope["headers"] if name.lower() == b"content-length"), b"0")
    if declared.isdigit() and int(declared) > BODY_BYTES_MAX:
        raise BodyTooLarge(f"the body is larger than {BODY_BYTES_MAX} bytes")
    body = bytearray()
    more = True
    while more:
        event = await receive()
        if event["type"] == "http.disconnect":
            raise ClientGone
        body += event.get("body", b"")
        if len(body) > BODY_BYTES_MAX:
            raise BodyTooLarge(f"the body is larger than {BODY_BYTES_MAX} bytes")
        more = event.get("more_body", False)
    return bytes(body)


async def _respond(send: Send, status: HTTPStatus, text: str) -> None:
    content = text.encode()
    headers = [
        (b"content-type", b"text/plain; charset=utf-8"),
        (b"content-length", str(len(content)).encode()),
        (b"x-content-type-options", b"nosniff"),
    ]
    await send({"type": "http.response.start", "status": int(status), "headers": headers})
    await send({"type": "http.response.body", "body": content})


async def _lifespan(receive: Receive, send: Send) -> None:
    """Nothing is opened or closed here; a server still wants its answers."""
    while True:
        event = await receive()
        await send({"type": f"{event['type']}.complete"})
        if event["type"] == "lifespan.shutdown":
            return
