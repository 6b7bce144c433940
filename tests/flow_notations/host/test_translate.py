"""Between the channel's words and the flow's, both ways, and the JSON of both."""

from __future__ import annotations

from dataclasses import fields
from decimal import Decimal
from typing import Any

import pytest

from channel_adapter import messages as channel
from channel_adapter.channel import Reason
from channel_adapter.messages import Received
from flow_notations.effects import Attachment, Choice, Menu, Send, TemplateCall, Utterance
from flow_notations.errors import UnreadableState
from flow_notations.events import Fetched
from flow_notations.host import translate
from flow_notations.host.json_forms import CHANNEL_FORMS, FLOW_FORMS
from tests.flow_notations.host.world import ANA, NUMBER, START

REF = "abc/1/1"


def received(content: channel.ReceivedContent, **more: Any) -> Received:
    return Received(**{"id": "w1", "number_id": NUMBER, "sender": ANA, "at": START, "content": content, **more})


IN = [
    (channel.Text(body="hi"), ("text", "hi", {})),
    (channel.Tap(kind="button", id=f"{REF}#yes", label="Yes"), ("tap", "Yes", {})),
    (channel.Tap(kind="quick_reply", id="STOP", label="Stop"), ("tap", "Stop", {"payload": "STOP"})),
    (
        channel.MediaReceived(kind="image", id="m1", caption="look", mime_type="image/png"),
        ("image", "look", {"id": "m1", "mime_type": "image/png", "voice": False, "animated": False}),
    ),
    (
        channel.Location(latitude=1.5, longitude=-2.0, name="Home"),
        ("location", "Home", {"latitude": Decimal("1.5"), "longitude": -2, "name": "Home"}),
    ),
    (
        channel.Contacts(cards=(channel.ContactCard(formatted_name="Bo", phones=("+1",)),)),
        ("contacts", "Bo", {"cards": ({"name": "Bo", "phones": ("+1",)},)}),
    ),
    (channel.Reaction(message_id="w0", emoji="👍"), ("reaction", "👍", {"message_id": "w0"})),
    (
        channel.FormReply(name="f", body="done", answers={"n": 1}),
        ("form", "done", {"name": "f", "answers": {"n": 1}}),
    ),
    (
        channel.Order(catalog_id="c", text=None, items=({"id": "1"},)),
        ("order", "", {"catalog_id": "c", "items": ({"id": "1"},)}),
    ),
    (channel.Unsupported(kind="poll"), ("unsupported", "", {"kind": "poll"})),
]


@pytest.mark.parametrize(("content", "expected"), IN, ids=lambda case: type(case).__name__)
def test_a_customers_message_in_the_flows_words(content: channel.ReceivedContent, expected: tuple[Any, ...]) -> None:
    """Each kind with its text and its details as values; the advertisement it came from is there too."""
    message = translate.message(received(content), quoted=None)
    assert (message.kind, message.text, dict(message.details)) == expected
    ad = channel.Referral(source_id="ad1", source_url=None, headline=None)
    assert translate.message(received(content, referral=ad), quoted=None).details["ad"] == "ad1"


def test_a_tap_of_ours_says_which_message_and_which_option() -> None:
    """The wire id proves it; what was quoted counts only when the id is not ours."""
    mine = channel.Tap(kind="row", id=translate.wire_option(REF, "a#b"), label="A")
    theirs = channel.Tap(kind="quick_reply", id="x#y", label="X")
    assert [(m.of, m.option) for m in (translate.message(received(t), quoted="q/1/1") for t in (mine, theirs))] == [
        (REF, "a#b"),
        ("q/1/1", None),
    ]


CHOICES = (Choice(id="a", label="A", section="S"), Choice(id="b", label="B"), Choice(id="c", label="C", section="S"))
PICTURE = Attachment(kind="image", details={"link": "https://x/y.png"})

OUT = [
    (Utterance(text="hi"), channel.Text(body="hi")),
    (
        Utterance(text="?", menu=Menu(show="numbers", choices=CHOICES)),
        channel.Text(body="?"),
    ),
    (
        Utterance(text="?", menu=Menu(show="buttons", choices=CHOICES[:1]), attachment=PICTURE, footer="f"),
        channel.Buttons(
            body="?",
            buttons=(channel.Button(id=f"{REF}#a", label="A"),),
            header=channel.Media(kind="image", link="https://x/y.png"),
            footer="f",
        ),
    ),
    (
        Utterance(text="?", menu=Menu(show="list", choices=CHOICES, button="Open"), header="h"),
        channel.Menu(
            body="?",
            button="Open",
            header="h",
            sections=(
                channel.Section(
                    title="S", rows=(channel.Row(id=f"{REF}#a", label="A"), channel.Row(id=f"{REF}#c", label="C"))
                ),
                channel.Section(title=None, rows=(channel.Row(id=f"{REF}#b", label="B"),)),
            ),
        ),
    ),
    (
        Utterance(text="t", link=("Go", "https://x"), header="h"),
        channel.LinkButton(body="t", label="Go", url="https://x", header="h"),
    ),
    (Utterance(text="cap", attachment=PICTURE), channel.Media(kind="image", link="https://x/y.png", caption="cap")),
    (
        Utterance(attachment=Attachment(kind="document", details={"id": "m1", "link": "z", "filename": "a.pdf"})),
        channel.Media(kind="document", id="m1", filename="a.pdf"),
    ),
    (
        Utterance(attachment=Attachment(kind="location", details={"latitude": Decimal("1.5"), "longitude": 2})),
        channel.Location(latitude=1.5, longitude=2.0),
    ),
    (
        Utterance(attachment=Attachment(kind="contact", details={"cards": ({"name": "Bo", "phones": ("+1",)},)})),
        channel.Contacts(cards=(channel.ContactCard(formatted_name="Bo", phones=("+1",)),)),
    ),
]


@pytest.mark.parametrize(("utterance", "expected"), OUT, ids=lambda case: type(case).__name__)
def test_an_utterance_in_the_channels_words(utterance: Utterance, expected: channel.Content) -> None:
    """Text, buttons, list, link, media, location, contact; options carry the ref of their message."""
    assert translate.content(utterance, REF) == expected


def test_every_reason_of_the_channel_has_words_for_the_flow() -> None:
    """No refusal is left without a reason that a flow knows."""
    assert set(translate.UNSENT_BY_REASON) == set(Reason)


def test_stored_forms_read_back_equal() -> None:
    """Items, events and effects survive their JSON, exact numbers and nested records too."""
    item = received(channel.Tap(kind="button", id="x", label="X"), reply_to="w0")
    send = Send(ref=REF, utterance=Utterance(text="t", menu=Menu(show="list", choices=CHOICES), attachment=PICTURE))
    fetched = Fetched(id="f", seq=1, at=2, ref=REF, status=200, body={"sum": Decimal("1.10"), "list": (1, "a")})
    call = TemplateCall(name="n", language="en", parameters=(("1", "x"),))
    assert CHANNEL_FORMS.loads(CHANNEL_FORMS.dumps(item)) == item
    for thing in (send, fetched, call):
        assert FLOW_FORMS.loads(FLOW_FORMS.dumps(thing)) == thing
    assert fields(item)


@pytest.mark.parametrize("text", ["{", '{"$":"Unknown"}', '{"$":"Text","nothing":1}', '{"$":"Address"}'])
def test_a_stored_form_that_is_none_is_named(text: str) -> None:
    """Whatever is wrong with a stored record, it is one exception that says so."""
    with pytest.raises(UnreadableState, match="not readable"):
        CHANNEL_FORMS.loads(text)
