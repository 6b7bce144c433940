"""A store with a conversation in it, as a host leaves it behind."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING

import pytest

from flow_notations import SqliteStore
from tests.flow_notations.host.embedded import SHOPS, Centre

if TYPE_CHECKING:
    from pathlib import Path


@pytest.fixture
def left_behind(tmp_path: Path) -> tuple[str, str, str]:
    """The path of a store, an interaction that waits at ``ask`` in version 1, and its conversation."""
    path = str(tmp_path / "host.db")

    async def main() -> tuple[str, str, str]:
        centre = Centre()
        await centre.store.close()
        centre.store = SqliteStore.open(path)
        await centre.deploy(SHOPS)
        await centre.says("hi")
        found = await centre.interaction()
        await centre.store.close()
        return path, found.id, found.conversation

    return asyncio.run(main())
