"""Webhooks over HTTP, and the whole emulator as a process."""

from __future__ import annotations

import asyncio
import json
import socket
import subprocess
import sys
from typing import Any

import httpx
import pytest

from channel_adapter.clock import SystemClock, VirtualClock
from channel_adapter.emulator import BusinessNumber, Cloud, Habits, LoseAnswer, signed_headers
from channel_adapter.emulator.__main__ import _parser as parser
from channel_adapter.emulator.__main__ import main, serve, stage_of
from channel_adapter.emulator.known_secrets import VERIFY_TOKEN
from channel_adapter.emulator.postman import Postman
from channel_adapter.emulator.stage import JumpingClock, Stage

NOON = 1_800_000_000_000
HOOK = "http://business.test/hook"


def stage_with(clock: Any, *, url: str | None = HOOK, webhook_after: int = 150) -> Stage:
    def make(seed: int) -> Cloud:
        return Cloud(numbers=[BusinessNumber(webhook_url=url)], habits=Habits(webhook_after=webhook_after), seed=seed)

    stage = Stage(make=make, clock=JumpingClock(clock), cloud=make(0))
    stage.cloud.customer("+27821234567")
    return stage


def client(answers: Any) -> httpx.AsyncClient:
    return httpx.AsyncClient(transport=httpx.MockTransport(answers))


def test_webhooks_are_posted_signed_and_again_until_they_are_taken() -> None:
    """500 first, no answer at all second, then 200: three posts of the same bytes, all in the log."""
    seen: list[httpx.Request] = []

    def business(request: httpx.Request) -> httpx.Response:
        seen.append(request)
        if len(seen) == 2:
            raise httpx.ReadTimeout("slow")
        return httpx.Response(500 if len(seen) == 1 else 200)

    async def run() -> None:
        clock = VirtualClock(NOON)
        stage = stage_with(clock)
        postman = Postman(stage, client(business))
        stage.cloud.says("27821234567", "hi", at=NOON)
        await postman.post_due()
        assert seen == []
        for _ in range(3):
            clock.advance_to(stage.cloud.next_due() or 0)
            await postman.post_due()
        assert [status for _, status in stage.log] == [500, 0, 200]
        assert stage.cloud.next_due() is None

    asyncio.run(run())
    assert len({request.content for request in seen}) == 1
    expected = signed_headers(BusinessNumber(), seen[0].content)
    assert seen[0].headers["x-hub-signature-256"] == expected["x-hub-signature-256"]


def test_the_postman_wakes_for_news_and_for_what_falls_due() -> None:
    """Asleep with nothing to do, woken by an act, then by the hour; cancelled, it gives its connections back."""
    posted = asyncio.Event()

    def business(_: httpx.Request) -> httpx.Response:
        posted.set()
        return httpx.Response(200)

    async def run() -> None:
        stage = stage_with(SystemClock(), webhook_after=20)
        http = client(business)
        task = asyncio.create_task(Postman(stage, http).run())
        await asyncio.sleep(0)
        stage.cloud.says("27821234567", "hi", at=stage.clock.now())
        stage.changed()
        await asyncio.wait_for(posted.wait(), 5)
        task.cancel()
        with pytest.raises(asyncio.CancelledError):
            await task
        assert http.is_closed

    asyncio.run(run())


@pytest.mark.parametrize(("kind", "agreed"), [("echo", True), ("other", False), ("down", False)])
def test_the_handshake_wants_its_challenge_back(kind: str, *, agreed: bool) -> None:
    """Only the echoed challenge with status 200 counts."""

    def business(request: httpx.Request) -> httpx.Response:
        if kind == "down":
            raise httpx.ConnectError("refused")
        assert request.url.params["hub.mode"] == "subscribe"
        assert request.url.params["hub.verify_token"] == BusinessNumber().verify_token
        return httpx.Response(200, text=request.url.params["hub.challenge"] if kind == "echo" else "?")

    async def run() -> bool:
        stage = stage_with(VirtualClock(NOON))
        return await Postman(stage, client(business)).handshake(stage.cloud.numbers[0])

    assert asyncio.run(run()) is agreed


def test_webhooks_without_an_address_are_kept_to_be_read() -> None:
    """Nothing is posted; the log has them."""
    stage = stage_with(VirtualClock(NOON), url=None)
    stage.cloud.says("27821234567", "hi", at=NOON)
    assert stage.carry(NOON + 1_000) == ()
    assert [status for _, status in stage.log] == [0]


