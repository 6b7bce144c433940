"""Arithmetic on the one number type, exact to 28 digits, and on days and durations. Total: what has no answer is null.

Division by zero, a date beyond the calendar and operands that do not fit give ``None``; a number beyond
``NUMBER_LIMIT`` raises ``OverBudget`` (repeated squaring would otherwise fill the memory).
"""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from decimal import ROUND_HALF_EVEN, Context, Decimal
from typing import TYPE_CHECKING, Final, TypeGuard

from flow_notations.errors import OverBudget

from .moments import localized
from .scope import OUTPUT_CHARACTERS_MAX, charge, too_long

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from flow_notations.values import Number, Value

    from .scope import Scope

NUMBER_LIMIT: Final = 10**28
"""Numbers stay below this: the digits that decimal arithmetic keeps exactly."""

_DECIMALS_MAX = 28
_QUANTUM: Final = Decimal(1).scaleb(-_DECIMALS_MAX)


def _context() -> Context:
    """Our own rules, whatever the host's thread has set: 56 digits, no traps, half to even."""
    return Context(prec=2 * _DECIMALS_MAX, rounding=ROUND_HALF_EVEN, traps=[])


def canonical(value: Decimal, where: str) -> Number:
    """An int when whole, else without trailing zeros and with at most 28 decimals."""
    if not -NUMBER_LIMIT < value < NUMBER_LIMIT:
        raise OverBudget(f"{where} a number of more than 28 digits")
    if value == value.to_integral_value():
        return int(value)
    context = _context()
    exact = context.quantize(value, _QUANTUM)
    return int(exact) if exact == exact.to_integral_value() else context.normalize(exact)


def added(scope: Scope, left: Value, right: Value, where: str) -> Value:
    """``left + right``."""
    match left, right:
        case str(), str():
            length = len(left) + len(right)
            if length > OUTPUT_CHARACTERS_MAX:
                raise too_long(length, where)
            charge(scope, length, where)
            return left + right
        case timedelta(), date():
            return _later(scope, right, left)
        case date(), timedelta():
            return _later(scope, left, right)
        case timedelta(), timedelta():
            return _total(lambda: left + right)
    return _numbers(left, right, _DECIMALS["+"], where)


def subtracted(scope: Scope, left: Value, right: Value, where: str) -> Value:
    """``left - right``."""
    match left, right:
        case datetime(), datetime():
            return _total(lambda: localized(scope, left).astimezone(UTC) - localized(scope, right).astimezone(UTC))
        case (datetime(), date()) | (date(), datetime()):
            return None
        case date(), date():
            return left - right
        case date(), timedelta():
            return _total(lambda: _later(scope, left, -right))
        case timedelta(), timedelta():
            return _total(lambda: left - right)
    return _numbers(left, right, _DECIMALS["-"], where)


def multiplied(_: Scope, left: Value, right: Value, where: str) -> Value:
    """``left * right``."""
    match left, right:
        case timedelta(), int() | Decimal():
            return _scaled(left, right, _DECIMALS["*"])
        case int() | Decimal(), timedelta():
            return _scaled(right, left, _DECIMALS["*"])
    return _numbers(left, right, _DECIMALS["*"], where)


def divided(_: Scope, left: Value, right: Value, where: str) -> Value:
    """``left / right``; by zero: ``None``."""
    if not right:
        return None
    match left, right:
        case timedelta(), timedelta():
            whole = left // timedelta.resolution, right // timedelta.resolution
            return _numbers(*whole, _DECIMALS["/"], where)
        case timedelta(), int() | Decimal():
            return _scaled(left, right, _DECIMALS["/"])
    return _numbers(left, right, _DECIMALS["/"], where)


def remainder(_: Scope, left: Value, right: Value, where: str) -> Value:
    """``left % right`` with the sign of ``right``, so that ``-1 % 7`` is 6; by zero: ``None``."""
    return _numbers(left, right, _DECIMALS["%"], where) if right else None


def negated(value: Value) -> Value:
    """``-value``."""
    if isinstance(value, int) and not isinstance(value, bool):
        return -value
    if isinstance(value, Decimal):
        return value.copy_negate()
    return _total(lambda: -value) if isinstance(value, timedelta) else None


def is_number(value: Value) -> TypeGuard[Number]:
    """Whether this is of the one number type (a yes/no is not)."""
    if isinstance(value, Decimal):
        return value.is_finite()
    return isinstance(value, int) and not isinstance(value, bool)


def _numbers(left: Value, right: Value, operation: Callable[[Decimal, Decimal], Decimal], where: str) -> Number | None:
    if not is_number(left) or not is_number(right):
        return None
    if not (-NUMBER_LIMIT < left < NUMBER_LIMIT and -NUMBER_LIMIT < right < NUMBER_LIMIT):
        raise OverBudget(f"{where} a number of more than 28 digits")
    return canonical(operation(Decimal(left), Decimal(right)), where)


def _modulo(left: Decimal, right: Decimal) -> Decimal:
    context = _context()
    rest = context.remainder(left, right)
    return context.add(rest, right) if rest and (rest < 0) != (right < 0) else rest


_DECIMALS: Final[Mapping[str, Callable[[Decimal, Decimal], Decimal]]] = {
    "+": lambda left, right: _context().add(left, right),
    "-": lambda left, right: _context().subtract(left, right),
    "*": lambda left, right: _context().multiply(left, right),
    "/": lambda left, right: _context().divide(left, right),
    "%": _modulo,
}


def _scaled(span: timedelta, factor: Number, operation: Callable[[Decimal, Decimal], Decimal]) -> Value:
    """A duration times or by a number, to the nearest millisecond."""
    if isinstance(factor, bool) or not -NUMBER_LIMIT < factor < NUMBER_LIMIT:
        return None
    milliseconds = operation(Decimal(span // timedelta(milliseconds=1)), Decimal(factor))
    return _total(lambda: timedelta(milliseconds=int(milliseconds.to_integral_value())))


def _later(scope: Scope, day: date, span: timedelta) -> Value:
    """A day so many whole days later; a moment so much elapsed time later, whatever clocks do in between."""
    if not isinstance(day, datetime):
        return _total(lambda: day + timedelta(days=int(span / timedelta(days=1))))
    return _total(lambda: _elapsed(localized(scope, day), span))


def _elapsed(local: datetime, span: timedelta) -> datetime:
    return (local.astimezone(UTC) + span).astimezone(local.tzinfo)


def _total(operation: Callable[[], Value]) -> Value:
    try:
        return operation()
    except (OverflowError, ValueError):  # beyond the calendar
        return None
