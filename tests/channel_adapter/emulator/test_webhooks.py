"""Webhooks on their way: when, in which form, how often, and again."""

from __future__ import annotations

import hashlib
import hmac
import json
import os
from pathlib import Path
from typing import Any

import pytest

from channel_adapter.emulator import STORMY, BusinessNumber, Cloud, Habits

DAY = 24 * 3_600_000
SHARED = Path(os.environ.get("FLOW_SHARED", Path(__file__).resolve().parents[3] / "../shared"))


def test_a_webhook_is_signed_over_its_exact_bytes(desk: Any) -> None:
    """The signature header is HMAC-SHA256 of the body under the app secret."""
    desk.sent()
    (first, *_) = desk.cloud.due(desk.noon + DAY)
    digest = hmac.new(desk.number.app_secret.encode(), first.body, hashlib.sha256).hexdigest()
    assert first.headers["x-hub-signature-256"] == f"sha256={digest}"
    assert first.headers["content-type"] == "application/json"


def test_360dialog_signs_under_its_own_header(make_desk: Any) -> None:
    """The same body, another header."""
    desk = make_desk(numbers=[BusinessNumber(dialect="360dialog")], greeted=False)
    desk.cloud.says("27821234567", "hi", at=desk.noon)
    (delivery,) = desk.cloud.due(desk.noon + DAY)
    assert delivery.headers["x-360dialog-signature"].startswith("sha256=")
    assert "x-hub-signature-256" not in delivery.headers


def test_the_envelope_names_account_number_and_field(desk: Any) -> None:
    """Object, entry id, field, metadata."""
    desk.cloud.says("27821234567", "hi", at=desk.noon)
    (delivery,) = desk.cloud.due(desk.noon + DAY)
    body = json.loads(delivery.body)
    change = body["entry"][0]["changes"][0]
    assert body["object"] == "whatsapp_business_account"
    assert body["entry"][0]["id"] == desk.number.account_id
    assert change["field"] == "messages"
    assert change["value"]["metadata"] == {"display_phone_number": "15550783881", "phone_number_id": desk.number.id}


def test_webhooks_leave_when_they_are_due_and_not_before(desk: Any) -> None:
    """``next_due`` says when; each is handed out once, in order of time."""
    desk.sent()
    assert desk.cloud.next_due() == desk.noon + 450
    assert desk.cloud.due(desk.noon + 449) == ()
    assert [delivery.due for delivery in desk.cloud.due(desk.noon + 850)] == [desk.noon + 450, desk.noon + 850]
    assert len(desk.cloud.due(desk.noon + DAY)) == 1
    assert (desk.cloud.due(desk.noon + DAY), desk.cloud.next_due()) == ((), None)


def test_a_webhook_that_is_not_taken_comes_again_at_once_then_less_and_less_often(desk: Any) -> None:
    """The pauses grow, the bytes stay, and after seven days it is given up."""
    desk.cloud.says("27821234567", "hi", at=desk.noon)
    (delivery,) = desk.cloud.due(desk.noon + DAY)
    first, tries = delivery, []
    while True:
        desk.cloud.acknowledge(delivery, 500)
        due = desk.cloud.next_due()
        if due is None:
            break
        (delivery,) = desk.cloud.due(due)
        assert (delivery.body, delivery.headers, delivery.id) == (first.body, first.headers, first.id)
        tries.append(due - first.due)
    pauses = [later - earlier for earlier, later in zip([0, *tries], tries, strict=False)]
    assert pauses[0] == 0
    assert pauses == sorted(pauses)
    assert tries[-1] <= 7 * DAY < tries[-1] + pauses[-1]
    assert [lost.id for lost in desk.cloud.world.outbox.given_up] == [first.id]


@pytest.mark.parametrize(("status", "again"), [(200, False), (204, True), (301, True), (401, True), (0, True)])
def test_only_200_counts_as_taken(desk: Any, status: int, *, again: bool) -> None:
    """Any other answer, also another 2xx, brings it again."""
    desk.cloud.says("27821234567", "hi", at=desk.noon)
    (delivery,) = desk.cloud.due(desk.noon + DAY)
    desk.cloud.acknowledge(delivery, status, desk.noon + 5)
    assert (desk.cloud.next_due() == desk.noon + 5) is again


def test_dropped_webhooks_never_come_but_the_message_does(make_desk: Any) -> None:
    """What was lost is on the record; the phone shows the message all the same."""
    desk = make_desk(habits=Habits(webhook_drops=1))
    message_id = desk.sent()
    assert desk.statuses() == []
    assert [name for name in desk.cloud.world.outbox.dropped if name.startswith(message_id)] == [
        f"{message_id}/{status}" for status in ("sent", "delivered", "read")
    ]
    assert desk.cloud.phone("27821234567")[-1].message_id == message_id


def test_duplicates_come_a_second_time(make_desk: Any) -> None:
    """The same item twice, later."""
    desk = make_desk(habits=Habits(webhook_duplicates=1))
    desk.sent()
    assert sorted(status["status"] for status in desk.statuses()) == sorted(["sent", "delivered", "read"] * 2)


