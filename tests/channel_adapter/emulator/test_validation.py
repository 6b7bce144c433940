"""What the emulator accepts and refuses, by shape alone."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from channel_adapter.emulator.habits import CALM
from channel_adapter.emulator.validation import problem_in

SAMPLES = json.loads((Path(__file__).parent / "samples/meta_send_examples.json").read_text())
FAMILY = "👨‍👩‍👧‍👦"


def message(kind: str, content: Any, **more: Any) -> dict[str, Any]:
    return {"messaging_product": "whatsapp", "to": "+16505551234", "type": kind, kind: content} | more


def text(body: Any = "hi", **more: Any) -> dict[str, Any]:
    return message("text", {"body": body}, **more)


def buttons(*titles: str, ids: list[str] | None = None, body: str = "Choose", **more: Any) -> dict[str, Any]:
    ids = ids or [f"id{at}" for at in range(len(titles))]
    replies = [{"type": "reply", "reply": {"id": key, "title": title}} for key, title in zip(ids, titles, strict=True)]
    return message("interactive", {"type": "button", "body": {"text": body}, "action": {"buttons": replies}} | more)


def menu(*sizes: int, body: str = "Choose", button: str = "Open", titles: bool = True, **row: str) -> dict[str, Any]:
    sections = []
    for place, size in enumerate(sizes):
        rows = [{"id": f"{place}.{at}", "title": f"Row {at}"} | row for at in range(size)]
        sections.append({"rows": rows} | ({"title": f"Part {place}"} if titles else {}))
    action = {"button": button, "sections": sections}
    return message("interactive", {"type": "list", "body": {"text": body}, "action": action})


def link(label: str = "Open", url: str = "https://example.com", **more: Any) -> dict[str, Any]:
    action = {"name": "cta_url", "parameters": {"display_text": label, "url": url}}
    return message("interactive", {"type": "cta_url", "body": {"text": "Look"}, "action": action} | more)


def card(**more: Any) -> dict[str, Any]:
    return {"name": {"formatted_name": "Ada L", "first_name": "Ada"}} | more


def code(body: Any) -> int | None:
    problem = problem_in(body, CALM)
    return problem.code if problem else None


@pytest.mark.parametrize("name", [name for name in SAMPLES if not name.startswith("_")])
def test_the_providers_own_examples_are_accepted(name: str) -> None:
    """Every published request example passes, once its placeholders are filled; one of them forgets its type."""
    filled = json.dumps(SAMPLES[name])
    for placeholder, value in (
        ("{{Recipient-Phone-Number}}", "+16505551234"),
        ("{{Recipient-WA-Phone-Number}}", "+16505551234"),
        ("<http(s)://", "https://example.com/"),
        ("http(s)://", "https://example.com/"),
        ("<HEADER_TYPE>", "text"),
    ):
        filled = filled.replace(placeholder, value)
    expected = 131008 if name == "Send Reply to List Message" else None
    assert code(json.loads(filled)) == expected


ACCEPTED = {
    "plain text": text(),
    "text with context": text(context={"message_id": "wamid.x"}),
    "text without a type": {"messaging_product": "whatsapp", "to": "+16505551234", "text": {"body": "hi"}},
    "text without recipient_type": text(),
    "text with a preview": message("text", {"body": "https://a.b", "preview_url": True}),
    "our own reference": text(biz_opaque_callback_data="ref/1"),
    "a user id as recipient": {"messaging_product": "whatsapp", "recipient": "US.13491208655302741918", "type": "text", "text": {"body": "hi"}},
    "a parent user id": {"messaging_product": "whatsapp", "recipient": "US.ENT.11815799212886844830", "type": "text", "text": {"body": "hi"}},
    "a user id in to": text(to="US.13491208655302741918"),
    "a phone with signs": text(to="+1 (650) 555-1234"),
    "a group": text(to="Y2FwaV9ncm91cDo", recipient_type="group"),
    "a list of one section": menu(10),
    "a list without section title": menu(3, titles=False),
    "a list body of 4,096": menu(1, body="x" * 4_096),
    "257 contacts": message("contacts", [card()] * 257),
    "a full contact": message("contacts", [card(phones=[{"phone": "+1"}], emails=[], org={}, birthday="2012-08-18")]),
    "a numeric latitude": message("location", {"latitude": 1.5, "longitude": 2}),
    "a text latitude": message("location", {"latitude": "-33.9", "longitude": "18.4", "name": "n", "address": "a"}),
    "a link button": link(header={"type": "image", "image": {"link": "https://a.b/c.png"}}, footer={"text": "f"}),
    "a location request": message("interactive", {"type": "location_request_message", "body": {"text": "Where?"}, "action": {"name": "send_location"}}),
    "a read mark": {"messaging_product": "whatsapp", "status": "read", "message_id": "wamid.x"},
    "a typing sign": {"messaging_product": "whatsapp", "status": "read", "message_id": "wamid.x", "typing_indicator": {"type": "text"}},
    "a reaction": message("reaction", {"message_id": "wamid.x", "emoji": "👍🏽"}),
    "a reaction taken away": message("reaction", {"message_id": "wamid.x", "emoji": ""}),
    "a voice note": message("audio", {"id": "1", "voice": True}),
    "a direct send": text(category="utility", ttl_seconds=600),
    "an account id": text(messaging_account_id="1"),
    "a product": message("interactive", {"type": "product", "action": {"catalog_id": "1"}}),
}  # fmt: skip


@pytest.mark.parametrize("name", ACCEPTED)
def test_bodies_that_the_provider_takes(name: str) -> None:
    """Well-formed bodies pass."""
    assert problem_in(ACCEPTED[name], CALM) is None


REFUSED = {
    "no object": ([], 100),
    "text without body": (message("text", {}), 131008),
    "an empty body": (text(""), 100),
    "a blank body": (text(" \n"), 100),
    "5,000 characters": (text("x" * 5_000), 100),
    "a body that is a number": (text(5), 100),
    "no recipient": ({"messaging_product": "whatsapp", "type": "text", "text": {"body": "hi"}}, 100),
    "no product": ({"to": "+16505551234", "type": "text", "text": {"body": "hi"}}, 100),
    "another product": (text(messaging_product="sms"), 100),
    "type and object differ": ({"messaging_product": "whatsapp", "to": "+16505551234", "type": "image", "text": {"body": "x"}}, 131008),
    "an unknown type": (message("hologram", {}), 100),
    "an unknown key": (text(colour="red"), 100),
    "an unknown key inside": (message("text", {"body": "x", "colour": "red"}), 100),
    "a recipient that is no phone": (text(to="hello"), 131009),
    "a recipient that is no user id": ({key: held for key, held in text(recipient="bob").items() if key != "to"}, 131009),
    "a link that is no url": (message("image", {"link": "not a url"}), 131009),
    "id and link": (message("image", {"id": "1", "link": "https://a.b"}), 100),
    "neither id nor link": (message("image", {}), 131008),
    "a caption on audio": (message("audio", {"id": "1", "caption": "x"}), 100),
    "a caption of 1,025": (message("image", {"id": "1", "caption": "x" * 1_025}), 131009),
    "no buttons": (buttons(), 131009),
    "four buttons": (buttons("a", "b", "c", "d"), 131009),
    "an empty title": (buttons(""), 131009),
    "an empty button body": (buttons("a", body=""), 131009),
    "equal titles": (buttons("a", "a"), 131009),
    "equal ids": (buttons("a", "b", ids=["x", "x"]), 131009),
    "buttons that are no list": (message("interactive", {"type": "button", "body": {"text": "x"}, "action": {"buttons": {}}}), 100),
    "a button of another type": (message("interactive", {"type": "button", "body": {"text": "x"}, "action": {"buttons": [{"type": "url"}]}}), 100),
    "an action that is no object": (message("interactive", {"type": "button", "body": {"text": "x"}, "action": []}), 100),
    "eleven rows": (menu(11), 131009),
    "two sections of ten rows": (menu(10, 10), 131009),
    "eleven sections": (menu(*[1] * 11), 131009),
    "two sections without titles": (menu(1, 1, titles=False), 131008),
    "equal row ids": (menu(2, id="same"), 131009),
    "a media header on a list": (menu(1) | {"interactive": menu(1)["interactive"] | {"header": {"type": "image", "image": {"id": "1"}}}}, 100),
    "a header of two lines": (buttons("a", header={"type": "text", "text": "a\nb"}), 131009),
    "a link button without url": (message("interactive", {"type": "cta_url", "body": {"text": "x"}, "action": {"name": "cta_url", "parameters": {"display_text": "x"}}}), 131008),
    "a link button to nowhere": (link(url="ftp://a"), 131009),
    "a form by id and name": (message("interactive", {"type": "flow", "body": {"text": "x"}, "action": {"name": "flow", "parameters": {"flow_id": "1", "flow_name": "n"}}}), 100),
    "no contacts": (message("contacts", []), 131009),
    "258 contacts": (message("contacts", [card()] * 258), 131009),
    "a contact with one name only": (message("contacts", [{"name": {"formatted_name": "Ada"}}]), 131008),
    "a latitude beyond the pole": (message("location", {"latitude": 91, "longitude": 0}), 131009),
    "a latitude in words": (message("location", {"latitude": "north", "longitude": 0}), 131009),
    "a latitude that is true": (message("location", {"latitude": True, "longitude": 0}), 131009),
    "a reaction with words": (message("reaction", {"message_id": "w", "emoji": "ok"}), 131009),
    "a reaction in a context": (message("reaction", {"message_id": "w", "emoji": "👍"}, context={"message_id": "w"}), 100),
    "a context without id": (text(context={}), 131008),
    "a flag that is a word": (message("text", {"body": "x", "preview_url": "yes"}), 100),
    "a status that is not read": ({"messaging_product": "whatsapp", "status": "eaten", "message_id": "w"}, 100),
    "a template without name": (message("template", {"language": {"code": "en"}}), 131008),
    "a template without language": (message("template", {"name": "n"}), 131008),
    "a new line in a variable": (message("template", {"name": "n", "language": {"code": "en"}, "components": [{"type": "body", "parameters": [{"type": "text", "text": "a\nb"}]}]}), 132012),
    "five spaces in a variable": (message("template", {"name": "n", "language": {"code": "en"}, "components": [{"type": "body", "parameters": [{"type": "text", "text": "a     b"}]}]}), 132012),
    "an unknown component": (message("template", {"name": "n", "language": {"code": "en"}, "components": [{"type": "hat"}]}), 131009),
    "a button component without index": (message("template", {"name": "n", "language": {"code": "en"}, "components": [{"type": "button", "sub_type": "url"}]}), 131008),
    "a button component of index x": (message("template", {"name": "n", "language": {"code": "en"}, "components": [{"type": "button", "sub_type": "url", "index": "x"}]}), 131009),
}  # fmt: skip


@pytest.mark.parametrize("name", REFUSED)
def test_bodies_that_the_provider_refuses(name: str) -> None:
    """Each malformed body is refused with the provider's code for it."""
    body, expected = REFUSED[name]
    assert code(body) == expected


