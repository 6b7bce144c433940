"""Everything that customers meet on a plain store, they meet on a sealed one: the host's own tests, over again."""

from __future__ import annotations

import inspect
from typing import TYPE_CHECKING, Any

import pytest

pytest.importorskip("cryptography", reason="pip install 'flow-notations[sealed]'")

from flow_notations.host.sealed import KeyFile, SealedStore
from tests.flow_notations.host import (
    test_amending,
    test_forgetting,
    test_privacy,
    test_retention,
    test_timelines,
    world,
)

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

SCENARIOS = [
    test
    for module in (test_amending, test_timelines, test_privacy, test_forgetting, test_retention)
    for name, test in vars(module).items()
    if name.startswith("test_") and not inspect.signature(test).parameters and "leaves_nothing" not in name
]


@pytest.mark.parametrize("scenario", SCENARIOS, ids=lambda scenario: scenario.__name__)
def test_everything_holds_on_a_sealed_store(
    scenario: Callable[[], None], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The host's own scenarios, with the same outcome."""
    in_memory = world.World.__post_init__

    def sealed(self: Any) -> None:
        self.store = SealedStore(self.store, KeyFile.open(tmp_path / "host.keys"))
        in_memory(self)

    monkeypatch.setattr(world.World, "__post_init__", sealed)
    scenario()
