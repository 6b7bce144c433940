"""Customers' acts, and what the phone shows after them."""

from __future__ import annotations

import json
from typing import Any

import pytest

from channel_adapter.emulator import (
    ApprovedTemplate,
    BusinessNumber,
    Habits,
    NotOnThePhoneError,
    UnknownCustomerError,
)

WHO = "27821234567"
DAY = 24 * 3_600_000
MENU = {
    "type": "list",
    "body": {"text": "Which day?"},
    "action": {
        "button": "Days",
        "sections": [
            {"title": "Soon", "rows": [{"id": "mo", "title": "Monday", "description": "early"}]},
            {"title": "Later", "rows": [{"id": "tu", "title": "Tuesday"}, {"id": "we", "title": "Wednesday"}]},
        ],
    },
}


def test_a_text_arrives_with_the_customers_names(desk: Any) -> None:
    """Contact, both ids, seconds in a string, the text."""
    message_id = desk.cloud.says(WHO, "where is my order?", at=desk.noon + 1_999)
    (value,) = desk.values()
    assert value["contacts"] == [{"profile": {"name": "Ada"}, "wa_id": WHO, "user_id": desk.ada.user_id}]
    assert value["messages"] == [
        {
            "from": WHO,
            "from_user_id": desk.ada.user_id,
            "id": message_id,
            "timestamp": str(desk.noon // 1_000 + 1),
            "type": "text",
            "text": {"body": "where is my order?"},
        }
    ]


@pytest.mark.parametrize("name", ["+27 82 123 4567", "27821234567", "27-82-123-4567"])
def test_a_customer_answers_to_any_spelling_of_the_number(desk: Any, name: str) -> None:
    """Signs in a phone number do not matter."""
    desk.cloud.says(name, "hi", at=desk.noon)
    assert desk.messages()[0]["from"] == WHO


def test_nobody_is_not_a_customer(desk: Any) -> None:
    """A name that leads nowhere raises."""
    with pytest.raises(UnknownCustomerError):
        desk.cloud.says("+1", "hi", at=desk.noon)


@pytest.mark.parametrize(
    ("field", "sender", "wa_id"), [("absent", None, None), ("empty", "", ""), ("user_id", "US.5", None)]
)
def test_a_customer_with_a_username_may_hide_the_phone(
    desk: Any, field: Any, sender: str | None, wa_id: str | None
) -> None:
    """Absent, empty, or the user id in its place; statuses hide it too."""
    desk.cloud.customer(
        "+4915112345678", "Bo", user_id="US.5", username="bo", parent_user_id="US.ENT.6", phone_field=field
    )
    desk.cloud.says("US.5", "hi", at=desk.noon)
    (value,) = desk.values()
    (message,), (contact,) = value["messages"], value["contacts"]
    assert (message.get("from"), contact.get("wa_id")) == (sender, wa_id)
    assert (message["from_user_id"], message["from_parent_user_id"]) == ("US.5", "US.ENT.6")
    assert contact["profile"] == {"name": "Bo", "username": "bo"}
    assert (contact["user_id"], contact["parent_user_id"]) == ("US.5", "US.ENT.6")
    body = {"messaging_product": "whatsapp", "recipient": "US.5", "type": "text", "text": {"body": "hi"}}
    assert desk.post(body)[0] == 200
    status = desk.statuses()[0]
    assert "recipient_id" not in status
    assert (status["recipient_user_id"], status["recipient_parent_user_id"]) == ("US.5", "US.ENT.6")


def test_tapping_a_button_by_id_or_label(desk: Any) -> None:
    """The answer carries id and title, and quotes the message."""
    question = desk.sent("interactive", desk.buttons("Yes", "No"))
    desk.cloud.taps(WHO, "b0", at=desk.noon)
    desk.cloud.taps(WHO, "No", at=desk.noon)
    yes, no = desk.messages()
    assert yes["interactive"] == {"type": "button_reply", "button_reply": {"id": "b0", "title": "Yes"}}
    assert no["interactive"]["button_reply"] == {"id": "b1", "title": "No"}
    assert yes["context"] == {"from": desk.number.display, "id": question}


def test_tapping_a_row_carries_its_description(desk: Any) -> None:
    """With a description, and without one."""
    desk.sent("interactive", MENU)
    desk.cloud.taps(WHO, "Monday", at=desk.noon)
    desk.cloud.taps(WHO, "tu", at=desk.noon)
    first, second = desk.messages()
    assert first["interactive"] == {
        "type": "list_reply",
        "list_reply": {"id": "mo", "title": "Monday", "description": "early"},
    }
    assert second["interactive"]["list_reply"] == {"id": "tu", "title": "Tuesday"}


def test_the_latest_message_with_the_option_is_tapped_unless_told_otherwise(desk: Any) -> None:
    """Old buttons stay alive on the phone."""
    old = desk.sent("interactive", desk.buttons("Yes"))
    new = desk.sent("interactive", desk.buttons("Yes"))
    desk.cloud.taps(WHO, "Yes", at=desk.noon)
    desk.cloud.taps(WHO, "Yes", at=desk.noon, message_id=old)
    assert [message["context"]["id"] for message in desk.messages()] == [new, old]


def test_what_is_not_on_the_phone_cannot_be_tapped(desk: Any) -> None:
    """Unknown options, unknown messages, and messages that failed."""
    failed = desk.sent("interactive", desk.buttons("Late"), at=desk.noon + DAY)
    for option, message_id in (("Maybe", None), ("Late", None), ("Late", failed), ("Yes", "wamid.gone")):
        with pytest.raises(NotOnThePhoneError):
            desk.cloud.taps(WHO, option, at=desk.noon + DAY, message_id=message_id)


def test_a_templates_quick_reply_arrives_as_a_button(make_desk: Any) -> None:
    """With the payload that was sent, or the label where none was."""
    offer = ApprovedTemplate(name="offer", body="Interested?", replies=("Yes", "No"))
    desk = make_desk(numbers=[BusinessNumber(templates=(offer,))])
    component = {
        "type": "button",
        "sub_type": "quick_reply",
        "index": "0",
        "parameters": [{"type": "payload", "payload": "p"}],
    }
    desk.sent("template", {"name": "offer", "language": {"code": "en_US"}, "components": [component]})
    desk.cloud.taps(WHO, "Yes", at=desk.noon)
    desk.cloud.taps(WHO, "No", at=desk.noon)
    assert [bubble.text for bubble in desk.cloud.phone(WHO)][-2:] == ["Yes", "No"]
    assert [message["button"] for message in desk.messages()] == [
        {"payload": "p", "text": "Yes"},
        {"payload": "No", "text": "No"},
    ]


def test_quotes_forwards_and_advertisements_are_told(desk: Any) -> None:
    """Context of a quote of theirs and of ours, a forwarded message, a referral."""
    mine = desk.cloud.phone(WHO)[0].message_id
    ours = desk.sent()
    desk.cloud.says(WHO, "a", at=desk.noon, quotes=mine)
    desk.cloud.says(WHO, "b", at=desk.noon, quotes=ours, forwarded=True)
    desk.cloud.says(WHO, "c", at=desk.noon, forwarded=True)
    desk.cloud.says(WHO, "d", at=desk.noon, referral={"source_id": "7"})
    a, b, c, d = desk.messages()
    assert a["context"] == {"id": mine}
    assert b["context"] == {"from": desk.number.display, "id": ours, "forwarded": True}
    assert c["context"] == {"forwarded": True}
    assert (d["referral"], "context" in d) == ({"source_id": "7"}, False)
    with pytest.raises(NotOnThePhoneError):
        desk.cloud.says(WHO, "e", at=desk.noon, quotes="wamid.gone")


def test_other_kinds_of_message(desk: Any) -> None:
    """Location, contacts, form, unsupported, and any type by its wire content."""
    cloud, at = desk.cloud, desk.noon
    cloud.sends_location(WHO, -33.9, 18.4, at=at, name="Cape Town", address="1 Long St")
    cloud.sends_contacts(WHO, {"name": {"formatted_name": "Grace"}}, at=at)
    cloud.fills_form(WHO, '{"day": 3}', at=at)
    cloud.sends_unsupported(WHO, at=at, kind="poll")
    cloud.sends(WHO, "order", {"catalog_id": "1", "product_items": []}, at=at)
    location, contacts, form, unsupported, order = desk.messages()
    assert location["location"] == {"latitude": -33.9, "longitude": 18.4, "name": "Cape Town", "address": "1 Long St"}
    assert contacts["contacts"] == [{"name": {"formatted_name": "Grace"}}]
    assert json.loads(form["interactive"]["nfm_reply"]["response_json"]) == {"day": 3}
    assert (unsupported["errors"][0]["code"], unsupported["unsupported"]) == (131051, {"type": "poll"})
    assert order["order"]["catalog_id"] == "1"
    texts = [(bubble.kind, bubble.text) for bubble in cloud.phone(WHO)[1:]]
    assert texts == [
        ("location", "Cape Town"),
        ("contacts", "Grace"),
        ("interactive", "Sent"),
        ("unsupported", ""),
        ("order", ""),
    ]


@pytest.mark.parametrize(
    ("kind", "parts", "keys"),
    [
        ("image", {"caption": "look"}, {"caption"}),
        ("video", {}, set()),
        ("audio", {"voice": True}, {"voice"}),
        ("document", {"filename": "a.pdf"}, {"filename"}),
        ("sticker", {}, {"animated"}),
    ],
)
def test_media_arrive_with_id_type_digest_and_link(desk: Any, kind: Any, parts: Any, keys: set[str]) -> None:
    """Each kind has its own keys beside the four that all have."""
    desk.cloud.sends_media(WHO, kind, b"bytes", at=desk.noon, **parts)
    (message,) = desk.messages()
    assert set(message[kind]) == {"id", "mime_type", "sha256", "url"} | keys
    assert desk.cloud.phone(WHO)[-1].media == (kind, message[kind]["id"])


def test_reactions_come_and_go(desk: Any) -> None:
    """The removal has no emoji at all; the phone shows the latest state."""
    ours = desk.sent()
    desk.cloud.reacts(WHO, ours, "❤️", at=desk.noon)
    assert desk.cloud.phone(WHO)[1].reaction == "❤️"
    desk.cloud.reacts(WHO, ours, "", at=desk.noon)
    first, second = desk.messages()
    assert (first["reaction"], second["reaction"]) == ({"message_id": ours, "emoji": "❤️"}, {"message_id": ours})
    assert [bubble.reaction for bubble in desk.cloud.phone(WHO)] == ["", ""]


@pytest.mark.parametrize("opens", [True, False])
def test_whether_a_reaction_opens_the_window_is_a_setting(make_desk: Any, *, opens: bool) -> None:
    """The provider does not say; edits, revocations and notices never do."""
    desk = make_desk(habits=Habits(reactions_open_window=opens))
    mine = desk.cloud.phone(WHO)[0].message_id
    later = desk.noon + 1_000
    desk.cloud.edits(WHO, mine, "hello", at=later)
    desk.cloud.revokes(WHO, mine, at=later)
    assert desk.cloud.window_until(WHO) == desk.noon + DAY
    desk.cloud.reacts(WHO, desk.sent(at=later), "👍", at=later)
    assert desk.cloud.window_until(WHO) == (later if opens else desk.noon) + DAY


def test_edits_and_revocations_name_the_original(desk: Any) -> None:
    """Only own messages can be changed; the phone shows the new text, then that it is gone."""
    mine = desk.cloud.phone(WHO)[0].message_id
    desk.cloud.edits(WHO, mine, "hello", at=desk.noon)
    edited = desk.cloud.phone(WHO)[0]
    assert (edited.text, edited.edited) == ("hello", True)
    desk.cloud.revokes(WHO, mine, at=desk.noon)
    gone = desk.cloud.phone(WHO)[0]
    assert (gone.text, gone.revoked) == ("", True)
    edit, revoke = desk.messages()
    assert edit["edit"] == {"original_message_id": mine, "message": {"type": "text", "text": {"body": "hello"}}}
    assert revoke["revoke"] == {"original_message_id": mine}
    with pytest.raises(NotOnThePhoneError):
        desk.cloud.edits(WHO, desk.sent(), "mine now", at=desk.noon)


def test_a_customer_without_receipts_reads_in_silence(make_desk: Any) -> None:
    """The phone knows; the business does not."""
    desk = make_desk()
    desk.cloud.customer(WHO, "Ada", receipts=False)
    desk.sent()
    assert [status["status"] for status in desk.statuses()] == ["sent", "delivered"]
    assert desk.cloud.phone(WHO)[-1].tick == "read"


def test_reading_and_playing_by_hand(make_desk: Any) -> None:
    """Without the habit of reading, a message is read when the chat is opened; a voice note is played."""
    desk = make_desk(habits=Habits(read_after=None))
    note = desk.sent("audio", {"link": "https://example.com/a.ogg", "voice": True})
    desk.cloud.reads(WHO, at=desk.noon + 699)
    assert [status["status"] for status in desk.statuses()] == ["sent", "delivered"]
    desk.cloud.reads(WHO, at=desk.noon + 700)
    desk.cloud.reads(WHO, at=desk.noon + 701)
    desk.cloud.plays(WHO, note, at=desk.noon + 900)
    read, played = desk.statuses()
    assert (read["status"], played["status"], "pricing" in played) == ("read", "played", False)


def test_a_phone_that_is_off_gets_everything_when_it_comes_back(desk: Any) -> None:
    """One tick until then; what failed meanwhile stays failed; other chats are left alone."""
    desk.cloud.goes_offline(WHO)
    desk.cloud.customer("+4915112345678", "Bob")
    desk.cloud.says("4915112345678", "hi", at=desk.noon)
    desk.sent()
    desk.sent(at=desk.noon + DAY)
    assert [status["status"] for status in desk.statuses()] == ["sent", "failed"]
    assert len(desk.cloud.phone(WHO)) == 1
    desk.cloud.comes_online(WHO, at=desk.noon + 2 * DAY)
    assert [status["status"] for status in desk.statuses()] == ["delivered", "read"]
    assert len(desk.cloud.phone(WHO)) == 2


def test_who_blocks_the_business_gets_nothing(desk: Any) -> None:
    """Accepted, one tick, for ever; after unblocking new messages arrive."""
    desk.cloud.blocks(WHO)
    desk.sent()
    assert [status["status"] for status in desk.statuses()] == ["sent"]
    desk.cloud.unblocks(WHO)
    desk.sent()
    assert [status["status"] for status in desk.statuses()] == ["sent", "delivered", "read"]
    assert len(desk.cloud.phone(WHO)) == 2


def test_a_new_number_comes_with_a_new_user_id(desk: Any) -> None:
    """A system message without contacts tells both; the old number leads nowhere, the chat stays."""
    before = desk.ada.user_id
    desk.cloud.changes_number(WHO, "27829999999", at=desk.noon)
    (value,) = desk.values()
    (message,) = value["messages"]
    assert "contacts" not in value
    assert message["system"]["type"] == "user_changed_number"
    assert (message["system"]["wa_id"], message["system"]["previous_user_id"]) == ("27829999999", before)
    assert desk.cloud.world.lookup(WHO) is None
    assert len(desk.cloud.phone("27829999999")) == 1
    assert desk.cloud.world.person("27829999999").user_id != before


def test_a_number_held_by_an_agent_gets_its_messages_on_standby(make_desk: Any) -> None:
    """Another field, the same content."""
    desk = make_desk(numbers=[BusinessNumber(standby=True)], greeted=False)
    desk.cloud.says(WHO, "hi", at=desk.noon)
    assert desk.values(field="standby")[0]["messages"][0]["text"] == {"body": "hi"}


def test_a_person_of_the_business_is_echoed(desk: Any) -> None:
    """The customer sees the message; the automation hears that somebody wrote."""
    message_id = desk.cloud.person_writes(WHO, "This is Bea, I take over.", at=desk.noon)
    (value,) = desk.values(field="smb_message_echoes")
    assert value["message_echoes"][0]["id"] == message_id
    assert value["message_echoes"][0]["to"] == WHO
    assert desk.cloud.phone(WHO)[-1].text == "This is Bea, I take over."


def test_faults_and_notices_of_the_account(desk: Any) -> None:
    """``value.errors`` without a message, and any other field as given."""
    desk.cloud.reports_fault(131035, "lost", at=desk.noon)
    assert desk.values()[0]["errors"][0]["code"] == 131035
    desk.cloud.notify("account_update", {"event": "X"}, at=desk.noon, number_id=desk.number.id)
    assert desk.values(field="account_update") == [{"event": "X"}]


def test_the_phone_shows_everything_a_person_would_see(desk: Any) -> None:
    """Header, footer, buttons, rows, link, quote, media, ticks."""
    first = desk.cloud.phone(WHO)[0].message_id
    header = {"type": "image", "image": {"link": "https://example.com/a.png"}}
    desk.sent(
        "interactive",
        desk.buttons("Yes") | {"header": header, "footer": {"text": "small"}},
        context={"message_id": first},
    )
    desk.sent("interactive", MENU | {"header": {"type": "text", "text": "Days"}})
    link = {"name": "cta_url", "parameters": {"display_text": "Open", "url": "https://example.com"}}
    desk.sent("interactive", {"type": "cta_url", "body": {"text": "See"}, "action": link})
    where = {"type": "location_request_message", "body": {"text": "Where?"}, "action": {"name": "send_location"}}
    desk.sent("interactive", where)
    desk.sent("image", {"link": "https://example.com/b.png", "caption": "b"})
    desk.cloud.taps(WHO, "Monday", at=desk.noon)
    _, buttons, menu, link_bubble, ask, image, tap = desk.cloud.phone(WHO)
    assert (buttons.text, buttons.footer, buttons.quote) == ("Choose", "small", "hi")
    assert buttons.media == ("image", "https://example.com/a.png")
    assert [option.label for option in buttons.options] == ["Yes"]
    assert (menu.header, menu.menu) == ("Days", "Days")
    assert [(title, [row.label for row in rows]) for title, rows in menu.sections] == [
        ("Soon", ["Monday"]),
        ("Later", ["Tuesday", "Wednesday"]),
    ]
    assert link_bubble.link == ("Open", "https://example.com")
    assert ask.asks_location
    assert (image.text, image.media) == ("b", ("image", "https://example.com/b.png"))
    assert (tap.text, tap.quote, tap.tick) == ("Monday\nearly", "Which day?", "delivered")


def test_the_phone_at_a_moment_shows_what_has_arrived_by_then(desk: Any) -> None:
    """A message appears when it is delivered; its tick climbs."""
    desk.sent()
    shown = [(at, [bubble.tick for bubble in desk.cloud.phone(WHO, at=desk.noon + at)][1:]) for at in (699, 700, 2_700)]
    assert shown == [(699, []), (700, ["delivered"]), (2_700, ["read"])]
    assert len(desk.cloud.phone(WHO, at=desk.noon - 1)) == 0


def test_the_tick_of_any_message_can_be_asked(desk: Any) -> None:
    """Pending, sent, delivered, read; failed messages, which the phone never shows; unknown ids raise."""
    message_id = desk.sent()
    failed = desk.sent(at=desk.noon + DAY)
    ticks = [desk.cloud.tick(message_id, at=desk.noon + at) for at in (0, 300, 700, 2_700)]
    assert ticks == ["pending", "sent", "delivered", "read"]
    assert (desk.cloud.tick(failed), desk.cloud.tick(failed, at=desk.noon)) == ("failed", "pending")
    with pytest.raises(NotOnThePhoneError):
        desk.cloud.tick("wamid.gone")


def test_a_long_simulation_forgets_what_phones_showed_long_ago(desk: Any) -> None:
    """Only the latest messages stay; the window, and what comes after, are as they were."""
    first, last = (desk.cloud.says(WHO, word, at=desk.noon + place) for place, word in enumerate(("one", "two")))
    until = desk.cloud.window_until(WHO)
    desk.cloud.world.forget(keep=1)
    assert [bubble.text for bubble in desk.cloud.phone(WHO)] == ["two"]
    assert desk.cloud.window_until(WHO) == until
    desk.cloud.world.forget(keep=1)
    assert [bubble.text for bubble in desk.cloud.phone(WHO)] == ["two"]
    with pytest.raises(NotOnThePhoneError):
        desk.cloud.edits(WHO, first, "three", at=desk.noon + 9)
    desk.cloud.edits(WHO, last, "three", at=desk.noon + 9)
