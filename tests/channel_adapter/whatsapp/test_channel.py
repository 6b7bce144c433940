"""One business number: the order in which a send is checked, paced, sent and judged."""

from __future__ import annotations

import asyncio
import logging

import pytest

from channel_adapter.channel import Accepted, Reason, Refused, Uncertain
from channel_adapter.messages import Address, Buttons, Fault, Outbound, ReadMark, StatusChange, Template, Text
from channel_adapter.whatsapp.channel import WhatsAppChannel
from channel_adapter.whatsapp.wire import Lost, WireFailure
from channel_adapter.window import MARGIN_MILLISECONDS

TEMPLATE = Template(name="welcome", language="en")
NOT_SENT = WireFailure(lost=Lost.NOT_SENT, details="ConnectError")
UNKNOWN = WireFailure(lost=Lost.UNKNOWN, details="ReadTimeout")


class Desk:
    """A channel with its scripted wire and its clock."""

    def __init__(self, room, *script, **settings) -> None:
        self.room, self.clock, self.meter = room, room.clock(), room.meter()
        self.wire = room.wire([room.reply(step) if isinstance(step, str) else step for step in script])
        self.channel = WhatsAppChannel(room.settings(**settings), self.wire, clock=self.clock, meter=self.meter)
        self.until = room.now + room.day

    def send(self, content="hello", *, until="open", attempt=0, **facts):
        part = self.room.outbound(content, **facts)
        window = self.until if until == "open" else until
        return asyncio.run(self.channel.send(part, window_until=window, attempt=attempt))

    def deliver(self, content):
        return asyncio.run(self.channel.deliver(self.room.outbound(content), window_until=self.until))

    @property
    def slept(self):
        return self.clock.now() - self.room.now


@pytest.fixture
def desk(room):
    """Make a channel from a script of replies."""
    return lambda *script, **settings: Desk(room, *script, **settings)


def test_a_message_goes_out(desk):
    """Accepted, with the provider's id, and nothing waited."""
    one = desk("accepted", extra_body={"messaging_account_id": "55"})

    assert one.send() == Accepted(message_id="wamid.OUT1", recipient_id="27820001111")
    assert one.wire.bodies[0]["text"] == {"body": "hello", "preview_url": False}
    assert one.wire.bodies[0]["messaging_account_id"] == "55"
    assert one.slept == 0


def test_nothing_over_a_limit_reaches_the_wire(desk):
    """The refusal says which limit, before window and pace are asked."""
    refused = desk().send("x" * 5_000, until=None)

    assert refused.reason is Reason.LIMIT
    assert "5,000" in refused.details


@pytest.mark.parametrize(("left", "goes"), [(-1, False), (0, False), (1, True)])
def test_nothing_leaves_outside_the_window(desk, room, left, goes):
    """At the very millisecond of its end, margin counted, it is closed."""
    one = desk(*["accepted"] * goes)

    outcome = one.send(until=room.now + MARGIN_MILLISECONDS + left)

    assert isinstance(outcome, Accepted if goes else Refused)
    assert goes or outcome.reason is Reason.WINDOW_CLOSED


def test_a_customer_who_never_wrote_gets_no_free_text(desk):
    """No window was ever opened; a template may leave all the same."""
    assert desk().send(until=None).reason is Reason.WINDOW_CLOSED
    assert isinstance(desk("accepted").send(TEMPLATE, until=None), Accepted)


def test_the_window_is_looked_at_again_after_pacing(desk, room):
    """A message that was in time when it queued is held back when its turn comes too late."""
    one = desk(*["accepted"] * 45)
    for _ in range(45):
        one.send()
    until = one.clock.now() + MARGIN_MILLISECONDS + 3_000

    assert one.send(until=until).reason is Reason.WINDOW_CLOSED
    assert len(one.wire.bodies) == 45


