"""How many text messages a core sends: this adapter, whole and bare, on httpx2 and httpx, beside the leading library.

Run it as a script; what is not installed is left out. Every contestant posts to the same raw asyncio server on loopback,
in a process of its own; what counts is the processor time of the sending process. They take turns, round by round, so that
a busy machine disturbs all alike; each one's best round counts.

Bars: the whole channel, with limits, window and pacing on, at least 1,000 messages a second and core at 20 at once with
httpx2, and at least 2 x pywa_async.
"""

from __future__ import annotations

import asyncio
import subprocess
import sys
import time
from importlib import import_module
from importlib.util import find_spec, module_from_spec
from itertools import count
from pathlib import Path
from typing import TYPE_CHECKING

sys.path.insert(0, str(Path(__file__).resolve().parents[2]))

from channel_adapter.channel import Accepted
from channel_adapter.clock import SystemClock
from channel_adapter.messages import Address, Outbound, Text
from channel_adapter.whatsapp.channel import WhatsAppChannel
from channel_adapter.whatsapp.dialect import NumberSettings, Secret
from channel_adapter.whatsapp.payloads import message_body
from channel_adapter.whatsapp.wire import WireReply

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Awaitable, Callable
    from types import ModuleType

    from channel_adapter.whatsapp.wire import Wire

    Send = Callable[[int], Awaitable[None]]

MESSAGES = 600
ROUNDS = 7
CONCURRENCIES = (1, 20)
COPY = "Your order AB-1234 is on its way and should reach you on Tuesday."
ANSWER = (
    b'{"messaging_product":"whatsapp","contacts":[{"input":"+27820000000","wa_id":"27820000000","user_id":"ZA.1"}],'
    b'"messages":[{"id":"wamid.HBgLMTY1MDU1NTEyMzQVAgARGBI5QTNDQTVCM0Q0Q0Q2RTY3RTcA"}]}'
)
HEAD = b"HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: %d\r\n\r\n" % len(ANSWER)


async def serve() -> None:
    """Answer every request with an acceptance; print the port first."""

    async def one(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        try:
            while True:
                head = (await reader.readuntil(b"\r\n\r\n")).lower()
                length = head.partition(b"content-length:")[2].partition(b"\r\n")[0]
                await reader.readexactly(int(length or 0))
                writer.write(HEAD + ANSWER)
        except (asyncio.IncompleteReadError, ConnectionError):
            writer.close()

    server = await asyncio.start_server(one, "127.0.0.1", 0)
    print(server.sockets[0].getsockname()[1], flush=True)
    await server.serve_forever()


def client_module(library: str) -> ModuleType | None:
    """The adapter's client over a library, or ``None`` where that is not installed."""
    try:
        import_module(library)
    except ImportError:
        return None
    hidden = sys.modules.get("httpx2")
    if library == "httpx":
        sys.modules["httpx2"] = None  # type: ignore[assignment]
    spec = find_spec("channel_adapter.whatsapp.client")
    assert spec
    assert spec.loader
    module = module_from_spec(spec)
    spec.loader.exec_module(module)
    if hidden:
        sys.modules["httpx2"] = hidden
    return module


def part(number: int) -> Outbound:
    """One message; recipients take turns, so that no pair is paced."""
    return Outbound(
        ref=f"bench/{number}/0", to=Address(phone=f"+2782{number % 10_000_000:07}"), content=Text(body=COPY)
    )


def bare(wire: Wire) -> Send:
    """Body and request only."""

    async def send(number: int) -> None:
        assert isinstance(await wire.post_message(message_body(part(number))), WireReply)

    return send


def whole(settings: NumberSettings, wire: Wire) -> Send:
    """Limits, window, breaker, pacing, window, request, outcome, report."""
    clock = SystemClock()
    channel = WhatsAppChannel(settings, wire, clock=clock)
    until = clock.now() + 86_400_000

    async def send(number: int) -> None:
        outcome = await channel.send(part(number), window_until=until)
        assert isinstance(outcome, Accepted), outcome

    return send


def pywa_send(root: str) -> Send | None:
    """pywa's asynchronous client, pointed at the same server."""
    try:
        import httpx
        from pywa_async import WhatsApp
    except ImportError:
        return None
    session = httpx.AsyncClient()
    client = WhatsApp(phone_id="7001", token="t", session=session)
    session.base_url = f"{root}/v25.0"

    async def send(number: int) -> None:
        assert await client.send_message(to=f"2782{number % 10_000_000:07}", text=COPY, tracker=f"bench/{number}/0")

    return send


async def contestants(root: str) -> AsyncIterator[tuple[str, Send]]:
    """Who takes part in this interpreter."""
    # The number's rate is set beyond reach: pacing is on, and never waits.
    settings = NumberSettings(number_id="7001", token=Secret("t"), base_url=root, number_per_second=1_000_000)
    for library in ("httpx2", "httpx"):
        if module := client_module(library):
            wire = module.connect(settings)
            yield f"wire, {library}", bare(wire)
            yield f"channel, {library}", whole(settings, wire)
    if send := pywa_send(root):
        yield "pywa_async", send


async def per_second(send: Send, concurrency: int, numbers: count[int]) -> float:
    """One round's rate, in messages per second of processor time."""
    left = iter(range(MESSAGES))

    async def worker() -> None:
        for _ in left:
            await send(next(numbers))

    start = time.process_time()
    await asyncio.gather(*(worker() for _ in range(concurrency)))
    return MESSAGES / (time.process_time() - start)


async def measure(root: str) -> dict[tuple[str, int], float]:
    """The best rate of every contestant at every concurrency."""
    numbers = count()
    present = [each async for each in contestants(root)]
    rates = {(name, concurrency): 0.0 for concurrency in CONCURRENCIES for name, _ in present}
    for _, send in present:
        await send(next(numbers))
    for _ in range(ROUNDS):
        for concurrency in CONCURRENCIES:
            for name, send in present:
                rate = await per_second(send, concurrency, numbers)
                rates[name, concurrency] = max(rates[name, concurrency], rate)
    for (name, concurrency), rate in rates.items():
        print(f"{name:16} at {concurrency:>2}  {rate:>7,.0f} /s and core")
    return rates


def main() -> None:
    """Start the server, measure, print, stop the server."""
    with subprocess.Popen([sys.executable, __file__, "serve"], stdout=subprocess.PIPE) as server:
        assert server.stdout
        try:
            rates = asyncio.run(measure(f"http://127.0.0.1:{int(server.stdout.readline())}"))
        finally:
            server.terminate()
    peer = rates.get(("pywa_async", 20))
    for library in ("httpx2", "httpx"):
        if (ours := rates.get((f"channel, {library}", 20))) and peer:
            print(f"the channel on {library} is {ours / peer:.1f} x pywa_async at 20 (bar: 2)")
    if peer is None:
        print("pywa is not installed: no ratio to it")


if __name__ == "__main__":
    asyncio.run(serve()) if sys.argv[1:] == ["serve"] else main()
