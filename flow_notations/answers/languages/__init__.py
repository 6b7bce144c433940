"""Every language this room knows, one file each, and the region differences that matter.

Flows in: a BCP 47 tag. Flows out: its ``Words``; a language's file is loaded when it is first spoken. A language without a file is
given English words (people everywhere type "ok" and "stop") but no order or decimal sign that would be a guess: day first,
and thousands are asked about. Region differences: Unicode CLDR.
"""

from __future__ import annotations

from functools import lru_cache
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from flow_notations.answers.words import Words

LANGUAGES = ("ar", "de", "en", "es", "fr", "hi", "pt")
"""The languages with a file here."""

LANGUAGES_KEPT_MAX = 64
"""Language tags whose folded tables stay in memory at once."""

_MONTH_FIRST = {
    "en": frozenset({"AS", "BI", "GU", "MH", "MP", "PH", "PR", "UM", "US", "VI"}),
    "es": frozenset({"PA", "PR"}),
}
"""Regions that write the month first."""

_YEAR_FIRST = {"en": frozenset({"CA", "SE", "ZA"}), "fr": frozenset({"CA"})}

_POINT = {
    "es": frozenset({"419", "BR", "BZ", "CU", "DO", "GT", "HN", "MX", "NI", "PA", "PE", "PR", "SV", "US"}),
    "de": frozenset({"CH", "LI"}),
}
"""Regions that write a point before the fraction where the language writes a comma."""

_COMMA = {
    "ar": frozenset({"DZ", "LB", "LY", "MA", "MR", "TN"}),
    "en": frozenset({
        "AT", "BE", "CZ", "DE", "DK", "ES", "FI", "FR", "HU", "ID", "IT", "NL", "NO", "PL", "PT", "RO", "SE", "SI", "SK", "ZA",
    }),
}  # fmt: skip
"""Regions that write a comma where the language writes a point."""


@lru_cache(maxsize=LANGUAGES_KEPT_MAX)
def words_of(language: str) -> Words:
    """What is known of a language, with the habits of its region (``es-MX``: a point before the fraction)."""
    code, _, region = language.replace("_", "-").partition("-")
    code = code.lower()
    if code not in LANGUAGES:
        return _file("en")._replace(code=code, order="dmy", decimal="")
    return _with_region(_file(code), region.rpartition("-")[2].upper()) if region else _file(code)


def _with_region(words: Words, region: str) -> Words:
    """The same language as its region writes dates and fractions."""

    def listed(table: dict[str, frozenset[str]]) -> bool:
        return region in table.get(words.code, ())

    decimal = "." if listed(_POINT) else "," if listed(_COMMA) else words.decimal
    if listed(_YEAR_FIRST):
        return words._replace(decimal=decimal, order="ymd")
    return words._replace(decimal=decimal, order="mdy" if listed(_MONTH_FIRST) else "dmy")


def _file(code: str) -> Words:
    """The words in a language's own file; English for any code that has none."""
    match code:
        case "ar":
            from .arabic import ARABIC as WORDS
        case "de":
            from .german import GERMAN as WORDS
        case "es":
            from .spanish import SPANISH as WORDS
        case "fr":
            from .french import FRENCH as WORDS
        case "hi":
            from .hindi import HINDI as WORDS
        case "pt":
            from .portuguese import PORTUGUESE as WORDS
        case _:
            from .english import ENGLISH as WORDS
    return WORDS
