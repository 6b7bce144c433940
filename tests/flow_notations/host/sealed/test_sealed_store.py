"""A sealed store: its words are in no file, its customers notice nothing, and who is erased is gone from every copy."""

from __future__ import annotations

import asyncio
import json
import shutil
import sys
from types import SimpleNamespace
from typing import TYPE_CHECKING, Any

import pytest

pytest.importorskip("cryptography", reason="pip install 'flow-notations[sealed]'")

from channel_adapter.messages import Address, Edited, IdentityChanged, Text
from flow_notations.errors import StoreUnavailable
from flow_notations.host.records import Conversation, Errand, Kept, Notice, Planned
from flow_notations.host.sealed import KeyFile, SealedStore
from flow_notations.host.sealed import store as sealed_store
from flow_notations.host.sealed.cells import MARK
from flow_notations.host.sealed.key_file import DESTROYED, DRAWN_AT_ONCE
from flow_notations.host.sqlite import SqliteStore
from flow_notations.host.stores import SqliteGlance
from tests.flow_notations.host.test_privacy import SECRET, bytes_of, remembering
from tests.flow_notations.host.world import ANA, NUMBER, START, World, play

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable
    from pathlib import Path

    from flow_notations.host.store import Transaction

BO = Address(phone="+15550002222")


@pytest.fixture
def places(tmp_path: Path) -> tuple[Path, Path]:
    """A store's path and its keys', in folders of their own."""
    for name in ("store", "keys"):
        (tmp_path / name).mkdir()
    return tmp_path / "store" / "s.db", tmp_path / "keys" / "host.keys"


def opened(places: tuple[Path, Path], **settings: Any) -> SealedStore:
    return SealedStore(SqliteStore.open(places[0]), KeyFile.open(places[1]), **settings)


def lived(places: tuple[Path, Path], scenario: Callable[[World], Awaitable[None]]) -> None:
    """A life of a host on the sealed store."""
    play(remembering, scenario, store=opened(places))


async def of(customer: Address, host: Any) -> str:
    """The conversation of a customer."""
    (found,) = [each.id for each in await host.conversations() if each.customer == customer]
    return str(found)


def test_no_word_is_in_the_stores_files_and_a_later_life_reads_them_all(places: tuple[Path, Path]) -> None:
    """Messages, names, sessions, journals, fields, notices, sends; numbers and ids stay, for customers are found by them."""

    async def first(world: World) -> None:
        await world.says(SECRET, profile_name="Anabel")
        await world.says(f"{SECRET} again")
        changed = Edited(id="e1", number_id=NUMBER, sender=BO, at=START, original_id="x", content=Text(body=SECRET))
        await world.host.accept([changed], arrived_at=START)
        conversation = await world.conversation()

        def rest(tx: Transaction) -> None:
            tx.errands.add(Errand(ref="i/9/1", conversation=conversation, interaction="i", effect=json.dumps(SECRET)))
            tx.errands.plan(Planned(key="k", conversation=conversation, flow="f", at=START, inputs=json.dumps(SECRET)))
            tx.history.tell(Notice(at=START, kind="k", sentence=SECRET, conversation=conversation))
            tx.history.tell(Notice(at=START, kind="k", sentence="for the house"))

        await world.store.transact(rest)
        held = bytes_of(places[0])
        assert [word for word in (SECRET.encode(), b"Anabel", b"You said") if word in held] == []
        assert [word for word in (b"15550001111", b"wamid.in1", b"for the house") if word not in held] == []

    async def second(world: World) -> None:
        conversation = await world.conversation()
        lines = await world.host.history(conversation)
        assert [json.loads(line.content)["body"] for line in lines[:2]] == [SECRET, f"You said {SECRET}"]
        assert lines[0].speaker == "Anabel"
        assert await world.host.fields(conversation) == {"last": f"{SECRET} again"}
        (interaction,) = await world.host.interactions(conversation)
        assert SECRET in (interaction.state or "")
        assert SECRET in (await world.host.journal(interaction.id))[0].event
        assert [notice.sentence for notice in await world.host.notices()] == ["for the house", SECRET]
        assert [SECRET in kept.body for kept in await world.host.kept()] == [True]
        assert [SECRET in part.content for part in await world.host.outbox()] == [True, True]

        def rest(tx: Transaction) -> tuple[Any, ...]:
            return tx.errands.head(conversation), tx.errands.by_ref("i/9/1"), tx.errands.next_planned(conversation)

        errand, same, planned = await world.store.transact(rest)
        assert (errand, json.loads(errand.effect), json.loads(planned.inputs)) == (same, SECRET, SECRET)

    lived(places, first)
    lived(places, second)


