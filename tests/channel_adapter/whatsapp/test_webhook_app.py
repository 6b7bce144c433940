"""The webhook endpoint, spoken to as an ASGI server would."""

from __future__ import annotations

import asyncio
import logging

import pytest

from channel_adapter.errors import ConfigurationError
from channel_adapter.messages import Received
from channel_adapter.whatsapp.dialect import D360, Secret
from channel_adapter.whatsapp.signatures import signature
from channel_adapter.whatsapp.webhook_app import BODY_BYTES_MAX, WebhookApp


class Ledger:
    """An intake that remembers, or fails when told to."""

    def __init__(self) -> None:
        self.items, self.arrivals, self.failing = [], [], False

    async def accept(self, items, *, arrived_at):
        if self.failing:
            raise OSError("disk full")
        self.items += items
        self.arrivals.append(arrived_at)
        return len(items)


class Endpoint:
    """An application and its ledger, with a clock that stands."""

    def __init__(self, room, *numbers, **facts) -> None:
        self.room, self.ledger, self.meter = room, Ledger(), room.meter()
        numbers = numbers or (room.settings(),)
        self.app = WebhookApp(numbers, self.ledger, clock=room.clock(), **{"meter": self.meter, **facts})

    def ask(self, method="GET", path="/", *, body=b"", query=b"", headers=(), chunk=None, root_path="", events=None):
        """One request; returns the status and the text, or ``None`` when nothing was answered."""
        size = chunk or max(1, len(body))
        pieces = [body[at : at + size] for at in range(0, len(body), size)] or [b""]
        inbox = events or [
            {"type": "http.request", "body": piece, "more_body": n < len(pieces) - 1} for n, piece in enumerate(pieces)
        ]
        outbox = []

        async def receive():
            return inbox.pop(0)

        async def send(event):
            outbox.append(event)

        raw = [(name.encode(), value.encode()) for name, value in headers]
        scope = {"type": "http", "method": method, "path": path, "query_string": query, "headers": raw}
        if root_path:
            scope["root_path"] = root_path
        asyncio.run(self.app(scope, receive, send))
        return (outbox[0]["status"], outbox[1]["body"].decode()) if outbox else None

    def post(self, case="text", **facts):
        """A recorded webhook, with its recorded headers."""
        headers, body = self.room.webhook(case)
        return self.ask("POST", body=body, headers=tuple(headers.items()), **facts)


@pytest.fixture
def endpoint(room):
    """Make an endpoint."""
    return lambda *numbers, **facts: Endpoint(room, *numbers, **facts)


GOOD = b"hub.mode=subscribe&hub.challenge=1158201444&hub.verify_token=handshake-for-tests"


def test_the_handshake_is_answered_with_its_challenge(endpoint):
    """As plain text."""
    assert endpoint().ask(query=GOOD) == (200, "1158201444")


@pytest.mark.parametrize(
    "query",
    [
        b"",
        GOOD.replace(b"subscribe", b"unsubscribe"),
        GOOD.replace(b"handshake-for-tests", b"guess"),
        GOOD.replace(b"1158201444", b""),
        b"hub.mode=subscribe&hub.challenge=1",
        b"\xff\xfe&hub.verify_token=%ff",
    ],
)
def test_any_other_handshake_is_forbidden(endpoint, query):
    """Without mode, challenge or the right token."""
    assert endpoint().ask(query=query) == (403, "forbidden")


def test_an_endpoint_without_a_verify_token_shakes_no_hand(endpoint, room):
    """An empty token never matches a missing one."""
    one = endpoint(room.settings(verify_token=None))

    assert one.ask(query=b"hub.mode=subscribe&hub.challenge=1&hub.verify_token=")[0] == 403


@pytest.mark.parametrize("chunk", [None, 1, 100])
def test_a_signed_body_is_stored_and_then_acknowledged(endpoint, room, chunk):
    """However it is cut on its way; the items carry the moment of arrival."""
    one = endpoint()

    assert one.post(chunk=chunk) == (200, "ok")
    assert [type(item) for item in one.ledger.items] == [Received]
    assert one.ledger.arrivals == [room.now]


def test_a_body_that_is_no_json_is_kept_and_acknowledged(endpoint):
    """It was signed; sending it again would not help."""
    one = endpoint()

    assert one.post("not_json") == (200, "ok")
    assert one.ledger.items[0].reason == "the body is not JSON"


@pytest.mark.parametrize("headers", [(), (("x-hub-signature-256", "sha256=" + "0" * 64),)])
def test_an_unsigned_body_is_refused_and_forgotten(endpoint, room, headers, caplog):
    """Neither stored nor parsed; the log tells no signature."""
    one = endpoint()
    body = room.webhook("text")[1]

    with caplog.at_level(logging.WARNING, logger="channel_adapter.whatsapp"):
        assert one.ask("POST", body=body, headers=headers) == (401, "unauthorized")

    assert one.ledger.items == []
    assert ("whatsapp.webhooks", 1, {"answer": "401"}) in one.meter.counts
    assert signature(body, Secret(room.app_secret)) not in str([record.__dict__ for record in caplog.records])


