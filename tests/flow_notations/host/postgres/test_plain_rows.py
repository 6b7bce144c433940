"""Rows of a database from before there were keys: sealed by one of several workers, beside those that work, once."""

from __future__ import annotations

import asyncio
import logging
import subprocess
import sys
import threading
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

pytest.importorskip("psycopg", reason="pip install 'flow-notations[postgres]'")
pytest.importorskip("cryptography", reason="pip install 'flow-notations[sealed]'")

import psycopg

from flow_notations.host import plain_rows as module
from flow_notations.host.plain_rows import KEEP_COMING, seal_plain_rows
from flow_notations.host.postgres import PostgresStore, Worker
from flow_notations.host.postgres.sealing import sole_sealer
from flow_notations.host.sealed import KeyFile, SealedStore
from flow_notations.host.sealed.places import COUNT
from tests.flow_notations.host import world
from tests.flow_notations.host.postgres.test_erasing import files_with
from tests.flow_notations.host.sealed.test_plain_rows import a_life
from tests.flow_notations.host.test_privacy import SECRET, remembering

if TYPE_CHECKING:
    from tests.conformance.postgres_server import PostgresServer

ROOT = Path(__file__).resolve().parents[4]
PATIENCE_SECONDS = 30

SEALING = """
import asyncio, sys
from flow_notations.host import plain_rows
from flow_notations.host.postgres import PostgresStore
from flow_notations.host.sealed import KeyFile, SealedStore

plain_rows.BATCH = 1
real = plain_rows._seal_some

def told(*given):
    found = real(*given)
    print(found[0], flush=True)
    return found

plain_rows._seal_some = told

async def main():
    await plain_rows.seal_plain_rows(SealedStore(PostgresStore.open(sys.argv[1]), KeyFile.open(sys.argv[2])))

asyncio.run(main())
"""


@pytest.fixture
def before(address: str, monkeypatch: pytest.MonkeyPatch) -> int:
    """A database full of words in the clear; how many rows hold them."""
    monkeypatch.setattr(world, "Host", Worker)
    world.play(remembering, a_life, store=PostgresStore.open(address, connections=2))
    return plain_in(address)


def plain_in(address: str) -> int:
    with psycopg.connect(address) as session:
        session.execute("set search_path = flow")
        ((count,),) = session.execute(COUNT)
        return int(count)


def opened(address: str, keys: Path) -> SealedStore:
    return SealedStore(PostgresStore.open(address, connections=2), KeyFile.open(keys))


async def lines_with(store: SealedStore, word: str) -> int:
    """Messages that say it, of all conversations."""
    pages = await store.transact(
        lambda tx: [
            tx.history.page(each.id, before=None, limit=99) for each in tx.conversations.page(after="", limit=9)
        ]
    )
    return sum(word in line.content for page in pages for line in page)


def test_every_word_of_before_is_sealed_and_no_file_of_the_tables_shows_it(
    postgres: PostgresServer, address: str, before: int, tmp_path: Path
) -> None:
    """Whoever comes with the keys reads what they read before, whoever reads the disk none of it; and it is done once."""
    assert before > 20
    with psycopg.connect(address, autocommit=True) as session:
        session.execute("analyze")
        session.execute("checkpoint")
    assert files_with(postgres, SECRET.encode())

    async def life() -> None:
        store = opened(address, tmp_path / "host.keys")
        assert await seal_plain_rows(store) == before
        assert await seal_plain_rows(store) == 0
        assert await lines_with(store, SECRET) >= 8
        assert any(SECRET in each.body for each in await store.transact(lambda tx: tx.inbox.kept(limit=9)))
        await store.close()

    asyncio.run(life())
    assert plain_in(address) == 0
    assert files_with(postgres, SECRET.encode()) == []