def test_who_is_erased_is_gone_from_every_copy_of_the_store(places: tuple[Path, Path], tmp_path: Path) -> None:
    """A copy made before holds their rows, and no key that opens them; everybody else's open."""
    copy = tmp_path / "copy.db"

    async def scenario(world: World) -> None:
        await world.says(SECRET)
        await world.says("and I", sender=BO)
        changed = Edited(id="e1", number_id=NUMBER, sender=ANA, at=START, original_id="x", content=Text(body=SECRET))
        await world.host.accept([changed], arrived_at=START)
        await world.store.scrub()
        shutil.copy(places[0], copy)
        await world.host.erase(await of(ANA, world.host))
        assert b"15550001111" not in bytes_of(places[0])
        assert places[1].read_bytes().count(DESTROYED) == 2, "the conversation's, and that of what was kept aside"

    async def restored(world: World) -> None:
        (line, *_) = await world.host.history(await of(BO, world.host))
        assert json.loads(line.content)["body"] == "and I"
        assert await world.host.kept() == ()
        ana = await of(ANA, world.host)
        assert await world.host.history(ana) == ()
        assert [each.customer for each in await world.host.conversations()] == [BO]
        world.count = 10
        await world.says("new", sender=ANA)
        assert world.channel.bodies == ["You said new"]

    lived(places, scenario)
    store = SealedStore(SqliteGlance(str(copy)), KeyFile.open(places[1], create=False), reading=True)

    async def looked() -> tuple[Any, ...]:
        try:
            return await store.transact(_everything)
        finally:
            await store.close()

    lines, journals, states, fields, kept = asyncio.run(looked())
    assert sorted([json.loads(line)["body"] for line in lines]) == ["(erased)", "(erased)", "You said and I", "and I"]
    assert sorted(journals) == [0, 2]
    assert sorted([state is None for state in states]) == [False, True]
    assert sorted(fields) == ["(erased)", "and I"]
    assert kept == ["(erased)"]
    lived((copy, places[1]), restored)


def _everything(tx: Transaction) -> tuple[Any, ...]:
    conversations = [each.id for each in tx.conversations.page(after="", limit=9)]
    sessions = [each for conversation in conversations for each in tx.interactions.of(conversation)]
    return (
        [line.content for each in conversations for line in tx.history.page(each, before=None, limit=9)],
        [len(tx.interactions.journal(each.id)) for each in sessions],
        [each.state for each in sessions],
        [json.loads(tx.conversations.fields(each)["last"]) for each in conversations],
        [each.body for each in tx.inbox.kept(limit=9)],
    )


def test_a_customer_under_two_names_is_erased_under_both(places: tuple[Path, Path], tmp_path: Path) -> None:
    """Two conversations became one: either's messages open as before, and one erasing destroys both keys."""

    async def scenario(world: World) -> None:
        await world.says("first")
        world.clock.advance_to(START + 1000)
        await world.says("second", sender=BO)
        changed = IdentityChanged(id="c", number_id=NUMBER, previous=ANA, current=BO, at=START + 1000, kind="phone")
        await world.host.accept([changed], arrived_at=START + 1000)
        await world.host.settle()
        conversation = await world.conversation()
        said = [json.loads(line.content)["body"] for line in await world.host.history(conversation)]
        assert said == ["first", "You said first", "second", "You said second"]
        await world.says("third", sender=ANA)
        await world.host.erase(conversation)
        assert places[1].read_bytes().count(DESTROYED) == 3, "theirs, and that of what was kept of the change"
        assert await world.host.conversations() == ()

    lived(places, scenario)


