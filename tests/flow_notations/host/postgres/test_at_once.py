"""A worker steps a message in the transaction that takes it in, where it serves the number; see the host's own tests."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING, Any

import pytest

pytest.importorskip("psycopg", reason="pip install 'flow-notations[postgres]'")

import psycopg

from flow_notations.effects import End
from flow_notations.errors import StoreUnavailable
from flow_notations.events import Began, Heard, Sent
from flow_notations.host.postgres import PostgresStore, Worker, worker
from flow_notations.host.postgres.grip import Grip
from tests.flow_notations.host import world
from tests.flow_notations.host.test_at_once import BO, echo, message, running, until, words

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable

    from flow_notations.effects import Effect
    from flow_notations.events import Event

PATIENCE_SECONDS = 60


def play(
    address: str,
    scenario: Callable[[world.World], Awaitable[None]],
    monkeypatch: pytest.MonkeyPatch,
    *,
    flow: Callable[[dict[str, Any], Any], list[Any]] = echo,
    lease_seconds: float = 60,
) -> None:
    """A worker that serves the number already."""
    monkeypatch.setattr(world, "Host", Worker)

    async def main() -> None:
        store = PostgresStore.open(address, connections=1, lease_seconds=lease_seconds)
        one = world.World(flow, store=store)  # type: ignore[arg-type]
        try:
            await one.host.accept([message("before")], arrived_at=world.START)
            await one.host.settle()
            async with running(one):
                await scenario(one)
        finally:
            await store.close()

    asyncio.run(main())


def test_what_is_acknowledged_was_heard(emptied: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """Of a known customer and of a stranger; it is answered, and a repetition is not stepped again."""

    async def scenario(one: world.World) -> None:
        items = [message("hello"), message("good day", sender=BO)]
        assert await one.host.accept(items, arrived_at=world.START) == 2
        assert [words(event) for event in [*one.heard(Heard), *one.heard(Began)]] == ["hello", "before", "good day"]
        await until(lambda: len(one.heard(Sent)) == 3)
        assert await one.host.accept(items, arrived_at=world.START) == 0
        assert sorted(one.channel.bodies) == ["before", "good day", "hello"]

    play(emptied, scenario, monkeypatch)


def test_one_that_breaks_takes_nobody_with_it(emptied: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """It waits for its next try; who wrote beside it is answered."""

    async def scenario(one: world.World) -> None:
        items = [message("poison"), message("good day", sender=BO)]
        assert await one.host.accept(items, arrived_at=world.START) == 2
        await until(lambda: len(one.heard(Sent)) == 2)
        assert sorted(one.channel.bodies) == ["before", "good day"]
        (waiting,) = (await one.host.store.transact(_waiting)).fetchall()
        assert waiting == ("w:poison", 1)

    play(emptied, scenario, monkeypatch)


def _waiting(tx: Any) -> Any:
    return tx.session.execute("select id, faults from inbox where state = 'queued'")


@pytest.mark.parametrize("other", [False, True], ids=["their own", "another customer's"])
def test_an_id_that_was_forgotten_begins_another_interaction(
    emptied: str, monkeypatch: pytest.MonkeyPatch, *, other: bool
) -> None:
    """The channel repeats a message so late that only the interaction which it began is left of it."""

    def brief(memory: dict[str, Any], event: Event) -> list[Effect]:
        return [End(outcome="done")] if isinstance(event, Began) else []

    async def scenario(one: world.World) -> None:
        assert await one.host.accept([message("hello")], arrived_at=world.START) == 1
        await one.host.store.transact(lambda tx: tx.session.execute("delete from inbox"))  # type: ignore[attr-defined]
        again = message("hello", sender=BO) if other else message("hello")
        assert await one.host.accept([again], arrived_at=world.START) == 1
        found = await one.host.store.transact(
            lambda tx: tx.session.execute("select outcome from interactions").fetchall()  # type: ignore[attr-defined]
        )
        assert found == [("done",)] * 3

    play(emptied, scenario, monkeypatch, flow=brief)


def test_what_was_stepped_by_a_commit_that_broke_off_is_in_doubt(emptied: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """Nobody heard that it was written, so nobody sends what it marked: the worker's next life says so to people."""
    plain = Grip.commit

    def broken(grip: Grip, rest: Any) -> None:
        plain(grip, rest)
        if any("journal" in statement for statement, _ in rest):
            monkeypatch.setattr(Grip, "commit", plain)
            raise psycopg.OperationalError("server closed the connection unexpectedly")

    async def scenario(one: world.World) -> None:
        membership = one.host.store.membership  # type: ignore[attr-defined]
        former = membership.worker
        monkeypatch.setattr(Grip, "commit", broken)
        with pytest.raises(StoreUnavailable):
            await one.host.accept([message("hello")], arrived_at=world.START)
        assert await one.host.accept([message("hello")], arrived_at=world.START) == 0
        async with asyncio.timeout(PATIENCE_SECONDS):
            while [part.state for part in await one.host.outbox()] != ["uncertain", "accepted"]:
                await asyncio.sleep(0.01)
        assert (one.channel.bodies, membership.worker != former) == (["before"], True)

    monkeypatch.setattr(worker, "OUTAGE_SECONDS", 0.05)
    play(emptied, scenario, monkeypatch, lease_seconds=1)
