"""Our nouns as the vendor's JSON."""

from __future__ import annotations

import pytest

from channel_adapter.messages import (
    Address,
    Button,
    Buttons,
    ContactCard,
    Contacts,
    LinkButton,
    Location,
    LocationRequest,
    Media,
    Menu,
    Outbound,
    Reaction,
    ReadMark,
    Row,
    Section,
    Template,
    TemplateButton,
    Text,
)
from channel_adapter.whatsapp.payloads import message_body, read_mark_body

IMAGE = Media(kind="image", link="https://example.org/a.png")

CASES = {
    "text": (Text(body="hi", preview_url=True), "text", {"body": "hi", "preview_url": True}),
    "image by link": (
        Media(kind="image", link="https://example.org/a.png", caption="c", filename="f", voice=True),
        "image",
        {"link": "https://example.org/a.png", "caption": "c"},
    ),
    "document by id": (
        Media(kind="document", id="9", caption="c", filename="bill.pdf"),
        "document",
        {"id": "9", "caption": "c", "filename": "bill.pdf"},
    ),
    "voice note": (Media(kind="audio", id="9", caption="c", voice=True), "audio", {"id": "9", "voice": True}),
    "sticker": (Media(kind="sticker", id="9"), "sticker", {"id": "9"}),
    "location": (
        Location(latitude=-33.9, longitude=18.4, name="Cape Town", url="https://example.org"),
        "location",
        {"latitude": -33.9, "longitude": 18.4, "name": "Cape Town"},
    ),
    "reaction": (Reaction(message_id="wamid.1", emoji=""), "reaction", {"message_id": "wamid.1", "emoji": ""}),
    "buttons": (
        Buttons(body="b", buttons=(Button(id="y", label="Yes"),), header="h", footer="f"),
        "interactive",
        {
            "type": "button",
            "body": {"text": "b"},
            "header": {"type": "text", "text": "h"},
            "footer": {"text": "f"},
            "action": {"buttons": [{"type": "reply", "reply": {"id": "y", "title": "Yes"}}]},
        },
    ),
    "buttons under an image": (
        Buttons(body="b", buttons=(Button(id="y", label="Yes"),), header=IMAGE),
        "interactive",
        {
            "type": "button",
            "body": {"text": "b"},
            "header": {"type": "image", "image": {"link": "https://example.org/a.png"}},
            "action": {"buttons": [{"type": "reply", "reply": {"id": "y", "title": "Yes"}}]},
        },
    ),
    "list": (
        Menu(
            body="b",
            button="Open",
            sections=(
                Section(title="T", rows=(Row(id="1", label="One", description="first"),)),
                Section(title="U", rows=(Row(id="2", label="Two", description=""),)),
            ),
        ),
        "interactive",
        {
            "type": "list",
            "body": {"text": "b"},
            "action": {
                "button": "Open",
                "sections": [
                    {"title": "T", "rows": [{"id": "1", "title": "One", "description": "first"}]},
                    {"title": "U", "rows": [{"id": "2", "title": "Two"}]},
                ],
            },
        },
    ),
    "link": (
        LinkButton(
            body="b", label="Go", url="https://example.org", header=Media(kind="document", id="9", filename="a.pdf")
        ),
        "interactive",
        {
            "type": "cta_url",
            "body": {"text": "b"},
            "header": {"type": "document", "document": {"id": "9", "filename": "a.pdf"}},
            "action": {"name": "cta_url", "parameters": {"display_text": "Go", "url": "https://example.org"}},
        },
    ),
    "location request": (
        LocationRequest(body="Where?"),
        "interactive",
        {"type": "location_request_message", "body": {"text": "Where?"}, "action": {"name": "send_location"}},
    ),
    "contact": (
        Contacts(cards=(ContactCard(formatted_name="Pat Doe", phones=("+27820002222",)),)),
        "contacts",
        [
            {
                "name": {"formatted_name": "Pat Doe", "first_name": "Pat Doe"},
                "phones": [{"phone": "+27820002222", "wa_id": "27820002222"}],
            }
        ],
    ),
    "contact passed on": (
        Contacts(cards=(ContactCard(formatted_name="Pat", fields={"name": {"first_name": "P"}, "org": {}}),)),
        "contacts",
        [{"name": {"first_name": "P"}, "org": {}}],
    ),
    "bare template": (Template(name="t", language="en"), "template", {"name": "t", "language": {"code": "en"}}),
    "template": (
        Template(
            name="t",
            language="en_ZA",
            parameters=((None, "one"), ("who", "two")),
            header=IMAGE,
            buttons=(
                TemplateButton(index=0, kind="quick_reply", value="STOP"),
                TemplateButton(index=1, kind="url", value="a/b"),
            ),
        ),
        "template",
        {
            "name": "t",
            "language": {"code": "en_ZA"},
            "components": [
                {
                    "type": "header",
                    "parameters": [{"type": "image", "image": {"link": "https://example.org/a.png"}}],
                },
                {
                    "type": "body",
                    "parameters": [
                        {"type": "text", "text": "one"},
                        {"type": "text", "parameter_name": "who", "text": "two"},
                    ],
                },
                {
                    "type": "button",
                    "sub_type": "quick_reply",
                    "index": "0",
                    "parameters": [{"type": "payload", "payload": "STOP"}],
                },
                {"type": "button", "sub_type": "url", "index": "1", "parameters": [{"type": "text", "text": "a/b"}]},
            ],
        },
    ),
}


