"""Rows from before there were keys: counted, and sealed where they stand."""

from __future__ import annotations

import asyncio
import logging
import sqlite3
from contextlib import closing
from typing import TYPE_CHECKING, Any

import pytest

pytest.importorskip("cryptography", reason="pip install 'flow-notations[sealed]'")

from channel_adapter.messages import PersonWrote, StatusChange, Text
from flow_notations.errors import StoreUnavailable
from flow_notations.host import plain_rows as module
from flow_notations.host.backups import sealing_of
from flow_notations.host.plain_rows import plain_rows, seal_plain_rows
from flow_notations.host.sealed import KeyFile, SealedStore
from flow_notations.host.sealed.key_file import DESTROYED
from flow_notations.host.sealed.places import ROWS
from flow_notations.host.sqlite import SqliteStore
from tests.flow_notations.host.test_privacy import SECRET, bytes_of, remembering
from tests.flow_notations.host.world import ANA, NUMBER, START, World, play

if TYPE_CHECKING:
    from pathlib import Path

BO = type(ANA)(phone="+15550002222")


async def a_life(world: World) -> None:
    """Words of two customers in most tables, the last of them of one session that goes on."""
    for sender in (ANA, BO):
        await world.says(f"{SECRET} first", sender=sender, profile_name=f"{SECRET} by name")
        await world.says("bye", sender=sender)
        await world.says(f"{SECRET} again", sender=sender)
    foreign = StatusChange(message_id="else", number_id=NUMBER, status="read", at=START, recipient=BO)
    echo = PersonWrote(id="echo", number_id=NUMBER, to=BO, at=START, content=Text(body=f"{SECRET} from us"))
    await world.host.accept([foreign, echo], arrived_at=START)
    await world.host.settle()
    await world.host.begin(NUMBER, BO, "greet", key="later", inputs={"why": SECRET})


@pytest.fixture
def store(tmp_path: Path) -> Path:
    """A file full of words in the clear."""
    path = tmp_path / "s.db"
    play(remembering, a_life, store=SqliteStore.open(path))
    return path


def plain_in(path: Path) -> int:
    with closing(sqlite3.connect(path)) as connection:
        return plain_rows(connection)


def opened(path: Path) -> SealedStore:
    return SealedStore(SqliteStore.open(path), KeyFile.open(path.with_name("host.keys")))


def test_every_word_of_before_is_sealed_and_no_byte_of_it_is_left(store: Path) -> None:
    """Whoever comes with the keys reads what they read before; the file shows none of it."""
    before = plain_in(store)
    with closing(sqlite3.connect(store)) as connection:
        texts = [f"select {column} from {rows.table} where {rows.plain}" for rows in ROWS for column, _ in rows.cells]
        spoken = [text for query in texts for (text,) in connection.execute(query) if text and SECRET in text]
    assert before > len(spoken) // 2 > 5

    async def life() -> None:
        sealed = opened(store)
        assert await seal_plain_rows(sealed) == before
        assert await seal_plain_rows(sealed) == 0
        for conversation in await sealed.transact(lambda tx: tx.conversations.page(after="", limit=9)):
            lines = await sealed.transact(
                lambda tx, each=conversation.id: tx.history.page(each, before=None, limit=99)  # type: ignore[misc]
            )
            assert sum([SECRET in line.content for line in lines]) >= 4
        kept = await sealed.transact(lambda tx: tx.inbox.kept(limit=9))
        assert any(SECRET in each.body for each in kept)
        await sealed.close()

    asyncio.run(life())
    assert SECRET.encode() not in bytes_of(store)
    assert (sealing_of(str(store)).sealed, plain_in(store)) == (True, 0)


def test_a_process_that_dies_between_goes_on_at_the_next_start(store: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Half is sealed; the rest is sealed later, once each."""
    before = plain_in(store)
    monkeypatch.setattr(module, "BATCH", 1)
    real = module._seal_some
    left = [before // 2]

    def dying(*given: Any) -> Any:
        left[0] -= 1
        if left[0] < 0:
            raise StoreUnavailable("gone")
        return real(*given)

    async def life() -> int:
        sealed = opened(store)
        try:
            return await seal_plain_rows(sealed)
        finally:
            await sealed.close()

    monkeypatch.setattr(module, "_seal_some", dying)
    with pytest.raises(StoreUnavailable):
        asyncio.run(life())
    assert 0 < plain_in(store) < before
    monkeypatch.setattr(module, "_seal_some", real)
    asyncio.run(life())
    assert plain_in(store) == 0
    assert SECRET.encode() not in bytes_of(store)


def test_how_far_it_is_is_said(store: Path, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture) -> None:
    """A large store takes its time, and its operator wants to know."""
    monkeypatch.setattr(module, "PROGRESS_SECONDS", 0)

    async def life() -> int:
        sealed = opened(store)
        count = await seal_plain_rows(sealed)
        await sealed.close()
        return count

    count = asyncio.run(life())
    assert f"{count} of {count} rows from before there were keys are sealed" in caplog.messages


def test_traces_that_somebody_still_reads_are_removed_at_the_next_start(
    store: Path, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    """The start goes on, says so, and does not count the file as whole."""

    async def troubled(self: SqliteStore) -> None:
        raise StoreUnavailable("somebody still reads its log")

    async def life() -> int:
        sealed = opened(store)
        count = await seal_plain_rows(sealed)
        await sealed.close()
        return count

    with monkeypatch.context() as patched, caplog.at_level(logging.WARNING):
        patched.setattr(SqliteStore, "scrub", troubled)
        assert asyncio.run(life()) > 0
    assert "the next start removes its traces" in caplog.text
    assert asyncio.run(life()) == 0
    assert SECRET.encode() not in bytes_of(store)


def test_the_keys_of_what_was_kept_aside_go_with_it(tmp_path: Path) -> None:
    """Then copies of the store made before have lost it, too; a second look finds no more of it."""
    sealed = opened(tmp_path / "s.db")
    echo = PersonWrote(id="echo", number_id=NUMBER, to=BO, at=START, content=Text(body=SECRET))

    async def scenario(world: World) -> None:
        await world.host.accept([echo], arrived_at=START)
        world.clock.advance_to(START + 31 * 24 * 60 * 60 * 1000)
        await world.host.retain()
        assert await world.host.kept() == ()
        assert (tmp_path / "host.keys").read_bytes().count(DESTROYED) == 1

    play(remembering, scenario, store=sealed)
