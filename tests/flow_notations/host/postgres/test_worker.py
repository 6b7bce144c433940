"""A worker at work: it serves, hears what others took in, and outlives an outage of its database."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING, Any

import pytest

pytest.importorskip("psycopg", reason="pip install 'flow-notations[postgres]'")

from channel_adapter.clock import SystemClock
from flow_notations.errors import StoreUnavailable
from flow_notations.events import Sent
from flow_notations.host.postgres import PostgresStore, Worker, worker
from tests.flow_notations.host import world
from tests.flow_notations.host.test_lanes import echo, received, until

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable


def play(address: str, scenario: Callable[[world.World, world.World], Awaitable[None]], monkeypatch: Any) -> None:
    """Two workers on one database; only those that the scenario runs serve."""
    monkeypatch.setattr(world, "Host", Worker)
    monkeypatch.setattr(worker, "OUTAGE_SECONDS", 0.05)

    async def main() -> None:
        stores = [PostgresStore.open(address, connections=2, lease_seconds=2) for _ in range(2)]
        one, other = [world.World(echo, store=store) for store in stores]  # type: ignore[arg-type]
        one.host.clock = other.host.clock = SystemClock()
        try:
            await scenario(one, other)
        finally:
            for store in stores:
                await store.close()

    asyncio.run(main())


def test_a_worker_hears_what_another_took_in(address: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """The first message of a stranger comes to a node that does not serve; the one that serves answers, and the next too."""

    async def scenario(one: world.World, other: world.World) -> None:
        stopping = asyncio.Event()
        running = asyncio.ensure_future(one.host.run(stopping))
        for order in range(2):
            now = other.host.clock.now()
            await other.host.accept([received(1, f"m{order}", now, order)], arrived_at=now)
            await until(lambda order=order: len(one.heard(Sent)) == order + 1)
        assert (one.channel.bodies, other.channel.bodies) == (["m0", "m1"], [])
        stopping.set()
        await running

    play(address, scenario, monkeypatch)


def test_a_worker_outlives_an_outage(address: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """Every connection is cut: the life ends, the next one serves again under another name."""

    def cut(tx: Any) -> None:
        tx.session.execute(
            "select pg_terminate_backend(pid) from pg_stat_activity"
            " where datname = current_database() and pid != pg_backend_pid()"
        )

    async def scenario(one: world.World, other: world.World) -> None:
        stopping = asyncio.Event()
        running = asyncio.ensure_future(one.host.run(stopping))
        now = one.host.clock.now()
        await one.host.accept([received(1, "before", now)], arrived_at=now)
        await until(lambda: len(one.heard(Sent)) == 1)
        name = one.host.store.membership.worker  # type: ignore[attr-defined]
        await other.store.transact(cut)
        await until(lambda: one.host.store.membership.worker != name)  # type: ignore[attr-defined]
        now = other.host.clock.now()
        await other.host.accept([received(1, "after", now, 1)], arrived_at=now)
        await until(lambda: len(one.heard(Sent)) == 2)
        stopping.set()
        await running

    play(address, scenario, monkeypatch)


def test_a_worker_whose_store_was_closed_ends(address: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """That is no outage: nobody will open it again."""

    async def scenario(one: world.World, other: world.World) -> None:
        await one.store.close()
        with pytest.raises(StoreUnavailable, match="closed"):
            await one.host.run(asyncio.Event())
        assert not other.store.closed  # type: ignore[attr-defined]

    play(address, scenario, monkeypatch)
