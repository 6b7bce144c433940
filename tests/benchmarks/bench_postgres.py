"""Durable events per second of the host on PostgreSQL: ``python tests/benchmarks/bench_postgres.py [customers]``.

Customers write four messages each; every message is stored, stepped, answered over a channel that accepts at once, and
the acceptance is stepped. An event is one step of a session. The server is one of the benchmark's own, with ``fsync`` and
``synchronous_commit`` on; a worker is a process with a number of its own, and feeds itself. Beside one worker, on the same
server, a bare loop replays the very statements that its store executed, in the same transactions and round trips, over a
connection of the same settings. The bar: at least half of that loop. Then one, two and four workers share the load.
"""

from __future__ import annotations

import asyncio
import json
import subprocess
import sys
import time
from functools import partial
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parents[2]
sys.path.insert(0, str(ROOT))

import psycopg

from channel_adapter.clock import SystemClock
from channel_adapter.messages import Address, Received, Text
from flow_notations.events import Began, Heard
from flow_notations.host.postgres import PostgresStore, Worker, opening
from tests.benchmarks.bench_hosts import processor_seconds
from tests.conformance import postgres_server
from tests.flow_notations.host import world

MESSAGES = 4
SHARE_MIN = 0.5
BATCH = 64
ROUNDS = 3
"""The best of so many counts, for each."""

Trace = list[tuple[str, Any]]


def echo(memory: dict[str, Any], event: Any) -> list[Any]:
    text = event.first.text if isinstance(event, Began) else event.message.text if isinstance(event, Heard) else None
    return [] if text is None else [world.say(memory, event, text)]


def received(number: str, customer: int, order: int, at: int) -> Received:
    sender = Address(phone=f"+1555{customer:07}")
    content = Text(body="Blue")
    return Received(id=f"wamid.{number}.{customer}.{order}", number_id=number, sender=sender, at=at, content=content)


class Traced(psycopg.Connection[Any]):
    """Remembers what it was asked, and where its round trips begin and end."""

    trace: Trace

    def execute(self, query: Any, params: Any = None, **more: Any) -> Any:
        self.trace.append((query, params))
        return super().execute(query, params, **more)

    def pipeline(self) -> Any:
        around, trace = super().pipeline(), self.trace

        class Marked:
            def __enter__(self) -> None:
                trace.append(("(", None))
                around.__enter__()

            def __exit__(self, *fault: Any) -> Any:
                trace.append((")", None))
                return around.__exit__(*fault)

        return Marked()


async def host_run(address: str, number: str, customers: int, *, connections: int = 1) -> dict[str, float]:
    """Seconds from the first message to the last acceptance, and processor seconds of this process meanwhile."""
    world.Host, world.NUMBER = Worker, number  # type: ignore[misc]
    store = PostgresStore.open(address, connections=connections)
    mine = world.World(echo, store=store)  # type: ignore[arg-type]
    mine.host.clock = clock = SystemClock()
    stopping = asyncio.Event()
    running = asyncio.ensure_future(mine.host.run(stopping))
    while not store.membership.serves(number):  # connections and tables are not what is measured
        await asyncio.sleep(0.001)
    began, worked = time.perf_counter(), time.process_time()
    for order in range(MESSAGES):
        for first in range(0, customers, BATCH):
            among = range(first, min(first + BATCH, customers))
            items = [received(number, customer, order, clock.now()) for customer in among]
            await mine.host.accept(items, arrived_at=clock.now())
    while len(mine.machine.events) < 2 * MESSAGES * customers:
        assert not running.done(), running.result()
        await asyncio.sleep(0.001)
    found = {"seconds": time.perf_counter() - began, "worked": time.process_time() - worked}
    stopping.set()
    await running
    await store.close()
    return found


