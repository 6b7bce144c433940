"""The adapter and the emulator were written apart: here each judges what the other puts on the wire."""

from __future__ import annotations

import json
from dataclasses import replace
from typing import Any

import pytest

from channel_adapter.emulator import STORMY, ApprovedTemplate, BusinessNumber, Cloud
from channel_adapter.messages import (
    Address,
    Button,
    Buttons,
    ContactCard,
    Contacts,
    Content,
    Edited,
    IdentityChanged,
    LinkButton,
    Location,
    LocationRequest,
    Media,
    Menu,
    Notice,
    Outbound,
    PersonWrote,
    Reaction,
    ReadMark,
    Received,
    Revoked,
    Row,
    Section,
    StatusChange,
    Template,
    TemplateButton,
    Text,
    Unreadable,
)
from channel_adapter.whatsapp.payloads import message_body, read_mark_body
from channel_adapter.whatsapp.webhook import parse

NOON = 1_800_000_000_000
WHO = "27821234567"
PICTURE = Media(kind="image", link="https://example.com/a.png")
OFFER = ApprovedTemplate(name="offer", body="Hi {{1}}", replies=("Yes", "No"))

CONTENTS: dict[str, Content] = {
    "text": Text(body="hello *you* 👋", preview_url=True),
    "image": Media(kind="image", link="https://example.com/a.png", caption="look"),
    "voice": Media(kind="audio", link="https://example.com/a.ogg", voice=True),
    "document": Media(kind="document", link="https://example.com/a.pdf", caption="c", filename="a.pdf"),
    "sticker": Media(kind="sticker", link="https://example.com/a.webp"),
    "location": Location(latitude=-33.9, longitude=18.4, name="Cape Town", address="1 Long St"),
    "contacts": Contacts(cards=(ContactCard(formatted_name="Grace Hopper", phones=("+15550100",)),)),
    "buttons": Buttons(body="Sure?", buttons=(Button(id="y", label="Yes"), Button(id="n", label="No")), footer="small"),
    "buttons with a picture": Buttons(body="Sure?", buttons=(Button(id="y", label="Yes"),), header=PICTURE),
    "menu": Menu(
        body="Which day?",
        button="Days",
        header="Days",
        sections=(
            Section(title="Soon", rows=(Row(id="mo", label="Monday", description="early"),)),
            Section(title="Later", rows=(Row(id="tu", label="Tuesday"),)),
        ),
    ),
    "menu without titles": Menu(body="?", button="Open", sections=(Section(rows=(Row(id="a", label="A"),)),)),
    "link": LinkButton(body="See", label="Open", url="https://example.com", header="Look"),
    "location request": LocationRequest(body="Where are you?"),
    "template": Template(
        name="offer",
        language="en_US",
        parameters=((None, "Ada"),),
        buttons=(TemplateButton(index=0, kind="quick_reply", value="p"),),
    ),
}


def world() -> Cloud:
    cloud = Cloud(
        numbers=[BusinessNumber(templates=(OFFER,))], habits=replace(STORMY, refusals=0, late_failures=0), seed=1
    )
    cloud.customer(WHO, "Ada")
    cloud.says(WHO, "hi", at=NOON)
    return cloud


def post(cloud: Cloud, body: dict[str, Any]) -> Any:
    number = cloud.numbers[0]
    answer = cloud.post_message(number.id, number.access_token, json.loads(json.dumps(body)), NOON)
    return json.loads(answer.body)


@pytest.mark.parametrize("name", CONTENTS)
@pytest.mark.parametrize("by", ["phone", "user_id"])
def test_what_the_adapter_writes_the_provider_takes(name: str, by: str) -> None:
    """Each content, to a phone and to a user id, with a reference and a quote where one is allowed."""
    cloud = Cloud(numbers=[BusinessNumber(templates=(OFFER,))])
    ada = cloud.customer(WHO, "Ada")
    quoted = cloud.says(WHO, "hi", at=NOON)
    to = Address(phone=f"+{WHO}") if by == "phone" else Address(user_id=ada.user_id)
    answer = post(cloud, message_body(Outbound(ref="i/1/1", to=to, content=CONTENTS[name], reply_to=quoted)))
    assert "error" not in answer
    bubble = cloud.phone(WHO)[-1]
    assert (bubble.message_id, bubble.quote) == (answer["messages"][0]["id"], "hi")


