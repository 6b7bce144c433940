"""What is kept of a conversation in a virtual object behaves as a store does: the host's own timelines, on it."""

from __future__ import annotations

import inspect
from typing import TYPE_CHECKING, Any

import pytest

from flow_notations.host.restate.keeping import SEEN_MS, Keeping, dumped, loaded
from flow_notations.host.restate.transaction import KeptTransaction
from tests.flow_notations.host import test_begin, test_expiry, test_host, test_privacy, test_timelines, world

if TYPE_CHECKING:
    from collections.abc import Callable

SCENARIOS = [
    test
    for module in (test_begin, test_expiry, test_host, test_privacy, test_timelines)
    for name, test in vars(module).items()
    if name.startswith("test_") and not inspect.signature(test).parameters
]


class KeptStore:
    """One conversation, written to JSON and read back for every work; a work that raises leaves what was there."""

    def __init__(self) -> None:
        self._text: str | None = None
        self._journal: list[Any] = []
        self._writer = self

    def close_now(self) -> None:
        """Nothing to close."""

    async def transact(self, work: Callable[[Any], Any]) -> Any:
        keeping = loaded(self._text)
        keeping.journal = list(self._journal)
        result = work(KeptTransaction(keeping))
        self._text, self._journal = dumped(keeping, 0), keeping.journal
        return result

    async def close(self) -> None:
        """Nothing to close."""


SEVERAL = (
    "two_conversations",
    "many_customers",
    "parks_its_conversation_only",
    "merge",
)
"""Scenarios of more than one conversation: on Restate each has an object of its own."""


@pytest.mark.parametrize(
    "scenario",
    [each for each in SCENARIOS if not any(word in each.__name__ for word in SEVERAL)],
    ids=lambda scenario: scenario.__name__,
)
def test_it_holds_on_what_is_kept(scenario: Callable[[], None], monkeypatch: pytest.MonkeyPatch) -> None:
    """The same scenario, the same outcome."""
    in_memory = world.World.__post_init__

    def on_keeping(self: Any) -> None:
        self.store._writer.close()
        self.store = KeptStore()
        in_memory(self)

    monkeypatch.setattr(world.World, "__post_init__", on_keeping)
    scenario()


def test_ids_are_remembered_longer_than_webhooks_are_repeated() -> None:
    """Eight days: at the last moment known, then forgotten."""
    keeping = Keeping(seen={"a": 1})
    assert loaded(dumped(keeping, SEEN_MS)).seen == {"a": 1}
    assert loaded(dumped(keeping, SEEN_MS + 1)).seen == {}
