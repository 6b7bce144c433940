"""The embedded store: one process a file, works that fail alone, troubles that say what to do."""

from __future__ import annotations

import asyncio
import shutil
import sqlite3
import subprocess
import sys
import threading
from typing import TYPE_CHECKING

import pytest

from flow_notations.errors import StoreUnavailable
from flow_notations.host.records import Kept, Queued
from flow_notations.host.sqlite import SqliteStore, writer
from flow_notations.host.sqlite.faults import unavailable
from flow_notations.host.sqlite.schema import MIGRATIONS

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable
    from pathlib import Path

    from flow_notations.host.store import Transaction


def kept(identity: str) -> Kept:
    return Kept(id=identity, kind="test", at=1, body="{}")


def with_store(use: Callable[[SqliteStore], Awaitable[None]], path: Path | str = ":memory:") -> None:
    async def main() -> None:
        store = SqliteStore.open(path)
        try:
            await use(store)
        finally:
            await store.close()

    asyncio.run(main())


def test_what_was_written_is_there_after_a_reopening(tmp_path: Path) -> None:
    """A result handed out is on the disk."""

    async def write(store: SqliteStore) -> None:
        assert await store.transact(lambda tx: tx.inbox.keep(kept("a")))

    async def read(store: SqliteStore) -> None:
        assert [each.id for each in await store.transact(lambda tx: tx.inbox.kept(limit=9))] == ["a"]

    with_store(write, tmp_path / "s.db")
    with_store(read, tmp_path / "s.db")


def test_a_work_that_raises_leaves_nothing_and_spoils_no_other() -> None:
    """Works that share a commit stand and fall alone; the mistake reaches whoever handed it in."""

    async def use(store: SqliteStore) -> None:
        gate = threading.Event()

        def blocks(tx: Transaction) -> None:
            gate.wait(5)

        def fails(tx: Transaction) -> None:
            tx.inbox.keep(kept("bad"))
            raise KeyError("mine")

        works = [asyncio.ensure_future(store.transact(work)) for work in (blocks, fails)]
        good = [asyncio.ensure_future(store.transact(lambda tx, n=n: tx.inbox.keep(kept(f"g{n}")))) for n in range(300)]
        await asyncio.sleep(0)
        gate.set()
        results = await asyncio.gather(*works, *good, return_exceptions=True)
        assert isinstance(results[1], KeyError)
        assert all(result is True for result in results[2:])
        ids = {each.id for each in await store.transact(lambda tx: tx.inbox.kept(limit=999))}
        assert ids == {f"g{n}" for n in range(300)}

    with_store(use)


def test_a_second_store_on_the_same_file_is_refused(tmp_path: Path) -> None:
    """In this process and in another one; once the first has closed, the next may open it."""
    path = tmp_path / "s.db"
    code = f"from flow_notations.host.sqlite import SqliteStore; SqliteStore.open({str(path)!r})"

    async def use(store: SqliteStore) -> None:
        with pytest.raises(StoreUnavailable, match="another process holds it"):
            SqliteStore.open(path)
        other = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=False)
        assert "another process holds it" in other.stderr

    with_store(use, path)
    with_store(lambda store: store.transact(lambda tx: None), path)


def test_a_closed_store_says_so() -> None:
    """Nothing is queued for a thread that is gone; closing twice is harmless."""

    async def use(store: SqliteStore) -> None:
        await store.close()
        with pytest.raises(StoreUnavailable, match="is closed"):
            await store.transact(lambda tx: None)

    with_store(use)


def test_a_file_of_something_else_is_not_touched(tmp_path: Path) -> None:
    """Another program's database, and a file that is no database, are named for what they are."""
    foreign, text, nowhere = tmp_path / "foreign.db", tmp_path / "text.db", tmp_path / "no" / "s.db"
    with sqlite3.connect(foreign) as connection:
        connection.execute("create table theirs (x)")
    connection.close()
    text.write_text("dear diary, " * 100)
    for path, sentence in ((foreign, "belongs to something else"), (text, "not an SQLite"), (nowhere, "its folder")):
        with pytest.raises(StoreUnavailable, match=sentence):
            SqliteStore.open(path)


