"""Every limit of the channel holds at n-1 and n and is reported at n+1, all of them at once, in sentences for people."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import pytest

from channel_adapter.limits import (
    WHATSAPP,
    Count,
    Limit,
    Quota,
    Violation,
    cautions,
    prepare,
    upload_cautions,
    upload_violations,
    violations,
)
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
    Row,
    Section,
    Template,
    TemplateButton,
    Text,
)
from channel_adapter.text import Unit, length

if TYPE_CHECKING:
    from collections.abc import Callable

TO = Address(phone="+27821234567")
FAMILY = "👨‍👩‍👧‍👦"
BUTTONS = Buttons(body="Taxi?", buttons=(Button(id="y", label="Yes"), Button(id="n", label="No")))
ROW = Row(id="r", label="Row")
MENU = Menu(body="Which?", button="Open", sections=(Section(rows=(ROW,)),))
LINK = LinkButton(body="See", label="Open", url="https://example.com")


def rows(count: int) -> tuple[Row, ...]:
    """Rows that differ."""
    return tuple(Row(id=str(number), label=f"Row {number}") for number in range(count))


def menu(row: Row) -> Menu:
    """A menu of one row."""
    return replace(MENU, sections=(Section(rows=(row,)),))


def button(**fields: str) -> Buttons:
    """A message with one button."""
    return replace(BUTTONS, buttons=(replace(BUTTONS.buttons[0], **fields),))


TEXTS: dict[str, Callable[[str], Content | Outbound]] = {
    "reference": lambda text: Outbound(ref=text, to=TO, content=Text(body="hi")),
    "text": lambda text: Text(body=text),
    "caption": lambda text: Media(kind="image", id="1", caption=text),
    "body": lambda text: replace(BUTTONS, body=text),
    "list body": lambda text: replace(MENU, body=text),
    "header": lambda text: replace(BUTTONS, header=text),
    "footer": lambda text: replace(LINK, footer=text),
    "button title": lambda text: button(label=text),
    "button id": lambda text: button(id=text),
    "list button": lambda text: replace(MENU, button=text),
    "section title": lambda text: replace(MENU, sections=(Section(rows=(ROW,), title=text),)),
    "row id": lambda text: menu(replace(ROW, id=text)),
    "row title": lambda text: menu(replace(ROW, label=text)),
    "row description": lambda text: menu(replace(ROW, description=text)),
    "link label": lambda text: replace(LINK, label=text),
    "template text": lambda text: Template(name="t", language="en", parameters=((None, text),)),
}
QUOTAS: dict[str, Callable[[int], Content]] = {
    "buttons": lambda count: replace(
        BUTTONS, buttons=tuple(Button(id=str(number), label=f"B{number}") for number in range(count))
    ),
    "sections": lambda count: replace(
        MENU, sections=tuple(Section(rows=(Row(id=str(n), label="Row"),), title=f"S{n}") for n in range(count))
    ),
    "rows": lambda count: replace(
        MENU, sections=(Section(rows=rows(count)[:5], title="A"), Section(rows=rows(count)[5:], title="B"))
    ),
    "contact cards": lambda count: Contacts(cards=(ContactCard(formatted_name="Ann"),) * count),
    "reaction": lambda count: Reaction(message_id="m", emoji=FAMILY * count),
}
LIMITS = {limit.name: limit for limit in WHATSAPP.every()}


def filled(unit: str, size: int) -> str:
    """A text of exactly ``size`` UTF-16 units made of ``unit``, filled up with x."""
    count, rest = divmod(size, length(unit))
    return unit * count + "x" * rest


def test_every_limit_is_walked() -> None:
    """A limit that no test reaches is a mistake; *parts* is tested with ``prepare``, what stands apart further down."""
    apart = {"parts", "animated sticker", "voice note", "template spaces"}
    assert {*TEXTS, *QUOTAS, *apart} == set(LIMITS)


SCRIPTS = ("x", FAMILY, "é", "e\u0301", "नमस्ते", "สวัสดี", "ที่", "مَرْحَبًا", "🇿🇦", "👍🏽", "1️⃣", "🏴󠁧󠁢󠁥󠁮󠁧󠁿")


@pytest.mark.parametrize("unit", SCRIPTS)
@pytest.mark.parametrize("name", TEXTS)
def test_a_text_is_carried_up_to_its_limit(name: str, unit: str) -> None:
    """n-1 and n pass, n+1 is one violation with the measure, whatever the script."""
    limit = LIMITS[name]
    assert isinstance(limit, Limit)
    for size in (limit.maximum - 1, limit.maximum):
        assert violations(TEXTS[name](filled(unit, size))) == ()
    (violation,) = violations(TEXTS[name](filled(unit, limit.maximum + 1)))
    assert (violation.name, violation.measured, violation.limit, violation.unit) == (
        name,
        limit.maximum + 1,
        limit.maximum,
        Unit.UTF16,
    )


@pytest.mark.parametrize("name", QUOTAS)
def test_pieces_are_carried_up_to_their_number(name: str) -> None:
    """n-1 (if any) and n pass, n+1 is reported."""
    quota = LIMITS[name]
    assert isinstance(quota, Quota)
    for count in {max(1, quota.maximum - 1), quota.maximum}:
        assert violations(QUOTAS[name](count)) == ()
    found = [each for each in violations(QUOTAS[name](quota.maximum + 1)) if each.unit is quota.unit]
    assert [(each.measured, each.limit) for each in found] == [(quota.maximum + 1, quota.maximum)]


@pytest.mark.parametrize("name", ["buttons", "sections", "contact cards"])
def test_none_of_a_piece_is_not_enough(name: str) -> None:
    """A message of buttons has a button."""
    assert [each.measured for each in violations(QUOTAS[name](0)) if each.unit is LIMITS[name].unit] == [0]


@pytest.mark.parametrize("blank", ["", "  ", "\u200b", "\n"])
@pytest.mark.parametrize("name", TEXTS)
def test_a_blank_text_is_reported(name: str, blank: str) -> None:
    """The channel asks for one visible character at least."""
    assert name in {each.name for each in violations(TEXTS[name](blank)) if "is empty" in each.sentence}


@pytest.mark.parametrize("name", TEXTS)
def test_titles_headers_and_footers_are_one_line(name: str) -> None:
    """A line break in them is reported; copy may have lines; a variable of a template may not."""
    one_line = {"header", "footer", "button title", "list button", "section title", "row title", "link label"}
    broken = [each for each in violations(TEXTS[name]("a\nb")) if "line break" in each.sentence]
    assert bool(broken) is (name in one_line | {"template text"})


def test_every_limit_says_what_it_counts_and_where_it_is_from() -> None:
    """A number without a source is a rumour."""
    for limit in WHATSAPP.every():
        assert limit.maximum >= 1
        assert isinstance(limit.unit, Unit | Count)
        assert limit.source.startswith("https://developers.facebook.com/")
        assert limit.dated >= "2026"


def test_the_sentence_names_what_and_by_how_much() -> None:
    """For designers and agents, not for programmers."""
    (violation,) = violations(button(label="Order a taxi to the airport"))
    assert str(violation) == "button title 'Order a taxi to the airport' has 27 UTF-16 units; WhatsApp carries 20"
    assert violation.where == "buttons[0].label"
    (violation,) = violations(QUOTAS["buttons"](4))
    assert violation.sentence == "message has 4 buttons; WhatsApp carries 3"
    (violation,) = violations(Text(body="x" * 5000))
    assert violation.sentence == f"text '{'x' * 40}…{'x' * 10}' has 5,000 UTF-16 units; WhatsApp carries 4,096"


def test_everything_wrong_is_reported_at_once() -> None:
    """Not the first fault only."""
    message = Outbound(
        ref="",
        to=TO,
        content=Buttons(
            body=" ",
            header="a\nb",
            footer="f" * 61,
            buttons=(Button(id="a", label="Yes"), Button(id="a", label="Yes"), Button(id="", label="x" * 21)),
        ),
    )
    assert [(each.name, each.where) for each in violations(message)] == [
        ("reference", "ref"),
        ("header", "header"),
        ("body", "body"),
        ("button title", "buttons[2].label"),
        ("button id", "buttons[2].id"),
        ("footer", "footer"),
        ("button title", "buttons"),
        ("button id", "buttons"),
    ]


HEADER = Media(kind="image", id="1")
RULES: dict[str, tuple[Content, str]] = {
    "row ids": (
        replace(MENU, sections=(Section(rows=(ROW,), title="A"), Section(rows=(ROW,), title="B"))),
        "row id 'r' occurs 2 times; it must be unique in its message",
    ),
    "section title": (
        replace(MENU, sections=(Section(rows=rows(1), title="A"), Section(rows=rows(2)[1:]))),
        "section title is empty; it needs a text",
    ),
    "empty section": (
        replace(MENU, sections=(Section(rows=rows(1), title="A"), Section(rows=(), title="B"))),
        "section has no rows; it needs one",
    ),
    "lone surrogate": (
        button(label="a\ud83d"),
        r"button title 'a\ud83d' holds a character that cannot be sent (NUL or half of a pair)",
    ),
    "latitude": (Location(latitude=90.1, longitude=180), "latitude '90.1' is not between -90 and 90 degrees"),
    "longitude": (Location(latitude=-90, longitude=-181), "longitude '-181' is not between -180 and 180 degrees"),
    "nowhere": (Location(latitude=float("nan"), longitude=0), "latitude 'nan' is not between -90 and 90 degrees"),
    "link": (
        replace(LINK, url="ftp://example.com"),
        "link 'ftp://example.com' is no address that WhatsApp opens; it must begin with http:// or https://",
    ),
    "link of media": (
        Media(kind="video", link="example.com/a.mp4"),
        "video 'example.com/a.mp4' is no address that WhatsApp opens; it must begin with http:// or https://",
    ),
    "caption of audio": (
        Media(kind="audio", id="1", caption="hi"),
        "caption 'hi' cannot stand with an audio",
    ),
    "caption of a header": (
        replace(BUTTONS, header=replace(HEADER, caption="hi")),
        "caption 'hi' cannot stand with a header",
    ),
    "header of audio": (
        replace(LINK, header=Media(kind="sticker", id="1")),
        "header cannot be a sticker; WhatsApp takes document, image, video",
    ),
    "tab in a variable": (
        Template(name="t", language="en", parameters=((None, "a\tb"),)),
        r"template variable 'a\tb' holds a line break, a tab or more than 4 spaces in a row (132012)",
    ),
    "five spaces in a variable": (
        Template(name="t", language="en", parameters=(("who", "a     b"),)),
        "template variable 'a     b' holds a line break, a tab or more than 4 spaces in a row (132012)",
    ),
    "some variables named": (
        Template(name="t", language="en", parameters=((None, "a"), ("who", "b"))),
        "template variables have names in part; name all of them or none",
    ),
    "variables named alike": (
        Template(name="t", language="en", parameters=(("who", "a"), ("who", "b"))),
        "template variable 'who' occurs 2 times; it must be unique in its message",
    ),
    "variables together": (
        Template(name="t", language="en", parameters=((None, "a" * 1000), (None, "b" * 25))),
        "template variables has 1,025 UTF-16 units; WhatsApp carries 1,024",
    ),
    "template name": (Template(name="", language="en"), "template name is empty; it needs a text"),
    "template language": (Template(name="t", language=" "), "template language is empty; it needs a text"),
    "contact name": (
        Contacts(cards=(ContactCard(formatted_name=" "),)),
        "contact name is empty; it needs a text",
    ),
    "reaction": (Reaction(message_id="m", emoji="a"), "reaction 'a' is not an emoji"),
}  # fmt: skip


@pytest.mark.parametrize("name", RULES)
def test_rules_that_are_no_matter_of_counting(name: str) -> None:
    """Uniqueness, ranges, addresses, captions, template variables."""
    content, sentence = RULES[name]
    assert [each.sentence for each in violations(content)] == [sentence]


@pytest.mark.parametrize(
    "content",
    [
        Text(body="hi"),
        Media(kind="audio", link="https://example.com/a.ogg", voice=True),
        Media(kind="document", id="1", caption="the bill", filename="bill.pdf"),
        Location(latitude=90, longitude=-180),
        Contacts(cards=(ContactCard(formatted_name="Ann"),)),
        Reaction(message_id="m", emoji=""),
        Reaction(message_id="m", emoji="👍🏽"),
        replace(BUTTONS, header=HEADER, footer="f"),
        replace(MENU, header="h", footer="f"),
        replace(LINK, url="HTTPS://example.com/a?b=c#d"),
        LocationRequest(body="Where are you?"),
        Template(name="t", language="en", header="h", parameters=(("who", "a    b"), ("what", "c"))),
        Template(name="t", language="en", header=HEADER, buttons=(TemplateButton(index=0, kind="url", value="x"),)),
    ],
)
def test_an_ordinary_message_breaks_nothing(content: Content) -> None:
    """Every kind of content, as people send it."""
    assert violations(content) == ()
    assert violations(Outbound(ref="i/1/1", to=TO, content=content)) == ()
    assert cautions(content) == ()


def test_a_reaction_cannot_quote() -> None:
    """The channel allows no context there."""
    message = Outbound(ref="r", to=TO, content=Reaction(message_id="m", emoji="👍"), reply_to="x")
    assert [each.sentence for each in violations(message)] == ["reaction cannot quote a message"]


def test_emoji_in_titles_are_a_caution_not_a_fault() -> None:
    """Some providers refuse them; copy may hold any number."""
    content = button(label="Yes 👍👍 1️⃣")
    assert violations(content) == ()
    assert [each.sentence for each in cautions(content)] == [
        "button title 'Yes 👍👍 1️⃣' holds the emoji 👍 1️⃣, which some providers refuse in a title"
    ]
    assert cautions(replace(BUTTONS, body=FAMILY * 10)) == ()


@pytest.mark.parametrize(
    ("phone", "fits"),
    [
        ("+2782123456789012"[:15], True),
        ("+278212345678901", True),
        ("+2782123456789012", False),
        ("27821234567", True),
        ("+27 (82) 123-4567", True),
        ("+", False),
        ("ada", False),
        ("+2782x234567", False),
        ("+٢٧٨٢١٢٣٤", False),
    ],
)
def test_a_phone_is_a_number_of_up_to_15_digits(phone: str, fits: bool) -> None:
    """As people write it; anything else never leaves. A user id is the provider's business."""
    message = Outbound(ref="r", to=Address(phone=phone), content=Text(body="hi"))
    sentence = f"recipient '{phone}' is no phone number; it must be + and up to 15 digits (E.164)"
    assert [each.sentence for each in violations(message)] == ([] if fits else [sentence])
    assert isinstance(prepare(message), tuple) is fits
    assert violations(replace(message, to=Address(user_id="anything at all"))) == ()


