"""A message becomes the parts that go over the wire, or is refused with what is too long: never cut in silence."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from channel_adapter.channel import Reason, Refused
from channel_adapter.limits import WHATSAPP, prepare, violations
from channel_adapter.messages import (
    Address,
    Button,
    Buttons,
    Content,
    LinkButton,
    Location,
    LocationRequest,
    Media,
    Menu,
    Outbound,
    Row,
    Section,
    Text,
)

TO = Address(phone="+27821234567")
BUTTONS = Buttons(body="Taxi?", buttons=(Button(id="y", label="Yes"),), header="Taxi", footer="24 h")
MENU = Menu(body="Which?", button="Open", sections=(Section(rows=(Row(id="r", label="Row"),)),))
LINK = LinkButton(body="See", label="Open", url="https://example.com")
WORDS = "Some words go here. "


def outbound(content: Content, ref: str = "i/1/1", reply_to: str | None = None) -> Outbound:
    """A message to one customer."""
    return Outbound(ref=ref, to=TO, content=content, reply_to=reply_to)


def prepared(message: Outbound) -> tuple[Outbound, ...]:
    """The parts of a message that is not refused."""
    found = prepare(message)
    assert not isinstance(found, Refused), found.sentence
    return found


@pytest.mark.parametrize(
    "content",
    [
        Text(body="hi"),
        Text(body="x" * 4096),
        Text(body="👍"),
        Text(body="é"),
        Text(body=" hi"),
        BUTTONS,
        MENU,
        LINK,
        Media(kind="image", id="1", caption="c"),
        Media(kind="audio", id="1"),
        Location(latitude=1, longitude=2),
    ],
)  # fmt: skip
def test_a_message_that_fits_is_its_own_only_part(content: Content) -> None:
    """The very same value, with its ref."""
    message = outbound(content, reply_to="wamid.x")
    (part,) = prepared(message)
    assert part is message


@pytest.mark.parametrize(("size", "count"), [(4095, 1), (4096, 1), (4097, 2), (8192, 2), (8193, 3)])
def test_a_long_text_becomes_as_few_texts_as_carry_it(size: int, count: int) -> None:
    """At the limit and around it."""
    assert len(prepared(outbound(Text(body="x" * size)))) == count


def test_parts_are_numbered_and_only_the_first_quotes() -> None:
    """Refs ``ref/1``, ``ref/2``, …"""
    parts = prepared(outbound(Text(body=WORDS * 500), reply_to="wamid.x"))
    assert [part.ref for part in parts] == ["i/1/1/1", "i/1/1/2", "i/1/1/3"]
    assert [part.reply_to for part in parts] == ["wamid.x", None, None]
    assert {part.to for part in parts} == {TO}


def test_a_preview_stays_with_the_first_address() -> None:
    """One message would show one preview; so do its parts."""
    body = WORDS * 250 + "https://a.com " + WORDS * 250 + "https://b.com"
    contents = [part.content for part in prepared(outbound(Text(body=body, preview_url=True)))]
    assert [isinstance(each, Text) and each.preview_url for each in contents] == [False, True, False]
    contents = [part.content for part in prepared(outbound(Text(body=WORDS * 500, preview_url=True)))]
    assert not any(isinstance(each, Text) and each.preview_url for each in contents)


@pytest.mark.parametrize("content", [BUTTONS, MENU, LINK, LocationRequest(body="Where?")])
@pytest.mark.parametrize(("size", "count"), [(1024, 1), (1025, 2), (5000, 2), (9000, 3)])
def test_what_is_tapped_rides_on_the_last_part(content: Content, size: int, count: int) -> None:
    """Long copy goes before it as plain texts; header and footer stay with the buttons."""
    body = (WORDS * 500)[: size - 1] + "."
    message = outbound(replace(content, body=body), reply_to="wamid.x")  # type: ignore[arg-type]
    *above, last = prepared(message)
    assert len(above) == count - 1
    assert all(isinstance(part.content, Text) for part in above)
    assert replace(last.content, body="") == replace(content, body="")  # type: ignore[arg-type]
    assert " ".join(part.content.body for part in (*above, last)) == body  # type: ignore[union-attr]


def test_a_long_caption_follows_its_medium() -> None:
    """The medium goes bare and first, its caption after it as texts."""
    medium = Media(kind="image", id="1", caption=WORDS * 60)
    first, second = prepared(outbound(medium, reply_to="wamid.x"))
    assert first.content == replace(medium, caption=None)
    assert first.reply_to == "wamid.x"
    assert second.content == Text(body=WORDS * 60)


def test_a_message_can_be_refused_instead_of_split() -> None:
    """By declared policy, with what and by how much."""
    found = prepare(outbound(Text(body="x" * 4097)), overflow="refuse")
    assert isinstance(found, Refused)
    assert found.reason is Reason.LIMIT
    assert found.retry_at is None
    assert found.sentence.endswith("has 4,097 UTF-16 units; WhatsApp carries 4,096")


@pytest.mark.parametrize(
    ("content", "sentence"),
    [
        (Text(body=""), "text is empty; it needs a text"),
        (Text(body="\x01"), r"text '\x01' is empty; it needs a text"),
        (replace(BUTTONS, buttons=()), "message has 0 buttons; WhatsApp carries 3"),
        (Location(latitude=91, longitude=0), "latitude '91' is not between -90 and 90 degrees"),
    ],
)
def test_what_splitting_cannot_help_is_refused(content: Content, sentence: str) -> None:
    """Nothing leaves, and a sentence says why."""
    found = prepare(outbound(content))
    assert isinstance(found, Refused)
    assert found.sentence == sentence


def test_a_fault_beside_long_copy_refuses_the_whole() -> None:
    """No half of a message goes out; the sentence is short, the details are complete."""
    bad = tuple(Button(id=str(number), label="x" * 21) for number in range(4))
    found = prepare(outbound(replace(BUTTONS, body="x" * 2000, buttons=bad)))
    assert isinstance(found, Refused)
    assert found.sentence.endswith("; and 4 more")
    assert len(found.details.splitlines()) == 7


@pytest.mark.parametrize(("count", "refused"), [(44, False), (45, False), (46, True)])
def test_a_message_has_a_bounded_number_of_parts(count: int, refused: bool) -> None:
    """More than a burst carries would only be throttled."""
    found = prepare(outbound(Text(body="x" * 4096 * count)))
    assert isinstance(found, Refused) is refused
    if isinstance(found, Refused):
        assert found.sentence == "message has 46 parts; WhatsApp carries 45"


@pytest.mark.parametrize(("size", "refused"), [(509, False), (510, False), (511, True)])
def test_the_number_of_a_part_must_fit_its_ref(size: int, refused: bool) -> None:
    """512 with the ``/2``."""
    found = prepare(outbound(Text(body="x" * 5000), ref="r" * size))
    assert isinstance(found, Refused) is refused


@pytest.mark.parametrize(
    "content",
    [Text(body="a\ud83d\0"), replace(BUTTONS, body="a\ud83d\0"), Media(kind="image", id="1", caption="a\ud83d\0")],
)
def test_copy_is_made_sendable(content: Content) -> None:
    """Half a character in copy becomes U+FFFD; the message goes."""
    (part,) = prepared(outbound(content))
    assert "a\ufffd" in {getattr(part.content, "body", None), getattr(part.content, "caption", None)}
    assert part.ref == "i/1/1"


@settings(max_examples=60, deadline=None)
@given(
    st.lists(
        st.sampled_from(["word ", "*bold it* ", "👨‍👩‍👧‍👦", "नमस्ते ", "\n\n", "漢字。", "```a\nb```", "> q\n", " "]),
        max_size=700,
    ),
    st.sampled_from([Text(body=""), BUTTONS, MENU, LINK, Media(kind="video", id="1")]),
)
def test_no_part_ever_exceeds_a_limit(pieces: list[str], content: Content) -> None:
    """Whatever the copy: refused, or every part is within every limit and a part of its own."""
    copy = "".join(pieces) * 3
    message = outbound(
        replace(content, caption=copy) if isinstance(content, Media) else replace(content, body=copy)  # type: ignore[arg-type]
    )
    found = prepare(message)
    if isinstance(found, Refused):
        assert not copy.strip()
        return
    for part in found:
        assert violations(part, WHATSAPP) == ()
        assert prepare(part) == (part,)
