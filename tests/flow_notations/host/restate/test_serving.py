"""What serves a cluster: each of the two servers speaks HTTP/2 without TLS, and leaves the rest of the program alone."""

from __future__ import annotations

import asyncio
import logging
import os
import signal
import socket
from typing import Any

import pytest

pytest.importorskip("restate", reason="pip install 'flow-notations[restate]'")
pytest.importorskip("h2", reason="pip install h2")

import httpx

from flow_notations.host.restate import serving
from flow_notations.host.restate.objects import service_of
from flow_notations.host.restate.post import Post
from tests.conformance.postgres_server import free_port

COMPILED = [pytest.param(True, id="granian"), pytest.param(False, id="hypercorn")]


async def repeating(_scope: Any, receive: Any, send: Any) -> None:
    """Answers what was said."""
    said = await receive()
    await send({"type": "http.response.start", "status": 200, "headers": []})
    await send({"type": "http.response.body", "body": said["body"]})


async def broken(_scope: Any, _receive: Any, _send: Any) -> None:
    raise RuntimeError("cannot be answered")


async def asked(where: tuple[str, int], words: str) -> httpx.Response:
    """What is answered, as soon as somebody listens."""
    async with asyncio.timeout(10), httpx.AsyncClient(http1=False, http2=True) as client:
        while True:
            try:
                return await client.post(f"http://{where[0]}:{where[1]}/", content=words)
            except httpx.ConnectError:
                await asyncio.sleep(0.01)


@pytest.fixture(params=COMPILED, autouse=True)
def compiled(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> bool:
    """Which of them serves."""
    pytest.importorskip("granian" if request.param else "hypercorn")
    monkeypatch.setattr(serving, "COMPILED", request.param)
    return bool(request.param)


def test_a_call_is_answered_until_it_is_time_to_stop() -> None:
    """Then the port is free again, and nobody else's log was closed."""

    class Log(logging.Handler):
        closed = False

        def close(self) -> None:
            self.closed = True
            super().close()

    async def main() -> None:
        where, stopping, log = ("127.0.0.1", free_port()), asyncio.Event(), Log()
        working = asyncio.ensure_future(serving.serving(repeating, where, stopping))
        answer = await asked(where, "hello")
        assert (answer.http_version, answer.text) == ("HTTP/2", "hello")
        stopping.set()
        await working
        socket.create_server(where).close()
        assert not log.closed

    asyncio.run(main())


def test_the_signal_to_stop_stays_the_programs_own() -> None:
    """Though the SDK would take it at the first call."""

    async def main() -> None:
        stopping, told = asyncio.Event(), asyncio.Event()
        asyncio.get_running_loop().add_signal_handler(signal.SIGTERM, told.set)
        where = ("127.0.0.1", free_port())
        working = asyncio.ensure_future(serving.serving(await service_of(Post(), rate=1), where, stopping))
        assert (await asked(where, "")).status_code == 404
        os.kill(os.getpid(), signal.SIGTERM)
        async with asyncio.timeout(10):
            await told.wait()
        stopping.set()
        await working

    asyncio.run(main())


def test_a_call_that_breaks_ends_alone() -> None:
    """Whoever calls is told so, and the next is answered."""
    breaks = [True]

    async def once(scope: Any, receive: Any, send: Any) -> None:
        await (broken if breaks.pop() else repeating)(scope, receive, send)

    async def main() -> None:
        where, stopping = ("127.0.0.1", free_port()), asyncio.Event()
        working = asyncio.ensure_future(serving.serving(once, where, stopping))
        assert (await asked(where, "hello")).status_code == 500
        breaks.append(False)
        assert (await asked(where, "hello")).text == "hello"
        stopping.set()
        await working

    asyncio.run(main())
