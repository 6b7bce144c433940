"""A sealed store on PostgreSQL: the same scenarios, and no word in the database."""

from __future__ import annotations

import inspect
from typing import TYPE_CHECKING, Any

import pytest

pytest.importorskip("cryptography", reason="pip install 'flow-notations[sealed]'")

from flow_notations.host.sealed import KeyFile, SealedStore
from flow_notations.host.sealed.key_file import DESTROYED
from tests.flow_notations.host import test_amending, test_retention, world
from tests.flow_notations.host.test_privacy import SECRET, remembering
from tests.flow_notations.host.world import World, play

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

SCENARIOS = [
    test
    for module in (test_amending, test_retention)
    for name, test in vars(module).items()
    if name.startswith("test_") and not inspect.signature(test).parameters
]


@pytest.fixture
def keys(emptied: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Every world's store is on PostgreSQL and sealed; the path of the keys."""
    from flow_notations.host.postgres import PostgresStore, Worker

    in_memory, path = world.World.__post_init__, tmp_path / "host.keys"

    def sealed(self: Any) -> None:
        self.store._writer.close()
        self.store = SealedStore(PostgresStore.open(emptied, connections=2), KeyFile.open(path))
        in_memory(self)

    monkeypatch.setattr(world.World, "__post_init__", sealed)
    monkeypatch.setattr(world, "Host", Worker)
    return path


@pytest.mark.parametrize("scenario", SCENARIOS, ids=lambda scenario: scenario.__name__)
@pytest.mark.usefixtures("keys")
def test_it_holds_sealed_on_postgres(scenario: Callable[[], None]) -> None:
    """The same scenario, the same outcome."""
    scenario()


def test_no_word_is_in_the_database(keys: Path, emptied: str) -> None:
    """Whatever one transaction writes and reads again, what reaches the database is sealed; erasing destroys the key."""

    async def scenario(world: World) -> None:
        for n in range(3):
            await world.says(f"{SECRET} {n}", profile_name="Anabel")
        held = dump(emptied)
        assert [word for word in (SECRET, "Anabel", "You said") if word in held] == []
        assert "15550001111" in held
        await world.host.erase(await world.conversation())
        assert "15550001111" not in dump(emptied)
        assert keys.read_bytes().count(DESTROYED) == 1

    play(remembering, scenario)


def dump(address: str) -> str:
    """Every row of every table."""
    import psycopg

    with psycopg.connect(address) as session:
        tables = session.execute("select tablename from pg_tables where schemaname = 'flow'").fetchall()
        return "".join(
            str(row) for (table,) in tables for row in session.execute(f"select * from flow.{table}").fetchall()
        )
