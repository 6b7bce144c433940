"""Copies of a store: taken while it is written to, sound, of one moment; and customers erased from them."""

from __future__ import annotations

import asyncio
import json
import sqlite3
from contextlib import closing
from types import SimpleNamespace
from typing import TYPE_CHECKING

import pytest

from channel_adapter.messages import Address, ContactCard, Contacts
from flow_notations.errors import MissingSettings, StoreUnavailable
from flow_notations.host import backups
from flow_notations.host.backups import Copied, back_up, traces
from flow_notations.host.erasing import WORDS_SIGNS_MAX, WORDS_SIGNS_MIN, conversations_of, erase
from flow_notations.host.fading import spellings
from flow_notations.host.records import Conversation, Line
from flow_notations.host.sqlite import SqliteStore
from tests.flow_notations.host.test_privacy import remembering
from tests.flow_notations.host.world import ANA, NUMBER, World, play

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable
    from pathlib import Path

    from flow_notations.host.store import Transaction

BO = Address(phone="+15550002222")
LONG = "a wish that nobody else in the world ever had, " * 3


@pytest.fixture
def path(tmp_path: Path) -> Path:
    """A store's, in a folder of its own."""
    (tmp_path / "store").mkdir()
    return tmp_path / "store" / "host.db"


def on(path: Path, work: Callable[[SqliteStore], Awaitable[None]]) -> None:
    """Work on a store, and let go of it."""

    async def main() -> None:
        store = SqliteStore.open(path)
        try:
            await work(store)
        finally:
            await store.close()

    asyncio.run(main())


def said(tx: Transaction, number: int) -> None:
    """One message, and in the same transaction the count of all."""
    text = json.dumps({"$": "Text", "body": f"message {number} " + "x" * 500})
    tx.history.add(Line(conversation="ana", direction="in", at=number, content=text))
    tx.conversations.save_field("ana", "count", str(number))


def test_copies_taken_during_writes_are_sound_and_each_of_one_moment(path: Path, tmp_path: Path) -> None:
    """What was durable before is in it, and nothing is there by half; the writing goes on meanwhile."""
    copies = [tmp_path / f"copy{n}.db" for n in range(3)]
    durable: list[int] = []

    async def work(store: SqliteStore) -> None:
        done, count = asyncio.Event(), 0

        async def write() -> None:
            nonlocal count
            while not done.is_set():
                count += 1
                await store.transact(lambda tx, count=count: said(tx, count))  # type: ignore[misc]

        await store.transact(lambda tx: tx.conversations.save(Conversation(id="ana", number_id=NUMBER, customer=ANA)))
        writing = asyncio.ensure_future(write())
        for copy in copies:
            before = count
            copied = await asyncio.to_thread(back_up, str(path), copy)
            durable.append(max(0, before - 1))
            assert before - 1 <= copied.lines <= count
            while count < before + 5:
                await asyncio.sleep(0)
        done.set()
        await writing

    on(path, work)
    for copy, least in zip(copies, durable, strict=True):
        with closing(sqlite3.connect(copy)) as found:
            assert found.execute("pragma integrity_check").fetchone() == ("ok",)
            positions = [at for (at,) in found.execute("select at from history order by position")]
            ((last,),) = found.execute("select value from fields where name = 'count'").fetchall() or [("0",)]
        assert positions == list(range(1, int(last) + 1))
        assert int(last) >= least
        on(copy, lambda store: store.transact(lambda tx: said(tx, 0)))


def test_a_copy_is_for_its_owner_alone_and_replaces_nothing(path: Path, tmp_path: Path) -> None:
    """It says what it holds; what a copy that was broken off had left is in nobody's way."""
    copy = tmp_path / "copy.db"
    (tmp_path / "copy.db.begun").write_bytes(b"broken off")

    async def scenario(world: World) -> None:
        await world.says("hi")

    play(remembering, scenario, store=SqliteStore.open(path))
    copied = back_up(str(path), copy)
    assert copied == Copied(conversations=1, lines=2, size_bytes=copy.stat().st_size, sealed=False)
    assert copy.stat().st_mode & 0o777 == 0o600
    assert sorted(each.name for each in tmp_path.iterdir()) == ["copy.db", "store"]
    with pytest.raises(MissingSettings, match="is there already"):
        back_up(str(path), copy)


