"""Five things that go wrong in contact centres, and what a customer and an agent see of them here: nothing bad.

Each runs over the whole adapter: emulator, webhook endpoint, intake, channel.
"""

from __future__ import annotations

import asyncio
import json
from typing import Any

import pytest

from channel_adapter.channel import Accepted, Outcome, Reason, Refused, Uncertain
from channel_adapter.clock import VirtualClock
from channel_adapter.emulator import Cloud, Delivery, Habits, InProcessWire, LoseAnswer, MemoryIntake, carry
from channel_adapter.messages import Address, Outbound, Received, StatusChange, Text
from channel_adapter.statuses import Standing, climb
from channel_adapter.whatsapp.channel import WhatsAppChannel
from channel_adapter.whatsapp.dialect import NumberSettings, Secret
from channel_adapter.whatsapp.webhook import parse
from channel_adapter.whatsapp.webhook_app import WebhookApp
from channel_adapter.whatsapp.wire import WireReply
from channel_adapter.window import MARGIN_MILLISECONDS, WINDOW_MILLISECONDS

NOON = 1_800_000_000_000
HOUR = 3_600_000
WHO = "27821234567"
ADA = Address(phone=f"+{WHO}")


class Desk(VirtualClock):
    """A number on the emulator with its endpoint; whenever time passes, webhooks arrive and receipts are heard."""

    def __init__(self, habits: Habits | None = None) -> None:
        super().__init__(NOON)
        self.cloud = Cloud(habits=habits or Habits(), seed=1)
        number = self.cloud.numbers[0]
        settings = NumberSettings(
            number_id=number.id, token=Secret(number.access_token), app_secrets=(Secret(number.app_secret),)
        )
        self.intake = MemoryIntake()
        self.app = WebhookApp([settings], self.intake, clock=self)
        self.channel = WhatsAppChannel(settings, InProcessWire(self.cloud, number.id, self), clock=self)
        self.cloud.customer(WHO, "Ada")

    async def sleep(self, milliseconds: int) -> None:
        await super().sleep(milliseconds)
        heard = len(self.intake.items)
        await carry(self.cloud, self.app, self)
        for item in self.intake.items[heard:]:
            if isinstance(item, StatusChange):
                self.channel.hear(item)

    def wait(self, milliseconds: int) -> None:
        asyncio.run(self.sleep(milliseconds))

    def deliver(self, body: str) -> tuple[Outcome, ...]:
        message = Outbound(ref="i/1/1", to=ADA, content=Text(body=body))
        return asyncio.run(self.channel.deliver(message, window_until=self.cloud.window_until(WHO)))

    def of(self, kind: type) -> list[Any]:
        return [item for item in self.intake.items if isinstance(item, kind)]

    @property
    def phone(self) -> list[str]:
        return [bubble.text for bubble in self.cloud.phone(WHO)]


def test_a_doubled_webhook_is_one_message() -> None:
    """Scenario 1: the provider delivers everything twice; both are answered 200, the message is there once."""
    desk = Desk(Habits(webhook_duplicates=1.0))
    desk.cloud.says(WHO, "hi", at=NOON)
    desk.wait(HOUR)

    assert [item.content.body for item in desk.of(Received)] == ["hi"]
    assert desk.cloud.next_due() is None


@pytest.mark.parametrize(("carried_out", "kind"), [(True, Accepted), (False, Uncertain)])
def test_a_lost_answer_never_doubles_a_message(carried_out: bool, kind: type) -> None:
    """Scenario 10: a receipt proves what went out; without one people are told. Neither is ever sent again."""
    desk = Desk()
    desk.cloud.says(WHO, "hi", at=NOON)
    desk.cloud.schedule(LoseAnswer(carried_out=carried_out))

    (outcome,) = desk.deliver("your order is on its way")

    assert isinstance(outcome, kind)
    desk.wait(HOUR)
    assert desk.phone == ["hi", *(["your order is on its way"] if carried_out else [])]
    if isinstance(outcome, Accepted):
        assert outcome.message_id == desk.cloud.phone(WHO)[-1].message_id


