"""Several workers on one database: who may work on what, what the dead leave behind, and troubles that say what to do."""

from __future__ import annotations

import asyncio
import threading
from contextlib import asynccontextmanager
from dataclasses import replace
from typing import TYPE_CHECKING, Any

import pytest

pytest.importorskip("psycopg", reason="pip install 'flow-notations[postgres]'")

import psycopg

from channel_adapter.messages import Address
from flow_notations.errors import StoreUnavailable
from flow_notations.host.postgres import PostgresStore
from flow_notations.host.postgres.faults import unavailable
from flow_notations.host.postgres.schema import MIGRATIONS
from flow_notations.host.records import Conversation, Kept, Line, Part, Queued
from tests.conformance.postgres_server import free_port

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Coroutine

    from flow_notations.host.store import Transaction

ANA = Conversation(id="ana", number_id="1001", customer=Address(phone="+15550001111"), wake_at=0)
NOW = 1_000


def kept(identity: str) -> Kept:
    return Kept(id=identity, kind="test", at=1, body="{}")


def part(ref: str, state: Any = "queued") -> Part:
    return Part(ref=ref, send=ref, index=1, total=1, conversation="ana", content="{}", line=0, state=state)


@asynccontextmanager
async def opened(address: str, **settings: Any) -> AsyncIterator[PostgresStore]:
    store = PostgresStore.open(address, **{"connections": 2, **settings})
    try:
        yield store
    finally:
        await store.close()


def lapse(tx: Any, store: PostgresStore) -> None:
    """The worker's lease ends now, as if it had not renewed it for long enough."""
    tx.session.execute("update workers set lease_until = clock_timestamp() where id = %s", (store.membership.worker,))


def play(scenario: Coroutine[Any, Any, None]) -> None:
    asyncio.run(asyncio.wait_for(scenario, 30))


def test_a_work_that_raises_leaves_nothing(address: str) -> None:
    """Its mistake reaches whoever handed it in; what was written before it stays."""

    def fails(tx: Transaction) -> None:
        tx.inbox.keep(kept("bad"))
        raise KeyError("mine")

    async def main() -> None:
        async with opened(address) as store:
            await store.transact(lambda tx: tx.inbox.keep(kept("good")))
            with pytest.raises(KeyError, match="mine"):
                await store.transact(fails)
        async with opened(address) as store:
            assert [each.id for each in await store.transact(lambda tx: tx.inbox.kept(limit=9))] == ["good"]

    play(main())


def test_two_works_of_one_conversation_see_each_other(address: str) -> None:
    """The second reads only after the first has committed, on another connection of another store."""

    async def main() -> None:
        async with opened(address) as one, opened(address) as other:
            await one.transact(lambda tx: tx.conversations.save(ANA))
            reading, go = threading.Event(), threading.Event()

            def slow(tx: Transaction) -> None:
                tx.conversations.get("ana")
                reading.set()
                assert go.wait(5)
                tx.conversations.set_live("ana", "first")

            first = asyncio.ensure_future(one.transact(slow))
            await asyncio.to_thread(reading.wait)
            second = asyncio.ensure_future(other.transact(lambda tx: tx.conversations.get("ana").live))
            await asyncio.sleep(0.05)
            assert not second.done()
            go.set()
            await first
            assert await second == "first"

    play(main())


def test_a_part_is_read_as_its_conversation_left_it(address: str) -> None:
    """Whoever reads a part by its ref waits for whoever works on its conversation."""

    async def main() -> None:
        async with opened(address) as one, opened(address) as other:
            await one.transact(lambda tx: (tx.conversations.save(ANA), tx.outbox.add(part("r"))))
            reading, go = threading.Event(), threading.Event()

            def slow(tx: Transaction) -> None:
                tx.conversations.get("ana")
                reading.set()
                assert go.wait(5)
                tx.outbox.save(part("r", "accepted"))

            first = asyncio.ensure_future(one.transact(slow))
            await asyncio.to_thread(reading.wait)
            found = [asyncio.ensure_future(other.transact(look)) for look in (
                lambda tx: tx.outbox.by_ref("r"), lambda tx: tx.outbox.of_send("r")[0])]  # fmt: skip
            await asyncio.sleep(0.05)
            go.set()
            await first
            assert [(await each).state for each in found] == ["accepted", "accepted"]

    play(main())


