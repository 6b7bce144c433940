"""HTTP on loopback, as little of it as a soak needs: a listener for the provider's side, lines that post webhooks.

Bytes in and out. What a request means, and whether it is answered at all, is decided elsewhere.
"""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING, Final, NamedTuple, TypeAlias

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

HEAD_END: Final = b"\r\n\r\n"
UNANSWERED: Final = 0
ANSWER_S_MAX: Final = 60


class Reply(NamedTuple):
    """An answer: its bytes, ``None`` for a connection that breaks off instead, and how long it takes."""

    content: bytes | None
    seconds: float = 0.0


Answerer: TypeAlias = "Callable[[str, bytes], Reply]"


def framed(status: int, body: bytes, content_type: str = "application/json") -> bytes:
    """The bytes of an answer."""
    head = f"HTTP/1.1 {status} .\r\ncontent-type: {content_type}\r\ncontent-length: {len(body)}\r\n\r\n"
    return head.encode() + body


class Listening(asyncio.Protocol):
    """One connection of somebody who asks; one question at a time."""

    def __init__(self, answerer: Answerer, answered: Callable[[], None]) -> None:
        self._answerer, self._answered = answerer, answered
        self._held = b""
        self._transport: asyncio.Transport | None = None

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        assert isinstance(transport, asyncio.Transport)
        self._transport = transport

    def connection_lost(self, exc: Exception | None) -> None:
        self._transport = None

    def data_received(self, data: bytes) -> None:
        self._held += data
        head, end, rest = self._held.partition(HEAD_END)
        length = _length_in(head)
        if not end or len(rest) < length:
            return
        self._held = rest[length:]
        reply = self._answerer(head.split(b" ", 2)[1].decode(), rest[:length])
        if reply.seconds:
            asyncio.get_running_loop().call_later(reply.seconds, self._reply, reply.content)
        else:
            self._reply(reply.content)

    def _reply(self, content: bytes | None) -> None:
        if self._transport is None:
            return
        if content is None:
            self._transport.abort()
            return
        self._transport.write(content)
        self._answered()


class Lines:
    """Connections to one server, kept for the next post."""

    def __init__(self, posted: Callable[[], None]) -> None:
        """``posted`` is called when the bytes of a post have left."""
        self._posted = posted
        self._idle: list[tuple[asyncio.StreamReader, asyncio.StreamWriter]] = []

    async def post(self, port: int, body: bytes, headers: Mapping[str, str], *, hang_up: bool = False) -> int:
        """Post a webhook; the status, or ``UNANSWERED`` when there was none. ``hang_up``: do not wait for it."""
        words = "".join(f"{name}: {value}\r\n" for name, value in headers.items())
        head = f"POST /webhook HTTP/1.1\r\nhost: 127.0.0.1\r\ncontent-length: {len(body)}\r\n{words}\r\n"
        try:
            async with asyncio.timeout(ANSWER_S_MAX):
                reader, writer = self._kept() or await asyncio.open_connection("127.0.0.1", port)
        except (OSError, TimeoutError):
            return UNANSWERED
        try:
            async with asyncio.timeout(ANSWER_S_MAX):
                writer.write(head.encode() + body)
                await writer.drain()
                self._posted()
                if hang_up:
                    writer.close()
                    return UNANSWERED
                answer = await reader.readuntil(HEAD_END)
                await reader.readexactly(_length_in(answer))
        except (OSError, EOFError, TimeoutError):
            writer.close()
            return UNANSWERED
        self._idle.append((reader, writer))
        return int(answer[9:12])

    def _kept(self) -> tuple[asyncio.StreamReader, asyncio.StreamWriter] | None:
        """The line used last, if the server has not closed it since."""
        while self._idle:
            reader, writer = self._idle.pop()
            if not reader.at_eof():
                return reader, writer
            writer.close()
        return None

    def close(self) -> None:
        """The server is gone, or will be."""
        while self._idle:
            self._idle.pop()[1].close()


async def page(port: int, path: str, token: str) -> str:
    """What an operator reads; nothing when nobody answers."""
    try:
        async with asyncio.timeout(ANSWER_S_MAX):
            reader, writer = await asyncio.open_connection("127.0.0.1", port)
    except (OSError, TimeoutError):
        return ""
    try:
        async with asyncio.timeout(ANSWER_S_MAX):
            writer.write(f"GET {path} HTTP/1.0\r\nhost: 127.0.0.1\r\nauthorization: Bearer {token}\r\n\r\n".encode())
            answer = await reader.read()
    except (OSError, TimeoutError):
        return ""
    finally:
        writer.close()
    return answer.partition(HEAD_END)[2].decode()


def _length_in(head: bytes) -> int:
    for line in head.split(b"\r\n"):
        name, _, value = line.partition(b":")
        if name.lower() == b"content-length":
            return int(value)
    return 0
