"""The hour that the soak's processes share: whoever reads it while it is turned reads a true one."""

from __future__ import annotations

import subprocess
import sys
from itertools import pairwise
from pathlib import Path

from tests.benchmarks.soaking.clockwork import Crank, SharedClock

ROOT = Path(__file__).resolve().parents[2]
START = 1_800_000_000_000
TURNS = 200_000
TURNING = f"""
import sys
from pathlib import Path
from tests.benchmarks.soaking.clockwork import Crank
crank = Crank(Path(sys.argv[1]), {START}, 200)
print("turning", flush=True)
for _ in range({TURNS}):
    crank.turn(1)
"""


def test_the_hour_is_whole_whenever_it_is_read(tmp_path: Path) -> None:
    """Another process turns it two hundred thousand times: it never is zero, torn or earlier than a moment ago."""
    path = tmp_path / "clock"
    child = subprocess.Popen([sys.executable, "-c", TURNING, str(path)], cwd=ROOT, stdout=subprocess.PIPE)
    with child:
        assert child.stdout is not None
        child.stdout.readline()
        clock = SharedClock(path)
        hours = [clock.now()]
        while child.poll() is None:
            hours.append(clock.now())
    hours.append(clock.now())
    assert child.returncode == 0
    assert all(earlier <= later for earlier, later in pairwise(hours))
    assert (START <= hours[0], hours[-1]) == (True, START + TURNS)


def test_a_crank_never_turns_back(tmp_path: Path) -> None:
    """A step of less than nothing is none."""
    crank = Crank(tmp_path / "clock", START, 1)
    assert crank.turn(-5) == START
    assert crank.turn(5) == SharedClock(tmp_path / "clock").now() == START + 5
