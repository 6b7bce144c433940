"""``flow serve`` under a long bad life: ``python tests/benchmarks/soak_serve.py [events] [seed] [--keep FOLDER]``.

The real command line in real processes, over real HTTP, on SQLite with ``synchronous=FULL``: killed by ``kill -9`` again
and again, while hundreds of customers of an emulated provider write, tap and fall silent, webhooks come twice, late and
out of order, and sends are refused, delayed, lost and left unanswered. Time is the driver's, three minutes in a
second. Ctrl-C ends it early; the laws are checked on what ran. Exit 1 when a law is broken.
"""

from __future__ import annotations

import argparse
import asyncio
import shutil
import signal
import sys
import tempfile
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
sys.path.insert(0, str(ROOT))

from tests.benchmarks.soaking.drive import START, Plan, Soak
from tests.benchmarks.soaking.lives import memory_kb


async def soak(folder: Path, plan: Plan) -> Soak:
    """A whole run; SIGINT and SIGTERM end it early."""
    run = Soak(folder, plan)
    loop = asyncio.get_running_loop()

    def stop() -> None:
        run.stopped = True

    for number in (signal.SIGINT, signal.SIGTERM):
        loop.add_signal_handler(number, stop)
    await run.run()
    return run


def report(run: Soak) -> None:
    """What happened, and what was broken."""
    account = run.account
    events, days = account.counts["events"], (run.clock.now() - START) / 86_400_000
    print(
        f"seed {run.plan.seed}: {events:,} events of {days:.1f} days in {run.seconds:,.0f} s, {events / run.seconds:.0f}/s"
    )
    print(f"  {'process lives':45} {run.lives.begun:10,}")
    for title, counted in (("counts", account.counts), ("faults", account.faults)):
        print(f"{title}:")
        for name, count in sorted(counted.items()):
            print(f"  {name:45} {count:10,}")
    print(f"driver {memory_kb() // 1024} MB, store {(run.folder / 'host.db').stat().st_size // 2**20} MB")
    print(f"laws broken: {account.broken}")
    for sentence in account.wrongs:
        print(f"  {sentence}")


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("events", nargs="?", type=int, default=20_000)
    parser.add_argument("seed", nargs="?", type=int, default=7)
    parser.add_argument("--customers", type=int, default=400, help="of each number")
    parser.add_argument("--events-a-life", type=int, default=10_000)
    parser.add_argument("--calm-hours", type=int, default=80)
    parser.add_argument("--speed", type=int, default=200)
    parser.add_argument("--keep", type=Path, help="an empty folder for the store and the account, which stays")
    words = parser.parse_args()
    plan = Plan(
        events=words.events, seed=words.seed, customers=words.customers, events_a_life=words.events_a_life,
        calm_hours=words.calm_hours, speed=words.speed,
    )  # fmt: skip
    folder = words.keep or Path(tempfile.mkdtemp(prefix="soak-"))
    folder.mkdir(parents=True, exist_ok=True)
    try:
        run = asyncio.run(soak(folder, plan))
        report(run)
    finally:
        if words.keep is None:
            shutil.rmtree(folder)
    return 1 if run.account.broken else 0


if __name__ == "__main__":
    sys.exit(main())
