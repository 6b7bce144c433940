"""Durable events per second of the host on PostgreSQL: ``python tests/benchmarks/bench_postgres.py [customers]``.

Customers write four messages each; every message is stored, stepped, answered over a channel that accepts at once, and
the acceptance is stepped. An event is one step of a session. The server is one of the benchmark's own, with ``fsync`` and
``synchronous_commit`` on; a worker is a process with a number of its own, and feeds itself. Beside one worker, on the same
server, a bare loop replays the very statements that its store executed, in the same transactions and round trips, over a
connection of the same settings. The bar: at least half of that loop. Then one, two and four workers share the load; of
each it is said how it compares, what the server's connections waited for, and whether anything came twice or out of order.
"""

from __future__ import annotations

import asyncio
import json
import os
import subprocess
import sys
import time
from collections import defaultdict
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any

ROOT = Path(__file__).resolve().parents[2]
sys.path.insert(0, str(ROOT))

import psycopg

from channel_adapter.clock import SystemClock
from channel_adapter.messages import Address, Received, Text
from flow_notations.events import Began, Heard
from flow_notations.host.postgres import PostgresStore, Worker, opening
from tests.benchmarks.bench_hosts import processor_seconds
from tests.benchmarks.server_waits import ServerWaits
from tests.conformance import postgres_server
from tests.flow_notations.host import world

if TYPE_CHECKING:
    from collections.abc import Callable

MESSAGES = 4
SHARE_MIN = 0.5
BATCH = 64
WORKERS = (1, 2, 4)
NUMBERS = [f"100{n}" for n in range(max(WORKERS))]
WARM_UP = 2
"""Events of one customer more, before the clock runs."""
LEASE_SECONDS = 60.0
"""So long that on a busy machine no number moves to a worker that does not wait for its answers."""
ROUNDS = 3
"""The best of so many counts, for each."""

Trace = list[tuple[str, Any]]


def echo(memory: dict[str, Any], event: Any) -> list[Any]:
    text = event.first.text if isinstance(event, Began) else event.message.text if isinstance(event, Heard) else None
    return [] if text is None else [world.say(memory, event, text)]


def received(number: str, customer: int, order: int, at: int) -> Received:
    sender = Address(phone=f"+1555{customer:07}")
    content = Text(body=str(order))
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


async def host_run(
    address: str, number: str, customers: int, *, connections: int = 1, ready: Callable[[], object] = bool
) -> dict[str, Any]:
    """Seconds from the first message to the last acceptance, processor seconds of this process meanwhile, and all sends."""
    world.Host, world.NUMBER = Worker, number  # type: ignore[misc]
    store = PostgresStore.open(address, connections=connections, lease_seconds=LEASE_SECONDS)
    channel = world.ScriptedChannel()
    served = {"channels": dict.fromkeys((number, *NUMBERS), channel)}
    mine = world.World(echo, store=store, settings=served)  # type: ignore[arg-type]
    mine.host.clock = clock = SystemClock()
    stopping = asyncio.Event()
    running = asyncio.ensure_future(mine.host.run(stopping))
    # Neither connections and tables, nor whose a new number is, are what is measured: it is whose worker serves by then.
    while not store.membership.serves(number):
        await asyncio.sleep(0.001)
    await mine.host.accept([received(number, customers, 0, clock.now())], arrived_at=clock.now())
    while len(mine.machine.events) < WARM_UP:
        await asyncio.sleep(0.001)
    await mine.host.recover()
    await asyncio.to_thread(ready)
    began, worked = time.perf_counter(), time.process_time()
    for order in range(MESSAGES):
        for first in range(0, customers, BATCH):
            among = range(first, min(first + BATCH, customers))
            items = [received(number, customer, order, clock.now()) for customer in among]
            await mine.host.accept(items, arrived_at=clock.now())
    while len(mine.machine.events) < WARM_UP + 2 * MESSAGES * customers:
        assert not running.done(), running.result()
        await asyncio.sleep(0.001)
    found: dict[str, Any] = {"seconds": time.perf_counter() - began, "worked": time.process_time() - worked}
    found["ended"] = time.time()
    found["sent"] = [[part.ref, number, part.to.phone, part.content.body] for part in channel.sent[1:]]  # type: ignore[union-attr]
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


def workers_run(server: postgres_server.PostgresServer, database: str, customers: int, workers: int) -> float:
    """So many processes on one database, each with its share of the customers; events a second."""
    address, share = server.create(database), customers // workers
    asyncio.run(_made(address))
    command = [sys.executable, __file__, "worker", address]
    running = [
        subprocess.Popen(
            [*command, NUMBERS[n], str(share)], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True, cwd=ROOT
        )
        for n in range(workers)
    ]
    for each in running:
        assert each.stdout is not None
        each.stdout.readline()
    before = processor_seconds([server.pid])
    with ServerWaits(server.address(), database) as waits:
        for each in running:
            assert each.stdin is not None
            each.stdin.write("go\n")
            each.stdin.flush()
        found = [json.loads(each.communicate()[0]) for each in running]
    events = 2 * MESSAGES * share * workers
    took = max(each["ended"] for each in found) - min(each["began"] for each in found)
    of_server, of_hosts = processor_seconds([server.pid]) - before, sum(each["worked"] for each in found)
    busy = (of_server + of_hosts) / took / (os.cpu_count() or 1)
    print(
        f"workers: {workers}        {events / took:10,.0f} events/s   processor time an event:"
        f" {of_hosts / events * 1e6:,.0f} µs of the hosts, {of_server / events * 1e6:,.0f} µs of the server,"
        f" together {busy:.0%} of the machine"
    )
    twice, disordered = faults([send for each in found for send in each["sent"]], share * workers)
    print(f"                  {twice} sends twice, {disordered} customers out of order or incomplete")
    print(f"                  connections in a transaction: {waits.shares}", flush=True)
    return events / took


def faults(sent: list[list[str]], customers: int) -> tuple[int, int]:
    """How many sends came twice, and how many customers were not answered in the order in which they wrote."""
    heard = defaultdict[tuple[str, str], list[str]](list)
    for _, number, phone, body in sent:
        heard[number, phone].append(body)
    in_order = [str(order) for order in range(MESSAGES)]
    whole = sum(bodies == in_order for bodies in heard.values())
    return len(sent) - len({ref for ref, *_ in sent}), customers - whole


def worker(address: str, number: str, customers: int) -> None:
    found = asyncio.run(host_run(address, number, customers, connections=2, ready=told_to_go))
    print(json.dumps({**found, "began": found["ended"] - found["seconds"]}))


def told_to_go() -> None:
    """All begin at once, however long their processes took to start."""
    print("ready", flush=True)
    sys.stdin.readline()


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
        rates = {n: workers_run(server, f"workers{n}", customers * 2, n) for n in WORKERS}
        print(f"{'workers':>20} {'of one worker':>15} {'of the bare loop':>18}")
        for n, rate in rates.items():
            print(f"{n:20} {rate / rates[1]:15.2f} {rate / max(bare):18.2f}")
    finally:
        server.remove()
    return 0 if share >= SHARE_MIN else 1


if __name__ == "__main__":
    if sys.argv[1:2] == ["worker"]:
        worker(sys.argv[2], sys.argv[3], int(sys.argv[4]))
    else:
        sys.exit(main())
