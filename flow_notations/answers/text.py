"""A free text as an answer: all of it, without the space around it."""

from __future__ import annotations

from .answer import Answer, NotUnderstood, Understood


def understand_text(text: str) -> Answer:
    """The text as written, outer white space removed; a blank one is no answer."""
    trimmed = text.strip()
    return Understood(trimmed, "the whole message", exact=True) if trimmed else NotUnderstood("the message is empty")
