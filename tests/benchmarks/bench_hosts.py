"""Durable events per second of every host: ``python tests/benchmarks/bench_hosts.py [customers]``.

Customers write four messages each; every message is stored, stepped, answered over a channel that accepts at once, and
the acceptance is stepped. An event is one step of a session. PostgreSQL runs with one worker and with two, each a
process of its own with a number of its own; beside it, in the same run and on the same server, a bare loop makes the
least transactions that an event needs. SQLite is measured by ``bench_host.py``. What is not installed is left out.
"""

from __future__ import annotations

import asyncio
import importlib.util
import json
import os
import sys
import tempfile
import time
from contextlib import suppress
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parents[2]
sys.path.insert(0, str(ROOT))

from tests.conformance import postgres_server, restate_server
from tests.conformance.judging import said
from tests.conformance.rigs import Node, PostgresRig, RestateRig, Rig, SqliteRig, deliver, until

MESSAGES = 4
BATCH = 32


def fed(node: Node, number: str, customers: int) -> None:
    for order in range(MESSAGES):
        for first in range(0, customers, BATCH):
            among = range(first, min(first + BATCH, customers))
            deliver(lambda: node, [said(customer, order, number=number) for customer in among])


async def feed_all(nodes: list[Node], customers: int) -> None:
    numbers = ("1001", "1002")[: len(nodes)]
    each = [
        asyncio.to_thread(fed, node, number, customers // len(nodes))
        for node, number in zip(nodes, numbers, strict=True)
    ]
    await asyncio.gather(*each)


def host_rate(rig: Rig, customers: int, *, nodes: int, server: int | None = None) -> float:
    """Steps a second, from the first message to the last answer; two steps an answer."""
    started = [rig.start() for _ in range(nodes)]
    deliver(lambda: started[0], [said(900, 0), said(901, 0, number="1002")])
    until(lambda: len(rig.sent()) == 2, "to warm up")
    roots = [*(node.pid for node in started), *([] if server is None else [server])]
    began, worked = time.perf_counter(), processor_seconds(roots)
    asyncio.run(feed_all(started, customers))
    answers = MESSAGES * (customers // nodes) * nodes + 2
    until(lambda: len(rig.sent()) >= answers, "every answer")
    seconds, worked = time.perf_counter() - began, processor_seconds(roots) - worked
    rig.stop()
    events = 2 * (answers - 2)
    print(f"{worked / events * 1e6:9,.0f} µs of processor an event, its processes and its server", end="  ")
    return events / seconds


def processor_seconds(roots: list[int]) -> float:
    """Of these processes and all below them, so far: what a busy machine does not blur."""
    rows = {}
    for path in Path("/proc").glob("[0-9]*/stat"):
        with suppress(OSError):
            words = path.read_text().rpartition(")")[2].split()
            rows[int(path.parent.name)] = (int(words[1]), sum(map(int, words[11:15])))
    wanted = set(roots)
    while more := {pid for pid, (parent, _) in rows.items() if parent in wanted} - wanted:
        wanted |= more
    return sum(ticks for pid, (_, ticks) in rows.items() if pid in wanted) / os.sysconf("SC_CLK_TCK")


def bare_rate(address: str, events: int, customers: int) -> float:
    """The least that an event needs on PostgreSQL, a transaction each, one connection."""
    import psycopg

    state = json.dumps({"names": {"answer": "Blue" * 20}, "filler": "x" * 350})
    with psycopg.connect(address, autocommit=True) as session:
        session.execute("create table seen (id text primary key)")
        session.execute("create table s (id integer primary key, state text)")
        session.execute(
            "create table o (id bigint generated always as identity primary key, conv int, body text, state int)"
        )
        session.execute("create table t (conv integer primary key, at integer)")
        session.execute("insert into s select n, '' from generate_series(0, %s) as n", (customers,))
        began = time.perf_counter()
        for event in range(events):
            _least(session, event, event % customers, state)
        return events / (time.perf_counter() - began)


def _least(session: Any, event: int, conversation: int, state: str) -> None:
    with session.transaction():
        session.execute("select state from s where id = %s for update", (conversation,)).fetchone()
        session.execute("insert into seen values (%s) on conflict do nothing", (f"wamid.{event}",))
        session.execute("update s set state = %s where id = %s", (state, conversation))
        (position,) = session.execute(
            "insert into o (conv, body, state) values (%s, 'Blue', 0) returning id", (conversation,)
        ).fetchone()
        session.execute(
            "insert into t values (%s, %s) on conflict (conv) do update set at = excluded.at", (conversation, event)
        )
        session.execute("update o set state = 1 where id = %s", (position,))


def main() -> int:
    customers = int(sys.argv[1]) if len(sys.argv) > 1 else 200
    with tempfile.TemporaryDirectory() as folder:
        for name in ("sqlite", "postgres1", "postgres2", "restate"):
            Path(folder, name).mkdir()
        show("SQLite, one process", host_rate(SqliteRig(Path(folder, "sqlite")), customers, nodes=1))
        binaries = postgres_server.programs()
        if binaries is not None and importlib.util.find_spec("psycopg"):
            server = postgres_server.PostgresServer(binaries)
            for nodes in (1, 2):
                rig = PostgresRig(Path(folder, f"postgres{nodes}"), server, f"world{nodes}")
                show(f"PostgreSQL, workers: {nodes}", host_rate(rig, customers, nodes=nodes, server=server.pid))
            show("PostgreSQL, bare loop", bare_rate(server.create("bare"), 2000, customers))
            server.remove()
        binary = restate_server.program()
        if binary is not None:
            cluster = restate_server.RestateServer(binary)
            rate = host_rate(RestateRig(Path(folder, "restate"), cluster), customers, nodes=1, server=cluster.pid)
            show("Restate, one node", rate)
    return 0


def show(what: str, rate: float) -> None:
    print(f"{what:24} {rate:10,.0f} events/s", flush=True)


if __name__ == "__main__":
    sys.exit(main())