def test_rows_from_before_there_were_keys_are_read_and_sealed_when_written(places: tuple[Path, Path]) -> None:
    """Switched on for a store that is in use: nobody notices, and nothing new is in the clear."""

    async def before(world: World) -> None:
        await world.says("early words")
        for each, original in ((ANA, "x"), (BO, "y")):
            changed = Edited(
                id=f"e{original}",
                number_id=NUMBER,
                sender=each,
                at=START,
                original_id=original,
                content=Text(body="mind"),
            )
            await world.host.accept([changed], arrived_at=START)

    async def after(world: World) -> None:
        world.count = 10
        await world.says("later words")
        said = [json.loads(line.content)["body"] for line in await world.host.history(await world.conversation())]
        assert said == ["early words", "You said early words", "later words", "You said later words"]
        assert (b"early words" in bytes_of(places[0]), b"later words" in bytes_of(places[0])) == (True, False)
        await world.host.erase(await world.conversation())
        assert b"early words" not in bytes_of(places[0])
        assert ["2222" in kept.body for kept in await world.host.kept()] == [True]

    play(remembering, before, store=SqliteStore.open(places[0]))
    lived(places, after)


async def _first(store: SealedStore) -> None:
    try:
        await store.transact(lambda tx: None)
    finally:
        await store.close()


def test_the_wrong_keys_are_refused_before_anything_is_read(places: tuple[Path, Path], tmp_path: Path) -> None:
    """Another file's, and an older copy of the right ones."""

    async def scenario(world: World) -> None:
        await world.says("hi")

    lived(places, scenario)
    older = tmp_path / "older.keys"
    shutil.copy(places[1], older)
    keys = KeyFile.open(places[1])
    for _ in range(DRAWN_AT_ONCE + 1):
        keys.draw()
    keys.close()
    lived(places, scenario)
    with pytest.raises(StoreUnavailable, match="sealed with the keys of ring"):
        asyncio.run(_first(opened((places[0], tmp_path / "other.keys"))))
    with pytest.raises(StoreUnavailable, match="the key file holds 256: it is an older copy"):
        asyncio.run(_first(opened((places[0], older))))
    asyncio.run(_first(opened(places)))


def test_a_crash_between_the_erasing_and_the_keys_end_destroys_it_at_the_next_start(
    places: tuple[Path, Path], monkeypatch: pytest.MonkeyPatch
) -> None:
    """The store remembers, in the erasing's own transaction, which keys are to be destroyed."""

    async def scenario(world: World) -> None:
        await world.says("hi")
        conversation = await world.conversation()
        monkeypatch.setattr(KeyFile, "destroy", _killed)
        with pytest.raises(KeyboardInterrupt):
            await world.host.erase(conversation)
        monkeypatch.undo()

    lived(places, scenario)
    assert DESTROYED not in places[1].read_bytes()
    asyncio.run(_first(opened(places)))
    assert places[1].read_bytes().count(DESTROYED) == 1


def _killed(*_: Any) -> None:
    raise KeyboardInterrupt


def test_a_work_that_is_undone_leaves_no_key_in_use(places: tuple[Path, Path]) -> None:
    """Its key is drawn for nobody; the conversation's next work draws one that is remembered and can be destroyed."""

    async def main() -> None:
        store = opened(places)

        def fails(tx: Transaction) -> None:
            tx.history.tell(Notice(at=1, kind="k", sentence=SECRET, conversation="c"))
            raise KeyError("mine")

        with pytest.raises(KeyError):
            await store.transact(fails)
        await store.transact(lambda tx: tx.history.tell(Notice(at=1, kind="k", sentence=SECRET, conversation="c")))
        await store.transact(lambda tx: tx.conversations.erase("c"))
        assert places[1].read_bytes().count(DESTROYED) == 1
        assert await store.transact(lambda tx: tx.history.notices(limit=9)) == ()
        await store.close()

    asyncio.run(main())


