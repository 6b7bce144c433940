"""Calls to services against a real server on this machine: what is sent, what is refused, what comes of faults."""

from __future__ import annotations

import asyncio
import ipaddress
import json
from collections.abc import Awaitable, Callable
from contextlib import suppress
from datetime import timedelta
from types import SimpleNamespace
from typing import Any

import pytest

from channel_adapter.clock import VirtualClock
from flow_notations.effects import Fetch
from flow_notations.errors import MissingSettings
from flow_notations.host import fetch
from flow_notations.host.fetch import Endpoint, HttpFetcher, endpoints
from flow_notations.host.fetching import Reply

LOOPBACK = (ipaddress.ip_network("127.0.0.0/8"),)
NOW = 1_800_000_000_000
JSON = "content-type: application/json\r\n"

Answer = Callable[[asyncio.StreamWriter], Awaitable[None]]


def raw(status: str, body: bytes | str = b"", headers: str = JSON) -> Answer:
    """A whole HTTP answer."""
    content = body.encode() if isinstance(body, str) else body

    async def write(writer: asyncio.StreamWriter) -> None:
        writer.write(f"HTTP/1.1 {status}\r\n{headers}content-length: {len(content)}\r\n\r\n".encode() + content)
        await writer.drain()

    return write


async def request_of(reader: asyncio.StreamReader) -> str:
    """A whole request as it arrived."""
    head = (await reader.readuntil(b"\r\n\r\n")).decode()
    length = next((int(line[15:]) for line in head.lower().split("\r\n") if line.startswith("content-length:")), 0)
    return head + (await reader.readexactly(length)).decode()


