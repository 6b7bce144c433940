"""What a million waiting conversations cost: ``python tests/benchmarks/bench_waiting.py [waiting …]``.

Files with so many conversations, each with a session that waits for its customer under a timer, are built by bulk
inserts. Then a host opens a copy of each: how long until it runs, how much memory it takes, and what an event costs when
customers at random write. On another copy a bare loop executes the very statements that the host executed, with the same
commits: what the file costs by itself, its pages lying far apart. The bars: seconds; flat; flat, once that is taken out.
"""

from __future__ import annotations

import asyncio
import gc
import json
import random
import resource
import shutil
import sqlite3
import statistics
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
from flow_notations.host.sqlite.schema import PAGE_CACHE_KIB
from tests.benchmarks.bench_host import Statements, echo, recording, replayed
from tests.flow_notations.host.world import NUMBER, World

SIZES = (1_000, 10_000, 100_000, 1_000_000)
WRITERS = 1_000
BATCH = 64
ROUNDS = 5
OWN_RATIO_MAX = 1.3
"""How many times more an event may cost among the most waiting conversations, beside what the file itself costs more."""
MEMORY_MB_MAX = PAGE_CACHE_KIB * 1024 / 1e6 + 16
"""The page cache, and what a running host takes among however few."""


BODY = '{"$":"Text","body":"Which colour do you like best: blue, green, or another one?"}'
EVENT = json.dumps({"$": "Heard", "message": {"text": "Blue"}, "filler": "x" * 110})


def phone(customer: int) -> str:
    return f"+1555{customer:08}"


def state(customer: int) -> str:
    return json.dumps({"memory": {"interaction": interaction(customer), "filler": "x" * 350}, "ended": False})


def build(path: Path, waiting: int) -> None:
    """Conversations that all wait: a message in, an answer out, a session, a timer an hour and more ahead."""
    SqliteStore.open(path)._writer.close()
    path.with_name(path.name + "-owner").unlink()
    connection = sqlite3.connect(path, isolation_level=None)
    connection.execute("pragma synchronous = off")
    connection.execute("pragma cache_size = -1048576")
    now = int(time.time() * 1000)
    connection.execute("begin")
    for sql, *each in rows(now):
        connection.executemany(sql, (row(customer) for customer in range(waiting) for row in each))
    connection.execute("commit")
    connection.execute("pragma wal_checkpoint(truncate)")
    connection.close()


def conversation(customer: int) -> str:
    return f"conversation{customer:08}"


def interaction(customer: int) -> str:
    return f"interaction{customer:08}"


def message(order: int) -> str:
    """An id of a message as a channel gives them: each another, next to none that came before it."""
    return f"wamid.{order * 2_654_435_761 % 2**32:08x}"


def rows(now: int) -> list[tuple[Any, ...]]:
    """A statement, then what it inserts for each customer; lines are numbered as they came, two for each."""
    later = now + 3_600_000
    return [
        (
            "insert into conversations values (?, ?, ?, null, null, ?, ?, ?)",
            lambda c: (conversation(c), NUMBER, phone(c), now, interaction(c), later + c),
        ),
        ("insert into identities values (?, ?, ?)", lambda c: (NUMBER, f"phone:{phone(c)}", conversation(c))),
        (
            "insert into interactions values (?, ?, 'greet', 'd1', ?, ?, 'inbound', ?, 2, 'live', ?, null, null)",
            lambda c: (interaction(c), conversation(c), now, c * 2 + 1, state(c), now + 86_400_000),
        ),
        ("insert into timers values (?, 'nudge', ?)", lambda c: (interaction(c), later + c)),
        *exchanged(now),
    ]


def exchanged(now: int) -> list[tuple[Any, ...]]:
    """The message in and the answer out, in every table that remembers them."""
    queued = "insert into inbox values (null, ?, ?, 'item', ?, '', ?, ?, 0, null, 'done')"
    line = (
        "insert into history (position, conversation, direction, at, content, interaction, message_id, ref, status,"
        " sentence, asks, answers, private) values (?, ?, ?, ?, ?, ?, ?, ?, ?, '', ?, ?, 0)"
    )
    part = (
        'insert into outbox (ref, send, "index", total, conversation, content, line, interaction, template, state, settled,'
        " attempts, dispatched_at, message_id, sentence) values (?1, ?1, 1, 1, ?2, ?3, ?4, ?5, 0, 'accepted', 1, 1, ?6, ?7, '')"
    )
    return [
        (queued, lambda c: (message(c * 2), conversation(c), now, interaction(c), c * 2 + 1)),
        (
            line,
            lambda c: (c * 2 + 1, conversation(c), "in", now, BODY, interaction(c), message(c * 2), None, "", 1, 0),
            lambda c: (
                *(c * 2 + 2, conversation(c), "out", now, BODY, interaction(c), message(c * 2 + 1)),
                *(f"{interaction(c)}/1/1", "accepted", 0, 1),
            ),
        ),
        (
            part,
            lambda c: (
                *(f"{interaction(c)}/1/1", conversation(c), BODY, c * 2 + 2, interaction(c), now),
                message(c * 2 + 1),
            ),
        ),
        (
            "insert into journal values (?, ?, ?, ?, ?, ?)",
            lambda c: (interaction(c), 1, now, EVENT, BODY, "heard"),
            lambda c: (interaction(c), 2, now, EVENT, "[]", "sent"),
        ),
    ]


def resident() -> float:
    """Megabytes now."""
    pages = int(Path("/proc/self/statm").read_text().split()[1])
    return pages * resource.getpagesize() / 1e6


