"""Durable events per second of the host on SQLite: ``python tests/benchmarks/bench_host.py [conversations]``.

Customers write four messages each; every message is stored, stepped, answered over a channel that accepts at once, and
the acceptance is stepped. An event is one step of a session. In the same run, on the same disk, one bare loop replays the
very statements that the host's store executed, with the same commits, and another does the least that any durable engine
must (mark seen, read state, write state, queue a send, set a timer, settle the send; 256 to a commit).
The bar: at least half of the first loop, at the median of the rounds; in each round both run one after the other.
"""

from __future__ import annotations

import asyncio
import json
import sqlite3
import statistics
import sys
import tempfile
import time
from contextlib import contextmanager
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeAlias

ROOT = Path(__file__).resolve().parents[2]
sys.path.insert(0, str(ROOT))

from channel_adapter.clock import SystemClock
from channel_adapter.messages import Address, Received, Text
from flow_notations.events import Began, Heard
from flow_notations.host.sqlite import SqliteStore
from flow_notations.host.sqlite.schema import PRAGMAS
from tests.flow_notations.host.world import NUMBER, World, say

if TYPE_CHECKING:
    from collections.abc import Iterator

MESSAGES = 4
SHARE_MIN = 0.5
BATCH = 64
ROUNDS = 7

Statements: TypeAlias = "list[tuple[Any, ...]]"


def echo(memory: dict[str, Any], event: Any) -> list[Any]:
    text = event.first.text if isinstance(event, Began) else event.message.text if isinstance(event, Heard) else None
    return [] if text is None else [say(memory, event, text)]


def received(customer: int, order: int, at: int) -> Received:
    sender = Address(phone=f"+1555{customer:07}")
    return Received(id=f"wamid.{customer}.{order}", number_id=NUMBER, sender=sender, at=at, content=Text(body="Blue"))


@contextmanager
def recording(statements: Statements) -> Iterator[None]:
    """Whatever stores that are opened meanwhile execute from then on is written down, in order."""

    class Recording(sqlite3.Connection):
        def execute(self, *statement: Any) -> sqlite3.Cursor:
            statements.append(statement)
            return super().execute(*statement)

    plain = sqlite3.connect
    sqlite3.connect = partial(plain, factory=Recording)  # type: ignore[assignment]
    try:
        yield
    finally:
        sqlite3.connect = plain
        del statements[:]


def prepared(path: Path) -> Path:
    """A file with its tables."""
    SqliteStore.open(path)._writer.close()
    path.with_name(path.name + "-owner").unlink()
    return path


async def host_run(store: SqliteStore, customers: int, *, quiet: bool = False) -> float:
    """Seconds from the first message to the last acceptance."""
    world = World(echo, store=store)
    world.host.clock = clock = SystemClock()
    now = clock.now()
    batches = [
        [received(customer, order, now) for customer in range(first, min(first + BATCH, customers))]
        for order in range(MESSAGES)
        for first in range(0, customers, BATCH)
    ]
    stopping = asyncio.Event()
    began, worked = time.perf_counter(), time.process_time()
    running = asyncio.ensure_future(world.host.run(stopping))
    for items in batches:
        await world.host.accept(items, arrived_at=clock.now())
    while len(world.machine.events) < 2 * MESSAGES * customers:
        await asyncio.sleep(0.001)
    seconds, worked = time.perf_counter() - began, time.process_time() - worked
    if not quiet:
        print(f"processor time, host     {worked / len(world.machine.events) * 1e6:10,.0f} µs an event")
    stopping.set()
    await running
    await store.close()
    return seconds


def replayed(path: Path, statements: Statements, events: int) -> float:
    """Seconds for the same statements and commits by a loop that does nothing else."""
    connection = opened(path)
    began, worked = time.perf_counter(), time.process_time()
    for statement in statements:
        connection.execute(*statement).fetchall()
    seconds, worked = time.perf_counter() - began, time.process_time() - worked
    connection.close()
    print(f"processor time, bare     {worked / events * 1e6:10,.0f} µs an event")
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
        statements: Statements = []
        traced = prepared(Path(folder) / "traced.db")
        with recording(statements):
            store = SqliteStore.open(traced)
        asyncio.run(host_run(store, customers, quiet=True))
        bare, host, floor = [], [], []
        for turn in range(ROUNDS):  # one beside the other, so that neighbours on the machine disturb all alike
            path = Path(folder)
            bare.append(events / replayed(prepared(path / f"bare{turn}.db"), statements, events))
            store = SqliteStore.open(prepared(path / f"host{turn}.db"))
            host.append(events / asyncio.run(host_run(store, customers)))
            floor.append(events / least(path / f"least{turn}.db", events, customers))
    commits = sum(statement[0] == "commit" for statement in statements)
    shares = sorted([ours / theirs for ours, theirs in zip(host, bare, strict=True)])
    share = statistics.median(shares)
    print(f"host, best               {max(host):10,.0f} events/s   ({events} events, {commits} commits)")
    print(f"same statements, bare    {max(bare):10,.0f} events/s   at best")
    print(
        f"host reaches of that     {share:10.2f}   at the median (bar {SHARE_MIN}), {shares[0]:.2f} to {shares[-1]:.2f}"
    )
    print(f"least statements, bare   {max(floor):10,.0f} events/s   host reaches {max(host) / max(floor):.2f}")
    print(f"statements per event     {len(statements) / events:10.1f}")
    return 0 if share >= SHARE_MIN else 1


if __name__ == "__main__":
    sys.exit(main())
