"""A worker at work: it serves, hears what others took in, and outlives an outage of its database."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING, Any

import pytest

pytest.importorskip("psycopg", reason="pip install 'flow-notations[postgres]'")

from channel_adapter.clock import SystemClock
from flow_notations.errors import StoreUnavailable
from flow_notations.events import Sent
from flow_notations.host.duties import do, turn
from flow_notations.host.postgres import PostgresStore, Worker, leased, worker
from tests.flow_notations.host import world
from tests.flow_notations.host.test_lanes import echo, received

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable


PATIENCE_SECONDS = 60


async def until(condition: Callable[[], bool]) -> None:
    """Real connections break and come back here: on a busy machine that takes its time."""
    async with asyncio.timeout(PATIENCE_SECONDS):
        while not condition():
            await asyncio.sleep(0.01)


def lapse(tx: Any, store: Any) -> None:
    """The worker's lease ends now, as if it had not renewed it for long enough."""
    tx.session.execute("update workers set lease_until = clock_timestamp() where id = %s", (store.membership.worker,))


def play(
    address: str,
    scenario: Callable[[world.World, world.World], Awaitable[None]],
    monkeypatch: Any,
    *,
    lease_seconds: float = 60,
) -> None:
    """Two workers on one database; only those that the scenario runs serve."""
    monkeypatch.setattr(world, "Host", Worker)
    monkeypatch.setattr(worker, "OUTAGE_SECONDS", 0.05)

    async def main() -> None:
        stores = [PostgresStore.open(address, connections=2, lease_seconds=lease_seconds) for _ in range(2)]
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

    play(address, scenario, monkeypatch, lease_seconds=2)


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

    play(address, scenario, monkeypatch, lease_seconds=2)


def test_a_worker_whose_store_was_closed_ends(address: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """That is no outage: nobody will open it again."""

    async def scenario(one: world.World, other: world.World) -> None:
        await one.store.close()
        with pytest.raises(StoreUnavailable, match="closed"):
            await one.host.run(asyncio.Event())
        assert not other.store.closed  # type: ignore[attr-defined]

    play(address, scenario, monkeypatch)


class Paced(world.ScriptedChannel):
    """Notes what it is told of others' sends."""

    def __init__(self) -> None:
        super().__init__()
        self.recalled: list[list[int]] = []

    def recall(self, sends: Any) -> None:
        self.recalled.append([at for _, at in sends])


async def paced(one: world.World, other: world.World) -> tuple[Paced, Paced]:
    found = []
    for each in (one, other):
        channel = Paced()
        leased = each.host.wiring.channels[world.NUMBER]
        leased._channel = each.channel = channel  # type: ignore[attr-defined]
        found.append(channel)
    return found[0], found[1]


async def says(to: world.World, text: str, order: int) -> None:
    now = to.host.clock.now()
    await to.host.accept([received(1, text, now, order)], arrived_at=now)


def test_a_number_brings_its_pace_along(address: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """Whoever takes a number over learns, before its first send, what left from it lately; each send is told once."""

    async def scenario(one: world.World, other: world.World) -> None:
        first, second = await paced(one, other)
        for order in range(2):
            await says(one, f"m{order}", order)
            await one.host.settle()
        await one.store.close()
        await says(other, "m2", 2)
        await other.host.settle()
        await says(other, "m3", 3)
        await other.host.settle()
        assert (first.bodies, second.bodies) == (["m0", "m1"], ["m2", "m3"])
        assert (first.recalled, [len(sends) for sends in second.recalled]) == ([[]], [2])

    play(address, scenario, monkeypatch)


def test_a_number_that_comes_back_brings_what_others_sent(address: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """A worker that had it before knows its own sends: it is told of the others' alone."""

    async def scenario(one: world.World, other: world.World) -> None:
        first, _ = await paced(one, other)
        await says(one, "mine", 0)
        await one.host.settle()
        first_life = one.host.store.membership  # type: ignore[attr-defined]
        await one.store.transact(lambda tx: lapse(tx, one.store))
        await says(other, "theirs", 1)
        await other.host.settle()
        await one.host.recover()
        assert first_life.numbers == frozenset()
        await other.store.close()
        await says(one, "mine again", 2)
        await one.host.settle()
        assert first.bodies == ["mine", "mine again"]
        assert [len(sends) for sends in first.recalled] == [0, 1]

    play(address, scenario, monkeypatch)


def test_a_worker_without_its_lease_sends_nothing(address: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """One that froze with a part in its hands puts it back, so that nothing leaves out of turn; its next beat sends it."""

    async def scenario(one: world.World, other: world.World) -> None:
        membership = one.host.store.membership  # type: ignore[attr-defined]
        await one.host.recover()
        await says(one, "late", 0)
        membership._until = 0.0
        monkeypatch.setattr(type(membership), "beat_seconds", 0.01)
        (conversation,) = await one.host.due()
        taken = await turn(one.host, conversation)
        again = await do(one.host, conversation, taken.duties[0])
        (part,) = await one.host.outbox()
        assert (one.channel.bodies, part.state, again.duties) == ([], "queued", ())
        one.host.clock = world.VirtualClock(one.host.clock.now() + leased.PAUSE_MS)
        await one.host.settle()
        assert one.channel.bodies == ["late"]

    play(address, scenario, monkeypatch)


def test_a_pace_that_cannot_be_read_is_no_doubt(address: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """Nothing has left when the database breaks off before a number's first send: the part goes back, and leaves later."""

    async def scenario(one: world.World, other: world.World) -> None:
        first, _ = await paced(one, other)
        await one.host.recover()
        await says(one, "late", 0)
        (conversation,) = await one.host.due()
        taken = await turn(one.host, conversation)
        with monkeypatch.context() as broken:
            broken.setattr(leased.LeasedChannel, "_recall", _breaks_off)
            await do(one.host, conversation, taken.duties[0])
        (part,) = await one.host.outbox()
        assert (first.bodies, part.state) == ([], "queued")
        one.host.clock = world.VirtualClock(one.host.clock.now() + leased.PAUSE_MS)
        await one.host.settle()
        assert first.bodies == ["late"]

    play(address, scenario, monkeypatch)


async def _breaks_off(*_: Any) -> None:
    raise StoreUnavailable("the PostgreSQL store: gone")


def test_the_days_chores_are_done_by_one(address: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """Of two workers one keeps house; a day later, whoever looks first."""

    async def scenario(one: world.World, other: world.World) -> None:
        stores: list[Any] = [one.store, other.store]
        assert sorted([await store.takes_chores() for store in stores]) == [False, True]
        assert [await store.takes_chores() for store in stores] == [False, False]
        await stores[0].transact(
            lambda tx: tx.session.execute("update chores set due_at = due_at - interval '25 hours'")
        )
        assert [await store.takes_chores() for store in stores] == [True, False]

    play(address, scenario, monkeypatch)


def test_a_running_worker_keeps_house(address: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """Interactions that are kept no longer go, without anybody's asking."""

    async def scenario(one: world.World, other: world.World) -> None:
        kept: list[str] = []
        for each, name in ((one, "one"), (other, "other")):

            async def retained(name: str = name) -> int:
                kept.append(name)
                return 0

            monkeypatch.setattr(each.host, "retain", retained)
        stopping = asyncio.Event()
        running = [asyncio.ensure_future(each.host.run(stopping)) for each in (one, other)]
        await until(lambda: len(kept) == 1)
        stopping.set()
        await asyncio.gather(*running)
        assert len(kept) == 1

    play(address, scenario, monkeypatch)
