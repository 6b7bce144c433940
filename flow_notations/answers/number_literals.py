"""Numbers written in digits: where they stand and what they can mean.

Flows in: a text with digits of any script. Flows out: each number with its readings, the language's own first: ``1.200`` is
one and a fifth in English, twelve hundred in Spanish. Knows signs and groups, not words.
"""

from __future__ import annotations

import re
import unicodedata
from decimal import Decimal
from typing import TYPE_CHECKING, NamedTuple

from flow_notations.values import Number, number

from .fold import ascii_digits

if TYPE_CHECKING:
    from collections.abc import Iterator

NUMBER_DIGITS_MAX = 28
"""Digits a number may have: what ``decimal`` keeps exactly in its default context."""


class Literal(NamedTuple):
    """A number in a text: from ``start`` to ``end``, with one reading or two (the language's own first)."""

    start: int
    end: int
    written: str
    readings: tuple[Number, ...]


_FRACTIONS = {
    "½": "0.5", "¼": "0.25", "¾": "0.75", "⅛": "0.125", "⅜": "0.375", "⅝": "0.625", "⅞": "0.875",
    "⅕": "0.2", "⅖": "0.4", "⅗": "0.6", "⅘": "0.8",
}  # fmt: skip

_SIGNS = str.maketrans({
    "٫": ".", "٬": "'", "’": "'", "‘": "'", "\u00a0": " ", "\u202f": " ", "\u2009": " ", "−": "-", "–": "-", "—": "-",
    "⁄": "/", **dict.fromkeys(map(chr, (0x200E, 0x200F, 0x061C)), None),
})  # fmt: skip

_NUMBER = re.compile(
    r"""(?=[\s\d+.,<>≤≥½¼¾⅛⅜⅝⅞⅕⅖⅗⅘-])           # the cheap test first
        (?P<limit>[<>≤≥]=?\s?)?                  # more than, less than
        (?P<sign>(?<![\w.,)\]])[+-]|\A\s*[+-]\s)?   # a sign, unless it joins two numbers or is a dash between words
        (?<![\w.,])(?<![^\W\d_]-)                # not inside a word or an order number (AB-1234)
        (?:(?P<body>\d{1,3}(?:[ ']\d{3})+(?:[.,]\d+)?(?!\d)   # 1 234 567,5
              |\d+(?:[.,]\d+)*|[.,]\d+)
           (?P<fraction>\s?[½¼¾⅛⅜⅝⅞⅕⅖⅗⅘])?
          |(?P<alone>[½¼¾⅛⅜⅝⅞⅕⅖⅗⅘]))
        (?P<unit>k|%|(?:st|nd|rd|th|yo|yrs?|kg|km|cm|mm|eur|usd|hrs?|mins?|x|o|a))?
        (?P<more>\+(?![\s\d]*\d))?                # "5+" is five or more
        (?![^\W_]|[.,]+\d)""",
    re.VERBOSE | re.IGNORECASE,
)

_GROUPED = {sign: re.compile(rf"\d{{1,3}}(?:{re.escape(sign)}\d{{2,3}})*{re.escape(sign)}\d{{3}}\Z") for sign in ".,"}
"""Groups of three, or Indian groups of two with a last one of three."""


def plain_signs(text: str) -> str:
    """``text`` with ASCII digits, minus signs, spaces and separators; fractions stay."""
    if text.isascii():
        return text
    wide = "".join(unicodedata.normalize("NFKC", sign) if "\uff00" <= sign <= "\uffef" else sign for sign in text)
    return ascii_digits(wide.translate(_SIGNS))


def literals(plain: str, decimal: str) -> Iterator[Literal]:
    """The numbers of a text that went through ``plain_signs``; ``decimal`` is the language's sign, empty if unknown."""
    for found in _NUMBER.finditer(plain):
        yield Literal(found.start(), found.end(), found[0].strip(), _values(found, decimal))


def _values(found: re.Match[str], decimal: str) -> tuple[Number, ...]:
    """The readings of one number with its sign, fraction and unit; none of a bound ("5+", "<5")."""
    if found["limit"] or found["more"]:
        return ()
    body, fraction = found["body"] or "", (found["fraction"] or found["alone"] or "").strip()
    scale = (-1 if (found["sign"] or "").startswith("-") else 1) * (1000 if found["unit"] in ("k", "K") else 1)
    if not fraction and body.isdigit() and len(body) <= NUMBER_DIGITS_MAX:
        return (int(body) * scale,)
    readings = _readings(body.replace(" ", "").replace("'", ""), decimal) if body else (Decimal(0),)
    part = Decimal(_FRACTIONS.get(fraction, "0"))
    return tuple(number((reading + part) * scale) for reading in readings)


def _readings(body: str, decimal: str) -> tuple[Decimal, ...]:
    """What digits with points and commas can mean; nothing when they are too many or make no sense."""
    if sum(map(str.isdigit, body)) > NUMBER_DIGITS_MAX:
        return ()
    if body.isdigit():
        return (Decimal(body),)
    last = max(body.rfind("."), body.rfind(","))
    sign, whole, tail = body[last], body[:last], body[last + 1 :]
    as_fraction = _grouped(whole, "," if sign == "." else ".")
    fraction = Decimal(f"{as_fraction}.{tail}") if as_fraction is not None else None
    groups = Decimal(body.replace(sign, "")) if _GROUPED[sign].match(body) and body[0] != "0" else None
    both = (fraction, groups) if sign == decimal else (groups, fraction)
    return tuple(reading for reading in both if reading is not None)


def _grouped(whole: str, sign: str) -> str | None:
    """The digits before a fraction, groups joined; None when they are not grouped as numbers are."""
    if whole.isdigit() or not whole:
        return whole or "0"
    return whole.replace(sign, "") if _GROUPED[sign].match(whole) else None