def test_the_same_message_at_two_workers_is_new_once(address: str) -> None:
    """Both look for it, neither finds it, both write it: one of them is run again and finds it."""
    meeting = threading.Barrier(2)
    met: set[int] = set()

    def take_in(tx: Transaction) -> bool:
        if tx.inbox.knows("wamid.1"):
            return False
        if threading.get_ident() not in met:
            met.add(threading.get_ident())
            meeting.wait(5)
        tx.history.add(Line(conversation="ana", direction="in", at=1, content="{}"))
        return tx.inbox.put(Queued(id="wamid.1", conversation="ana", kind="item", moment=1, body="{}"))

    async def main() -> None:
        async with opened(address) as one, opened(address) as other:
            results = await asyncio.gather(one.transact(take_in), other.transact(take_in))
            assert sorted(results) == [False, True]
            assert len(await one.transact(lambda tx: tx.history.page("ana", before=None, limit=9))) == 1

    play(main())


def test_numbers_are_shared_and_the_dead_leave_theirs(address: str) -> None:
    """Two workers have two numbers each; one that leaves, or lets its lease lapse, has none."""

    async def main() -> None:
        async with opened(address) as one, opened(address) as other:
            for n in range(4):
                stranger = Conversation(id=f"c{n}", number_id=f"n{n}", customer=Address(phone=f"+1{n}"), wake_at=0)
                await one.transact(lambda tx, stranger=stranger: tx.conversations.save(stranger))
            assert len(await one.beat()) == 4
            await other.beat()
            await one.beat()
            await other.beat()
            shared = [one.membership.numbers, other.membership.numbers]
            assert [len(numbers) for numbers in shared] == [2, 2]
            assert await one.transact(lambda tx: len(tx.conversations.due(NOW, limit=9))) == 2
            assert await one.transact(lambda tx: tx.conversations.next_wake()) == 0
            await one.transact(lambda tx: lapse(tx, other))
            assert await one.beat() == shared[1]
            assert await other.transact(lambda tx: tx.conversations.due(NOW, limit=9)) == ()

    play(main())


def test_a_beat_that_takes_longer_than_the_lease(address: str) -> None:
    """A database that stalls in the middle of it ends nobody's life: the worker has its numbers, and sends nothing yet."""

    async def main() -> None:
        async with opened(address, lease_seconds=0) as one:
            await one.transact(lambda tx: tx.conversations.save(ANA))
            assert await one.beat() == {"1001"}
            assert not one.membership.serves("1001")

    play(main())


def test_only_parts_of_dead_workers_are_in_doubt(address: str) -> None:
    """While its worker lives a part is on the wire; afterwards nobody knows."""

    def dispatch(tx: Transaction) -> None:
        tx.conversations.save(ANA)
        tx.outbox.add(part("r"))
        tx.outbox.save(part("r", "dispatching"))

    async def main() -> None:
        async with opened(address) as one:
            async with opened(address) as other:
                await other.beat()
                await other.transact(dispatch)
                assert await one.transact(lambda tx: tx.outbox.in_doubt()) == ()
            assert [each.ref for each in await one.transact(lambda tx: tx.outbox.in_doubt())] == ["r"]

    play(main())


def test_what_is_kept_has_no_zero_character(address: str) -> None:
    """PostgreSQL cannot keep U+0000; a name that has one is kept with a mark in its place."""

    async def main() -> None:
        async with opened(address) as store:
            await store.transact(lambda tx: tx.inbox.keep(kept("a\0b")))
            (found,) = await store.transact(lambda tx: tx.inbox.kept(limit=9))
            assert found.id == "a\N{REPLACEMENT CHARACTER}b"

    play(main())


