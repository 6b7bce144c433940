"""What a customer's message holds, when it is odd."""

from __future__ import annotations

import pytest

from channel_adapter.messages import ContactCard, Fault, FormReply, MediaReceived, Tap, Unsupported
from channel_adapter.whatsapp.received import CODE_MISSING, READERS, content_of, fault_of


def test_the_old_name_of_a_voice_note_is_understood():
    """Older gateways call it ``voice``."""
    content = content_of({"type": "voice", "voice": {"id": "1"}})

    assert content == MediaReceived(kind="audio", id="1", voice=True)


@pytest.mark.parametrize("kind", sorted(READERS))
@pytest.mark.parametrize("inside", [None, {}, [], "x", 7])
def test_a_known_kind_without_its_content_is_seen_as_unsupported(kind, inside):
    """Nothing vanishes."""
    message = {"type": kind, kind: inside, "errors": [{"code": 131052, "title": "t", "message": "m"}]}

    assert content_of(message) == Unsupported(
        kind=kind, faults=(Fault(code=131052, title="t", details="m"),), raw=message
    )


@pytest.mark.parametrize(
    ("message", "kind"),
    [
        ({}, "unknown"),
        ({"type": 7}, "7"),
        ({"type": ["x"]}, "unknown"),
        ({"type": "unsupported", "unsupported": {"type": "poll"}}, "poll"),
        ({"type": "unsupported"}, "unsupported"),
        (
            {"type": "interactive", "interactive": {"type": "call_permission_reply"}},
            "interactive.call_permission_reply",
        ),
    ],
)
def test_an_unsupported_message_has_its_most_telling_name(message, kind):
    """People and counters see what came."""
    assert content_of(message).kind == kind


@pytest.mark.parametrize(
    ("reply", "tap"),
    [
        ({"button_reply": {"id": "y"}}, Tap(kind="button", id="y", label="y")),
        ({"button_reply": {"title": "Yes"}}, Tap(kind="button", id="Yes", label="Yes")),
        ({"list_reply": {"id": "r", "title": "Row"}}, Tap(kind="row", id="r", label="Row")),
    ],
)
def test_half_a_tap_is_a_tap(reply, tap):
    """An id stands in for a missing label, and the reverse."""
    assert content_of({"type": "interactive", "interactive": reply}) == tap


def test_a_quick_reply_without_payload_is_its_text():
    """Templates may carry none."""
    assert content_of({"type": "button", "button": {"text": "Stop"}}) == Tap(
        kind="quick_reply", id="Stop", label="Stop"
    )


@pytest.mark.parametrize("answers", ["{", "[1]", "7", "", None, "[" * 100_000])
def test_a_form_whose_answers_are_no_object_has_none(answers):
    """The form was sent all the same."""
    reply = {"nfm_reply": {"name": "flow", "response_json": answers}}

    assert content_of({"type": "interactive", "interactive": reply}) == FormReply(name="flow", body=None, answers={})


@pytest.mark.parametrize(
    "place", [{"latitude": 1}, {"latitude": "north", "longitude": 2}, {"latitude": True, "longitude": 2}]
)
def test_half_a_place_is_no_place(place):
    """A point needs both of its numbers."""
    assert isinstance(content_of({"type": "location", "location": place}), Unsupported)


def test_a_card_without_a_formatted_name_has_its_first_name():
    """Phones may lack a number; then the WhatsApp id is taken."""
    cards = [{"name": {"first_name": "Pat"}, "phones": [{"wa_id": "27"}, {}, 7]}, {}]

    assert content_of({"type": "contacts", "contacts": cards}).cards == (
        ContactCard(formatted_name="Pat", phones=("27",)),
        ContactCard(formatted_name=""),
    )


@pytest.mark.parametrize("code", [None, "x", True, {}])
def test_an_error_without_a_code_is_not_code_0(code):
    """0 would mean that our credentials are void, and stop the number."""
    assert fault_of({"code": code}).code == CODE_MISSING
