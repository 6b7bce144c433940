"""Words that several verbs print. In: numbers and nouns. Out: what a person reads."""

from __future__ import annotations


def counted(number: int, word: str) -> str:
    """``1 flow``, ``3 flows``."""
    return f"{number} {word}" if number == 1 else f"{number} {word}s"
