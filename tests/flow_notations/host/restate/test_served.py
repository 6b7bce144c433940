"""``flow serve`` on a real Restate server, as real processes: flows published, answered, replaced, looked at, stopped."""

from __future__ import annotations

import asyncio
import json
import time
import urllib.request
from typing import TYPE_CHECKING, Any

import pytest

pytest.importorskip("restate", reason="pip install 'flow-notations[restate]'")

from channel_adapter.clock import SystemClock
from flow_notations.__main__ import main
from flow_notations.errors import MissingSettings, StoreUnavailable
from flow_notations.host import archive as archives
from flow_notations.host import settings, versions
from flow_notations.host.plans import Plan, plan_from_environment
from flow_notations.host.serving import assemble
from flow_notations.host.stores import open_served, open_store
from flow_notations.library import read_library
from tests.conformance.postgres_server import free_port
from tests.flow_notations.commands.test_serve import ADMIN, GREET, NUMBER, PATIENCE_S, Provider, Served
from tests.flow_notations.host.restate.test_host import server
from tests.flow_notations.host.test_serving import ENVIRONMENT, Server

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from tests.conformance.restate_server import RestateServer

__all__ = ["server"]
ASKING = """flow {name}

ask name
  | {words}
  text
  -> bye

end bye
"""


@pytest.fixture
def provider() -> Iterator[Provider]:
    """A provider of messages on this machine."""
    made = Provider()
    yield made
    made.close()


def posted(served: Served, path: str) -> Any:
    """What an operator does."""
    request = urllib.request.Request(
        f"{served.origin}{path}", method="POST", headers={"authorization": f"Bearer {ADMIN}"}
    )
    with urllib.request.urlopen(request, timeout=PATIENCE_S) as answer:
        return json.load(answer)


def until(condition: Any) -> None:
    deadline = time.monotonic() + PATIENCE_S
    while not condition():
        assert time.monotonic() < deadline
        time.sleep(0.05)


def test_a_process_serves_a_cluster(
    tmp_path: Path, server: RestateServer, provider: Provider, capsys: pytest.CaptureFixture[str]
) -> None:
    """Two processes of it, one after the other: what one began the other goes on with, from the cluster alone."""
    (tmp_path / "integrations.toml").write_text(NUMBER.format(name="One", id="1001", base=provider.base))
    (tmp_path / "greet.flow").write_text(GREET.format(name="greet"))
    store = server.address()
    words = ("--records", "integrations.toml", "--store", store)
    first = Served(tmp_path, "greet.flow", *words)
    assert "flow greet answers at" in first.first, first.stop()
    until(lambda: _ready(first))
    first.hears("1001", "hi", "wamid.a")
    provider.wait_for(1)
    until(lambda: "accepted" in first.get("/admin/outbox"))
    assert "whatsapp_items_total" in first.get("/metrics")
    (page,) = json.loads(first.get("/admin/conversations"))["conversations"]
    assert json.loads(first.get(f"/admin/conversations/{page['id']}"))["history"][0]["direction"] == "in"
    assert first.stop() == (0, "")

    second = Served(tmp_path, *words)
    assert "flow greet answers at" in second.first, second.stop()
    (tmp_path / "greet.flow").write_text(GREET.format(name="greet").replace("Hello", "Welcome"))
    capsys.readouterr()
    assert main(["publish", store, str(tmp_path / "greet.flow")]) == 0
    assert "greet v2" in capsys.readouterr().out
    posted(second, "/admin/flows/greet/activate?version=v2")
    second.hears("1001", "hi again", "wamid.b")
    provider.wait_for(2)
    assert [body["text"]["body"] for body in provider.bodies] == ["Hello from greet.", "Welcome from greet."]
    until(lambda: second.get("/admin/outbox").count("accepted") == 2)
    assert main(["inspect", store]) == 0
    assert page["id"] in capsys.readouterr().out
    assert main(["inspect", store, "--conversation", page["id"]]) == 0
    assert "Welcome from greet." in capsys.readouterr().out
    shown = json.loads(second.get(f"/admin/conversations/{page['id']}"))
    interaction = shown["interactions"][0]["id"]
    for words in (["--interaction", interaction], ["--outbox"], ["--notices"], ["--kept"]):
        assert main(["inspect", store, *words]) == 0
    assert f"interaction {interaction}: flow greet, ended" in capsys.readouterr().out
    assert main(["replay", store, interaction]) == 0
    assert "the same bit for bit" in capsys.readouterr().err
    name = json.loads(second.get(f"/admin/conversations/{page['id']}?reveal=1"))["customer"]["phone"]
    assert main(["export", store, "--customer", name]) == 0
    (record,) = json.loads(capsys.readouterr().out)
    assert (record["conversation"], len(record["interactions"])) == (page["id"], 2)
    assert main(["erase", store, "--conversation", page["id"]]) == 2
    assert "admin endpoints" in capsys.readouterr().err
    assert main(["inspect", store, "--resume", "nothing"]) == 1
    assert "there is nothing to do" in capsys.readouterr().out
    posted(second, "/admin/integrations/1001/deactivate")
    assert second.stop() == (0, "")


