"""The served host: settings, health, webhook to answer."""

from __future__ import annotations

import asyncio
import hashlib
import hmac
import json
import sqlite3
from sqlite3 import SQLITE_FULL
from typing import Any

import pytest

from channel_adapter.clock import SystemClock
from channel_adapter.emulator import KNOWN_SECRETS
from channel_adapter.whatsapp.dialect import D360
from flow_notations.errors import MissingSettings
from flow_notations.events import Began, Event, Sent
from flow_notations.host import settings
from flow_notations.host.asgi import HostApp
from flow_notations.host.sqlite.faults import SENTENCE_BY_CODE
from tests.flow_notations.host.world import NUMBER, World, play

ENVIRONMENT = {
    settings.STORE: "s.db",
    settings.NUMBER_ID: NUMBER,
    settings.ACCESS_TOKEN: "token",
    settings.APP_SECRET: "new,old",
    settings.VERIFY_TOKEN: "word",
}


def test_settings_are_read_whole() -> None:
    """Two secrets while one replaces the other; the contact point and provider have defaults."""
    read = settings.from_environment(ENVIRONMENT)
    assert (read.store, read.number.number_id, read.contact_point) == ("s.db", NUMBER, NUMBER)
    assert [secret.reveal() for secret in read.number.app_secrets] == ["new", "old"]
    other = settings.from_environment({**ENVIRONMENT, settings.PROVIDER: "360dialog", settings.CONTACT_POINT: "+1"})
    assert (other.number.dialect, other.contact_point) == (D360, "+1")


def test_everything_that_is_missing_is_named_at_once() -> None:
    """One message with every variable and what it is for."""
    with pytest.raises(MissingSettings) as caught:
        settings.from_environment({settings.STORE: " "})
    assert all(name in str(caught.value) for name in settings.NEEDED)


@pytest.mark.parametrize(
    ("variable", "value", "sentence"),
    [
        (settings.PROVIDER, "pigeon", "known are meta"),
        (settings.BASE_URL, "http://example.com", "must be https"),
        (settings.NUMBER_ID, "no/slash", "number_id"),
    ],
)
def test_a_wrong_setting_is_named(variable: str, value: str, sentence: str) -> None:
    """The process does not start, and says why."""
    with pytest.raises(MissingSettings, match=sentence):
        settings.from_environment({**ENVIRONMENT, variable: value})


@pytest.mark.parametrize("variable", [settings.ACCESS_TOKEN, settings.APP_SECRET, settings.VERIFY_TOKEN])
@pytest.mark.parametrize("secret", sorted(KNOWN_SECRETS))
def test_secrets_that_everybody_knows_are_refused(variable: str, secret: str) -> None:
    """The emulator's secrets pass only towards an emulator on this machine; the message never shows them."""
    environment = {**ENVIRONMENT, variable: secret}
    with pytest.raises(MissingSettings, match=variable) as caught:
        settings.from_environment(environment)
    assert secret not in str(caught.value)
    settings.from_environment({**environment, settings.BASE_URL: "http://127.0.0.1:8000"})


class Server:
    """Speaks ASGI to an application as a server would."""

    def __init__(self, app: HostApp) -> None:
        self.app = app
        self.events: asyncio.Queue[dict[str, Any]] = asyncio.Queue()
        self.answers: asyncio.Queue[dict[str, Any]] = asyncio.Queue()

    async def start(self) -> None:
        self.lifespan = asyncio.ensure_future(self.app({"type": "lifespan"}, self.events.get, self.answers.put))
        await self.events.put({"type": "lifespan.startup"})
        assert (await self.answers.get())["type"] == "lifespan.startup.complete"

    async def stop(self) -> None:
        await self.events.put({"type": "lifespan.shutdown"})
        assert (await self.answers.get())["type"] == "lifespan.shutdown.complete"
        await self.lifespan

    async def request(self, path: str, body: bytes = b"", headers: Any = (), method: str = "GET") -> tuple[int, str]:
        sent: list[Any] = []
        scope = {"type": "http", "path": path, "method": method, "headers": list(headers), "query_string": b""}

        async def receive() -> dict[str, Any]:
            return {"type": "http.request", "body": body}

        async def send(event: Any) -> None:
            sent.append(event)

        await self.app(scope, receive, send)
        return sent[0]["status"], sent[1]["body"].decode()