def test_what_another_worker_erased_is_looked_up_again_before_anything_is_removed(places: tuple[Path, Path]) -> None:
    """They wrote again since, under a new key that this worker has not seen."""

    async def main() -> None:
        store = opened(places)

        def tell(tx: Transaction) -> None:
            tx.conversations.save(Conversation(id="c", number_id=NUMBER, customer=ANA))
            tx.history.tell(Notice(at=1, kind="k", sentence=SECRET, conversation="c"))

        def remember(tx: Transaction) -> None:
            tx.conversations.save_field("c", "last", '"said"')

        await store.transact(tell)
        other = SealedStore(store.inner, KeyFile.open(places[1]))
        await other.transact(lambda tx: tx.conversations.erase("c"))
        await other.transact(tell)
        await store.transact(remember)
        assert await store.transact(lambda tx: tx.conversations.fields("c")) == {"last": '"said"'}
        await other.transact(lambda tx: tx.conversations.erase("c"))
        await other.transact(tell)
        await store.transact(tell)
        assert len(await store.transact(lambda tx: tx.history.notices(limit=9))) == 2
        other.keys.close()
        await store.close()

    asyncio.run(main())


def test_a_text_that_was_tampered_with_is_refused_with_its_place(places: tuple[Path, Path]) -> None:
    """Changed, moved to another column, sealed with a key that is not there, or no sealed text at all."""

    async def main() -> None:
        store = opened(places)
        await store.transact(lambda tx: tx.history.tell(Notice(at=1, kind="k", sentence="words", conversation="c")))
        rows = store.inner._writer._connection  # type: ignore[attr-defined]
        ((sealed,),) = rows.execute("select sentence from notices").fetchall()
        for bad, said in (
            (sealed[:-8] + "AAAAAAA=", r"Notice\.sentence does not open with key \d+"),
            (MARK + "x:AAAA", "does not open with key None"),
            (MARK + "999999:AAAA", "key 999999 is not in this file"),
        ):
            rows.execute("update notices set sentence = ?", (bad,))
            with pytest.raises(StoreUnavailable, match=said):
                await store.transact(lambda tx: tx.history.notices(limit=9))
        rows.execute("update notices set sentence = 'x'")
        await store.transact(lambda tx: tx.inbox.keep(Kept(id="k", kind="x", at=1, body=sealed)))
        rows.execute("update kept set body = ?", (sealed,))
        with pytest.raises(StoreUnavailable, match=r"Kept\.body does not open"):
            await store.transact(lambda tx: tx.inbox.kept(limit=9))
        await store.close()

    asyncio.run(main())


def test_what_waited_aside_and_found_its_message_keeps_no_key(places: tuple[Path, Path]) -> None:
    """Words that were kept for a message still to come stand with that message now, and in copies nowhere else."""

    async def scenario(world: World) -> None:
        changed = Edited(
            id="e", number_id=NUMBER, sender=ANA, at=START + 9, original_id="wamid.in1", content=Text(body=SECRET)
        )
        await world.host.accept([changed], arrived_at=START)
        world.clock.advance_to(START + 60_000)
        assert places[1].read_bytes().count(DESTROYED) == 0
        received = await world.says("first", at=START, settle=False)
        assert places[1].read_bytes().count(DESTROYED) == 1
        waiting = await world.store.transact(lambda tx: tx.inbox.by_id(received.id))
        assert waiting is not None
        assert "first" in waiting.body
        (line,) = await world.host.history(await world.conversation())
        assert (line.status, SECRET in line.content) == ("edited", True)

    lived(places, scenario)


def test_a_store_that_foresees_is_told_what_comes(places: tuple[Path, Path]) -> None:
    """Sealing changes nothing about what it reads beforehand; one that does not need not."""

    async def main() -> None:
        store, told = opened(places), list[Any]()

        def work(tx: Any) -> None:
            tx.foresee(["item"])
            tx.inner = SimpleNamespace(foresee=told.extend)
            tx.foresee(["item"])

        await store.transact(work)
        assert told == ["item"]
        assert await store.transact(lambda tx: tx.agenda("nobody")) is None
        await store.close()

    asyncio.run(main())