def traced(address: str, customers: int) -> Trace:
    """What the store of one worker asks its database for, on one connection, in order."""
    trace: Trace = []
    Traced.trace = trace
    plain = psycopg.connect
    psycopg.connect = Traced.connect
    try:
        asyncio.run(host_run(address, world.NUMBER, customers))
    finally:
        psycopg.connect = plain
    begins = next(place for place, (query, _) in enumerate(trace) if query == "begin")
    return trace[begins - 1 :]


def replayed(address: str, trace: Trace) -> float:
    """The same statements and round trips by a loop that does nothing else; seconds."""
    asyncio.run(_made(address))
    session = opening.connect(address)
    began, pipeline = time.perf_counter(), session.pipeline()
    for query, params in trace:
        if query == "(":
            pipeline = session.pipeline()
            pipeline.__enter__()
        elif query == ")":
            pipeline.__exit__(None, None, None)
        else:
            session.execute(query, params)
    seconds = time.perf_counter() - began
    session.close()
    return seconds


async def _made(address: str) -> None:
    await PostgresStore.open(address).close()


def workers_run(server: postgres_server.PostgresServer, database: str, customers: int, workers: int) -> None:
    """So many processes on one database, each with its share of the customers."""
    address = server.create(database)
    asyncio.run(_made(address))
    share = customers // workers
    command = [sys.executable, __file__, "worker", address]
    before, began = processor_seconds([server.pid]), time.perf_counter()
    running = [
        subprocess.Popen([*command, f"100{n}", str(share)], stdout=subprocess.PIPE, text=True, cwd=ROOT)
        for n in range(workers)
    ]
    found = [json.loads(each.communicate()[0]) for each in running]
    events = 2 * MESSAGES * share * workers
    took = max(each["ended"] for each in found) - min(each["began"] for each in found)
    of_server = (processor_seconds([server.pid]) - before) / events
    of_hosts = sum(each["worked"] for each in found) / events
    print(
        f"workers: {workers}        {events / took:10,.0f} events/s   processor time an event:"
        f" {of_hosts * 1e6:,.0f} µs of the host, {of_server * 1e6:,.0f} µs of the server"
        f"   ({time.perf_counter() - began:.1f} s in all)",
        flush=True,
    )


def worker(address: str, number: str, customers: int) -> None:
    began = time.time()
    found = asyncio.run(host_run(address, number, customers, connections=2))
    ended = time.time()
    print(json.dumps({**found, "began": ended - found["seconds"], "ended": ended, "started": began}))


def main() -> int:
    customers = int(sys.argv[1]) if len(sys.argv) > 1 else 500
    events = 2 * MESSAGES * customers
    binaries = postgres_server.programs()
    if binaries is None:
        print(postgres_server.HINT)
        return 0
    server = postgres_server.PostgresServer(binaries)
    try:
        trace = traced(server.create("traced"), customers)
        bare, host = [], []
        for turn in range(ROUNDS):  # one beside the other, so that neighbours on the machine disturb all alike
            bare.append(events / replayed(server.create(f"bare{turn}"), trace))
            run = partial(host_run, server.create(f"host{turn}"), world.NUMBER, customers)
            host.append(events / asyncio.run(run())["seconds"])
        share = max(host) / max(bare)
        commits = sum(query == "commit" for query, _ in trace)
        statements = sum(query not in ("(", ")") for query, _ in trace)
        print(f"host, one worker  {max(host):10,.0f} events/s   ({events} events, {commits} commits)")
        print(f"the same, bare    {max(bare):10,.0f} events/s   host reaches {share:.2f} (bar {SHARE_MIN})")
        print(f"statements per event {statements / events:7.2f}", flush=True)
        for workers in (1, 2, 4):
            workers_run(server, f"workers{workers}", customers * 2, workers)
    finally:
        server.remove()
    return 0 if share >= SHARE_MIN else 1


if __name__ == "__main__":
    if sys.argv[1:2] == ["worker"]:
        worker(sys.argv[2], sys.argv[3], int(sys.argv[4]))
    else:
        sys.exit(main())
