"""The disk and its neighbours misbehave: full, locked, damaged while running, an old file. Nothing written is lost."""

from __future__ import annotations

import asyncio
import shutil
import sqlite3
import subprocess
import sys
from contextlib import closing
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from flow_notations.errors import StoreUnavailable
from flow_notations.events import Began, Event, Heard
from flow_notations.host.records import Kept
from flow_notations.host.reporting import DAY_MS
from flow_notations.host.sqlite import SqliteStore
from flow_notations.host.sqlite.opening import CHECKED_BYTES_MAX, connect
from flow_notations.host.sqlite.schema import APPLICATION_ID, MIGRATIONS, MIGRATIONS_TABLE
from flow_notations.host.wiring import Integration
from tests.flow_notations.host.world import HOUR, NUMBER, START, World, play, say

if TYPE_CHECKING:
    from flow_notations.effects import Effect
    from flow_notations.host.store import Transaction

ROOT = Path(__file__).resolve().parents[3]


def echo(memory: dict[str, Any], event: Event) -> list[Effect]:
    if isinstance(event, Began):
        return [say(memory, event, "Hello")]
    return [say(memory, event, event.message.text)] if isinstance(event, Heard) else []


def kept(identity: str, body: str = "{}") -> Kept:
    return Kept(id=identity, kind="test", at=1, body=body)


# --- the disk fills ---------------------------------------------------------------------------------------------------

FULL_DISK_LIFE = """
import asyncio, resource, signal, sys
from pathlib import Path
from flow_notations.errors import StoreUnavailable
from flow_notations.host.sqlite import SqliteStore
from flow_notations.host.records import Kept

async def main(path: Path) -> None:
    store = SqliteStore.open(path)
    signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
    resource.setrlimit(resource.RLIMIT_FSIZE, (300_000, resource.RLIM_INFINITY))
    written, refused = 0, 0
    for n in range(200):
        body = "x" * 5000
        work = lambda tx, n=n: tx.inbox.keep(Kept(id=str(n), kind="test", at=n, body=body))
        try:
            await store.transact(work)
            written += 1
        except StoreUnavailable as fault:
            refused += 1
            sentence = str(fault)
    resource.setrlimit(resource.RLIMIT_FSIZE, (resource.RLIM_INFINITY, resource.RLIM_INFINITY))
    await store.transact(lambda tx: tx.inbox.keep(Kept(id="after", kind="test", at=1, body="{}")))
    found = {each.id for each in await store.transact(lambda tx: tx.inbox.kept(limit=1000))}
    await store.close()
    print(written, refused, len(found), "after" in found, sentence)

asyncio.run(main(Path(sys.argv[1])))
"""


def test_a_disk_that_fills_refuses_what_does_not_fit_and_recovers(tmp_path: Path) -> None:
    """The operating system stops the file from growing: works are refused with a sentence, none is lost or half written;
    once there is room the same store goes on.
    """
    command = [sys.executable, "-c", FULL_DISK_LIFE, str(tmp_path / "s.db")]
    ended = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, timeout=60, check=False)
    assert ended.returncode == 0, ended.stderr
    written, refused, found, after, sentence = ended.stdout.split(maxsplit=4)
    assert int(written) > 0
    assert int(refused) > 0
    assert int(found) == int(written) + 1
    assert after == "True"
    assert "disk" in sentence


def test_a_full_disk_while_a_host_works_stops_it_and_the_next_life_answers(tmp_path: Path) -> None:
    """The host says that the disk is full; with room again, what had been acknowledged is answered, once."""
    path = tmp_path / "s.db"

    async def scenario(world: World) -> None:
        await world.says("hi", settle=False)
        connection = world.store._writer._connection

        def fill(tx: Transaction) -> int:
            pages: int = connection.execute("pragma page_count").fetchone()[0]
            connection.execute(f"pragma max_page_count = {pages}")
            return pages

        await world.store.transact(fill)
        world.machine.script = lambda memory, event: [say(memory, event, "x" * 200_000)]
        with pytest.raises(StoreUnavailable, match="disk is full"):
            await world.host.settle()
        world.machine.script = echo
        await world.store.transact(lambda tx: connection.execute("pragma max_page_count = 1000000").fetchone())
        await world.host.settle()
        assert world.channel.bodies == ["Hello"]

    play(echo, scenario, store=SqliteStore.open(path))


