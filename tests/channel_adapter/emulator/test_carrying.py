"""Webhooks carried to an endpoint of this process, and media over the wire of this process."""

from __future__ import annotations

import asyncio
from typing import Any

import pytest

from channel_adapter.clock import VirtualClock
from channel_adapter.emulator import BusinessNumber, Cloud, InProcessWire, MemoryIntake, carry
from channel_adapter.errors import BodyTooLarge
from channel_adapter.messages import (
    Address,
    MediaReceived,
    Received,
    Standby,
    StatusChange,
    Text,
    Unreadable,
)
from channel_adapter.whatsapp.dialect import D360, META, NumberSettings, Secret
from channel_adapter.whatsapp.media import Downloaded, Uploaded, download, upload
from channel_adapter.whatsapp.webhook_app import WebhookApp

NOON = 1_800_000_000_000
WHO = "27821234567"
ADA = Address(phone=f"+{WHO}")


def settings_of(number: BusinessNumber) -> NumberSettings:
    return NumberSettings(
        number_id=number.id,
        token=Secret(number.access_token),
        app_secrets=(Secret(number.app_secret),),
        dialect=META if number.dialect == "cloud" else D360,
    )


@pytest.mark.parametrize("dialect", ["cloud", "360dialog"])
@pytest.mark.parametrize(("url", "path"), [(None, "/"), ("http://127.0.0.1:1/hook", "/hook")])
def test_what_is_due_arrives(dialect: Any, url: str | None, path: str) -> None:
    """Signed as each provider does, at the path of the number's webhook; what is due later comes later."""
    cloud, clock = Cloud(numbers=[BusinessNumber(dialect=dialect, webhook_url=url)]), VirtualClock(NOON)
    intake = MemoryIntake()
    app = WebhookApp([settings_of(cloud.numbers[0])], intake, clock=clock, path=path)
    cloud.customer(WHO, "Ada")
    cloud.says(WHO, "hi", at=NOON)
    cloud.says(WHO, "later", at=NOON + 60_000)

    assert asyncio.run(carry(cloud, app, clock)) == 0
    clock.advance_to(NOON + 1_000)
    assert asyncio.run(carry(cloud, app, clock)) == 1
    clock.advance_to(NOON + 120_000)
    assert asyncio.run(carry(cloud, app, clock)) == 1
    assert [item.content for item in intake.items if isinstance(item, Received)] == [
        Text(body="hi"),
        Text(body="later"),
    ]


@pytest.mark.parametrize("answers", [[500], [204], []])
def test_what_is_not_taken_comes_again(answers: list[int]) -> None:
    """Refused, taken with another word than 200, or not answered at all."""
    cloud, clock, asked = Cloud(), VirtualClock(NOON + 1_000), []
    cloud.customer(WHO, "Ada")
    cloud.says(WHO, "hi", at=NOON)

    async def app(scope: Any, receive: Any, send: Any) -> None:
        asked.append((await receive())["body"])
        for status in answers or ([] if len(asked) == 1 else [200]):
            await send({"type": "http.response.start", "status": status if len(asked) == 1 else 200})
            await send({"type": "http.response.body", "body": b""})

    assert asyncio.run(carry(cloud, app, clock)) == 1
    assert len(asked) == 2
    assert asked[0] == asked[1]


def test_memory_keeps_everything_once() -> None:
    """A message, a standby and a dead letter by id; a receipt by message, word and customer."""
    intake = MemoryIntake()
    message = Received(id="m", number_id="n", sender=ADA, at=NOON, content=Text(body="hi"))
    receipts = [
        StatusChange(message_id="o", number_id="n", status=status, at=NOON, recipient=recipient)
        for status in ("sent", "read")
        for recipient in (None, ADA)
    ]
    items = [message, *receipts, Unreadable(id="u", reason="r", raw=""), Standby(received=message)]

    assert asyncio.run(intake.accept([*items, message], arrived_at=NOON)) == 6
    assert asyncio.run(intake.accept(items, arrived_at=NOON)) == 0
    assert intake.items == items[:-1]


def test_media_go_both_ways() -> None:
    """A customer's picture is fetched, also by its id alone; a picture is uploaded and fetched again."""
    cloud, clock = Cloud(), VirtualClock(NOON)
    settings, wire = settings_of(cloud.numbers[0]), InProcessWire(cloud, cloud.numbers[0].id, clock)
    cloud.customer(WHO, "Ada")
    cloud.sends_media(WHO, "image", at=NOON)
    intake = MemoryIntake()
    clock.advance_to(NOON + 1_000)
    asyncio.run(carry(cloud, WebhookApp([settings], intake, clock=clock), clock))
    (item,) = intake.items
    assert isinstance(item, Received)
    assert isinstance(item.content, MediaReceived)

    first = asyncio.run(download(wire, settings, item.content))
    clock.advance_to(NOON + 600_000)
    second = asyncio.run(download(wire, settings, item.content))
    assert isinstance(first, Downloaded)
    assert first == second

    up = upload(wire, settings, kind="image", content=b"PNG", mime_type="image/png", now=clock.now())
    uploaded = asyncio.run(up)
    assert isinstance(uploaded, Uploaded)
    again = asyncio.run(download(wire, settings, MediaReceived(kind="image", id=uploaded.id)))
    assert isinstance(again, Downloaded)
    assert again.content == b"PNG"


@pytest.mark.parametrize(("cap", "fits"), [(0, False), (1, False), (4_096, True)])
def test_the_cap_of_a_download_holds(cap: int, fits: bool) -> None:
    """Nothing larger is handed over, nor written."""
    cloud, clock = Cloud(), VirtualClock(NOON)
    number, written = cloud.numbers[0], []
    wire = InProcessWire(cloud, number.id, clock)
    uploaded = cloud.upload_media(number.id, number.access_token, b"ok", "image/png", at=NOON)
    media_id = uploaded.body.decode().split('"')[3]
    get = wire.get(f"https://graph.facebook.com/v25.0/{media_id}", bytes_max=cap, write=written.append)

    if fits:
        assert asyncio.run(get).body == b""  # type: ignore[union-attr]
        assert media_id in written[0].decode()
    else:
        with pytest.raises(BodyTooLarge):
            asyncio.run(get)
        assert written == []
