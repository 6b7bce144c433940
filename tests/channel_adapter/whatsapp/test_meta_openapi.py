"""What Meta's own OpenAPI description says to our payloads, and to the webhooks of the emulator.

The published file (v23.0, the only one there is) accepts nothing as it stands: two slips of its generator are repaired first
(``repaired``). Where it still disagrees with Meta's pages or with what its servers do, the deviation is listed with its
reason; a listed deviation that is none any more fails here, so the list cannot rot.

Needs the file (``FLOW_SHARED``) and PyYAML: ``pip install pyyaml``.
"""

from __future__ import annotations

import os
from functools import cache
from pathlib import Path
from typing import Any, Final

import pytest
from jsonschema import Draft202012Validator
from referencing import Registry, Resource
from referencing.jsonschema import DRAFT202012

from channel_adapter.emulator import Cloud, FailLater
from channel_adapter.messages import (
    Address,
    Button,
    Buttons,
    ContactCard,
    Contacts,
    Content,
    LinkButton,
    Location,
    LocationRequest,
    Media,
    Menu,
    Outbound,
    Reaction,
    ReadMark,
    Row,
    Section,
    Template,
    TemplateButton,
    Text,
)
from channel_adapter.whatsapp.payloads import message_body, read_mark_body

yaml = pytest.importorskip("yaml", reason="pip install pyyaml")
SHARED = Path(os.environ.get("FLOW_SHARED", Path(__file__).resolve().parents[3] / "../shared"))
FILE = SHARED / "data" / "meta_openapi" / "business-messaging-api_v23.0.yaml"
pytestmark = pytest.mark.skipif(not FILE.exists(), reason=f"Meta's OpenAPI file is not at {FILE}")

SUFFIXED: Final = {
    **dict.fromkeys(["TextMessage"], "TextMessage_2"),
    **{
        f"{kind}Message": f"{kind}Message_1"
        for kind in ("Reaction", "Audio", "Document", "Image", "Sticker", "Video", "Location")
    },
    "ContactObject": "ContactObject_1",
    "ErrorObject": "ErrorObject_2",
    "BaseMessageProperties": "BaseMessageProperties_1",
}
"""Where the inbound schemas went when the file was bundled: their references still name the outbound ones."""
INBOUND: Final = (
    "IncomingMessage", "TextMessage_2", "ReactionMessage_1", "AudioMessage_1", "DocumentMessage_1", "ImageMessage_1",
    "StickerMessage_1", "VideoMessage_1", "LocationMessage_1", "ContactSharingMessage", "UnsupportedMessage",
    "ButtonMessage", "InteractiveMessageReply", "OrderMessage", "SystemMessage", "MediaMessageProperties",
)  # fmt: skip
URN: Final = "urn:meta"


def repaired(document: dict[str, Any]) -> dict[str, Any]:
    """The file with its two slips mended: unsatisfiable ``allOf`` branches, and references to the wrong twin."""
    schemas = document["components"]["schemas"]
    for name in INBOUND:
        schemas[name] = _renamed(schemas[name])
    for schema in schemas.values():
        _open_branches(schema)
    return document


def _renamed(node: Any) -> Any:
    match node:
        case {"$ref": str(target)}:
            prefix, _, name = target.rpartition("/")
            return {**node, "$ref": f"{prefix}/{SUFFIXED.get(name, name)}"}
        case dict():
            return {key: _renamed(value) for key, value in node.items()}
        case list():
            return [_renamed(value) for value in node]
        case _:
            return node


def _open_branches(node: Any) -> None:
    """A closed branch of ``allOf`` sees only its own properties and rejects its siblings': close the whole instead."""
    if isinstance(node, dict):
        branches = node.get("allOf", ())
        if any(branch.pop("additionalProperties", True) is False for branch in branches):
            node["unevaluatedProperties"] = False
        for value in node.values():
            _open_branches(value)
    elif isinstance(node, list):
        for value in node:
            _open_branches(value)


@cache
def registry() -> Registry[Any]:
    loader = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
    document = repaired(yaml.load(FILE.read_text(), Loader=loader))
    return Registry().with_resource(URN, Resource.from_contents(document, DRAFT202012))


def faults(schema: str, body: object) -> list[str]:
    """What a schema of the file says against a body: the deepest place of each complaint."""
    validator = Draft202012Validator({"$ref": f"{URN}#/components/schemas/{schema}"}, registry=registry())
    return [f"{error.json_path}: {error.message}" for error in validator.iter_errors(body)]


# --- what we send ----------------------------------------------------------------------------------------------------

