"""The provider's answer as an outcome: recorded replies, one by one."""

from __future__ import annotations

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from channel_adapter.channel import Accepted, Reason, Refused, Uncertain
from channel_adapter.whatsapp.replies import DETAILS_CHARACTERS_MAX, outcome
from channel_adapter.whatsapp.wire import Lost, WireFailure, WireReply

ACCEPTED = {
    "accepted": ("wamid.OUT1", "27820001111"),
    "accepted_user_id": ("wamid.OUT2", "US.123"),
    "accepted_template_held": ("wamid.OUT3", "27820001111"),
}

# reason, code, earliest retry after now in ms (None: never)
REFUSED = {
    "account_throttled": (Reason.PACED, 80007, 7 * 60_000),
    "app_throttled": (Reason.PACED, 4, 60_000),
    "capability_500": (Reason.PAUSED, 3, None),
    "certificate_500": (Reason.PAUSED, 131045, None),
    "group_limit_429": (Reason.PACED, 131208, 30_000),
    "number_unknown": (Reason.PAUSED, 33, None),
    "pair_limit": (Reason.PACED, 131056, 0),
    "partial_206": (Reason.REFUSED, 131201, None),
    "payment": (Reason.PAUSED, 131042, None),
    "permission": (Reason.PAUSED, 230, None),
    "something_wrong": (Reason.REFUSED, 131000, 0),
    "throughput": (Reason.PACED, 130429, 0),
    "title_too_long": (Reason.REFUSED, 131009, None),
    "token_expired": (Reason.PAUSED, 190, None),
    "unavailable": (Reason.REFUSED, 131016, 0),
    "unknown_permanent": (Reason.REFUSED, 199999, None),
    "unknown_transient": (Reason.REFUSED, 199999, 0),
    "window_closed": (Reason.WINDOW_CLOSED, 131047, None),
}

UNCERTAIN = {"deep", "empty_200", "error_without_code", "list_200", "object_without_id", "proxy_502"}


def test_every_recorded_reply_is_judged_below(room):
    """A new recording cannot be forgotten."""
    assert room.cases("replies") == sorted([*ACCEPTED, *REFUSED, *UNCERTAIN])


@pytest.mark.parametrize("case", ACCEPTED)
def test_an_id_is_acceptance(room, case):
    """The message's id and the name the provider gave its recipient."""
    message_id, recipient_id = ACCEPTED[case]

    assert outcome(room.reply(case), now=room.now) == Accepted(message_id=message_id, recipient_id=recipient_id)


@pytest.mark.parametrize("case", REFUSED)
def test_the_code_decides_and_not_the_status(room, case):
    """Permanent faults come as 500, throttles as 400, a partial success as 206."""
    result = outcome(room.reply(case), now=room.now)
    reason, code, after = REFUSED[case]

    assert isinstance(result, Refused)
    assert (result.reason, result.code) == (reason, code)
    assert result.retry_at == (None if after is None else room.now + after)
    assert result.trace == "AbCdEf012345"
    assert result.sentence.endswith(".")


def test_the_details_say_what_was_wrong(room):
    """The vendor's own words reach operators; the general message stands in where there are none."""
    assert outcome(room.reply("title_too_long"), now=0).details == (
        "Button title length invalid. Min length: 1, Max length: 20"
    )
    assert outcome(room.reply("partial_206"), now=0).details == "(#131201) Request partially succeeded"


@pytest.mark.parametrize("case", sorted(UNCERTAIN))
def test_an_answer_that_says_neither_is_uncertain(room, case):
    """A proxy's page, an empty 200: the message may have gone out."""
    result = outcome(room.reply(case), now=room.now)

    assert isinstance(result, Uncertain)
    assert "HTTP" in result.details


def test_a_lost_request_is_uncertain_only_when_it_left(room):
    """A connection that never opened sent nothing and may be tried again at once."""
    unsent = outcome(WireFailure(lost=Lost.NOT_SENT, details="ConnectError"), now=room.now)
    unknown = outcome(WireFailure(lost=Lost.UNKNOWN, details="ReadTimeout"), now=room.now)

    assert (unsent.reason, unsent.retry_at, unsent.details) == (Reason.UNREACHABLE, room.now, "ConnectError")
    assert isinstance(unknown, Uncertain)
    assert unknown.details == "ReadTimeout"


@pytest.mark.parametrize(
    ("body", "code"),
    [
        ({"error": {"code": "131056", "message": "as text"}}, 131056),
        ({"error": {"code": 131056, "message": None, "error_data": "text", "fbtrace_id": 7}}, 131056),
    ],
)
def test_a_code_may_be_written_oddly(body, code):
    """Providers in between rewrite numbers as texts and drop fields."""
    result = outcome(WireReply(status=400, body=json.dumps(body).encode()), now=0)

    assert (result.code, result.trace) == (code, None)


@pytest.mark.parametrize(
    "body",
    [
        {"error": {"code": True}},
        {"error": {"code": "１３１０５６"}},
        {"error": "no"},
        {"messages": [{"id": ""}]},
        {"messages": [7]},
        {"messages": {"id": "x"}},
    ],
)
def test_what_is_no_code_and_no_id_is_uncertain(body):
    """Nothing is taken for acceptance or refusal that does not say so."""
    assert isinstance(outcome(WireReply(status=200, body=json.dumps(body).encode()), now=0), Uncertain)


def test_an_accepted_message_needs_no_recipient():
    """The id alone is enough."""
    reply = WireReply(status=200, body=b'{"messages":[{"id":"wamid.1"}],"contacts":[{"wa_id":""}]}')

    assert outcome(reply, now=0) == Accepted(message_id="wamid.1")


@pytest.mark.parametrize("size", [DETAILS_CHARACTERS_MAX - 1, DETAILS_CHARACTERS_MAX, DETAILS_CHARACTERS_MAX + 1])
def test_details_are_bounded(size):
    """A page of HTML in a message field does not fill the journal."""
    body = json.dumps({"error": {"code": 100, "message": "x" * size}}).encode()

    assert len(outcome(WireReply(status=400, body=body), now=0).details) == min(size, DETAILS_CHARACTERS_MAX)


@given(st.integers(100, 599), st.binary())
def test_any_reply_has_an_outcome(status, body):
    """No status and no bytes end in an exception; bytes that say nothing are uncertain."""
    assert isinstance(outcome(WireReply(status=status, body=body), now=0), Uncertain)
