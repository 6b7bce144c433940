"""The emulator over HTTP: the provider's addresses, the puppeteer's, the page."""

from __future__ import annotations

import asyncio
import base64
import json
import re
from typing import Any

import httpx
import pytest

from channel_adapter.clock import VirtualClock
from channel_adapter.emulator import BusinessNumber, Cloud, Habits
from channel_adapter.emulator.asgi import BODY_MOST, BodyTooLargeError, read_request
from channel_adapter.emulator.multipart import parts_of
from channel_adapter.emulator.puppet_strings import ACTS
from channel_adapter.emulator.server import Server
from channel_adapter.emulator.stage import JumpingClock, Stage

NOON = 1_800_000_000_000
ORIGIN = "http://emulator.test"
NUMBER = BusinessNumber()
BEARER = {"authorization": f"Bearer {NUMBER.access_token}"}
TEXT = {"messaging_product": "whatsapp", "to": "+27821234567", "type": "text", "text": {"body": "hello"}}
ADA = "/emulator/customers/27821234567"


class Site:
    """A server with Ada in it, and a synchronous way to ask it."""

    def __init__(self) -> None:
        def make(seed: int) -> Cloud:
            return Cloud(habits=Habits(media_host=ORIGIN), seed=seed)

        self.clock = VirtualClock(NOON)
        self.stage = Stage(make=make, clock=JumpingClock(self.clock), cloud=make(0))
        self.stage.cloud.customer("+27821234567")
        self.server = Server(self.stage)

    def ask(self, method: str, path: str, **more: Any) -> httpx.Response:
        async def main() -> httpx.Response:
            async with httpx.AsyncClient(transport=httpx.ASGITransport(self.server), base_url=ORIGIN) as client:
                return await client.request(method, path, **more)

        return asyncio.run(main())

    def act(self, word: str, /, **body: Any) -> Any:
        answer = self.ask("POST", f"{ADA}/{word}", json=body)
        assert answer.status_code == 200, answer.text
        return answer.json()

    def send(self, **more: Any) -> str:
        answer = self.ask("POST", f"/v25.0/{NUMBER.id}/messages", headers=BEARER, json=TEXT | more)
        assert answer.status_code == 200, answer.text
        return str(answer.json()["messages"][0]["id"])


@pytest.fixture
def site() -> Site:
    return Site()


@pytest.mark.parametrize("version", ["v17.0", "v25.0", "v126.0"])
def test_any_version_of_the_messages_address_answers(site: Site, version: str) -> None:
    """Clients ask for the version they like."""
    answer = site.ask("POST", f"/{version}/{NUMBER.id}/messages", headers=BEARER, json=TEXT)
    assert answer.status_code == 200
    assert answer.json()["contacts"][0]["wa_id"] == "27821234567"


def test_360dialogs_address_names_the_number_by_its_key(site: Site) -> None:
    """No number in the path, the key in its own header; an unknown key is refused."""
    assert site.ask("POST", "/messages", headers={"D360-API-KEY": NUMBER.access_token}, json=TEXT).status_code == 200
    assert site.ask("POST", "/messages", headers={"D360-API-KEY": "x"}, json=TEXT).status_code == 401
    files = {"file": ("a.png", b"png", "image/png"), "messaging_product": (None, "whatsapp")}
    assert site.ask("POST", "/media", headers={"D360-API-KEY": NUMBER.access_token}, files=files).status_code == 200


@pytest.mark.parametrize("body", [b"{", b"\xff", b"[" * 100_000])
def test_unreadable_json_is_refused(site: Site, body: bytes) -> None:
    """Whatever the bytes, the answer is the provider's error."""
    answer = site.ask("POST", f"/v25.0/{NUMBER.id}/messages", headers=BEARER, content=body)
    assert (answer.status_code, answer.json()["error"]["code"]) == (400, 100)