LIMITS = [
    ("text body", 4_096, lambda length: text("x" * length)),
    ("caption", 1_024, lambda length: message("image", {"id": "1", "caption": "x" * length})),
    ("button body", 1_024, lambda length: buttons("a", body="x" * length)),
    ("button title", 20, lambda length: buttons("x" * length)),
    ("button id", 256, lambda length: buttons("a", ids=["x" * length])),
    ("footer", 60, lambda length: buttons("a", footer={"text": "x" * length})),
    ("header", 60, lambda length: buttons("a", header={"type": "text", "text": "x" * length})),
    ("list body", 4_096, lambda length: menu(1, body="x" * length)),
    ("list button", 20, lambda length: menu(1, button="x" * length)),
    ("row title", 24, lambda length: menu(1, title="x" * length)),
    ("row id", 200, lambda length: menu(1, id="x" * length)),
    ("row description", 72, lambda length: menu(1, description="x" * length)),
    ("rows", 10, lambda length: menu(length - 1, 1)),
    ("sections", 10, lambda length: menu(*[1] * length)),
    ("buttons", 3, lambda length: buttons(*map(str, range(length)))),
    ("link label", 20, lambda length: link("x" * length)),
    ("reference", 512, lambda length: text(biz_opaque_callback_data="x" * length)),
    ("contacts", 257, lambda length: message("contacts", [card()] * length)),
]


