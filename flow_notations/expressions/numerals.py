"""Functions on numbers and on lists of them."""

from __future__ import annotations

from decimal import ROUND_CEILING, ROUND_FLOOR, ROUND_HALF_UP, Context, Decimal
from typing import TYPE_CHECKING, Any, cast

from flow_notations.errors import OverBudget

from .exact import NUMBER_LIMIT, added, canonical, is_number
from .separators import grouped

if TYPE_CHECKING:
    from collections.abc import Callable

    from flow_notations.values import Number, Value

    from .scope import Scope

PLACES_MAX = 12
"""Most decimals that ``round`` and ``format`` take."""


def rounded(_: Scope, value: Number, places: Number = 0) -> Value:
    """To that many decimals, halves away from zero as people do."""
    return _to(value, places, ROUND_HALF_UP)


def floor(_: Scope, value: Number) -> Value:
    """The whole number at or below."""
    return _to(value, 0, ROUND_FLOOR)


def ceil(_: Scope, value: Number) -> Value:
    """The whole number at or above."""
    return _to(value, 0, ROUND_CEILING)


def total(scope: Scope, items: tuple[Value, ...]) -> Value:
    """The sum; 0 of an empty list."""
    result: Any = 0
    for item in items:
        if not is_number(item):
            return None
        result = added(scope, result, item, "")
    return cast("Value", result)


def least(_: Scope, *values: Value) -> Value:
    """The smallest of some values, or of one list."""
    return _extreme(min, values)


def greatest(_: Scope, *values: Value) -> Value:
    """The largest of some values, or of one list."""
    return _extreme(max, values)


def in_order(_: Scope, items: tuple[Value, ...]) -> Value:
    """From the smallest; null when the items cannot be compared."""
    return cast("Value", _comparing(lambda: tuple(sorted(_comparable(items)))))


def formatted(scope: Scope, value: Number, places: Number = 0) -> str:
    """With the separators of the language and its region: ``1,234.50`` in English, ``1234,50`` and ``12.345,50`` in Spanish."""
    count = min(PLACES_MAX, max(0, int(places)))
    exact = _to(value, count, ROUND_HALF_UP)
    return grouped(f"{Decimal(exact):.{count}f}", scope.language)


def _to(value: Number, places: Number, rounding: str) -> Number:
    if not -NUMBER_LIMIT < value < NUMBER_LIMIT:
        raise OverBudget("a number of more than 28 digits")
    count = min(PLACES_MAX, max(0, int(places)))
    context = Context(prec=64, rounding=rounding, traps=[])
    return canonical(context.quantize(Decimal(value), Decimal(1).scaleb(-count)), "")


def _extreme(choose: Callable[..., Any], values: tuple[Value, ...]) -> Value:
    match values:
        case (tuple() as items,):
            values = items
    return cast("Value", _comparing(lambda: choose(_comparable(values), default=None)))


def _comparable(values: tuple[Value, ...]) -> Any:
    """The values, if they are of one kind: Python would compare lists and yes/no too, which means nothing here."""
    if any(isinstance(value, (tuple, bool)) for value in values):
        raise TypeError
    return values


def _comparing(operation: Callable[[], Any]) -> Any:
    try:
        return operation()
    except (TypeError, ArithmeticError):
        return None
