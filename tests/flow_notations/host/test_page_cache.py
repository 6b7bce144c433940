"""How much of its file a store keeps in memory, whatever the file is and however old."""

from __future__ import annotations

import asyncio
import sqlite3
from typing import TYPE_CHECKING

import pytest

from flow_notations.host.sqlite import SqliteStore
from flow_notations.host.sqlite.schema import APPLICATION_ID, MIGRATIONS, MIGRATIONS_TABLE, PAGE_CACHE_KIB

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path


def new(path: Path) -> None:
    """Nothing is there yet."""


def first_release(path: Path) -> None:
    """A file of the first schema, whose own default asks for half a gigabyte."""
    with sqlite3.connect(path, isolation_level=None) as connection:
        connection.execute("pragma journal_mode = wal")
        connection.execute("pragma default_cache_size = 131072")
        connection.execute(f"pragma application_id = {APPLICATION_ID}")
        connection.executescript(MIGRATIONS[0])
        connection.execute(MIGRATIONS_TABLE)
        connection.execute("insert into migrations (version) values (1)")
    connection.close()


@pytest.mark.parametrize("made", [new, first_release])
def test_the_page_cache_is_bounded_in_every_file(tmp_path: Path, made: Callable[[Path], None]) -> None:
    """A new file and one of the first release are read through the same few megabytes, and not through a mapping."""
    path = tmp_path / "s.db"
    made(path)

    async def main() -> tuple[int, int]:
        store = SqliteStore.open(path)
        settings = await store.transact(lambda _: (setting(store, "cache_size"), setting(store, "mmap_size")))
        await store.close()
        return settings

    assert asyncio.run(main()) == (-PAGE_CACHE_KIB, 0)


def setting(store: SqliteStore, name: str) -> int:
    """As it is in force on the connection that writes."""
    found: int = store._writer._connection.execute(f"pragma {name}").fetchone()[0]
    return found