def test_delays_bring_statuses_out_of_order(make_desk: Any) -> None:
    """For some seed ``delivered`` overtakes ``sent``; nothing gets lost."""
    orders = set()
    for seed in range(8):
        desk = make_desk(habits=Habits(webhook_delays=1), seed=seed)
        desk.sent()
        orders.add(tuple(status["status"] for status in desk.statuses()))
    assert {tuple(sorted(order)) for order in orders} == {("delivered", "read", "sent")}
    assert len(orders) > 1


def test_batches_take_every_form_that_the_envelope_allows(make_desk: Any) -> None:
    """Several entries, several changes, several items in one value; over the seeds each form appears, complete."""
    forms = set()
    for seed in range(12):
        desk = make_desk(habits=Habits(webhook_batches=1), seed=seed)
        for _ in range(3):
            desk.cloud.says("27821234567", "more", at=desk.noon)
        desk.sent()
        (delivery,) = desk.cloud.due(desk.noon + DAY)
        entries = json.loads(delivery.body)["entry"]
        values = [change["value"] for entry in entries for change in entry["changes"]]
        forms.add((len(entries), len(entries[0]["changes"])))
        assert sum(len(value.get("messages", ())) for value in values) == 3
        assert sum(len(value.get("statuses", ())) for value in values) == 3
        assert all(len(value["contacts"]) == 1 for value in values)
    assert forms == {(6, 1), (1, 6), (1, 1)}


def test_a_batch_holds_one_number_and_at_most_a_thousand_items(make_desk: Any) -> None:
    """Numbers never share a body; the 1,001st item starts another one."""
    desk = make_desk(
        habits=Habits(webhook_batches=1), numbers=[BusinessNumber(), BusinessNumber(id="2")], greeted=False
    )
    desk.cloud.says("27821234567", "hi", at=desk.noon)
    desk.cloud.says("27821234567", "hi", at=desk.noon, number_id="2")
    assert [delivery.number_id for delivery in desk.cloud.due(desk.noon + DAY)] == [desk.number.id, "2"]
    for at in range(1_001):
        desk.cloud.says("27821234567", str(at), at=desk.noon)
    bodies = [json.loads(delivery.body) for delivery in desk.cloud.due(desk.noon + DAY)]
    assert len(bodies) == 2
    assert len(bodies[0]["entry"]) == 1_000 or len(bodies[1]["entry"]) == 1


def play(seed: int) -> list[bytes]:
    """A fixed run of acts in a stormy world; every body that left."""
    cloud = Cloud(habits=STORMY, seed=seed)
    ada = cloud.customer("+27821234567")
    number = cloud.numbers[0]
    bodies = []
    for turn in range(20):
        at = 1_800_000_000_000 + turn * 7_000
        cloud.says(ada.wa_id, f"turn {turn}", at=at)
        body = {"messaging_product": "whatsapp", "to": "+27821234567", "type": "text", "text": {"body": f"{turn}"}}
        answer = cloud.post_message(number.id, number.access_token, body, at + 1)
        bodies.append(answer.body)
        bodies += [delivery.body for delivery in cloud.due(at + 2)]
    return bodies + [delivery.body for delivery in cloud.due(1_900_000_000_000)]


def test_same_seed_and_same_acts_give_the_same_bytes() -> None:
    """Two runs are equal to the byte; another seed is another run."""
    assert play(3) == play(3)
    assert play(3) != play(4)


@pytest.mark.skipif(
    not (SHARED / "data/webhooks").exists(), reason="no collection of sample webhooks beside the checkout"
)
@pytest.mark.parametrize("kind", ["text", "image", "video", "document", "voice", "sticker", "location", "reaction"])
def test_field_sets_match_collected_webhooks(desk: Any, kind: str) -> None:
    """Every key of a collected sample of this type is one that the emulator also sends, but for the rarest."""
    samples = json.loads((SHARED / "data/webhooks/message.json").read_text())
    wire = "audio" if kind == "voice" else kind
    sample_messages = [
        message
        for body in samples.values()
        for message in body["entry"][0]["changes"][0]["value"].get("messages", ())
        if message.get("type") == wire and message.get("errors") is None
    ]
    assert sample_messages
    send_one_of(desk, kind)
    (ours,) = desk.messages()
    rare = {"context", "referral", "from_parent_user_id", "group_id"}
    inner_rare = {"caption", "name", "address", "url", "emoji"}
    for theirs in sample_messages:
        assert set(theirs) - rare <= set(ours)
        assert set(theirs[wire]) - inner_rare <= set(ours[wire])


def send_one_of(desk: Any, kind: str) -> None:
    cloud, who, at = desk.cloud, "27821234567", desk.noon
    match kind:
        case "text":
            cloud.says(who, "hi", at=at)
        case "voice":
            cloud.sends_media(who, "audio", at=at, voice=True)
        case "location":
            cloud.sends_location(who, 1.0, 2.0, at=at)
        case "reaction":
            cloud.reacts(who, cloud.phone(who)[0].message_id, "👍", at=at)
        case _:
            cloud.sends_media(who, kind, at=at)
