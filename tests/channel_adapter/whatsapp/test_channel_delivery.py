"""Whole messages of one business number: their order, their proof, and what goes when the window is closed."""

from __future__ import annotations

import asyncio

import pytest

from channel_adapter.channel import Accepted, Reason, Refused, Uncertain
from channel_adapter.clock import VirtualClock
from channel_adapter.messages import Address, Button, Buttons, Media, StatusChange, Template, Text
from channel_adapter.whatsapp.channel import SECOND_LOOK_MS, WhatsAppChannel
from channel_adapter.whatsapp.doubts import PROOF_MS
from channel_adapter.whatsapp.pacing import PAIR_PERIOD_MS
from channel_adapter.whatsapp.wire import Lost, WireFailure
from channel_adapter.window import MARGIN_MILLISECONDS, WindowPolicy

TEMPLATE = Template(name="welcome", language="en")
LOST = WireFailure(lost=Lost.UNKNOWN, details="ReadTimeout")


class Desk:
    """A channel with its scripted wire and its clock."""

    def __init__(self, room, *script, clock=None, **settings) -> None:
        self.room, self.clock = room, clock or room.clock()
        self.wire = room.wire([room.reply(step) if isinstance(step, str) else step for step in script])
        self.channel = WhatsAppChannel(room.settings(**settings), self.wire, clock=self.clock, meter=room.meter())
        self.until = room.now + room.day

    def send(self, content="hello", *, until="open", **facts):
        part = self.room.outbound(content, **facts)
        return asyncio.run(self.channel.send(part, window_until=self.until if until == "open" else until))

    def deliver(self, content="hello", *, until="open", **facts):
        window = self.until if until == "open" else until
        return asyncio.run(self.channel.deliver(self.room.outbound(content), window_until=window, **facts))

    def hear(self, ref="i1/1/0", message_id="wamid.LATE"):
        self.channel.hear(
            StatusChange(message_id=message_id, number_id="7001", status="sent", at=self.clock.now(), ref=ref)
        )

    @property
    def slept(self):
        return self.clock.now() - self.room.now


@pytest.fixture
def desk(room):
    """Make a channel from a script of replies."""
    return lambda *script, **settings: Desk(room, *script, **settings)


class ReceiptClock(VirtualClock):
    """At a given moment a receipt comes in."""

    def __init__(self, now, at, tell) -> None:
        super().__init__(now)
        self.at, self.tell = at, tell

    async def sleep(self, milliseconds):
        await super().sleep(milliseconds)
        if self.now() >= self.at:
            self.tell()


@pytest.mark.parametrize(
    ("delay", "proved"), [(0, True), (PROOF_MS - 1, True), (PROOF_MS, True), (PROOF_MS + 250, False)]
)
def test_a_receipt_proves_a_send_whose_answer_was_lost(room, delay, proved):
    """Within a minute; after it people have to be told. It is never sent twice."""
    one = Desk(room, LOST, clock=ReceiptClock(room.now, room.now + delay, lambda: one.hear("i1/1/0")))

    (outcome,) = one.deliver()

    assert outcome == Accepted(message_id="wamid.LATE") if proved else isinstance(outcome, Uncertain)
    assert len(one.wire.bodies) == 1


def test_a_receipt_that_overtakes_the_answer_counts(desk):
    """The webhook came while the request was still open; then the connection broke."""
    one = desk(LOST)
    one.wire.on_post = one.hear

    assert one.send() == Accepted(message_id="wamid.LATE")
    assert one.slept == 0


def test_the_parts_behind_a_lost_answer_wait_for_its_proof(room):
    """Nothing overtakes a part of which nobody knows."""
    clock = ReceiptClock(room.now, room.now + 5_000, lambda: one.hear("i1/1/0/1"))
    one = Desk(room, LOST, "accepted", "accepted", clock=clock)

    outcomes = one.deliver("word " * 2_400)

    assert [type(outcome) for outcome in outcomes] == [Accepted, Accepted, Accepted]
    assert one.slept >= 5_000


def test_without_a_proof_the_rest_is_held(desk):
    """Not waiting at all is a setting of the call."""
    one = desk(LOST)

    assert [type(outcome) for outcome in one.deliver("word " * 2_400, proof_ms=0)] == [Uncertain]
    assert one.slept == 0
    assert one.channel.doubts.unproved(one.clock.now() + PROOF_MS) == ("i1/1/0/1",)


def test_a_clear_answer_leaves_no_doubt(desk):
    """Neither yes nor no is waited for."""
    one = desk("accepted", "title_too_long")
    one.send()
    one.send(ref="i1/2/0")

    assert one.channel.doubts.unproved(one.clock.now() + PROOF_MS) == ()


def test_sends_to_one_customer_leave_in_the_order_of_the_calls(room):
    """Also when the first has to be tried again; another customer is not kept waiting."""
    clock = VirtualClock(room.now)
    replies = ["throughput", "accepted", "accepted", "accepted"]
    wire = room.wire([room.reply(case) for case in replies])
    channel = WhatsAppChannel(room.settings(), wire, clock=clock, meter=room.meter())

    async def main():
        parts = [room.outbound(f"{n}", ref=f"a/{n}") for n in range(2)] + [room.outbound(to="+27820002222", ref="b/0")]
        await asyncio.gather(*(channel.send(part, window_until=room.now + room.day) for part in parts))

    asyncio.run(main())

    refs = [body["biz_opaque_callback_data"] for body in wire.bodies]
    assert [ref for ref in refs if ref.startswith("a/")] == ["a/0", "a/0", "a/1"]
    assert refs.index("b/0") < refs.index("a/1")


