"""Words by which a customer says: do not write to me any more.

Flows in: one message. Flows out: whether, as a whole, it is such a word of the conversation's language or of English. A word
inside a longer message does not count: "the bus stop" is an address.
"""

from __future__ import annotations

from functools import lru_cache
from typing import TYPE_CHECKING

from .fold import fold
from .languages import LANGUAGES_KEPT_MAX, words_of
from .phrases import courtesies_of, without

if TYPE_CHECKING:
    from collections.abc import Iterable


@lru_cache(maxsize=LANGUAGES_KEPT_MAX)
def opt_out_words(language: str) -> frozenset[str]:
    """The folded opt-out words of a language, English always among them."""
    return frozenset(fold(word, language) for word in (*words_of(language).opt_out, *words_of("en").opt_out))


def is_opt_out(text: str, language: str, extra: Iterable[str] = ()) -> bool:
    """Whether the whole message is an opt-out word, built in or among the author's ``extra``, politeness set aside."""
    key = fold(text, language)
    stops = opt_out_words(language)
    if key in stops or any(key == fold(word, language) for word in extra):
        return True
    bare = without(key, courtesies_of(language))
    return bare != key and bare in stops