def test_a_turn_after_the_window_is_no_turn(desk):
    """Without patience the message is not told to come back at a moment when it could not leave."""
    one = desk(*["accepted"] * 45, patience_ms=0)
    sent = [one.send() for _ in range(8)]
    until = one.clock.now() + MARGIN_MILLISECONDS + 5

    assert all(isinstance(outcome, Accepted) for outcome in sent)
    assert one.send(until=until).reason is Reason.WINDOW_CLOSED


def test_a_busy_customer_comes_back_later(desk, room):
    """Beyond patience our own pacing says when."""
    one = desk(*["accepted"] * 45, patience_ms=0, number_per_second=1_000)
    for _ in range(45):
        one.send()

    refused = one.send()

    assert (refused.reason, refused.code, refused.retry_at) == (Reason.PACED, None, room.now + 6_000)
    assert len(one.wire.bodies) == 45


def test_a_customer_with_two_names_has_one_pace(desk, room):
    """The phone, the steadier name, counts."""
    one = desk(*["accepted"] * 46, patience_ms=0, number_per_second=1_000)
    for _ in range(45):
        one.send()
    part = Outbound(ref="r", to=Address(phone="+27820001111", user_id="ZA.1"), content=Text(body="x"))

    assert asyncio.run(one.channel.send(part, window_until=one.until)).reason is Reason.PACED


def test_short_throttles_are_waited_out(desk):
    """4^0 and 4^1 seconds fit into patience."""
    one = desk("pair_limit", "pair_limit", "accepted")

    assert isinstance(one.send(), Accepted)
    assert one.slept == 5_000
    assert one.wire.bodies[0] == one.wire.bodies[2]


def test_longer_throttles_go_back_to_the_outbox(desk, room):
    """The third wait of 16 s is not for this process; the outbox goes on with its own count."""
    one = desk("pair_limit", "pair_limit", "pair_limit", "pair_limit")

    first = one.send()
    second = one.send(attempt=3)

    assert first.retry_at == room.now + 5_000 + 16_000
    assert second.retry_at == room.now + 5_000 + 64_000


def test_a_throttled_customer_stays_slow_for_the_next_message(desk):
    """After a refusal by the provider our bucket is empty too."""
    one = desk("pair_limit", "accepted", patience_ms=0)
    one.send()

    assert isinstance(one.send(), Accepted)
    assert one.send().reason is Reason.PACED


def test_a_throttled_number_stays_slow_for_everybody(desk, room):
    """The next customer's message is spaced."""
    one = desk("throughput", patience_ms=0)
    one.send()

    assert one.send(to="+27820002222").retry_at == room.now + 13


def test_an_unreachable_provider_is_tried_again(desk):
    """Nothing was sent, so nothing can be sent twice."""
    one = desk(NOT_SENT, "accepted")

    assert isinstance(one.send(), Accepted)
    assert 500 <= one.slept <= 1_000


def test_an_uncertain_send_is_never_repeated(desk):
    """One request, and the truth about it."""
    one = desk(UNKNOWN)

    assert isinstance(one.send(), Uncertain)
    assert len(one.wire.bodies) == 1


def test_a_fault_of_credentials_stops_the_number(desk, room):
    """No further request leaves until an operator has acted."""
    one = desk("token_expired", "accepted")

    assert one.send().code == 190
    assert (one.send().reason, one.send(TEMPLATE).reason) == (Reason.PAUSED, Reason.PAUSED)
    asyncio.run(one.channel.mark_read(ReadMark(message_id="wamid.1")))
    assert len(one.wire.bodies) == 1
    one.channel.reset()
    assert isinstance(one.send(), Accepted)


