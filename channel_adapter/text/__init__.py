"""Text as a channel must see it: measured, cleaned, read for formatting signs, and split without loss.

In: any ``str``. Out: numbers, spans, parts. It knows no limits of its own and no vendor.
"""

from .bidi import balanced
from .cleaning import is_blank, sanitise
from .emoji import emoji_count, emoji_in, is_emoji
from .marks import Block, Kind, Span, Style, spans
from .measuring import Unit, graphemes, length
from .splitting import Part, join, parts, split

__all__ = [
    "Block",
    "Kind",
    "Part",
    "Span",
    "Style",
    "Unit",
    "balanced",
    "emoji_count",
    "emoji_in",
    "graphemes",
    "is_blank",
    "is_emoji",
    "join",
    "length",
    "parts",
    "sanitise",
    "spans",
    "split",
]