def test_of_workers_that_start_at_once_one_seals(address: str, before: int, tmp_path: Path) -> None:
    """Every row once; the others do not wait for it, nor does who comes later."""

    async def life() -> None:
        stores = [opened(address, tmp_path / "host.keys") for _ in range(3)]
        assert sorted(await asyncio.gather(*map(seal_plain_rows, stores))) == [0, 0, before]
        async with sole_sealer(address) as chosen:
            assert chosen
            async with sole_sealer(address) as other:
                assert not other
        for store in stores:
            await store.close()

    asyncio.run(life())
    assert plain_in(address) == 0


def test_one_that_is_killed_midway_is_followed_by_the_next(
    postgres: PostgresServer, address: str, before: int, tmp_path: Path
) -> None:
    """``kill -9`` after some rows, twice; the next start goes on with the rest, and every word can be read."""
    for _ in range(2):
        words = [sys.executable, "-c", SEALING, address, str(tmp_path / "host.keys")]
        with subprocess.Popen(words, stdout=subprocess.PIPE, text=True, cwd=ROOT) as sealing:
            assert sealing.stdout is not None
            sealed = 0
            while sealed < before // 4 and (line := sealing.stdout.readline()):
                sealed += int(line)
            sealing.kill()
    assert 0 < plain_in(address) < before  # what was said last may not have been committed

    async def life() -> None:
        store = opened(address, tmp_path / "host.keys")
        async with asyncio.timeout(PATIENCE_SECONDS):
            while await seal_plain_rows(store) == 0:  # the server may not know yet that the last one is dead
                await asyncio.sleep(0.01)
        assert await lines_with(store, SECRET) >= 8
        await store.close()

    asyncio.run(life())
    assert plain_in(address) == 0
    assert files_with(postgres, SECRET.encode()) == []


@pytest.mark.usefixtures("before")
def test_what_a_worker_writes_meanwhile_stays(address: str, tmp_path: Path) -> None:
    """Who is at work on a conversation is waited for, so that nothing it writes is written over with what was before."""

    async def life() -> None:
        one, other = [opened(address, tmp_path / "host.keys") for _ in range(2)]
        reading, go = threading.Event(), threading.Event()
        (first, *_) = await one.transact(lambda tx: tx.conversations.page(after="", limit=9))

        def at_work(tx: Any) -> None:
            tx.conversations.get(first.id)
            (line, *_) = tx.history.page(first.id, before=None, limit=1)
            reading.set()
            assert go.wait(PATIENCE_SECONDS)
            tx.history.save(replace(line, content="news"))

        working = asyncio.ensure_future(other.transact(at_work))
        await asyncio.to_thread(reading.wait, PATIENCE_SECONDS)
        sealing = asyncio.ensure_future(seal_plain_rows(one))
        with psycopg.connect(address, autocommit=True) as session:
            blocked = "select count(*) from pg_stat_activity where wait_event_type = 'Lock'"
            while session.execute(blocked).fetchone() == (0,):
                await asyncio.sleep(0.01)
        go.set()
        await working
        assert await sealing > 0
        assert await lines_with(one, "news") == 1
        for store in (one, other):
            await store.close()

    asyncio.run(life())
    assert plain_in(address) == 0


def test_a_worker_without_keys_beside_is_told_of(
    address: str, before: int, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    """Rows in the clear keep coming: it says why, and the next start looks again."""
    real, sealed = module._seal_each, []

    async def beside(store: SealedStore, total: int) -> int:
        sealed.append(await real(store, total))
        with psycopg.connect(address) as session:
            session.execute(
                f"insert into flow.fields select conversation, 'n{len(sealed)}', '\"Bo\"' from flow.history limit 1"
            )
        return sealed[-1]

    async def life() -> None:
        store = opened(address, tmp_path / "host.keys")
        with monkeypatch.context() as patched, caplog.at_level(logging.WARNING):
            patched.setattr(module, "_seal_each", beside)
            await seal_plain_rows(store)
        assert caplog.messages == [KEEP_COMING]
        assert sealed == [before, 1, 1]
        assert await seal_plain_rows(store) == 1
        await store.close()

    asyncio.run(life())
    assert plain_in(address) == 0
