"""Whose the files of a store are: their owner's, and nobody else's to read."""

from __future__ import annotations

import asyncio
import os
import stat
from typing import TYPE_CHECKING

import pytest

from flow_notations.errors import StoreUnavailable
from flow_notations.host.sqlite import SqliteStore
from tests.flow_notations.host.test_privacy import remembering
from tests.flow_notations.host.world import World, play

if TYPE_CHECKING:
    from pathlib import Path

NAMES = ("s.db", "s.db-owner", "s.db-shm", "s.db-wal")


def modes(folder: Path) -> dict[str, int]:
    return {each.name: stat.S_IMODE(each.stat().st_mode) for each in folder.iterdir() if "-journal" not in each.name}


def test_a_new_store_is_for_its_owner_alone(tmp_path: Path) -> None:
    """The file, its log and its lock, whatever the process's mask lets through."""

    async def scenario(world: World) -> None:
        await world.says("hi")
        assert modes(tmp_path) == dict.fromkeys(NAMES, 0o600)

    before = os.umask(0)
    try:
        play(remembering, scenario, store=SqliteStore.open(tmp_path / "s.db"))
    finally:
        os.umask(before)


@pytest.mark.parametrize(("had", "has"), [(0o644, 0o640), (0o666, 0o660), (0o660, 0o660), (0o600, 0o600)])
def test_an_older_store_is_closed_to_all_but_its_group(tmp_path: Path, had: int, has: int) -> None:
    """Somebody may have let the group in on purpose."""
    path = tmp_path / "s.db"
    asyncio.run(SqliteStore.open(path).close())
    path.chmod(had)

    async def life() -> None:
        store = SqliteStore.open(path)
        assert modes(tmp_path)["s.db"] == modes(tmp_path)["s.db-wal"] == has
        with pytest.raises(StoreUnavailable, match="another process holds it"):
            SqliteStore.open(path)
        await store.close()

    asyncio.run(life())


def test_a_folder_that_is_not_there_is_said(tmp_path: Path) -> None:
    """By the same sentence as ever."""
    with pytest.raises(StoreUnavailable, match="check that its folder exists"):
        SqliteStore.open(tmp_path / "nowhere" / "s.db")