def test_another_provider_is_another_table() -> None:
    """Numbers and name change, the code does not."""
    twilio = replace(WHATSAPP, channel="Twilio", text_body=replace(WHATSAPP.text_body, maximum=1600))
    (violation,) = violations(Text(body="x" * 1601), twilio)
    assert violation.sentence.endswith("has 1,601 UTF-16 units; Twilio carries 1,600")


def test_the_unit_is_a_setting() -> None:
    """Twenty emoji in a title: too long in UTF-16 units, just right in code points and graphemes."""
    content = button(label="👍" * 20)
    assert violations(content) != ()
    assert violations(content, WHATSAPP.counted_in(Unit.CODE_POINTS)) == ()
    assert violations(button(label=FAMILY * 20), WHATSAPP.counted_in(Unit.GRAPHEMES)) == ()
    assert WHATSAPP.counted_in(Unit.BYTES).buttons == WHATSAPP.buttons


@pytest.mark.parametrize("kind", ["image", "audio", "video", "document", "sticker"])
def test_a_file_is_carried_up_to_its_size(kind: str) -> None:
    """n-1 and n bytes pass, n+1 and none do not."""
    limit = WHATSAPP.media[kind]  # type: ignore[index]
    mime_type = min(limit.mime_types)
    for size, count in ((0, 1), (1, 0), (limit.bytes_max - 1, 0), (limit.bytes_max, 0), (limit.bytes_max + 1, 1)):
        assert len(upload_violations(kind, mime_type, size, WHATSAPP)) == count  # type: ignore[arg-type]


