"""Works that share a transaction: what befalls one of them befalls no other, and none is held on to."""

from __future__ import annotations

import asyncio
import gc
import threading
import weakref
from typing import TYPE_CHECKING, Any

import pytest

pytest.importorskip("psycopg", reason="pip install 'flow-notations[postgres]'")

from psycopg import errors

from flow_notations.host.postgres import PostgresStore
from flow_notations.host.postgres.membership import Membership
from flow_notations.host.postgres.opening import connect

if TYPE_CHECKING:
    from collections.abc import Callable

BACKEND = "select pg_backend_pid()"


def together(address: str, *works: Callable[[Any], Any]) -> list[Any]:
    """What becomes of works that share a transaction: they are handed in while another one keeps the only thread busy."""
    busy, go = threading.Event(), threading.Event()

    def keep_busy(tx: Any) -> None:
        tx.session.execute("select 1")
        busy.set()
        assert go.wait(5)

    async def main() -> list[Any]:
        store = PostgresStore.open(address, connections=1)
        try:
            first = asyncio.ensure_future(store.transact(keep_busy))
            await asyncio.to_thread(busy.wait)
            others = [asyncio.ensure_future(store.transact(work)) for work in works]
            await asyncio.sleep(0)
            go.set()
            await first
            return await asyncio.gather(*others, return_exceptions=True)
        finally:
            await store.close()

    return asyncio.run(main())


@pytest.mark.parametrize("way", [errors.DeadlockDetected, errors.SerializationFailure, errors.UniqueViolation])
def test_being_in_anothers_way_is_no_outage(address: str, way: type[Exception]) -> None:
    """Both come through in the end, on the same connection; nobody hears that the database is not there."""
    troubles = [way("in the way"), way("again")]

    def unlucky(tx: Any) -> int:
        found: int = tx.session.execute(BACKEND).fetchone()[0]
        if troubles:
            raise troubles.pop()
        return found

    def innocent(tx: Any) -> int:
        found: int = tx.session.execute(BACKEND).fetchone()[0]
        return found

    one, other = together(address, unlucky, innocent)
    assert isinstance(one, int)
    assert one == other


def test_a_work_at_fault_is_alone_with_it(address: str) -> None:
    """Its own exception comes back to it; the other is done."""

    def at_fault(tx: Any) -> None:
        tx.session.execute("select 1")
        raise KeyError("mine")

    mistake, done = together(address, at_fault, lambda tx: tx.session.execute("select 2").fetchone()[0])
    assert (type(mistake), done) == (KeyError, 2)


def test_what_works_held_is_free_once_they_are_done(address: str) -> None:
    """A thread that waits for the next work holds on to nothing of the last one."""

    class Held:
        def __call__(self, tx: Any) -> None:
            tx.session.execute("select 1")

    async def main() -> bool:
        store = PostgresStore.open(address, connections=1)
        try:
            work = Held()
            seen = weakref.ref(work)
            await store.transact(work)
            await store.beat()
            del work
            gc.collect()
            return seen() is None
        finally:
            await store.close()

    assert asyncio.run(main())


def test_a_new_life_takes_over_from_all_that_went_before(address: str) -> None:
    """Also from one before a life that the database never heard of: nobody waits for their leases to end."""
    membership = Membership(lease_seconds=60)
    asyncio.run(PostgresStore.open(address).close())
    with connect(address) as session:
        membership.beat(session)
        membership.rename()
        membership.rename()
        session.execute("insert into numbers (number_id) values ('1001')")
        assert membership.beat(session) == {"1001"}
        assert session.execute("select id from workers").fetchall() == [(membership.worker,)]
