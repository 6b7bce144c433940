"""The one file that speaks HTTP: against a loopback server, and against both libraries' own fakes."""

from __future__ import annotations

import asyncio
import importlib.util
import json
import subprocess
import sys
from contextlib import AsyncExitStack
from pathlib import Path

import httpx
import httpx2
import pytest

from channel_adapter.errors import BodyTooLarge
from channel_adapter.whatsapp import client
from channel_adapter.whatsapp.client import HttpWire, Lanes, NoLaneError, connect
from channel_adapter.whatsapp.wire import Lost, WireFailure, WireReply

LIBRARIES = pytest.mark.parametrize("library", [httpx, httpx2], ids=["httpx", "httpx2"])


def wire_over(room, library, answer) -> HttpWire:
    """A wire whose client answers by the function ``answer``."""
    fake = library.AsyncClient(transport=library.MockTransport(answer))
    return HttpWire(room.settings(), client=fake)


@LIBRARIES
@pytest.mark.parametrize(
    ("name", "lost"),
    [
        ("ConnectError", Lost.NOT_SENT),
        ("ConnectTimeout", Lost.NOT_SENT),
        ("PoolTimeout", Lost.NOT_SENT),
        ("ReadTimeout", Lost.UNKNOWN),
        ("ReadError", Lost.UNKNOWN),
        ("WriteError", Lost.UNKNOWN),
        ("RemoteProtocolError", Lost.UNKNOWN),
    ],
)
def test_a_lost_request_says_whether_it_left(room, library, name, lost):
    """The failure names the kind of fault and never its text, which may hold an address."""

    def fail(request):
        raise getattr(library, name)("secret text", request=request)

    result = asyncio.run(wire_over(room, library, fail).post_message({}))

    assert result == WireFailure(lost=lost, details=name)


def test_somebody_elses_exception_is_not_swallowed(room):
    """A slip in a transport is a programmer's fault."""

    def fail(request):
        raise KeyError("slip")

    with pytest.raises(KeyError):
        asyncio.run(wire_over(room, httpx, fail).post_message({}))


@LIBRARIES
def test_a_message_is_posted_as_the_provider_wants_it(room, library):
    """Address, authorisation, compact UTF-8 JSON; the answer comes back whole with lower-case header names."""
    seen = []

    def answer(request):
        seen.append((request.method, str(request.url), request.headers["authorization"], request.content))
        assert request.headers["content-type"] == "application/json"
        return library.Response(206, content=b"answer", headers={"Retry-After": "5"})

    reply = asyncio.run(wire_over(room, library, answer).post_message({"text": {"body": "Grüße 👋"}}))

    url = "https://graph.facebook.com/v25.0/7001/messages"
    assert seen == [("POST", url, "Bearer token-for-tests", '{"text":{"body":"Grüße 👋"}}'.encode())]
    assert (reply.status, reply.body, reply.headers["retry-after"]) == (206, b"answer", "5")


@LIBRARIES
def test_a_redirect_is_an_answer_and_not_a_way(room, library):
    """The token never follows to another host."""
    wire = wire_over(room, library, lambda _: library.Response(302, headers={"location": "https://evil.example"}))

    assert asyncio.run(wire.post_message({})).status == 302


@LIBRARIES
@pytest.mark.parametrize(("size", "fits"), [(99, True), (100, True), (101, False)])
def test_an_answer_is_read_up_to_its_cap(room, library, size, fits):
    """Beyond it the rest is not read."""
    wire = wire_over(room, library, lambda _: library.Response(200, content=b"x" * size))
    fetch = wire.get("https://lookaside.fbsbx.com/a", bytes_max=100)

    if fits:
        assert len(asyncio.run(fetch).body) == size
    else:
        with pytest.raises(BodyTooLarge, match="100 bytes"):
            asyncio.run(fetch)


@LIBRARIES
@pytest.mark.parametrize(
    ("status", "size", "kept", "left"), [(200, 100, 100, 0), (200, 101, 0, None), (404, 9, 0, 9), (206, 9, 0, 9)]
)
def test_a_file_is_written_as_it_comes(room, library, status, size, kept, left):
    """Only a whole one; what the provider says instead of a file is the answer's body, and the cap holds."""
    wire = wire_over(room, library, lambda _: library.Response(status, content=b"x" * size))
    pieces = []
    fetch = wire.get("https://lookaside.fbsbx.com/a", bytes_max=100, write=pieces.append)

    if left is None:
        with pytest.raises(BodyTooLarge, match="100 bytes"):
            asyncio.run(fetch)
    else:
        assert len(asyncio.run(fetch).body) == left
    assert len(b"".join(pieces)) == kept


@LIBRARIES
def test_a_file_is_posted_as_a_form(room, library):
    """With its name, its type and the product; the token rides in the header."""
    seen = []

    def answer(request):
        seen.append((request.headers["content-type"], request.headers["authorization"], request.read()))
        return library.Response(200, content=b'{"id":"9"}')

    wire = wire_over(room, library, answer)
    posted = wire.post_file("https://graph.facebook.com/x", filename="a.png", mime_type="image/png", content=b"bytes")
    reply = asyncio.run(posted)

    ((kind, token, body),) = seen
    assert reply.body == b'{"id":"9"}'
    assert kind.startswith("multipart/form-data; boundary=")
    assert token == "Bearer token-for-tests"
    assert b'name="messaging_product"\r\n\r\nwhatsapp' in body
    assert b'filename="a.png"\r\nContent-Type: image/png\r\n\r\nbytes' in body


