"""Independent clients from elsewhere, pointed at the emulator: what they send is taken, what it sends is understood.

Each test needs a package that the project itself does not; without it the test is skipped. All of them at once, without
touching the project's own environment:

    .venv/bin/pip install --target /tmp/peers --no-deps pywa whatsloon kapso-whatsapp-cloud-api whatsapp-cloud-api-py \\
        requests urllib3 charset-normalizer pydantic pydantic-core annotated-types typing-inspection
    PYTHONPATH=/tmp/peers .venv/bin/pytest tests/channel_adapter/emulator/test_peers.py
"""

from __future__ import annotations

import asyncio
import socket
import threading
from importlib.util import find_spec
from typing import TYPE_CHECKING, Any

import httpx
import pytest

from channel_adapter.clock import SystemClock
from channel_adapter.emulator import BusinessNumber, Cloud, FailLater, Habits
from channel_adapter.emulator.server import Server
from channel_adapter.emulator.stage import JumpingClock, Stage

if TYPE_CHECKING:
    from collections.abc import Iterator

NUMBER = BusinessNumber()


DISTRIBUTIONS = {"kapso_whatsapp": "kapso-whatsapp-cloud-api", "whatsapp_cloud_api": "whatsapp-cloud-api-py"}


def needs(package: str) -> pytest.MarkDecorator:
    """Skip before anything is started when this package is not installed, and say how it is."""
    reason = f"pip install {DISTRIBUTIONS.get(package, package)}  (all peers at once: see the top of this file)"
    return pytest.mark.skipif(find_spec(package) is None, reason=reason)


PHONE = "+27821234567"
WHO = "27821234567"
LATER = 10**13


class Site:
    """A served emulator with Ada, who has just said hi."""

    def __init__(self, stage: Stage, origin: str) -> None:
        self.stage = stage
        self.origin = origin
        self.cloud = stage.cloud

    @property
    def now(self) -> int:
        return self.stage.clock.now()

    def last(self) -> Any:
        return self.cloud.phone(WHO)[-1]

    def deliveries(self) -> Any:
        return self.cloud.due(LATER)


@pytest.fixture
def site() -> Iterator[Site]:
    uvicorn = pytest.importorskip("uvicorn")
    listener = socket.create_server(("127.0.0.1", 0))
    origin = f"http://127.0.0.1:{listener.getsockname()[1]}"
    # pywa 4.5.0 drops a failure that names no contact, with a KeyError in its log
    cloud = Cloud(habits=Habits(media_host=origin, failures_name_contact=True))
    stage = Stage(make=lambda _: cloud, clock=JumpingClock(SystemClock()), cloud=cloud)
    cloud.customer(PHONE, "Ada")
    cloud.says(WHO, "hi", at=stage.clock.now())
    server = uvicorn.Server(uvicorn.Config(Server(stage), log_level="critical"))
    thread = threading.Thread(target=lambda: server.run(sockets=[listener]))
    thread.start()
    yield Site(stage, origin)
    server.should_exit = True
    thread.join(10)
    listener.close()


# --- pywa ------------------------------------------------------------------------------------------------------------


@pytest.fixture
def pywa_client(site: Site) -> Iterator[Any]:
    pywa = pytest.importorskip("pywa")
    with httpx.Client(trust_env=False) as session:
        client = pywa.WhatsApp(
            phone_id=NUMBER.id,
            token=NUMBER.access_token,
            session=session,
            server=None,
            filter_updates=False,
            app_secret=NUMBER.app_secret,
            verify_token=NUMBER.verify_token,
        )
        session.base_url = httpx.URL(f"{site.origin}/v26.0")
        yield client


