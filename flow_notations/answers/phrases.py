"""Finding whole words: tokens of a folded text, phrases among them, courtesies around them.

Flows in: folded text. Flows out: words and places. Knows no language by itself.
"""

from __future__ import annotations

import re
from functools import lru_cache
from typing import TYPE_CHECKING, TypeVar

from .fold import fold
from .languages import LANGUAGES_KEPT_MAX, words_of

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

_EMOJI = r"\u2190-\u2bff\U0001f000-\U0001faff"
_SIGNS = (
    r"\x00-\x20!-/:-@\[-^`{-~\x7f-\xa9\xab-\xb1\xb4\xb6-\xb8\xbb-\xbf\xd7\xf7\u2000-\u206f\u20a0-\u20cf"
    r"\u3000-\u3004\u3008-\u3020\u3030\u060c\u061b\u061f\u066a-\u066d\u06d4\u0964\u0965\u0970\ufe10-\ufe6b"
)
_WORD = re.compile(rf"[^{_SIGNS}{_EMOJI}]+|[{_EMOJI}]")
"""A run of letters, marks and digits, or one emoji. Spelled out by blocks: ``\\w`` splits Indic words at their vowel signs."""

_UNSPACED = re.compile(r"[\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff\u3040-\u30ff\u3400-\u9fff\U00020000-\U0003ffff]")
"""Scripts that put no space between words (Thai to Han): there a phrase is looked for inside the text."""

_T = TypeVar("_T")


def words_in(folded: str) -> list[str]:
    """The words, numbers and single emoji of a folded text, in order."""
    if folded.isascii() and folded.replace(" ", "").isalnum():
        return folded.split(" ")
    return _WORD.findall(folded)


def spoken(words: list[str]) -> list[str]:
    """The words without the emoji among them."""
    return [word for word in words if word.isalnum() or len(word) > 1]


def padded(folded: str) -> str:
    """The words of a text, each with a space on both sides: `` i lost it ``; whole words are then plain substrings."""
    return " " + " ".join(words_in(folded)) + " "


def padded_phrase(folded: str) -> str:
    """A phrase to look for in a padded text; without spaces around it in scripts that have none. Empty if it has no word."""
    words = " ".join(words_in(folded))
    return words if not words or _UNSPACED.search(words) else f" {words} "


def longest_phrases(words: list[str], phrases: Mapping[str, _T], words_max: int) -> Iterator[tuple[int, int, _T]]:
    """Left to right, the longest phrase at each place: (first word, word after, what the phrase stands for)."""
    place = 0
    while place < len(words):
        for end in range(min(len(words), place + words_max), place, -1):
            meaning = phrases.get(" ".join(words[place:end]))
            if meaning is not None:
                yield place, end, meaning
                place = end
                break
        else:
            place += 1


def without(folded: str, ends: Iterable[str]) -> str:
    """``folded`` without such phrases at its start and end, as long as something is left; each round makes it shorter."""
    phrases = tuple(ends)
    while True:
        bare = folded
        for phrase in phrases:
            bare = bare.removeprefix(f"{phrase} ").removesuffix(f" {phrase}").strip(" .,") or bare
        if len(bare) >= len(folded):
            return folded
        folded = bare


@lru_cache(maxsize=LANGUAGES_KEPT_MAX)
def courtesies_of(language: str) -> tuple[str, ...]:
    """Words of politeness around an answer, folded."""
    return tuple(fold(word, language) for word in words_of(language).courtesies)