def test_a_breaker_that_opens_during_a_wait_holds_the_message(desk):
    """What was learnt while a message waited for its turn counts for it."""
    one = desk(*["accepted"] * 8)
    for _ in range(8):
        one.send()

    async def both() -> object:
        waiting = asyncio.create_task(one.channel.send(one.room.outbound(), window_until=one.until))
        await asyncio.sleep(0)
        status = StatusChange(
            message_id="w", number_id="7001", status="failed", at=0, faults=(Fault(code=131042), Fault(code=131026))
        )
        one.channel.hear(status)
        return await waiting

    assert asyncio.run(both()).code == 131042
    assert len(one.wire.bodies) == 8


def test_a_paused_template_stops_alone(desk, room):
    """Other templates of the number go on."""
    reply = room.reply("payment")
    body = reply.body.replace(b"131042", b"132015")
    one = desk(type(reply)(status=400, body=body), "accepted")

    assert one.send(TEMPLATE).reason is Reason.PAUSED
    assert one.send(TEMPLATE).reason is Reason.PAUSED
    assert isinstance(one.send(Template(name="other", language="en")), Accepted)


def test_a_long_message_goes_in_parts_and_stops_at_the_first_failure(desk):
    """What went out stays out; the rest is held."""
    one = desk("accepted", "title_too_long")

    outcomes = one.deliver("word " * 2_400)

    assert [type(outcome) for outcome in outcomes] == [Accepted, Refused]
    assert [body["biz_opaque_callback_data"] for body in one.wire.bodies] == ["i1/1/0/1", "i1/1/0/2"]


def test_a_message_that_fits_goes_whole(desk):
    """One part, under its own ref."""
    one = desk("accepted")

    assert one.deliver("short") == (Accepted(message_id="wamid.OUT1", recipient_id="27820001111"),)
    assert one.wire.bodies[0]["biz_opaque_callback_data"] == "i1/1/0"


def test_a_message_that_cannot_be_split_is_refused_whole(desk):
    """Buttons without a button are nobody's message."""
    (refused,) = desk().deliver(Buttons(body="b", buttons=()))

    assert refused.reason is Reason.LIMIT


def test_a_read_mark_goes_only_when_there_is_room(desk):
    """It never queues, and never fails."""
    one = desk("empty_200", number_per_second=1)
    marks = [ReadMark(message_id="wamid.1", typing=True), ReadMark(message_id="wamid.2")]

    for mark in marks:
        asyncio.run(one.channel.mark_read(mark))

    assert [body["message_id"] for body in one.wire.bodies] == ["wamid.1"]


def test_a_send_after_a_crash_starts_slowly(room):
    """The predecessor may have spent everything."""
    clock, wire = room.clock(), room.wire([room.reply("accepted")])
    channel = WhatsAppChannel(room.settings(), wire, clock=clock, meter=room.meter(), start="pessimistic")

    outcome = asyncio.run(channel.send(room.outbound(), window_until=room.now + room.day))

    assert isinstance(outcome, Accepted)
    assert clock.now() > room.now


def test_sends_are_reported_without_text_or_number(desk, caplog):
    """A refusal is a warning with its code; who and what stay hidden."""
    with caplog.at_level(logging.DEBUG, logger="channel_adapter.whatsapp"):
        desk("accepted").send("very private")
        desk("title_too_long").send("very private")

    accepted, refused = caplog.records
    assert (accepted.levelname, refused.levelname, refused.code) == ("DEBUG", "WARNING", 131009)
    assert refused.to == "…1111"
    assert "private" not in f"{accepted.__dict__} {refused.__dict__}"
    assert "+27820001111" not in f"{accepted.__dict__} {refused.__dict__}"


def test_without_a_meter_the_best_one_is_used(room):
    """Telemetry is no condition for sending."""
    channel = WhatsAppChannel(room.settings(), room.wire([room.reply("accepted")]), clock=room.clock())

    outcome = asyncio.run(channel.send(room.outbound(), window_until=room.now + room.day))

    assert isinstance(outcome, Accepted)


def test_closing_closes_the_wire(desk):
    """Connections are given back."""
    one = desk()
    asyncio.run(one.channel.aclose())

    assert one.wire.closed
