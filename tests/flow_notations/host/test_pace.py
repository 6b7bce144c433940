"""After a restart a number goes on at the pace it had: what was dispatched shortly before is remembered."""

from __future__ import annotations

import pytest

from channel_adapter.messages import Address
from flow_notations.host.pace import RECALL_MS, recent_dispatches
from tests.flow_notations.host.embedded import ANA, NUMBER, SHOPS, START, Centre, run


@pytest.mark.parametrize(("later", "sends"), [(RECALL_MS - 1, 1), (RECALL_MS, 1), (RECALL_MS + 1, 0)])
def test_what_was_sent_in_the_last_minutes_is_remembered(later: int, sends: int) -> None:
    """To whom and when, by number; what is older does not matter any more."""

    async def scenario(centre: Centre) -> None:
        await centre.deploy(SHOPS)
        await centre.says("hi")
        recent = await recent_dispatches(centre.store, START + later)
        assert recent.of(NUMBER) == ((Address(phone=ANA), START),) * sends
        assert (recent.of("1002"), recent.start) == ((), "fresh")

    run(scenario)


@pytest.mark.parametrize(
    ("limit", "later", "start"),
    [(1, 0, "pessimistic"), (1, RECALL_MS + 1, "fresh"), (2, 0, "pessimistic"), (3, 0, "pessimistic"), (4, 0, "fresh")],
)
def test_when_there_is_too_much_to_look_at_the_pace_begins_pessimistic(limit: int, later: int, start: str) -> None:
    """Three were sent: unless all that matter were seen, slower for a while."""

    async def scenario(centre: Centre) -> None:
        await centre.deploy(SHOPS)
        await centre.says("hi")
        await centre.says("market square")
        assert len(centre.said) == 3
        assert (await recent_dispatches(centre.store, START + later, limit=limit)).start == start

    run(scenario)
