"""What operators see."""

from __future__ import annotations

import sys
from types import ModuleType, SimpleNamespace

import pytest

from channel_adapter.channel import Accepted, Reason, Refused, Uncertain
from channel_adapter.messages import Address
from channel_adapter.whatsapp import telemetry


@pytest.mark.parametrize(
    ("name", "shown"), [("+27820001111", "…1111"), ("US.13491", "…3491"), ("1234", "…"), ("", ""), (None, "")]
)
def test_names_are_masked(name, shown):
    """Four signs are enough to find a customer whom one knows, and too few to know one."""
    assert telemetry.masked(name) == shown


@pytest.mark.parametrize(
    "names", [{"phone": "+27820001111"}, {"user_id": "US.1111"}, {"parent_user_id": "US.ENT.1111"}]
)
def test_an_address_is_masked_by_its_steadiest_name(names):
    """Whatever names a customer has."""
    assert telemetry.masked_address(Address(**names)) == "…1111"


@pytest.mark.parametrize(
    ("outcome", "word"),
    [
        (Accepted(message_id="w"), "accepted"),
        (Refused(reason=Reason.PACED, sentence="x"), "paced"),
        (Uncertain(sentence="x"), "uncertain"),
    ],
)
def test_every_outcome_is_counted_by_its_word(room, outcome, word):
    """And by the number that sent."""
    meter = room.meter()

    telemetry.sent(outcome, number_id="7001", to=Address(phone="+1"), ref="r", meter=meter)

    assert meter.counts == [("whatsapp.sends", 1, {"outcome": word, "number_id": "7001"})]


def test_open_telemetry_is_used_when_it_is_there(monkeypatch):
    """One counter and one histogram for each name, made once; durations say their unit."""
    added, made = [], []

    def create(name, unit=None):
        made.append((name, unit))
        note = lambda amount, attributes: added.append((name, amount, attributes))  # noqa: E731
        return SimpleNamespace(add=note, record=note)

    module = ModuleType("opentelemetry.metrics")
    module.get_meter = lambda name: SimpleNamespace(create_counter=create, create_histogram=create)
    monkeypatch.setitem(sys.modules, "opentelemetry", ModuleType("opentelemetry"))
    monkeypatch.setitem(sys.modules, "opentelemetry.metrics", module)
    meter = telemetry.best_meter()

    meter.add("whatsapp.sends", 1, {"outcome": "accepted"})
    meter.add("whatsapp.sends", 2, {})
    meter.record("whatsapp.send.duration", 250, {})

    assert added == [
        ("whatsapp.sends", 1, {"outcome": "accepted"}),
        ("whatsapp.sends", 2, {}),
        ("whatsapp.send.duration", 250, {}),
    ]
    assert made == [("whatsapp.sends", None), ("whatsapp.send.duration", "ms")]


def test_without_open_telemetry_nothing_is_counted(monkeypatch):
    """Sending goes on."""
    monkeypatch.setitem(sys.modules, "opentelemetry.metrics", None)

    meter = telemetry.best_meter()
    meter.add("whatsapp.sends", 1, {})
    meter.record("whatsapp.send.duration", 1, {})

    assert isinstance(meter, telemetry.NoMeter)