def test_a_work_whose_waiter_went_away_is_written_all_the_same(tmp_path: Path) -> None:
    """Whoever handed it in was cancelled: what it wrote stands, and the works behind it are not disturbed."""

    async def main() -> None:
        store = SqliteStore.open(tmp_path / "s.db")
        waiting = asyncio.ensure_future(store.transact(lambda tx: tx.inbox.keep(kept("cancelled"))))
        await asyncio.sleep(0)
        waiting.cancel()
        with pytest.raises(asyncio.CancelledError):
            await waiting
        found = await store.transact(lambda tx: tx.inbox.kept(limit=9))
        assert [each.id for each in found] == ["cancelled"]
        await store.close()

    asyncio.run(main())


# --- neighbours -------------------------------------------------------------------------------------------------------


def test_a_file_that_another_program_locks_is_said_to_be_held(tmp_path: Path) -> None:
    """Somebody writes to the file with another tool: the work is refused, and works again once they let go."""
    path = tmp_path / "s.db"

    async def scenario(world: World) -> None:
        world.store._writer._connection.execute("pragma busy_timeout = 1")
        stranger = sqlite3.connect(path, isolation_level=None)
        stranger.execute("begin immediate")
        with pytest.raises(StoreUnavailable, match="another process holds it"):
            await world.says("hi")
        stranger.execute("rollback")
        stranger.close()
        await world.says("hi again")
        assert world.channel.bodies == ["Hello"]

    play(echo, scenario, store=SqliteStore.open(path))


# --- damage -----------------------------------------------------------------------------------------------------------


