"""What retention removes on a cluster, which calls a conversation back when something of it is old enough."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any

import pytest

pytest.importorskip("restate", reason="pip install 'flow-notations[restate]'")

from channel_adapter.messages import IdentityChanged
from flow_notations.host.records import Notice
from flow_notations.host.restate.keeping import SEEN_MS, dumped
from flow_notations.host.wiring import Integration
from tests.flow_notations.host.restate.little_cluster import LittleCluster, play_on
from tests.flow_notations.host.restate.test_moving import BOTH, PHONE, USER, says
from tests.flow_notations.host.test_retention import DAY, DAYS, DEADLINE, SETTINGS, brief, echoed, overheard
from tests.flow_notations.host.world import NUMBER, START

if TYPE_CHECKING:
    from collections.abc import Callable

    from flow_notations.host.restate.keeping import Keeping


async def came(cluster: LittleCluster, *items: Any) -> int:
    """Items come in, and all that follows from them is done; how many were new."""
    fresh: int = await cluster.host.accept(items, arrived_at=cluster.clock.now())
    await cluster.settle()
    return fresh


async def tidied(cluster: LittleCluster) -> None:
    """Every object is called for it, as ``RestateHost.retain`` does."""
    for key in cluster.keepings():
        await cluster.visit("tidy", key, {})
    await cluster.settle()


def changed(cluster: LittleCluster, change: Callable[[Keeping], None]) -> None:
    """Something is otherwise in what is kept of the only conversation."""
    ((key, keeping),) = cluster.keepings().items()
    change(keeping)
    cluster.texts[key] = dumped(keeping, cluster.clock.now())


def test_what_was_said_outside_of_all_interactions_goes_at_its_deadline() -> None:
    """Nobody asks for it: the conversation is called back, and is gone with the last of it."""

    async def scenario(cluster: LittleCluster) -> None:
        assert await came(cluster, overheard(), overheard("wamid.two", at=START - DAY)) == 2
        await cluster.passes(DEADLINE - DAY - cluster.clock.now())
        (keeping,) = cluster.keepings().values()
        assert [line.message_id for line in keeping.lines] == ["wamid.standby", "wamid.two"]
        await cluster.passes(1)
        (keeping,) = cluster.keepings().values()
        assert [line.message_id for line in keeping.lines] == ["wamid.standby"]
        await cluster.passes(DEADLINE - cluster.clock.now())
        assert len(cluster.keepings()) == 1
        await cluster.passes(1)
        assert cluster.keepings() == {}

    play_on(brief, scenario, **SETTINGS)


def test_a_customer_of_whom_nothing_is_left_is_let_go_under_all_names() -> None:
    """What is redelivered stays known at each, as long as it may be. What was kept aside of them goes first."""

    async def scenario(cluster: LittleCluster) -> None:
        await says(cluster, PHONE, "hi")
        identity = IdentityChanged(
            id="i", number_id=NUMBER, previous=PHONE, current=USER, at=cluster.clock.now(), kind="user_id"
        )
        await came(cluster, identity)
        await cluster.passes(10 * DAY)
        assert len(cluster.keepings()) == 1
        await tidied(cluster)
        assert len(cluster.keepings()) == 1
        await cluster.passes(1)
        await cluster.settle()
        assert cluster.keepings() == {}
        assert "555" not in "".join(cluster.texts.values())
        await says(cluster, USER, "hi again")
        assert len(cluster.keepings()) == 1

    play_on(brief, scenario, integrations={NUMBER: Integration(number_id=NUMBER, retention_days=10)})


def test_a_redelivered_message_of_one_who_was_let_go_stays_known() -> None:
    """At each of their names."""

    async def scenario(cluster: LittleCluster) -> None:
        await says(cluster, BOTH, "hi")
        await cluster.passes(2 * DAY)
        last = await says(cluster, BOTH, "last")
        await cluster.passes(2 * DAY + 1)
        assert cluster.keepings() == {}
        for sender in (PHONE, USER):
            assert await came(cluster, replace(last, sender=sender)) == 0
        assert cluster.keepings() == {}

    play_on(brief, scenario, integrations={NUMBER: Integration(number_id=NUMBER, retention_days=2)})


def test_nothing_is_left_at_all_in_the_end() -> None:
    """What drops duplicates fades too."""

    async def scenario(cluster: LittleCluster) -> None:
        await came(cluster, echoed())
        await says(cluster, PHONE, "hi")
        await cluster.passes(DAYS * DAY + SEEN_MS + DAY)
        assert cluster.texts == {}

    play_on(brief, scenario, **SETTINGS)


def test_of_whom_something_is_left_stays_and_is_not_called_back_for_ever() -> None:
    """A field; a live interaction, and what was said since it began."""

    async def scenario(cluster: LittleCluster) -> None:
        await says(cluster, PHONE, "note")
        await came(cluster, overheard())
        await cluster.passes(DAYS * DAY + DAY)
        (keeping,) = cluster.keepings().values()
        assert (keeping.lines, list(keeping.fields)) == ([], [next(iter(cluster.keepings()))])
        await says(cluster, PHONE, "stay")

        def apart(keeping: Keeping) -> None:
            keeping.lines.append(replace(keeping.lines[-1], interaction=None, position=keeping.next_position()))

        changed(cluster, apart)
        await cluster.passes(DAYS * DAY + DAY)
        await tidied(cluster)
        (keeping,) = cluster.keepings().values()
        assert len(keeping.lines) == 3
        await says(cluster, PHONE, "bye")
        (keeping,) = cluster.keepings().values()
        assert [line.interaction for line in keeping.lines if line.interaction is None] == []

    play_on(brief, scenario, **SETTINGS)


def test_what_waits_stays_until_it_is_settled() -> None:
    """A person's message that has not left; then it goes with its part and with what people were told."""

    async def scenario(cluster: LittleCluster) -> None:
        await came(cluster, overheard())
        ((key, _),) = cluster.keepings().items()
        await cluster.host.write(key, "I am late", by="Rita", key="1")
        cluster.ahead.clear()

        def tell(keeping: Keeping) -> None:
            for at, of in ((START, key), (START, None), (DEADLINE, key)):
                position = keeping.next_position()
                keeping.notices.append(Notice(at=at, kind="late", sentence="", conversation=of, position=position))

        changed(cluster, tell)
        cluster.clock.advance_to(DEADLINE + 1)
        await tidied(cluster)
        (keeping,) = cluster.keepings().values()
        assert [line.direction for line in keeping.lines] == ["out"]
        assert [notice.at for notice in keeping.notices] == [DEADLINE]
        (part,) = keeping.parts
        changed(cluster, lambda keeping: setattr(keeping, "parts", [replace(part, settled=True, state="accepted")]))
        await tidied(cluster)
        (keeping,) = cluster.keepings().values()
        assert (keeping.lines, keeping.parts) == ([], [])
        await cluster.passes(DAYS * DAY)
        assert cluster.keepings() == {}

    play_on(brief, scenario, **SETTINGS)


def test_a_number_that_keeps_for_ever_lets_nobody_go() -> None:
    """However old what was said is."""

    async def scenario(cluster: LittleCluster) -> None:
        await came(cluster, overheard(), echoed())
        await cluster.passes(400 * DAY)
        await tidied(cluster)
        (keeping,) = cluster.keepings().values()
        assert len(keeping.lines) == 2

    play_on(brief, scenario, integrations={NUMBER: Integration(number_id=NUMBER)})
