"""The emulator as a wire: the adapter's requests answered in this process, without a socket."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

from channel_adapter.errors import BodyTooLarge
from channel_adapter.whatsapp.wire import WireFailure, WireReply

if TYPE_CHECKING:
    from collections.abc import Callable

    from channel_adapter.clock import Clock
    from channel_adapter.whatsapp.wire import WireResult

    from .graph_errors import Answer
    from .model import Cloud


class InProcessWire:
    """``whatsapp.wire.Wire`` and ``whatsapp.media.MediaWire`` over a ``Cloud``; webhooks are carried by ``carry``."""

    def __init__(self, cloud: Cloud, number_id: str, clock: Clock, *, token: str | None = None) -> None:
        self._cloud = cloud
        self._number_id = number_id
        self._clock = clock
        self._token = token or cloud.world.numbers[number_id].access_token

    async def post_message(self, body: dict[str, object]) -> WireResult:
        """One request. The body takes the way through JSON, so what cannot be written on the wire fails here too."""
        on_the_wire = json.loads(json.dumps(body))
        answer = self._cloud.post_message(self._number_id, self._token, on_the_wire, self._clock.now())
        if answer.delay:
            await self._clock.sleep(answer.delay)
        if answer.lost:
            return WireFailure(lost=answer.lost, details="the emulator dropped the connection")
        return _reply(answer)

    async def post_file(self, url: str, *, filename: str, mime_type: str, content: bytes) -> WireResult:
        """Upload a file; the number is the wire's, whatever ``url`` says."""
        at = self._clock.now()
        return _reply(
            self._cloud.upload_media(self._number_id, self._token, content, mime_type, filename=filename, at=at)
        )

    async def get(self, url: str, *, bytes_max: int, write: Callable[[bytes], Any] | None = None) -> WireResult:
        """Look a medium up by its id, or fetch its bytes by the link that the lookup or a webhook gave."""
        parts, at = urlsplit(url), self._clock.now()
        if "mid=" in parts.query:
            answer = self._cloud.download_media(url, self._token, at=at)
        else:
            answer = self._cloud.get_media(parts.path.rpartition("/")[2], self._token, at=at)
        if len(answer.body) > bytes_max:
            raise BodyTooLarge(f"the answer is larger than {bytes_max} bytes")
        if write is None or answer.status != 200:
            return _reply(answer)
        write(answer.body)
        return WireReply(status=answer.status, body=b"", headers=answer.headers)

    async def aclose(self) -> None:
        """Nothing is held."""


def _reply(answer: Answer) -> WireReply:
    return WireReply(status=answer.status, body=answer.body, headers=answer.headers)