def calling(
    answer: Answer,
    *,
    attempt: int = 0,
    trusted: Any = LOOPBACK,
    base: str = "",
    timeout_ms: int = 2_000,
    secret: dict[str, str] | None = None,
    **more: Any,
) -> tuple[Reply, list[str]]:
    """Make one call to a server that gives this answer; the reply, and the requests that arrived."""
    requests: list[str] = []
    serving: list[asyncio.Task[None]] = []

    async def serve(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        serving.append(asyncio.current_task())  # type: ignore[arg-type]
        try:
            requests.append(await request_of(reader))
            await answer(writer)
        except asyncio.IncompleteReadError:
            return  # the caller has gone
        finally:
            writer.close()
            with suppress(ConnectionError):
                await asyncio.shield(writer.wait_closed())

    async def main() -> Reply:
        server = await asyncio.start_server(serve, "127.0.0.1", 0)
        port = server.sockets[0].getsockname()[1]
        endpoint = Endpoint(base=base or f"http://localhost:{port}/v2", timeout_ms=timeout_ms, headers=secret or {})
        fetcher = HttpFetcher({"orders": endpoint}, VirtualClock(NOW), trusted=trusted)
        call = Fetch(**{"ref": "i/1/1", "service": "orders", "method": "get", "path": "/AB-1"} | more)
        async with server:
            reply = await fetcher.fetch(call, attempt=attempt)
            await fetcher.aclose()
        if serving:
            await asyncio.wait(serving, timeout=0.2)
        for task in serving:
            task.cancel()
        await asyncio.gather(*serving, return_exceptions=True)
        return reply

    return asyncio.run(main()), requests


def test_json_comes_back_as_values() -> None:
    """Status and body, numbers exact, lists as tuples."""
    reply, requests = calling(raw("200 OK", '{"id": "AB-1", "total": 1.10, "lines": [1, 2]}'))
    assert reply == Reply(status=200, body={"id": "AB-1", "total": fetch.read_json("1.1"), "lines": (1, 2)})
    assert requests[0].startswith("GET /v2/AB-1 HTTP/1.1")


def test_a_request_says_who_asks_for_what() -> None:
    """The service's own name, its secret, the idempotency key, the flow's headers and body."""
    _, [request] = calling(
        raw("204 No Content"), method="post", body={"slot": "s1"}, key="k-1", headers={"X-Shop": "9"},
        secret={"authorization": "Bearer hidden"},
    )  # fmt: skip
    lines = request.lower().split("\r\n")
    assert any(line.startswith("host: localhost:") for line in lines)
    assert {"authorization: bearer hidden", "idempotency-key: k-1", "x-shop: 9", "accept-encoding: identity"} <= set(
        lines
    )
    assert json.loads(request.rpartition("\r\n")[2]) == {"slot": "s1"}


def test_without_a_key_the_ref_is_the_key() -> None:
    """A repetition after a crash can be recognised."""
    _, [request] = calling(raw("200 OK", "{}"))
    assert "idempotency-key: i/1/1" in request.lower()


def test_an_empty_answer_is_null() -> None:
    """204, and 200 without a body, whatever they claim to be."""
    assert calling(raw("200 OK", b"", ""))[0] == Reply(status=200, body=None)


def test_a_refusal_keeps_its_body() -> None:
    """The flow may read why; people get a sentence."""
    reply, _ = calling(raw("409 Conflict", '{"why": "gone"}'))
    assert (reply.status, reply.body, reply.retry_at) == (409, {"why": "gone"}, None)
    assert "409" in reply.sentence


def test_a_fault_page_is_only_its_status() -> None:
    """HTML of a gateway is nobody's data."""
    reply, _ = calling(raw("502 Bad Gateway", "<html>", "content-type: text/html\r\n"))
    assert (reply.status, reply.body) == (502, None)
    assert calling(raw("500 Oops", "<html>"))[0].body is None


def test_a_passing_fault_is_for_the_timers() -> None:
    """The fetcher never waits: it says when to come back, later when the service asks for it."""
    reply, _ = calling(raw("503 Busy", "{}", JSON + "retry-after: 7\r\n"), retries=1, every_ms=2_000)
    assert reply.retry_at == NOW + 7_000
    last, _ = calling(raw("503 Busy", "{}"), retries=1, attempt=1)
    assert last.retry_at is None


@pytest.mark.parametrize("after", ["soon", "99999999999"])
def test_a_strange_pause_is_not_heeded(after: str) -> None:
    """Dates and numbers beyond reason count as nothing."""
    reply, _ = calling(raw("503 Busy", "{}", JSON + f"retry-after: {after}\r\n"), retries=1, every_ms=2_000)
    assert reply.retry_at == NOW + 2_000


def test_silence_has_an_end() -> None:
    """A service that does not answer in its time counts as silent, and may be asked again."""

    async def never(_writer: asyncio.StreamWriter) -> None:
        await asyncio.Event().wait()

    reply, _ = calling(never, timeout_ms=50, retries=1)
    assert (reply.status, reply.retry_at) == (None, NOW + 1_000)
    assert "in time" in reply.sentence


def test_a_broken_connection_is_silence() -> None:
    """Only the kind of fault is told: its text may hold secrets."""

    async def hang_up(writer: asyncio.StreamWriter) -> None:
        writer.close()

    reply, _ = calling(hang_up)
    assert reply.status is None
    assert "could not be reached" in reply.sentence


@pytest.mark.parametrize("status", ["301 Moved", "302 Found", "307 Temporary", "308 Permanent"])
def test_a_redirect_is_not_followed(status: str) -> None:
    """Wherever it points: one request, no second."""
    reply, requests = calling(raw(status, "", "location: http://169.254.169.254/\r\n"), retries=3)
    assert (reply.status, reply.retry_at, len(requests)) == (None, None, 1)
    assert "elsewhere" in reply.sentence


def test_an_answer_has_a_largest_size() -> None:
    """At one below, at, and above the limit."""
    limit = fetch.REPLY_BYTES_MAX
    replies = [calling(raw("200 OK", '"' + "a" * (size - 2) + '"'))[0] for size in (limit - 1, limit, limit + 1)]
    assert [reply.status for reply in replies] == [200, 200, None]
    assert "larger" in replies[2].sentence


def test_a_request_has_a_largest_size() -> None:
    """Nothing is sent beyond it."""
    limit = fetch.REQUEST_BYTES_MAX
    found = [
        calling(raw("200 OK", "{}"), method="post", body="a" * (size - 2)) for size in (limit - 1, limit, limit + 1)
    ]
    assert [(reply.status, len(requests)) for reply, requests in found] == [(200, 1), (200, 1), (None, 0)]


@pytest.mark.parametrize("answer", [raw("200 OK", "<html>", "content-type: text/html\r\n"), raw("200 OK", "{")])
def test_only_json_is_an_answer(answer: Answer) -> None:
    """A page, or half a document, is none."""
    reply, _ = calling(answer, retries=2)
    assert (reply.status, reply.retry_at) == (None, None)
    assert "not JSON" in reply.sentence


def test_this_machine_is_not_called_unless_it_is_trusted() -> None:
    """No request leaves for a private address that nobody named."""
    reply, requests = calling(raw("200 OK", "{}"), trusted=(), retries=3)
    assert (reply.status, reply.retry_at, requests) == (None, None, [])
    assert "not a public address" in reply.sentence


@pytest.mark.parametrize("base", ["ftp://x", "http://", "http://user@localhost", "file:///etc/passwd"])
def test_only_plain_addresses_are_services(base: str) -> None:
    """What else stands in a centre file is refused."""
    assert "not a plain" in calling(raw("200 OK", "{}"), base=base)[0].sentence


@pytest.mark.parametrize(
    ("more", "sentence"),
    [
        ({"path": "/../admin"}, "climb"),
        ({"headers": {"Host": "evil.example"}}, "header"),
        ({"headers": {"X-A": "b\r\nX-C: d"}}, "header"),
        ({"service": "unknown"}, "not connected"),
    ],
)
def test_calls_that_no_flow_may_make(more: dict[str, Any], sentence: str) -> None:
    """Nothing reaches the server, and people read why."""
    reply, requests = calling(raw("200 OK", "{}"), **more)
    assert (reply.status, requests) == (None, [])
    assert sentence in reply.sentence


# --- where a call goes, without going there -----------------------------------------------------------------------------


def pinned(base: str, *addresses: str) -> tuple[Reply, list[SimpleNamespace]]:
    """Call a service whose name leads to these addresses; the requests a client would have sent."""
    built: list[SimpleNamespace] = []

    class Client:
        def build_request(self, method: str, url: str, **parts: Any) -> SimpleNamespace:
            built.append(SimpleNamespace(method=method, url=url, **parts))
            raise ConnectionError

        async def aclose(self) -> None:
            """Nothing is held."""

    async def resolver(_host: str, _port: int) -> list[Any]:
        return [ipaddress.ip_address(address) for address in addresses]

    async def main() -> Reply:
        fetcher = HttpFetcher({"s": Endpoint(base=base, timeout_ms=1_000)}, VirtualClock(NOW), resolver=resolver)
        fetcher._clients["s"] = Client()
        reply = await fetcher.fetch(Fetch(ref="r", service="s", method="get", path="/x"), attempt=0)
        await fetcher.aclose()
        return reply

    return asyncio.run(main()), built


def test_the_connection_goes_to_the_address_that_was_judged() -> None:
    """The name is kept for the certificate and the Host header only, so it cannot change its mind in between."""
    _, [request] = pinned("https://api.example.com/v1", "93.184.216.34")
    assert request.url == "https://93.184.216.34:443/v1/x"
    assert request.headers["host"] == "api.example.com"
    assert request.extensions == {"sni_hostname": "api.example.com"}
    _, [request] = pinned("https://api.example.com:8443", "2606:4700::1111")
    assert request.url == "https://[2606:4700::1111]:8443/x"


def test_one_private_address_among_public_ones_is_enough_to_refuse() -> None:
    """A name that leads to both is not trusted with either."""
    reply, built = pinned("https://api.example.com", "93.184.216.34", "10.0.0.1")
    assert built == []
    assert "10.0.0.1" in reply.sentence


def test_a_public_service_is_called_by_https_only() -> None:
    """Plain HTTP is for trusted networks."""
    reply, built = pinned("http://api.example.com", "93.184.216.34")
    assert built == []
    assert "https only" in reply.sentence


def test_a_name_that_leads_nowhere() -> None:
    """No address, no call."""
    assert "leads nowhere" in pinned("https://api.example.com")[0].sentence


# --- secrets ------------------------------------------------------------------------------------------------------------


def service(base: str) -> Any:
    """A service as the centre declares it."""
    return SimpleNamespace(base=base, timeout=timedelta(seconds=5))


def test_secrets_come_from_the_environment() -> None:
    """A bearer token, or a header of the service's own; neither is ever shown."""
    found = endpoints(
        {"bank": service("https://bank.example/v1/"), "shop": service("https://shop.example"), "open": service("https://o")},
        {"FLOW_SERVICE_BANK_TOKEN": " t0ken ", "FLOW_SERVICE_SHOP_HEADER": "X-Api-Key: abc"},
    )  # fmt: skip
    assert found["bank"] == Endpoint(
        base="https://bank.example/v1", timeout_ms=5_000, headers={"authorization": "Bearer t0ken"}
    )
    assert found["shop"].headers == {"x-api-key": "abc"}
    assert found["open"].headers == {}
    assert "t0ken" not in repr(found)


@pytest.mark.parametrize("header", ["abc", ": abc", "X-Key:"])
def test_a_header_that_is_none_is_named_but_not_shown(header: str) -> None:
    """The operator reads which variable to mend."""
    with pytest.raises(MissingSettings, match="FLOW_SERVICE_BANK_HEADER") as refused:
        endpoints({"bank": service("https://b")}, {"FLOW_SERVICE_BANK_HEADER": header})
    assert "abc" not in str(refused.value)


def test_a_served_host_reads_all_of_it_at_once() -> None:
    """Services, their secrets, and networks of our own."""
    services = {"bank": service("https://bank.example")}
    found = fetch.from_environment(services, {"FLOW_TRUSTED_NETWORKS": "10.0.0.0/8, fd00::/8"}, VirtualClock(NOW))
    assert [str(network) for network in found._trusted] == ["10.0.0.0/8", "fd00::/8"]
    with pytest.raises(MissingSettings, match="FLOW_TRUSTED_NETWORKS"):
        fetch.from_environment(services, {"FLOW_TRUSTED_NETWORKS": "ours"}, VirtualClock(NOW))


def test_a_plain_library_does_the_same(monkeypatch: pytest.MonkeyPatch) -> None:
    """Without the faster client the declared one is used."""
    monkeypatch.setitem(__import__("sys").modules, "httpx2", None)
    assert calling(raw("200 OK", '{"a": 1}'))[0].body == {"a": 1}
