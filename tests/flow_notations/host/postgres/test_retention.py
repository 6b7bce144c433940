"""Retention on PostgreSQL: what its statements look at, and two workers at once."""

from __future__ import annotations

import asyncio
from typing import Any

import pytest

pytest.importorskip("psycopg", reason="pip install 'flow-notations[postgres]'")

from flow_notations.host.postgres import PostgresStore, Worker, history, opening, retention
from flow_notations.host.postgres.opening import connect
from flow_notations.host.postgres.rows import the_one
from flow_notations.host.postgres.schema import MIGRATIONS
from tests.flow_notations.host import test_retention, world
from tests.flow_notations.host.postgres.test_statements import looked_at
from tests.flow_notations.host.world import NUMBER

APART_SINCE = 6
"""The version before retention reached what belongs to no interaction."""
RECENT = 2_000
OLD = 40
BATCH = 10

CUSTOMERS = "insert into conversations (id, number_id) select 'c' || n, %s from generate_series(1, 50) as n"
LINES = (
    "insert into history (conversation, direction, at, content, interaction, status, sentence, asks, answers, private)"
    " select 'c' || (n %% 50 + 1), 'in', n, '', case when n > %(old)s and n %% 2 = 0 then 'i' end, '', '', false, false,"
    " false from generate_series(1, %(all)s) as n"
)
NOTICES = (
    "insert into notices (at, kind, sentence, conversation) select n, '', '', 'c' || (n %% 50 + 1)"
    " from generate_series(1, %s) as n"
)
ABOUT_NOBODY = "insert into notices (at, kind, sentence) select n, '', '' from generate_series(1, %s) as n"


@pytest.mark.parametrize("knows", ["nothing", "all that is there"])
def test_what_is_of_no_interaction_is_found_by_its_age(emptied: str, knows: str) -> None:
    """However much was said since, and whatever the planner knows: a batch looks at what is old."""
    asyncio.run(PostgresStore.open(emptied).close())
    with connect(emptied) as session:
        session.execute(CUSTOMERS, (NUMBER,))
        session.execute(LINES, {"old": OLD, "all": OLD + RECENT})
        session.execute(NOTICES, (OLD + RECENT,))
        if knows != "nothing":
            session.execute("analyze")
        values = {"number_id": NUMBER, "before": OLD + 1, "limit": BATCH, "positions": [1, 2, 3]}
        statements = (f"{retention.LINES_APART} limit %(limit)s", retention.STILL_APART, retention.NOTICES_APART)
        for statement in statements:
            explained = the_one(session.execute(f"explain (analyze, format json) {statement}", values))
            assert looked_at(explained[0]["Plan"]) <= OLD, statement


@pytest.mark.parametrize("knows", ["nothing", "all that is there"])
def test_what_is_about_nobody_is_found_by_its_age(emptied: str, knows: str) -> None:
    """The same among all that people were told of conversations."""
    asyncio.run(PostgresStore.open(emptied).close())
    with connect(emptied) as session:
        for notices in (NOTICES, ABOUT_NOBODY):
            session.execute(notices, (OLD + RECENT,))
        if knows != "nothing":
            session.execute("analyze")
        explained = the_one(session.execute(f"explain (analyze, format json) {history.DROP_NOTICES}", (OLD + 1, BATCH)))
        assert looked_at(explained[0]["Plan"]) < RECENT
        assert the_one(session.execute("select count(*) from notices")) == 2 * (OLD + RECENT) - BATCH


def test_a_database_of_the_version_before_is_brought_up_to_date(address: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """With what stands in it."""
    monkeypatch.setattr(opening, "MIGRATIONS", MIGRATIONS[:APART_SINCE])
    asyncio.run(PostgresStore.open(address).close())
    monkeypatch.undo()
    with connect(address) as session:
        session.execute(CUSTOMERS, (NUMBER,))
        session.execute(LINES, {"old": OLD, "all": OLD})

    async def main() -> None:
        store = PostgresStore.open(address)
        for gone in (OLD - 1, 1, 0):
            pruned = await store.transact(
                lambda tx: tx.conversations.prune_apart(NUMBER, before=OLD + 1, limit=OLD - 1)
            )
            assert len(pruned) == gone
        await store.close()

    asyncio.run(main())


def test_who_is_written_to_meanwhile_is_not_let_go(emptied: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """Whoever lets a customer go waits for whoever works on them, and then sees what they wrote."""
    monkeypatch.setattr(world, "Host", Worker)

    async def main() -> None:
        stores = [PostgresStore.open(emptied, connections=2) for _ in range(2)]
        one, other = [world.World(test_retention.brief, store=store) for store in stores]  # type: ignore[arg-type]
        try:
            await test_retention.came(one, test_retention.overheard())
            conversation = await one.conversation()
            await one.store.transact(lambda tx: tx.history.drop(tx.history.end() - 1))

            def saved(tx: Any) -> asyncio.Future[Any]:
                tx.conversations.get(conversation)
                letting_go = asyncio.run_coroutine_threadsafe(
                    other.store.transact(lambda tx: tx.conversations.let_go(conversation)), loop
                )
                tx.conversations.save_field(conversation, "noted", "true")
                return asyncio.wrap_future(letting_go, loop=loop)

            loop = asyncio.get_running_loop()
            assert await (await one.store.transact(saved)) is False
            assert len(await one.host.conversations()) == 1
        finally:
            for store in stores:
                await store.close()

    asyncio.run(main())