def test_a_file_must_be_of_a_type_that_is_carried() -> None:
    """Types with parameters are read; ogg carries opus, and a voice note is that."""
    assert upload_violations("audio", "audio/ogg; codecs=opus", 9, WHATSAPP, voice=True) == ()
    found: tuple[Violation, ...] = upload_violations("image", "image/gif", 6_000_000, WHATSAPP)
    assert [each.sentence for each in found] == [
        "type 'image/gif' is no type of image that WhatsApp carries",
        "image has 6,000,000 bytes; WhatsApp carries 5,242,880",
    ]
    assert len(upload_violations("audio", "audio/mpeg", 9, WHATSAPP, voice=True)) == 1
    assert len(upload_violations("audio", "audio/ogg; codecs=vorbis", 9, WHATSAPP)) == 1


@pytest.mark.parametrize(("more", "count"), [(-1, 0), (0, 0), (1, 1)])
def test_limits_of_single_kinds(more: int, count: int) -> None:
    """An animated sticker, a voice note that is to look like one, spaces in a variable: n-1, n, n+1."""
    sticker, voice, spaces = (
        LIMITS[name].maximum + more for name in ("animated sticker", "voice note", "template spaces")
    )
    assert len(upload_violations("sticker", "image/webp", sticker, WHATSAPP, animated=True)) == count
    assert len(upload_cautions(voice, WHATSAPP, voice=True)) == count
    assert upload_cautions(voice, WHATSAPP, voice=False) == ()
    variable = Template(name="t", language="en", parameters=((None, f"a{' ' * spaces}b"),))
    assert len(violations(variable)) == count
