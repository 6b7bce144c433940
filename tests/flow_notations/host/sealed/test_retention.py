"""Retention on a sealed store: the scenarios of the plain one; and whoever is let go loses their key."""

from __future__ import annotations

import inspect
from typing import TYPE_CHECKING, Any

import pytest

pytest.importorskip("cryptography", reason="pip install 'flow-notations[sealed]'")

from flow_notations.host.sealed import KeyFile, SealedStore
from flow_notations.host.sealed.key_file import DESTROYED
from tests.flow_notations.host import test_retention, world
from tests.flow_notations.host.test_retention import DEADLINE, SETTINGS, brief, came, overheard
from tests.flow_notations.host.world import World, play

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

SCENARIOS = [
    test
    for name, test in vars(test_retention).items()
    if name.startswith("test_") and not inspect.signature(test).parameters
]


@pytest.fixture
def keys(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Every world's store is sealed; the path of the keys."""
    in_memory, path = world.World.__post_init__, tmp_path / "host.keys"

    def sealed(self: Any) -> None:
        self.store = SealedStore(self.store, KeyFile.open(path))
        in_memory(self)

    monkeypatch.setattr(world.World, "__post_init__", sealed)
    return path


@pytest.mark.parametrize("scenario", SCENARIOS, ids=lambda scenario: scenario.__name__)
@pytest.mark.usefixtures("keys")
def test_it_holds_on_a_sealed_store(scenario: Callable[[], None]) -> None:
    """The same scenario, the same outcome."""
    scenario()


def test_the_key_of_whoever_is_let_go_is_destroyed(keys: Path) -> None:
    """Not before; and who writes again has another."""

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

    play(brief, scenario, settings=SETTINGS)
