"""A phone's bubble in words: its text, its options by the author's ids, one line for reports and for the terminal."""

from __future__ import annotations

from typing import TYPE_CHECKING

from flow_notations.host.translate import read_option

if TYPE_CHECKING:
    from channel_adapter.emulator import Bubble


def bubble_text(bubble: Bubble) -> str:
    """The body as the customer reads it."""
    return bubble.text


def choice_ids(bubble: Bubble) -> tuple[str, ...]:
    """The author's ids of the options, in order."""
    return tuple([(read_option(option.id) or ("", option.id))[1] for option in bubble.options])


def shown(bubble: Bubble) -> str:
    """One line: the text with its line breaks marked, then options and link."""
    words = bubble_text(bubble).replace("\n", " ⏎ ")
    options = "".join(f" [{option.label}]" for option in bubble.options)
    link = f" <{bubble.link[0]}>" if bubble.link else ""
    medium = f" ({bubble.media[0]})" if bubble.media else ""
    return f"{words}{medium}{options}{link}"
