"""Interactive contents: reply buttons, lists, links, requests; rarer kinds are checked from outside only."""

from __future__ import annotations

from typing import TYPE_CHECKING

from .contents import link, medium
from .reader import INVALID, MISSING, WRONG_VALUE, InvalidBodyError, Reader, unique

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from channel_adapter.emulator.habits import Habits

BODY_MOST = 1_024
FOOTER_MOST = 60
HEADER_MOST = 60
BUTTONS_MOST = 3
BUTTON_TITLE_MOST = 20
BUTTON_ID_MOST = 256
LIST_BUTTON_MOST = 20
SECTIONS_MOST = 10
ROWS_MOST = 10
"""Rows of a list over all its sections together."""
SECTION_TITLE_MOST = 24
ROW_ID_MOST = 200
ROW_TITLE_MOST = 24
ROW_DESCRIPTION_MOST = 72
LINK_LABEL_MOST = 20
FLOW_LABEL_MOST = 30

_BODY_OPTIONAL = frozenset({"product", "voice_call", "call_permission_request", "order_status"})
_OPAQUE = ("product", "product_list", "catalog_message", "carousel", "order_details", "order_status",
           "address_message", "request_contact_info", "call_permission_request", "voice_call")  # fmt: skip


def interactive(content: Reader, habits: Habits) -> None:
    """An ``interactive`` object: header, body and footer, then the action of its kind."""
    kind = content.one_of("type", (*_ACTIONS, *_OPAQUE))
    most = habits.list_body_limit if kind == "list" else BODY_MOST
    _copy(content, "body", most=most, required=kind not in _BODY_OPTIONAL)
    _copy(content, "footer", most=FOOTER_MOST, required=False)
    header = content.child_if_any("header")
    if header:
        _header(header, media=kind != "list")
    if kind in _ACTIONS:
        action = content.child("action")
        _ACTIONS[kind](action)
        action.finish()
    else:
        content.any("action")
    content.finish()


def _copy(content: Reader, key: str, *, most: int, required: bool) -> None:
    if required or content.has(key):
        copy = content.child(key)
        copy.text("text", most=most, name=f"{key.capitalize()} text")
        copy.finish()


def _header(header: Reader, *, media: bool) -> None:
    kind = header.one_of("type", ("text", "image", "video", "document") if media else ("text",))
    if kind == "text":
        if "\n" in header.text("text", most=HEADER_MOST, name="Header text"):
            raise InvalidBodyError(WRONG_VALUE, "Header text cannot have new lines")
    else:
        medium(header.child(kind), filename=kind == "document")
    header.any("sub_text")
    header.finish()


def _buttons(action: Reader) -> None:
    ids, titles = [], []
    for button in action.children("buttons", least=1, most=BUTTONS_MOST):
        button.one_of("type", ("reply",))
        reply = button.child("reply")
        ids.append(reply.text("id", most=BUTTON_ID_MOST, name="Button id"))
        titles.append(reply.text("title", most=BUTTON_TITLE_MOST, name="Button title"))
        reply.finish()
        button.finish()
    unique(ids, "button id")
    unique(titles, "button title")


def _list(action: Reader) -> None:
    action.text("button", most=LIST_BUTTON_MOST, name="List button")
    sections = action.children("sections", least=1, most=SECTIONS_MOST)
    ids: list[str] = []
    for section in sections:
        if len(sections) > 1 and not section.has("title"):
            raise InvalidBodyError(MISSING, f"{section.place}['title'] is mandatory with more than one section")
        section.text_if_any("title", most=SECTION_TITLE_MOST, name="Section title")
        ids.extend(_row(row) for row in section.children("rows", least=1, most=ROWS_MOST))
        section.finish()
    if len(ids) > ROWS_MOST:
        raise InvalidBodyError(WRONG_VALUE, f"Total row count exceed max allowed count: {ROWS_MOST}, got: {len(ids)}")
    unique(ids, "row id")


def _row(row: Reader) -> str:
    row_id = row.text("id", most=ROW_ID_MOST, name="Row id")
    row.text("title", most=ROW_TITLE_MOST, name="Row title")
    row.text_if_any("description", most=ROW_DESCRIPTION_MOST, name="Row description")
    row.finish()
    return row_id


def _link(action: Reader) -> None:
    action.one_of("name", ("cta_url",))
    parameters = action.child("parameters")
    parameters.text("display_text", most=LINK_LABEL_MOST, name="Display text")
    parameters.need("url")
    link(parameters, "url")
    parameters.finish()


def _flow(action: Reader) -> None:
    action.one_of("name", ("flow",))
    parameters = action.child("parameters")
    if parameters.has("flow_id") == parameters.has("flow_name"):
        raise InvalidBodyError(INVALID, "Exactly one of 'flow_id' and 'flow_name' must be given")
    parameters.one_of("flow_message_version", ("3",))
    parameters.text("flow_cta", most=FLOW_LABEL_MOST)
    for key in ("flow_id", "flow_name", "flow_token", "flow_action", "flow_action_payload", "mode"):
        parameters.any(key)
    parameters.finish()


def _location_request(action: Reader) -> None:
    action.one_of("name", ("send_location",))


_ACTIONS: Mapping[str, Callable[[Reader], None]] = {
    "button": _buttons,
    "list": _list,
    "cta_url": _link,
    "flow": _flow,
    "location_request_message": _location_request,
}