def test_damage_met_while_running_is_said_with_what_to_do(tmp_path: Path) -> None:
    """A page goes bad under a large file that is not read whole at its opening: who reads it hears so."""
    path = tmp_path / "s.db"

    async def fill() -> None:
        store = SqliteStore.open(path)
        await store.transact(lambda tx: [tx.inbox.keep(kept(f"{n}" * 50, "x" * 900)) for n in range(400)])
        await store.close()

    asyncio.run(fill())
    content = bytearray(path.read_bytes())
    content[len(content) // 2 :] = b"\x55" * (len(content) - len(content) // 2)
    path.write_bytes(content)

    async def use(store: SqliteStore) -> None:
        with pytest.raises(StoreUnavailable, match="damaged; restore it"):
            await store.transact(lambda tx: tx.inbox.kept(limit=1000))
        await store.close()

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("flow_notations.host.sqlite.opening.CHECKED_BYTES_MAX", path.stat().st_size - 1)
        asyncio.run(use(SqliteStore.open(path)))
    assert path.stat().st_size < CHECKED_BYTES_MAX
    with pytest.raises(StoreUnavailable, match="damaged"):
        SqliteStore.open(path)


# --- an older file ----------------------------------------------------------------------------------------------------


def first_schema(path: Path) -> None:
    """A file as the first release left it, with a customer in it."""
    connection = sqlite3.connect(path, isolation_level=None)
    connection.execute("pragma journal_mode = wal")
    connection.execute(f"pragma application_id = {APPLICATION_ID}")
    connection.executescript(MIGRATIONS[0])
    connection.execute(MIGRATIONS_TABLE)
    connection.execute("insert into migrations (version) values (1)")
    connection.execute(
        "insert into conversations values ('c1', ?, '+15550001111', null, null, ?, 'i1', null)", (NUMBER, START)
    )
    connection.execute("insert into identities values (?, 'phone:+15550001111', 'c1')", (NUMBER,))
    state = '{"memory": {"interaction": "i1"}, "ended": false}'
    connection.execute(
        "insert into interactions values ('i1', 'c1', 'greet', 'd1', ?, 1, 'inbound', ?, 2, 'live', null, null, null)",
        (START, state),
    )
    connection.close()


def test_a_file_of_the_first_schema_is_brought_up_to_date_and_goes_on(tmp_path: Path) -> None:
    """The customer who waited when the program was upgraded is answered in their own session."""
    path = tmp_path / "s.db"
    first_schema(path)
    shutil.copy(path, tmp_path / "copy.db")

    async def scenario(world: World) -> None:
        await world.says("still me")
        (heard,) = world.heard(Heard)
        assert (heard.seq, world.channel.bodies) == (3, ["still me"])
        applied = await world.store.transact(
            lambda tx: world.store._writer._connection.execute("select count(*) from migrations").fetchone()[0]
        )
        assert applied == len(MIGRATIONS)

    play(echo, scenario, store=SqliteStore.open(path))


def test_retention_reaches_what_a_file_of_the_first_schema_holds(tmp_path: Path) -> None:
    """A message that was said outside of all interactions before the upgrade goes; the customer, who is in one, stays."""
    path = tmp_path / "s.db"
    first_schema(path)
    with closing(sqlite3.connect(path, isolation_level=None)) as connection:
        connection.execute(
            "insert into history values (1, 'c1', 'out', ?, '{}', null, 'm', null, null, null, 'sent', null, '', 0, 1, 0)",
            (START,),
        )
        connection.execute("update interactions set since = 2")
    day = {NUMBER: Integration(number_id=NUMBER, retention_days=1)}

    async def scenario(world: World) -> None:
        for moment, left in ((DAY_MS - 1, 1), (DAY_MS, 1), (DAY_MS + 1, 0)):
            world.clock.advance_to(START + moment)
            await world.host.retain()
            assert len(await world.host.history("c1")) == left
        assert len(await world.host.conversations()) == 1

    play(echo, scenario, store=SqliteStore.open(path), settings={"integrations": day})


@pytest.mark.parametrize(
    "sql",
    [
        "insert into inbox values (9, 'x', 'c', 'item', 1, '', null, 0, 0, null, ?)",
        "update interactions set status = ?",
        "insert into outbox values (9, 'r', 'r', 1, 1, 'c', '', 1, null, null, 0, ?, 0, 0, null, null, null, null, '', 0, 0)",
    ],
)
def test_checks_hold_in_an_upgraded_file(tmp_path: Path, sql: str) -> None:
    """A state that nobody knows is refused by a file of the first release as well, and a known one is taken."""
    path = tmp_path / "s.db"
    first_schema(path)
    connection = connect(str(path), migrate=True)

    with pytest.raises(sqlite3.IntegrityError, match="CHECK"):
        connection.execute(sql, ("unknown",))
    connection.execute(sql, ("parked" if "outbox" not in sql else "held",))
    assert [("ok",)] == connection.execute("pragma integrity_check").fetchall()
    connection.close()


# --- clocks -----------------------------------------------------------------------------------------------------------


def test_a_clock_that_jumps_back_and_forth_loses_nothing_and_repeats_nothing() -> None:
    """Minutes back, a day forth, years back: every message is heard once, every answer leaves once."""

    async def scenario(world: World) -> None:
        now = START
        for n, jump in enumerate((0, -10 * 60_000, HOUR, -2 * HOUR, 3 * HOUR, -1000 * HOUR, 1001 * HOUR)):
            now += jump
            world.clock._now = now
            await world.says(f"message {n}")
        assert [heard.message.text for heard in world.heard(Heard)] == [f"message {n}" for n in range(1, 7)]
        assert world.channel.bodies == ["Hello", *[f"message {n}" for n in range(1, 7)]]
        refs = [part.ref for part in world.channel.sent]
        assert len(set(refs)) == len(refs)

    play(echo, scenario)
