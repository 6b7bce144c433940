"""A short slice of the soak of ``flow serve``: real processes, killed and stopped, over loopback; the laws hold."""

from __future__ import annotations

import asyncio
import os
from typing import TYPE_CHECKING

from tests.benchmarks.soaking.drive import Plan, Soak

if TYPE_CHECKING:
    from pathlib import Path

SEED = int(os.environ.get("FLOW_SOAK_SEED", "7"))
SLICE = Plan(events=100, seed=SEED, customers=10, events_a_life=60, calm_hours=2)


def test_the_laws_hold_for_a_served_process_that_is_killed(tmp_path: Path) -> None:
    """Every acknowledged message heard once, nothing sent twice or late, every timer once, journals whole."""
    print(f"FLOW_SOAK_SEED={SEED}")

    async def main() -> Soak:
        run = Soak(tmp_path, SLICE)
        await run.run()
        return run

    run = asyncio.run(main())
    assert run.account.wrongs == []
    assert run.lives.begun > 1
    assert run.account.faults["killed (kill -9)"] > 0
    assert run.account.counts["events"] >= SLICE.events
    assert run.account.counts["interactions replayed"] > 0
