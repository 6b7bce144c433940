"""What the store's statements cost SQLite: none that every message takes makes a table of its own; retention reads no table whole."""

from __future__ import annotations

import sqlite3
from typing import TYPE_CHECKING, Any

from flow_notations.effects import End
from flow_notations.events import Began, Heard
from flow_notations.host.records import Notice
from flow_notations.host.sqlite import SqliteStore
from flow_notations.host.wiring import Integration
from tests.flow_notations.host import test_retention
from tests.flow_notations.host.test_retention import BO
from tests.flow_notations.host.world import HOUR, NUMBER, START, World, play, say

if TYPE_CHECKING:
    import pytest

    from flow_notations.effects import Effect
    from flow_notations.events import Event

TABLES_OF_THEIR_OWN = frozenset({"OpenEphemeral", "OpenAutoindex", "SorterOpen"})
"""Operations that make one: https://www.sqlite.org/opcode.html."""


def farewell(memory: dict[str, Any], event: Event) -> list[Effect]:
    return [say(memory, event, "Bye"), End(outcome="bye")] if isinstance(event, Began) else []


def echo(memory: dict[str, Any], event: Event) -> list[Effect]:
    return [say(memory, event, "Hello")] if isinstance(event, Began | Heard) else []


class Recorded:
    """A store in memory, and each statement it was asked, with how many values it takes."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch) -> None:
        statements: dict[str, int] = {}

        class Recording(sqlite3.Connection):
            def execute(self, sql: str, *parameters: Any) -> sqlite3.Cursor:
                statements[sql] = len(parameters[0]) if parameters else 0
                return super().execute(sql, *parameters)

        plain = sqlite3.connect
        monkeypatch.setattr(sqlite3, "connect", lambda *where, **how: plain(*where, factory=Recording, **how))
        self.store = SqliteStore.open()
        self.statements = statements
        monkeypatch.undo()

    def steps(self) -> list[str]:
        """What touched rows."""
        return [sql for sql in self.statements if sql.partition(" ")[0] in ("select", "insert", "update", "delete")]

    def explained(self, how: str, sql: str) -> list[tuple[Any, ...]]:
        """What SQLite says it does for a statement."""
        connection = self.store._writer._connection
        return connection.execute(f"{how} {sql}", [None] * self.statements[sql]).fetchall()


def test_no_statement_of_a_message_makes_a_table_of_its_own(monkeypatch: pytest.MonkeyPatch) -> None:
    """Customers write, taps are proved, sends are answered: each row is found by an index, each check is plain."""
    recorded = Recorded(monkeypatch)

    async def scenario(world: World) -> None:
        await world.says("hello")
        recorded.statements.clear()
        for word in ("one", "two"):
            await world.says(word)
            await world.status("delivered")
        await world.passes(HOUR)
        steps = recorded.steps()
        assert len(steps) > 20
        for sql in steps:
            made = {operation for _, operation, *_ in recorded.explained("explain", sql)} & TABLES_OF_THEIR_OWN
            assert made == set(), f"{sql} makes {made}"

    play(echo, scenario, store=recorded.store)


def test_retention_reads_no_table_from_end_to_end(monkeypatch: pytest.MonkeyPatch) -> None:
    """What it costs to let interactions, what belongs to none, and customers go does not grow with all that is kept."""
    recorded = Recorded(monkeypatch)

    async def scenario(world: World) -> None:
        await world.says("hello")
        await test_retention.came(world, test_retention.overheard(), test_retention.overheard("b", sender=BO))
        conversation = await world.conversation()
        await world.host.write(conversation, "Rita here", by="Rita", key="1")
        await world.host.settle()
        told = Notice(at=START, kind="late", sentence="", conversation=conversation)
        for notice in (told, Notice(at=START, kind="account", sentence="")):
            await world.store.transact(lambda tx, each=notice: tx.history.tell(each))  # type: ignore[misc]
        await world.passes(60 * 24 * HOUR)
        recorded.statements.clear()
        assert await world.host.retain() == 1
        assert await world.host.conversations() == ()
        for sql in recorded.steps():
            read = [row[3] for row in recorded.explained("explain query plan", sql)]
            assert not [each for each in read if each.startswith("SCAN")], f"{sql}: {read}"

    thirty = {NUMBER: Integration(number_id=NUMBER, retention_days=30)}
    play(farewell, scenario, store=recorded.store, settings={"integrations": thirty})