def test_media_go_up_and_come_down(site: Site) -> None:
    """A multipart upload, a look-up, a download from the link, a deletion."""
    content = b"\x89PNG\r\n\r\n--not the boundary\r\n"
    files = {"file": ("a.png", content, "image/png")}
    fields = {"messaging_product": "whatsapp", "type": "image/png"}
    upload = site.ask("POST", f"/v25.0/{NUMBER.id}/media", headers=BEARER, files=files, data=fields)
    media_id = upload.json()["id"]
    found = site.ask("GET", f"/v25.0/{media_id}", headers=BEARER).json()
    assert found["url"].startswith(ORIGIN)
    assert site.ask("GET", found["url"], headers=BEARER).content == content
    assert site.ask("GET", found["url"]).status_code == 401
    shown = site.ask("GET", f"/emulator/media/{media_id}")
    assert (shown.content, shown.headers["x-content-type-options"]) == (content, "nosniff")
    assert site.ask("DELETE", f"/v25.0/{media_id}", headers=BEARER).json() == {"success": True}
    assert site.ask("GET", f"/emulator/media/{media_id}").status_code == 404


def test_an_upload_may_name_its_type_in_a_field(site: Site) -> None:
    """A file part without a type of its own takes the form's; without both it is refused, as without the product."""
    boundary = {"content-type": "multipart/form-data; boundary=b"}

    def form(*parts: str) -> bytes:
        return "".join(f"--b\r\nContent-Disposition: form-data; {part}\r\n" for part in parts).encode() + b"--b--\r\n"

    product = 'name="messaging_product"\r\n\r\nwhatsapp'
    typed = form('name="file"; filename="a"\r\n\r\npng', 'name="type"\r\n\r\nimage/png', product)
    untyped = form('name="file"; filename="a"\r\n\r\npng', product)
    path = f"/v25.0/{NUMBER.id}/media"
    statuses = [
        site.ask("POST", path, headers=BEARER | boundary, content=content).status_code
        for content in (typed, untyped, form('name="file"\r\n\r\npng'), b"")
    ]
    assert statuses == [200, 400, 400, 400]


@pytest.mark.parametrize(
    ("content_type", "body"),
    [
        ("text/plain", b""),
        ("multipart/form-data", b"--b\r\n"),
        ("multipart/form-data; boundary=b", b"--b\r\nno gap"),
        ("multipart/form-data; boundary=b", b"--b\r\nX: y\r\n\r\nnameless\r\n--b--"),
    ],
)
def test_unreadable_forms_have_no_parts(content_type: str, body: bytes) -> None:
    """No boundary, no gap, no name: nothing, and no traceback."""
    assert parts_of(content_type, body) == {}


def test_documents_are_saved_not_shown(site: Site) -> None:
    """The page's media address never serves a document as something a browser would run."""
    site.act("media", kind="document", content_base64=base64.b64encode(b"<script>").decode(), mime_type="text/html")
    media_id = site.ask("GET", f"{ADA}/phone").json()["bubbles"][0]["media"][1]
    answer = site.ask("GET", f"/emulator/media/{media_id}")
    assert answer.headers["content-type"] == "application/octet-stream"
    assert answer.headers["content-disposition"] == "attachment"


def test_a_slow_answer_sleeps_on_the_clock(site: Site) -> None:
    """Scheduled over HTTP, like every mishap."""
    site.ask("POST", "/emulator/faults", json={"fault": "slow", "milliseconds": 4_000})
    site.send()
    assert site.clock.now() == NOON + 4_000


@pytest.mark.parametrize(
    ("fault", "status"),
    [
        ({"fault": "refuse", "code": 131056, "times": 1, "customer": "27821234567"}, 400),
        ({"fault": "bare_answer", "status": 503, "body": "down", "number_id": NUMBER.id}, 503),
        ({"fault": "fail_later", "code": 131026, "after": 5, "after_sent": True}, 200),
        ({"fault": "never_report"}, 200),
    ],
)
def test_mishaps_can_be_ordered(site: Site, fault: dict[str, Any], status: int) -> None:
    """Each strikes the next send."""
    assert site.ask("POST", "/emulator/faults", json=fault).status_code == 200
    assert site.ask("GET", "/emulator/world").json()["faults_left"] == 1
    assert site.ask("POST", f"/v25.0/{NUMBER.id}/messages", headers=BEARER, json=TEXT).status_code == status


