"""What the puppeteer's addresses show: the world, a phone, a webhook, a medium."""

from __future__ import annotations

import base64
from dataclasses import asdict
from typing import TYPE_CHECKING, Any

from .asgi import Response, as_json
from .puppet_strings import BadRequestError

if TYPE_CHECKING:
    from .outbox import Delivery
    from .stage import Stage

_SHOWN_MEDIA = ("image/jpeg", "image/png", "image/webp", "image/gif", "audio/", "video/")


def world_view(stage: Stage) -> dict[str, Any]:
    """Numbers, customers and the hour; no secrets."""
    public = ("id", "display", "account_id", "throughput", "webhook_url", "dialect", "standby")
    return {
        "now": stage.clock.now(),
        "seed": stage.cloud.seed,
        "numbers": [{key: getattr(number, key) for key in public} for number in stage.cloud.numbers],
        "customers": [asdict(person) for person in stage.cloud.customers],
        "faults_left": stage.cloud.world.faults.left,
        "next_webhook": stage.cloud.next_due(),
    }


def phone_view(stage: Stage, name: str, number_id: str | None) -> dict[str, Any]:
    """What the phone shows, with the typing sign and the end of the reply window."""
    cloud, at = stage.cloud, stage.clock.now()
    person = cloud.world.person(name)
    if number_id is not None and number_id not in cloud.world.numbers:
        raise BadRequestError(f"no such number: {number_id!r}")
    number = cloud.world.numbers[number_id] if number_id else cloud.numbers[0]
    return {
        "now": at,
        "customer": asdict(person),
        "number": number.display,
        "typing": cloud.is_typing(person.key, at=at, number_id=number.id),
        "window_until": cloud.window_until(person.key, number_id=number.id),
        "bubbles": [asdict(bubble) for bubble in cloud.phone(person.key, at=at, number_id=number.id)],
    }


def delivery_view(delivery: Delivery, status: int) -> dict[str, Any]:
    """One webhook that left, and how it was answered (0: not at all)."""
    return {
        "id": delivery.id,
        "attempt": delivery.attempt,
        "due": delivery.due,
        "url": delivery.url,
        "status": status,
        "headers": dict(delivery.headers),
        "body": delivery.body.decode(),
        "body_base64": base64.b64encode(delivery.body).decode(),
    }


def medium_view(stage: Stage, media_id: str) -> Response:
    """The bytes of a medium for the phone page: pictures and sounds to show, all else to save."""
    medium = stage.cloud.world.media.get(media_id, stage.clock.now())
    if medium is None:
        return as_json({"error": f"no medium {media_id!r}"}, 404)
    headers = {"x-content-type-options": "nosniff", "cache-control": "no-store", "content-security-policy": "sandbox"}
    shown = medium.mime_type.startswith(_SHOWN_MEDIA)
    headers["content-type"] = medium.mime_type if shown else "application/octet-stream"
    if not shown:
        headers["content-disposition"] = "attachment"
    return Response(body=medium.content, headers=headers)
