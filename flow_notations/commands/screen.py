"""A customer's phone in a terminal: bubbles with ticks, options with numbers, the window's countdown.

Both faces of the emulator show the same phone: bubbles in process (``flow talk``) and their JSON over HTTP (``flow demo``).
"""

from __future__ import annotations

import os
import sys
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from channel_adapter.formatting import to_terminal
from flow_notations.host.translate import author_id

if TYPE_CHECKING:
    from channel_adapter.emulator import Bubble

TICKS = {"pending": "🕓", "sent": "✓", "delivered": "✓✓", "read": "✓✓ read", "failed": "✗ not delivered"}
"""How far a message got, in the signs of a phone."""

INDENT = "       "


@dataclass(frozen=True, slots=True, kw_only=True)
class Shown:
    """One bubble, as much of it as a terminal can show. ``options`` are (wire id, the author's id, label)."""

    message_id: str
    author: str
    text: str
    options: tuple[tuple[str, str, str], ...] = ()
    menu: str | None = None
    link: tuple[str, str] | None = None
    media: tuple[str, str] | None = None
    tick: str = "sent"
    template: str | None = None
    """The name of the template it was made of, where that is known."""


def from_bubble(bubble: Bubble, *, template: str | None = None) -> Shown:
    """A bubble of the emulator in this process."""
    return Shown(
        message_id=bubble.message_id,
        author=bubble.author,
        text=bubble.text,
        options=tuple([(option.id, author_id(option.id), option.label) for option in bubble.options]),
        menu=bubble.menu,
        link=bubble.link,
        media=bubble.media,
        tick=bubble.tick,
        template=template,
    )


def from_json(bubble: dict[str, Any]) -> Shown:
    """A bubble as the emulator's server describes it."""
    return Shown(
        message_id=bubble["message_id"],
        author=bubble["author"],
        text=bubble["text"],
        options=tuple([(option["id"], author_id(option["id"]), option["label"]) for option in bubble["options"]]),
        menu=bubble["menu"],
        link=tuple(bubble["link"]) if bubble["link"] else None,
        media=tuple(bubble["media"]) if bubble["media"] else None,
        tick=bubble["tick"],
    )


def in_colour() -> bool:
    """Whether signs that style text are wanted: on a terminal, unless NO_COLOR is set (https://no-color.org)."""
    return sys.stdout.isatty() and "NO_COLOR" not in os.environ


def drawn(shown: Shown, *, colour: bool) -> str:
    """The bubble as lines: who, what, how far it got; options below with the numbers that tap them."""
    who = "bot" if shown.author == "business" else "you"
    text = to_terminal(shown.text) if colour else shown.text
    kind = f"(template {shown.template}) " if shown.template else f"({shown.media[0]}) " if shown.media else ""
    first, *rest = f"{kind}{text}".split("\n")
    lines = [f"{who:>5}  {first}", *[INDENT + line for line in rest]]
    if shown.author == "business":
        lines[-1] += "   " + _dim(TICKS.get(shown.tick, shown.tick), colour=colour)
    if shown.menu:
        lines.append(f"{INDENT}▾ {shown.menu}")
    lines += [f"{INDENT}[{number}] {label}" for number, (_, _, label) in enumerate(shown.options, 1)]
    if shown.link:
        lines.append(f"{INDENT}↗ {shown.link[0]}: {shown.link[1]}")
    return "\n".join(lines)


def countdown(window_until: int | None, now: int) -> str:
    """How long free-form messages may still leave."""
    if window_until is None:
        return "the reply window has not opened yet"
    left = window_until - now
    if left <= 0:
        return "the reply window is closed: only templates may leave"
    minutes = left // 60_000
    return f"the reply window closes in {minutes // 60} h {minutes % 60:02} min"


def _dim(text: str, *, colour: bool) -> str:
    return f"\x1b[2m{text}\x1b[0m" if colour else text