def calls() -> tuple[int, int]:
    """How often this program has read from files and written to them."""
    counts = dict(line.split(": ") for line in Path("/proc/self/io").read_text().splitlines())
    return int(counts["syscr"]), int(counts["syscw"])


async def measure(store: SqliteStore, waiting: int, statements: Statements | None = None) -> dict[str, float]:
    """Let customers at random write; ``statements``: keep those that this takes, and none of the opening."""
    world = World(echo, store=store)
    world.host.clock = clock = SystemClock()
    stopping = asyncio.Event()
    began = time.perf_counter()
    running = asyncio.ensure_future(world.host.run(stopping))
    await world.host.next_deadline()
    ready = time.perf_counter() - began
    now, writers = clock.now(), random.Random(7).choices(range(waiting), k=WRITERS)
    items = [
        Received(
            id=message(2 * waiting + n),
            number_id=NUMBER,
            sender=Address(phone=phone(customer)),
            at=now,
            content=Text(body="Blue"),
        )
        for n, customer in enumerate(writers)
    ]
    if statements is not None:
        del statements[:]
    began = time.perf_counter()
    for first in range(0, WRITERS, BATCH):
        await world.host.accept(items[first : first + BATCH], arrived_at=clock.now())
    while len(world.machine.events) < 2 * WRITERS:
        await asyncio.sleep(0.001)
    seconds = time.perf_counter() - began
    stopping.set()
    await running
    return {"ready": ready, "event": seconds / (2 * WRITERS)}


async def alone(path: Path, waiting: int) -> dict[str, float]:
    """For a process of its own, so that nothing is warm: how long until it runs, and how much memory it comes to."""
    gc.collect()
    before, began = resident(), time.perf_counter()
    store = SqliteStore.open(path)
    opened = time.perf_counter() - began
    found = await measure(store, waiting)
    grown = resident() - before
    await store.close()
    return {"ready": opened + found["ready"], "memory": grown}


class Size:
    """One number of waiting conversations, built once; every measurement is taken on a copy."""

    def __init__(self, folder: Path, waiting: int) -> None:
        self.waiting = waiting
        self.host: list[float] = []
        self.bare: list[float] = []
        self.calls = (0.0, 0.0)
        """Reads and writes for an event by its statements alone; the same however busy the machine is."""
        self._built = folder / f"{waiting}.db"
        self._used = folder / "used.db"
        self._statements: Statements = []
        build(self._built, waiting)

    def trace(self) -> None:
        statements: Statements = []
        with recording(statements):
            store = SqliteStore.open(self._copy())
        asyncio.run(self._through(store, statements))
        first = next(place for place, statement in enumerate(statements) if statement[0] == "begin immediate")
        self._statements = statements[first:]

    def take_turns(self) -> None:
        copy = self._copy()
        before = calls()
        self.bare.append(replayed(copy, self._statements) / (2 * WRITERS))
        read, written = [(after - ago) / (2 * WRITERS) for after, ago in zip(calls(), before, strict=True)]
        self.calls = (read, written)
        self.host.append(asyncio.run(self._through(SqliteStore.open(self._copy()), None))["event"])

    def report(self) -> dict[str, float]:
        command = [sys.executable, __file__, "--one", str(self._copy()), str(self.waiting)]
        found: dict[str, float] = json.loads(subprocess.run(command, capture_output=True, check=True, text=True).stdout)
        print(
            f"{self.waiting:9,} waiting: ready in {found['ready']:5.2f} s, {found['memory']:5.1f} MB more memory,"
            f" {min(self.host) * 1e6:5.0f} µs an event, {min(self.bare) * 1e6:5.0f} µs its statements alone,"
            f" {self.calls[0]:4.1f} reads and {self.calls[1]:4.1f} writes,"
            f" file {self._built.stat().st_size / 1e6:7.1f} MB",
            flush=True,
        )
        return found

    async def _through(self, store: SqliteStore, statements: Statements | None) -> dict[str, float]:
        found = await measure(store, self.waiting, statements)
        await store.close()
        return found

    def _copy(self) -> Path:
        for left in self._used.parent.glob("used.db*"):
            left.unlink()
        shutil.copy(self._built, self._used)
        return self._used


def main() -> int:
    if sys.argv[1:2] == ["--one"]:
        print(json.dumps(asyncio.run(alone(Path(sys.argv[2]), int(sys.argv[3])))))
        return 0
    with tempfile.TemporaryDirectory() as folder:
        sizes = [Size(Path(folder), waiting) for waiting in [int(word) for word in sys.argv[1:]] or SIZES]
        for size in sizes:
            size.trace()
        for _ in range(ROUNDS):  # sizes beside one another, so that neighbours on the machine disturb all alike
            for size in sizes:
                size.take_turns()
        memory = max(size.report()["memory"] for size in sizes)
    fewest, most = sizes[0], sizes[-1]
    host, bare = min(most.host) / min(fewest.host), min(most.bare) / min(fewest.bare)
    rounds = zip(most.host, fewest.host, most.bare, fewest.bare, strict=True)
    own = statistics.median([h_most / h_few / (b_most / b_few) for h_most, h_few, b_most, b_few in rounds])
    print(f"an event costs {host:.2f} times as much among the most, its statements alone {bare:.2f} times")
    print(f"the host's share of that: {own:.2f} times (bar {OWN_RATIO_MAX}), at the median of {ROUNDS} rounds")
    return 0 if own <= OWN_RATIO_MAX and memory <= MEMORY_MB_MAX else 1


if __name__ == "__main__":
    sys.exit(main())