PICTURE: Final = Media(kind="image", link="https://example.com/a.png")
CONTENTS: Final[dict[str, Content]] = {
    "text": Text(body="hello *you* 👋", preview_url=True),
    "image": Media(kind="image", link="https://example.com/a.png", caption="look"),
    "image by id": Media(kind="image", id="9"),
    "voice note": Media(kind="audio", link="https://example.com/a.ogg", voice=True),
    "video": Media(kind="video", id="9", caption="look"),
    "document": Media(kind="document", link="https://example.com/a.pdf", caption="c", filename="a.pdf"),
    "sticker": Media(kind="sticker", id="9"),
    "location": Location(latitude=-33.9, longitude=18.4, name="Cape Town", address="1 Long St"),
    "contacts": Contacts(cards=(ContactCard(formatted_name="Grace Hopper", phones=("+15550100",)),)),
    "reaction": Reaction(message_id="wamid.1", emoji="👍"),
    "buttons": Buttons(body="Sure?", buttons=(Button(id="y", label="Yes"), Button(id="n", label="No")), footer="f"),
    "buttons with a picture": Buttons(body="Sure?", buttons=(Button(id="y", label="Yes"),), header=PICTURE),
    "menu": Menu(
        body="Which day?",
        button="Days",
        header="Days",
        sections=(
            Section(title="Soon", rows=(Row(id="mo", label="Monday", description="early"),)),
            Section(title="Later", rows=(Row(id="tu", label="Tuesday"),)),
        ),
    ),
    "link": LinkButton(body="See", label="Open", url="https://example.com", header="Look"),
    "location request": LocationRequest(body="Where are you?"),
    "template": Template(name="offer", language="en_US", parameters=(("who", "Ada"),), header=PICTURE),
    "template with a button": Template(
        name="offer", language="en_US", buttons=(TemplateButton(index=0, kind="quick_reply", value="p"),)
    ),
}
SENT_AS: Final = {
    **{kind: f"{kind.capitalize()}Message" for kind in ("text", "image", "audio", "video", "document", "sticker")},
    **{kind: f"{kind.capitalize()}Message" for kind in ("location", "contacts", "reaction", "interactive", "template")},
}
DEVIATIONS_OUT: Final = {
    "location": ("-33.9 is not of type 'string'", "Meta's own examples send numbers; both are taken"),
    "link": ("'cta_url' is not one of", "the enumeration is older than call-to-action buttons"),
    "location request": ("'location_request_message' is not one of", "the enumeration is older than location requests"),
    "template": ("'policy' is a required property", "deprecated; Meta's examples are without it"),
    "template with a button": ("does not match '^[2-6, 11-14]$'", "the pattern is broken: indexes count from 0"),
}
"""Content -> what the file says against it, and why we send it all the same."""


def body_of(content: Content) -> dict[str, object]:
    """Our body. ``biz_opaque_callback_data``, which the file does not know, is looked at by itself below."""
    quoted = None if isinstance(content, Reaction) else "wamid.1"
    body = message_body(Outbound(ref="r", to=Address(phone="+27821234567"), content=content, reply_to=quoted))
    del body["biz_opaque_callback_data"]
    return body


@pytest.mark.parametrize("name", CONTENTS)
def test_meta_describes_what_we_send(name: str) -> None:
    """Every content fits the description of its type, or deviates as listed and in nothing else that matters."""
    body = body_of(CONTENTS[name])
    found = faults(SENT_AS[str(body["type"])], body)
    expected, _ = DEVIATIONS_OUT.get(name, ("", ""))

    assert bool(found) is bool(expected), found
    assert any(expected in fault for fault in found) or not expected


def test_read_marks_are_described_too() -> None:
    """With the typing sign."""
    assert faults("MarkMessageRequestPayload", read_mark_body(ReadMark(message_id="wamid.1", typing=True))) == []


@pytest.mark.parametrize(
    ("to", "unknown"),
    [
        (Address(phone="+27821234567"), ("biz_opaque_callback_data",)),
        (Address(user_id="US.1"), ("biz_opaque_callback_data", "recipient")),
    ],
)
def test_the_file_is_older_than_our_references_and_user_ids(to: Address, unknown: tuple[str, ...]) -> None:
    """Both are on Meta's pages, in its changelog of 2024 and in that of 2026."""
    found = faults("TextMessage", message_body(Outbound(ref="r", to=to, content=Text(body="hi"))))

    assert all(any(name in fault for fault in found) for name in unknown)


BROKEN: Final[dict[str, tuple[str, dict[str, object]]]] = {
    "a type without its object": ("text", {"text": None}),
    "nobody to send it to": ("text", {"to": None}),
    "a key nobody knows": ("text", {"colour": "blue"}),
    "a title of 21": (
        "buttons",
        {"interactive": {"type": "button", "body": {"text": "b"}, "action": {"buttons": [
            {"type": "reply", "reply": {"id": "y", "title": "x" * 21}}]}}},
    ),
    "no buttons": ("buttons", {"interactive": {"type": "button", "body": {"text": "b"}, "action": {"buttons": []}}}),
    "an image by id and by link": ("image", {"image": {"id": "1", "link": "https://example.com/a.png"}}),
}  # fmt: skip