def test_a_client_that_was_handed_in_stays_open(room):
    """It is its owner's to close."""
    theirs = httpx.AsyncClient(transport=httpx.MockTransport(lambda _: httpx.Response(200)))

    async def main() -> bool:
        wire = HttpWire(room.settings(), client=theirs)
        await wire.post_message({})
        await wire.aclose()
        still_open = not theirs.is_closed
        await theirs.aclose()
        return still_open

    assert asyncio.run(main())


class Lane:
    """A client that does nothing but be open or closed."""

    closed = False

    async def aclose(self):
        self.closed = True


def test_a_lane_is_used_again(room):
    """One after the other needs one connection; two at once need two; closing closes them."""
    made = []

    def make():
        made.append(Lane())
        return made[-1]

    async def main():
        lanes = Lanes(make)
        for _ in range(3):
            async with lanes.lane():
                pass
        assert len(made) == 1
        async with lanes.lane() as one, lanes.lane() as other:
            assert one is not other
        await lanes.aclose()

    asyncio.run(main())
    assert [lane.closed for lane in made] == [True, True]


@pytest.mark.parametrize("busy", [19, 20, 21, 25])
def test_lanes_not_needed_are_closed(busy):
    """After a burst at most 20 idle connections stay."""
    made = []

    def make():
        made.append(Lane())
        return made[-1]

    async def main():
        lanes = Lanes(make)
        async with AsyncExitStack() as stack:
            for _ in range(busy):
                await stack.enter_async_context(lanes.lane())

    asyncio.run(main())
    assert sum(not lane.closed for lane in made) == min(busy, client.IDLE_CONNECTIONS_MAX)


def test_a_full_house_sends_nothing(room, monkeypatch):
    """When no connection gets free in time, the message has certainly not left."""
    monkeypatch.setattr(client, "CONNECT_TIMEOUT_MS", 1)

    async def main():
        lanes = Lanes(Lane, lanes_max=1)
        wire = HttpWire(room.settings())
        wire._lend = lanes.lane
        async with lanes.lane():
            with pytest.raises(NoLaneError):
                async with lanes.lane():
                    pass
            return await wire.post_message({})

    assert asyncio.run(main()) == WireFailure(lost=Lost.NOT_SENT, details="every connection is in use")


def test_the_faster_library_is_chosen():
    """httpx2 is installed here, so it is used."""
    assert client.httpx is httpx2


def test_the_declared_library_serves_where_the_faster_one_is_missing(monkeypatch):
    """Without httpx2 the same file uses httpx."""
    monkeypatch.setitem(sys.modules, "httpx2", None)
    spec = importlib.util.find_spec("channel_adapter.whatsapp.client")
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)

    assert module.httpx is httpx


def test_nothing_loads_a_client_before_it_is_used():
    """Reading webhooks and preparing messages costs no HTTP library."""
    code = (
        "import sys, channel_adapter.whatsapp.channel, channel_adapter.whatsapp.webhook_app;"
        "print({'httpx', 'httpx2'} & sys.modules.keys())"
    )
    root = Path(__file__).parents[3]
    run = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True, cwd=root)

    assert run.stdout.strip() == "set()"


async def over_loopback(room, serve, *, timeout_ms: int = 5_000):
    """Post one message to a raw server of this process."""
    server = await asyncio.start_server(serve, "127.0.0.1", 0)
    port = server.sockets[0].getsockname()[1]
    wire = connect(room.settings(base_url=f"http://127.0.0.1:{port}", request_timeout_ms=timeout_ms))
    try:
        return await wire.post_message({"type": "text"})
    finally:
        await wire.aclose()
        server.close()


def test_a_real_socket_carries_a_message(room):
    """Bytes out, bytes in."""

    async def serve(reader, writer):
        head = await reader.readuntil(b"\r\n\r\n")
        assert head.startswith(b"POST /v25.0/7001/messages HTTP/1.1")
        body = await reader.readexactly(len(b'{"type":"text"}'))
        answer = json.dumps({"got": body.decode()}).encode()
        writer.write(b"HTTP/1.1 200 OK\r\nContent-Length: %d\r\n\r\n%s" % (len(answer), answer))
        await writer.drain()
        writer.close()

    reply = asyncio.run(over_loopback(room, serve))

    assert isinstance(reply, WireReply)
    assert json.loads(reply.body) == {"got": '{"type":"text"}'}


def test_a_server_that_hangs_up_leaves_us_uncertain(room):
    """The request was read and no answer came: it may have been carried out."""

    async def serve(reader, writer):
        await reader.readuntil(b"\r\n\r\n")
        writer.close()

    assert asyncio.run(over_loopback(room, serve)).lost is Lost.UNKNOWN


def test_a_server_that_stays_silent_leaves_us_uncertain(room):
    """After the timeout nothing is known."""
    release = asyncio.Event()

    async def serve(reader, writer):
        await release.wait()
        writer.close()

    async def main():
        result = await over_loopback(room, serve, timeout_ms=50)
        release.set()
        await asyncio.sleep(0)
        return result

    assert asyncio.run(main()) == WireFailure(lost=Lost.UNKNOWN, details="ReadTimeout")


def test_a_closed_port_is_not_sent(room):
    """Nothing listens there: the message never left."""

    async def main():
        server = await asyncio.start_server(lambda *_: None, "127.0.0.1", 0)
        port = server.sockets[0].getsockname()[1]
        server.close()
        await server.wait_closed()
        wire = connect(room.settings(base_url=f"http://127.0.0.1:{port}"))
        result = await wire.post_message({})
        await wire.aclose()
        return result

    assert asyncio.run(main()) == WireFailure(lost=Lost.NOT_SENT, details="ConnectError")
