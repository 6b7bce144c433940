"""The emulator as a wire: the adapter's requests answered in this process, without a socket."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

from channel_adapter.whatsapp.wire import WireFailure, WireReply

if TYPE_CHECKING:
    from channel_adapter.clock import Clock
    from channel_adapter.whatsapp.wire import WireResult

    from .model import Cloud


class InProcessWire:
    """``whatsapp.wire.Wire`` over a ``Cloud``. The caller carries the webhooks: ``cloud.due(clock.now())``."""

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
        return WireReply(status=answer.status, body=answer.body, headers=answer.headers)

    async def aclose(self) -> None:
        """Nothing is held."""