@pytest.mark.parametrize("name", BROKEN)
def test_the_repaired_file_still_says_no(name: str) -> None:
    """The check can fail: the repairs opened only what was shut by mistake."""
    kind, changes = BROKEN[name]
    body = {key: value for key, value in {**body_of(CONTENTS[kind]), **changes}.items() if value is not None}

    assert faults(SENT_AS[str(body["type"])], body)


# --- what the emulator posts and answers -----------------------------------------------------------------------------

NOON: Final = 1_800_000_000_000
WHO: Final = "27821234567"


def says(cloud: Cloud) -> str:
    return cloud.says(WHO, "hi", at=NOON)


def sends(cloud: Cloud, content: Content) -> None:
    number = cloud.numbers[0]
    body = message_body(Outbound(ref="r", to=Address(phone=f"+{WHO}"), content=content))
    answer = cloud.post_message(number.id, number.access_token, body, NOON)
    assert faults("MessageResponsePayload", yaml.safe_load(answer.body)) == []


def taps(cloud: Cloud, content: Content, label: str) -> None:
    sends(cloud, content)
    cloud.taps(WHO, label, at=NOON)


ACTS: Final[dict[str, Any]] = {
    "text": lambda cloud: None,
    "image": lambda cloud: cloud.sends_media(WHO, "image", at=NOON, caption="look"),
    "audio": lambda cloud: cloud.sends_media(WHO, "audio", at=NOON),
    "video": lambda cloud: cloud.sends_media(WHO, "video", at=NOON),
    "document": lambda cloud: cloud.sends_media(WHO, "document", at=NOON),
    "sticker": lambda cloud: cloud.sends_media(WHO, "sticker", at=NOON),
    "contacts": lambda cloud: cloud.sends_contacts(WHO, {"name": {"formatted_name": "G"}}, at=NOON),
    "unsupported": lambda cloud: cloud.sends_unsupported(WHO, at=NOON),
    "order": lambda cloud: cloud.sends(
        WHO,
        "order",
        {
            "catalog_id": "1",
            "text": "t",
            "product_items": [{"product_retailer_id": "1", "quantity": 1, "item_price": 1.0, "currency": "EUR"}],
        },
        at=NOON,
    ),
    "reaction": lambda cloud: cloud.reacts(WHO, says(cloud), "👍", at=NOON),
    "button": lambda cloud: taps(cloud, CONTENTS["buttons"], "Yes"),
    "row": lambda cloud: taps(cloud, CONTENTS["menu"], "Monday"),
    "a number that changed": lambda cloud: cloud.changes_number(WHO, "27829999999", at=NOON),
    "receipts": lambda cloud: sends(cloud, CONTENTS["text"]),
    "a late failure": lambda cloud: (cloud.schedule(FailLater(code=131026)), sends(cloud, CONTENTS["text"])),
    "location": lambda cloud: cloud.sends_location(WHO, 1.0, 2.0, at=NOON),
    "a reaction taken back": lambda cloud: cloud.reacts(WHO, says(cloud), "", at=NOON),
    "form": lambda cloud: cloud.fills_form(WHO, '{"a": 1}', at=NOON),
    "edit": lambda cloud: cloud.edits(WHO, says(cloud), "x", at=NOON),
    "revoke": lambda cloud: cloud.revokes(WHO, says(cloud), at=NOON),
    "echo": lambda cloud: cloud.person_writes(WHO, "x", at=NOON),
    "account fault": lambda cloud: cloud.reports_fault(131000, at=NOON),
}
DEVIATIONS_IN: Final = {
    "location": "name and address are called required; customers share bare places",
    "a reaction taken back": "the emoji is called required; taking one back has none",
    "form": "forms (nfm_reply) came after the file",
    "edit": "edits came after the file (2025-11-25)",
    "revoke": "so did revocations",
    "echo": "the field of echoes is not in its list",
    "account fault": "a change of errors alone is not in its list of values; Meta's own page shows one",
}
"""Act -> why its webhook does not fit the file."""


@pytest.mark.parametrize("act", ACTS)
def test_meta_describes_what_the_emulator_posts(act: str) -> None:
    """So that what is rehearsed here is what comes from the provider."""
    cloud = Cloud()
    cloud.customer(WHO, "Ada")
    says(cloud)
    ACTS[act](cloud)
    bodies = [yaml.safe_load(delivery.body) for delivery in cloud.due(2 * NOON)]

    assert any(faults("WebhookPayload", body) for body in bodies) is (act in DEVIATIONS_IN)