@needs("pywa")
def test_pywa_sends_and_its_messages_show_on_the_phone(site: Site, pywa_client: Any) -> None:
    """Text, reply, buttons, list, link, location, reaction, media by bytes."""
    types = pytest.importorskip("pywa.types")
    first = site.cloud.phone(WHO)[0].message_id
    sent = pywa_client.send_message(PHONE, "Hello *you*", reply_to_message_id=first, tracker="ref/1")
    assert (site.last().message_id, site.last().text, site.last().quote) == (sent.id, "Hello *you*", "hi")
    buttons = [types.Button(title="Yes", callback_data="y"), types.Button(title="No", callback_data="n")]
    pywa_client.send_message(PHONE, "Sure?", header="Order", footer="small", buttons=buttons)
    assert [option.id for option in site.last().options] == ["y", "n"]
    rows = [types.SectionRow(title="Monday", callback_data="mo", description="early")]
    pywa_client.send_message(
        PHONE, "Which?", buttons=types.SectionList("Days", [types.Section(title="Soon", rows=rows)])
    )
    assert site.last().menu == "Days"
    pywa_client.send_message(PHONE, "See", buttons=types.URLButton(title="Open", url="https://example.com"))
    assert site.last().link == ("Open", "https://example.com")
    pywa_client.send_location(PHONE, latitude=1.5, longitude=2.5, name="Here")
    assert site.last().text == "Here"
    pywa_client.send_reaction(PHONE, "👍", first)
    assert site.cloud.phone(WHO)[0].reaction == "👍"
    pywa_client.send_image(PHONE, b"\x89PNG", caption="look", mime_type="image/png")
    kind, media_id = site.last().media
    assert kind == "image"
    medium = site.cloud.world.media.get(media_id, site.now)
    assert medium is not None
    assert medium.content == b"\x89PNG"
    assert pywa_client.mark_message_as_read(first)
    assert pywa_client.indicate_typing(first)
    assert site.cloud.is_typing(WHO, at=site.now)


@needs("pywa")
def test_pywa_replies_by_user_id(site: Site, pywa_client: Any) -> None:
    """It prefers the user id as recipient, and learns both names from the answer."""
    user_id = site.cloud.customers[0].user_id
    sent = pywa_client.send_message(user_id, "by id")
    assert (site.last().message_id, site.last().text) == (sent.id, "by id")


@needs("pywa")
def test_pywa_meets_errors_as_it_knows_them(site: Site, pywa_client: Any) -> None:
    """A refusal becomes its exception, with our code and details."""
    errors = pytest.importorskip("pywa.errors")
    with pytest.raises(errors.WhatsAppError) as raised:
        pywa_client.send_message(PHONE, "x" * 4_097)
    assert raised.value.code == 100
    assert "4096" in str(raised.value.details)


@needs("pywa")
def test_pywa_verifies_and_reads_our_webhooks(site: Site, pywa_client: Any) -> None:
    """Messages, taps, media and statuses arrive as its own types, late failures with their error."""
    pywa = pytest.importorskip("pywa")
    types = pytest.importorskip("pywa.types")
    seen: list[Any] = []
    pywa_client.add_handlers(
        pywa.handlers.MessageHandler(lambda _, update: seen.append(update)),
        pywa.handlers.CallbackButtonHandler(lambda _, update: seen.append(update)),
        pywa.handlers.CallbackSelectionHandler(lambda _, update: seen.append(update)),
        pywa.handlers.MessageStatusHandler(lambda _, update: seen.append(update)),
    )
    rows = [types.SectionRow(title="Monday", callback_data="mo", description="early")]
    pywa_client.send_message(PHONE, "Sure?", buttons=[types.Button(title="Yes", callback_data="y")])
    pywa_client.send_message(
        PHONE, "Which?", buttons=types.SectionList("Days", [types.Section(title="Soon", rows=rows)])
    )
    site.cloud.schedule(FailLater(code=131026))
    pywa_client.send_message(PHONE, "lost")
    site.cloud.taps(WHO, "Yes", at=site.now)
    site.cloud.taps(WHO, "Monday", at=site.now)
    site.cloud.sends_media(WHO, "image", at=site.now, caption="look")
    site.cloud.sends_location(WHO, 1.0, 2.0, at=site.now)
    site.cloud.sends_contacts(WHO, {"name": {"formatted_name": "G", "first_name": "G"}}, at=site.now)
    deliveries = site.deliveries()
    for delivery in deliveries:
        assert pywa_client.webhook_update_validator(delivery.body, delivery.headers["x-hub-signature-256"]) is None
        assert pywa_client.webhook_update_handler(delivery.body) == ("ok", 200)
    assert len(seen) == len(deliveries)
    taps = [update for update in seen if isinstance(update, types.CallbackButton | types.CallbackSelection)]
    assert [(tap.data, tap.title) for tap in taps] == [("y", "Yes"), ("mo", "Monday")]
    messages = [update for update in seen if isinstance(update, types.Message)]
    assert {message.type.value for message in messages} == {"text", "image", "location", "contacts"}
    failed = [update for update in seen if isinstance(update, types.MessageStatus) and update.error]
    assert [update.error.code for update in failed] == [131026]
    assert {update.from_user.wa_id for update in messages} == {WHO}


