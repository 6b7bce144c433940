"""Posting webhooks over HTTP, as the provider does: signed, on time, again when they are not taken.

The only file of the emulator with an HTTP client.
"""

from __future__ import annotations

import asyncio
import secrets
from typing import TYPE_CHECKING

import httpx

if TYPE_CHECKING:
    from .accounts import BusinessNumber
    from .outbox import Delivery
    from .stage import Stage

PATIENCE = 10.0
"""Seconds until an unanswered webhook counts as not taken."""


class Postman:
    """Carries the webhooks of one ``Stage`` until it is cancelled."""

    def __init__(self, stage: Stage, client: httpx.AsyncClient | None = None) -> None:
        self._stage = stage
        self._client = client or httpx.AsyncClient(timeout=PATIENCE, trust_env=False)
        self._news = asyncio.Event()
        stage.changed = self._news.set

    async def run(self) -> None:
        """Post what is due, sleep until the next is, or until something happens; never returns."""
        try:
            while True:
                self._news.clear()
                await self.post_due()
                await self._wait()
        finally:
            await self._client.aclose()

    async def post_due(self) -> None:
        """Post everything that leaves by now, in order, and everything that becomes due while doing so."""
        while leaving := self._stage.carry(self._stage.clock.now()):
            for delivery in leaving:
                self._stage.answered(delivery, await self._post(delivery))

    async def handshake(self, number: BusinessNumber) -> bool:
        """Ask the webhook, as the provider does when it is registered, to echo a challenge."""
        challenge = secrets.token_hex(8)
        query = {"hub.mode": "subscribe", "hub.challenge": challenge, "hub.verify_token": number.verify_token}
        try:
            answer = await self._client.get(number.webhook_url or "", params=query)
        except (httpx.HTTPError, httpx.InvalidURL):
            return False
        return answer.status_code == 200 and answer.text == challenge

    async def _post(self, delivery: Delivery) -> int:
        try:
            answer = await self._client.post(delivery.url or "", content=delivery.body, headers=dict(delivery.headers))
        except (httpx.HTTPError, httpx.InvalidURL):
            return 0
        return answer.status_code

    async def _wait(self) -> None:
        next_due = self._stage.cloud.next_due()
        pause = None if next_due is None else max(0, next_due - self._stage.clock.now()) / 1_000
        try:
            await asyncio.wait_for(self._news.wait(), pause)
        except TimeoutError:
            return
