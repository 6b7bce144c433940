"""Durable events per second of the host on SQLite: ``python tests/benchmarks/bench_host.py [conversations]``.

Customers write four messages each; every message is stored, stepped, answered over a channel that accepts at once, and
the acceptance is stepped. An event is one step of a session. In the same run, on the same disk, one bare loop replays the
very statements that the host's store executed, with the same commits, and another does the least that any durable engine
must (mark seen, read state, write state, queue a send, set a timer, settle the send; 256 to a commit).
The bar: at least half of the first loop.
"""

from __future__ import annotations

import asyncio
import json
import sqlite3
import sys
import tempfile
import time
from functools import partial
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parents[2]
sys.path.insert(0, str(ROOT))

from channel_adapter.clock import SystemClock
from channel_adapter.messages import Address, Received, Text
from flow_notations.events import Began, Heard
from flow_notations.host.sqlite import SqliteStore
from flow_notations.host.sqlite.schema import MIGRATIONS, PRAGMAS
from tests.flow_notations.host.world import NUMBER, World, say

MESSAGES = 4
SHARE_MIN = 0.5
BATCH = 64
ROUNDS = 5
"""The best of so many counts, for each."""


def echo(memory: dict[str, Any], event: Any) -> list[Any]:
    text = event.first.text if isinstance(event, Began) else event.message.text if isinstance(event, Heard) else None
    return [] if text is None else [say(memory, event, text)]


def received(customer: int, order: int, at: int) -> Received:
    sender = Address(phone=f"+1555{customer:07}")
    return Received(id=f"wamid.{customer}.{order}", number_id=NUMBER, sender=sender, at=at, content=Text(body="Blue"))


async def host_run(path: Path, customers: int, statements: list[tuple[Any, ...]] | None) -> float:
    """Seconds from the first message to the last acceptance."""

    class Recording(sqlite3.Connection):
        def execute(self, *statement: Any) -> sqlite3.Cursor:
            if statements is not None:
                statements.append(statement)
            return super().execute(*statement)

    SqliteStore.open(path)._writer.close()
    path.with_name(path.name + "-owner").unlink()
    plain = sqlite3.connect
    if statements is not None:
        sqlite3.connect = partial(plain, factory=Recording)  # type: ignore[assignment]
    store = SqliteStore.open(path)
    sqlite3.connect = plain
    if statements is not None:
        del statements[:]
    world = World(echo, store=store)
    world.host.clock = clock = SystemClock()
    stopping = asyncio.Event()
    began, worked = time.perf_counter(), time.process_time()
    running = asyncio.ensure_future(world.host.run(stopping))
    for order in range(MESSAGES):
        for first in range(0, customers, BATCH):
            items = [received(customer, order, clock.now()) for customer in range(first, min(first + BATCH, customers))]
            await world.host.accept(items, arrived_at=clock.now())
    while len(world.machine.events) < 2 * MESSAGES * customers:
        await asyncio.sleep(0.001)
    seconds, worked = time.perf_counter() - began, time.process_time() - worked
    if statements is None:
        print(f"processor time           {worked / len(world.machine.events) * 1e6:10,.0f} µs an event")
    stopping.set()
    await running
    await store.close()
    return seconds


def replayed(path: Path, statements: list[tuple[Any, ...]]) -> float:
    """The same statements and commits by a loop that does nothing else."""
    connection = opened(path)
    connection.executescript("".join(MIGRATIONS))
    began = time.perf_counter()
    for statement in statements:
        connection.execute(*statement).fetchall()
    seconds = time.perf_counter() - began
    connection.close()
    return seconds


def least(path: Path, events: int, customers: int) -> float:
    """The least that a durable engine does for an event, 256 events to a commit."""
    connection = opened(path)
    connection.executescript(
        "create table seen (id text primary key) without rowid; create table s (id integer primary key, state text);"
        "create table o (id integer primary key, conv integer, body text, state integer);"
        "create table t (conv integer primary key, at integer); create index ti on t (at);"
    )
    state = json.dumps({"names": {"answer": "Blue" * 20}, "filler": "x" * 350})
    began = time.perf_counter()
    for first in range(0, events, 256):
        connection.execute("begin immediate")
        for event in range(first, min(first + 256, events)):
            conversation = event % customers
            connection.execute("insert or ignore into seen values (?)", (f"wamid.{event}",))
            connection.execute("select state from s where id = ?", (conversation,)).fetchone()
            connection.execute("insert or replace into s values (?, ?)", (conversation, state))
            position = connection.execute("insert into o values (null, ?, ?, 0)", (conversation, "Blue")).lastrowid
            connection.execute("insert or replace into t values (?, ?)", (conversation, event))
            connection.execute("update o set state = 1 where id = ?", (position,))
        connection.execute("commit")
    seconds = time.perf_counter() - began
    connection.close()
    return seconds


def opened(path: Path) -> sqlite3.Connection:
    connection = sqlite3.connect(path, isolation_level=None)
    for pragma in PRAGMAS:
        connection.execute(pragma)
    return connection


def main() -> int:
    customers = int(sys.argv[1]) if len(sys.argv) > 1 else 500
    events = 2 * MESSAGES * customers
    with tempfile.TemporaryDirectory() as folder:
        statements: list[tuple[Any, ...]] = []
        asyncio.run(host_run(Path(folder) / "traced.db", customers, statements))
        bare, host, floor = [], [], []
        for turn in range(ROUNDS):  # one beside the other, so that neighbours on the machine disturb all alike
            bare.append(events / replayed(Path(folder) / f"bare{turn}.db", statements))
            host.append(events / asyncio.run(host_run(Path(folder) / f"host{turn}.db", customers, None)))
            floor.append(events / least(Path(folder) / f"least{turn}.db", events, customers))
    commits = sum(statement[0] == "commit" for statement in statements)
    share = max(host) / max(bare)
    print(f"host                     {max(host):10,.0f} events/s   ({events} events, {commits} commits)")
    print(f"same statements, bare    {max(bare):10,.0f} events/s   host reaches {share:.2f} (bar {SHARE_MIN})")
    print(f"least statements, bare   {max(floor):10,.0f} events/s   host reaches {max(host) / max(floor):.2f}")
    print(f"statements per event     {len(statements) / events:10.1f}")
    return 0 if share >= SHARE_MIN else 1


if __name__ == "__main__":
    sys.exit(main())
