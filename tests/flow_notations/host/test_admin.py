"""The admin endpoints and the numbers: a token, a permission, JSON; what operators can see and do."""

from __future__ import annotations

import json
from dataclasses import replace
from types import SimpleNamespace
from typing import TYPE_CHECKING, Any

import pytest

from channel_adapter.channel import Refused
from channel_adapter.messages import Address, Outbound, ReadMark, Text
from channel_adapter.whatsapp.dialect import Secret
from flow_notations import CollectingChannel, machine
from flow_notations.errors import FlowError
from flow_notations.events import Unsent
from flow_notations.host import permissions
from flow_notations.host.admin import ENDPOINTS, AdminApp
from flow_notations.host.admin_answers import Office
from flow_notations.host.admin_tokens import Admin, Admins, bearer_of
from flow_notations.host.asgi import HostApp
from flow_notations.host.integration_file import read_records
from flow_notations.host.integrations import Records, integration_of
from flow_notations.host.metrics import Both, CountedChannel, CountedMachine, Tally, meter_for
from flow_notations.host.settings import from_environment
from flow_notations.host.switches import standing
from flow_notations.host.wiring import Integration
from tests.flow_notations.host.embedded import ANA, NUMBER, SHOPS, START, Centre, run
from tests.flow_notations.host.test_integrations import SOUND
from tests.flow_notations.host.test_serving import ENVIRONMENT, Server

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable

ALL = "administrator-token"
READER = "reader-token-000"
ADMINS = Admins([
    Admin(name="root", token=Secret(ALL), permissions=permissions.granted("Administrator")),
    Admin(name="reader", token=Secret(READER), permissions=permissions.granted("", [permissions.VIEW_FLOWS])),
])  # fmt: skip


class Desk:
    """Asks the admin endpoints of a centre with a conversation in it."""

    def __init__(self, centre: Centre) -> None:
        self.centre = centre
        records = read_records(SOUND).records
        integrations = {record.number_id: integration_of(record) for record in records.integrations}
        self.office = Office(host=centre.host, archive=centre.archive, records=records, integrations=integrations)
        self.app = AdminApp(self.office, ADMINS)

    async def asks(self, path: str, *, method: str = "GET", token: str = ALL, query: str = "") -> tuple[int, Any]:
        """Status and JSON of an answer."""
        sent: list[Any] = []

        async def send(event: Any) -> None:
            sent.append(event)

        headers = [(b"authorization", b"Bearer " + token.encode())] if token else []
        scope = {"path": f"/admin/{path}", "method": method, "headers": headers, "query_string": query.encode()}
        await self.app(scope, send)
        return sent[0]["status"], json.loads(sent[1]["body"])


def ask(scenario: Callable[[Desk], Awaitable[None]]) -> None:
    """Play a scenario with one conversation under way."""

    async def main(centre: Centre) -> None:
        await centre.deploy(SHOPS)
        await centre.says("hi")
        await scenario(Desk(centre))

    run(main)


def test_without_a_token_nothing_is_said() -> None:
    """Not even whether a path is there."""

    async def scenario(desk: Desk) -> None:
        for token in ("", "wrong", ALL + "x"):
            for path in ("flows", "nowhere"):
                assert (await desk.asks(path, token=token))[0] == 401

    ask(scenario)


def test_a_denial_lists_what_is_missing() -> None:
    """By the names that administrators know, with their meanings."""

    async def scenario(desk: Desk) -> None:
        assert (await desk.asks("flows", token=READER))[0] == 200
        status, answer = await desk.asks("conversations", token=READER)
        assert (status, answer["missing"]) == (403, ["VIEW_FLOW_DEBUG_LOGS"])
        assert "see conversations" in answer["error"]
        status, answer = await desk.asks("integrations/1001/activate", method="POST", token=READER)
        assert (status, answer["missing"]) == (403, ["WHATSAPP_INTEGRATIONS_APP_UPDATE"])

    ask(scenario)


