"""One request, its answer, and what becomes of the message."""

from __future__ import annotations

import json
from typing import Any

import pytest

from channel_adapter.emulator import ApprovedTemplate, BusinessNumber, Habits

DAY = 24 * 3_600_000


def test_an_accepted_message_is_answered_as_the_provider_does(desk: Any) -> None:
    """The answer names the input, the customer's ids and the new message."""
    status, answer = desk.send()
    assert status == 200
    assert answer["messaging_product"] == "whatsapp"
    assert answer["contacts"] == [{"input": "+27821234567", "wa_id": "27821234567", "user_id": desk.ada.user_id}]
    assert answer["messages"][0]["id"].startswith("wamid.")


def test_a_user_id_is_answered_without_the_phone(desk: Any) -> None:
    """Who addresses a user id does not learn the number."""
    body = {"messaging_product": "whatsapp", "recipient": desk.ada.user_id, "type": "text", "text": {"body": "hi"}}
    _, answer = desk.post(body)
    assert answer["contacts"] == [{"input": desk.ada.user_id, "user_id": desk.ada.user_id}]
    assert [bubble.text for bubble in desk.cloud.phone("27821234567")] == ["hi", "hi"]


def test_the_phone_wins_over_the_user_id(make_desk: Any) -> None:
    """With both ``to`` and ``recipient``, ``to`` counts."""
    desk = make_desk()
    bob = desk.cloud.customer("+4915112345678", "Bob")
    desk.cloud.says(bob.wa_id, "hi", at=desk.noon)
    desk.sent(recipient=bob.user_id)
    assert len(desk.cloud.phone(desk.ada.wa_id)) == 2
    assert len(desk.cloud.phone(bob.wa_id)) == 1


def test_an_alias_reaches_the_customer_under_their_true_id(make_desk: Any) -> None:
    """Brazil's ninth digit: the answer's wa_id differs from what was dialled."""
    desk = make_desk()
    desk.cloud.customer("+5511987654321", "Bia", aliases=("551187654321",))
    _, answer = desk.send(to="+55 11 8765-4321")
    assert answer["contacts"][0]["wa_id"] == "5511987654321"


def test_a_user_id_in_to_is_accepted_and_lost(desk: Any) -> None:
    """As reported from the field: 200, and then silence."""
    assert desk.send(to=desk.ada.user_id)[0] == 200
    assert desk.statuses() == []
    assert len(desk.cloud.phone(desk.ada.wa_id)) == 1


def test_a_stranger_is_accepted_and_then_undeliverable(desk: Any) -> None:
    """A number that nobody here has is taken, like any other, and fails with 131026; an unknown user id is silent."""
    status, answer = desk.send(to="+4930123456", biz_opaque_callback_data="r")
    assert (status, answer["contacts"]) == (200, [{"input": "+4930123456", "wa_id": "4930123456"}])
    (failed,) = desk.statuses()
    assert (failed["recipient_id"], failed["biz_opaque_callback_data"]) == ("4930123456", "r")
    assert failed["errors"][0]["code"] == 131026
    assert "recipient_user_id" not in failed
    body = {"messaging_product": "whatsapp", "recipient": "US.1", "type": "text", "text": {"body": "hi"}}
    assert desk.post(body)[1]["contacts"] == [{"input": "US.1"}]
    assert desk.send(to="Y2FwaV9ncm91cDo", recipient_type="group")[0] == 200
    assert desk.statuses() == []


@pytest.mark.parametrize(
    ("number_id", "token", "status", "code"),
    [("1", "x", 400, 100), (None, None, 403, 200), (None, "wrong", 401, 190)],
)
def test_number_and_token_are_checked_first(
    desk: Any, number_id: str | None, token: str | None, status: int, code: int
) -> None:
    """Unknown number, no token, wrong token."""
    answer = desk.cloud.post_message(number_id or desk.number.id, token, {}, desk.noon)
    error = json.loads(answer.body)["error"]
    assert (answer.status, error["code"]) == (status, code)


