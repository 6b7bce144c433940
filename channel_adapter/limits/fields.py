"""Which fields a content has, and which limit holds for each: the one walk over every kind of content.

In: a content and the table. Out: a limit, the field's path, and what stands there. It judges nothing.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, assert_never

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
from channel_adapter.text import graphemes

if TYPE_CHECKING:
    from collections.abc import Iterator

    from channel_adapter.messages import Content, Header

    from .table import ChannelLimits, Limit, Quota


def texts_of(content: Content, limits: ChannelLimits) -> Iterator[tuple[Limit, str, str]]:
    """Every text of the content that has a limit. An absent optional text is none."""
    match content:
        case Text():
            yield limits.text_body, "body", content.body
        case Media():
            if content.caption is not None:
                yield limits.caption, "caption", content.caption
        case Buttons() | LinkButton() | Menu():
            yield from _frame_texts(content, limits)
        case LocationRequest():
            yield limits.interactive_body, "body", content.body
        case Template():
            yield from _header_text(content.header, limits)
            for index, (name, value) in enumerate(content.parameters):
                yield limits.template_text, f"parameters[{name or index}]", value
        case Location() | Contacts() | Reaction():
            return
        case _:
            assert_never(content)


def _frame_texts(content: Buttons | LinkButton | Menu, limits: ChannelLimits) -> Iterator[tuple[Limit, str, str]]:
    """Header, body and footer, and between them what is to be tapped."""
    yield from _header_text(content.header, limits)
    yield (limits.list_body if isinstance(content, Menu) else limits.interactive_body), "body", content.body
    match content:
        case Buttons():
            for index, button in enumerate(content.buttons):
                yield limits.button_title, f"buttons[{index}].label", button.label
                yield limits.button_id, f"buttons[{index}].id", button.id
        case LinkButton():
            yield limits.link_label, "label", content.label
        case Menu():
            yield from _menu_texts(content, limits)
        case _:
            assert_never(content)
    if content.footer is not None:
        yield limits.footer, "footer", content.footer


def _header_text(header: Header, limits: ChannelLimits) -> Iterator[tuple[Limit, str, str]]:
    if isinstance(header, str):
        yield limits.header, "header", header


def _menu_texts(menu: Menu, limits: ChannelLimits) -> Iterator[tuple[Limit, str, str]]:
    yield limits.list_button, "button", menu.button
    for index, section in enumerate(menu.sections):
        where = f"sections[{index}]"
        if section.title is not None or len(menu.sections) > 1:
            yield limits.section_title, f"{where}.title", section.title or ""
        for number, row in enumerate(section.rows):
            yield limits.row_title, f"{where}.rows[{number}].label", row.label
            yield limits.row_id, f"{where}.rows[{number}].id", row.id
            if row.description is not None:
                yield limits.row_description, f"{where}.rows[{number}].description", row.description


def counts_of(content: Content, limits: ChannelLimits) -> Iterator[tuple[Quota, str, int]]:
    """Everything that is counted in pieces; each needs one at least."""
    match content:
        case Buttons():
            yield limits.buttons, "buttons", len(content.buttons)
        case Menu():
            yield limits.list_sections, "sections", len(content.sections)
            yield limits.list_rows, "sections", sum(len(section.rows) for section in content.sections)
        case Contacts():
            yield limits.contact_cards, "cards", len(content.cards)
        case Reaction() if content.emoji:
            yield limits.reaction, "emoji", len(graphemes(content.emoji))
        case _:
            return
