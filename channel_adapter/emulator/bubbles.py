"""What the customer's phone shows: bubbles with their text, buttons, rows, media, quotes, ticks and times."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Literal

from .templates import rendered

if TYPE_CHECKING:
    from channel_adapter.messages import Instant

    from .accounts import BusinessNumber
    from .world import Message, Option, Thread

Tick = Literal["pending", "sent", "delivered", "read", "failed"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Bubble:
    """One message as a person sees it. ``options`` are its buttons, or the rows behind ``menu``.

    ``tick`` of a business's message is how far it got; of a customer's message, whether the business has read it.
    """

    message_id: str
    author: Literal["business", "customer"]
    at: Instant
    kind: str
    text: str = ""
    header: str = ""
    footer: str = ""
    menu: str | None = None
    sections: tuple[tuple[str, tuple[Option, ...]], ...] = ()
    options: tuple[Option, ...] = ()
    link: tuple[str, str] | None = None
    """Label and url of a button that opens a page."""
    asks_location: bool = False
    media: tuple[str, str] | None = None
    """Kind, and the id or link."""
    quote: str | None = None
    tick: Tick = "sent"
    reaction: str = ""
    edited: bool = False
    revoked: bool = False


def bubbles_of(number: BusinessNumber, thread: Thread, at: Instant | None) -> tuple[Bubble, ...]:
    """The phone at this moment; at the end of time when ``at`` is ``None``. What failed or never came is not on it."""
    return tuple(
        _bubble(number, thread, message, at)
        for message in thread.messages
        if not message.hidden and message.kind != "reaction" and _arrived(message, at)
    )


def tick_of(message: Message, at: Instant | None) -> Tick:
    """How far a message got by this moment."""
    if message.author == "customer":
        return "read" if _by(message.read_at, at) else "delivered"
    if _by(message.failed_at, at):
        return "failed"
    if _by(message.read_at, at):
        return "read"
    if _by(message.delivered_at, at):
        return "delivered"
    return "sent" if _by(message.sent_at, at) else "pending"


def text_of(number: BusinessNumber, kind: str, content: Any) -> str:
    """The words of a message, as a quote would show them. What a customer sends may lack anything: then no words."""
    match kind:
        case "text":
            return _at(content, "body")
        case "image" | "video" | "document":
            return _at(content, "caption") or _at(content, "filename")
        case "location":
            return _at(content, "name") or f"{_at(content, 'latitude')}, {_at(content, 'longitude')}"
        case "contacts":
            return ", ".join(_at(card, "name", "formatted_name") for card in content)
        case "template":
            return rendered(number, content)
        case "button":
            return _at(content, "text")
        case "interactive":
            return _interactive_text(content)
        case _:
            return ""


def _interactive_text(content: Any) -> str:
    for reply in ("button_reply", "list_reply"):
        lines = [_at(content, reply, "title"), _at(content, reply, "description")]
        if lines[0]:
            return "\n".join(line for line in lines if line)
    return _at(content, "nfm_reply", "body") or _at(content, "body", "text")


def _at(content: Any, *path: str) -> str:
    """The text or number at this path; empty when there is none."""
    for key in path:
        content = content.get(key) if isinstance(content, dict) else None
    return str(content) if isinstance(content, str | int | float) else ""


def _bubble(number: BusinessNumber, thread: Thread, message: Message, at: Instant | None) -> Bubble:
    content: Any = message.content
    interactive: Any = content if message.kind == "interactive" and message.author == "business" else {}
    quoted = thread.find(message.quotes) if message.quotes else None
    header = interactive.get("header") or {}
    return Bubble(
        message_id=message.id,
        author=message.author,
        at=message.at,
        kind=message.kind,
        text="" if message.revoked else text_of(number, message.kind, content),
        header=_at(interactive, "header", "text"),
        footer=_at(interactive, "footer", "text"),
        menu=interactive["action"]["button"] if interactive.get("type") == "list" else None,
        sections=_sections(interactive, message),
        options=message.options,
        link=_link(interactive),
        asks_location=interactive.get("type") == "location_request_message",
        media=_media(message.kind, content) or _media(header.get("type", ""), header),
        quote=text_of(number, quoted.kind, quoted.content) if quoted else None,
        tick=tick_of(message, at),
        reaction=message.reaction,
        edited=message.edited,
        revoked=message.revoked,
    )


def _sections(interactive: Any, message: Message) -> tuple[tuple[str, tuple[Option, ...]], ...]:
    sections, first = [], 0
    for section in interactive["action"]["sections"] if interactive.get("type") == "list" else ():
        count = len(section["rows"])
        sections.append((section.get("title", ""), message.options[first : first + count]))
        first += count
    return tuple(sections)


def _link(interactive: Any) -> tuple[str, str] | None:
    if interactive.get("type") != "cta_url":
        return None
    parameters = interactive["action"]["parameters"]
    return parameters["display_text"], parameters["url"]


def _media(kind: str, content: Any) -> tuple[str, str] | None:
    if kind not in ("image", "audio", "video", "document", "sticker"):
        return None
    where = _at(content, kind, "id") or _at(content, kind, "link") or _at(content, "id") or _at(content, "link")
    return (kind, where) if where else None


def _arrived(message: Message, at: Instant | None) -> bool:
    if message.author == "customer":
        return at is None or message.at <= at
    return _by(message.delivered_at, at)


def _by(moment: Instant | None, at: Instant | None) -> bool:
    return moment is not None and (at is None or moment <= at)
