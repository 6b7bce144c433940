"""Everything the host does on its embedded store, it does on PostgreSQL: the host's own tests, on the other dialect."""

from __future__ import annotations

import inspect
from typing import TYPE_CHECKING, Any

import pytest

from tests.flow_notations.host import (
    test_begin,
    test_doubts,
    test_host,
    test_read_marks,
    test_retention,
    test_timelines,
    test_windows,
    world,
)  # fmt: skip

if TYPE_CHECKING:
    from collections.abc import Callable

SCENARIOS = [
    test
    for module in (test_begin, test_doubts, test_host, test_read_marks, test_retention, test_timelines, test_windows)
    for name, test in vars(module).items()
    if name.startswith("test_") and not inspect.signature(test).parameters
]


@pytest.mark.parametrize("scenario", SCENARIOS, ids=lambda scenario: scenario.__name__)
def test_it_holds_on_postgres(scenario: Callable[[], None], emptied: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """The same scenario, the same outcome."""
    from flow_notations.host.postgres import PostgresStore, Worker

    in_memory = world.World.__post_init__

    def on_postgres(self: Any) -> None:
        self.store._writer.close()
        self.store = PostgresStore.open(emptied, connections=2)
        in_memory(self)

    monkeypatch.setattr(world.World, "__post_init__", on_postgres)
    monkeypatch.setattr(world, "Host", Worker)
    scenario()
