"""One spelling for words that a person would call the same.

Flows in: any text. Flows out: the text without differences of case, accents, width, emoji skin tone and gender, presentation
selectors, quotes, dashes, spacing, closing punctuation and the script of its digits. Options, yes and no, dates and interrupts compare only
folded text. Folding is idempotent and never fails. It knows letters, not meanings.
"""

from __future__ import annotations

import re
import unicodedata

FOLD_CHARACTERS_MAX = 4096
"""Code points looked at: the longest text a customer can send on this channel; the rest cannot be an answer."""

_ELIDING = frozenset({"fr", "it", "ca"})
"""Languages where an apostrophe parts two words (l'hôtel); elsewhere it joins one (don't)."""

_ENDS = ' .,;:!?…¡¿"()[]。，、；：！？،؛؟।॥॰·'
"""Signs that carry no meaning at either end of an answer."""

_PAUSE = re.compile(r"[.,;:!?…。，、；：！？،؛؟।॥॰]+(?=\s|$)")
"""Punctuation that ends a word; ``3.14``, ``10:30`` and ``a.b`` stay whole."""

_OPENING = re.compile(r"[¡¿\"]")
"""Signs dropped wherever they stand."""

_HYPHEN = re.compile(r"(?<=[^\W\d_])-(?=[^\W\d_])")
"""A hyphen between letters: "check-in" is "check in"; ``-5`` and ``2026-03-02`` stay."""

_DIGIT = re.compile(r"[^\D0-9]")
"""A decimal digit of any script but ours."""

_UMLAUTS = str.maketrans({"ä": "ae", "ö": "oe", "ü": "ue", "Ä": "Ae", "Ö": "Oe", "Ü": "Ue"})
"""As Germans write without the keys for them."""

_UNSEEN = (
    *range(0x0300, 0x0370),  # accents of Latin, Greek and Cyrillic letters
    *range(0x0591, 0x05BE),  # Hebrew points
    0x05BF, 0x05C1, 0x05C2, 0x05C4, 0x05C5, 0x05C7,
    *range(0x0610, 0x061B), *range(0x064B, 0x0660), 0x0670, *range(0x06D6, 0x06DD), *range(0x06DF, 0x06E5),
    0x06E7, 0x06E8, *range(0x06EA, 0x06EE), 0x0640,  # Arabic vowel signs and the tatweel
    0x093C,  # Devanagari nukta
    0x00AD, 0x061C, 0x180E, *range(0x200B, 0x2010), *range(0x202A, 0x202F), *range(0x2060, 0x2070), 0xFEFF,  # unseen signs
    *range(0xFE00, 0xFE10), 0x20E3,  # presentation selectors and the keycap
    *range(0x1F3FB, 0x1F400),  # emoji skin tones
)  # fmt: skip

_SAME = {
    **dict.fromkeys(map(ord, "'’‘ʼʹ′`´‛ʻ"), "'"),
    **dict.fromkeys(map(ord, "“”„‟«»‹›″"), '"'),
    **dict.fromkeys(map(ord, "‐‑‒–—―−﹣－"), "-"),
    **{ord(one): other for one, other in zip("ıøØłŁđĐħŋ", ["i", "o", "o", "l", "l", "d", "d", "h", "n"], strict=True)},
    ord("æ"): "ae",
    ord("Æ"): "ae",
    ord("œ"): "oe",
    ord("Œ"): "oe",
    ord("þ"): "th",
    ord("ð"): "d",
    ord("ٱ"): "ا",
    ord("ى"): "ي",
    ord("ی"): "ي",
    ord("ة"): "ه",
    ord("ک"): "ك",
    ord("ँ"): "ं",
    ord("🔟"): "10",
}

_LETTERS = {**dict.fromkeys(_UNSEEN), **_SAME}
_GENDER = re.compile("\u200d[\u2640\u2642]\ufe0f?")
"""The tail that makes an emoji a woman or a man."""


def fold(text: str, language: str = "en") -> str:
    """The spelling of ``text`` that answers are compared by. ``language`` is a BCP 47 tag (``es``, ``pt-BR``).

    A text of nothing but punctuation keeps it, so that an option may be called ``?``.
    """
    if text.isascii():
        plain = " ".join(text[:FOLD_CHARACTERS_MAX].lower().split())
        return plain if plain.replace(" ", "").isalnum() else _tidy(plain, language)
    return _tidy(_plain_letters(text[:FOLD_CHARACTERS_MAX], language), language)


def ascii_digits(text: str) -> str:
    """``text`` with the decimal digits of every script written 0 to 9."""
    return text if text.isascii() else _DIGIT.sub(lambda digit: str(unicodedata.decimal(digit[0])), text)


def _plain_letters(text: str, language: str) -> str:
    """Lower case without accents, width, selectors, skin tone and foreign digits."""
    if language[:2] == "de":
        text = unicodedata.normalize("NFKC", text).translate(_UMLAUTS)
    text = unicodedata.normalize("NFKD", _GENDER.sub("", text)).translate(_LETTERS)
    return ascii_digits(unicodedata.normalize("NFC", text.casefold().translate(_LETTERS)))


def _tidy(plain: str, language: str) -> str:
    """Without apostrophes, hyphens inside words, closing punctuation and doubled spaces."""
    spaced = " ".join(plain.split())
    bare = spaced.replace("'", " " if language[:2] in _ELIDING else "")
    bare = _PAUSE.sub(" ", _HYPHEN.sub(" ", _OPENING.sub(" ", bare)))
    return " ".join(bare.split()).strip(_ENDS) or spaced