@pytest.mark.parametrize(("content", "kind", "expected"), CASES.values(), ids=CASES.keys())
def test_every_content_has_its_form(room, content, kind, expected):
    """The object stands under its type's name, beside recipient and ref."""
    assert message_body(room.outbound(content)) == {
        "messaging_product": "whatsapp",
        "recipient_type": "individual",
        "to": "+27820001111",
        "type": kind,
        kind: expected,
        "biz_opaque_callback_data": "i1/1/0",
    }


@pytest.mark.parametrize("phone", ["+27820001111", "27820001111"])
def test_a_phone_always_wears_its_plus_sign(phone):
    """Without it the provider may put our own country code in front and misdeliver."""
    body = message_body(Outbound(ref="r", to=Address(phone=phone, user_id="ZA.1"), content=Text(body="x")))

    assert body["to"] == "+27820001111"
    assert "recipient" not in body


@pytest.mark.parametrize("names", [{"user_id": "ZA.1"}, {"parent_user_id": "ZA.1"}])
def test_a_user_id_is_a_recipient(names):
    """A user id in ``to`` would be accepted and lost."""
    body = message_body(Outbound(ref="r", to=Address(**names), content=Text(body="x")))

    assert body["recipient"] == "ZA.1"
    assert "to" not in body


def test_a_reply_quotes(room):
    """The quoted message's id travels as context."""
    message = Outbound(ref="r", to=Address(phone="+1"), content=Text(body="x"), reply_to="wamid.IN1")

    assert message_body(message)["context"] == {"message_id": "wamid.IN1"}


def test_a_reaction_never_quotes():
    """A reaction names its message itself; a context beside it is refused."""
    reaction = Reaction(message_id="wamid.1", emoji="👍")
    message = Outbound(ref="r", to=Address(phone="+1"), content=reaction, reply_to="wamid.IN1")

    assert "context" not in message_body(message)


def test_configured_fields_ride_along_and_never_win(room):
    """An account id from configuration is added; it cannot change what is ours."""
    body = message_body(room.outbound(), extra={"messaging_account_id": "55", "to": "+999"})

    assert (body["messaging_account_id"], body["to"]) == ("55", "+27820001111")


def test_a_read_mark_may_show_typing():
    """The typing sign is asked for together with the read mark."""
    plain = {"messaging_product": "whatsapp", "status": "read", "message_id": "wamid.1"}

    assert read_mark_body(ReadMark(message_id="wamid.1")) == plain
    assert read_mark_body(ReadMark(message_id="wamid.1", typing=True)) == plain | {"typing_indicator": {"type": "text"}}


@pytest.mark.parametrize(
    ("phone", "known"),
    [
        ("+27 (82) 000-2222", "27820002222"),
        (" +1 555 0100", "15550100"),
        ("+123456", None),
        ("+1234567", "1234567"),
        ("+12345678", "12345678"),
        ("+" + "1" * 14, "1" * 14),
        ("+" + "1" * 15, "1" * 15),
        ("+" + "1" * 16, None),
        ("082 000 2222", None),
        ("27820002222", None),
        ("+27 82 000 2222 ext 5", None),
        ("+27 82 000 2222 #5", None),
        ("+27 82 000/+27 83 000", None),
        ("+27 82 ٠٠٠ 2222", None),
        ("+44 (0)20 7946 0000", "442079460000"),
        ("+49 (0) 30-901820", "4930901820"),
        ("", None),
    ],
)
def test_a_card_can_be_written_to_where_its_number_is_known_abroad(phone, known):
    """The WhatsApp number goes along when the phone is in international form; a guess would lead to a stranger."""
    content = Contacts(cards=(ContactCard(formatted_name="Pat", phones=(phone,)),))
    body = message_body(Outbound(ref="r", to=Address(phone="+1"), content=content))

    assert body["contacts"][0]["phones"] == [{"phone": phone} | ({"wa_id": known} if known else {})]
