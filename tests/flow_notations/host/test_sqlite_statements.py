"""What the store's statements cost SQLite: none of those that every message takes makes a table of its own to answer."""

from __future__ import annotations

import sqlite3
from typing import TYPE_CHECKING, Any

from flow_notations.events import Began, Heard
from flow_notations.host.sqlite import SqliteStore
from tests.flow_notations.host.world import HOUR, World, play, say

if TYPE_CHECKING:
    import pytest

    from flow_notations.effects import Effect
    from flow_notations.events import Event

TABLES_OF_THEIR_OWN = frozenset({"OpenEphemeral", "OpenAutoindex", "SorterOpen"})
"""Operations that make one: https://www.sqlite.org/opcode.html."""


def echo(memory: dict[str, Any], event: Event) -> list[Effect]:
    return [say(memory, event, "Hello")] if isinstance(event, Began | Heard) else []


def test_no_statement_of_a_message_makes_a_table_of_its_own(monkeypatch: pytest.MonkeyPatch) -> None:
    """Customers write, taps are proved, sends are answered: each row is found by an index, each check is plain."""
    statements: dict[str, int] = {}

    class Recording(sqlite3.Connection):
        def execute(self, sql: str, *parameters: Any) -> sqlite3.Cursor:
            statements[sql] = len(parameters[0]) if parameters else 0
            return super().execute(sql, *parameters)

    plain = sqlite3.connect
    monkeypatch.setattr(sqlite3, "connect", lambda *where, **how: plain(*where, factory=Recording, **how))
    store = SqliteStore.open()
    monkeypatch.undo()

    async def scenario(world: World) -> None:
        await world.says("hello")
        statements.clear()
        for word in ("one", "two"):
            await world.says(word)
            await world.status("delivered")
        await world.passes(HOUR)
        steps = [sql for sql in statements if sql.partition(" ")[0] in ("select", "insert", "update", "delete")]
        assert len(steps) > 20
        connection = store._writer._connection
        for sql in steps:
            plan = connection.execute(f"explain {sql}", [None] * statements[sql]).fetchall()
            made = {operation for _, operation, *_ in plan} & TABLES_OF_THEIR_OWN
            assert made == set(), f"{sql} makes {made}"

    play(echo, scenario, store=store)
