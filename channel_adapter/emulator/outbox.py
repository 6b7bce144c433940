"""Webhooks on their way: due at instants, signed, doubled, late or batched by chance, retried until they are taken.

In: items (one thing that happened each). Out: ``Delivery`` values with their exact bytes. It posts nothing itself.
Transport rules: https://developers.facebook.com/documentation/business-messaging/whatsapp/webhooks/overview
"""

from __future__ import annotations

import hashlib
import hmac
import json
from dataclasses import dataclass, replace
from heapq import heappop, heappush
from typing import TYPE_CHECKING

from .batches import Item, grouped
from .habits import DAY, HOUR, MINUTE, SECOND

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from channel_adapter.messages import Instant

    from .accounts import BusinessNumber
    from .chance import Chance
    from .habits import Habits
    from .webhook_bodies import Json

RETRY_AFTER = (0, 10 * SECOND, 30 * SECOND, MINUTE, 5 * MINUTE, 15 * MINUTE, HOUR, 3 * HOUR, 6 * HOUR, 12 * HOUR)
"""Pauses before each new try: at once, then less and less often; the last one repeats."""
RETRY_FOR = 7 * DAY
"""After this long since the first try a webhook is lost for good."""

_COMPACT = json.JSONEncoder(separators=(",", ":"))
_SIGNATURE_HEADER = {"cloud": "x-hub-signature-256", "360dialog": "x-360dialog-signature"}


@dataclass(frozen=True, slots=True, kw_only=True)
class Delivery:
    """One POST to a business's webhook: these bytes with these headers (names in lower case)."""

    id: str
    number_id: str
    url: str | None
    body: bytes
    headers: Mapping[str, str]
    due: Instant
    first_due: Instant
    attempt: int = 0


class Outbox:
    """All webhooks that have not left yet."""

    def __init__(self, habits: Habits, chance: Chance) -> None:
        self.habits = habits
        self.dropped: list[str] = []
        self.given_up: list[Delivery] = []
        self._chance = chance
        self._items: list[tuple[Instant, int, Item]] = []
        self._retries: list[tuple[Instant, int, Delivery]] = []
        self._order = 0

    def add(self, number: BusinessNumber, field: str, value: Json, *, name: str, at: Instant) -> None:
        """Something happened at ``at``; ``name`` is unique for it and decides its fate."""
        habits, chance = self.habits, self._chance
        if chance.happens(habits.webhook_drops, "drop", name):
            self.dropped.append(name)
            return
        item = Item(name=name, number_id=number.id, account_id=number.account_id, field=field, value=value)
        due = at + habits.webhook_after
        if chance.happens(habits.webhook_delays, "delay", name):
            due += chance.below(habits.webhook_delay_most, "late by", name)
        self._push(item, due)
        if chance.happens(habits.webhook_duplicates, "duplicate", name):
            self._push(item, due + 1 + chance.below(habits.webhook_delay_most, "again after", name))

    def due(self, at: Instant, numbers: Mapping[str, BusinessNumber]) -> tuple[Delivery, ...]:
        """Everything that leaves by this instant, in the order of leaving."""
        leaving: list[Delivery] = []
        while self._retries and self._retries[0][0] <= at:
            again = heappop(self._retries)[2]
            leaving.append(replace(again, url=numbers[again.number_id].webhook_url))
        items: list[tuple[Instant, Item]] = []
        while self._items and self._items[0][0] <= at:
            due, _, item = heappop(self._items)
            items.append((due, item))
        leaving += (self._packed(batch, numbers) for batch in grouped(items, self.habits.webhook_batches, self._chance))
        return tuple(sorted(leaving, key=lambda delivery: delivery.due))

    def next_due(self) -> Instant | None:
        """When the next webhook leaves."""
        return min((queue[0][0] for queue in (self._items, self._retries) if queue), default=None)

    def acknowledge(self, delivery: Delivery, status: int, at: Instant) -> None:
        """The business answered. Anything but 200 (also another 2xx, a timeout as 0) is tried again later."""
        if status == 200:
            return
        pause = RETRY_AFTER[min(delivery.attempt, len(RETRY_AFTER) - 1)]
        again = replace(delivery, due=at + pause, attempt=delivery.attempt + 1)
        if again.due > delivery.first_due + RETRY_FOR:
            self.given_up.append(delivery)
            return
        self._order += 1
        heappush(self._retries, (again.due, self._order, again))

    def _push(self, item: Item, due: Instant) -> None:
        self._order += 1
        heappush(self._items, (due, self._order, item))

    def _packed(self, batch: Sequence[tuple[Instant, Item]], numbers: Mapping[str, BusinessNumber]) -> Delivery:
        due, first = batch[-1][0], batch[0][1]
        number = numbers[first.number_id]
        document = first.body([item for _, item in batch], self._chance)
        body = _COMPACT.encode(document).encode()
        self._order += 1
        return Delivery(
            id=f"{self._order}:{first.name}",
            number_id=number.id,
            url=number.webhook_url,
            body=body,
            headers=signed_headers(number, body),
            due=due,
            first_due=due,
        )


def signed_headers(number: BusinessNumber, body: bytes) -> dict[str, str]:
    """The headers of a webhook with these bytes: HMAC-SHA256 of the raw body under the app secret."""
    digest = hmac.new(number.app_secret.encode(), body, hashlib.sha256).hexdigest()
    return {
        "content-type": "application/json",
        "user-agent": "facebookexternalua",
        _SIGNATURE_HEADER[number.dialect]: f"sha256={digest}",
    }
