"""Endpoints for operators below ``/admin/``: JSON, behind a bearer token, each with the permission it needs.

A table says which path does what and who may. Nothing is shown to somebody without a token, not even whether a path is
there; a denial lists the permissions that are missing.
"""

from __future__ import annotations

import json
import re
from dataclasses import dataclass
from http import HTTPStatus
from typing import TYPE_CHECKING, Any, Final
from urllib.parse import parse_qs, unquote

from flow_notations.errors import FlowError

from . import admin_answers as answers
from .permissions import (
    MANAGE_FLOWS,
    READ_INTEGRATIONS,
    UPDATE_INTEGRATIONS,
    VIEW_FLOWS,
    VIEW_JOURNALS,
    Denied,
    require,
)

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable, MutableMapping

    from .admin_answers import Asked, Office
    from .admin_tokens import Admins

PREFIX: Final = "/admin/"
BEARER: Final = b"bearer "
_JSON: Final = b"application/json"


@dataclass(frozen=True, slots=True, kw_only=True)
class Endpoint:
    """One path with its method, the permission it needs, and who answers."""

    method: str
    path: re.Pattern[str]
    needs: str
    answer: Callable[[Office, Asked], Awaitable[Any]]


def _endpoint(method: str, path: str, needs: str, answer: Callable[[Office, Asked], Awaitable[Any]]) -> Endpoint:
    return Endpoint(method=method, path=re.compile(path), needs=needs, answer=answer)


ENDPOINTS: Final[tuple[Endpoint, ...]] = (
    _endpoint("GET", "conversations", VIEW_JOURNALS, answers.conversations),
    _endpoint("GET", "conversations/([^/]+)", VIEW_JOURNALS, answers.conversation),
    _endpoint("GET", "interactions/([^/]+)", VIEW_JOURNALS, answers.interaction),
    _endpoint("GET", "outbox", VIEW_JOURNALS, answers.outbox),
    _endpoint("GET", "notices", VIEW_JOURNALS, answers.notices),
    _endpoint("GET", "kept", VIEW_JOURNALS, answers.kept),
    _endpoint("GET", "flows", VIEW_FLOWS, answers.flows),
    _endpoint("GET", "dispatch", VIEW_FLOWS, answers.dispatch),
    _endpoint("GET", "integrations", READ_INTEGRATIONS, answers.integrations),
    _endpoint("POST", "integrations/([^/]+)/(activate|deactivate)", UPDATE_INTEGRATIONS, answers.switch),
    _endpoint("POST", "flows/([^/]+)/activate", MANAGE_FLOWS, answers.activate),
    _endpoint("POST", "conversations/([^/]+)/erase", MANAGE_FLOWS, answers.erase),
    _endpoint("POST", "interactions/([^/]+)/resume", MANAGE_FLOWS, answers.resume),
    _endpoint("POST", "sends/([^/]+/[^/]+/[^/]+)/retry", MANAGE_FLOWS, answers.retry),
)
"""Every endpoint, below ``/admin/``."""


class AdminApp:
    """Answers requests below ``/admin/``."""

    def __init__(self, office: Office, admins: Admins) -> None:
        self._office, self._admins = office, admins

    async def __call__(self, scope: MutableMapping[str, Any], send: Callable[[Any], Awaitable[None]]) -> None:
        """Answer one request; its body is not read."""
        status, answer = await self._answer(scope)
        body = json.dumps(answer, ensure_ascii=False).encode()
        headers = [(b"content-type", _JSON), (b"cache-control", b"no-store")]
        if status is HTTPStatus.UNAUTHORIZED:
            headers.append((b"www-authenticate", b"Bearer"))
        await send({"type": "http.response.start", "status": int(status), "headers": headers})
        await send({"type": "http.response.body", "body": body})

    async def _answer(self, scope: MutableMapping[str, Any]) -> tuple[HTTPStatus, Any]:
        held = self._admins.permissions_of(bearer_of(scope))
        if held is None:
            return HTTPStatus.UNAUTHORIZED, {"error": "a bearer token is needed"}
        path = str(scope["path"]).removeprefix(PREFIX).rstrip("/")
        fitting = [(each, found) for each in ENDPOINTS if (found := each.path.fullmatch(path))]
        if not fitting:
            return HTTPStatus.NOT_FOUND, {"error": f"there is nothing at {PREFIX}{path}"}
        for endpoint, found in fitting:
            if endpoint.method == scope["method"]:
                return await self._allowed(endpoint, found, scope, held)
        return HTTPStatus.METHOD_NOT_ALLOWED, {"error": f"this path takes {fitting[0][0].method}"}

    async def _allowed(
        self, endpoint: Endpoint, found: re.Match[str], scope: MutableMapping[str, Any], held: frozenset[str]
    ) -> tuple[HTTPStatus, Any]:
        query = parse_qs(scope.get("query_string", b"").decode("ascii", "replace"))
        asked = answers.Asked(
            names=tuple(unquote(name) for name in found.groups()),
            query={key: value[-1] for key, value in query.items()},
        )
        try:
            require(held, endpoint.needs)
            return HTTPStatus.OK, await endpoint.answer(self._office, asked)
        except Denied as denied:
            return HTTPStatus.FORBIDDEN, {"error": str(denied), "missing": list(denied.missing)}
        except answers.NotThere as absent:
            return HTTPStatus.NOT_FOUND, {"error": str(absent)}
        except FlowError as fault:
            return HTTPStatus.CONFLICT, {"error": str(fault)}


def bearer_of(scope: MutableMapping[str, Any]) -> bytes:
    """The token of a request; empty when it has none."""
    for name, value in scope.get("headers", ()):
        if name == b"authorization" and value[: len(BEARER)].lower() == BEARER:
            return bytes(value[len(BEARER) :].strip())
    return b""
