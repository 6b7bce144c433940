"""The reply window and the expiry, to the millisecond."""

from __future__ import annotations

from typing import get_args

import pytest

from channel_adapter.messages import (
    Address,
    Content,
    Edited,
    Location,
    MediaReceived,
    Reaction,
    Received,
    ReceivedContent,
    Revoked,
    StatusChange,
    Tap,
    Template,
    Text,
    Unsupported,
)
from channel_adapter.window import (
    OPENS_WINDOW,
    ExpiryRule,
    WindowPolicy,
    clamped,
    expiry_deadline,
    is_expired,
    is_open,
    opens_window,
    passable,
    time_left,
    window_until,
)

HOUR = 3_600_000
DAY = 24 * HOUR
AT = 1_790_000_000_000
SENDER = Address(phone="+27821234567")
COPY = Text(body="hi")
PLACE = Location(latitude=0, longitude=0)
WELCOME = Template(name="welcome", language="en")


def received(content: ReceivedContent) -> Received:
    """A customer's message."""
    return Received(id="m", number_id="n", sender=SENDER, at=AT, content=content)


@pytest.mark.parametrize(("after", "expected"), [(0, True), (DAY - 1, True), (DAY, False), (DAY + 1, False)])
def test_the_window_closes_at_the_24th_hour(after: int, expected: bool) -> None:
    """Open at 23:59:59.999, closed at 24:00:00.000."""
    assert is_open(window_until(AT), AT + after, margin=0) is expected


@pytest.mark.parametrize(("after", "expected"), [(DAY - 60_001, True), (DAY - 60_000, False), (DAY - 1, False)])
def test_we_stop_a_minute_before(after: int, expected: bool) -> None:
    """The default margin leaves room for queueing and retries."""
    assert is_open(window_until(AT), AT + after) is expected
    assert time_left(window_until(AT), AT + after) == max(0, DAY - 60_000 - after)


def test_no_message_no_window() -> None:
    """Who never wrote cannot be answered."""
    assert window_until(None) is None
    assert not is_open(None, AT)
    assert time_left(None, AT) == 0


def test_a_late_message_opens_nothing() -> None:
    """A message written three days ago and delivered now leaves the window shut."""
    assert not is_open(window_until(clamped(AT - 3 * DAY, AT)), AT)


def test_a_fast_clock_of_the_channel_does_not_stretch_the_window() -> None:
    """The channel's time counts, but not later than the arrival."""
    assert clamped(AT + 5_000, AT) == AT
    assert clamped(AT - 5_000, AT) == AT - 5_000


@pytest.mark.parametrize(
    ("item", "expected"),
    [
        (received(Text(body="hi")), True),
        (received(Tap(kind="button", id="a", label="A")), True),
        (received(MediaReceived(kind="audio", id="1")), True),
        (received(Unsupported(kind="poll")), True),
        (received(Reaction(message_id="x", emoji="👍")), False),
        (Edited(id="e", number_id="n", sender=SENDER, at=AT, original_id="m", content=Text(body="hi")), False),
        (Revoked(id="r", number_id="n", sender=SENDER, at=AT, original_id="m"), False),
        (StatusChange(message_id="m", number_id="n", status="read", at=AT), False),
    ],
)
def test_only_what_the_customer_writes_opens_the_window(item: object, expected: bool) -> None:
    """Also what we cannot read; not reactions, changes, nor receipts."""
    assert opens_window(item) is expected  # type: ignore[arg-type]


def test_every_received_content_has_its_rule() -> None:
    """A new kind of content must choose whether it opens the window."""
    assert {*get_args(ReceivedContent)} <= {*OPENS_WINDOW}


@pytest.mark.parametrize(
    ("rule", "oldest", "latest", "expected"),
    [
        (ExpiryRule.OLDEST_UNANSWERED, AT, AT + 23 * HOUR, AT + DAY),
        (ExpiryRule.OLDEST_UNANSWERED, None, AT, None),
        (ExpiryRule.LATEST_INBOUND, AT, AT + 23 * HOUR, AT + 47 * HOUR),
        (ExpiryRule.LATEST_INBOUND, None, AT, AT + DAY),
        (ExpiryRule.LATEST_INBOUND, None, None, None),
    ],
)
def test_the_expiry_counts_from_the_message_of_the_rule(
    rule: ExpiryRule, oldest: int | None, latest: int | None, expected: int | None
) -> None:
    """Messages at 0 h and 23 h: the seed's rule counts from the first, the stricter one from the last."""
    assert expiry_deadline(rule, oldest_unanswered_at=oldest, latest_inbound_at=latest) == expected


def test_expiry_is_exact() -> None:
    """Not a millisecond before the deadline, and at it."""
    deadline = expiry_deadline(ExpiryRule.OLDEST_UNANSWERED, oldest_unanswered_at=AT, latest_inbound_at=AT)
    assert [is_expired(deadline, AT + DAY + shift) for shift in (-1, 0, 1)] == [False, True, True]
    assert not is_expired(None, AT + 99 * DAY)


@pytest.mark.parametrize(
    ("content", "policy", "fallback", "goes"),
    [
        (COPY, WindowPolicy.FAIL, WELCOME, None),
        (COPY, WindowPolicy.TEMPLATE, WELCOME, WELCOME),
        (COPY, WindowPolicy.TEMPLATE, None, None),
        (COPY, WindowPolicy.DIRECT_SEND, None, COPY),
        (PLACE, WindowPolicy.DIRECT_SEND, WELCOME, None),
        (WELCOME, WindowPolicy.FAIL, None, WELCOME),
    ],
)
def test_what_leaves_outside_the_window_is_a_policy(
    content: Content, policy: WindowPolicy, fallback: Template | None, goes: Content | None
) -> None:
    """Nothing, the template, or a direct send; inside the window the content itself, whatever the policy."""
    closed = passable(content, policy=policy, fallback=fallback, until=AT, now=AT)
    inside = passable(content, policy=policy, fallback=fallback, until=AT + DAY, now=AT)
    assert (closed, inside) == (goes, content)


def test_policies_are_settings() -> None:
    """They are written in configuration by these words."""
    assert WindowPolicy("fail") is WindowPolicy.FAIL
    assert {each.value for each in WindowPolicy} == {"fail", "template", "direct_send"}
    assert {each.value for each in ExpiryRule} == {"oldest_unanswered", "latest_inbound"}