def _ready(served: Served) -> bool:
    with urllib.request.urlopen(f"{served.origin}/readyz", timeout=PATIENCE_S) as answer:
        return bool(answer.status == 200)


def plan(store: str, **more: Any) -> Plan:
    """One number, kept there."""
    found = plan_from_environment({**ENVIRONMENT, settings.STORE: store})
    return Plan(store=found.store, numbers=found.numbers, integrations=found.integrations, **more)


def test_several_publishers_lose_nothing_of_each_other(tmp_path: Path, server: RestateServer) -> None:
    """At once, on one cluster: every flow is there, each version once; without a process that serves, that is said."""
    (tmp_path / "greet.flow").write_text(GREET.format(name="first"))
    library = read_library([tmp_path])

    async def main() -> None:
        served = await assemble(plan(server.address()), library, SystemClock(), {}, flow="first")
        application = Server(served.app)
        await application.start()
        publishers = [open_store(server.address()) for _ in range(4)]
        libraries = []
        for number, _ in enumerate(publishers):
            (tmp_path / "greet.flow").write_text(GREET.format(name=f"flow{number}"))
            libraries.append(read_library([tmp_path]))
        await asyncio.gather(
            *[
                archives.publish(store, each, dict.fromkeys(each.programs, ""), at=1)
                for store, each in zip(publishers, libraries, strict=True)
            ]
        )
        found = await publishers[0].transact(versions.flows)
        assert {"first", "flow0", "flow1", "flow2", "flow3"} <= set(found)
        for store in publishers:
            await store.close()
        await application.stop()

    asyncio.run(main())


def test_what_a_cluster_does_not_offer_is_said(
    tmp_path: Path, server: RestateServer, capsys: pytest.CaptureFixture[str]
) -> None:
    """One sentence, with what to do instead; nothing is changed."""
    store = server.address()
    assert main(["erase", store, "--customer", "+49"]) == 1
    assert "nobody here is known as '+49'" in capsys.readouterr().out
    with pytest.raises(StoreUnavailable, match="without --keys"):
        open_served(store, "keys.json")
    with pytest.raises(MissingSettings, match="where to wait for the cluster's calls"):
        open_served(store.partition("&listen")[0])


def test_a_cluster_without_anybody_who_serves_takes_no_flows(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """It says which command would."""
    nowhere = f"restate://127.0.0.1:{free_port()}?admin=127.0.0.1:{free_port()}"
    (tmp_path / "greet.flow").write_text(GREET.format(name="greet"))
    assert main(["publish", nowhere, str(tmp_path / "greet.flow")]) == 2
    assert "Restate does not answer" in capsys.readouterr().err
