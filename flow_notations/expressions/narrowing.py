"""What a condition teaches: after ``order is known`` the order is known, after ``why == "lost"`` it is nothing else.

``constant`` tells of a condition whether it can only come out one way, as far as types and earlier conditions show.
"""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal
from typing import TYPE_CHECKING, Literal, TypeAlias

from .nodes import Binary, Comparison, Constant, Field, IsKnown, Items, Name, Unary
from .pattern_lengths import longest_match

if TYPE_CHECKING:
    from flow_notations.values import Number, Type

    from .env import Env, Path
    from .nodes import Expr

_Order: TypeAlias = Literal["<", "<=", ">", ">="]
_FLIPPED = {"<": ">", "<=": ">=", ">": "<", ">=": "<=", "==": "==", "!=": "!="}


def path_of(expr: Expr) -> Path | None:
    """``order.total`` as ``("order", "total")``; ``None`` for what is no variable or field of one."""
    match expr:
        case Name(name):
            return (name,)
        case Field(record, name):
            inner = path_of(record)
            return None if inner is None else (*inner, name)
    return None


def narrow(expr: Expr, env: Env, truth: bool) -> Env:  # noqa: FBT001 - reads as narrow(condition, env, True)
    """What is known where ``expr`` came out as ``truth``."""
    match expr:
        case Unary("not", operand):
            return narrow(operand, env, not truth)
        case Binary("and" | "or" as word, left, right):
            # Both sides are settled only when a conjunction held or a disjunction did not.
            if (word == "and") == truth:
                return narrow(right, narrow(left, env, truth), truth)
            return env
        case IsKnown(operand, known):
            return _known(operand, env) if known == truth else env
        case Comparison("==" | "!=" as sign, left, Constant(None)) | Comparison(
            "==" | "!=" as sign, Constant(None), left
        ):
            return _known(left, env) if (sign == "!=") == truth else env
        case Comparison("==" | "!=" as sign, left, Constant(str() as value)):
            return _chosen(left, (value,), env, equal=(sign == "==") == truth)
        case Comparison("in", left, Items(items)) if all(
            isinstance(item, Constant) and isinstance(item.value, str) for item in items
        ):
            values = tuple(str(item.value) for item in items if isinstance(item, Constant))
            return _chosen(left, values, env, equal=truth)
        case Comparison("matches", left, Constant(str() as pattern)):
            return _matched(left, pattern, env) if truth else env
        case Comparison():
            return _bounded(expr, env, truth=truth)
        case _ if truth and (path := path_of(expr)) is not None and _type_at(path, env) is not None:
            return _known(expr, env)
    return env


def _known(expr: Expr, env: Env) -> Env:
    path = path_of(expr)
    if path is None:
        return env
    for length in range(1, len(path) + 1):  # a known field has a known record
        found = _type_at(path[:length], env)
        if found is None:
            return env
        env = env.with_type(path[:length], found.known())
    return env


def _chosen(expr: Expr, values: tuple[str, ...], env: Env, *, equal: bool) -> Env:
    """A choice is one of these values, or none of them."""
    path = path_of(expr)
    found = None if path is None else _type_at(path, env)
    if path is None or found is None:
        return env
    if equal:
        env = _known(expr, env)
        values = tuple(option for option in found.options if option not in values)
    return env.without_values(path, values) if found.options else env


def _matched(expr: Expr, pattern: str, env: Env) -> Env:
    """``code matches "^[A-Z]{2}$"`` says how long the text can be."""
    path, longest = path_of(expr), longest_match(pattern)
    found = None if path is None else _type_at(path, env)
    if path is None or longest is None or found is None or found.name != "text" or found.nullable or found.unset:
        return env
    return env.with_type(path, replace(found, length=longest if found.length is None else min(longest, found.length)))


def _bounded(expr: Comparison, env: Env, *, truth: bool) -> Env:
    """``x > 3`` bounds a number from below, and where it failed from above."""
    found = _number_test(expr)
    if found is None:
        return env
    path, sign, value = found
    type_ = _type_at(path, env)
    if type_ is None or type_.name != "number" or type_.nullable or type_.unset:
        return env
    raises, lowers = (sign in (">", ">="), sign in ("<", "<=")) if truth else (sign in ("<", "<="), sign in (">", ">="))
    if sign == "==" and truth:
        raises = lowers = True
    if raises:
        type_ = replace(type_, low=value if type_.low is None else max(type_.low, value))
    if lowers:
        type_ = replace(type_, high=value if type_.high is None else min(type_.high, value))
    return env.with_type(path, type_)