def test_over_real_sockets_a_lost_answer_breaks_the_connection() -> None:
    """The client sees an answer that never came whole; the message went out, and its webhook arrives signed."""
    received: list[Any] = []
    arrived = asyncio.Event()

    async def business(scope: Any, receive: Any, send: Any) -> None:
        body = (await receive())["body"]
        received.append(json.loads(body) if body else scope["method"])
        await send({"type": "http.response.start", "status": 200, "headers": [(b"content-length", b"0")]})
        await send({"type": "http.response.body", "body": b""})
        if body:
            arrived.set()

    async def run() -> None:
        import uvicorn

        hook = socket.create_server(("127.0.0.1", 0))
        listener = socket.create_server(("127.0.0.1", 0))
        origin = f"http://127.0.0.1:{listener.getsockname()[1]}"
        options = parser().parse_args(["--webhook", f"http://127.0.0.1:{hook.getsockname()[1]}/", "--stormy"])
        stage = stage_of(options, origin)
        stage.cloud = Cloud(numbers=stage.cloud.numbers, habits=Habits(sent_after=0, webhook_after=0))
        config = uvicorn.Config(business, log_level="critical", lifespan="off")
        business_server = uvicorn.Server(config)
        tasks = [
            asyncio.create_task(business_server.serve(sockets=[hook])),
            asyncio.create_task(serve(listener, stage, ["+27821234567=Ada", "+4915112345678"])),
        ]
        async with httpx.AsyncClient(base_url=origin, trust_env=False) as http:
            while not (await _up(http)):
                await asyncio.sleep(0.01)
            stage.cloud.schedule(LoseAnswer())
            stage.cloud.says("27821234567", "hi", at=stage.clock.now())
            body = {"messaging_product": "whatsapp", "to": "+27821234567", "type": "text", "text": {"body": "x"}}
            headers = {"authorization": f"Bearer {stage.cloud.numbers[0].access_token}"}
            with pytest.raises(httpx.RemoteProtocolError):
                await http.post(f"/v25.0/{stage.cloud.numbers[0].id}/messages", json=body, headers=headers)
            await asyncio.wait_for(arrived.wait(), 5)
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)
        hook.close()

    asyncio.run(run())
    assert received[0] == "GET"
    assert received[1]["object"] == "whatsapp_business_account"


async def _up(http: httpx.AsyncClient) -> bool:
    try:
        return (await http.get("/emulator/world")).status_code == 200
    except httpx.TransportError:
        return False


def test_the_command_prints_its_port_first_and_serves_there() -> None:
    """A program that starts it reads one line and knows where to go."""
    command = [sys.executable, "-m", "channel_adapter.emulator", "--customer", "+27821234567=Ada"]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout
        port = int(process.stdout.readline())
        assert process.stdout.readline().startswith("number 106540352242922")
        page = process.stdout.readline().split()[-1]
        assert process.stdout.readline() == f"all phones: http://127.0.0.1:{port}/\n"
        assert process.stdout.readline().startswith("for `flow serve`, to copy")
        lines = [process.stdout.readline().strip() for _ in range(5)]
        settings = dict(line.removeprefix("export ").split("=", 1) for line in lines)
        assert settings["WHATSAPP_BASE_URL"] == f"http://127.0.0.1:{port}"
        assert settings["WHATSAPP_VERIFY_TOKEN"] == VERIFY_TOKEN
        assert page == f"http://127.0.0.1:{port}/emulator/phone/27821234567"
        with httpx.Client(trust_env=False) as http:
            for _ in range(500):
                try:
                    assert http.get(page).status_code == 200
                    break
                except httpx.ConnectError:
                    continue
        process.terminate()


def test_an_interrupt_ends_it_quietly(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    """Ctrl-C is the way to stop it."""

    async def interrupted(listener: socket.socket, *_: Any) -> None:
        listener.close()
        raise KeyboardInterrupt

    monkeypatch.setattr("channel_adapter.emulator.__main__.serve", interrupted)
    assert main([]) == 0
    assert capsys.readouterr().out == ""


def test_without_a_webhook_it_serves_all_the_same(capsys: pytest.CaptureFixture[str]) -> None:
    """Nobody is asked for a handshake; the greeting says where webhooks can be read."""

    async def run() -> None:
        listener = socket.create_server(("127.0.0.1", 0))
        origin = f"http://127.0.0.1:{listener.getsockname()[1]}"
        task = asyncio.create_task(serve(listener, stage_of(parser().parse_args([]), origin), ()))
        async with httpx.AsyncClient(base_url=origin, trust_env=False) as http:
            while not (await _up(http)):
                await asyncio.sleep(0.01)
        task.cancel()
        await asyncio.gather(task, return_exceptions=True)

    asyncio.run(run())
    shown = capsys.readouterr().out
    assert "/emulator/deliveries" in shown
    assert "handshake" not in shown
