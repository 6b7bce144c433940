"""What the store's statements cost PostgreSQL: a batch of the day's chores looks at its batch, not at all that is kept."""

from __future__ import annotations

import asyncio
from typing import Any

import pytest

pytest.importorskip("psycopg", reason="pip install 'flow-notations[postgres]'")

from flow_notations.host.postgres import PostgresStore, inbox
from flow_notations.host.postgres.opening import connect
from flow_notations.host.postgres.rows import the_one

RECENT = 2_000
OLD = 40
WAITING = 3
BATCH = 10

FILL = (
    "insert into inbox (id, conversation, kind, moment, body, line, faults, state)"
    " select n, 'ana', 'item', n, '', 0, 0, case when n <= %s then 'queued' else 'done' end"
    " from generate_series(1, %s) as n"
)


def looked_at(plan: dict[str, Any]) -> float:
    """Rows that a plan's nodes gave or threw away, all loops of them."""
    here = (plan["Actual Rows"] + plan.get("Rows Removed by Filter", 0)) * plan["Actual Loops"]
    return max([here, *map(looked_at, plan.get("Plans", []))])


@pytest.mark.parametrize("knows", ["nothing", "all that is there"])
def test_forgetting_looks_at_the_oldest_alone(emptied: str, knows: str) -> None:
    """However many messages came since, whatever the planner knows: a batch reads a batch, and those that wait before."""
    asyncio.run(PostgresStore.open(emptied).close())
    with connect(emptied) as session:
        session.execute(FILL, (WAITING, OLD + RECENT))
        if knows != "nothing":
            session.execute("analyze inbox")
        values = {"before": OLD + 1, "limit": BATCH}
        for left in (OLD - WAITING - BATCH, OLD - WAITING - 2 * BATCH):
            explained = the_one(session.execute(f"explain (analyze, format json) {inbox.FORGET}", values))
            assert looked_at(explained[0]["Plan"]) <= BATCH + WAITING
            assert the_one(session.execute("select count(*) from inbox where moment <= %s", (OLD,))) == WAITING + left


@pytest.mark.parametrize("knows", ["nothing", "all that is there"])
def test_dropping_what_was_kept_looks_at_the_oldest_alone(emptied: str, knows: str) -> None:
    """The same for what was kept aside."""
    asyncio.run(PostgresStore.open(emptied).close())
    with connect(emptied) as session:
        session.execute(
            "insert into kept (id, kind, at, body, reason) select n, 'test', n, '', '' from generate_series(1, %s) as n",
            (OLD + RECENT,),
        )
        if knows != "nothing":
            session.execute("analyze kept")
        values = {"before": OLD + 1, "limit": BATCH}
        explained = the_one(session.execute(f"explain (analyze, format json) {inbox.DROP_KEPT}", values))
        assert looked_at(explained[0]["Plan"]) <= BATCH
        assert the_one(session.execute("select count(*) from kept")) == OLD + RECENT - BATCH
