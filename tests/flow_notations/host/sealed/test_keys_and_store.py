"""A store and its keys stand in two files: what becomes of one without the other is noticed, and made up for."""

from __future__ import annotations

import shutil
from typing import TYPE_CHECKING, Any

import pytest

pytest.importorskip("cryptography", reason="pip install 'flow-notations[sealed]'")

from flow_notations.errors import NotHere, StoreUnavailable
from flow_notations.host.sealed import KeyFile, SealedStore
from flow_notations.host.sealed.key_file import DESTROYED
from flow_notations.host.sqlite import SqliteStore
from tests.flow_notations.host.test_privacy import remembering
from tests.flow_notations.host.world import play

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable
    from pathlib import Path

    from tests.flow_notations.host.world import World


@pytest.fixture
def keys(tmp_path: Path) -> Path:
    return tmp_path / "host.keys"


def lived(keys: Path, scenario: Callable[[World], Awaitable[None]]) -> None:
    """A life of a host on the store that stands beside these keys."""
    play(remembering, scenario, store=SealedStore(SqliteStore.open(keys.with_name("s.db")), KeyFile.open(keys)))


async def greeting(world: World) -> None:
    await world.says("hi")


def test_a_copy_of_the_keys_made_in_the_same_life_is_older_too(keys: Path) -> None:
    """It lacks the keys drawn since; were it taken, their numbers would be drawn a second time."""
    older = keys.with_name("older.keys")

    async def scenario(world: World) -> None:
        await world.host.settle()
        shutil.copy(keys, older)
        await world.says("hi")

    lived(keys, scenario)
    newest = keys.read_bytes()
    shutil.copy(older, keys)
    with pytest.raises(StoreUnavailable, match="the key file holds 0: it is an older copy"):
        lived(keys, greeting)
    keys.write_bytes(newest)
    lived(keys, greeting)


def test_a_key_that_could_not_be_destroyed_is_destroyed_by_the_next_work(
    keys: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Whoever erases hears of the disk's trouble; to erase again finds nobody, and the key is destroyed all the same."""

    async def scenario(world: World) -> None:
        await world.says("hi")
        conversation = await world.conversation()
        monkeypatch.setattr(KeyFile, "destroy", _troubled)
        with pytest.raises(StoreUnavailable, match="the disk"):
            await world.host.erase(conversation)
        monkeypatch.undo()
        with pytest.raises(NotHere, match="there is no conversation"):
            await world.host.erase(conversation)
        assert keys.read_bytes().count(DESTROYED) == 1

    lived(keys, scenario)


def _troubled(*_: Any) -> None:
    raise StoreUnavailable("the disk")
