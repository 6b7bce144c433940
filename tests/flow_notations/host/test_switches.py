"""Numbers switched by an operator: it lasts over restarts, for every worker, until the file says something else."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING

from flow_notations import SqliteStore
from flow_notations.errors import StoreUnavailable
from flow_notations.host.switches import follow, standing, switch
from flow_notations.host.wiring import Integration

if TYPE_CHECKING:
    from pathlib import Path

    import pytest


def said(*, active: bool) -> dict[str, Integration]:
    """What the file says of two numbers."""
    return {
        "1001": Integration(number_id="1001", contact_point="+1", active=active),
        "2002": Integration(number_id="2002"),
    }


def test_a_switch_outlives_the_process_and_yields_to_the_file(tmp_path: Path) -> None:
    """It holds while the file says what it said; a changed file holds from then on, also when it changes back."""

    async def life(*, file: bool, throw: bool | None = None) -> bool:
        store = SqliteStore.open(tmp_path / "s.db")
        try:
            before = await standing(store, said(active=file))
            assert (before["1001"].contact_point, before["2002"]) == ("+1", said(active=file)["2002"])
            if throw is not None:
                await store.transact(lambda tx: switch(tx, "1001", active=throw, file_says=file))
            return (await standing(store, said(active=file)))["1001"].active
        finally:
            await store.close()

    async def main() -> list[bool]:
        return [
            await life(file=True),
            await life(file=True, throw=False),
            await life(file=True),
            await life(file=False),
            await life(file=True),
            await life(file=True, throw=False),
            await life(file=True, throw=True),
        ]

    assert asyncio.run(main()) == [True, False, False, False, True, False, True]


def test_other_workers_follow(caplog: pytest.LogCaptureFixture) -> None:
    """Within seconds, and through a store that is away for a while."""

    async def main() -> None:
        store, stopping = SqliteStore.open(), asyncio.Event()
        live, answers = said(active=True), [True]

        class Flaky:
            async def transact(self, work):  # type: ignore[no-untyped-def]
                if answers.pop():
                    answers.extend([True, False] if answers else [False])
                    raise StoreUnavailable("the database is away")
                answers.append(False)
                return await store.transact(work)

        following = asyncio.ensure_future(
            follow(Flaky(), said(active=True), live, stopping, every_s=0.001)  # type: ignore[arg-type]
        )
        await store.transact(lambda tx: switch(tx, "1001", active=False, file_says=True))
        while live["1001"].active:
            await asyncio.sleep(0.001)
        stopping.set()
        await following
        await store.close()

    asyncio.run(main())
    assert "the database is away" in caplog.text
