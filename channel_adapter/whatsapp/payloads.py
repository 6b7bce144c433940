"""Our nouns as the Cloud API's JSON: one function per content, one literal table.

In: an ``Outbound`` or ``ReadMark``. Out: the body of ``POST …/messages``. Knows no limits (``limits`` checked them), no
addresses of servers and no secrets.

Source: https://developers.facebook.com/documentation/business-messaging/whatsapp/messages/send-messages
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final, TypeAlias, assert_never

from channel_adapter.messages import (
    Buttons,
    Contacts,
    LinkButton,
    Location,
    LocationRequest,
    Media,
    Menu,
    Reaction,
    Template,
    Text,
)

if TYPE_CHECKING:
    from collections.abc import Mapping

    from channel_adapter.messages import Address, ContactCard, Content, Header, Outbound, ReadMark, Section

Body: TypeAlias = dict[str, object]

DIGITS: Final = frozenset("0123456789")
PHONE_MARKS: Final = frozenset(" ().-\u00a0\u202f\u2009\u2010\u2011\u2013")
"""What people write between the digits of one number; any other sign may begin another number, or an extension."""
PHONE_DIGITS_MIN: Final = 7
"""Digits of the shortest numbers that can be dialled from abroad, with their country's code."""
PHONE_DIGITS_MAX: Final = 15
"""Digits of the longest. Source: https://www.itu.int/rec/T-REC-E.164, 6.1."""


def message_body(message: Outbound, *, extra: Mapping[str, object] | None = None) -> Body:
    """Return the JSON body of one message. ``extra`` holds further top-level fields from configuration."""
    kind, content = _content(message.content)
    body: Body = {
        **(extra or {}),
        "messaging_product": "whatsapp",
        "recipient_type": "individual",
        **_recipient(message.to),
        "type": kind,
        kind: content,
        "biz_opaque_callback_data": message.ref,
    }
    # A reaction names its message itself; Meta refuses a context beside it.
    if message.reply_to and not isinstance(message.content, Reaction):
        body["context"] = {"message_id": message.reply_to}
    return body


def read_mark_body(mark: ReadMark) -> Body:
    """Return the JSON body of a read mark, with the typing sign when it is wanted."""
    body: Body = {"messaging_product": "whatsapp", "status": "read", "message_id": mark.message_id}
    if mark.typing:
        body["typing_indicator"] = {"type": "text"}
    return body


def _recipient(to: Address) -> Body:
    """A phone always wears its plus sign: without it Meta may prepend our own country code and misdeliver.

    A user id goes into ``recipient``; in ``to`` it would be accepted and lost.
    """
    if to.phone:
        return {"to": to.phone if to.phone.startswith("+") else f"+{to.phone}"}
    return {"recipient": to.user_id or to.parent_user_id}


def _content(content: Content) -> tuple[str, object]:
    """Return the vendor's name of the content and the object that goes under it."""
    match content:
        case Text():
            return "text", {"body": content.body, "preview_url": content.preview_url}
        case Media():
            return content.kind, _media(content)
        case Buttons() | Menu() | LinkButton() | LocationRequest():
            return "interactive", _interactive(content)
        case Template():
            return "template", _template(content)
        case Location():
            return "location", _present(
                latitude=content.latitude, longitude=content.longitude, name=content.name, address=content.address
            )
        case Contacts():
            return "contacts", [_card(card) for card in content.cards]
        case Reaction():
            return "reaction", {"message_id": content.message_id, "emoji": content.emoji}
        case _:
            assert_never(content)


def _media(media: Media) -> Body:
    body = _present(id=media.id, link=media.link)
    if media.caption and media.kind in {"image", "video", "document"}:
        body["caption"] = media.caption
    if media.filename and media.kind == "document":
        body["filename"] = media.filename
    if media.voice and media.kind == "audio":
        body["voice"] = True
    return body


def _interactive(content: Buttons | Menu | LinkButton | LocationRequest) -> Body:
    body: Body = {"body": {"text": content.body}}
    match content:
        case Buttons():
            body |= {"type": "button", "action": {"buttons": [_reply_button(b.id, b.label) for b in content.buttons]}}
        case Menu():
            sections = [_section(section) for section in content.sections]
            body |= {"type": "list", "action": {"button": content.button, "sections": sections}}
        case LinkButton():
            parameters = {"display_text": content.label, "url": content.url}
            body |= {"type": "cta_url", "action": {"name": "cta_url", "parameters": parameters}}
        case LocationRequest():
            return body | {"type": "location_request_message", "action": {"name": "send_location"}}
        case _:
            assert_never(content)
    if content.header:
        body["header"] = _header(content.header)
    if content.footer:
        body["footer"] = {"text": content.footer}
    return body


def _reply_button(identity: str, label: str) -> Body:
    return {"type": "reply", "reply": {"id": identity, "title": label}}


def _section(section: Section) -> Body:
    rows = [_present(id=row.id, title=row.label, description=row.description or None) for row in section.rows]
    return _present(title=section.title or None, rows=rows)


def _header(header: str | Media) -> Body:
    match header:
        case str():
            return {"type": "text", "text": header}
        case Media():
            medium = _present(id=header.id, link=header.link)
            if header.filename and header.kind == "document":
                medium["filename"] = header.filename
            return {"type": header.kind, header.kind: medium}
        case _:
            assert_never(header)


def _template(template: Template) -> Body:
    components: list[Body] = [*_template_header(template.header)]
    if template.parameters:
        values = [_present(type="text", parameter_name=name, text=text) for name, text in template.parameters]
        components.append({"type": "body", "parameters": values})
    for button in template.buttons:
        key = "payload" if button.kind == "quick_reply" else "text"
        components.append(
            {
                "type": "button",
                "sub_type": button.kind,
                "index": str(button.index),
                "parameters": [{"type": key, key: button.value}],
            }
        )
    body: Body = {"name": template.name, "language": {"code": template.language}}
    return body | {"components": components} if components else body


def _template_header(header: Header) -> list[Body]:
    return [{"type": "header", "parameters": [_header(header)]}] if header else []


def _card(card: ContactCard) -> Body:
    """The card's own fields win, so that what came in can be passed on unchanged."""
    name = {"formatted_name": card.formatted_name, "first_name": card.formatted_name}
    phones = {"phones": [_phone(phone) for phone in card.phones]} if card.phones else {}
    return {"name": name, **phones, **card.fields}


def _phone(phone: str) -> Body:
    """With ``wa_id`` the card has a button to write to this number; without, only one to invite it. A nought in brackets is
    dialled inside the country alone ("+44 (0)20 7946 0000").

    Source: https://developers.facebook.com/documentation/business-messaging/whatsapp/messages/contacts-messages
    """
    dialled = phone.strip().replace("(0)", "")
    digits = "".join(sign for sign in dialled if sign in DIGITS)
    abroad = dialled.startswith("+") and all(sign in DIGITS or sign in PHONE_MARKS for sign in dialled[1:])
    known = abroad and PHONE_DIGITS_MIN <= len(digits) <= PHONE_DIGITS_MAX
    return {"phone": phone, "wa_id": digits} if known else {"phone": phone}


def _present(**fields: object) -> Body:
    return {name: value for name, value in fields.items() if value is not None}
