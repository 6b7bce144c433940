"""How wide a text is drawn, near enough without the font, and the part of it that fits.

The widths are those of the common sans-serif faces, rounded up, in hundredths of the font size.
"""

from __future__ import annotations

import unicodedata
from itertools import accumulate

WIDTHS: dict[str, int] = {
    **dict.fromkeys("ijl'|.,:;!`", 28), **dict.fromkeys("frtI()[]{}/\\-\"*·", 38), **dict.fromkeys("mw", 84),
    **dict.fromkeys("MW@%—…", 100), " ": 30,
}  # fmt: skip
"""By sign, hundredths of the font size; all others by their class."""
SMALL, CAPITAL, WIDE = 57, 71, 125


def width(text: str, size: float) -> float:
    """Pixels of a text in a font of ``size`` pixels."""
    return sum(_hundredths(sign) for sign in text) * size / 100


def fit(text: str, room: float, size: float) -> str:
    """As much of a text as fits into ``room`` pixels; what was cut shows as …"""
    if width(text, size) <= room:
        return text
    left = (room - width("…", size)) * 100 / size
    kept = sum(total <= left for total in accumulate(_hundredths(sign) for sign in text))
    return text[:kept].rstrip().rstrip("\u200d") + "…"


def _hundredths(sign: str) -> int:
    if (known := WIDTHS.get(sign)) is not None:
        return known
    if unicodedata.combining(sign) or unicodedata.category(sign) in ("Mn", "Me", "Cf"):
        return 0
    if unicodedata.east_asian_width(sign) in ("W", "F") or ord(sign) > 0xFFFF:
        return WIDE
    return CAPITAL if sign.isupper() else SMALL
