"""The page that shows a customer's phone. One static document: no outside resource, and nothing interpolated into it."""

from __future__ import annotations

import base64
import hashlib
import re
from functools import cache
from importlib.resources import files
from typing import TYPE_CHECKING

from .asgi import Response

if TYPE_CHECKING:
    from .asgi import Request

PHONES = "/emulator/"
"""Where everybody's phones are listed."""
_PATH = re.compile(r"/emulator/?|/emulator/phone/[^/]*")
_INLINE = re.compile(r"<(script|style)>(.*?)</\1>", re.DOTALL)


def answer(request: Request) -> Response | None:
    """The page at ``/emulator/`` (who is there; ``/`` leads to it) and ``/emulator/phone/CUSTOMER``; ``None`` for any other
    address.
    """
    if request.method in ("GET", "HEAD") and request.path == "/":
        return Response(status=307, headers={"location": PHONES, "cache-control": "no-store"})
    if request.method != "GET" or not _PATH.fullmatch(request.path):
        return None
    document, policy = _document()
    headers = {
        "content-type": "text/html; charset=utf-8",
        "content-security-policy": policy,
        "x-content-type-options": "nosniff",
        "referrer-policy": "no-referrer",
        "cache-control": "no-store",
    }
    return Response(body=document, headers=headers)


@cache
def _document() -> tuple[bytes, str]:
    """The page, and a policy under which only its own script and style run."""
    document = files("channel_adapter.emulator").joinpath("phone.html").read_bytes()
    hashes = {kind: _hash(text) for kind, text in _INLINE.findall(document.decode())}
    policy = (
        f"default-src 'none'; script-src {hashes['script']}; style-src {hashes['style']}; connect-src 'self'; "
        "img-src 'self' data:; media-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'"
    )
    return document, policy


def _hash(text: str) -> str:
    return f"'sha256-{base64.b64encode(hashlib.sha256(text.encode()).digest()).decode()}'"
