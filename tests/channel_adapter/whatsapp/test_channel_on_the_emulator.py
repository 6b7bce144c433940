"""The whole channel against the emulator, which was written apart and judges by itself."""

from __future__ import annotations

import asyncio

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from channel_adapter.channel import Accepted, Reason, Refused, Uncertain
from channel_adapter.clock import VirtualClock
from channel_adapter.emulator import (
    BareAnswer,
    Cloud,
    InProcessWire,
    LoseAnswer,
    NeverReport,
    Refuse,
    Unreachable,
)
from channel_adapter.messages import Address, Outbound, StatusChange, Text
from channel_adapter.whatsapp.channel import WhatsAppChannel
from channel_adapter.whatsapp.dialect import NumberSettings, Secret
from channel_adapter.whatsapp.telemetry import NoMeter
from channel_adapter.whatsapp.webhook import parse, verify

NOW = 1_800_000_000_000
WHO = "27820001111"


class Stage:
    """A number, a customer who has just written, and a channel between them."""

    def __init__(self, *faults: object, **facts: object) -> None:
        self.cloud = Cloud(seed=7)
        self.number = self.cloud.numbers[0]
        self.clock = VirtualClock(NOW)
        self.cloud.customer(f"+{WHO}", "Thandi")
        self.cloud.says(WHO, "hi", at=NOW)
        for fault in faults:
            self.cloud.schedule(fault)
        self.settings = NumberSettings(
            number_id=self.number.id,
            token=Secret(self.number.access_token),
            app_secrets=(Secret(self.number.app_secret),),
            **facts,
        )
        wire = InProcessWire(self.cloud, self.number.id, self.clock)
        self.channel = WhatsAppChannel(self.settings, wire, clock=self.clock, meter=NoMeter())

    def send(self, *copies: str) -> list[object]:
        """Send one message after the other."""

        async def all_of_them() -> list[object]:
            to = Address(phone=f"+{WHO}")
            parts = [Outbound(ref=f"i/{n}/0", to=to, content=Text(body=copy)) for n, copy in enumerate(copies)]
            return [await self.channel.send(part, window_until=NOW + 86_400_000) for part in parts]

        return asyncio.run(all_of_them())

    def shown(self) -> list[str]:
        """What the customer's phone shows of us, once everything has arrived."""
        bubbles = self.cloud.phone(WHO, at=self.clock.now() + 3_600_000)
        return [bubble.text for bubble in bubbles if bubble.author == "business"]


def test_a_burst_never_runs_into_the_providers_limits():
    """Sixty messages to one customer: paced by us, and never once refused by the provider."""
    stage = Stage(patience_ms=60_000)

    outcomes = stage.send(*[str(n) for n in range(60)])

    assert all(isinstance(outcome, Accepted) for outcome in outcomes)
    assert stage.clock.now() - NOW >= (60 - 45 - 1) * 6_000
    assert stage.shown() == [str(n) for n in range(60)]


@pytest.mark.parametrize(
    ("faults", "kind", "shown"),
    [
        ([Unreachable()], Accepted, 1),
        ([Refuse(code=131056), Refuse(code=131056)], Accepted, 1),
        ([Refuse(code=130429)], Accepted, 1),
        ([Refuse(code=131016), Unreachable()], Accepted, 1),
        ([Refuse(code=131000), Refuse(code=131000)], Refused, 0),
        ([Refuse(code=131026)], Refused, 0),
        ([Refuse(code=190)], Refused, 0),
        ([LoseAnswer(carried_out=True)], Uncertain, 1),
        ([LoseAnswer(carried_out=False)], Uncertain, 0),
        ([BareAnswer(carried_out=True)], Uncertain, 1),
        ([NeverReport()], Accepted, 0),
    ],
)
def test_every_mishap_has_its_outcome(faults, kind, shown):
    """What is retried goes out once; what is uncertain is said to be so and never repeated."""
    stage = Stage(*faults)

    (outcome,) = stage.send("hello")

    assert isinstance(outcome, kind)
    assert len(stage.shown()) == shown


MISHAPS = st.lists(
    st.sampled_from(
        [
            Unreachable(),
            Refuse(code=131056),
            Refuse(code=130429),
            Refuse(code=131000),
            Refuse(code=131026),
            LoseAnswer(carried_out=True),
            LoseAnswer(carried_out=False),
            BareAnswer(carried_out=True),
        ]
    ),
    max_size=8,
)


@settings(max_examples=60, deadline=None)
@given(MISHAPS)
def test_nothing_is_ever_sent_twice(mishaps):
    """For any schedule of mishaps: accepted shows once, refused not at all, uncertain at most once, in order."""
    stage = Stage(*mishaps)
    copies = [str(n) for n in range(6)]

    outcomes = stage.send(*copies)
    shown = stage.shown()

    for copy, outcome in zip(copies, outcomes, strict=True):
        bounds = {Accepted: (1, 1), Refused: (0, 0), Uncertain: (0, 1)}[type(outcome)]
        assert bounds[0] <= shown.count(copy) <= bounds[1]
    assert shown == sorted(shown)


def test_the_ref_comes_back_in_every_receipt():
    """Signed webhooks of the emulator verify, and its statuses carry our ref."""
    stage = Stage()
    stage.send("hello")
    refs = set()

    for delivery in stage.cloud.due(NOW + 3_600_000):
        headers = {name.lower(): value for name, value in delivery.headers.items()}
        verify(delivery.body, headers["x-hub-signature-256"], stage.settings.app_secrets)
        items = parse(delivery.body, arrived_at=delivery.due)
        refs |= {item.ref for item in items if isinstance(item, StatusChange)}

    assert refs == {"i/0/0"}


def test_outside_the_window_nothing_reaches_the_provider():
    """Our own clock says no before the provider could."""
    stage = Stage()
    stage.clock.advance_to(NOW + 86_400_000)

    (refused,) = stage.send("too late")

    assert refused.reason is Reason.WINDOW_CLOSED
    assert stage.shown() == []
