"""The provider's errors: their titles and HTTP status, and the two shapes in which they travel.

In an HTTP answer an error is ``{"error": {...}}``; inside a webhook it is an item of ``errors``. Which codes come at once
and which come late is decided by whoever raises them.
"""

from __future__ import annotations

import json
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from .titles import title_of

if TYPE_CHECKING:
    from collections.abc import Mapping

    from channel_adapter.whatsapp.wire import Lost

_COMPACT = json.JSONEncoder(separators=(",", ":"))
CODES_PAGE = "https://developers.facebook.com/docs/whatsapp/cloud-api/support/error-codes/"


@dataclass(frozen=True, slots=True, kw_only=True)
class Problem:
    """Why a request is refused, or a message failed."""

    code: int
    details: str = ""
    http_status: int | None = None
    subcode: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer:
    """An HTTP answer. ``lost`` says that it never reached the caller; ``delay`` is how long it takes, in milliseconds."""

    status: int
    body: bytes
    headers: Mapping[str, str] = field(default_factory=dict)
    lost: Lost | None = None
    delay: int = 0


def json_answer(document: object, *, status: int = 200, trace: str, version: int) -> Answer:
    """An answer with a JSON body and the provider's headers."""
    headers = {
        "content-type": "application/json; charset=UTF-8",
        "facebook-api-version": f"v{version}.0",
        "x-fb-trace-id": trace,
    }
    return Answer(status=status, body=_COMPACT.encode(document).encode(), headers=headers)


def error_answer(problem: Problem, *, trace: str, version: int) -> Answer:
    """The HTTP answer for a refused request."""
    row = title_of(problem.code)
    error: dict[str, object] = {
        "message": f"(#{problem.code}) {row.text}",
        "type": "GraphMethodException" if problem.subcode == 33 else "OAuthException",
        "code": problem.code,
    }
    if problem.subcode is not None:
        error["error_subcode"] = problem.subcode
    error["error_data"] = {"messaging_product": "whatsapp", "details": problem.details or row.text}
    error["fbtrace_id"] = trace
    return json_answer({"error": error}, status=problem.http_status or row.http_status, trace=trace, version=version)


def webhook_error(problem: Problem) -> dict[str, object]:
    """The same fault as an item of ``errors`` in a webhook."""
    title = title_of(problem.code).text
    return {
        "code": problem.code,
        "title": title,
        "message": title,
        "error_data": {"details": problem.details or title},
        "href": CODES_PAGE,
    }
