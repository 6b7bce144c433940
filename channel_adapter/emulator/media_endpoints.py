"""The media endpoints: upload, look up, delete, download. Each takes a bearer token and answers like the provider.

Rule: https://developers.facebook.com/documentation/business-messaging/whatsapp/business-phone-numbers/media
"""

from __future__ import annotations

from typing import TYPE_CHECKING
from urllib.parse import parse_qs, urlsplit

from .answers import agreed, entry_problem, refusal
from .graph_errors import Answer, Problem
from .media_store import CEILINGS, UPLOADED_FOR, StoredMedium

if TYPE_CHECKING:
    from channel_adapter.messages import Instant

    from .world import World


def upload(
    world: World, number_id: str, token: str | None, content: bytes, mime_type: str, filename: str | None, at: Instant
) -> Answer:
    """``POST /{number}/media``: keep these bytes for 30 days and name them."""
    problem = entry_problem(world.numbers.get(number_id), number_id, token) or _content_problem(content, mime_type)
    if problem:
        return refusal(world, problem)
    gone_at = at + UPLOADED_FOR
    medium = StoredMedium(id=world.media_id(), content=content, mime_type=mime_type, filename=filename, gone_at=gone_at)
    world.media.put(medium)
    return agreed(world, {"id": medium.id})


def describe(world: World, media_id: str, token: str | None, at: Instant) -> Answer:
    """``GET /{media_id}``: what it is, and a link good for 5 minutes."""
    medium = world.media.get(media_id, at)
    problem = _token_problem(world, token) or (None if medium else _unknown(media_id))
    if problem or medium is None:
        return refusal(world, problem or _unknown(media_id))
    return agreed(
        world,
        {
            "messaging_product": "whatsapp",
            "url": medium.url(world.habits.media_host, at),
            "mime_type": medium.mime_type,
            "sha256": medium.sha256,
            "file_size": len(medium.content),
            "id": medium.id,
        },
    )


def delete(world: World, media_id: str, token: str | None) -> Answer:
    """``DELETE /{media_id}``."""
    problem = _token_problem(world, token)
    if problem is None and not world.media.delete(media_id):
        problem = _unknown(media_id)
    return refusal(world, problem) if problem else agreed(world, {"success": True})


def download(world: World, url: str, token: str | None, at: Instant) -> Answer:
    """GET of a link from ``describe`` or from a webhook: the bytes; 404 once its time is over, 401 without the token."""
    query = parse_qs(urlsplit(url).query)
    media_id, until = query.get("mid", [""])[0], query.get("ext", ["0"])[0]
    if _token_problem(world, token):
        return Answer(status=401, body=b"", headers={"content-type": "text/plain"})
    medium = world.media.get(media_id, at)
    if medium is None or not until.isdecimal() or at >= int(until) * 1_000:
        return Answer(status=404, body=b"", headers={"content-type": "text/plain"})
    return Answer(status=200, body=medium.content, headers={"content-type": medium.mime_type})


def _content_problem(content: bytes, mime_type: str) -> Problem | None:
    ceiling = CEILINGS.get(mime_type.split(";", maxsplit=1)[0].strip().lower())
    if ceiling is None:
        return Problem(code=131053, details=f"Unsupported Media mime type {mime_type!r}")
    if not 1 <= len(content) <= ceiling:
        return Problem(code=131053, details=f"Media has {len(content)} bytes; {mime_type} may have 1 to {ceiling}")
    return None


def _token_problem(world: World, token: str | None) -> Problem | None:
    number = next((number for number in world.numbers.values() if number.access_token == token), None)
    first = number or next(iter(world.numbers.values()))
    return entry_problem(first, first.id, token)


def _unknown(media_id: str) -> Problem:
    return Problem(code=100, subcode=33, details=f"Unsupported request. Object with ID '{media_id}' does not exist")
