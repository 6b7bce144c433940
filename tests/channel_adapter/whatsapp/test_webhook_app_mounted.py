"""The endpoint under the frameworks that people have, and alone under a server."""

from __future__ import annotations

import asyncio
import socket
import threading

import httpx
import pytest

from channel_adapter.messages import Received
from channel_adapter.whatsapp.webhook_app import WebhookApp

QUERY = b"hub.mode=subscribe&hub.challenge=1158201444&hub.verify_token=handshake-for-tests"


class Ledger:
    """An intake that remembers."""

    def __init__(self) -> None:
        self.items = []

    async def accept(self, items, *, arrived_at):
        self.items += items
        return len(items)


@pytest.fixture
def ledger():
    """What was kept."""
    return Ledger()


@pytest.fixture
def endpoint(room, ledger):
    """The endpoint at a path of its own."""
    return lambda path="/": WebhookApp([room.settings()], ledger, clock=room.clock(), path=path, meter=room.meter())


def ask(app, method, path, *, query=b"", body=b"", headers=()):
    """One request as a server makes it: the path whole, no root of its own."""
    outbox = []

    inbox = [{"type": "http.request", "body": body, "more_body": False}]

    async def receive():
        return inbox.pop() if inbox else await asyncio.Event().wait()

    async def send(event):
        outbox.append(event)

    raw = [(b"host", b"example.com"), *((name.encode(), value.encode()) for name, value in dict(headers).items())]
    scope = {
        "type": "http", "http_version": "1.1", "method": method, "scheme": "http", "path": path,
        "raw_path": path.encode(), "root_path": "", "query_string": query, "headers": raw,
        "asgi": {"version": "3.0"}, "client": ("127.0.0.1", 1), "server": ("127.0.0.1", 80),
    }  # fmt: skip
    asyncio.run(app(scope, receive, send))
    status = next(event["status"] for event in outbox if event["type"] == "http.response.start")
    return status, b"".join(event.get("body", b"") for event in outbox if event["type"] == "http.response.body")


def works(app, room, ledger, path):
    """The handshake is shaken and a message kept, with and without a slash at the end; beside it there is something else."""
    headers, body = room.webhook("text")
    for each in (path, f"{path}/"):
        assert ask(app, "GET", each, query=QUERY) == (200, b"1158201444")
        assert ask(app, "POST", each, body=body, headers=headers)[0] == 200
    assert [type(item) for item in ledger.items] == [Received, Received]
    assert ask(app, "GET", "/elsewhere")[0] == 404


def test_under_starlette(room, ledger, endpoint):
    """As a mount, and as a route of its own."""
    starlette = pytest.importorskip("starlette.applications", reason="pip install starlette")
    routing = pytest.importorskip("starlette.routing")
    mounted = starlette.Starlette(routes=[routing.Mount("/hooks/whatsapp/", app=endpoint())])
    works(mounted, room, ledger, "/hooks/whatsapp/")
    ledger.items.clear()
    inner = starlette.Starlette(routes=[routing.Mount("/hooks", app=endpoint("/whatsapp"))])
    works(inner, room, ledger, "/hooks/whatsapp")


def test_under_fastapi(room, ledger, endpoint):
    """Its mounts are Starlette's."""
    fastapi = pytest.importorskip("fastapi", reason="pip install fastapi")
    app = fastapi.FastAPI()
    app.mount("/hooks", endpoint("/whatsapp"))

    works(app, room, ledger, "/hooks/whatsapp")


def test_beside_django(room, ledger, endpoint):
    """Django mounts nothing: a line in ``asgi.py`` gives one path to us and the others to it."""
    pytest.importorskip("django", reason="pip install django")
    from django.conf import settings
    from django.core.asgi import get_asgi_application

    settings.configure(SECRET_KEY="for-tests", ROOT_URLCONF=(), ALLOWED_HOSTS=["*"], USE_TZ=True, LOGGING_CONFIG=None)
    django, ours = get_asgi_application(), endpoint("/whatsapp")

    async def application(scope, receive, send):
        await (ours if scope["path"].startswith("/whatsapp") else django)(scope, receive, send)

    works(application, room, ledger, "/whatsapp")


def test_alone_under_a_server(room, ledger, endpoint):
    """Over a real socket."""
    uvicorn = pytest.importorskip("uvicorn", reason="pip install uvicorn")
    listener = socket.create_server(("127.0.0.1", 0))
    server = uvicorn.Server(uvicorn.Config(endpoint("/whatsapp"), log_level="critical"))
    thread = threading.Thread(target=lambda: server.run(sockets=[listener]))
    thread.start()
    headers, body = room.webhook("text")
    root = f"http://127.0.0.1:{listener.getsockname()[1]}"

    with httpx.Client(trust_env=False) as client:
        handshake = client.get(f"{root}/whatsapp/", params=QUERY.decode())
        posted = client.post(f"{root}/whatsapp", content=body, headers=headers)
    server.should_exit = True
    thread.join(10)
    listener.close()

    assert (handshake.status_code, handshake.text, posted.status_code) == (200, "1158201444", 200)
    assert len(ledger.items) == 1