def test_finished_entries_are_forgotten(address: str) -> None:
    """Old ones that were stepped go, at most as many as asked; those that wait stay."""

    def fill(tx: Transaction) -> None:
        for n in range(4):
            tx.inbox.put(Queued(id=f"q{n}", conversation="ana", kind="item", moment=n, body="{}"))
            if n != 1:
                queued = tx.inbox.by_id(f"q{n}")
                assert queued is not None
                tx.inbox.done(queued.position)

    async def main() -> None:
        async with opened(address) as store:
            await store.transact(fill)
            assert await store.transact(lambda tx: tx.inbox.forget(before=3, limit=1)) == 1
            assert await store.transact(lambda tx: tx.inbox.forget(before=3, limit=9)) == 1
            assert [await store.transact(lambda tx, n=n: tx.inbox.knows(f"q{n}")) for n in range(4)] == [
                False, True, False, True]  # fmt: skip

    play(main())


def test_what_was_kept_long_ago_is_dropped_oldest_first(address: str) -> None:
    """Of the oldest, those from before; what came later stays."""

    async def main() -> None:
        async with opened(address) as store:
            for n in range(4):
                await store.transact(lambda tx, n=n: tx.inbox.keep(replace(kept(f"k{n}"), at=n)))  # type: ignore[misc]
            for limit, gone in ((2, ["k0", "k1"]), (9, ["k2"]), (9, [])):
                dropped = await store.transact(lambda tx, limit=limit: tx.inbox.drop_kept(before=3, limit=limit))  # type: ignore[misc]
                assert [each.id for each in dropped] == gone
            assert [each.id for each in await store.transact(lambda tx: tx.inbox.kept(limit=9))] == ["k3"]

    play(main())


def test_a_closed_store_says_so(address: str) -> None:
    """Nothing is queued for threads that are gone; closing twice is harmless."""

    async def main() -> None:
        async with opened(address) as store:
            await store.close()
            assert store.closed
            with pytest.raises(StoreUnavailable, match="is closed"):
                await store.transact(lambda tx: None)

    play(main())


def test_troubles_say_what_to_do(address: str) -> None:
    """A database that is not there, or does not exist, is named for what it is; no address is shown."""
    with pytest.raises(StoreUnavailable, match="the PostgreSQL store"):
        PostgresStore.open(f"postgresql://flow:secret@127.0.0.1:{free_port()}/x")
    with pytest.raises(StoreUnavailable, match="does not exist"):
        PostgresStore.open(address.replace("/postgres", "/nothing"))
    assert "this is a standby" in str(unavailable(psycopg.errors.ReadOnlySqlTransaction("no")))


def test_a_connection_that_broke_is_replaced(address: str) -> None:
    """The work under way fails as unavailable; the next one is served."""

    def hang_up(tx: Any) -> None:
        tx.session.execute("select pg_terminate_backend(pg_backend_pid())")

    async def main() -> None:
        async with opened(address, connections=1) as store:
            with pytest.raises(StoreUnavailable, match="shutting down"):
                await store.transact(hang_up)
            assert await store.transact(lambda tx: tx.inbox.keep(kept("a")))

    play(main())


def test_schemas_of_other_versions(address: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """A newer database is refused; an older one is upgraded, or refused when upgrading is off."""
    play(leave(PostgresStore.open(address)))
    monkeypatch.setattr("flow_notations.host.postgres.opening.MIGRATIONS", (*MIGRATIONS, "create table added (x int)"))
    current = len(MIGRATIONS)
    with pytest.raises(StoreUnavailable, match=f"older than this program's {current + 1}"):
        PostgresStore.open(address, migrate=False)
    play(leave(PostgresStore.open(address)))
    monkeypatch.undo()
    with pytest.raises(StoreUnavailable, match=f"newer than this program's {current}"):
        PostgresStore.open(address)


async def leave(store: PostgresStore) -> None:
    await store.close()


def test_a_server_without_fsync_is_refused(address: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """It could not keep what the store promises."""
    monkeypatch.setattr("flow_notations.host.postgres.opening.the_one", lambda found: "off")
    with pytest.raises(StoreUnavailable, match="fsync"):
        PostgresStore.open(address)
