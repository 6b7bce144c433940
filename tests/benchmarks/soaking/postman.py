"""Webhooks on their way to the served process: many to a body, doubled, out of order, hung up on, again until taken.

In: deliveries of the emulators. Out: POSTs, and what was acknowledged, in the account.
"""

from __future__ import annotations

import asyncio
import json
import random
import time
from collections import deque
from typing import TYPE_CHECKING, Final

from .wire import UNANSWERED, Lines

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from channel_adapter.emulator import Cloud
    from channel_adapter.emulator.outbox import Delivery

    from .account import Account
    from .clockwork import SharedClock

POSTS_AT_ONCE_MAX: Final = 3
"""Of one number."""
COLLECTED_S: Final = 0.2
"""Before more is collected for a number: what happens meanwhile rides in one body."""
HANGS_UP: Final = 0.01
POSTED_TWICE: Final = 0.02
STRANGERS: Final = 0.01


class Postman:
    """Posts for all numbers, a few bodies of each at a time."""

    def __init__(self, clouds: dict[str, Cloud], clock: SharedClock, account: Account, seed: int) -> None:
        self._clouds, self._clock, self._account = clouds, clock, account
        self._chance = random.Random(f"{seed}/postman")
        self._under_way: dict[str, set[asyncio.Task[None]]] = {number: set() for number in clouds}
        self._waiting: dict[str, deque[tuple[Delivery, bool]]] = {number: deque() for number in clouds}
        self._collected = 0.0
        self.tick: Callable[[], None] = lambda: None
        self.lines = Lines(self._bytes_left)
        self.calm = False
        self.slowest_s = 0.0
        """Of the posts since somebody looked."""

    def _bytes_left(self) -> None:
        self.tick()

    @property
    def is_idle(self) -> bool:
        """Whether nothing is under way, nor due."""
        now = self._clock.now()
        due = [cloud.next_due() for cloud in self._clouds.values()]
        busy = any(self._under_way.values()) or any(self._waiting.values())
        return not busy and all(moment is None or moment > now for moment in due)

    def post(self, port: int) -> None:
        """Send off what is due, where there is room."""
        collects = time.perf_counter() - self._collected > COLLECTED_S
        if collects:
            self._collected = time.perf_counter()
        for number, cloud in self._clouds.items():
            under_way, waiting = self._under_way[number], self._waiting[number]
            if collects and not waiting:
                self._collect(cloud, waiting)
            while waiting and len(under_way) < POSTS_AT_ONCE_MAX:
                delivery, again = waiting.popleft()
                task = asyncio.ensure_future(self._deliver(port, cloud, delivery, again=again))
                under_way.add(task)
                task.add_done_callback(under_way.discard)

    def _collect(self, cloud: Cloud, waiting: deque[tuple[Delivery, bool]]) -> None:
        leaving = list(cloud.due(self._clock.now()))
        self._chance.shuffle(leaving)
        for delivery in leaving:
            waiting.append((delivery, False))
            if not self.calm and self._chance.random() < POSTED_TWICE:
                self._account.faults["webhook posted twice"] += 1
                waiting.append((delivery, True))

    def miss(self) -> None:
        """Nobody is there: what is due is tried and not taken."""
        now = self._clock.now()
        for number, cloud in self._clouds.items():
            left = [delivery for delivery, again in self._waiting[number] if not again]
            self._waiting[number].clear()
            for delivery in (*left, *cloud.due(now)):
                self._account.faults["webhook to nobody"] += 1
                cloud.acknowledge(delivery, UNANSWERED, now)

    async def ended(self) -> None:
        """Wait for the posts under way: the process they went to is gone."""
        waiting = [task for tasks in self._under_way.values() for task in tasks]
        if waiting:
            await asyncio.wait(waiting)
        self.lines.close()

    def tell_of_strangers(self) -> None:
        """A receipt for a message that nobody sent from here."""
        if self.calm or self._chance.random() >= STRANGERS:
            return
        self._account.faults["receipt for a stranger"] += 1
        cloud = self._chance.choice(list(self._clouds.values()))
        number, now = cloud.numbers[0], self._clock.now()
        name = f"wamid.stranger{self._chance.randrange(10**9)}"
        status = {"id": name, "status": "delivered", "timestamp": str(now // 1000), "recipient_id": "15550009999"}
        metadata = {"display_phone_number": number.display, "phone_number_id": number.id}
        value = {"messaging_product": "whatsapp", "metadata": metadata, "statuses": [status]}
        cloud.world.outbox.add(number, "messages", value, name=name, at=now)

    async def _deliver(self, port: int, cloud: Cloud, delivery: Delivery, *, again: bool) -> None:
        hangs_up = not self.calm and not again and self._chance.random() < HANGS_UP
        began = time.perf_counter()
        status = await self.lines.post(port, delivery.body, delivery.headers, hang_up=hangs_up)
        self.slowest_s = max(self.slowest_s, time.perf_counter() - began)
        self.tick()
        counts = self._account.counts
        counts["webhooks posted"] += 1
        counts["webhooks redelivered"] += delivery.attempt > 0 or again
        if hangs_up:
            self._account.faults["webhook hung up on"] += 1
        if status == 200:
            identities = list(_messages_in(delivery.body))
            self._account.acknowledged(identities, self._clock.now())
        elif not again:
            self._account.faults[f"webhook answered {status}" if status else "webhook unanswered"] += 1
        if not again:
            cloud.acknowledge(delivery, status, self._clock.now())


def _messages_in(body: bytes) -> Iterator[str]:
    for entry in json.loads(body)["entry"]:
        for change in entry["changes"]:
            for message in change["value"].get("messages", ()):
                if message["type"] != "reaction":
                    yield message["id"]