def _number_test(expr: Comparison) -> tuple[Path, str, Number] | None:
    """Variable, sign and number of ``x > 3`` or ``3 < x``."""
    match expr:
        case Comparison(sign, Constant(int() | Decimal() as value), side) if sign in _FLIPPED:
            sign = _FLIPPED[sign]  # type: ignore[assignment]
        case Comparison(sign, side, Constant(int() | Decimal() as value)) if sign in _FLIPPED:
            pass
        case _:
            return None
    path = path_of(side)
    return None if path is None or isinstance(value, bool) else (path, sign, value)


def _type_at(path: Path, env: Env) -> Type | None:
    found = env.names.get(path[0])
    for name in path[1:]:
        found = found.fields.get(name) if found is not None else None
    return found


def constant(expr: Expr, env: Env) -> bool | None:
    """``True`` or ``False`` when the condition can only come out so; ``None`` when it depends."""
    match expr:
        case Constant(bool() as value):
            return value
        case Unary("not", operand):
            inner = constant(operand, env)
            return None if inner is None else not inner
        case Binary("and" | "or" as word, left, right):
            return _constant_logic(word, left, right, env)
        case Comparison(sign, Constant(one), Constant(other)) if type(one) is type(other):
            return _constant_order(sign, one, other)
        case IsKnown(operand, known):
            return _constant_known(operand, env, known=known)
        case Comparison("==" | "!=" as sign, left, Constant(None)) | Comparison(
            "==" | "!=" as sign, Constant(None), left
        ):
            return _constant_known(left, env, known=sign == "!=")
        case Comparison("==" | "!=" as sign, left, Constant(str() as value)):
            inner = _constant_choice(left, value, env)
            return None if inner is None else inner == (sign == "==")
        case Comparison("in", left, Items(items)):
            each = [constant(Comparison("==", left, item), env) for item in items]
            return True if True in each else False if all(one is False for one in each) else None
        case Comparison():
            return _constant_bounds(expr, env)
    return None


def _constant_logic(word: str, left: Expr, right: Expr, env: Env) -> bool | None:
    decisive = word == "or"  # one true side decides an "or", one false side an "and"
    one = constant(left, env)
    other = constant(right, narrow(left, env, truth=not decisive))
    if decisive in (one, other):
        return decisive
    return not decisive if one is not None and other is not None else None


def _constant_known(operand: Expr, env: Env, *, known: bool) -> bool | None:
    if isinstance(operand, Constant):
        return (operand.value is not None) == known
    path = path_of(operand)
    if path is None:
        return None
    for length in range(1, len(path) + 1):
        found = _type_at(path[:length], env)
        if found is None or found.nullable or found.unset:
            return None
    return known


def _constant_choice(expr: Expr, value: str, env: Env) -> bool | None:
    path = path_of(expr)
    found = None if path is None else _type_at(path, env)
    if path is None or found is None or not found.options or found.unset or found.nullable:
        return None
    left = [option for option in found.options if option not in env.ruled_out.get(path, frozenset())]
    if value not in left:
        return False
    return True if left == [value] else None


def _constant_order(sign: str, one: object, other: object) -> bool | None:
    if sign in ("==", "!="):
        return (one == other) == (sign == "==")
    if isinstance(one, (int, Decimal)) and isinstance(other, (int, Decimal)) and sign in _FLIPPED:
        return {"<": one < other, "<=": one <= other, ">": one > other, ">=": one >= other}[sign]
    return None


def _constant_bounds(expr: Comparison, env: Env) -> bool | None:
    found = _number_test(expr)
    type_ = None if found is None else _type_at(found[0], env)
    if found is None or type_ is None or type_.name != "number" or type_.nullable or type_.unset:
        return None
    sign, value = found[1:]
    low, high = type_.low, type_.high
    below = high is not None and high < value
    above = low is not None and low > value
    at_most = high is not None and high <= value
    at_least = low is not None and low >= value
    yes = {"<": below, "<=": at_most, ">": above, ">=": at_least, "==": at_most and at_least, "!=": below or above}
    no = {"<": at_least, "<=": above, ">": at_most, ">=": below, "==": below or above, "!=": at_most and at_least}
    return True if yes[sign] else False if no[sign] else None
