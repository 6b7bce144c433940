"""What an admin endpoint is asked wrongly is answered with a sentence: queries, tokens, paths, a store that is away."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from flow_notations.errors import StoreUnavailable
from flow_notations.host.admin import ENDPOINTS
from flow_notations.host.admin_queries import (
    LIMIT_MAX,
    PARAMETERS,
    PARAMETERS_MAX,
    SIGNS_SHOWN_MAX,
    Query,
    WrongQuery,
    read_query,
)
from flow_notations.host.asgi import HostApp
from flow_notations.host.settings import from_environment
from tests.flow_notations.host.test_admin import ADMINS, ALL, Desk, ask
from tests.flow_notations.host.test_serving import ENVIRONMENT, Server

BOUNDS = f"expected a whole number from 1 to {LIMIT_MAX}"


@pytest.mark.parametrize(
    ("path", "query", "sentence"),
    [
        *[("notices", f"limit={words}", f"limit='{words}': {BOUNDS}") for words in ("abc", "-5", "0", "1001", "1e3")],
        ("kept", "limit=" + "9" * 5000, f"limit='{'9' * SIGNS_SHOWN_MAX}…': {BOUNDS}"),
        ("kept", "limit=%D9%A3", f"limit='٣': {BOUNDS}"),
        ("conversations", "limit=", f"limit='': {BOUNDS}"),
        ("conversations", "limit=5&limit=6", "limit: it stands twice; write it once"),
        ("conversations", "reveal=yes", "reveal='yes': expected 1, for customers' numbers whole, or 0"),
        ("conversations", "after=%00", r"after='\x00': expected the 'next' of the page before"),
        ("conversations", "limt=5", "'limt': did you mean 'limit'?"),
        ("outbox", "state=lost", "state='lost': expected one of queued, dispatching, accepted"),
        ("outbox", "reveal=1", "'reveal': this path takes 'state', 'limit'"),
        ("flows", "limit=5", "'limit': this path takes no parameters"),
        ("kept", "&".join(f"a{n}=1" for n in range(PARAMETERS_MAX + 1)), "more than 20 parameters"),
    ],
)
def test_a_query_that_cannot_be_is_refused(path: str, query: str, sentence: str) -> None:
    """400, with what stands where, and what was expected; never a guess."""

    async def scenario(desk: Desk) -> None:
        status, answer = await desk.asks(path, query=query)
        assert (status, sentence in answer["error"]) == (400, True), answer

    ask(scenario)


def test_every_mistake_of_a_query_is_said_at_once() -> None:
    """And what is missing among them."""
    with pytest.raises(WrongQuery) as caught:
        read_query(b"limit=x&flow=a", ("limit", "version"), needs=("version",))
    assert str(caught.value) == (
        f"in the query, limit='x': {BOUNDS}; 'flow': this path takes 'limit', 'version';"
        " version is missing: expected v2, a label, or the beginning of a digest"
    )


def test_the_version_to_activate_is_asked_for() -> None:
    """A slip does not make another version active."""

    async def scenario(desk: Desk) -> None:
        status, answer = await desk.asks("flows/shops/activate", method="POST")
        assert (status, "version is missing" in answer["error"]) == (400, True)

    ask(scenario)


@pytest.mark.parametrize("rows", [1, 2, LIMIT_MAX - 1, LIMIT_MAX])
def test_pages_are_bounded(rows: int) -> None:
    """From one row to the most; one more is refused above."""
    assert read_query(f"limit={rows}".encode(), ("limit",)).limit == rows


def test_what_is_left_out_has_its_default() -> None:
    """Everything of it."""
    assert read_query(b"", tuple(PARAMETERS)) == Query()
    assert read_query(b"reveal=0&state=held&after=c1", tuple(PARAMETERS)) == Query(state="held", after="c1")


def test_every_parameter_of_the_table_is_known() -> None:
    """No endpoint takes what nobody reads, and each is taken by one."""
    assert {name for endpoint in ENDPOINTS for name in endpoint.takes} == set(PARAMETERS)


@given(raw=st.binary(max_size=60) | st.text(max_size=60).map(str.encode))
def test_any_query_is_read_or_refused(raw: bytes) -> None:
    """Whatever comes, the answer can be written."""
    try:
        read_query(raw, tuple(PARAMETERS))
    except WrongQuery as wrong:
        str(wrong).encode()


async def headers_of(desk: Desk, token: str | None, path: str = "flows", method: str = "GET") -> tuple[Any, str]:
    """Headers and body of an answer."""
    sent: list[Any] = []

    async def send(event: Any) -> None:
        sent.append(event)

    given = [] if token is None else [(b"authorization", f"Bearer {token}".encode())]
    await desk.app({"path": f"/admin/{path}", "method": method, "headers": given, "query_string": b""}, send)
    return dict(sent[0]["headers"]), sent[1]["body"].decode()


def test_who_has_no_token_is_told_where_it_is_set() -> None:
    """None, or one that nobody holds: a sentence and its challenge; neither holds a token."""

    async def scenario(desk: Desk) -> None:
        headers, body = await headers_of(desk, None)
        assert headers[b"www-authenticate"] == b'Bearer realm="flow"'
        assert "'Authorization: Bearer TOKEN'; tokens are set where this host is started: FLOW_ADMIN_TOKEN" in body
        headers, body = await headers_of(desk, "hunter2-hunter2-hunter2")
        assert headers[b"www-authenticate"] == b'Bearer realm="flow", error="invalid_token"'
        assert "nobody here holds this bearer token; tokens are set where this host is started" in body
        assert "hunter2" not in body
        assert ALL not in body

    ask(scenario)


def test_another_method_is_told_which() -> None:
    """By the header for programs, too."""

    async def scenario(desk: Desk) -> None:
        headers, body = await headers_of(desk, ALL, "outbox", "PUT")
        assert (headers[b"allow"], "this path takes GET" in body) == (b"GET", True)

    ask(scenario)


def test_a_path_that_is_not_there_names_those_that_are() -> None:
    """Nor is one with signs that no id has asked of the store."""

    async def scenario(desk: Desk) -> None:
        for path in ("", "conversation", "conversations/%00", "conversations/\x00"):
            status, answer = await desk.asks(path)
            assert (status, "pages are conversations, outbox, notices" in answer["error"]) == (404, True)

    ask(scenario)


def test_a_store_that_is_away_is_503() -> None:
    """With its own sentence; the counters are shown all the same."""

    async def scenario(desk: Desk) -> None:
        async def away(**_: Any) -> Any:
            raise StoreUnavailable("the database is away")

        desk.centre.host.outbox = away  # type: ignore[method-assign]
        assert await desk.asks("outbox") == (503, {"error": "the database is away"})
        desk.centre.host.next_deadline = away  # type: ignore[method-assign]
        app = HostApp(desk.centre.host, [from_environment(ENVIRONMENT).number], admins=ADMINS)
        app._tally.add("a", 1, {})
        headers = [(b"authorization", f"Bearer {ALL}".encode())]
        assert await Server(app).request("/metrics", headers=headers) == (200, "# TYPE a_total counter\na_total 1\n")
        status, sentence = await Server(app).request("/metrics")
        assert (status, "FLOW_ADMIN_TOKEN" in sentence) == (401, True)

    ask(scenario)


def test_endpoints_that_nobody_holds_a_token_for_say_how_to_open_them() -> None:
    """Whatever is below them."""

    async def scenario(desk: Desk) -> None:
        server = Server(HostApp(desk.centre.host, [from_environment(ENVIRONMENT).number]))
        for path in ("/metrics", "/admin/flows", "/admin/nothing"):
            status, sentence = await server.request(path)
            assert (status, "set FLOW_ADMIN_TOKEN, or an [[admin]] table" in sentence) == (404, True)

    ask(scenario)
