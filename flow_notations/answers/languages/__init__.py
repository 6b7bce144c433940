"""Every language this room knows, one file each, and the region differences that matter.

Flows in: a BCP 47 tag. Flows out: its ``Words``. A language without a file is given English words (people everywhere type "ok"
and "stop") but no order or decimal sign that would be a guess: day first, and thousands are asked about.
Region differences: Unicode CLDR 46.
"""

from __future__ import annotations

from dataclasses import replace
from functools import lru_cache
from types import MappingProxyType
from typing import TYPE_CHECKING

from .arabic import ARABIC
from .english import ENGLISH
from .french import FRENCH
from .german import GERMAN
from .hindi import HINDI
from .portuguese import PORTUGUESE
from .spanish import SPANISH

if TYPE_CHECKING:
    from collections.abc import Mapping

    from flow_notations.answers.words import Words

LANGUAGES: Mapping[str, Words] = MappingProxyType(
    {words.code: words for words in (ARABIC, ENGLISH, FRENCH, GERMAN, HINDI, PORTUGUESE, SPANISH)}
)

LANGUAGES_KEPT_MAX = 64
"""Language tags whose folded tables stay in memory at once."""

_MONTH_FIRST = frozenset(["AS", "BI", "GU", "MH", "MP", "PH", "PR", "UM", "US", "VI", "PA"])
"""Regions that write the month first in English; Spanish follows in Panama and Puerto Rico."""

_YEAR_FIRST = frozenset({"en-CA", "en-SE", "en-ZA", "fr-CA"})

_POINT = frozenset(
    [
        "es-419",
        "es-BR",
        "es-BZ",
        "es-CU",
        "es-DO",
        "es-GT",
        "es-HN",
        "es-MX",
        "es-NI",
        "es-PA",
        "es-PE",
        "es-PR",
        "es-SV",
        "es-US",
        "de-CH",
        "de-LI",
    ]
)
_COMMA = frozenset(
    [
        "ar-DZ",
        "ar-LB",
        "ar-LY",
        "ar-MA",
        "ar-MR",
        "ar-TN",
        "en-AT",
        "en-BE",
        "en-CZ",
        "en-DE",
        "en-DK",
        "en-ES",
        "en-FI",
        "en-FR",
        "en-HU",
        "en-ID",
        "en-IT",
        "en-NL",
        "en-NO",
        "en-PL",
        "en-PT",
        "en-RO",
        "en-SE",
        "en-SI",
        "en-SK",
        "en-ZA",
    ]
)


@lru_cache(maxsize=LANGUAGES_KEPT_MAX)
def words_of(language: str) -> Words:
    """What is known of a language, with the habits of its region (``es-MX``: a point before the fraction)."""
    code, _, region = language.replace("_", "-").partition("-")
    known = LANGUAGES.get(code.lower())
    if known is None:
        return replace(ENGLISH, code=code.lower(), order="dmy", decimal="")
    return _with_region(known, f"{known.code}-{region.rpartition('-')[2].upper()}") if region else known


def _with_region(words: Words, tag: str) -> Words:
    """The same language as its region writes dates and fractions."""
    region = tag.partition("-")[2]
    decimal = "." if tag in _POINT else "," if tag in _COMMA else words.decimal
    order = words.order
    if tag in _YEAR_FIRST:
        order = "ymd"
    elif words.code in ("en", "es"):
        order = "mdy" if region in (_MONTH_FIRST if words.code == "en" else ("PA", "PR")) else "dmy"
    return replace(words, decimal=decimal, order=order)
