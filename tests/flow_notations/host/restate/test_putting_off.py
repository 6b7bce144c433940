"""A call that nobody waits for and that breaks comes again, until it does not break; nothing of it is lost, nobody is blocked."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

pytest.importorskip("restate", reason="pip install 'flow-notations[restate]'")

from channel_adapter.messages import Unreadable
from flow_notations.errors import StoreUnavailable
from flow_notations.events import Began, Fired, Heard, Sent
from flow_notations.host.reporting import KEPT_ASIDE_MS
from flow_notations.host.restate import verbs, visits
from flow_notations.host.restate.keeping import loaded
from flow_notations.host.restate.putting_off import TRIES_TOLD, WAITS_MS, wait_ms
from tests.flow_notations.host.restate.little_cluster import LittleCluster, play_on
from tests.flow_notations.host.restate.test_moving import BOTH, PHONE, USER, says
from tests.flow_notations.host.restate.test_visits import moving
from tests.flow_notations.host.test_lanes import echo
from tests.flow_notations.host.world import START

if TYPE_CHECKING:
    from collections.abc import Callable


def breaking(plain: Callable[..., Any], times: int) -> Callable[..., Any]:
    """What breaks so often, and then does what it should."""
    left = [times]

    def tried(*given: Any) -> Any:
        if left[0]:
            left[0] -= 1
            raise RuntimeError("cannot be written")
        return plain(*given)

    return tried


def settles(monkeypatch: pytest.MonkeyPatch, times: int) -> None:
    """What came of a send cannot be written down so often."""
    monkeypatch.setattr(verbs, "settle_and_turn", breaking(verbs.settle_and_turn, times))
    monkeypatch.setattr(verbs, "settle_part", breaking(verbs.settle_part, times))


def told(cluster: LittleCluster) -> list[str]:
    """What people were told."""
    return [notice.sentence for text in cluster.texts.values() for notice in loaded(text).notices]


@pytest.mark.parametrize("times", [TRIES_TOLD - 1, TRIES_TOLD, TRIES_TOLD + 1, 12])
def test_an_outcome_that_cannot_be_written_down_is_written_down_later(
    monkeypatch: pytest.MonkeyPatch, times: int
) -> None:
    """However long it takes; the send is not repeated, the flow hears of it once, people are told once if it lasts."""
    settles(monkeypatch, times)

    async def scenario(cluster: LittleCluster) -> None:
        await says(cluster, PHONE, "hi")
        ((_, keeping),) = cluster.keepings().items()
        assert [part.state for part in keeping.parts] == ["dispatching"]
        waits = sum(wait_ms(tries) for tries in range(1, times + 1))
        await cluster.passes(waits - 1)
        assert [type(event) for event in cluster.machine.events] == [Began]
        await cluster.passes(1)
        assert [type(event) for event in cluster.machine.events] == [Began, Sent]
        ((_, keeping),) = cluster.keepings().items()
        assert [part.state for part in keeping.parts] == ["accepted"]
        assert cluster.channel.bodies == ["hi"]
        wording = "Something could not be written down (settle: RuntimeError: cannot be written); it is tried again."
        assert told(cluster) == [wording] * (times >= TRIES_TOLD)

    play_on(echo, scenario)


def test_waits_grow_and_then_stay() -> None:
    """A fault that lasts costs next to nothing, and is looked at again soon enough."""
    assert [wait_ms(tries) for tries in (1, 2, 3, 4, 5, 1000)] == [*WAITS_MS, WAITS_MS[-1], WAITS_MS[-1]]


def test_the_conversation_goes_on_meanwhile(monkeypatch: pytest.MonkeyPatch) -> None:
    """What the customer says is heard; what is to be said waits for the outcome, so that the order holds."""
    settles(monkeypatch, 2)

    async def scenario(cluster: LittleCluster) -> None:
        await says(cluster, PHONE, "hi")
        await says(cluster, PHONE, "again")
        assert [type(event) for event in cluster.machine.events] == [Began, Heard]
        await cluster.passes(WAITS_MS[0] + WAITS_MS[1])
        assert cluster.channel.bodies == ["hi", "again"]

    play_on(echo, scenario)


def test_a_call_back_that_breaks_comes_again(monkeypatch: pytest.MonkeyPatch) -> None:
    """Also when blaming its event breaks: the timer fires, once."""

    async def scenario(cluster: LittleCluster) -> None:
        await says(cluster, PHONE, "hi")
        monkeypatch.setattr(visits, "take_turn", breaking(visits.take_turn, 2))
        monkeypatch.setattr(visits, "blame_turn", breaking(visits.blame_turn, 2))
        await cluster.passes(60_000)
        assert Fired not in [type(event) for event in cluster.machine.events]
        await cluster.passes(WAITS_MS[0] + WAITS_MS[1])
        assert [type(event) for event in cluster.machine.events].count(Fired) == 1

    play_on(moving, scenario)


def test_a_message_is_acknowledged_though_its_turn_cannot_be_taken(monkeypatch: pytest.MonkeyPatch) -> None:
    """Not even blamed: it is written down, new once, and answered when the turn can be taken."""
    monkeypatch.setattr(visits, "take_turn", breaking(visits.take_turn, 3))
    monkeypatch.setattr(visits, "blame_turn", breaking(visits.blame_turn, 3))

    async def scenario(cluster: LittleCluster) -> None:
        message = await says(cluster, PHONE, "hi")
        assert cluster.channel.bodies == []
        assert await cluster.host.accept([message], arrived_at=cluster.clock.now()) == 0
        await cluster.passes(WAITS_MS[0] + WAITS_MS[1] + 2_000)
        assert cluster.channel.bodies == ["hi"]

    play_on(echo, scenario)


def test_what_somebody_waits_for_and_cannot_be_done_is_said(monkeypatch: pytest.MonkeyPatch) -> None:
    """Nothing of it is kept; whoever told it tells it again."""

    async def scenario(cluster: LittleCluster) -> None:
        await says(cluster, PHONE, "hi")
        (conversation,) = cluster.keepings()
        before = dict(cluster.texts)
        monkeypatch.setattr(verbs, "erase_kept", breaking(verbs.erase_kept, 2))
        with pytest.raises(StoreUnavailable, match="RuntimeError: cannot be written"):
            await cluster.host.erase(conversation)
        assert cluster.texts == before
        await cluster.host.erase(conversation)
        assert cluster.keepings() == {}

    play_on(echo, scenario)


@pytest.mark.parametrize("verb", ["lead", "absorb"])
def test_two_conversations_become_one_though_a_call_between_them_breaks(
    monkeypatch: pytest.MonkeyPatch, verb: str
) -> None:
    """Once it no longer does; everything that was said is in it."""

    async def scenario(cluster: LittleCluster) -> None:
        await says(cluster, PHONE, "one")
        await says(cluster, USER, "two")
        monkeypatch.setitem(verbs.VERBS, verb, breaking(verbs.VERBS[verb], 2))
        await says(cluster, BOTH, "three")
        await cluster.passes(WAITS_MS[0] + WAITS_MS[1])
        ((_, keeping),) = cluster.keepings().items()
        assert sum(line.direction == "in" for line in keeping.lines) == 3
        assert sorted(cluster.channel.bodies) == ["one", "three", "two"]

    play_on(echo, scenario)


def test_what_was_kept_long_enough_goes_though_dropping_it_breaks(monkeypatch: pytest.MonkeyPatch) -> None:
    """A second later, as soon as it does not break."""

    async def scenario(cluster: LittleCluster) -> None:
        await cluster.host.accept([Unreadable(id="u", reason="?", raw="")], arrived_at=START)
        await cluster.passes(KEPT_ASIDE_MS)
        monkeypatch.setitem(verbs.VERBS, "tidy", breaking(verbs.VERBS["tidy"], 1))
        await cluster.passes(WAITS_MS[0])
        ((_, text),) = cluster.texts.items()
        assert len(loaded(text).kept) == 1
        await cluster.passes(1)
        assert cluster.texts == {}

    play_on(echo, scenario)
