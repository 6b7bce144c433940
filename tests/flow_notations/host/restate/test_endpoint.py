"""Where a cluster calls a process: what happens when the port is taken, when nobody answers, and when it ends early."""

from __future__ import annotations

import asyncio
import socket
from typing import TYPE_CHECKING, Any

import pytest

pytest.importorskip("restate", reason="pip install 'flow-notations[restate]'")

from flow_notations.errors import MissingSettings, StoreUnavailable
from flow_notations.host.restate import RestateStore, addresses_of, cluster, endpoint, serving_addresses
from flow_notations.host.restate.post import Post
from flow_notations.host.stores import look_into
from tests.conformance.postgres_server import free_port

if TYPE_CHECKING:
    from collections.abc import Callable


def nowhere() -> str:
    """An address at which no cluster is."""
    return f"restate://127.0.0.1:{free_port()}?admin=127.0.0.1:{free_port()}&listen=127.0.0.1:{free_port()}"


def test_a_port_that_is_taken_is_named() -> None:
    """With the part of the address that says it."""

    async def main() -> None:
        with socket.create_server(("127.0.0.1", 0)) as taken:
            port = taken.getsockname()[1]
            store = RestateStore(serving_addresses(f"restate://127.0.0.1:1?admin=127.0.0.1:1&listen=127.0.0.1:{port}"))
            with pytest.raises(MissingSettings, match=f"127.0.0.1:{port}.*listen="):
                await store.transact(lambda tx: None)
            await store.close()

    asyncio.run(main())


def test_a_cluster_that_never_answers_is_not_waited_for_for_ever(monkeypatch: pytest.MonkeyPatch) -> None:
    """The process ends with one sentence, and its port is free again."""
    monkeypatch.setattr(endpoint, "OPEN_SECONDS_MAX", 0.2)
    monkeypatch.setattr(endpoint, "REGISTER_PAUSE_SECONDS", 0.01)
    addresses = serving_addresses(nowhere())

    async def main() -> None:
        store = RestateStore(addresses)
        with pytest.raises(StoreUnavailable, match="no Restate cluster answers at http://127"):
            await store.transact(lambda tx: None)
        await store.close()

    asyncio.run(main())
    assert addresses.listen is not None
    socket.create_server(addresses.listen).close()


def test_who_waits_for_a_host_is_sent_away_when_the_process_ends() -> None:
    """So that the cluster calls elsewhere, and the process does not wait for them."""

    async def main() -> None:
        post = Post()
        waiting = asyncio.ensure_future(post.holder())
        await asyncio.sleep(0)
        post.close()
        with pytest.raises(StoreUnavailable, match="ends"):
            await waiting

    asyncio.run(main())


def test_several_nodes_are_tried_and_each_is_named_in_the_address() -> None:
    """Whoever only looks needs no port of their own; the process may be reached by another name."""
    found = addresses_of("restate://a:1,b:2?admin=a:3,b:4&listen=0.0.0.0:5&reached=flows:6")
    assert found.ingress == ("http://a:1", "http://b:2")
    assert found.admin == ("http://a:3", "http://b:4")
    assert (found.listen, found.reached) == (("0.0.0.0", 5), "http://flows:6")
    assert (addresses_of("restate://a:1?admin=a:3").listen, addresses_of("restate://a:1?admin=a:3").reached) == (
        None,
        "",
    )


@pytest.mark.parametrize(
    "address",
    [
        "restate://a:x?admin=a:1",
        "restate://a:65536?admin=a:1",
        "restate://:1?admin=a:1",
        "restate://[::1?admin=a:1",
        "restate://a:1?admin=a:1,b:x",
        "restate://a:1?admin=a:1&listen=0.0.0.0:65536",
        "restate://a:1?admin=a:1&listen=0.0.0.0",
        "restate://a:1?admin=a:1&listen=0.0.0.0:5&reached=flows:x",
    ],
)
def test_an_address_without_a_host_or_with_no_port_is_refused(address: str) -> None:
    """Before anything is asked or listened to, in one sentence that shows the form."""
    with pytest.raises(MissingSettings, match="is not of the form restate://"):
        addresses_of(address)


def test_a_node_may_be_named_by_a_number() -> None:
    """Of either kind, up to the last port there is."""
    found = addresses_of("restate://[::1]:65535,10.0.0.1:1?admin=[::1]:2")
    assert (found.ingress, found.admin) == (("http://[::1]:65535", "http://10.0.0.1:1"), ("http://[::1]:2",))


def answering(*answers: bytes) -> Callable[[], Any]:
    """A server that gives these answers, one to a connection; ``b""`` is none, the connection stays open."""
    left = list(answers)

    async def answer(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        await reader.readuntil(b"\r\n\r\n")
        told = left.pop(0)
        if not told:
            await reader.read()
        writer.write(told)
        writer.close()

    return lambda: asyncio.start_server(answer, "127.0.0.1", 0)


def http(status: str, body: str) -> bytes:
    return f"HTTP/1.1 {status}\r\ncontent-length: {len(body)}\r\nconnection: close\r\n\r\n{body}".encode()


LOST = http("500 Internal Server Error", '{"message":"partition 0 is not here"}')
ROWS = http("200 OK", '{"rows":[{"value_utf8":"{}"}]}')


@pytest.mark.parametrize(
    ("answers", "sentence"),
    [
        ([http("404 Not Found", "service not found")], "flow serve"),
        ([http("500 Internal Server Error", "no")], "answers 500: no"),
        ([LOST] * 100, "not ready"),
        ([b""], "no answer within"),
    ],
)
def test_what_a_cluster_cannot_do_is_one_sentence(
    answers: list[bytes], sentence: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """For an operator, with what to do where that is known."""
    monkeypatch.setattr(cluster, "SETTLING_SECONDS_MAX", 0.05)
    monkeypatch.setattr(cluster, "SETTLING_PAUSE_SECONDS", 0.01)
    monkeypatch.setattr(cluster, "TIMEOUT", 0.2)

    async def main() -> None:
        async with await answering(*answers)() as server:
            port = server.sockets[0].getsockname()[1]
            store = look_into(f"restate://127.0.0.1:{port}?admin=127.0.0.1:{port}")
            with pytest.raises(StoreUnavailable, match=sentence):
                await store.transact(lambda tx: tx.conversations.find_one("x"))
            await store.close()

    asyncio.run(main())


def test_a_partition_on_its_way_is_waited_for() -> None:
    """A console asks again; so it does at another node when one is gone."""

    async def main() -> None:
        async with await answering(LOST, ROWS)() as server:
            port = server.sockets[0].getsockname()[1]
            store = look_into(f"restate://127.0.0.1:1?admin=127.0.0.1:{free_port()},127.0.0.1:{port}")
            assert await store.transact(lambda tx: tx.conversations.page(after="", limit=9)) == ()
            await store.close()

    asyncio.run(main())