def test_reactions_and_read_marks_too() -> None:
    """A reaction put and taken, a read mark with and without the typing sign."""
    cloud = Cloud()
    cloud.customer(WHO, "Ada")
    message_id = cloud.says(WHO, "hi", at=NOON)
    for emoji in ("👍", ""):
        outbound = Outbound(ref="r", to=Address(phone=f"+{WHO}"), content=Reaction(message_id=message_id, emoji=emoji))
        assert "error" not in post(cloud, message_body(outbound))
        assert cloud.phone(WHO)[0].reaction == emoji
    for typing in (False, True):
        assert post(cloud, read_mark_body(ReadMark(message_id=message_id, typing=typing))) == {"success": True}


def test_what_the_provider_posts_the_adapter_reads() -> None:
    """A stormy day with every act: batched, doubled, out of order, and not one unreadable item."""
    cloud = world()
    message_id = cloud.says(WHO, "again", at=NOON, referral={"source_id": "1"}, forwarded=True)
    to = Address(phone=f"+{WHO}")
    for name, content in CONTENTS.items():
        post(cloud, message_body(Outbound(ref=name, to=to, content=content)))
    cloud.taps(WHO, "Tuesday", at=NOON)
    for kind in ("image", "audio", "video", "document", "sticker"):
        cloud.sends_media(WHO, kind, at=NOON)  # type: ignore[arg-type]
    cloud.sends_location(WHO, 1.0, 2.0, at=NOON)
    cloud.sends_contacts(WHO, {"name": {"formatted_name": "G"}}, at=NOON)
    cloud.sends_unsupported(WHO, at=NOON)
    cloud.fills_form(WHO, '{"a": 1}', at=NOON)
    cloud.sends(WHO, "order", {"catalog_id": "1", "text": "t", "product_items": []}, at=NOON)
    cloud.reacts(WHO, message_id, "👍", at=NOON)
    cloud.edits(WHO, message_id, "changed", at=NOON)
    cloud.revokes(WHO, message_id, at=NOON)
    cloud.person_writes(WHO, "Bea here", at=NOON)
    cloud.notify("account_update", {"event": "X"}, at=NOON)
    cloud.changes_number(WHO, "27829999999", at=NOON)
    items = [item for delivery in cloud.due(10**13) for item in parse(delivery.body, arrived_at=10**13)]
    assert [item for item in items if isinstance(item, Unreadable)] == []
    kinds = {type(item) for item in items}
    assert kinds == {Received, StatusChange, Edited, Revoked, PersonWrote, Notice, IdentityChanged}
    contents = {type(item.content).__name__ for item in items if isinstance(item, Received)}
    assert contents == {
        "Text",
        "Tap",
        "MediaReceived",
        "Location",
        "Contacts",
        "Reaction",
        "FormReply",
        "Order",
        "Unsupported",
    }
    assert {item.ref for item in items if isinstance(item, StatusChange)} <= set(CONTENTS)


@pytest.mark.parametrize("field", ["shown", "absent", "empty", "user_id"])
def test_a_hidden_phone_hides_nobody(field: Any) -> None:
    """However webhooks name the sender, the adapter knows who it is and can answer."""
    cloud = Cloud()
    ada = cloud.customer(WHO, "Ada", username="ada", phone_field=field)
    cloud.says(WHO, "hi", at=NOON)
    (delivery,) = cloud.due(NOON + 1_000)
    (item,) = parse(delivery.body, arrived_at=NOON + 1_000)
    assert isinstance(item, Received)
    assert item.sender.user_id == ada.user_id
    assert item.sender.phone == (f"+{WHO}" if field == "shown" else None)
    answer = post(cloud, message_body(Outbound(ref="r", to=item.sender, content=Text(body="hello"))))
    assert cloud.phone(WHO)[-1].message_id == answer["messages"][0]["id"]
