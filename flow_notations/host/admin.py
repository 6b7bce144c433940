"""Endpoints for operators below ``/admin/``: JSON, behind a bearer token, each with the permission it needs.

A table says which path does what, what its query may hold, and who may. Nothing is shown to somebody without a token, not
even whether a path is there; a denial lists the permissions that are missing.
"""

from __future__ import annotations

import json
import re
from dataclasses import dataclass
from http import HTTPStatus
from typing import TYPE_CHECKING, Any, Final
from urllib.parse import unquote

from flow_notations.errors import FlowError, NotHere, StoreUnavailable

from . import admin_answers as answers
from .admin_queries import WrongQuery, read_query
from .admin_tokens import bearer_of, unknown
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
_JSON: Final = b"application/json"


@dataclass(frozen=True, slots=True, kw_only=True)
class Endpoint:
    """One path with its method, the permission it needs, who answers, and what its query may and must hold."""

    method: str
    path: re.Pattern[str]
    needs: str
    answer: Callable[[Office, Asked], Awaitable[Any]]
    takes: tuple[str, ...] = ()
    requires: tuple[str, ...] = ()


def _endpoint(
    method: str, path: str, needs: str, answer: Callable[[Office, Asked], Awaitable[Any]],
    *takes: str, requires: tuple[str, ...] = (),
) -> Endpoint:  # fmt: skip
    return Endpoint(
        method=method,
        path=re.compile(path),
        needs=needs,
        answer=answer,
        takes=(*takes, *requires),
        requires=requires,
    )


ENDPOINTS: Final[tuple[Endpoint, ...]] = (
    _endpoint("GET", "conversations", VIEW_JOURNALS, answers.conversations, "after", "limit", "reveal"),
    _endpoint("GET", "conversations/([^/]+)", VIEW_JOURNALS, answers.conversation, "limit", "reveal"),
    _endpoint("GET", "interactions/([^/]+)", VIEW_JOURNALS, answers.interaction),
    _endpoint("GET", "outbox", VIEW_JOURNALS, answers.outbox, "state", "limit"),
    _endpoint("GET", "notices", VIEW_JOURNALS, answers.notices, "limit"),
    _endpoint("GET", "kept", VIEW_JOURNALS, answers.kept, "limit"),
    _endpoint("GET", "flows", VIEW_FLOWS, answers.flows),
    _endpoint("GET", "dispatch", VIEW_FLOWS, answers.dispatch),
    _endpoint("GET", "integrations", READ_INTEGRATIONS, answers.integrations),
    _endpoint("POST", "integrations/([^/]+)/(activate|deactivate)", UPDATE_INTEGRATIONS, answers.switch),
    _endpoint("POST", "flows/([^/]+)/activate", MANAGE_FLOWS, answers.activate, requires=("version",)),
    _endpoint("POST", "conversations/([^/]+)/erase", MANAGE_FLOWS, answers.erase),
    _endpoint("POST", "interactions/([^/]+)/resume", MANAGE_FLOWS, answers.resume),
    _endpoint("POST", "sends/([^/]+/[^/]+/[^/]+)/retry", MANAGE_FLOWS, answers.retry),
)
"""Every endpoint, below ``/admin/``."""
PAGES: Final = ", ".join(each.path.pattern for each in ENDPOINTS if each.path.pattern.isalpha())


class AdminApp:
    """Answers requests below ``/admin/``."""

    def __init__(self, office: Office, admins: Admins) -> None:
        self._office, self._admins = office, admins

    async def __call__(self, scope: MutableMapping[str, Any], send: Callable[[Any], Awaitable[None]]) -> None:
        """Answer one request; its body is not read."""
        status, answer, *more = await self._answer(scope)
        body = json.dumps(answer, ensure_ascii=False).encode()
        headers = [(b"content-type", _JSON), (b"cache-control", b"no-store"), *more]
        await send({"type": "http.response.start", "status": int(status), "headers": headers})
        await send({"type": "http.response.body", "body": body})

    async def _answer(self, scope: MutableMapping[str, Any]) -> tuple[Any, ...]:
        token = bearer_of(scope)
        held = self._admins.permissions_of(token)
        if held is None:
            sentence, challenge = unknown(token)
            return HTTPStatus.UNAUTHORIZED, {"error": sentence}, (b"www-authenticate", challenge)
        path = str(scope["path"]).removeprefix(PREFIX).rstrip("/")
        fitting = [(each, found) for each in ENDPOINTS if (found := each.path.fullmatch(path))]
        if not fitting or not unquote(path).isprintable():
            return HTTPStatus.NOT_FOUND, {"error": f"there is nothing at {PREFIX}{path}; pages are {PAGES}"}
        for endpoint, found in fitting:
            if endpoint.method == scope["method"]:
                return await self._allowed(endpoint, found, scope, held)
        taken = fitting[0][0].method
        return HTTPStatus.METHOD_NOT_ALLOWED, {"error": f"this path takes {taken}"}, (b"allow", taken.encode())

    async def _allowed(
        self, endpoint: Endpoint, found: re.Match[str], scope: MutableMapping[str, Any], held: frozenset[str]
    ) -> tuple[HTTPStatus, Any]:
        try:
            require(held, endpoint.needs)
            query = read_query(scope.get("query_string", b""), endpoint.takes, needs=endpoint.requires)
            asked = answers.Asked(names=tuple([unquote(name) for name in found.groups()]), query=query)
            return HTTPStatus.OK, await endpoint.answer(self._office, asked)
        except Denied as denied:
            return HTTPStatus.FORBIDDEN, {"error": str(denied), "missing": list(denied.missing)}
        except WrongQuery as wrong:
            return HTTPStatus.BAD_REQUEST, {"error": str(wrong)}
        except NotHere as absent:
            return HTTPStatus.NOT_FOUND, {"error": str(absent)}
        except StoreUnavailable as outage:
            return HTTPStatus.SERVICE_UNAVAILABLE, {"error": str(outage)}
        except FlowError as fault:
            return HTTPStatus.CONFLICT, {"error": str(fault)}
