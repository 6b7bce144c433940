"""How a value reads in a message: numbers plainly, yes and no, dates and durations in the customer's language."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta
from decimal import ROUND_HALF_EVEN, Context, Decimal
from typing import TYPE_CHECKING

from .language_words import WORDS, words_of
from .moments import date_words, duration_words, time_words

if TYPE_CHECKING:
    from flow_notations.values import Value

    from .scope import Scope

DECIMALS_SHOWN_MAX = 6
"""Decimals of a number in a message; authors who want fewer call ``round``."""

NUMBER_CHARACTERS_MAX = 1 + 28 + 1 + DECIMALS_SHOWN_MAX
"""Longest number in a message: sign, digits, point, decimals."""

_LIST_ITEMS_SHOWN_MAX = 100
_SHOWN = Decimal(1).scaleb(-DECIMALS_SHOWN_MAX)


def rendered(value: Value, scope: Scope) -> str:
    """The text of a value. Null and records have none: the check refuses them, and here they are empty."""
    try:
        return _rendered(value, scope)
    except (ArithmeticError, ValueError):  # a moment beyond the calendar once it is moved to the centre's zone
        return ""


def _rendered(value: Value, scope: Scope) -> str:
    match value:
        case str():
            return value
        case bool():
            words = words_of(scope.language) or WORDS["en"]
            return words.yes if value else words.no
        case int() | Decimal():
            return number_words(value)
        case datetime():
            return f"{date_words(scope, value, 'short')} {time_words(scope, value)}"
        case date():
            return date_words(scope, value, "short")
        case time():
            return time_words(scope, value)
        case timedelta():
            return duration_words(scope.language, value)
        case tuple():
            return ", ".join(_rendered(item, scope) for item in value[:_LIST_ITEMS_SHOWN_MAX])
    return ""


def number_words(value: int | Decimal) -> str:
    """``1234.5``: no grouping, no exponent, at most ``DECIMALS_SHOWN_MAX`` decimals."""
    if not -(10**28) < value < 10**28:
        return f"{Decimal(value):.6e}"
    if isinstance(value, int):
        return str(value)
    shown = _rounded(value) if _decimals(value) > DECIMALS_SHOWN_MAX else value
    text = f"{shown:f}"
    return text.rstrip("0").rstrip(".") if "." in text else text


def _rounded(value: Decimal) -> Decimal:
    return Context(prec=64, rounding=ROUND_HALF_EVEN, traps=[]).quantize(value, _SHOWN)


def _decimals(value: Decimal) -> int:
    exponent = value.as_tuple().exponent
    return -exponent if isinstance(exponent, int) else 0