def test_an_error_has_the_providers_shape(desk: Any) -> None:
    """Message, type, code, details and a trace id."""
    status, answer = desk.send("text", {})
    assert status == 400
    assert answer["error"] == {
        "message": "(#131008) Required parameter is missing",
        "type": "OAuthException",
        "code": 131008,
        "error_data": {
            "messaging_product": "whatsapp",
            "details": "Parameter 'body' of $['text'] is mandatory",
        },
        "fbtrace_id": answer["error"]["fbtrace_id"],
    }
    assert answer["error"]["fbtrace_id"].startswith("A")


def test_a_message_reports_sent_delivered_and_read_with_our_reference(desk: Any) -> None:
    """Three statuses, each with the reference; the price on the first two only, and no conversation object."""
    message_id = desk.sent(biz_opaque_callback_data="i/1/1")
    statuses = desk.statuses()
    assert [status["status"] for status in statuses] == ["sent", "delivered", "read"]
    assert {status["id"] for status in statuses} == {message_id}
    assert {status["biz_opaque_callback_data"] for status in statuses} == {"i/1/1"}
    assert {status["recipient_id"] for status in statuses} == {"27821234567"}
    price = {"billable": True, "pricing_model": "PMP", "type": "regular", "category": "service"}
    assert [status.get("pricing") for status in statuses] == [price, price, None]
    assert not any("conversation" in status for status in statuses)


def test_before_october_2026_a_reply_is_free(make_desk: Any) -> None:
    """Plain replies were free of charge until 2026-10-01."""
    desk = make_desk(greeted=False)
    july = 1_783_000_000_000
    desk.cloud.says("27821234567", "hi", at=july)
    desk.sent(at=july)
    assert desk.statuses()[0]["pricing"]["type"] == "free_customer_service"


