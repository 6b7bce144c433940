"""What is over does not travel with every event, and is there all the same: to look at, to prune, to move and to erase."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

pytest.importorskip("restate", reason="pip install 'flow-notations[restate]'")

from channel_adapter.messages import IdentityChanged
from flow_notations.effects import End, Save
from flow_notations.events import Began
from flow_notations.host.restate.past import ENDED_MAX
from flow_notations.host.wiring import Integration
from tests.flow_notations.host.restate.little_cluster import LittleCluster, play_on
from tests.flow_notations.host.restate.test_moving import PHONE, USER, says
from tests.flow_notations.host.world import NUMBER, say

if TYPE_CHECKING:
    from flow_notations.effects import Effect
    from flow_notations.events import Event

DAY = 24 * 3_600_000


def brief(memory: dict[str, Any], event: Event) -> list[Effect]:
    """Every message is an interaction of its own."""
    if isinstance(event, Began):
        assert event.first is not None
        save = Save(scope="interaction", name="said", value=event.first.text)
        return [say(memory, event, event.first.text), save]
    return [End(outcome="done")]


@pytest.mark.parametrize("more", [-1, 0, 1, 5])
def test_only_the_latest_travel_with_the_conversation(more: int) -> None:
    """However many there were, the state has no more than five that ended; the history has them all, in order."""

    async def scenario(cluster: LittleCluster) -> None:
        texts = [f"text {number}" for number in range(ENDED_MAX + more)]
        for text in texts:
            await says(cluster, PHONE, text)
        ((key, keeping),) = cluster.keepings().items()
        assert len(keeping.interactions) == min(ENDED_MAX, len(texts))
        assert len(keeping.lines) == 2 * len(keeping.interactions)
        assert set(keeping.past) == {name.removeprefix("past/") for name in cluster.beside[key] if "past/" in name}
        kept = cluster.only()
        assert len(kept.interactions.of(key)) == len(texts)
        said = [line.content for line in kept.history.page(key, before=None, limit=99) if line.direction == "in"]
        assert [text in content for text, content in zip(texts, said, strict=True)] == [True] * len(texts)
        first = kept.interactions.of(key)[0]
        assert kept.conversations.fields(first.id) == {"said": '"text 0"'}
        assert len(kept.interactions.journal(first.id)) == 2

    play_on(brief, scenario)


def test_it_moves_with_the_conversation() -> None:
    """Two customers who prove to be one keep all that either said."""

    async def scenario(cluster: LittleCluster) -> None:
        for sender in (PHONE, USER) * 4:
            await says(cluster, sender, "x")
        changed = IdentityChanged(
            id="i", number_id=NUMBER, previous=PHONE, current=USER, at=cluster.clock.now(), kind="user_id"
        )
        await cluster.host.accept([changed], arrived_at=cluster.clock.now())
        await cluster.settle()
        ((key, keeping),) = cluster.keepings().items()
        kept = cluster.only()
        assert len(keeping.interactions) == ENDED_MAX
        assert {each.conversation for each in kept.interactions.of(key)} == {key}
        lines = kept.history.page(key, before=None, limit=99)
        assert len(lines) == 16
        assert [line.at for line in lines] == sorted(line.at for line in lines)
        assert [name for name, beside in cluster.beside.items() if beside] == [key]

    play_on(brief, scenario)


def test_it_is_pruned_by_its_age_and_erased_with_the_rest() -> None:
    """Nothing of it stays beside the conversation, nor the ways to it."""

    async def scenario(cluster: LittleCluster) -> None:
        for number in range(ENDED_MAX + 2):
            await says(cluster, PHONE, f"text {number}")
            await cluster.passes(DAY)
        ((key, _),) = cluster.keepings().items()
        assert any("past/" in name for name in cluster.beside[key])
        await cluster.passes(5 * DAY)
        assert [name for name in cluster.beside[key] if "past/" in name] == []
        assert 0 < len(cluster.beside[key]) < 2 * ENDED_MAX
        for number in range(ENDED_MAX + 2):
            await says(cluster, PHONE, f"again {number}")
        assert any("past/" in name for name in cluster.beside[key])
        await cluster.host.erase(key)
        await cluster.settle()
        assert not any(cluster.beside.values())
        assert list(cluster.texts) == [key]

    integrations = {NUMBER: Integration(number_id=NUMBER, retention_days=7)}
    play_on(brief, scenario, integrations=integrations)
