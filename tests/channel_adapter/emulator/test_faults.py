"""Mishaps: on demand, and by chance."""

from __future__ import annotations

from typing import Any

import pytest

from channel_adapter.emulator import (
    BareAnswer,
    FailLater,
    Habits,
    LoseAnswer,
    NeverReport,
    Refuse,
    Slow,
    UnknownCustomerError,
    Unreachable,
)
from channel_adapter.emulator.titles import TITLES, title_of
from channel_adapter.whatsapp.wire import Lost

TEXT = {"messaging_product": "whatsapp", "to": "+27821234567", "type": "text", "text": {"body": "hello"}}


def answer(desk: Any) -> Any:
    return desk.cloud.post_message(desk.number.id, desk.number.access_token, TEXT, desk.noon)


@pytest.mark.parametrize("code", TITLES)
def test_every_code_can_be_had_at_once_and_late(desk: Any, code: int) -> None:
    """Refused with the table's HTTP status, or accepted and failed with the table's title."""
    desk.cloud.schedule(Refuse(code=code, details="because"))
    desk.cloud.schedule(FailLater(code=code))
    status, refused = desk.send()
    assert (status, refused["error"]["code"]) == (title_of(code).http_status, code)
    assert refused["error"]["error_data"]["details"] == "because"
    desk.sent()
    (value,) = desk.values()
    (failed,) = value["statuses"]
    assert failed["errors"][0]["code"] == code
    assert failed["errors"][0]["title"] == title_of(code).text
    assert "contacts" not in value
    assert desk.cloud.world.faults.left == 0


def test_a_failure_may_name_its_contact(make_desk: Any) -> None:
    """Some clients cannot do without."""
    desk = make_desk(habits=Habits(failures_name_contact=True))
    desk.cloud.schedule(FailLater(code=131026))
    desk.sent()
    assert desk.values()[0]["contacts"][0]["wa_id"] == "27821234567"


def test_a_failure_can_follow_a_sent_status_at_any_time(desk: Any) -> None:
    """``sent`` first, then ``failed`` after an hour."""
    desk.cloud.schedule(FailLater(code=131026, after=3_600_000, after_sent=True))
    desk.cloud.schedule(FailLater(code=131026, after_sent=True))
    desk.sent()
    assert [status["status"] for status in desk.statuses(at=desk.noon + 3_600_000)] == ["sent"]
    assert [status["status"] for status in desk.statuses()] == ["failed"]
    desk.sent()
    assert [status["status"] for status in desk.statuses()] == ["sent", "failed"]


def test_an_unknown_code_is_a_plain_400(desk: Any) -> None:
    """Codes that the table does not know can be tried too; the HTTP status can be forced."""
    desk.cloud.schedule(Refuse(code=999_999))
    desk.cloud.schedule(Refuse(code=2, http_status=500))
    assert [desk.send()[0], desk.send()[0]] == [400, 500]


def test_a_lost_answer_may_leave_the_message_sent_or_not(desk: Any) -> None:
    """Both look the same from outside; the phone knows the difference."""
    desk.cloud.schedule(LoseAnswer(carried_out=False))
    desk.cloud.schedule(LoseAnswer())
    assert answer(desk).lost is Lost.UNKNOWN
    assert len(desk.cloud.phone("27821234567")) == 1
    assert answer(desk).lost is Lost.UNKNOWN
    assert len(desk.cloud.phone("27821234567")) == 2
    assert [status["status"] for status in desk.statuses()] == ["sent", "delivered", "read"]


def test_an_unreachable_provider_was_never_reached(desk: Any) -> None:
    """Nothing was sent, and the wire can say so."""
    desk.cloud.schedule(Unreachable())
    assert answer(desk).lost is Lost.NOT_SENT
    assert len(desk.cloud.phone("27821234567")) == 1


def test_a_gateway_page_tells_nothing(desk: Any) -> None:
    """A 5xx without the provider's JSON, before or after the message went out."""
    desk.cloud.schedule(BareAnswer())
    desk.cloud.schedule(BareAnswer(status=504, carried_out=True))
    first, second = answer(desk), answer(desk)
    assert (first.status, second.status) == (502, 504)
    assert first.headers["content-type"] == "text/html"
    assert len(desk.cloud.phone("27821234567")) == 2


def test_silence_and_slowness(desk: Any) -> None:
    """Accepted and never heard of again; or answered late."""
    desk.cloud.schedule(NeverReport())
    desk.cloud.schedule(Slow(milliseconds=7_000))
    assert answer(desk).delay == 0
    assert desk.statuses() == []
    assert answer(desk).delay == 7_000
    assert len(desk.cloud.phone("27821234567")) == 2


def test_faults_strike_where_they_are_aimed(desk: Any) -> None:
    """One customer, one number, not before a moment, so many times, in the order of scheduling."""
    bob = desk.cloud.customer("+4915112345678", "Bob")
    desk.cloud.schedule(Refuse(code=2), customer=bob.user_id)
    desk.cloud.schedule(Refuse(code=1), number_id="another")
    desk.cloud.schedule(Refuse(code=131016), since=desk.noon + 1_000, times=2)
    assert desk.code() is None
    assert desk.code(to="+4915112345678") == 2
    assert [desk.code(at=desk.noon + 1_000) for _ in range(3)] == [131016, 131016, None]
    assert desk.cloud.world.faults.left == 1
    desk.cloud.world.faults.clear()
    assert desk.cloud.world.faults.left == 0


def test_aiming_at_nobody_is_a_mistake(desk: Any) -> None:
    """A name that nobody answers to is the test's own error."""
    with pytest.raises(UnknownCustomerError, match="add them first"):
        desk.cloud.schedule(Refuse(code=2), customer="nobody")


def test_a_malformed_body_is_refused_before_a_scheduled_refusal_of_its_own(desk: Any) -> None:
    """The shape is looked at first, as the provider does."""
    desk.cloud.schedule(Refuse(code=131056))
    assert desk.code("text", {}) == 131008


def test_read_marks_use_up_no_fault(desk: Any) -> None:
    """Faults wait for messages."""
    desk.cloud.schedule(Refuse(code=2))
    first = desk.cloud.phone("27821234567")[0].message_id
    assert desk.post({"messaging_product": "whatsapp", "status": "read", "message_id": first})[0] == 200
    assert desk.code() == 2


@pytest.mark.parametrize(
    ("habits", "kind"),
    [
        (Habits(refusals=0.5), "refused"),
        (Habits(lost_answers=0.5), "lost"),
        (Habits(late_failures=0.5), "failed"),
    ],
)
def test_mishaps_by_chance_come_at_about_their_rate(make_desk: Any, habits: Habits, kind: str) -> None:
    """Half of forty sends, give or take."""
    desk = make_desk(habits=habits, seed=11)
    answers = [answer(desk) for _ in range(40)]
    count = {
        "refused": sum(one.status >= 400 for one in answers),
        "lost": sum(one.lost is not None for one in answers),
        "failed": sum(status["status"] == "failed" for status in desk.statuses()),
    }[kind]
    assert 10 <= count <= 30


def test_of_the_lost_answers_some_were_carried_out(make_desk: Any) -> None:
    """With both rates at work the phone shows some of the messages whose answers were lost."""
    desk = make_desk(habits=Habits(lost_answers=1, lost_before=0.5), seed=5)
    assert all(answer(desk).lost for _ in range(20))
    assert 3 <= len(desk.cloud.phone("27821234567")) - 1 <= 17