@pytest.mark.parametrize(("name", "limit", "build"), LIMITS, ids=[row[0] for row in LIMITS])
def test_each_limit_holds_exactly(name: str, limit: int, build: Any) -> None:
    """One less and the limit itself pass; one more is refused, with the measured length in the details."""
    assert [code(build(limit - 1)), code(build(limit))] == [None, None]
    problem = problem_in(build(limit + 1), CALM)
    assert problem
    assert str(limit) in problem.details


@pytest.mark.parametrize(("unit", "family_fits"), [("utf16", 1), ("code_points", 2)])
def test_the_unit_of_a_limit_is_a_setting(unit: Any, family_fits: int) -> None:
    """A family emoji is 11 UTF-16 units or 7 code points: one or two of them fit a title of 20."""
    habits = replace(CALM, unit=unit)
    assert problem_in(buttons(FAMILY * family_fits), habits) is None
    assert problem_in(buttons(FAMILY * (family_fits + 1)), habits) is not None


def test_lone_surrogates_are_measured_not_raised_on() -> None:
    """JSON can carry half a character; that is a long or short text like any other."""
    assert code(text(json.loads('"\\ud800"'))) is None


def test_the_list_body_limit_is_a_setting() -> None:
    """Who believes the API description (1,024) can hold the emulator to it."""
    strict = replace(CALM, list_body_limit=1_024)
    assert problem_in(menu(1, body="x" * 1_024), strict) is None
    assert problem_in(menu(1, body="x" * 1_025), strict) is not None
