"""Where a cluster calls a process: what happens when the port is taken, when nobody answers, and when it ends early."""

from __future__ import annotations

import asyncio
import json
import socket
from typing import TYPE_CHECKING, Any

import httpx
import pytest

pytest.importorskip("restate", reason="pip install 'flow-notations[restate]'")

from flow_notations.errors import MissingSettings, StoreUnavailable
from flow_notations.host.restate import RestateStore, addresses_of, cluster, endpoint, serving_addresses
from flow_notations.host.restate.post import Post
from flow_notations.host.restate.recognising import recognise_admin
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
        with pytest.raises(StoreUnavailable, match="Restate does not answer at http://127"):
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
        try:
            head = await reader.readuntil(b"\r\n\r\n")
        except asyncio.IncompleteReadError:  # whoever asks has enough
            writer.close()
            return
        await reader.readexactly(int(head.lower().partition(b"content-length: ")[2].partition(b"\r\n")[0] or 0))
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
        ([http("500 Internal Server Error", '{"message":"no room"}')], "answers 500: no room$"),
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


HEALTHY = http("200 OK", '{"services":[]}')
UNKNOWN = http("404 Not Found", "")
BAD_PATH = http("400 Bad Request", '{"code":400,"message":"bad path"}')


def version(number: object) -> bytes:
    return http("200 OK", json.dumps({"version": number}))


@pytest.mark.parametrize(
    ("ingress", "admin", "sentence"),
    [
        (UNKNOWN, version("1.7.12"), "is not the ingress of a Restate server .port 8080 by default.; see restate://"),
        (HEALTHY, BAD_PATH, "is not the admin port of a Restate server .9070 by default.; see admin= in"),
        (HEALTHY, http("200 OK", "<html>"), "is not the admin port"),
        (HEALTHY, http("200 OK", "[]"), "is not the admin port"),
        (HEALTHY, version(3), "is not the admin port"),
        (HEALTHY, version("1.6.9"), "is version 1.6.9; 1.7 or newer is needed"),
        (HEALTHY, version("0.9"), "is version 0.9; 1.7 or newer is needed"),
    ],
)
def test_what_is_no_cluster_or_too_old_is_said_at_once(ingress: bytes, admin: bytes, sentence: str) -> None:
    """In one sentence that names the part of the address; the port is let go of."""

    async def main() -> None:
        async with await answering(ingress)() as one, await answering(admin)() as other:
            ports = [each.sockets[0].getsockname()[1] for each in (one, other)]
            own = free_port()
            where = f"restate://127.0.0.1:{ports[0]}?admin=127.0.0.1:{ports[1]}&listen=127.0.0.1:{own}"
            store = RestateStore(serving_addresses(where))
            with pytest.raises(MissingSettings, match=sentence):
                await store.transact(lambda tx: None)
            await store.close()
            socket.create_server(("127.0.0.1", own)).close()

    asyncio.run(main())


@pytest.mark.parametrize("number", ["1.7.0", "1.8", "2.0.1", "nightly"])
def test_a_server_that_is_new_enough_is_taken(number: str) -> None:
    """So is one whose version cannot be read, and one that is busy: what it can is seen when it is asked."""
    recognise_admin(httpx.Response(200, json={"version": number}), "http://h:1")
    recognise_admin(httpx.Response(503), "http://h:1")


def test_a_cluster_that_cannot_come_here_says_so(monkeypatch: pytest.MonkeyPatch) -> None:
    """What it says of that is passed on, with what to look at."""
    monkeypatch.setattr(endpoint, "OPEN_SECONDS_MAX", 3.0)
    monkeypatch.setattr(endpoint, "REGISTER_PAUSE_SECONDS", 0.01)
    refused = http("500 Internal Server Error", '{"message":"META0003 connection refused"}')

    async def main() -> None:
        async with (
            await answering(*[HEALTHY] * 9999)() as one,
            await answering(*[version("1.7.0"), refused] * 9999)() as other,
        ):
            ports = [each.sockets[0].getsockname()[1] for each in (one, other)]
            where = (
                f"restate://127.0.0.1:{ports[0]}?admin=127.0.0.1:{ports[1]}&listen=127.0.0.1:{free_port()}&reached=h:1"
            )
            store = RestateStore(serving_addresses(where))
            sentence = (
                r"does not reach this process at http://h:1 .Restate answers 500: META0003.*see reached= and listen="
            )
            with pytest.raises(StoreUnavailable, match=sentence):
                await store.transact(lambda tx: None)
            await store.close()

    asyncio.run(main())
