"""The emulator over HTTP: a bare ASGI app with the provider's addresses, the puppeteer's, and the phone page.

It posts no webhook itself (that is ``postman``); a number without a webhook url keeps its webhooks in a log to be read.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from . import control_endpoints, graph_endpoints, phone_page
from .asgi import BodyTooLargeError, Response, as_json, read_request, write_response

if TYPE_CHECKING:
    from .asgi import Receive, Request, Scope, Send
    from .stage import Stage

NOWHERE = f"no such address: {{request.method}} {{request.path}}; the phones are at {phone_page.PHONES}"


class Server:
    """The ASGI app of one ``Stage``."""

    def __init__(self, stage: Stage) -> None:
        self._stage = stage

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer one request, or take part in the server's start and stop."""
        if scope["type"] == "lifespan":
            await _live(receive, send)
        elif scope["type"] == "http":
            try:
                response = await self._answer(await read_request(scope, receive))
            except BodyTooLargeError:
                response = as_json({"error": "the body is too large"}, 413)
            await write_response(response, send)

    async def _answer(self, request: Request) -> Response:
        page = phone_page.answer(request)
        if page is not None:
            return page
        if request.path.startswith("/emulator/"):
            return control_endpoints.answer(self._stage, request)
        found = await graph_endpoints.answer(self._stage, request)
        return found or as_json({"error": NOWHERE.format(request=request)}, 404)


async def _live(receive: Receive, send: Send) -> None:
    for moment in ("startup", "shutdown"):
        await receive()
        await send({"type": f"lifespan.{moment}.complete"})