def test_fields_of_the_house_stay_as_they_are(places: tuple[Path, Path]) -> None:
    """Versions of flows are nobody's; fields of what is unknown have no key to be sealed with."""

    async def main() -> None:
        store = opened(places)

        def save(tx: Transaction) -> list[str]:
            for scope in ("flows", "flow:shops", "nobody"):
                tx.conversations.save_field(scope, "name", '"plain"')
            return [tx.conversations.fields(scope)["name"] for scope in ("flows", "flow:shops", "nobody")]

        assert await store.transact(save) == ['"plain"'] * 3
        assert bytes_of(places[0]).count(b'"plain"') >= 3
        await store.close()

    asyncio.run(main())


def test_without_what_seals_the_store_says_what_to_install(monkeypatch: pytest.MonkeyPatch) -> None:
    """Instead of a traceback."""
    monkeypatch.setitem(sys.modules, "cryptography", None)
    with pytest.raises(StoreUnavailable, match=r"pip install 'flow-notations\[sealed\]'"):
        SealedStore(None, None)  # type: ignore[arg-type]


def test_a_copy_full_of_erased_customers_asks_to_be_cleared(
    places: tuple[Path, Path], monkeypatch: pytest.MonkeyPatch
) -> None:
    """One work does not go on for ever; and a record of nobody's is damage."""
    monkeypatch.setattr(sealed_store, "ERASED_AT_ONCE_MAX", 1)

    async def main() -> None:
        store = opened(places)
        for name in "ab":
            note = Notice(at=1, kind="k", sentence=SECRET, conversation=name)
            await store.transact(lambda tx, note=note: tx.history.tell(note))  # type: ignore[misc]
        store.keys.destroy([255, 254, *range(6)])
        with pytest.raises(StoreUnavailable, match="flow erase clears it"):
            await store.transact(lambda tx: tx.history.notices(limit=9))
        await store.close()

    asyncio.run(main())


def test_a_record_of_nobodys_under_a_destroyed_key_is_damage(places: tuple[Path, Path]) -> None:
    """There is no customer whose remains could be erased."""

    async def main() -> None:
        store = opened(places)
        await store.transact(lambda tx: tx.history.tell(Notice(at=1, kind="k", sentence=SECRET, conversation="c")))
        store.inner._writer._connection.execute("update notices set conversation = null")  # type: ignore[attr-defined]
        store.keys.destroy([0])
        with pytest.raises(StoreUnavailable, match="belongs to nobody"):
            await store.transact(lambda tx: tx.history.notices(limit=9))
        await store.close()

    asyncio.run(main())


def test_numbers_of_keys_are_remembered_within_bounds(
    places: tuple[Path, Path], monkeypatch: pytest.MonkeyPatch
) -> None:
    """One more than fits empties the memory; what is sealed opens all the same."""
    monkeypatch.setattr(sealed_store, "NUMBERS_MAX", 2)

    async def main() -> None:
        store = opened(places)
        for name, remembered in (("a", 1), ("b", 2), ("c", 1), ("a", 2)):
            note = Notice(at=1, kind="k", sentence=name, conversation=name)
            await store.transact(lambda tx, note=note: tx.history.tell(note))  # type: ignore[misc]
            assert len(store._numbers) == remembered
        found = await store.transact(lambda tx: tx.history.notices(limit=9))
        assert [notice.sentence for notice in found] == ["a", "c", "b", "a"]
        await store.close()

    asyncio.run(main())


def test_a_store_of_any_kind_is_sealed(places: tuple[Path, Path]) -> None:
    """What it has beyond the port is reached; one that cannot scrub need not."""

    class Plain:
        lease = "mine"

        async def close(self) -> None:
            """Nothing."""

    async def main() -> None:
        store = SealedStore(Plain(), KeyFile.open(places[1]))  # type: ignore[arg-type]
        assert store.lease == "mine"
        await store.scrub()
        await store.close()

    asyncio.run(main())