def test_what_is_no_store_or_has_no_room_is_said(path: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """And nothing is left under the copy's name."""
    other = tmp_path / "other.db"
    with closing(sqlite3.connect(other)) as made:
        made.execute("create table t (a)")
    for store, why in ((path, "cannot be opened"), (other, "not a store of flows")):
        with pytest.raises(StoreUnavailable, match=why):
            back_up(str(store), tmp_path / "copy.db")
    on(path, lambda store: store.transact(lambda tx: None))
    with pytest.raises(StoreUnavailable, match="No such file"):
        back_up(str(path), tmp_path / "nowhere" / "copy.db")

    def spoil(_: int) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(backups.os, "fsync", spoil)
    with pytest.raises(StoreUnavailable, match="No space left"):
        back_up(str(path), tmp_path / "copy.db")
    assert sorted(each.name for each in tmp_path.iterdir()) == ["other.db", "store"]


def test_a_copy_that_does_not_read_back_does_not_count(path: Path, tmp_path: Path) -> None:
    """The disk lied: it is said before anybody relies on it."""

    class Lying:
        def execute(self, _: str) -> Lying:
            return self

        def fetchone(self) -> tuple[str]:
            return ("row 7 missing from index",)

    with pytest.raises(StoreUnavailable, match=r"does not read back \(row 7 missing"):
        backups._read_back(tmp_path / "copy.db", Lying(), 0)  # type: ignore[arg-type]


def test_a_customer_is_erased_from_a_copy_and_the_files_are_searched(path: Path, tmp_path: Path) -> None:
    """By any name they had; what others said stays, and is found."""
    copy = str(tmp_path / "copy.db")

    async def scenario(world: World) -> None:
        for n in range(20):
            await world.says(f"{LONG} {n}")
            await world.says("and I " + "y" * 300, sender=BO)
        await world.taps("a#b" * 20)
        card = ContactCard(formatted_name="Zoe", phones=("+15550003333 at home and nowhere else",))
        await world.says("", content=Contacts(cards=(card,)))
        back_up(str(path), tmp_path / "copy.db")

    play(remembering, scenario, store=SqliteStore.open(path))
    asked: list[str] = []

    async def work(store: SqliteStore) -> None:
        assert await conversations_of(store, "+1777") == ()
        assert await conversations_of(store, ANA.phone or "", number_id="2002") == ()
        found = await conversations_of(store, ANA.phone or "")
        gone = await erase(store, found)
        assert gone.conversations == found
        assert len(found) == 1
        asked.extend(gone.words)

    assert traces(copy, ["15550001111", "is in no file"]) == ("15550001111",)
    on(tmp_path / "copy.db", work)
    assert asked == [
        "+15550003333 at home and nowhere else",
        *sorted((*spellings("15550001111"), LONG[:WORDS_SIGNS_MAX])),
    ]
    assert traces(copy, [*asked, "15550002222"]) == ("15550002222",)
    plain = [word for word in asked if word not in spellings("15550001111")[1:]]  # ids are plain in this test
    assert traces(str(path), asked) == tuple(plain), "the store itself was not asked for"


def test_a_store_that_cannot_scrub_need_not(path: Path) -> None:
    """Its rows are gone all the same."""

    async def work(store: SqliteStore) -> None:
        await store.transact(lambda tx: tx.conversations.save(Conversation(id="a", number_id=NUMBER, customer=ANA)))
        plain = SimpleNamespace(transact=store.transact)
        await erase(plain, ("a",))  # type: ignore[arg-type]
        assert await conversations_of(store, ANA.phone or "") == ()

    on(path, work)


@pytest.mark.parametrize(
    ("length", "proves"), [(WORDS_SIGNS_MIN - 1, 0), (WORDS_SIGNS_MIN, 1), (WORDS_SIGNS_MIN + 1, 1)]
)
def test_texts_prove_something_from_a_length_on(path: Path, length: int, proves: int) -> None:
    """A short one may be anybody's."""

    async def scenario(world: World) -> None:
        await world.says("z" * length)
        gone = await erase(world.store, (await world.conversation(),))
        names = spellings("15550001111")
        assert len(gone.words) == len(names) + proves

    play(remembering, scenario, store=SqliteStore.open(path))