def test_habits_can_be_changed_while_it_runs(site: Site) -> None:
    """Twice each webhook from now on; what is not named stays as it was."""
    body = {"webhook_duplicates": 1, "refusal_codes": [131000], "read_after": 5, "window_refusal": "sync"}
    assert site.ask("POST", "/emulator/habits", json=body).status_code == 200
    habits = site.stage.cloud.world.habits
    assert (habits.webhook_duplicates, habits.refusal_codes, habits.read_after) == (1.0, (131000,), 5)
    assert (habits.window_refusal, habits.media_host) == ("sync", ORIGIN)
    site.act("says", text="hi")
    assert len(site.stage.cloud.due(NOON + 60_000)) == 2


def test_the_webhook_can_be_pointed_elsewhere(site: Site) -> None:
    """Also what waits for another try goes there."""
    site.act("says", text="hi")
    (delivery,) = site.stage.cloud.due(NOON + 1_000)
    site.stage.cloud.acknowledge(delivery, 500)
    assert site.ask("POST", "/emulator/webhook", json={"url": "http://business.test/"}).status_code == 200
    assert [one.url for one in site.stage.carry(NOON + 1_000)] == ["http://business.test/"]


def test_ordered_mishaps_can_be_called_off(site: Site) -> None:
    """DELETE forgets them all."""
    site.ask("POST", "/emulator/faults", json={"fault": "unreachable", "times": 9})
    site.ask("DELETE", "/emulator/faults")
    site.send()


def test_customers_act_and_their_phone_can_be_read(site: Site) -> None:
    """Every act by its word; the phone shows the outcome, the log the webhooks."""
    hi = site.act("says", text="hi")["id"]
    buttons = {
        "type": "button",
        "body": {"text": "?"},
        "action": {"buttons": [{"type": "reply", "reply": {"id": "y", "title": "Yes"}}]},
    }
    body = {"messaging_product": "whatsapp", "to": "+27821234567", "type": "interactive", "interactive": buttons}
    question = site.ask("POST", f"/v25.0/{NUMBER.id}/messages", headers=BEARER, json=body).json()["messages"][0]["id"]
    acts: list[tuple[str, dict[str, Any]]] = [
        ("says", {"text": "again", "quotes": hi, "forwarded": True, "referral": {"source_id": "1"}}),
        ("taps", {"option": "Yes", "message_id": question}),
        ("taps", {"option": "y"}),
        ("sends", {"kind": "order", "content": {"catalog_id": "1"}}),
        ("sends", {"kind": "contacts", "content": [{"name": {"formatted_name": "G"}}]}),
        ("media", {"kind": "audio", "voice": True, "caption": "c", "filename": "f", "quotes": hi}),
        ("location", {"latitude": 1, "longitude": 2.5, "name": "n", "address": "a"}),
        ("contact", {"card": {"name": {"formatted_name": "G"}}}),
        ("unsupported", {}),
        ("reacts", {"message_id": question, "emoji": "👍"}),
        ("edits", {"message_id": hi, "text": "hello"}),
        ("revokes", {"message_id": hi}),
        ("reads", {}),
        ("plays", {"message_id": question}),
        ("offline", {}),
        ("online", {}),
        ("blocks", {}),
        ("unblocks", {}),
        ("person_writes", {"text": "Bea here"}),
    ]
    for name, body in acts:
        site.act(name, **body)
    site.clock.advance_to(NOON + 60_000)
    phone = site.ask("GET", f"{ADA}/phone?number_id={NUMBER.id}").json()
    assert [bubble["revoked"] for bubble in phone["bubbles"]][:2] == [True, False]
    assert phone["bubbles"][1]["reaction"] == "👍"
    assert phone["window_until"] == NOON + 24 * 3_600_000
    assert phone["customer"]["name"] == "Ada"
    site.act("number", wa_id="27829999999")
    assert {name for name, _ in acts} | {"number"} == set(ACTS)
    assert site.stage.carry(NOON + 60_000) == ()
    log = site.ask("GET", "/emulator/deliveries").json()
    first = json.loads(base64.b64decode(log[0]["body_base64"]))
    assert first == json.loads(log[0]["body"])
    assert first["entry"][0]["changes"][0]["value"]["messages"][0]["id"] == hi
    assert log[0]["status"] == 0


