"""A small world for each test: one number, one customer who has just written, and short ways to send and to look."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import pytest

from channel_adapter.emulator import Cloud

if TYPE_CHECKING:
    from collections.abc import Callable

    from channel_adapter.emulator import Customer

NOON = 1_800_000_000_000
"""2027-01-15T08:00:00Z: the moment at which every test begins."""
LONG_AFTER = NOON + 8 * 24 * 3_600_000


class Desk:
    """A cloud, Ada, and the business's hand: what the tests act with."""

    noon = NOON

    def __init__(self, cloud: Cloud) -> None:
        self.cloud = cloud
        self.number = cloud.numbers[0]
        self.ada: Customer = cloud.customer("+27 82 123 4567", "Ada")

    def post(self, body: Any, *, at: int = NOON) -> tuple[int, Any]:
        """POST a body as it is; status and JSON of the answer."""
        answer = self.cloud.post_message(self.number.id, self.number.access_token, body, at)
        return answer.status, json.loads(answer.body) if answer.body.startswith(b"{") else answer.body

    def send(self, kind: str = "text", content: Any = None, *, at: int = NOON, **more: Any) -> tuple[int, Any]:
        """POST a message to Ada."""
        content = {"body": "hello"} if content is None else content
        return self.post(
            {"messaging_product": "whatsapp", "to": "+27821234567", "type": kind, kind: content} | more, at=at
        )

    def sent(self, kind: str = "text", content: Any = None, *, at: int = NOON, **more: Any) -> str:
        """The same; the new message's id."""
        status, answer = self.send(kind, content, at=at, **more)
        assert status == 200, answer
        return str(answer["messages"][0]["id"])

    def code(self, kind: str = "text", content: Any = None, *, at: int = NOON, **more: Any) -> int | None:
        """The same; the error code, or None when accepted."""
        return self.send(kind, content, at=at, **more)[1].get("error", {}).get("code")

    def buttons(self, *labels: str, body: str = "Choose") -> dict[str, Any]:
        """An interactive content with these reply buttons; ids are b0, b1, …"""
        replies = [{"type": "reply", "reply": {"id": f"b{at}", "title": label}} for at, label in enumerate(labels)]
        return {"type": "button", "body": {"text": body}, "action": {"buttons": replies}}

    def values(self, *, at: int = LONG_AFTER, field: str = "messages") -> list[Any]:
        """The values of all webhooks due by then, in order."""
        bodies = [json.loads(delivery.body) for delivery in self.cloud.due(at)]
        changes = [change for body in bodies for entry in body["entry"] for change in entry["changes"]]
        return [change["value"] for change in changes if change["field"] == field]

    def messages(self, *, at: int = LONG_AFTER) -> list[Any]:
        """The customers' messages among them."""
        return [message for value in self.values(at=at) for message in value.get("messages", ())]

    def statuses(self, *, at: int = LONG_AFTER) -> list[Any]:
        """The statuses among them."""
        return [status for value in self.values(at=at) for status in value.get("statuses", ())]


@pytest.fixture
def make_desk() -> Callable[..., Desk]:
    """A desk in a world of its own: ``make_desk(habits=…, numbers=…, seed=…)``; Ada has just said hi."""

    def make(*, greeted: bool = True, **world: Any) -> Desk:
        desk = Desk(Cloud(**world))
        if greeted:
            desk.cloud.says("+27821234567", "hi", at=NOON)
            desk.cloud.due(LONG_AFTER)
        return desk

    return make


@pytest.fixture
def desk(make_desk: Callable[..., Desk]) -> Desk:
    """The calm world, in which Ada has just said hi."""
    return make_desk()
