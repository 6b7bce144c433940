"""What proves a send, what goes once more, what is marked as read: it is the same where a cluster keeps the conversation."""

from __future__ import annotations

import asyncio
from types import SimpleNamespace
from typing import TYPE_CHECKING, Any

import pytest

pytest.importorskip("restate", reason="pip install 'flow-notations[restate]'")

from tests.flow_notations.host import test_doubts, test_read_marks
from tests.flow_notations.host.restate.little_cluster import LittleCluster
from tests.flow_notations.host.world import World

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable

    from flow_notations.host.records import Line
    from tests.flow_notations.host.world import Script

SCENARIOS = [test for name, test in vars(test_doubts).items() if name.startswith("test_")]
SCENARIOS += [
    test_read_marks.test_what_a_flow_took_is_marked_once,
    test_read_marks.test_typing_is_shown_while_a_service_is_asked,
    test_read_marks.test_while_a_send_is_in_doubt_no_mark_leaves_then_or_later,
]


class ClusterWorld(World):
    """The customer's side of a cluster."""

    def __post_init__(self) -> None:
        self.store._writer.close()
        self.cluster = LittleCluster(self.script, **self.settings)
        self.clock, self.channel, self.machine = self.cluster.clock, self.cluster.channel, self.cluster.machine
        self.host: Any = SimpleNamespace(
            accept=self.cluster.host.accept, settle=self.cluster.settle, history=self._history
        )
        self.count = 0

    async def passes(self, milliseconds: int) -> None:
        await self.cluster.passes(milliseconds)

    async def conversation(self) -> str:
        (key,) = self.cluster.keepings()
        return key

    async def _history(self, conversation: str) -> tuple[Line, ...]:
        return self.cluster.only().history.page(conversation, before=None, limit=100)


def play(script: Script, scenario: Callable[[World], Awaitable[None]], **parts: Any) -> None:
    """Play it in a cluster."""

    async def main() -> None:
        await scenario(ClusterWorld(script, **parts))

    asyncio.run(main())


@pytest.mark.parametrize("scenario", SCENARIOS, ids=lambda scenario: scenario.__name__)
def test_it_holds_in_a_cluster(scenario: Callable[[], None], monkeypatch: pytest.MonkeyPatch) -> None:
    """The same scenario, the same outcome."""
    for module in (test_doubts, test_read_marks):
        monkeypatch.setattr(module, "play", play)
    scenario()