def test_people_are_added_and_the_world_is_shown_without_secrets(site: Site) -> None:
    """A new customer with all that a customer may have; no secret in sight."""
    body = {
        "phone": "+4915112345678",
        "name": "Bo",
        "username": "bo",
        "phone_field": "absent",
        "receipts": False,
        "aliases": ["1"],
    }
    assert site.ask("POST", "/emulator/customers", json=body).status_code == 201
    answer = site.ask("GET", "/emulator/world")
    assert [person["name"] for person in answer.json()["customers"]] == ["Ada", "Bo"]
    assert answer.json()["customers"][1]["aliases"] == ["1"]
    assert NUMBER.app_secret not in answer.text
    assert NUMBER.access_token not in answer.text


def test_time_can_be_put_forward_and_everything_begun_again(site: Site) -> None:
    """A day later the window is closed; after a reset nobody is there."""
    site.act("says", text="hi")
    site.ask("POST", "/emulator/clock", json={"forward": 24 * 3_600_000})
    phone = site.ask("GET", f"{ADA}/phone").json()
    assert phone["now"] == phone["window_until"]
    site.ask("POST", "/emulator/reset", json={"seed": 5})
    world = site.ask("GET", "/emulator/world").json()
    assert (world["customers"], world["seed"]) == ([], 5)
    site.ask("POST", "/emulator/reset", json={})
    assert site.ask("GET", "/emulator/world").json()["seed"] == 5


BAD = [
    ("POST", "/emulator/nowhere", {}, 400),
    ("PUT", "/emulator/world", {}, 400),
    ("POST", f"{ADA}/dances", {}, 400),
    ("POST", "/emulator/customers/1/says", {"text": "hi"}, 404),
    ("GET", "/emulator/customers/1/phone", None, 404),
    ("GET", f"{ADA}/phone?number_id=1", None, 400),
    ("POST", f"{ADA}/says", {"text": 5}, 400),
    ("POST", f"{ADA}/says", [], 400),
    ("POST", f"{ADA}/says", {"text": "hi", "referral": "ad"}, 400),
    ("POST", f"{ADA}/taps", {"option": "nothing"}, 404),
    ("POST", f"{ADA}/media", {"kind": "hologram"}, 400),
    ("POST", f"{ADA}/media", {"kind": "image", "content_base64": "!"}, 400),
    ("POST", f"{ADA}/location", {"latitude": "north", "longitude": 1}, 400),
    ("POST", f"{ADA}/location", {"latitude": True, "longitude": 1}, 400),
    ("POST", f"{ADA}/sends", {"kind": "text", "content": "hi"}, 400),
    ("POST", f"{ADA}/sends", {"kind": "contacts", "content": [5]}, 400),
    ("POST", "/emulator/customers", {}, 400),
    ("POST", "/emulator/customers", {"phone": "+1", "aliases": "x"}, 400),
    ("POST", "/emulator/clock", {"forward": "a day"}, 400),
    ("POST", "/emulator/webhook", {"url": "http://a", "number_id": "1"}, 400),
    ("POST", "/emulator/webhook", {"url": 5}, 400),
    ("POST", "/emulator/habits", {"webhook_drops": "often"}, 400),
    ("POST", "/emulator/faults", {"fault": "meteor"}, 400),
    ("POST", "/emulator/faults", {"fault": "refuse"}, 400),
    ("POST", "/emulator/faults", {"fault": "refuse", "code": True}, 400),
    ("GET", "/favicon.ico", None, 404),
    ("GET", "/v25.0/me", None, 404),
]


