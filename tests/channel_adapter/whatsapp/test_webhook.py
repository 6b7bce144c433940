"""Webhook bytes as items: recorded bodies, one by one."""

from __future__ import annotations

import json

import pytest

from channel_adapter.messages import (
    AccountFault,
    Address,
    ContactCard,
    Contacts,
    Edited,
    Fault,
    FormReply,
    Handover,
    IdentityChanged,
    Location,
    MediaReceived,
    Notice,
    Order,
    PersonWrote,
    Reaction,
    Received,
    Revoked,
    Standby,
    StatusChange,
    Tap,
    Text,
    Unreadable,
    Unsupported,
)
from channel_adapter.whatsapp.webhook import RAW_CHARACTERS_MAX, parse, verify

THANDI = Address(phone="+27820001111", user_id="ZA.555")
LEE = Address(user_id="GB.777")
AT = 1_790_000_000_000


def read(room, case):
    """The items of a recorded body."""
    return parse(room.webhook(case)[1], arrived_at=room.now)


def only(room, case):
    """The only item of a recorded body."""
    (item,) = read(room, case)
    return item


CONTENTS = {
    "text": Text(body="Hello 👋"),
    "button_tap": Tap(kind="button", id="yes", label="Yes, please"),
    "row_tap": Tap(kind="row", id="r2", label="Refund", description="Money back"),
    "quick_reply": Tap(kind="quick_reply", id="STOP", label="Stop"),
    "form": FormReply(name="flow", body="Sent", answers={"age": 34, "bad": "�"}),
    "image": MediaReceived(
        kind="image",
        id="900",
        mime_type="image/jpeg",
        sha256="n4bQgYhMfWWaL+qgxVrQFaO/TxsrC4Is0V1sFbDwCgg=",
        caption="my card",
        url="https://lookaside.fbsbx.com/whatsapp_business/attachments/?mid=900",
    ),
    "voice_note": MediaReceived(kind="audio", id="901", mime_type="audio/ogg; codecs=opus", sha256="x", voice=True),
    "document": MediaReceived(kind="document", id="902", mime_type="application/pdf", filename="bill.pdf"),
    "sticker": MediaReceived(kind="sticker", id="903", mime_type="image/webp", animated=True),
    "location": Location(latitude=-33.92, longitude=18.42, name="Cape Town"),
    "contact_card": Contacts(
        cards=(
            ContactCard(
                formatted_name="Pat Doe",
                phones=("+27 82 000 2222",),
                fields={
                    "emails": [{"email": "pat@example.org"}],
                    "name": {"formatted_name": "Pat Doe", "first_name": "Pat"},
                },
            ),
        )
    ),
    "reaction": Reaction(message_id="wamid.OUT1", emoji="👍🏽"),
    "reaction_removed": Reaction(message_id="wamid.OUT1", emoji=""),
    "order": Order(
        catalog_id="c1",
        text="fast please",
        items=({"product_retailer_id": "tea", "quantity": 2, "item_price": 3.5, "currency": "ZAR"},),
    ),
}


@pytest.mark.parametrize("case", CONTENTS)
def test_every_kind_of_message_is_read(room, case):
    """The content is as sent, with the customer's names and the channel's own time."""
    item = only(room, case)

    assert CONTENTS[case] == item.content
    assert (
        item.id,
        item.number_id,
        item.sender,
        item.at,
        item.profile_name,
    ) == ("wamid.IN1", "7001", THANDI, AT, "Thandi")


def test_a_quote_and_a_tap_name_the_message_they_answer(room):
    """The context's id is what is answered."""
    assert only(room, "text_with_quote").reply_to == "wamid.OUT1"
    assert only(room, "button_tap").reply_to == "wamid.OUT1"
    assert only(room, "text").reply_to is None


def test_a_forwarded_message_is_marked(room):
    """Forwarded often counts as forwarded, and quotes nothing."""
    item = only(room, "forwarded")

    assert (item.forwarded, item.reply_to) == (True, None)


@pytest.mark.parametrize(("case", "kind"), [("unsupported_poll", "poll"), ("kind_of_tomorrow", "hologram")])
def test_what_cannot_be_read_is_still_seen(room, case, kind):
    """An unknown kind is a message like any other, by its name and with what was sent."""
    content = only(room, case).content

    assert isinstance(content, Unsupported)
    assert kind == content.kind
    assert content.raw["id"] == "wamid.IN1"


def test_the_reason_of_an_unsupported_message_is_kept(room):
    """The vendor's error object rides along."""
    details = "Message type is currently not supported."
    fault = Fault(code=131051, title="Message type unknown", details=details)

    assert only(room, "unsupported_poll").content.faults == (fault,)


