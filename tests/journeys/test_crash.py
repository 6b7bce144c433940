"""A host killed at any moment and started again: nothing acknowledged is lost, nothing is sent twice unknowingly.

A short slice of all moments runs always, chosen by a printed seed; ``FLOW_CRASH_SWEEP=1`` runs every moment.
"""

from __future__ import annotations

import json
import os
import random
import signal
import subprocess
import sys
from collections import Counter
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
SWEEP = os.environ.get("FLOW_CRASH_SWEEP") == "1"
SEED = int(os.environ.get("FLOW_CRASH_SEED", "7"))
MOMENTS_AT_LEAST = 40
SLICE = 4

CUSTOMERS, MESSAGES = 2, 2
SAID = sorted(f"{number}:{order}" for number in range(CUSTOMERS) for order in range(MESSAGES))


def life(folder: Path, fatal: int, receipts: str, how: str) -> subprocess.CompletedProcess[str]:
    """One life of the host, in a process of its own."""
    command = [sys.executable, "-m", "tests.journeys.crash_child", str(folder), str(fatal), receipts, how]
    return subprocess.run(command, cwd=ROOT, capture_output=True, text=True, timeout=60, check=False)


def moments() -> list[int]:
    if SWEEP:
        return list(range(1, 200))
    print(f"FLOW_CRASH_SEED={SEED}")
    return sorted(random.Random(SEED).sample(range(1, MOMENTS_AT_LEAST), SLICE))


@pytest.mark.parametrize("how", ["settles", "runs"])
@pytest.mark.parametrize("receipts", ["receipts", "silence"])
def test_killed_at_a_moment_and_started_again(tmp_path: Path, receipts: str, how: str) -> None:
    """Every message is heard once, in order; no send is repeated; what is in doubt is proved by a receipt or reported.

    A host that runs steps what it takes in at once, and serves its customers beside one another.
    """
    for moment in moments():
        folder = tmp_path / str(moment)
        folder.mkdir()
        first = life(folder, moment, receipts, how)
        assert first.returncode in (0, -signal.SIGKILL), first.stderr
        if first.returncode == 0:
            assert moment > MOMENTS_AT_LEAST
            return
        second = life(folder, 0, receipts, how)
        assert second.returncode == 0, f"moment {moment}: {second.stderr}"
        judge(folder, receipts, moment, on_the_wire=CUSTOMERS if how == "runs" else 1)


def judge(folder: Path, receipts: str, moment: int | str, *, on_the_wire: int = 1) -> None:
    told = json.loads((folder / "report").read_text())
    sent = [json.loads(line) for line in (folder / "sent").read_text().splitlines()]
    refs = Counter(ref for ref, _, _ in sent)
    assert max(refs.values()) == 1, f"moment {moment}: sent twice: {refs}"
    assert sorted(told["heard"]) == SAID, f"moment {moment}"
    assert len(told["fired"]) == CUSTOMERS, f"moment {moment}"
    # Every send is known to have ended: accepted, or reported as uncertain; at most those on the wire at the crash.
    assert set(told["settled"].values()) == {MESSAGES + 1}, f"moment {moment}: {told}"
    assert len(told["unsent"]) <= on_the_wire, f"moment {moment}: {told}"
    for number in range(CUSTOMERS):
        bodies = [body for _, phone, body in sent if phone.endswith(f"000{number}") and body != "nudge"]
        assert bodies == sorted(bodies), f"moment {moment}: out of order"
    missing = CUSTOMERS * (MESSAGES + 1) - len(sent)
    assert missing <= len(told["unsent"]), f"moment {moment}: {missing} never sent and not reported"
