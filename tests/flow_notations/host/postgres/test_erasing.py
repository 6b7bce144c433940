"""Erased is erased: no file of the database's tables holds a word of the customer; and who cannot promise that says so."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING, Any

import pytest

pytest.importorskip("psycopg", reason="pip install 'flow-notations[postgres]'")

import psycopg

from channel_adapter.messages import Edited, StatusChange, Text, Unreadable
from flow_notations.errors import StoreUnavailable
from flow_notations.host.postgres import PostgresStore, Worker, scrubbing
from tests.flow_notations.host import world
from tests.flow_notations.host.test_privacy import NUMBER_WITHIN_IDS, SECRET, real_id, remembering

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable

    from tests.conformance.postgres_server import PostgresServer

NAMES = [SECRET.encode(), b"15550001111", NUMBER_WITHIN_IDS]


def files_with(server: PostgresServer, word: bytes) -> list[str]:
    """Files of the cluster that hold the word; neither the write-ahead log nor other tests' databases are promised."""
    with psycopg.connect(server.address()) as session:
        others = {str(oid) for (oid,) in session.execute("select oid from pg_database where datname != 'postgres'")}
    return [
        str(path.relative_to(server.folder))
        for path in sorted((server.folder / "data").rglob("*"))
        if path.is_file() and not {"pg_wal", *others} & {*path.parts} and word in path.read_bytes()
    ]


def play(address: str, scenario: Callable[[world.World], Awaitable[None]], monkeypatch: Any) -> None:
    monkeypatch.setattr(world, "Host", Worker)

    async def main() -> None:
        store = PostgresStore.open(address, connections=2)
        try:
            await scenario(world.World(remembering, store=store))  # type: ignore[arg-type]
        finally:
            await store.close()

    asyncio.run(main())


def test_no_file_of_the_tables_holds_an_erased_customer(
    postgres: PostgresServer, address: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Before: their words and names are in tables, indexes, what is kept aside. After: nowhere; others' are still there."""

    async def scenario(one: world.World) -> None:
        for n in range(12):
            last = await one.says(f"{SECRET} number {n} " + "x" * 300, id=real_id(f"mine{n}"))
            await one.says("and I", sender=type(world.ANA)(phone=f"+1666000{n:04}"))
        edited = Edited(
            id="e1", number_id=world.NUMBER, sender=world.ANA, at=world.START, original_id="else",
            content=Text(body=f"{SECRET} edited"),
        )  # fmt: skip
        foreign = StatusChange(
            message_id="wamid.else", number_id=world.NUMBER, status="read", at=world.START, recipient=world.ANA
        )
        strange = Unreadable(id="u1", reason="no such kind", raw='{"from": "15550001111", "said": "' + SECRET + '"}')
        await one.host.accept([edited, foreign, strange], arrived_at=world.START)
        with psycopg.connect(address, autocommit=True) as session:
            session.execute("analyze")
            session.execute("checkpoint")
        assert all(files_with(postgres, name) for name in NAMES)
        (conversation,) = [each.id for each in await one.host.conversations() if each.customer == world.ANA]
        await one.host.erase(conversation)
        assert [files_with(postgres, name) for name in NAMES] == [[], [], []]
        assert await one.host.accept([last], arrived_at=world.START) == 0
        assert files_with(postgres, b"16660000007")
        assert len(await one.host.conversations()) == 12

    play(address, scenario, monkeypatch)


def test_an_erasing_beside_a_reader_says_so(address: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """Somebody's old snapshot still sees them: the rows are gone, and who erased hears that traces may be left."""
    monkeypatch.setattr(scrubbing, "READERS_SECONDS_MAX", 0.1)

    async def scenario(one: world.World) -> None:
        await one.says("hi")
        with psycopg.connect(address) as reader:
            reader.execute("set transaction isolation level repeatable read")
            reader.execute("select count(*) from flow.history").fetchone()
            with pytest.raises(StoreUnavailable, match="somebody still reads"):
                await one.host.erase(await one.conversation())
            reader.rollback()
        assert await one.host.conversations() == ()
        await one.store.scrub()

    play(address, scenario, monkeypatch)


def test_a_role_that_may_make_no_checkpoint_scrubs_too(address: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """The files are cut at once; the server's own checkpoint removes them."""

    async def scenario(one: world.World) -> None:
        await one.says("hi")

        class Refusing(psycopg.Connection[Any]):
            def execute(self, query: Any, *more: Any, **settings: Any) -> Any:
                if query == "checkpoint":
                    raise psycopg.errors.InsufficientPrivilege("must be superuser")
                return super().execute(query, *more, **settings)

        monkeypatch.setattr(psycopg, "connect", Refusing.connect)
        await one.host.erase(await one.conversation())
        assert await one.host.conversations() == ()

    play(address, scenario, monkeypatch)