def test_an_answer_without_content_has_its_reason_beside_it(room):
    """Meta reports some interactive answers without their body and puts the error in the change."""
    message, fault = read(room, "interactive_without_body")

    assert message.content.kind == "interactive"
    assert [each.code for each in message.content.faults] == [131000]
    assert isinstance(fault, AccountFault)
    assert fault.fault.details == "Unsupported webhook payload"


def test_the_advertisement_is_kept(room):
    """Who came from an advertisement brings it along, once with names and once as given."""
    referral = only(room, "referral").referral

    assert (referral.source_id, referral.source_url, referral.headline) == ("ad1", "https://fb.example/ad", "Sale")
    assert referral.fields["ctwa_clid"] == "clid"


@pytest.mark.parametrize(
    ("case", "sender"),
    [
        ("user_id_only", LEE),
        ("user_id_in_from", LEE),
        ("empty_from", Address(user_id="GB.777", parent_user_id="GB.ENT.9")),
        ("no_contacts", Address(phone="+27820001111")),
    ],
)
def test_a_customer_without_a_phone_is_a_customer(room, case, sender):
    """The phone may be missing, empty or another name; the message is never dropped for it."""
    assert sender == only(room, case).sender


def test_an_edit_names_the_message_it_changes(room):
    """With the new content."""
    expected = Edited(
        id="wamid.IN2",
        number_id="7001",
        sender=THANDI,
        at=AT,
        original_id="wamid.IN0",
        content=Text(body="Hello, corrected"),
    )

    assert expected == only(room, "edit")


def test_a_revocation_names_the_message_it_takes_back(room):
    """Without any content."""
    expected = Revoked(id="wamid.IN3", number_id="7001", sender=THANDI, at=AT, original_id="wamid.IN0")

    assert expected == only(room, "revoke")


def test_a_new_number_links_old_and_new_names(room):
    """The old names stand where a sender does, the new ones in the system message."""
    expected = IdentityChanged(
        id="wamid.IN1",
        number_id="7001",
        previous=Address(phone="+27820001111", user_id="ZA.555"),
        current=Address(phone="+27820009999", user_id="ZA.556"),
        at=AT,
        kind="user_changed_number",
    )

    assert expected == only(room, "number_changed")


def test_a_new_user_id_links_without_a_phone(room):
    """A customer who hides their phone changes only the id."""
    item = only(room, "user_id_changed")

    assert (Address(user_id="ZA.556"), Address(user_id="ZA.557")) == (item.previous, item.current)


def test_statuses_are_read_one_by_one(room):
    """Receipts with our ref, a failure with its reason, a word of tomorrow, a participant of a group."""
    sent, delivered, failed, strange, group = read(room, "statuses")

    assert sent == StatusChange(
        message_id="wamid.OUT1",
        number_id="7001",
        status="sent",
        at=AT + 1000,
        ref="i1/3/0",
        recipient=Address(phone="+27820001111"),
        pricing={"billable": True, "pricing_model": "PMP", "type": "regular", "category": "service"},
    )
    assert (delivered.status, delivered.pricing) == ("delivered", None)
    assert [(fault.code, fault.details, fault.href) for fault in failed.faults] == [
        (131047, "24 hours have passed", "https://developers.facebook.com/docs")
    ]
    assert (strange.status, strange.recipient) == ("evaporated", LEE)
    assert Address(phone="+27820001111") == group.recipient


def test_a_lost_inbound_is_an_account_fault_with_a_steady_name(room):
    """A redelivery of the same body gives the same id."""
    item = only(room, "account_error")

    assert isinstance(item, AccountFault)
    assert (item.fault.code, item.number_id) == (131035, "7001")
    assert item == only(room, "account_error")


def test_standby_is_seen_and_never_answered(room):
    """The customer's message is wrapped; the other party's own message is only counted."""
    standby, notice = read(room, "standby")

    assert isinstance(standby, Standby)
    assert isinstance(standby.received, Received)
    assert isinstance(notice, Notice)
    assert notice.field == "standby.message_echoes"


def test_a_handover_is_kept(room):
    """Who controls the conversation now is in its fields."""
    item = only(room, "handover")

    assert isinstance(item, Handover)
    assert (item.number_id, item.fields["messaging_handovers"]) == ("7001", [{"control": "taken"}])


def test_a_person_on_the_phone_app_is_noticed(room):
    """What they wrote goes to the customer, not from them."""
    expected = PersonWrote(
        id="wamid.E2",
        number_id="7001",
        to=Address(phone="+27820001111"),
        at=AT,
        content=Text(body="I am on it"),
    )

    assert expected == only(room, "phone_app_echo")


def test_other_fields_are_notices(room):
    """Counted and kept, under a name that a redelivery repeats."""
    item = only(room, "template_review")

    assert isinstance(item, Notice)
    assert (item.field, item.value["event"]) == ("message_template_status_update", "APPROVED")
    assert item.id == only(room, "template_review").id


