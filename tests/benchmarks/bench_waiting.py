"""What a million waiting conversations cost: ``python tests/benchmarks/bench_waiting.py [waiting …]``.

Files with so many conversations, each with a session that waits for its customer under a timer, are built by bulk
inserts. Then a host opens each: how long until it runs, how much memory it takes, and what an event costs when
customers at random write. The bars: seconds, flat, flat.
"""

from __future__ import annotations

import asyncio
import gc
import json
import random
import resource
import sqlite3
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parents[2]
sys.path.insert(0, str(ROOT))

from channel_adapter.clock import SystemClock
from channel_adapter.messages import Address, Received, Text
from flow_notations.host.sqlite import SqliteStore
from tests.benchmarks.bench_host import echo
from tests.flow_notations.host.world import NUMBER, World

SIZES = (1_000, 10_000, 100_000, 1_000_000)
WRITERS = 1_000
BATCH = 64
COST_RATIO_MAX = 3.0
"""An event among the most waiting conversations may cost so many times one among the fewest: caches are finite."""


def phone(customer: int) -> str:
    return f"+1555{customer:08}"


def state(customer: int) -> str:
    return json.dumps({"memory": {"interaction": f"interaction{customer:08}", "filler": "x" * 350}, "ended": False})


def build(path: Path, waiting: int) -> None:
    """Conversations that all wait: a message in, an answer out, a session, a timer an hour and more ahead."""
    SqliteStore.open(path)._writer.close()
    path.with_name(path.name + "-owner").unlink()
    connection = sqlite3.connect(path, isolation_level=None)
    connection.execute("pragma synchronous = off")
    now = int(time.time() * 1000)
    connection.execute("begin")
    for sql, row in rows(now):
        connection.executemany(sql, (row(customer) for customer in range(waiting)))
    connection.execute("commit")
    connection.execute("pragma wal_checkpoint(truncate)")
    connection.close()


def rows(now: int) -> list[tuple[str, Any]]:
    later = now + 3_600_000
    return [
        (
            "insert into conversations values (?, ?, ?, null, null, ?, ?, ?)",
            lambda c: (f"conversation{c:08}", NUMBER, phone(c), now, f"interaction{c:08}", later + c),
        ),
        ("insert into identities values (?, ?, ?)", lambda c: (NUMBER, f"phone:{phone(c)}", f"conversation{c:08}")),
        (
            "insert into interactions values (?, ?, 'greet', 'd1', ?, ?, 'inbound', ?, 2, 'live', ?, null, null)",
            lambda c: (f"interaction{c:08}", f"conversation{c:08}", now, c * 2, state(c), now + 86_400_000),
        ),
        ("insert into timers values (?, 'nudge', ?)", lambda c: (f"interaction{c:08}", later + c)),
        (
            "insert into inbox values (null, ?, ?, 'item', ?, '', ?, ?, 0, null, 'done')",
            lambda c: (f"wamid.old{c}", f"conversation{c:08}", now, f"interaction{c:08}", c * 2),
        ),
        (
            (
                "insert into history (conversation, direction, at, content, interaction, message_id, status, sentence,"
                " asks, answers, private) values (?, 'in', ?, '{}', ?, ?, '', '', 1, 0, 0)"
            ),
            lambda c: (f"conversation{c:08}", now, f"interaction{c:08}", f"wamid.old{c}"),
        ),
    ]


def resident() -> float:
    """Megabytes now."""
    pages = int(Path("/proc/self/statm").read_text().split()[1])
    return pages * resource.getpagesize() / 1e6


async def measure(path: Path, waiting: int) -> dict[str, float]:
    gc.collect()
    before, began = resident(), time.perf_counter()
    store = SqliteStore.open(path)
    world = World(echo, store=store)
    world.host.clock = clock = SystemClock()
    stopping = asyncio.Event()
    running = asyncio.ensure_future(world.host.run(stopping))
    await world.host.next_deadline()
    ready = time.perf_counter() - began
    writers = random.Random(7).choices(range(waiting), k=WRITERS)
    began = time.perf_counter()
    for first in range(0, WRITERS, BATCH):
        items = [
            Received(id=f"wamid.new{n}", number_id=NUMBER, sender=Address(phone=phone(customer)), at=clock.now(),
                     content=Text(body="Blue"))
            for n, customer in enumerate(writers[first : first + BATCH], start=first)
        ]  # fmt: skip
        await world.host.accept(items, arrived_at=clock.now())
    while len(world.machine.events) < 2 * WRITERS:
        await asyncio.sleep(0.001)
    seconds = time.perf_counter() - began
    grown = resident() - before
    stopping.set()
    await running
    await store.close()
    return {"ready": ready, "event": seconds / (2 * WRITERS), "memory": grown, "file": path.stat().st_size / 1e6}


def alone(waiting: int) -> dict[str, float]:
    """Measured in a process of its own, so that nothing is warm."""
    found = subprocess.run(
        [sys.executable, __file__, "--one", str(waiting)], capture_output=True, check=True, text=True
    )
    measured: dict[str, float] = json.loads(found.stdout)
    return measured


def main() -> int:
    if sys.argv[1:2] == ["--one"]:
        with tempfile.TemporaryDirectory() as folder:
            path = Path(folder) / "waiting.db"
            build(path, int(sys.argv[2]))
            print(json.dumps(asyncio.run(measure(path, int(sys.argv[2])))))
        return 0
    costs = []
    for waiting in [int(word) for word in sys.argv[1:]] or SIZES:
        found = alone(waiting)
        costs.append(found["event"])
        print(
            f"{waiting:9,} waiting: ready in {found['ready']:5.2f} s, {found['event'] * 1e6:6.0f} µs an event,"
            f" {found['memory']:6.1f} MB more memory, file {found['file']:7.1f} MB",
            flush=True,
        )
    return 0 if max(costs) <= COST_RATIO_MAX * min(costs) else 1


if __name__ == "__main__":
    sys.exit(main())
