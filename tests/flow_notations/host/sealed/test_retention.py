"""Retention on a sealed store: whoever is let go loses their key."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

pytest.importorskip("cryptography", reason="pip install 'flow-notations[sealed]'")

from flow_notations.host.sealed import KeyFile, SealedStore
from flow_notations.host.sealed.key_file import DESTROYED
from flow_notations.host.sqlite import SqliteStore
from tests.flow_notations.host.test_retention import DEADLINE, SETTINGS, brief, came, overheard
from tests.flow_notations.host.world import World, play

if TYPE_CHECKING:
    from pathlib import Path


def test_the_key_of_whoever_is_let_go_is_destroyed(tmp_path: Path) -> None:
    """Not before; and who writes again has another."""
    keys = tmp_path / "host.keys"

    async def scenario(world: World) -> None:
        await came(world, overheard())
        for moment, destroyed in ((DEADLINE, 0), (DEADLINE + 1, 1)):
            world.clock.advance_to(moment)
            await world.host.retain()
            assert keys.read_bytes().count(DESTROYED) == destroyed
        await world.says("hi again")
        (line, _) = await world.host.history(await world.conversation())
        assert "hi again" in line.content
        fields = await world.store.inner.transact(lambda tx: tx.conversations.fields(line.conversation))  # type: ignore[attr-defined]
        assert len(fields) == 1

    store = SealedStore(SqliteStore.open(), KeyFile.open(keys))
    play(brief, scenario, settings=SETTINGS, store=store)