@pytest.mark.parametrize(
    ("told_seconds", "again"), [(3_539, True), (3_540, False), (3_541, False), (200_000, False), (60, True)]
)
def test_a_throttle_beyond_the_window_is_final(told_seconds: int, again: bool) -> None:
    """Scenario 11: told to wait longer than the window lasts, the send is refused for good and at once, not at its end."""
    error = {"error": {"message": "x", "code": 130429, "fbtrace_id": "t"}}
    asked: list[dict[str, object]] = []

    class Throttled:
        async def post_message(self, body: dict[str, object]) -> WireReply:
            asked.append(body)
            headers = {"retry-after": str(told_seconds)}
            return WireReply(status=429, body=json.dumps(error).encode(), headers=headers)

        async def aclose(self) -> None: ...

    clock = VirtualClock(NOON)
    settings = NumberSettings(number_id="7001", token=Secret("t"))
    channel = WhatsAppChannel(settings, Throttled(), clock=clock)
    message = Outbound(ref="r", to=ADA, content=Text(body="hello"))
    outcome = asyncio.run(channel.send(message, window_until=NOON + HOUR))

    assert isinstance(outcome, Refused)
    assert (outcome.reason, outcome.code) == (Reason.PACED, 130429)
    assert outcome.retry_at == (NOON + told_seconds * 1_000 if again else None)
    assert outcome.retry_at is None or outcome.retry_at < NOON + HOUR - MARGIN_MILLISECONDS
    assert len(asked) == 1
    assert clock.now() == NOON


def test_a_read_mark_before_the_delivery_is_the_last_word() -> None:
    """Scenario 17: receipts in any order, any of them twice, show the message as read."""
    desk = Desk(Habits(read_after=1_000))
    desk.cloud.says(WHO, "hi", at=NOON)
    desk.deliver("hello")
    desk.cloud.reads(WHO, at=NOON + 10_000)
    bodies: list[Delivery] = [*desk.cloud.due(NOON + HOUR)]
    statuses = [
        item for each in bodies for item in parse(each.body, arrived_at=NOON + HOUR) if isinstance(item, StatusChange)
    ]
    assert [change.status for change in statuses] == ["sent", "delivered", "read"]

    for order in (statuses, statuses[::-1], [statuses[2], statuses[0], statuses[1], statuses[2]]):
        standing: Standing | None = None
        for change in order:
            standing = climb(standing, change)
        assert standing is not None
        assert standing.rung == "read"
        assert {change.status for change in standing.history} == {"sent", "delivered", "read"}


@pytest.mark.parametrize("written", ["not a number", "", "+", "12345678901234567890", "ZA.1349", "٢٧٨٢"])
def test_a_phone_that_is_no_number_loses_no_message(written: str) -> None:
    """Scenario 25: the customer's or our own number cannot be parsed; the message comes in, and an answer has a way out."""
    value = {
        "metadata": {"display_phone_number": "+++", "phone_number_id": "7001"},
        "contacts": [{"profile": {"name": "Ada"}, "wa_id": written, "user_id": "ZA.1"}],
        "messages": [{"from": written, "id": "wamid.1", "timestamp": "1", "type": "text", "text": {"body": "hi"}}],
    }
    body = json.dumps({"entry": [{"id": "1", "changes": [{"field": "messages", "value": value}]}]}).encode()

    (item,) = parse(body, arrived_at=NOON)

    assert isinstance(item, Received)
    assert (item.content, item.number_id, item.sender.phone) == (Text(body="hi"), "7001", None)
    assert item.sender.user_id


def test_an_answer_to_a_phone_that_is_no_number_never_leaves() -> None:
    """Scenario 25, the way out: the provider could misdeliver it, so it is refused in words."""
    desk = Desk()
    message = Outbound(ref="r", to=Address(phone="not a number"), content=Text(body="hello"))

    outcome = asyncio.run(desk.channel.send(message, window_until=NOON + WINDOW_MILLISECONDS))

    assert isinstance(outcome, Refused)
    assert outcome.reason is Reason.LIMIT
    assert "is no phone number" in outcome.details
