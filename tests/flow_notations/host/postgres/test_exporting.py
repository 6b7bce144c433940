"""What is kept of a customer in a database, for them: the same record as from a file, while a worker is at work."""

from __future__ import annotations

import asyncio
import json

import pytest

pytest.importorskip("psycopg", reason="pip install 'flow-notations[postgres]'")

from flow_notations.__main__ import main
from flow_notations.host.postgres import PostgresStore, Worker
from tests.flow_notations.host import world
from tests.flow_notations.host.test_privacy import remembering


def test_a_customer_is_exported_from_a_database(
    emptied: str, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    """Found by their number in another spelling; somebody who never wrote is not."""
    monkeypatch.setattr(world, "Host", Worker)

    async def live() -> list[int]:
        store = PostgresStore.open(emptied, connections=2)
        try:
            one = world.World(remembering, store=store)  # type: ignore[arg-type]
            await one.says("my own words")
            return [
                await asyncio.to_thread(main, ["export", emptied, "--customer", name])
                for name in ("+1 (555) 000-1111", "+27830000004")
            ]
        finally:
            await store.close()

    assert asyncio.run(live()) == [0, 1]
    said = capsys.readouterr()
    (record,) = json.loads(said.out)
    assert (record["messages"][0]["content"]["body"], len(record["interactions"])) == ("my own words", 1)
    assert "nobody here is known as '+27830000004'" in said.err