def test_a_signed_webhook_is_stored_answered_and_served() -> None:
    """200 means stored; the flow answers beside it; ready while it runs; all of it ends with the server."""
    value = {
        "messaging_product": "whatsapp",
        "metadata": {"display_phone_number": "1", "phone_number_id": NUMBER},
        "messages": [{"from": "15550001111", "id": "w1", "timestamp": "1", "type": "text", "text": {"body": "hi"}}],
    }
    entry = {"id": "1", "changes": [{"field": "messages", "value": value}]}
    body = json.dumps({"object": "whatsapp_business_account", "entry": [entry]}).encode()
    signature = hmac.new(b"new", body, hashlib.sha256).hexdigest()
    closed: list[bool] = []

    async def on_stop() -> None:
        closed.append(True)

    def quiet(memory: dict[str, Any], event: Event) -> list[Any]:
        return []

    async def scenario(world: World) -> None:
        world.host.clock = SystemClock()
        app = HostApp(world.host, [settings.from_environment(ENVIRONMENT).number], on_stop=on_stop)
        server = Server(app)
        assert (await server.request("/healthz"))[0] == 200
        assert await server.request("/readyz") == (503, "the host is not running")
        await server.start()
        assert await server.request("/readyz") == (200, "ok")
        headers = [(b"x-hub-signature-256", b"sha256=" + signature.encode())]
        assert (await server.request("/webhook", body, headers, "POST"))[0] == 200
        assert (await server.request("/webhook", body, (), "POST"))[0] == 401
        await server.stop()
        assert closed == [True]
        assert len(await world.host.conversations()) == 1
        assert world.heard((Began, Sent)) == []  # the message is from 1970: expired, not answered

    play(quiet, scenario)


def test_a_mounted_host_is_started_by_its_owner() -> None:
    """Below a prefix, with or without it in the path, and without a lifespan."""

    async def scenario(world: World) -> None:
        app = HostApp(world.host, [settings.from_environment(ENVIRONMENT).number])

        async def status(path: str, root: str) -> int:
            answers: list[Any] = []

            async def send(answer: Any) -> None:
                answers.append(answer)

            scope = {
                "type": "http",
                "method": "GET",
                "path": path,
                "root_path": root,
                "headers": [],
                "query_string": b"",
            }
            await app(scope, asyncio.Queue[Any]().get, send)
            return int(answers[0]["status"])

        async with app:
            for path in ("/flow/healthz", "/flow/readyz", "/healthz", "/readyz"):
                assert await status(path, "/flow") == 200
            assert await status("/flow/nothing", "/flow") == 404
        assert await status("/readyz", "") == 503

    play(lambda memory, event: [], scenario)


def test_a_full_disk_is_not_ready(monkeypatch: pytest.MonkeyPatch) -> None:
    """A store that can be read and not written answers webhooks with 503, and says so to whoever sends them here."""

    async def scenario(world: World) -> None:
        server = Server(HostApp(world.host, [settings.from_environment(ENVIRONMENT).number]))
        await server.start()
        await world.host.ready()
        with monkeypatch.context() as patched:
            patched.setattr("flow_notations.host.sqlite.conversations.SqliteConversations.save_field", full)
            assert await server.request("/readyz") == (503, "store ':memory:': " + SENTENCE_BY_CODE[SQLITE_FULL])
        assert await server.request("/readyz") == (200, "ok")
        await server.stop()

    def full(*_: object) -> None:
        raise full_disk

    full_disk = sqlite3.OperationalError("database or disk is full")
    full_disk.sqlite_errorcode = SQLITE_FULL
    play(lambda memory, event: [], scenario)


def test_a_host_that_stopped_is_not_ready(caplog: pytest.LogCaptureFixture) -> None:
    """When the store goes away the process says so instead of pretending."""

    async def scenario(world: World) -> None:
        server = Server(HostApp(world.host, [settings.from_environment(ENVIRONMENT).number]))
        await server.start()
        await world.host.next_deadline()
        await world.store.close()
        assert (await server.request("/readyz"))[0] == 503
        world.host.ring()
        await server.app.failed()
        for path in ("/readyz", "/healthz"):
            status, sentence = await server.request(path)
            assert (status, "ended by a fault (StoreClosed)" in sentence) == (503, True)
        await server.stop()
        assert "the host stopped" in caplog.text

    play(lambda memory, event: [], scenario)


@pytest.mark.parametrize("broken", ["host", "beside"])
def test_a_programmers_mistake_makes_the_process_unhealthy(broken: str, caplog: pytest.LogCaptureFixture) -> None:
    """Whoever watches starts it again; the traceback is in the log, the answer names its kind alone; who serves is told."""

    async def breaks(_stopping: asyncio.Event) -> None:
        raise KeyError("+15550001111")

    async def scenario(world: World) -> None:
        number = settings.from_environment(ENVIRONMENT).number
        if broken == "host":
            world.host.run = breaks  # type: ignore[method-assign]
        app = HostApp(world.host, [number], beside=breaks if broken == "beside" else None)
        server = Server(app)
        await server.start()
        await app.failed()
        for path in ("/healthz", "/readyz"):
            status, sentence = await server.request(path)
            assert (status, "ended by a fault (KeyError)" in sentence, "+1555" in sentence) == (503, True, False)
        await server.stop()
        assert "breaks" in caplog.text

    play(lambda memory, event: [], scenario)


def test_a_good_end_is_no_fault() -> None:
    """A process that was told to stop is not unhealthy."""

    async def scenario(world: World) -> None:
        app = HostApp(world.host, [settings.from_environment(ENVIRONMENT).number])
        async with app:
            pass
        assert (app.fault, (await Server(app).request("/healthz"))[0]) == ("", 200)

    play(lambda memory, event: [], scenario)