@pytest.mark.parametrize(
    ("case", "at"), [("milliseconds", AT + 123), ("from_the_future", None), ("no_timestamp", None)]
)
def test_a_strange_time_is_clamped_to_arrival(room, case, at):
    """Milliseconds are understood; the future and nothing at all are the moment of arrival."""
    assert (at or room.now) == only(room, case).at


def test_half_a_surrogate_and_nul_are_mended(room):
    """A text that could not be stored or sent on never comes in; a whole pair and a plain backslash stay."""
    assert only(room, "half_a_surrogate").content.body == "a�bc 😀 \\ud83d"


def test_one_bad_item_spoils_no_other(room):
    """The healthy neighbours are read; each bad one is a dead letter with its reason."""
    items = read(room, "one_bad_item")

    assert [item.id for item in items if isinstance(item, Received)] == ["wamid.M1", "wamid.M2"]
    assert [item.reason for item in items if isinstance(item, Unreadable)] == [
        "the item has no id",
        "not an object",
        "the message names no customer",
        "the item has no id",
        "unhashable type: 'list'",
    ]


def test_every_entry_and_change_is_read(room):
    """Nothing is taken for the only one of its list; what is no entry or change is a dead letter."""
    first, status, second, *dead = read(room, "two_entries")

    assert (first.id, status.status, second.id) == ("wamid.A", "read", "wamid.B")
    assert [item.reason for item in dead] == [
        "the entry holds no list of changes",
        "the change holds no value",
        "the entry holds no list of changes",
    ]


@pytest.mark.parametrize(
    ("case", "reason"),
    [
        ("not_json", "the body is not JSON"),
        ("empty", "the body is not JSON"),
        ("not_an_object", "the body holds no list of entries"),
        ("no_entries", "the body holds no list of entries"),
    ],
)
def test_a_body_that_is_no_webhook_is_one_dead_letter(room, case, reason):
    """It was signed, so somebody should look at it."""
    item = only(room, case)

    assert (Unreadable, reason) == (type(item), item.reason)
    assert item.raw == room.webhook(case)[1].decode()


def test_a_body_in_another_encoding_keeps_its_message(room):
    """One broken character is replaced; the rest of the message is there."""
    assert only(room, "not_utf8").content == Text(body="caf�")


@pytest.mark.parametrize("size", [RAW_CHARACTERS_MAX - 1, RAW_CHARACTERS_MAX, RAW_CHARACTERS_MAX + 1])
def test_a_dead_letter_is_kept_up_to_its_bound(size):
    """A huge body does not fill the store; its name is still that of the whole."""
    (item,) = parse(b"x" * size, arrived_at=0)

    assert min(size, RAW_CHARACTERS_MAX) == len(item.raw)


def test_a_batch_of_a_thousand_is_read_whole(room):
    """Every message, in order."""
    body = json.loads(room.webhook("text")[1])
    value = body["entry"][0]["changes"][0]["value"]
    value["messages"] = [value["messages"][0] | {"id": f"wamid.{n}"} for n in range(1000)]

    items = parse(json.dumps(body).encode(), arrived_at=room.now)

    assert [f"wamid.{n}" for n in range(1000)] == [item.id for item in items]


def test_a_redelivery_gives_equal_items(room):
    """The same bytes give equal items with equal names, whatever their kind."""
    for case in room.cases("webhooks"):
        assert read(room, case) == read(room, case)


@pytest.mark.parametrize("case", ["text", "statuses", "not_json"])
def test_recorded_bodies_verify(room, case):
    """The recorded signature is over the recorded bytes."""
    headers, body = room.webhook(case)

    verify(body, headers["x-hub-signature-256"], room.settings().app_secrets)


@pytest.mark.parametrize("key", ["messages", "statuses", "errors"])
@pytest.mark.parametrize("value", [{}, "x", 1, None])
def test_what_should_be_a_list_and_is_none_is_a_dead_letter(key, value):
    """Its neighbours in the same change are read."""
    text = {"from": "27821234567", "id": "wamid.1", "timestamp": "1", "type": "text", "text": {"body": "hi"}}
    beside = "statuses" if key == "messages" else "messages"
    good = [text] if beside == "messages" else [{"id": "wamid.2", "status": "sent", "timestamp": "1"}]
    change = {"field": "messages", "value": {key: value, beside: good}}

    items = parse(json.dumps({"entry": [{"changes": [change]}]}).encode(), arrived_at=10**13)

    assert sorted(type(item).__name__ for item in items) == sorted(
        ["Unreadable", "Received" if beside == "messages" else "StatusChange"]
    )
    assert [item.reason for item in items if isinstance(item, Unreadable)] == ["a list was expected"]
