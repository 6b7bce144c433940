"""The power is cut at any commit, or in the middle of one: what was acknowledged is there, nothing is sent twice.

A life is played once, and the file and its log are copied at every commit, which is when they are on the disk
(``synchronous=FULL``). Each copy, alone and with a torn piece of the next commit behind it, is a disk after a power cut; the
world outside remembers what it saw until then. A new life begins on each. That the disk keeps what it was told to keep
is the one thing taken on trust.
"""

from __future__ import annotations

import asyncio
import json
import os
import random
import sqlite3
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from flow_notations.host.sqlite import SqliteStore
from tests.flow_notations.host.world import World
from tests.journeys.crash_child import appended, deliver_webhooks, echo, report, report_receipts
from tests.journeys.test_crash import judge

if TYPE_CHECKING:
    from collections.abc import Callable

SWEEP = os.environ.get("FLOW_CRASH_SWEEP") == "1"
SEED = int(os.environ.get("FLOW_CRASH_SEED", "7"))
SLICE = 6
STORE, LOG = "store.db", "store.db-wal"
OUTSIDE = ("sent", "acknowledged")
SECTOR = 512


@dataclass(frozen=True)
class Cut:
    """A disk after a power cut, and what the world outside had seen."""

    name: str
    files: dict[str, bytes]
    outside: dict[str, bytes]

    def lay_out(self, folder: Path) -> None:
        folder.mkdir()
        for name, content in {**self.files, **self.outside}.items():
            (folder / name).write_bytes(content)


def read(folder: Path, names: tuple[str, ...]) -> dict[str, bytes]:
    return {name: (folder / name).read_bytes() for name in names if (folder / name).exists()}


class Watched:
    """Copies of the disk after every commit, and of the outside before the next one."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.disks: list[dict[str, bytes]] = []
        self.outsides: list[dict[str, bytes]] = []

    def connection(self) -> type[sqlite3.Connection]:
        watched = self

        class Connection(sqlite3.Connection):
            def execute(self, sql: str, *rest: Any) -> sqlite3.Cursor:
                if sql == "commit" and watched.disks:
                    watched.outsides.append(read(watched.folder, OUTSIDE))
                done = super().execute(sql, *rest)
                if sql == "commit":
                    watched.disks.append(read(watched.folder, (STORE, LOG)))
                return done

        return Connection

    def cuts(self, chance: random.Random) -> list[Cut]:
        whole = [
            Cut(f"after commit {n}", disk, outside)
            for n, (disk, outside) in enumerate(zip(self.disks, self.outsides, strict=False))
        ]
        torn = [
            Cut(f"within commit {n + 1}", {**disk, LOG: tear(disk[LOG], self.disks[n + 1][LOG], chance)}, outside)
            for n, (disk, outside) in enumerate(zip(self.disks, self.outsides, strict=False))
            if len(disk[LOG]) < len(self.disks[n + 1][LOG])
        ]
        return [*whole, *torn]


def tear(before: bytes, after: bytes, chance: random.Random) -> bytes:
    """Some sectors of what the next commit appended are on the disk, some are not, the last ones are missing."""
    length = chance.randrange(len(before), len(after))
    torn = bytearray(after[:length])
    for at in range(len(before), length, SECTOR):
        if chance.random() < 0.2:
            torn[at : at + SECTOR] = bytes(len(torn[at : at + SECTOR]))
    return bytes(torn)


async def live(folder: Path, *, receipts: bool) -> None:
    world = World(echo, store=SqliteStore.open(folder / STORE))
    accepted = world.channel.send

    async def send(part: Any, *, window_until: int | None, attempt: int = 0) -> Any:
        appended(folder / "sent", json.dumps([part.ref, part.to.phone, part.content.body]))
        return await accepted(part, window_until=window_until, attempt=attempt)

    world.channel.send = send  # type: ignore[method-assign]
    await world.host.recover()
    if receipts:
        await report_receipts(world, folder)
    await deliver_webhooks(world, folder)
    await world.passes(120_000)
    await report(world, folder)
    await world.store.close()


def watched_life(folder: Path, connect: Callable[..., sqlite3.Connection], patch: pytest.MonkeyPatch) -> Watched:
    folder.mkdir()
    asyncio.run(SqliteStore.open(folder / STORE).close())
    watched = Watched(folder)
    with patch.context() as during:
        during.setattr(sqlite3, "connect", partial(connect, factory=watched.connection()))
        asyncio.run(live(folder, receipts=False))
    return watched


@pytest.mark.parametrize("receipts", ["receipts", "silence"])
def test_the_power_is_cut_and_comes_back(tmp_path: Path, receipts: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """Every message is heard once, in order; no send is repeated; what is in doubt is proved by a receipt or reported."""
    print(f"FLOW_CRASH_SEED={SEED}")
    chance = random.Random(SEED)
    cuts = watched_life(tmp_path / "first", sqlite3.connect, monkeypatch).cuts(chance)
    assert len(cuts) > 40
    for number, cut in enumerate(cuts if SWEEP else chance.sample(cuts, SLICE)):
        folder = tmp_path / str(number)
        cut.lay_out(folder)
        asyncio.run(live(folder, receipts=receipts == "receipts"))
        judge(folder, receipts, cut.name)


def test_a_promise_is_on_the_disk() -> None:
    """The settings under which a commit that has returned survives a power cut."""

    async def scenario(store: SqliteStore) -> tuple[str, int]:
        connection = store._writer._connection
        journal = await store.transact(lambda tx: connection.execute("pragma journal_mode").fetchone()[0])
        synchronous = await store.transact(lambda tx: connection.execute("pragma synchronous").fetchone()[0])
        await store.close()
        return journal, synchronous

    async def main(path: Path) -> tuple[str, int]:
        return await scenario(SqliteStore.open(path))

    import tempfile

    with tempfile.TemporaryDirectory() as folder:
        assert asyncio.run(main(Path(folder) / STORE)) == ("wal", 2)