def test_parts_of_two_messages_do_not_mix(room):
    """A whole message is one turn of its conversation."""
    wire = room.wire([room.reply("accepted")] * 4)
    channel = WhatsAppChannel(room.settings(), wire, clock=room.clock(), meter=room.meter())

    async def main():
        messages = [room.outbound("word " * 1_000, ref=ref) for ref in ("a", "b")]
        await asyncio.gather(*(channel.deliver(message, window_until=room.now + room.day) for message in messages))

    asyncio.run(main())

    assert [body["biz_opaque_callback_data"] for body in wire.bodies] == ["a/1", "a/2", "b/1", "b/2"]


def test_waiting_for_a_turn_counts_as_patience(room):
    """A queue of messages to a throttled customer is sent back to its owner, not held for minutes."""
    wire = room.wire([room.reply("accepted")] * 47)
    channel = WhatsAppChannel(room.settings(), wire, clock=room.clock(), meter=room.meter())

    async def main():
        parts = [room.outbound(ref=f"a/{n}") for n in range(50)]
        return await asyncio.gather(*(channel.send(part, window_until=room.now + room.day) for part in parts))

    outcomes = asyncio.run(main())

    assert [type(outcome) for outcome in outcomes] == [Accepted] * 46 + [Refused] * 4
    assert {outcome.reason for outcome in outcomes[46:]} == {Reason.PACED}


@pytest.mark.parametrize(("sent", "waited"), [(44, 0), (45, PAIR_PERIOD_MS), (46, 2 * PAIR_PERIOD_MS)])
def test_a_recall_makes_a_fresh_start_exact(desk, sent, waited):
    """What a predecessor dispatched this very moment counts; other customers are free."""
    one = desk("accepted", "accepted", number_per_second=1_000_000, patience_ms=20_000)
    one.channel.recall([(Address(phone="+27820001111", user_id="US.1"), one.room.now)] * sent)

    assert isinstance(one.send(to="+27820002222"), Accepted)
    assert one.slept == 0
    assert isinstance(one.send(), Accepted)
    assert one.slept == waited


def test_the_burst_of_a_pair_is_a_setting(desk):
    """The second message waits when only one may be sent at once."""
    one = desk("accepted", "accepted", pair_burst=1)
    one.send()
    one.send()

    assert one.slept == PAIR_PERIOD_MS


def test_an_open_window_that_is_called_closed_is_tried_once_more(desk):
    """The provider lists this as its own fault; never a loop."""
    assert isinstance((one := desk("window_closed", "accepted")).send(), Accepted)
    assert one.slept == SECOND_LOOK_MS

    twice = desk("window_closed", "window_closed")
    assert twice.send().reason is Reason.WINDOW_CLOSED
    assert len(twice.wire.bodies) == 2


@pytest.mark.parametrize(("left", "requests"), [(SECOND_LOOK_MS, 1), (SECOND_LOOK_MS + 1, 2)])
def test_a_window_about_to_close_gets_no_second_try(desk, room, left, requests):
    """The second try would leave outside it."""
    one = desk("window_closed", "window_closed")
    one.send(until=room.now + MARGIN_MILLISECONDS + left)

    assert len(one.wire.bodies) == requests


def test_without_patience_there_is_no_second_try(desk):
    """The whole send may wait that long in all."""
    one = desk("window_closed", patience_ms=SECOND_LOOK_MS - 1)

    assert one.send().reason is Reason.WINDOW_CLOSED


@pytest.mark.parametrize(("until", "kind"), [("open", "text"), (None, "template")])
def test_a_template_goes_when_the_window_is_closed(desk, until, kind):
    """And only then."""
    one = desk("accepted")

    (outcome,) = one.deliver(until=until, fallback=TEMPLATE)

    assert isinstance(outcome, Accepted)
    assert one.wire.bodies[0]["type"] == kind


@pytest.mark.parametrize("content", ["hello", Buttons(body="b", buttons=(Button(id="a", label="A"),))])
def test_direct_send_leaves_outside_the_window(desk, content):
    """With its category, which a message inside the window does not carry."""
    one = desk("accepted", "accepted", window_policy=WindowPolicy.DIRECT_SEND)

    assert isinstance(one.send(content, until=None), Accepted)
    assert isinstance(one.send(content), Accepted)
    assert [body.get("category") for body in one.wire.bodies] == ["utility", None]


def test_direct_send_takes_no_media(desk):
    """Nor any policy but its own."""
    picture = Media(kind="image", id="1")

    assert desk(window_policy=WindowPolicy.DIRECT_SEND).send(picture, until=None).reason is Reason.WINDOW_CLOSED
    assert desk(window_policy=WindowPolicy.TEMPLATE).send(Text(body="hi"), until=None).reason is Reason.WINDOW_CLOSED
