"""The provider's own addresses: messages and media, in the Graph form (``/v25.0/{id}/…``) and in 360dialog's (``/messages``)."""

from __future__ import annotations

import json
import re
from typing import TYPE_CHECKING

from .answers import refusal
from .asgi import Request, Response
from .graph_errors import Problem
from .multipart import parts_of

if TYPE_CHECKING:
    from .graph_errors import Answer
    from .stage import Stage

_VERSION = re.compile(r"/v\d{1,3}\.\d{1,2}(?=/)")


async def answer(stage: Stage, request: Request) -> Response | None:
    """The provider's answer; ``None`` when this is no address of the provider."""
    found = _route(stage, request, _VERSION.sub("", request.path, count=1))
    if found is None:
        return None
    stage.changed()
    if found.delay:
        await stage.clock.sleep(found.delay)
    if found.lost:
        return Response(broken=True)
    return Response(status=found.status, body=found.body, headers=found.headers)


def _route(stage: Stage, request: Request, path: str) -> Answer | None:
    cloud, at = stage.cloud, stage.clock.now()
    match request.method, path.strip("/").split("/"):
        case "POST", ["messages"]:
            return _message(stage, request, _number_of_key(stage, request))
        case "POST", ["media"]:
            return _upload(stage, request, _number_of_key(stage, request))
        case "POST", [number_id, "messages"]:
            return _message(stage, request, number_id)
        case "POST", [number_id, "media"]:
            return _upload(stage, request, number_id)
        case "GET", ["whatsapp_business", "attachments"]:
            return cloud.download_media(request.target, request.token, at=at)
        case "GET", [media_id] if media_id.isdecimal():
            return cloud.get_media(media_id, request.token, at=at)
        case "DELETE", [media_id] if media_id.isdecimal():
            return cloud.delete_media(media_id, request.token)
        case _:
            return None


def _message(stage: Stage, request: Request, number_id: str) -> Answer:
    try:
        body = json.loads(request.body)
    except (ValueError, RecursionError):
        return refusal(stage.cloud.world, Problem(code=100, details="The request body is not valid JSON."))
    return stage.cloud.post_message(number_id, request.token, body, stage.clock.now())


def _upload(stage: Stage, request: Request, number_id: str) -> Answer:
    parts = parts_of(request.headers.get("content-type", ""), request.body)
    file, kind, product = parts.get("file"), parts.get("type"), parts.get("messaging_product")
    if file is None or product is None or product.content != b"whatsapp":
        details = "A media upload needs the form fields 'file' and 'messaging_product' (whatsapp)."
        return refusal(stage.cloud.world, Problem(code=100, details=details))
    mime_type = file.mime_type or (kind.content.decode("utf-8", "replace") if kind else "application/octet-stream")
    return stage.cloud.upload_media(
        number_id, request.token, file.content, mime_type, at=stage.clock.now(), filename=file.filename
    )


def _number_of_key(stage: Stage, request: Request) -> str:
    """360dialog's addresses name no number: the key does."""
    numbers = stage.cloud.numbers
    return next((number.id for number in numbers if number.access_token == request.token), numbers[0].id)