def test_every_endpoint_answers_json() -> None:
    """What is there is shown, masked; what is not there is a 404 with a sentence."""

    async def scenario(desk: Desk) -> None:
        status, page = await desk.asks("conversations")
        (conversation,) = page["conversations"]
        assert (status, conversation["customer"]["phone"], page["next"]) == (200, "…1111", None)
        assert (await desk.asks("conversations", query="limit=1"))[1]["next"] == conversation["id"]
        assert (await desk.asks("conversations", query="reveal=1"))[1]["conversations"][0]["customer"]["phone"] == ANA
        _, one = await desk.asks(f"conversations/{conversation['id']}")
        assert [line["direction"] for line in one["history"]] == ["in", "out"]
        _, interaction = await desk.asks(f"interactions/{conversation['live']}")
        assert (interaction["node"], interaction["journal"][0]["event"]["$"]) == ("ask", "Began")
        assert (await desk.asks("outbox", query="state=accepted"))[1][0]["state"] == "accepted"
        assert (await desk.asks("outbox", query="state=held"))[1] == []
        for path in ("notices", "kept"):
            assert await desk.asks(path) == (200, [])
        assert [record["version"] for record in (await desk.asks("dispatch"))[1]] == ["v3", "active"]
        for path in ("conversations/none", "interactions/none", "nowhere"):
            status, answer = await desk.asks(path)
            assert (status, bool(answer["error"])) == (404, True)
        assert (await desk.asks("flows", method="DELETE"))[0] == 405

    ask(scenario)


def test_a_number_is_switched_off_until_its_file_says_otherwise() -> None:
    """The live mapping changes, the store remembers; the answer says for how long."""

    async def scenario(desk: Desk) -> None:
        _, answer = await desk.asks("integrations/1001/deactivate", method="POST")
        assert answer == {"number_id": "1001", "active": False, "until": "its file says otherwise"}
        said = {record.number_id: integration_of(record) for record in desk.office.records.integrations}
        assert (said["1001"].active, (await standing(desk.centre.store, said))["1001"].active) == (True, False)
        assert desk.office.integrations["1001"].active is False
        shown = {record["number_id"]: record for record in (await desk.asks("integrations"))[1]}
        assert (shown["1001"]["active"], shown["1001"]["token"]) == (False, "env:TOKEN")
        assert shown["1001"]["onboarding"]["review"] == {"state": "submitted", "on": "2026-03-05", "note": "ticket 7"}
        assert (await desk.asks("integrations/9/activate", method="POST"))[0] == 404

    ask(scenario)


def test_a_process_without_a_file_shows_what_it_serves() -> None:
    """One number and one flow from the environment are no empty lists."""

    async def scenario(desk: Desk) -> None:
        desk.office = replace(
            desk.office, records=Records(), integrations={"1001": Integration(number_id="1001", contact_point="+1")}
        )
        desk.app = AdminApp(desk.office, ADMINS)
        (number,) = (await desk.asks("integrations"))[1]
        assert (number["number_id"], number["contact_point"], number["active"]) == ("1001", "+1", True)
        assert (number["uncertain"], number["read_marks"]) == ("report", "off")
        (record,) = (await desk.asks("dispatch"))[1]
        assert (record["flow"], record["version"], record["contact_point"]) == ("shops", "active", None)
        _, answer = await desk.asks("integrations/1001/deactivate", method="POST")
        assert answer == {"number_id": "1001", "active": False, "until": "somebody switches it again"}

    ask(scenario)


def test_a_version_is_activated() -> None:
    """New interactions take it; one that there is not is a conflict with a sentence."""

    async def scenario(desk: Desk) -> None:
        (version,) = (await desk.asks("flows"))[1]
        assert (version["version"], version["active"]) == ("v1", True)
        assert (await desk.asks("flows/shops/activate", method="POST", query="version=v1"))[1]["active"] is True
        status, answer = await desk.asks("flows/shops/activate", method="POST", query="version=v7")
        assert (status, "names no version" in answer["error"]) == (409, True)

    ask(scenario)


def test_a_customer_is_erased() -> None:
    """One that is there, once."""

    async def scenario(desk: Desk) -> None:
        conversation = (await desk.centre.interaction()).conversation
        path = f"conversations/{conversation}/erase"
        assert (await desk.asks(path, method="POST", token=READER))[0] == 403
        assert (await desk.asks(path, method="POST"))[1] == {"conversation": conversation, "erased": True}
        assert (await desk.asks("conversations"))[1]["conversations"] == []
        status, answer = await desk.asks(path, method="POST")
        assert (status, answer["error"]) == (404, f"there is no conversation '{conversation}'")

    ask(scenario)


def test_what_is_parked_or_refused_goes_on() -> None:
    """Only when there is something."""

    async def scenario(desk: Desk) -> None:
        assert (await desk.asks("interactions/none/resume", method="POST"))[0] == 404
        assert (await desk.asks("sends/a/1/1/retry", method="POST"))[0] == 404
        parked = await desk.centre.interaction()
        await desk.centre.store.transact(lambda tx: tx.interactions.save(replace(parked, status="parked")))
        assert (await desk.asks(f"interactions/{parked.id}/resume", method="POST"))[1]["resumed"] is True
        (part,) = await desk.centre.host.outbox()
        await desk.centre.store.transact(lambda tx: tx.outbox.save(replace(part, state="refused")))
        assert (await desk.asks(f"sends/{part.send}/retry", method="POST"))[1]["queued"] is True

    ask(scenario)