@pytest.mark.parametrize(("method", "path", "body", "status"), BAD)
def test_a_wrong_request_gets_a_sentence(site: Site, method: str, path: str, body: Any, status: int) -> None:
    """Never a traceback, always JSON with a reason."""
    answer = site.ask(method, path, **({} if body is None else {"json": body}))
    assert answer.status_code == status
    assert answer.json()["error"]


@pytest.mark.parametrize("content_type", ["text/plain", "application/x-www-form-urlencoded", ""])
def test_a_page_from_elsewhere_cannot_pull_the_strings(site: Site, content_type: str) -> None:
    """What a browser may send across sites without asking is refused."""
    answer = site.ask("POST", f"{ADA}/says", content=b'{"text":"hi"}', headers={"content-type": content_type})
    assert answer.status_code == 400
    assert site.stage.cloud.phone("27821234567") == ()


def test_control_bodies_must_be_json(site: Site) -> None:
    """Half a document is refused."""
    answer = site.ask("POST", f"{ADA}/says", content=b'{"text"', headers={"content-type": "application/json"})
    assert answer.status_code == 400


@pytest.mark.parametrize("path", ["/emulator/", "/emulator", "/emulator/phone/27821234567", "/emulator/phone/<script>"])
def test_the_page_is_static_and_runs_only_its_own_script(site: Site, path: str) -> None:
    """The same bytes at every address, under a policy that allows nothing from outside."""
    answer = site.ask("GET", path)
    assert answer.content == site.ask("GET", "/emulator/").content
    assert answer.headers["content-security-policy"].startswith("default-src 'none'; script-src 'sha256-")
    assert "unsafe" not in answer.headers["content-security-policy"]
    assert not re.findall(r"(?:src|href)=[\"']https?:|url\(|@import|innerHTML|insertAdjacentHTML|eval\(", answer.text)


def test_a_browser_finds_the_phones(site: Site) -> None:
    """The bare address leads to the page that lists them; any other that is not there names it."""
    answer = site.ask("GET", "/")
    assert (answer.status_code, answer.headers["location"]) == (307, "/emulator/")
    assert site.ask("GET", answer.headers["location"]).status_code == 200
    for method, path in (("POST", "/"), ("GET", "/phones")):
        lost = site.ask(method, path)
        assert (lost.status_code, "the phones are at /emulator/" in lost.json()["error"]) == (404, True)


def test_every_change_is_told_to_who_waits(site: Site) -> None:
    """Sends and acts wake the postman; reading does not."""
    told = []
    site.stage.changed = lambda: told.append(1)
    site.ask("GET", f"{ADA}/phone")
    assert told == []
    site.act("says", text="hi")
    site.send()
    assert len(told) == 2


def test_too_large_a_body_is_refused_while_reading(site: Site) -> None:
    """The reader stops at its ceiling; the server answers 413."""
    scope = {"type": "http", "method": "POST", "path": "/x", "query_string": b"", "headers": []}
    big = {"type": "http.request", "body": b"x" * (BODY_MOST // 8 + 1), "more_body": True}
    sent: list[Any] = []

    async def receive() -> Any:
        return big

    async def send(event: Any) -> None:
        sent.append(event)

    async def main() -> None:
        with pytest.raises(BodyTooLargeError):
            await read_request(scope, receive)
        await site.server(scope, receive, send)

    asyncio.run(main())
    assert sent[0]["status"] == 413


def test_the_server_takes_part_in_start_and_stop(site: Site) -> None:
    """Lifespan events are confirmed; other kinds of connection are left alone."""
    sent: list[Any] = []

    async def receive() -> Any:
        return {}

    async def send(event: Any) -> None:
        sent.append(event["type"])

    asyncio.run(site.server({"type": "lifespan"}, receive, send))
    asyncio.run(site.server({"type": "websocket"}, receive, send))
    assert sent == ["lifespan.startup.complete", "lifespan.shutdown.complete"]
