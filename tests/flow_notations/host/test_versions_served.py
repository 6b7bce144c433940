"""A process put together from its plan: published flows, several versions, and what other workers publish meanwhile."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING, Any

import pytest

from channel_adapter.clock import SystemClock
from flow_notations import Library, SqliteStore, machine
from flow_notations.effects import Fetch
from flow_notations.errors import MissingSettings
from flow_notations.host import archive as archives
from flow_notations.host import settings, versions
from flow_notations.host.fetching import NoServices
from flow_notations.host.integrations import DispatchRecord
from flow_notations.host.metrics import CountedChannel
from flow_notations.host.plans import Plan, plan_from_environment
from flow_notations.host.serving import assemble, keep_up
from flow_notations.host.stores import host_on
from flow_notations.host.wiring import Wiring
from flow_notations.library import read_library
from tests.flow_notations.host.embedded import SHOPS, Centre, library_of, run, version
from tests.flow_notations.host.test_serving import ENVIRONMENT, Server
from tests.flow_notations.host.test_versions import THANKS

if TYPE_CHECKING:
    from pathlib import Path

CENTRE = 'centre acme\n  zone "UTC"\n  language en\n\nservice stock "https://stock.example.com" timeout 5s retry 2\n'


def plan(folder: Path, **more: Any) -> Plan:
    """One number, kept in a folder."""
    found = plan_from_environment({**ENVIRONMENT, settings.STORE: str(folder / "host.db")})
    return Plan(store=found.store, numbers=found.numbers, integrations=found.integrations, **more)


def test_a_process_serves_its_plan_and_lets_go(tmp_path: Path) -> None:
    """Ready, then stopped, then started again from its store alone, with a fixed version beside the active one."""
    (tmp_path / "centre.flow").write_text(CENTRE)
    (tmp_path / "shops.flow").write_text(SHOPS)

    async def main() -> None:
        served = await assemble(plan(tmp_path), read_library([tmp_path]), SystemClock(), {})
        server = Server(served.app)
        await server.start()
        assert await server.request("/readyz") == (200, "ok")
        assert isinstance(next(iter(served.host.wiring.channels.values())), CountedChannel)
        await server.stop()
        dispatch = (DispatchRecord(flow="shops", version="v1", customer="+1"), DispatchRecord(flow="shops"))
        again = await assemble(plan(tmp_path, dispatch=dispatch), Library(), SystemClock(), {})
        first, last = again.host.wiring.dispatch
        assert (first.digest, last.digest) == (again.host.wiring.programs["shops"].digest, None)
        server = Server(again.app)
        await server.start()
        await server.stop()

    asyncio.run(main())


@pytest.mark.parametrize("flow", [None, "taxi"])
def test_a_plan_that_cannot_be_served_lets_go_of_the_store(tmp_path: Path, flow: str | None) -> None:
    """Whoever tries next finds it free."""

    async def main() -> None:
        with pytest.raises(MissingSettings):
            await assemble(plan(tmp_path), Library(), SystemClock(), {}, flow=flow)
        await SqliteStore.open(tmp_path / "host.db").close()

    asyncio.run(main())


def test_what_another_worker_publishes_is_learnt() -> None:
    """Its sessions can be gone on with here, and new ones begin with what it made active."""

    async def scenario(centre: Centre) -> None:
        await centre.deploy(SHOPS)
        stopping = asyncio.Event()
        keeping = asyncio.ensure_future(keep_up(centre.archive, centre.store, stopping, every_s=0.001))
        library = library_of(THANKS)
        ((made, fresh),) = await archives.publish(centre.store, library, {"shops": ""}, at=2)
        while centre.archive.active["shops"].digest != made.digest:
            await asyncio.sleep(0.001)
        stopping.set()
        await keeping
        assert fresh
        assert centre.archive.find("shops", made.digest) is not None
        assert await archives.refresh(centre.archive, centre.store) is False

    run(scenario)


def test_an_active_version_that_cannot_run_here_leaves_the_old_one(caplog: pytest.LogCaptureFixture) -> None:
    """An older program keeps on with what it can run, and says so."""

    async def scenario(centre: Centre) -> None:
        await centre.deploy(SHOPS)
        kept = await version(centre, "shops", "v1")
        before = centre.archive.active["shops"]

        def newer(tx: Any) -> None:
            made, _ = versions.publish(tx, flow="shops", digest="9" * 64, bundle=kept.bundle, at=1)
            versions.activate(tx, made)

        await centre.store.transact(newer)
        stopping = asyncio.Event()
        keeping = asyncio.ensure_future(keep_up(centre.archive, centre.store, stopping, every_s=0.001))
        while "means something else" not in caplog.text:
            await asyncio.sleep(0.001)
        stopping.set()
        await keeping
        assert centre.archive.active["shops"] is before

    run(scenario)


def test_a_postgres_store_has_workers() -> None:
    """Several on one database; one host alone elsewhere."""
    pytest.importorskip("psycopg")
    from flow_notations.host.host import Host
    from flow_notations.host.postgres import PostgresStore, Worker

    wiring, clock = Wiring(machine=machine, programs={}, channels={}, dispatch=()), SystemClock()
    assert type(host_on(PostgresStore.__new__(PostgresStore), wiring, clock, fetcher=NoServices())) is Worker
    assert type(host_on(SqliteStore.__new__(SqliteStore), wiring, clock, fetcher=NoServices())) is Host


def test_services_may_live_in_the_networks_that_the_environment_trusts(tmp_path: Path) -> None:
    """A served host calls a service on a private address when it is named; words that name none are said, and free the store."""
    (tmp_path / "centre.flow").write_text(CENTRE.replace("stock.example.com", "127.0.0.1:9"))
    (tmp_path / "shops.flow").write_text(SHOPS)
    call = Fetch(ref="i/1/1", service="stock", method="get", path="/shops")

    async def asked(environment: dict[str, str]) -> str:
        served = await assemble(plan(tmp_path), read_library([tmp_path]), SystemClock(), environment)
        server = Server(served.app)
        await server.start()
        reply = await served.host.fetcher.fetch(call, attempt=0)
        await server.stop()
        return reply.sentence

    assert "is not a public address" in asyncio.run(asked({}))
    assert "could not be reached" in asyncio.run(asked({"FLOW_TRUSTED_NETWORKS": "127.0.0.0/8"}))
    with pytest.raises(MissingSettings, match="FLOW_TRUSTED_NETWORKS"):
        asyncio.run(asked({"FLOW_TRUSTED_NETWORKS": "ours"}))
    assert "is not a public address" in asyncio.run(asked({}))
