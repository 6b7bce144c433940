"""What the core may know of a channel: numbers, no code. Filled by the composition root from the adapter's limits."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class ChannelProfile:
    """Limits in UTF-16 units unless the name says otherwise. The defaults are WhatsApp's.

    Source: https://developers.facebook.com/documentation/business-messaging/whatsapp/messages
    """

    name: str = "whatsapp"
    text_units_max: int = 4096
    caption_units_max: int = 1024
    menu_text_units_max: int = 1024
    header_units_max: int = 60
    footer_units_max: int = 60
    buttons_max: int = 3
    button_label_units_max: int = 20
    rows_max: int = 10
    row_label_units_max: int = 24
    row_description_units_max: int = 72
    list_button_units_max: int = 20
    section_title_units_max: int = 24
    option_id_units_max: int = 120
    """The wire id also carries the ref of the message; both together stay under the channel's 200."""
    link_label_units_max: int = 20
    template_units_max: int = 1024
    window_ms: int = 24 * 60 * 60 * 1000
    window_margin_ms: int = 60 * 1000
    sends_between_answers_max: int = 5
    """Messages to one customer between two of theirs, before pair pacing (1 per 6 s) makes them wait."""


WHATSAPP = ChannelProfile()


def units(text: str) -> int:
    """Length of a text in UTF-16 code units: the unit of every limit above."""
    return len(text) if text.isascii() else len(text.encode("utf-16-le", "surrogatepass")) // 2
