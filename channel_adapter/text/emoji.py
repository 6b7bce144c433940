r"""Which characters are emoji.

A rule on grapheme clusters instead of a list, so that emoji newer than this code are found too, and a family joined
from seven code points counts as one. ``1``, ``#`` and the text signs © ™ ☎ are no emoji until U+FE0F makes them so.
Rule: https://www.unicode.org/reports/tr51/#Definitions
"""

from __future__ import annotations

from . import patterns
from .measuring import graphemes


def is_emoji(cluster: str) -> bool:
    """Whether one grapheme cluster is an emoji. A cut flag (one regional letter) is not."""
    return not cluster.isascii() and patterns.emoji().match(cluster) is not None


def emoji_in(text: str) -> tuple[str, ...]:
    """Every emoji of the text, in order, each as its whole cluster."""
    if text.isascii():
        return ()
    return tuple(cluster for cluster in graphemes(text) if is_emoji(cluster))


def emoji_count(text: str) -> int:
    """How many emoji a reader sees."""
    return len(emoji_in(text))
