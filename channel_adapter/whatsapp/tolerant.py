"""Reading JSON that somebody else wrote: whatever is missing or of another type becomes ``None``, never a traceback.

In: bytes or values of decoded JSON. Out: plain values that can be stored: no lone surrogates, no NUL, no NaN, no numbers
too big for a database, no endless depth. Knows nothing of WhatsApp.
"""

from __future__ import annotations

import json
import math
import re
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from channel_adapter.messages import Instant

RAW_DEPTH_MAX: Final = 32
"""Levels kept of JSON that is stored as given; what lies deeper becomes ``null``."""
INTEGER_DIGITS_MAX: Final = 18
"""Longer whole numbers become ``null``: they fit no 64-bit column."""

_SECONDS_MAX: Final = 10**11
"""A larger timestamp is in milliseconds: seconds reach it in the year 5138."""

_BLANKS: Final = " \t\n\r\ufeff"
"""White space of JSON, and the byte order mark that some servers put first."""

_ESCAPE: Final = re.compile(
    r"\\(?:u[dD][89abAB][0-9a-fA-F]{2}\\u[dD][c-fC-F][0-9a-fA-F]{2}|(u[dD][89a-fA-F][0-9a-fA-F]{2})|(u0000)|.)",
    re.DOTALL,
)


def decoded(body: bytes) -> object:
    """Return the JSON value of ``body``; raise ``ValueError`` or ``RecursionError`` when it is none."""
    try:
        text = body.decode("utf-8")
    except UnicodeDecodeError:
        # One broken character must not lose a thousand messages; JSON's own signs are ASCII and survive.
        text = body.decode("utf-8", "replace")
    return decoded_text(text)


def decoded_text(text: str) -> object:
    """Return the JSON value of ``text``, its half surrogate pairs mended as ``text.sanitise`` would."""
    if "\\u" in text and ("\\ud" in text or "\\uD" in text or "\\u0000" in text):
        # In the JSON text and not in the values, so that depth does not matter.
        text = _ESCAPE.sub(_mended, text)
    if text[:1] != "{":
        text = text.lstrip(_BLANKS)
    value, end = _DECODER.raw_decode(text)
    if end != len(text) and text[end:].strip(_BLANKS):
        raise ValueError("something follows the JSON value")
    return value


def _mended(escape: re.Match[str]) -> str:
    if escape[1]:
        return "\\ufffd"
    return "" if escape[2] else escape[0]


def _finite(text: str) -> float | None:
    value = float(text)
    return value if math.isfinite(value) else None


def _bounded(text: str) -> int | None:
    return int(text) if len(text.removeprefix("-")) <= INTEGER_DIGITS_MAX else None


def _nothing(_: str) -> None:
    return None


_DECODER: Final = json.JSONDecoder(parse_float=_finite, parse_int=_bounded, parse_constant=_nothing)


def text_of(value: object) -> str | None:
    """Return a text that is not empty; a whole number is as good as a text."""
    if isinstance(value, str):
        return value or None
    return str(value) if isinstance(value, int) and not isinstance(value, bool) else None


def object_of(value: object) -> dict[str, object]:
    """Return an object, or an empty one."""
    return value if isinstance(value, dict) else {}


def list_of(value: object) -> list[object]:
    """Return a list, or an empty one."""
    return value if isinstance(value, list) else []


def number_of(value: object) -> float | None:
    """Return a finite number, also from a text."""
    if isinstance(value, bool) or not isinstance(value, (int, float, str)):
        return None
    try:
        number = float(value)
    except ValueError:
        return None
    return number if math.isfinite(number) else None


def whole_of(value: object) -> int | None:
    """Return a whole number, also from a text of at most 18 digits."""
    if isinstance(value, str):
        digits = value.removeprefix("-")
        return int(value) if digits.isascii() and digits.isdigit() and len(digits) <= INTEGER_DIGITS_MAX else None
    return value if isinstance(value, int) and not isinstance(value, bool) else None


def moment_of(value: object, arrived_at: Instant) -> Instant:
    """Return a timestamp of seconds or milliseconds as an instant, never later than ``arrived_at``.

    One that is missing, unreadable or before 1970 becomes ``arrived_at``.
    """
    stamp = int(value) if isinstance(value, str) and len(value) == 10 and value.isdecimal() else whole_of(value)
    if stamp is None or stamp <= 0:
        return arrived_at
    return min(stamp * 1000 if stamp < _SECONDS_MAX else stamp, arrived_at)


def pruned(value: dict[str, object]) -> dict[str, object]:
    """Return JSON that is kept as given, without what lies deeper than ``RAW_DEPTH_MAX``."""
    return {key: _pruned(item, RAW_DEPTH_MAX) for key, item in value.items()}


def _pruned(value: object, depth: int) -> object:
    match value:
        case dict() | list() if depth == 0:
            return None
        case dict():
            return {key: _pruned(item, depth - 1) for key, item in value.items()}
        case list():
            return [_pruned(item, depth - 1) for item in value]
        case _:
            return value
