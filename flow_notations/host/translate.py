"""Between the channel's words and the flow's: customers' messages inward, utterances outward. Pure.

A tappable option carries the wire id ``<ref>#<option>``, so that a tap proves which message it answers even when the
channel leaves out what was quoted. Refs of whole sends cross the border, never those of parts.
"""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Any, Final, TypeAlias, assert_never

from channel_adapter import messages as channel
from flow_notations import values
from flow_notations.events import Message, UnsentReason

if TYPE_CHECKING:
    from collections.abc import Mapping

    from channel_adapter.messages import Content, Received
    from flow_notations.effects import Attachment, Choice, Menu, TemplateCall, Utterance
    from flow_notations.events import MessageKind
    from flow_notations.values import Value

from channel_adapter.channel import Reason

OPTION_MARK: Final = "#"
"""Stands between ref and option in a wire id; a ref never holds it."""

LIST_BUTTON_DEFAULT: Final = "☰"
"""Opens a list whose author gave the button no words; language-free."""

UNSENT_BY_REASON: Final[Mapping[Reason, tuple[UnsentReason, bool]]] = {
    Reason.WINDOW_CLOSED: ("window_closed", False),
    Reason.LIMIT: ("limit", False),
    Reason.PACED: ("refused", True),
    Reason.REFUSED: ("refused", False),
    Reason.PAUSED: ("refused", True),
    Reason.UNREACHABLE: ("refused", True),
}
"""Why a flow hears that a send failed, and whether another try could help."""

Heading: TypeAlias = "tuple[MessageKind, str, dict[str, Any]]"


# --- inward -----------------------------------------------------------------------------------------------------------


def wire_option(ref: str, option: str) -> str:
    """The id that a button or row carries."""
    return f"{ref}{OPTION_MARK}{option}"


def read_option(wire_id: str) -> tuple[str, str] | None:
    """Ref and option of an id that we made; ``None`` for any other."""
    ref, mark, option = wire_id.partition(OPTION_MARK)
    return (ref, option) if mark and ref.count("/") == 2 else None


def author_id(wire_id: str) -> str:
    """The id that the author gave an option; that of an option which is not ours is its own."""
    ours = read_option(wire_id)
    return ours[1] if ours is not None else wire_id


def tapped(received: Received) -> tuple[str, str] | None:
    """Ref and option, when the customer tapped a button or row of ours."""
    return read_option(received.content.id) if isinstance(received.content, channel.Tap) else None


def message(received: Received, *, quoted: str | None) -> Message:
    """A customer's message in the flow's words; ``quoted`` is our ref of the message it was a reply to."""
    kind, text, details = _heading(received.content)
    tap = tapped(received)
    if received.referral is not None:
        details["ad"] = received.referral.source_id
    return Message(
        id=received.id,
        at=received.at,
        kind=kind,
        text=text,
        option=tap[1] if tap else None,
        of=tap[0] if tap else quoted,
        details={name: _value(item) for name, item in details.items() if item is not None},
    )


def _heading(content: channel.ReceivedContent) -> Heading:
    """Kind, text and the rest, by what was sent."""
    match content:
        case channel.Text(body=body):
            return "text", body, {}
        case channel.Tap():
            payload = content.id if read_option(content.id) is None else None
            return "tap", content.label, {"payload": payload, "description": content.description}
        case channel.MediaReceived():
            return content.kind, content.caption or "", _media(content)
        case channel.Location():
            return "location", content.name or "", _location(content)
        case channel.Contacts(cards=cards):
            return "contacts", ", ".join(card.formatted_name for card in cards), {"cards": _cards(cards)}
        case channel.Reaction(message_id=message_id, emoji=emoji):
            return "reaction", emoji, {"message_id": message_id}
        case channel.FormReply():
            return "form", content.body or "", {"name": content.name, "answers": content.answers}
        case channel.Order():
            return "order", content.text or "", {"catalog_id": content.catalog_id, "items": list(content.items)}
        case channel.Unsupported(kind=kind):
            return "unsupported", "", {"kind": kind}
    assert_never(content)


