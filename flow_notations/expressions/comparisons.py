"""Comparisons as closures: equality without coercion, order within one type, membership, patterns in linear time."""

from __future__ import annotations

import operator
from datetime import datetime
from typing import TYPE_CHECKING, Any, Final, TypeAlias

from .exact import is_number
from .moments import localized
from .nodes import Constant
from .scope import charge

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from flow_notations.values import Value

    from .nodes import Comparison, Expr
    from .scope import Scope

    Run: TypeAlias = Callable[[Scope], Value]

_ORDER: Final[Mapping[str, Callable[[Any, Any], bool]]] = {
    "<": operator.lt,
    "<=": operator.le,
    ">": operator.gt,
    ">=": operator.ge,
}

SEARCHED_FREE_CHARACTERS = 256
"""A text or list up to this long is searched at no charge; longer ones cost a unit for every 16."""


def comparison(expr: Comparison, compiled: Callable[[Expr], Run], where: str) -> Run:
    """The closure of one comparison."""
    left, right = compiled(expr.left), expr.right
    match expr.operator:
        case "==":
            return _equal(left, right, compiled)
        case "!=":
            equal = _equal(left, right, compiled)
            return lambda scope: not equal(scope)
        case "in":
            return _containing(compiled(right), left, where)
        case "contains":
            if isinstance(right, Constant) and type(right.value) is str:
                return _containing_text(left, right.value, where)
            return _containing(left, compiled(right), where)
        case "matches":
            return _matching(left, right, where)
        case order:
            if isinstance(right, Constant) and type(right.value) is int:
                return _ordered_to(_ORDER[order], left, right.value)
            return _ordered(_ORDER[order], left, compiled(right))


def same_value(scope: Scope, left: Value, right: Value) -> bool:
    """Equality: numbers by value, a yes/no never equals a number, moments by when they are."""
    if type(left) is bool or type(right) is bool:
        return left is right
    if isinstance(left, datetime) and isinstance(right, datetime) and left.tzinfo is not right.tzinfo:
        try:
            return localized(scope, left) == localized(scope, right)
        except (OverflowError, ValueError):  # at the calendar's very edge
            return False
    return left == right


def _equal(left: Run, right: Expr, compiled: Callable[[Expr], Run]) -> Callable[[Scope], bool]:
    match right:
        case Constant(None | bool() as value):
            return lambda scope: left(scope) is value
        case Constant(str() as text):
            return lambda scope: left(scope) == text
    other = compiled(right)
    return lambda scope: same_value(scope, left(scope), other(scope))


def _ordered(compare: Callable[[Any, Any], bool], left: Run, right: Run) -> Run:
    def run(scope: Scope) -> Value:
        one, other = left(scope), right(scope)
        if type(one) is int and type(other) is int:
            return compare(one, other)
        return _order(scope, compare, one, other)

    return run


def _ordered_to(compare: Callable[[Any, Any], bool], left: Run, bound: int) -> Run:
    """Against a whole number written out: by far the most common comparison, so without a second call."""

    def run(scope: Scope) -> Value:
        one = left(scope)
        return compare(one, bound) if type(one) is int else _order(scope, compare, one, bound)

    return run


def _order(scope: Scope, compare: Callable[[Any, Any], bool], one: Value, other: Value) -> Value:
    """Within one type that has an order; else null."""
    if is_number(one) and is_number(other):
        return compare(one, other)
    if isinstance(one, datetime) and isinstance(other, datetime):
        try:
            return compare(localized(scope, one), localized(scope, other))
        except (OverflowError, ValueError):  # at the calendar's very edge
            return None
    if type(one) is not type(other) or isinstance(one, (bool, tuple, dict)) or one is None:
        return None
    return compare(one, other)


def _containing(whole: Run, part: Run, where: str) -> Run:
    def run(scope: Scope) -> Value:
        haystack = whole(scope)
        kind = type(haystack)
        if kind is not str and kind is not tuple:
            return None
        if len(haystack) > SEARCHED_FREE_CHARACTERS:  # type: ignore[arg-type]
            charge(scope, len(haystack) >> 4, where)  # type: ignore[arg-type]
        needle = part(scope)
        if kind is str:
            return needle in haystack if type(needle) is str else None  # type: ignore[operator]
        return any(same_value(scope, item, needle) for item in haystack)  # type: ignore[union-attr]

    return run


def _containing_text(whole: Run, part: str, where: str) -> Run:
    """The same for a text written out, without a second call."""
    anywhere = _containing(whole, lambda _: part, where)

    def run(scope: Scope) -> Value:
        haystack = whole(scope)
        if type(haystack) is str and len(haystack) <= SEARCHED_FREE_CHARACTERS:
            return part in haystack
        return anywhere(scope)

    return run


def _matching(left: Run, right: Expr, where: str) -> Run:
    search = pattern_search(right.value) if isinstance(right, Constant) and isinstance(right.value, str) else None
    if search is None:
        return lambda _: None

    def run(scope: Scope) -> Value:
        text = left(scope)
        if type(text) is not str:
            return None
        charge(scope, 1 + (len(text) >> 4), where)
        return search(text.encode("utf-8", "replace").decode()) is not None

    return run


def pattern_search(pattern: str) -> Callable[[str], object] | None:
    """The search of a pattern on a linear-time engine; ``None`` when it is no pattern."""
    import re2

    options = re2.Options()
    options.log_errors = False
    try:
        search: Callable[[str], object] = re2.compile(pattern, options).search
    except (re2.error, UnicodeEncodeError):
        return None
    return search