@pytest.mark.parametrize(("size", "status"), [(-1, 200), (0, 200), (1, 413)])
@pytest.mark.parametrize("declared", [True, False])
def test_a_body_over_the_cap_is_refused(endpoint, room, size, status, declared):
    """At the cap it is read, one byte over it is not, with or without a declared length."""
    body = b"x" * (BODY_BYTES_MAX + size)
    headers = [("x-hub-signature-256", signature(body, Secret(room.app_secret)))]
    if declared:
        headers.append(("content-length", str(len(body))))

    assert endpoint().ask("POST", body=body, headers=headers, chunk=1_000_000)[0] == status


def test_a_declared_length_over_the_cap_is_not_even_read(endpoint):
    """Nothing is received."""
    one = endpoint()

    assert one.ask("POST", headers=[("content-length", str(BODY_BYTES_MAX + 1))], events=[None])[0] == 413


def test_a_store_that_fails_asks_for_the_body_again(endpoint):
    """And the next body is served as if nothing had been."""
    one = endpoint()
    one.ledger.failing = True

    assert one.post() == (503, "try again")
    one.ledger.failing = False
    assert one.post() == (200, "ok")
    assert len(one.ledger.items) == 1
    assert ("whatsapp.webhooks", 1, {"answer": "503"}) in one.meter.counts


def test_a_sender_that_hangs_up_gets_no_answer(endpoint):
    """Half a body is nobody's message."""
    half = [{"type": "http.request", "body": b"{", "more_body": True}, {"type": "http.disconnect"}]

    assert endpoint().ask("POST", events=half) is None


@pytest.mark.parametrize(
    ("configured", "path", "root_path", "found"),
    [
        ("/", "/", "", True),
        ("/", "", "", True),
        ("/hook", "/hook", "", True),
        ("/hook/", "/hook/", "", True),
        ("/", "/hook", "/hook", True),
        ("/", "/hook/", "/hook", True),
        ("/", "/", "/hook", True),
        ("/a", "/hook/a/", "/hook", True),
        ("/hook", "/", "", False),
        ("/", "/other", "", False),
    ],
)
def test_the_endpoint_is_found_under_any_mount(endpoint, configured, path, root_path, found):
    """A slash at the end never matters, nor whether the mount's prefix was left in the path."""
    one = endpoint(path=configured)

    assert one.ask(path=path, root_path=root_path, query=GOOD)[0] == (200 if found else 404)


@pytest.mark.parametrize("method", ["PUT", "DELETE", "HEAD"])
def test_other_methods_are_not_allowed(endpoint, method):
    """Only the handshake and the hook."""
    assert endpoint().ask(method)[0] == 405


def test_each_provider_signs_in_its_own_header(endpoint, room):
    """360dialog's header is read for its dialect."""
    body = room.webhook("text")[1]
    one = endpoint(room.settings(dialect=D360))

    assert one.ask(
        "POST", body=body, headers=[("x-360dialog-signature", signature(body, Secret(room.app_secret)))]
    ) == (
        200,
        "ok",
    )


def test_items_of_a_number_that_is_not_ours_are_kept_and_counted(endpoint, room):
    """Nothing the provider sent is dropped; somebody has to configure the number."""
    one = endpoint(room.settings(number_id="8002"))

    for case in ("text", "standby", "statuses", "template_review", "not_json"):
        assert one.post(case)[0] == 200

    strangers = [amount for name, amount, _ in one.meter.counts if name == "whatsapp.items_of_unknown_numbers"]
    assert strangers == [1, 1, 5]


def test_unreadable_items_are_warned_of(endpoint, caplog):
    """Operators see that something came which nobody understands."""
    with caplog.at_level(logging.WARNING, logger="channel_adapter.whatsapp"):
        endpoint().post("one_bad_item")

    assert [record.unreadable for record in caplog.records] == [5]


def test_a_number_without_secrets_cannot_listen(room):
    """Nothing is ever accepted unverified."""
    with pytest.raises(ConfigurationError, match="app_secrets"):
        WebhookApp([room.settings(app_secrets=())], Ledger(), clock=room.clock())


def test_the_lifespan_is_answered(endpoint):
    """Servers wait for both words."""
    inbox, outbox = [{"type": "lifespan.startup"}, {"type": "lifespan.shutdown"}], []

    async def receive():
        return inbox.pop(0)

    async def send(event):
        outbox.append(event["type"])

    asyncio.run(endpoint().app({"type": "lifespan"}, receive, send))

    assert outbox == ["lifespan.startup.complete", "lifespan.shutdown.complete"]


def test_other_protocols_are_left_alone(endpoint):
    """A websocket is not for us."""
    asyncio.run(endpoint().app({"type": "websocket"}, None, None))