@needs("pywa")
def test_pywa_refuses_what_was_changed_on_the_way(site: Site, pywa_client: Any) -> None:
    """One byte more, and the signature no longer fits."""
    (delivery,) = site.deliveries()
    assert (
        pywa_client.webhook_update_validator(delivery.body + b" ", delivery.headers["x-hub-signature-256"]) is not None
    )


# --- whatsloon -------------------------------------------------------------------------------------------------------


@needs("whatsloon")
def test_whatsloon_sends(site: Site) -> None:
    """A text by its own base url."""
    whatsloon = pytest.importorskip("whatsloon")
    client = whatsloon.WhatsApp(NUMBER.access_token, NUMBER.id, base_url=site.origin)
    client.send_text(to=PHONE, body="from whatsloon")
    assert site.last().text == "from whatsloon"


# --- kapso -----------------------------------------------------------------------------------------------------------


@needs("kapso_whatsapp")
def test_kapso_sends_and_reads(site: Site) -> None:
    """Text, buttons, list, link, location request, read mark; its normaliser reads our webhooks."""
    kapso = pytest.importorskip("kapso_whatsapp")
    webhooks = pytest.importorskip("kapso_whatsapp.webhooks")
    first = site.cloud.phone(WHO)[0].message_id
    to = {"phone_number_id": NUMBER.id, "to": PHONE}

    async def main() -> None:
        async with kapso.WhatsAppClient(access_token=NUMBER.access_token, base_url=site.origin) as client:
            messages = client.messages
            await messages.send_text(**to, body="from kapso", biz_opaque_callback_data="k/1")
            assert site.last().text == "from kapso"
            await messages.send_interactive_buttons(**to, body_text="Sure?", buttons=[{"id": "y", "title": "Yes"}])
            rows = [{"id": "mo", "title": "Monday"}]
            sections = [{"title": "Soon", "rows": rows}]
            await messages.send_interactive_list(**to, body_text="Which?", button_text="Days", sections=sections)
            link = {"display_text": "Open", "url": "https://example.com"}
            await messages.send_interactive_cta_url(**to, body_text="See", parameters=link)
            await messages.send_interactive_location_request(**to, body_text="Where?")
            assert site.last().asks_location
            await messages.mark_read(phone_number_id=NUMBER.id, message_id=first)

    asyncio.run(main())
    site.cloud.taps(WHO, "Yes", at=site.now)
    messages, statuses = [], []
    for delivery in site.deliveries():
        signature = delivery.headers["x-hub-signature-256"]
        assert webhooks.verify_signature(
            app_secret=NUMBER.app_secret, raw_body=delivery.body, signature_header=signature
        )
        found = webhooks.normalize_webhook(httpx.Response(200, content=delivery.body).json())
        messages += found.messages
        statuses += found.statuses
    assert len(messages) == 2
    assert len(statuses) == 15


# --- whatsapp-cloud-api-py -------------------------------------------------------------------------------------------


@needs("whatsapp_cloud_api")
def test_whatsapp_cloud_api_py_sends_and_reads(site: Site) -> None:
    """Text and buttons; its signature check and its normaliser agree with ours."""
    peer = pytest.importorskip("whatsapp_cloud_api")

    async def main() -> None:
        # by itself it sends the key of a proxy in between; the provider wants a bearer token
        bearer = {"authorization": f"Bearer {NUMBER.access_token}"}
        http = httpx.AsyncClient(headers=bearer, trust_env=False)
        client = peer.WhatsAppClient(access_token="-", base_url=site.origin, http_client=http)
        to = {"phone_number_id": NUMBER.id, "to": PHONE}
        await client.messages.send_text(peer.TextMessage(**to, body="from the third"))
        assert site.last().text == "from the third"
        buttons = [{"id": "y", "title": "Yes"}]
        await client.messages.send_interactive_buttons(
            peer.InteractiveButtonsMessage(**to, body_text="Sure?", buttons=buttons)
        )
        assert [option.label for option in site.last().options] == ["Yes"]
        await http.aclose()

    asyncio.run(main())
    count = 0
    for delivery in site.deliveries():
        signature = delivery.headers["x-hub-signature-256"]
        assert peer.verify_signature(app_secret=NUMBER.app_secret, raw_body=delivery.body, signature_header=signature)
        found = peer.normalize_webhook(httpx.Response(200, content=delivery.body).json())
        count += len(found.messages) + len(found.statuses)
    assert count == 7
