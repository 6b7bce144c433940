"""Webhooks without a socket: carried to an ASGI application of this process, and kept there in memory.

In: a ``Cloud`` with webhooks on their way. Out: requests as a server would make them of the provider's POSTs.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, TypeAlias
from urllib.parse import urlsplit

from channel_adapter.messages import Standby, StatusChange

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable, Sequence

    from channel_adapter.clock import Clock
    from channel_adapter.messages import Instant, Item

    from .model import Cloud
    from .outbox import Delivery

AsgiApp: TypeAlias = "Callable[[Any, Any, Any], Awaitable[None]]"


class MemoryIntake:
    """An ``Intake`` for tests and trials: what came is in ``items``, once each, for as long as this process lives."""

    def __init__(self) -> None:
        self.items: list[Item] = []
        self._known: set[tuple[str, ...]] = set()

    async def accept(self, items: Sequence[Item], *, arrived_at: Instant) -> int:
        """Keep what is new; see ``channel.Intake``."""
        fresh = [item for item in items if not self._knows(item)]
        self.items += fresh
        return len(fresh)

    def _knows(self, item: Item) -> bool:
        name = _name(item)
        known = name in self._known
        self._known.add(name)
        return known


def _name(item: Item) -> tuple[str, ...]:
    """A message by its id, a receipt by its message, its word and its customer."""
    match item:
        case StatusChange():
            return (item.message_id, item.status, *(item.recipient.keys if item.recipient else ()))
        case Standby():
            return (item.received.id,)
        case _:
            return (item.id,)


async def carry(cloud: Cloud, app: AsgiApp, clock: Clock) -> int:
    """Post every webhook that is due to an ASGI application of this process; return how many were taken with a 200.

    One that is not taken comes again later, as from the provider.
    """
    taken = 0
    while leaving := cloud.due(clock.now()):
        for delivery in leaving:
            status = await _post(app, delivery)
            taken += status == 200
            cloud.acknowledge(delivery, status, clock.now())
    return taken


async def _post(app: AsgiApp, delivery: Delivery) -> int:
    path = urlsplit(delivery.url or "/").path or "/"
    headers = [(name.encode(), value.encode()) for name, value in delivery.headers.items()]
    scope = {"type": "http", "method": "POST", "path": path, "root_path": "", "query_string": b"", "headers": headers}
    answers: list[int] = []

    async def receive() -> dict[str, object]:
        return {"type": "http.request", "body": delivery.body, "more_body": False}

    async def send(event: dict[str, Any]) -> None:
        if event["type"] == "http.response.start":
            answers.append(event["status"])

    await app(scope, receive, send)
    return answers[0] if answers else 0
