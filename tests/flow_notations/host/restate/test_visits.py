"""One call of one object: what breaks leaves what was there, what is stale does nothing, what is lost is not."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

pytest.importorskip("restate", reason="pip install 'flow-notations[restate]'")

from channel_adapter.messages import StatusChange
from flow_notations.effects import SetTimer
from flow_notations.events import Began, Fired, Sent
from flow_notations.host.restate import verbs, visits
from flow_notations.host.restate.keeping import loaded
from flow_notations.host.restate.visits import made, visited
from tests.flow_notations.host.restate.little_cluster import LittleCluster, play_on
from tests.flow_notations.host.restate.test_moving import PHONE, USER, says
from tests.flow_notations.host.test_lanes import echo
from tests.flow_notations.host.world import NUMBER

if TYPE_CHECKING:
    from flow_notations.effects import Effect
    from flow_notations.events import Event


def test_a_verb_that_breaks_changes_nothing_and_says_why() -> None:
    """A fault of ours, in words for whoever waits; they try again."""

    async def scenario(cluster: LittleCluster) -> None:
        await says(cluster, PHONE, "hi")
        ((key, _),) = cluster.keepings().items()
        visit = visited(cluster.host, key, cluster.texts[key], {})
        outcome = made("hear", visit, lambda visit: 1 // 0)
        assert outcome["fault"] == "ZeroDivisionError: integer division or modulo by zero"
        assert (outcome["state"], outcome["duties"]) == (None, [])

    play_on(echo, scenario)


def test_a_turn_that_cannot_be_written_is_blamed_on_its_event(monkeypatch: pytest.MonkeyPatch) -> None:
    """It is undone and tried again later; the others of the conversation wait for it."""
    plain, broken = visits.take_turn, [True]

    def turning(tx: Any, wiring: Any, conversation: str, now: int) -> Any:
        if broken.pop() if broken else False:
            raise RuntimeError("cannot be written")
        return plain(tx, wiring, conversation, now)

    monkeypatch.setattr(visits, "take_turn", turning)

    async def scenario(cluster: LittleCluster) -> None:
        await says(cluster, PHONE, "hi")
        assert cluster.channel.bodies == []
        await cluster.passes(20_000)
        assert cluster.channel.bodies == ["hi"]

    play_on(echo, scenario)


def test_an_outcome_is_kept_though_the_turn_after_it_breaks(monkeypatch: pytest.MonkeyPatch) -> None:
    """The send is known to have gone out, and the flow hears so."""

    def breaking(*_: Any) -> Any:
        raise RuntimeError("cannot")

    monkeypatch.setattr(verbs, "settle_and_turn", breaking)

    async def scenario(cluster: LittleCluster) -> None:
        await says(cluster, PHONE, "hi")
        ((_, keeping),) = cluster.keepings().items()
        assert [part.state for part in keeping.parts] == ["accepted"]
        assert [type(event) for event in cluster.machine.events] == [Began, Sent]

    play_on(echo, scenario)


def moving(memory: dict[str, Any], event: Event) -> list[Effect]:
    """A timer that every message moves."""
    if isinstance(event, Fired):
        return []
    return [SetTimer(name="tea", deadline=event.at + 60_000)] if event.seq < 4 else []


def test_a_call_back_that_is_not_the_latest_does_nothing() -> None:
    """A timer fires once, at its latest deadline, however often it was moved."""

    async def scenario(cluster: LittleCluster) -> None:
        await says(cluster, PHONE, "hi")
        await says(cluster, PHONE, "again")
        ((key, keeping),) = cluster.keepings().items()
        before = cluster.texts[key]
        for verb in ("wake", "tidy"):
            await cluster.visit(verb, key, {"at": 1})
        assert loaded(cluster.texts[key]).parts == loaded(before).parts
        assert keeping.armed is not None
        await cluster.passes(120_000)
        assert [type(event) for event in cluster.machine.events].count(Fired) == 1

    play_on(moving, scenario)


def test_a_call_back_that_broke_is_asked_for_again_by_the_next_event() -> None:
    """Else no timer of the conversation would ever fire again."""

    async def scenario(cluster: LittleCluster) -> None:
        await says(cluster, PHONE, "hi")
        cluster.later.clear()
        cluster.clock.advance_to(cluster.clock.now() + 120_000)
        await says(cluster, PHONE, "again")
        await cluster.passes(120_000)
        assert [type(event) for event in cluster.machine.events].count(Fired) == 2

    play_on(moving, scenario)


def test_what_is_given_to_a_home_that_moved_goes_on_to_the_next() -> None:
    """And what an empty home remembers goes along."""

    async def scenario(cluster: LittleCluster) -> None:
        await says(cluster, PHONE, "one")
        (holder,) = cluster.keepings()
        cluster.texts["empty"] = '{"moved":"' + holder + '"}'
        change = StatusChange(message_id="m", number_id=NUMBER, status="read", at=cluster.clock.now(), recipient=USER)
        await cluster.host.accept([change], arrived_at=cluster.clock.now())
        (stranger,) = [key for key, text in cluster.texts.items() if '"kept":[{' in text]
        await cluster.visit("lead", stranger, {"to": "empty"})
        await cluster.settle()
        ((key, keeping),) = cluster.keepings().items()
        assert key == holder
        assert [kept.kind for kept in keeping.kept] == ["StatusChange"]
        assert loaded(cluster.texts[stranger]).moved == "empty"

    play_on(echo, scenario)


def test_an_erased_name_that_is_somebodys_again_is_left_alone() -> None:
    """A way that is taken back late takes nothing else with it."""

    async def scenario(cluster: LittleCluster) -> None:
        await says(cluster, PHONE, "one")
        (holder,) = cluster.keepings()
        for verb, told in (("forget", {"seen": {}}), ("scrub", {"words": ["one"]})):
            await cluster.visit(verb, holder, told)
        assert list(cluster.keepings()) == [holder]

    play_on(echo, scenario)