def test_an_advertisement_makes_messages_free_and_brings_the_conversation_back(desk: Any) -> None:
    """A referral opens the free entry point, the one case in which ``conversation`` is still reported."""
    desk.cloud.says("27821234567", "hi", at=desk.noon, referral={"source_id": "1", "source_type": "ad"})
    desk.sent()
    first = desk.statuses()[0]
    assert first["pricing"]["type"] == "free_entry_point"
    assert first["conversation"]["origin"] == {"type": "referral_conversion"}
    assert first["conversation"]["expiration_timestamp"] == str((desk.noon + 72 * 3_600_000) // 1_000)


def test_an_old_version_reports_conversations(make_desk: Any) -> None:
    """Below version 24 every message has one."""
    desk = make_desk(habits=Habits(graph_version=23))
    desk.sent()
    assert [("conversation" in status) for status in desk.statuses()] == [True, True, False]


def test_the_window_closes_at_24_hours_exactly_and_late(desk: Any) -> None:
    """A millisecond before, it goes; at 24 h it is accepted and then fails with 131047."""
    assert desk.cloud.window_until(desk.ada.wa_id) == desk.noon + DAY
    desk.sent(at=desk.noon + DAY - 1)
    late = desk.sent(at=desk.noon + DAY, biz_opaque_callback_data="r")
    (failed,) = [status for status in desk.statuses() if status["id"] == late]
    assert (failed["status"], failed["errors"][0]["code"]) == ("failed", 131047)
    assert failed["biz_opaque_callback_data"] == "r"
    assert {"code", "title", "message", "error_data", "href"} == set(failed["errors"][0])


def test_a_closed_window_can_be_refused_at_once(make_desk: Any) -> None:
    """Others saw it synchronously."""
    desk = make_desk(habits=Habits(window_refusal="sync"))
    assert desk.code(at=desk.noon + DAY - 1) is None
    assert desk.code(at=desk.noon + DAY) == 131047
    assert desk.code("template", {"name": "hello_world", "language": {"code": "en_US"}}, at=desk.noon + DAY) is None


def test_a_customer_who_never_wrote_has_no_window(make_desk: Any) -> None:
    """Only their own message opens it."""
    desk = make_desk(greeted=False)
    assert desk.cloud.window_until(desk.ada.wa_id) is None
    desk.sent()
    assert [status["status"] for status in desk.statuses()] == ["failed"]


def test_a_template_leaves_at_any_time_but_opens_nothing(make_desk: Any) -> None:
    """Delivered outside the window; the next plain text still fails."""
    desk = make_desk(greeted=False)
    _, answer = desk.send("template", {"name": "hello_world", "language": {"code": "en_US"}})
    assert answer["messages"][0]["message_status"] == "accepted"
    assert desk.statuses()[0]["pricing"]["category"] == "utility"
    assert desk.cloud.phone("27821234567")[0].text.startswith("Hello World")
    desk.sent()
    assert desk.statuses()[0]["errors"][0]["code"] == 131047


GREETING = ApprovedTemplate(name="greeting", body="Hi {{1}}, order {{2}} is here. {{1}}!", replies=("Yes", "No"))
NAMED = ApprovedTemplate(name="named", body="Hi {{first_name}}", language="en", category="marketing")


def template(name: str, *parameters: Any, language: str = "en_US", **more: Any) -> dict[str, Any]:
    body = {"type": "body", "parameters": [{"type": "text", "text": value} for value in parameters]}
    return {"name": name, "language": {"code": language}, "components": [body]} | more


def test_templates_are_checked_against_the_account(make_desk: Any) -> None:
    """Unknown name, wrong number of values, too long when filled; and the right one is rendered."""
    desk = make_desk(numbers=[BusinessNumber(templates=(GREETING, NAMED))])
    assert desk.code("template", template("gone")) == 132001
    assert desk.code("template", template("greeting", "Ada")) == 132000
    assert desk.code("template", template("greeting", "x" * 600, "1")) == 132005
    desk.sent("template", template("greeting", "Ada", "7"))
    assert desk.cloud.phone("27821234567")[-1].text == "Hi Ada, order 7 is here. Ada!"


def test_template_values_may_be_named_or_typed(make_desk: Any) -> None:
    """A named parameter finds its place; a currency shows its fallback."""
    desk = make_desk(numbers=[BusinessNumber(templates=(NAMED, ApprovedTemplate(name="due", body="Due: {{1}}")))])
    named = {"type": "text", "text": "Ada", "parameter_name": "first_name"}
    body = [{"type": "body", "parameters": [named]}]
    desk.sent("template", {"name": "named", "language": {"code": "en"}, "components": body})
    money = {"type": "currency", "currency": {"fallback_value": "$5", "code": "USD", "amount_1000": 5_000}}
    body = [{"type": "header"}, {"type": "body", "parameters": [money]}]
    desk.sent("template", {"name": "due", "language": {"code": "en_US"}, "components": body})
    assert [bubble.text for bubble in desk.cloud.phone("27821234567")][-2:] == ["Hi Ada", "Due: $5"]
    assert desk.statuses()[0]["pricing"]["category"] == "marketing"


def test_sending_to_the_own_number_is_refused(desk: Any) -> None:
    """Recipient cannot be sender."""
    assert desk.code(to="+15550783881") == 131021


def test_direct_send_needs_permission(make_desk: Any) -> None:
    """Refused in general; an allowed number may write outside the window with it."""
    assert make_desk().code(category="utility") == 100
    desk = make_desk(numbers=[BusinessNumber(direct_send=True)], greeted=False)
    assert desk.code("location", {"latitude": 1, "longitude": 1}, category="utility") == 100
    desk.sent(category="utility")
    assert [status["status"] for status in desk.statuses()] == ["sent", "delivered", "read"]


def test_a_body_that_is_no_object_is_refused(desk: Any) -> None:
    """A list, a number, nothing."""
    assert [desk.post(body)[1]["error"]["code"] for body in ([], 5, None)] == [100, 100, 100]


def test_nulls_say_nothing_and_depth_ends_somewhere(desk: Any) -> None:
    """A null key is as absent; a document of any depth is answered."""
    message_id = desk.sent("text", {"body": "hi", "preview_url": None}, context=None, colour=None)
    assert desk.cloud.phone("27821234567")[-1].message_id == message_id
    deep: Any = "x"
    for _ in range(5_000):
        deep = [deep]
    assert desk.code("text", {"body": deep}) == 100


def test_an_unknown_medium_is_refused(desk: Any) -> None:
    """A media id has to exist."""
    assert desk.code("image", {"id": "123"}) == 131009
    assert desk.code("image", {"link": "https://example.com/a.png"}) is None


def test_a_read_mark_ticks_all_earlier_messages_and_shows_typing(desk: Any) -> None:
    """Everything up to the marked message turns read; typing shows for 25 seconds at most."""
    second = desk.cloud.says("27821234567", "are you there?", at=desk.noon + 1)
    third = desk.cloud.says("27821234567", "hello?", at=desk.noon + 2)
    mark = {"messaging_product": "whatsapp", "status": "read", "message_id": second}
    assert desk.post(mark | {"typing_indicator": {"type": "text"}}, at=desk.noon + 10) == (200, {"success": True})
    ticks = {bubble.message_id: bubble.tick for bubble in desk.cloud.phone("27821234567")}
    assert [*ticks.values()] == ["read", "read", "delivered"]
    assert ticks[third] == "delivered"
    assert desk.cloud.is_typing("27821234567", at=desk.noon + 25_009)
    assert not desk.cloud.is_typing("27821234567", at=desk.noon + 25_010)


def test_a_message_ends_the_typing_sign(desk: Any) -> None:
    """It disappears when the business writes; a later read mark leaves earlier reading times alone."""
    incoming = desk.cloud.says("27821234567", "?", at=desk.noon)
    mark = {"messaging_product": "whatsapp", "status": "read", "message_id": incoming}
    desk.post(mark | {"typing_indicator": {"type": "text"}})
    desk.sent()
    assert not desk.cloud.is_typing("27821234567", at=desk.noon + 1)
    assert desk.post(mark, at=desk.noon + 5)[0] == 200


def test_marking_what_is_not_there_is_refused(desk: Any) -> None:
    """An unknown message, a message of ours, a malformed mark."""
    mark = {"messaging_product": "whatsapp", "status": "read"}
    assert desk.post(mark | {"message_id": "wamid.gone"})[1]["error"]["code"] == 131009
    assert desk.post(mark | {"message_id": desk.sent()})[1]["error"]["code"] == 131009
    assert desk.post(mark)[1]["error"]["code"] == 131008


def test_a_reaction_shows_on_its_message_and_reports_sent_only(desk: Any) -> None:
    """Also taken away again; and a reaction to nothing fails late."""
    hello = desk.cloud.phone("27821234567")[0].message_id
    desk.sent("reaction", {"message_id": hello, "emoji": "👍"})
    assert desk.cloud.phone("27821234567")[0].reaction == "👍"
    assert [status["status"] for status in desk.statuses()] == ["sent"]
    desk.sent("reaction", {"message_id": hello, "emoji": ""})
    assert desk.cloud.phone("27821234567")[0].reaction == ""
    desk.statuses()
    desk.sent("reaction", {"message_id": "wamid.gone", "emoji": "👍"})
    assert desk.statuses()[0]["errors"][0]["code"] == 131009


def test_the_pair_limit_lets_a_burst_of_45_and_then_one_every_six_seconds(desk: Any) -> None:
    """The 46th at once is refused with 131056; six seconds later one more goes."""
    assert [desk.code() for _ in range(45)] == [None] * 45
    assert desk.code() == 131056
    assert desk.code(at=desk.noon + 5_999) == 131056
    assert desk.code(at=desk.noon + 6_000) is None
    assert desk.code(at=desk.noon + 6_000) == 131056


def test_the_pair_limit_is_per_customer(desk: Any) -> None:
    """Another customer is not held up."""
    for _ in range(45):
        desk.sent()
    assert desk.code() == 131056
    assert desk.code(to="+4930123456") is None


def test_the_number_carries_its_throughput_and_no_more(make_desk: Any) -> None:
    """20 a second: the 21st at once is refused with 130429, and 50 ms later one more goes."""
    desk = make_desk(numbers=[BusinessNumber(throughput=20)], greeted=False)
    assert [desk.code(to=f"+49301234{at:02}") for at in range(20)] == [None] * 20
    assert desk.code() == 130429
    assert desk.code(at=desk.noon + 49) == 130429
    assert desk.code(at=desk.noon + 50) is None
