"""A short slice of the long bad life: crashes, lost answers, late and doubled webhooks, clocks that jump; the laws hold."""

from __future__ import annotations

import os

from tests.benchmarks.soak import soak

EVENTS = 400
SEED = int(os.environ.get("FLOW_SOAK_SEED", "7"))


def test_the_laws_hold_through_a_bad_life() -> None:
    """Every message once, no send repeated unknowingly or outside the window, every send ended, every timer once."""
    print(f"FLOW_SOAK_SEED={SEED}")
    run = soak(EVENTS, SEED)
    assert run.ledger.wrongs == []
    assert run.ledger.counts["lives"] > 0
    assert run.ledger.counts["Uncertain"] > 0
