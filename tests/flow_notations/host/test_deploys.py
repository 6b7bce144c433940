"""What a start says of the versions that it made active in place of others."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING

import pytest

from channel_adapter.clock import SystemClock
from flow_notations import Library
from flow_notations.host import archive as archives
from flow_notations.host import deploys, versions
from flow_notations.host.serving import assemble
from flow_notations.library import read_library
from tests.flow_notations.host.embedded import SHOPS, Centre, library_of, run
from tests.flow_notations.host.test_versions_served import plan

if TYPE_CHECKING:
    from pathlib import Path

OTHER = SHOPS.replace("Which", "Now which")
assert OTHER != SHOPS


def test_a_start_with_older_files_says_so(tmp_path: Path) -> None:
    """Which flow, from which version to which; a first start, the same files and a store that serves itself say nothing."""

    async def starts(text: str | None) -> tuple[str, ...]:
        (tmp_path / "shops.flow").write_text(text or "")
        library = read_library([tmp_path / "shops.flow"]) if text else Library()
        served = await assemble(plan(tmp_path), library, SystemClock(), {})
        async with served.app:
            pass
        return served.news

    async def main() -> None:
        assert await starts(SHOPS) == await starts(SHOPS) == ()
        (newer,) = await starts(OTHER)
        (older,) = await starts(SHOPS)
        assert await starts(None) == ()
        one, two = (read(text) for text in (SHOPS, OTHER))
        assert newer == (
            f"shops v2 ({two}) is active now; before, it was v1 ({one}); sessions go on with their versions: none waits"
        )
        assert f"shops v1 ({one}) is active now, an older version; before, it was v2 ({two})" in older

    asyncio.run(main())


def read(text: str) -> str:
    """The digest of a flow as it is shown."""
    return library_of(text).program("shops").digest[: versions.DIGEST_SIGNS_SHOWN]


def test_sessions_are_counted_where_they_wait() -> None:
    """By version; those that ended do not count."""

    async def scenario(centre: Centre) -> None:
        await centre.deploy(SHOPS)
        await centre.says("hi")
        old = library_of(SHOPS).program("shops").digest
        library = library_of(OTHER)
        before = await centre.store.transact(versions.flows)
        await archives.publish(centre.store, library, {"shops": ""}, at=centre.clock.now())
        (line,) = await deploys.told(centre.store, before, {"shops": library.program("shops").digest})
        assert line.endswith("sessions go on with their versions: 1 on v1")
        assert before == {"shops": old}

    run(scenario)


@pytest.mark.parametrize(("most", "bound"), [(1, True), (2, False), (3, False)])
def test_a_large_store_does_not_hold_a_start_up(most: int, bound: bool, monkeypatch: pytest.MonkeyPatch) -> None:
    """Past a number of conversations it says of how many it speaks."""
    monkeypatch.setattr(deploys, "PAGE", 1)
    monkeypatch.setattr(deploys, "CONVERSATIONS_MAX", most)

    async def scenario(centre: Centre) -> None:
        await centre.deploy(SHOPS)
        await centre.says("hi")
        library = library_of(OTHER)
        before = await centre.store.transact(versions.flows)
        await archives.publish(centre.store, library, {"shops": ""}, at=centre.clock.now())
        (line,) = await deploys.told(centre.store, before, {"shops": library.program("shops").digest})
        assert ("1 on v1" in line, f"among the first {most} conversations" in line) == (True, bound)

    run(scenario)
