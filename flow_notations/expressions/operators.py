"""Which operator goes between which types, and what comes of it: the whole of it in two tables."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING, Final

from flow_notations.values import ANY, NUMBER, TEXT_CHARACTERS_DEFAULT, Type, text_of

from .nodes import Constant, Unary

if TYPE_CHECKING:
    from collections.abc import Mapping

    from flow_notations.values import TypeName

    from .nodes import Expr

ARITHMETIC: Final[Mapping[tuple[str, TypeName, TypeName], TypeName]] = {
    ("+", "number", "number"): "number",
    ("-", "number", "number"): "number",
    ("*", "number", "number"): "number",
    ("/", "number", "number"): "number",
    ("%", "number", "number"): "number",
    ("+", "text", "text"): "text",
    ("+", "date", "duration"): "date",
    ("+", "duration", "date"): "date",
    ("-", "date", "duration"): "date",
    ("-", "date", "date"): "duration",
    ("+", "datetime", "duration"): "datetime",
    ("+", "duration", "datetime"): "datetime",
    ("-", "datetime", "duration"): "datetime",
    ("-", "datetime", "datetime"): "duration",
    ("+", "duration", "duration"): "duration",
    ("-", "duration", "duration"): "duration",
    ("*", "duration", "number"): "duration",
    ("*", "number", "duration"): "duration",
    ("/", "duration", "number"): "duration",
    ("/", "duration", "duration"): "number",
}

ORDERED: Final[frozenset[TypeName]] = frozenset({"number", "text", "date", "time", "datetime", "duration"})
"""Types whose values come before and after each other."""


def arithmetic(operator: str, left: Type, right: Type) -> Type | None:
    """The type of ``left operator right``; ``None`` when they do not go together."""
    if "any" in (left.name, right.name):
        return ANY.known()
    name = ARITHMETIC.get((operator, left.name, right.name))
    if name == "text":
        return text_of(sum(TEXT_CHARACTERS_DEFAULT if side.length is None else side.length for side in (left, right)))
    if name is None:
        return None
    result = NUMBER if name == "number" else Type(name)
    return result.or_null() if operator in "/%" and _may_be_zero(right) else result


def by_zero(operator: str, right: Type) -> bool:
    """Whether it is a division by what is always zero."""
    return operator in "/%" and (right.low, right.high) == (0, 0)


def part_of_a_day(span: Expr) -> bool:
    """Whether a duration is written out and no whole number of days: a day has no hours that it could move."""
    written = span.operand if isinstance(span, Unary) else span
    value = written.value if isinstance(written, Constant) else None
    return isinstance(value, timedelta) and value % timedelta(days=1) != timedelta()


def _may_be_zero(divisor: Type) -> bool:
    """A divisor without bounds on one side of zero may be zero, and then the quotient is null."""
    above = divisor.low is not None and divisor.low > 0
    below = divisor.high is not None and divisor.high < 0
    return not (above or below)


def ordered(left: Type, right: Type) -> bool:
    """Whether ``<`` and its kin go between them."""
    return "any" in (left.name, right.name) or (left.name == right.name and left.name in ORDERED)


def comparable(left: Type, right: Type) -> bool:
    """Whether ``==`` goes between them: within one type only, lists item by item; lists of nothing yet go with any."""
    if "any" in (left.name, right.name) or "null" in (left.name, right.name):
        return True
    if left.name == right.name == "list" and left.item is not None and right.item is not None:
        return comparable(left.item, right.item)
    return left.name == right.name
