"""The circuit breaker as data."""

from __future__ import annotations

import pytest

from channel_adapter.channel import Reason
from channel_adapter.messages import Template, Text
from channel_adapter.whatsapp.breaker import PAUSED_TEMPLATES_MAX, Breaker, after, refusal

NOW = 1_800_000_000_000
TEXT, WELCOME, OTHER = Text(body="x"), Template(name="welcome", language="en"), Template(name="other", language="en")
BREAKER_CODES = [0, 3, 10, 190, 200, 250, 299, 368, 131005, 131031, 131042, 131045, 131048, 133010, 33]


@pytest.mark.parametrize("code", BREAKER_CODES)
def test_credentials_policy_and_payment_stop_the_number(code):
    """Everything is refused, with the reason in words, until an operator acts."""
    stopped = refusal(after(Breaker(), code, NOW), TEXT)

    assert (stopped.reason, stopped.code, stopped.retry_at) == (Reason.PAUSED, code, None)
    assert "stopped" in stopped.sentence


@pytest.mark.parametrize("code", [100, 131016, 131026, 131047, 131056, 999_999])
def test_other_codes_stop_nothing(code):
    """A refused message is not a refused number."""
    assert after(Breaker(), code, NOW) == Breaker()
    assert refusal(Breaker(), TEXT) is None


def test_the_first_reason_stands():
    """What opened the breaker is what an operator has to repair."""
    once = after(Breaker(), 190, NOW)

    assert after(once, 131042, NOW + 1) == once


def test_an_enforcement_stops_templates_only():
    """Answers inside the window go on."""
    breaker = after(Breaker(), 131064, NOW)

    assert refusal(breaker, WELCOME).code == 131064
    assert refusal(breaker, TEXT) is None
    assert after(breaker, 131064, NOW + 1) == breaker


@pytest.mark.parametrize("code", [132015, 132016])
def test_a_paused_template_stops_alone(code):
    """Other templates and texts go on; without a name nothing can be stopped."""
    breaker = after(Breaker(), code, NOW, template="welcome")

    assert refusal(breaker, WELCOME).code == code
    assert refusal(breaker, OTHER) is None
    assert refusal(breaker, TEXT) is None
    assert after(breaker, code, NOW + 1, template="welcome") == breaker
    assert after(Breaker(), code, NOW) == Breaker()


@pytest.mark.parametrize("count", [PAUSED_TEMPLATES_MAX - 1, PAUSED_TEMPLATES_MAX, PAUSED_TEMPLATES_MAX + 1])
def test_stopped_templates_are_bounded(count):
    """The latest are remembered."""
    breaker = Breaker()
    for n in range(count):
        breaker = after(breaker, 132015, NOW, template=f"t{n}")

    assert len(breaker.by_template) == min(count, PAUSED_TEMPLATES_MAX)
    assert refusal(breaker, Template(name=f"t{count - 1}", language="en"))