def _media(content: channel.MediaReceived) -> dict[str, Any]:
    names = ("id", "mime_type", "sha256", "filename", "url", "voice", "animated")
    return {name: getattr(content, name) for name in names}


def _location(content: channel.Location) -> dict[str, Any]:
    return {name: getattr(content, name) for name in ("latitude", "longitude", "name", "address", "url")}


def _cards(cards: tuple[channel.ContactCard, ...]) -> list[dict[str, Any]]:
    return [{"name": card.formatted_name, "phones": list(card.phones)} for card in cards]


def _value(item: object) -> Value:
    """Plain JSON as a flow's value; a number becomes exact. A key's ``$`` is dropped: it marks stored dates and numbers."""
    match item:
        case None | bool() | int() | str():
            return item
        case float() if math.isfinite(item):
            return values.number(item)
        case list() | tuple():
            return tuple([_value(each) for each in item])
        case dict():
            return {str(key).lstrip("$"): _value(each) for key, each in item.items()}
    return str(item)


# --- outward ----------------------------------------------------------------------------------------------------------


def content(utterance: Utterance, ref: str) -> Content:
    """What goes over the channel for an utterance's copy; see ``template`` for what goes outside the reply window."""
    picture = utterance.attachment
    if utterance.menu is not None and utterance.menu.show != "numbers":
        return _menu(utterance, utterance.menu, ref)
    if utterance.link is not None:
        label, url = utterance.link
        header = _header(utterance)
        return channel.LinkButton(body=utterance.text, label=label, url=url, header=header, footer=utterance.footer)
    if picture is not None:
        return _attachment(picture, utterance.text)
    return channel.Text(body=utterance.text)


def template(call: TemplateCall) -> channel.Template:
    """An approved template; a parameter without a name, or named by its place, fills the body in order."""
    parameters = tuple([(None if not name or name.isdigit() else name, text) for name, text in call.parameters])
    return channel.Template(name=call.name, language=call.language, parameters=parameters)


def _menu(utterance: Utterance, menu: Menu, ref: str) -> Content:
    if menu.show == "buttons":
        buttons = tuple([channel.Button(id=wire_option(ref, choice.id), label=choice.label) for choice in menu.choices])
        return channel.Buttons(body=utterance.text, buttons=buttons, header=_header(utterance), footer=utterance.footer)
    return channel.Menu(
        body=utterance.text,
        button=menu.button or LIST_BUTTON_DEFAULT,
        sections=_sections(menu.choices, ref),
        header=utterance.header,
        footer=utterance.footer,
    )


def _sections(choices: tuple[Choice, ...], ref: str) -> tuple[channel.Section, ...]:
    """Rows under their titles, in the order in which titles first appear."""
    rows: dict[str | None, list[channel.Row]] = {}
    for choice in choices:
        row = channel.Row(id=wire_option(ref, choice.id), label=choice.label, description=choice.description)
        rows.setdefault(choice.section, []).append(row)
    return tuple([channel.Section(title=title, rows=tuple(under)) for title, under in rows.items()])


def _header(utterance: Utterance) -> channel.Header:
    if utterance.attachment is not None and utterance.attachment.kind in ("image", "video", "document"):
        medium = _attachment(utterance.attachment, "")
        return medium if isinstance(medium, channel.Media) else None
    return utterance.header


def _card(card: Mapping[str, Any]) -> channel.ContactCard:
    return channel.ContactCard(formatted_name=str(card["name"]), phones=tuple([str(phone) for phone in card["phones"]]))


def _attachment(attachment: Attachment, caption: str) -> Content:
    details: Mapping[str, Any] = attachment.details
    match attachment.kind:
        case "location":
            return channel.Location(
                latitude=float(details["latitude"]),
                longitude=float(details["longitude"]),
                name=details.get("name"),
                address=details.get("address"),
            )
        case "contact":
            return channel.Contacts(cards=tuple([_card(card) for card in details["cards"]]))
        case kind:
            identity = details.get("id")
            return channel.Media(
                kind=kind,
                id=identity,
                link=None if identity else details.get("link") or details.get("url"),
                caption=caption or None,
                filename=details.get("filename"),
            )