def test_permissions_are_data() -> None:
    """An administrator holds all; a name that there is not is refused; every endpoint needs one that exists."""
    assert permissions.granted("Administrator") == frozenset(permissions.PERMISSIONS)
    assert {endpoint.needs for endpoint in ENDPOINTS} <= set(permissions.PERMISSIONS)
    for role, also in (("King", ()), ("", ["FLY"])):
        with pytest.raises(ValueError, match="there is no"):
            permissions.granted(role, also)
    permissions.require(permissions.granted("Designer"), permissions.MANAGE_FLOWS)
    with pytest.raises(FlowError, match="WHATSAPP_INTEGRATIONS_APP_READ"):
        permissions.require((), permissions.READ_INTEGRATIONS, permissions.MANAGE_FLOWS)


def test_bearers() -> None:
    """In any case, and nothing else."""
    assert bearer_of({"headers": [(b"x", b"y"), (b"authorization", b"bearer  t ")]}) == b"t"
    assert bearer_of({"headers": [(b"authorization", b"Basic t")]}) == b""


def test_metrics_are_text_behind_the_token() -> None:
    """Counters of events, sends and items, the age of what is due; refused without permission, absent without tokens."""

    async def scenario(centre: Centre) -> None:
        tally = Tally()
        meter = meter_for(tally)
        await centre.deploy(SHOPS)
        await centre.says("hi")
        CountedMachine(machine, meter).step(
            centre.archive.active["shops"],
            machine.decode((await centre.interaction()).state),
            Unsent(id="u", seq=9, at=START, ref="i/1/1", reason="window_closed"),
        )
        channel = CountedChannel(CollectingChannel(), meter)
        part = Outbound(ref="r", to=Address(phone=ANA), content=Text(body="x"))
        assert channel.prepare(part) == (part,)
        for attempt in (0, 1, 2):
            await channel.send(part, window_until=None, attempt=attempt)
        await channel.mark_read(
            ReadMark(number_id=NUMBER, message_id="m")
            if "number_id" in ReadMark.__annotations__
            else ReadMark(message_id="m")
        )
        meter.record("whatsapp.send.duration", 1500, {"number_id": 'a"b\n'})
        numbers = [from_environment(ENVIRONMENT).number]
        app = HostApp(centre.host, numbers, admins=ADMINS, tally=tally)
        server = Server(app)
        headers = [(b"authorization", f"Bearer {ALL}".encode())]
        await centre.store.transact(
            lambda tx: tx.conversations.rest((tx.conversations.page(after="", limit=1))[0].id, START - 5000)
        )
        status, text = await server.request("/metrics", headers=headers)
        assert status == 200
        assert 'flow_unsent_total{reason="window_closed"} 1\n' in text
        assert "flow_send_retries_total 2\n" in text
        assert "# HELP flow_unsent_total" in text
        assert 'whatsapp_send_duration_seconds_sum{number_id="a\\"b\\n"} 1.5\n' in text
        assert f"flow_queue_age_seconds {(centre.clock.now() - START + 5000) / 1000:g}\n" in text
        assert (await server.request("/metrics"))[0] == 401
        reader = [(b"authorization", f"Bearer {READER}".encode())]
        assert await server.request("/metrics", headers=reader) == (403, "missing: DIGITAL_CHANNELS_APP_READ\n")
        assert (await Server(HostApp(centre.host, numbers)).request("/metrics"))[0] == 404
        assert (await Server(HostApp(centre.host, numbers)).request("/admin/flows"))[0] == 404
        office = Desk(centre).office
        assert (await Server(HostApp(centre.host, numbers, admins=ADMINS, office=office)).request("/admin/flows"))[
            0
        ] == 401

    run(scenario)


def test_several_meters_hear_the_same() -> None:
    """OpenTelemetry beside the tally, where it is installed."""
    first, second = Tally(), Tally()
    both = Both([first, second])
    both.add("a", 1, {})
    both.record("b", 1000, {})

    assert first.exposition({}) == second.exposition({})
    assert "b_seconds_sum 1\n" in first.exposition({})


def test_opentelemetry_hears_too_where_it_is(monkeypatch: pytest.MonkeyPatch) -> None:
    """What the best meter is decides."""
    heard: list[str] = []
    other = SimpleNamespace(add=lambda name, *_: heard.append(name), record=lambda name, *_: heard.append(name))
    monkeypatch.setattr("flow_notations.host.metrics.best_meter", lambda: other)
    meter_for(Tally()).add("x", 1, {})

    assert heard == ["x"]
    assert Refused is not None
