"""The word that was most likely meant."""

from __future__ import annotations

from difflib import get_close_matches
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable


def closest(word: str, words: Iterable[str]) -> str | None:
    """The nearest of ``words``, or ``None`` when none is near."""
    return next(iter(get_close_matches(word, list(words), n=1, cutoff=0.6)), None)
