"""Words that say a place in a list: "2", "#2", "two", "the second", "option 2", "the last one".

Flows in: a language. Flows out: one folded table, built once per language, from what is said to the place meant.
"""

from __future__ import annotations

from functools import lru_cache
from typing import TYPE_CHECKING

from .fold import fold
from .languages import LANGUAGES_KEPT_MAX, words_of

if TYPE_CHECKING:
    from collections.abc import Mapping

PLACES_MAX = 20
"""Places that can be said: a list holds ten rows; numbered text and pages may hold more."""

LAST = -1
"""The place "the last one" means."""


@lru_cache(maxsize=LANGUAGES_KEPT_MAX)
def places_of(language: str) -> Mapping[str, int]:
    """Every folded way to say a place, from 1; ``LAST`` for the last."""
    words = words_of(language)
    frames = [fold(frame.replace("{n}", "9"), language) for frame in words.frames]
    table = {frame.replace("9", form): place for form, place in numerals_of(language).items() for frame in frames}
    return table | dict.fromkeys((fold(word, language) for word in words.last), LAST)


@lru_cache(maxsize=LANGUAGES_KEPT_MAX)
def numerals_of(language: str) -> Mapping[str, int]:
    """Digits, cardinals and ordinals for 1 to ``PLACES_MAX``, folded."""
    words = words_of(language)
    said = {fold(word, language): place for word, place in {**words.cardinals, **words.ordinals}.items()}
    said.update((str(place), place) for place in range(1, PLACES_MAX + 1))
    return {form: place for form, place in said.items() if place <= PLACES_MAX}