def test_a_damaged_file_is_refused(tmp_path: Path) -> None:
    """A store with a broken page is not opened, and the message says to restore it."""
    path = tmp_path / "s.db"

    async def fill(store: SqliteStore) -> None:
        for n in range(500):
            await store.transact(lambda tx, n=n: tx.inbox.keep(kept(f"{n}" * 50)))

    with_store(fill, path)
    content = bytearray(path.read_bytes())
    content[len(content) // 2 :] = b"\x55" * (len(content) - len(content) // 2)
    path.write_bytes(content)
    with pytest.raises(StoreUnavailable, match="damaged"):
        SqliteStore.open(path)


def test_schemas_of_other_versions(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A newer file is refused; an older one is upgraded, or refused when upgrading is off."""
    path, copy = tmp_path / "s.db", tmp_path / "copy.db"
    with_store(lambda store: store.transact(lambda tx: None), path)
    shutil.copy(path, copy)
    added = (*MIGRATIONS, "create table added (x integer) strict")
    monkeypatch.setattr("flow_notations.host.sqlite.opening.MIGRATIONS", added)
    with pytest.raises(StoreUnavailable, match=f"older than this program's {len(added)}"):
        SqliteStore.open(path, migrate=False)
    with_store(lambda store: store.transact(lambda tx: None), path)
    monkeypatch.undo()
    with pytest.raises(StoreUnavailable, match=f"newer than this program's {len(MIGRATIONS)}"):
        SqliteStore.open(path)
    with_store(lambda store: store.transact(lambda tx: None), copy)


def test_a_full_disk_fails_the_work_and_loses_nothing(tmp_path: Path) -> None:
    """The work hears what to do; what was written before is still there."""
    path = tmp_path / "s.db"

    async def use(store: SqliteStore) -> None:
        await store.transact(lambda tx: tx.inbox.keep(kept("before")))
        connection = store._writer._connection
        pages = connection.execute("pragma page_count").fetchone()[0]
        connection.execute(f"pragma max_page_count = {pages}")
        big = Kept(id="big", kind="test", at=1, body="x" * 1_000_000)
        with pytest.raises(StoreUnavailable, match="disk is full"):
            await store.transact(lambda tx: tx.inbox.keep(big))
        assert [each.id for each in await store.transact(lambda tx: tx.inbox.kept(limit=9))] == ["before"]

    with_store(use, path)


def test_an_unknown_trouble_is_passed_on_in_its_own_words() -> None:
    """A code that the table has no sentence for keeps the database's."""
    assert "odd thing" in str(unavailable("s.db", sqlite3.OperationalError("odd thing")))


def test_a_commit_holds_no_more_than_its_share(monkeypatch: pytest.MonkeyPatch) -> None:
    """One work below, at and above the number that share a commit: all are written."""
    monkeypatch.setattr(writer, "WORKS_PER_COMMIT_MAX", 8)

    async def use(store: SqliteStore) -> None:
        for count in (7, 8, 9):
            works = [store.transact(lambda tx, i=f"{count}.{n}": tx.inbox.keep(kept(i))) for n in range(count)]
            assert all(await asyncio.gather(*works))

    with_store(use)


def test_finished_entries_are_forgotten_by_age_and_never_waiting_ones() -> None:
    """The memory that drops duplicates is pruned in small batches; what still waits stays."""

    async def use(store: SqliteStore) -> None:
        def fill(tx: Transaction) -> None:
            for n in range(5):
                tx.inbox.put(Queued(id=f"q{n}", conversation="c", kind="item", moment=n, body="{}"))
            for position in (1, 2, 3, 5):
                tx.inbox.done(position)

        await store.transact(fill)
        forgotten = [await store.transact(lambda tx: tx.inbox.forget(before=4, limit=2)) for _ in range(3)]
        assert forgotten == [2, 1, 0]
        assert [await store.transact(lambda tx, i=f"q{n}": tx.inbox.knows(i)) for n in range(5)] == [
            False, False, False, True, True,
        ]  # fmt: skip

    with_store(use)
