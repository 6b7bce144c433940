"""How languages and their regions part the digits of a number: literal tables.

Source: Unicode CLDR 47 (decimal and group signs, grouping sizes, minimum grouping digits of the Latin digits), © Unicode, Inc.,
Unicode License V3 (https://www.unicode.org/license.txt).
"""

from __future__ import annotations

from functools import lru_cache
from typing import TYPE_CHECKING, Final, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Mapping


class Separators(NamedTuple):
    """The signs before decimals and between groups. ``upper``: digits of the groups above the first three; ``least``: digits
    that must stand before the first group's sign for any to be written.
    """

    decimal: str
    group: str
    upper: int = 3
    least: int = 1


_POINT = Separators(".", ",")
_COMMA = Separators(",", ".")
_SPACE = Separators(",", "\u00a0")
_NARROW = Separators(",", "\u202f")
_APOSTROPHE = Separators(".", "\u2019")

LANGUAGES: Final[Mapping[str, Separators]] = {
    "en": _POINT,
    "es": Separators(",", ".", least=2),
    "pt": _COMMA,
    "fr": _NARROW,
    "de": _COMMA,
    "ar": _POINT,
    "hi": Separators(".", ",", upper=2),
}
"""By language."""

REGIONS: Final[Mapping[Separators, str]] = {
    _POINT: "es-419 es-BR es-BZ es-CU es-DO es-GT es-HN es-MX es-NI es-PA es-PE es-PR es-SV es-US",
    _COMMA: (
        "ar-DZ ar-LB ar-LY ar-MA ar-MR ar-TN en-AT en-BE en-DE en-DK en-ES en-ID en-IT en-NL en-PL en-RO en-SI"
        " es-AR es-BO es-CL es-CO es-EC es-PY es-UY es-VE fr-LU"
    ),
    _SPACE: "en-CZ en-FI en-HU en-NO en-SE en-SK en-ZA es-CR fr-CA",
    Separators(",", "\u00a0", least=2): "pt-AO pt-CH pt-CV pt-GQ pt-GW pt-LU pt-MO pt-MZ pt-PT pt-ST pt-TL",
    _NARROW: "en-FR",
    _APOSTROPHE: "de-CH de-LI en-CH",
    Separators(".", ",", upper=2): "en-IN",
}
"""Regions that differ from their language."""

_BY_TAG: Final = {tag.lower(): found for found, tags in REGIONS.items() for tag in tags.split()}


@lru_cache(maxsize=256)
def separators_of(language: str) -> Separators:
    """Those of a BCP 47 tag: its region's, else its language's, else English."""
    parts = language.replace("_", "-").lower().split("-")
    region = f"{parts[0]}-{parts[-1]}" if len(parts) > 1 else ""
    return _BY_TAG.get(region) or LANGUAGES.get(parts[0], _POINT)


def grouped(text: str, language: str) -> str:
    """``-1234567.50`` as the language writes it."""
    signs = separators_of(language)
    sign, digits = ("-", text[1:]) if text.startswith("-") else ("", text)
    whole, _, decimals = digits.partition(".")
    if len(whole) >= 3 + signs.least:
        whole = signs.group.join([*_groups(whole[:-3], signs.upper), whole[-3:]])
    return sign + whole + (signs.decimal + decimals if decimals else "")


def _groups(digits: str, size: int) -> list[str]:
    first = len(digits) % size
    rest = [digits[at : at + size] for at in range(first, len(digits), size)]
    return [digits[:first], *rest] if first else rest
