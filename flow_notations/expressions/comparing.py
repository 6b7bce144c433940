"""The check of comparisons: nothing is coerced, choices are compared with ids, patterns are read beforehand."""

from __future__ import annotations

from typing import TYPE_CHECKING

from flow_notations.values import TEXT, YES_NO

from . import complaints
from .comparisons import pattern_search
from .env import fits
from .nodes import Constant, Items, Name
from .operators import comparable, ordered
from .printer import print_expression
from .suggest import did_you_mean

if TYPE_CHECKING:
    from flow_notations.values import Type

    from .checker import Checker
    from .env import Env
    from .nodes import Comparison, Expr


def comparison_type(checker: Checker, expr: Comparison, env: Env) -> Type:
    """Check one comparison; it is always a yes or no."""
    match expr.operator:
        case "==" | "!=":
            _equality(checker, expr, env)
        case "in":
            _membership(checker, expr, expr.left, expr.right, env)
        case "contains":
            _containing(checker, expr, env)
        case "matches":
            _pattern(checker, expr, env)
        case _:
            one, other = checker.value_type(expr.left, env), checker.value_type(expr.right, env)
            if not ordered(one, other):
                _misfit(checker, expr, one, other)
    return YES_NO


def _equality(checker: Checker, expr: Comparison, env: Env) -> None:
    if _is_null(expr.left) or _is_null(expr.right):
        checker.perhaps_type(expr.left, env)
        checker.perhaps_type(expr.right, env)
        return
    one, other = checker.value_type(expr.left, env), checker.value_type(expr.right, env)
    if not comparable(one, other):
        _misfit(checker, expr, one, other)
        return
    _option(checker, expr.left, one, expr.right, env)
    _option(checker, expr.right, other, expr.left, env)


def _membership(checker: Checker, expr: Comparison, part: Expr, whole: Expr, env: Env) -> None:
    one, many = checker.value_type(part, env), checker.value_type(whole, env)
    if many.name not in ("list", "any"):
        hint = f"write {print_expression(whole)} contains {print_expression(part)}" if many.name == "text" else ""
        checker.complain(complaints.misfit(expr.operator, one, many, hint, expr.span, checker.path))
        return
    if many.item is not None and not comparable(one, many.item):
        _misfit(checker, expr, one, many)
        return
    if isinstance(whole, Items):
        for item in whole.items:
            _option(checker, part, one, item, env)


def _containing(checker: Checker, expr: Comparison, env: Env) -> None:
    whole = checker.type_of(expr.left, env)
    if whole.name == "text":
        checker.known_value(expr.left, whole)
        part = checker.value_type(expr.right, env)
        if not fits(part, TEXT):
            _misfit(checker, expr, whole.known(), part)
        return
    if whole.name in ("list", "any"):
        _membership(checker, expr, expr.right, expr.left, env)
        return
    _misfit(checker, expr, whole.known(), checker.value_type(expr.right, env))


def _pattern(checker: Checker, expr: Comparison, env: Env) -> None:
    text = checker.value_type(expr.left, env)
    if not fits(text, TEXT):
        _misfit(checker, expr, text, checker.type_of(expr.right, env))
    span = expr.right.span
    if not isinstance(expr.right, Constant) or not isinstance(expr.right.value, str):
        hint = 'write the pattern in quotes: code matches "^[0-9]{4}$"'
        checker.complain(complaints.bad_pattern("a pattern is written out, not computed", hint, span, checker.path))
    elif pattern_search(expr.right.value) is None:
        hint = "brackets must close; look-around and back-references are not taken"
        sentence = f"'{expr.right.value}' is not a pattern"
        checker.complain(complaints.bad_pattern(sentence, hint, span, checker.path))


def _option(checker: Checker, side: Expr, type_: Type, other: Expr, env: Env) -> None:
    """A choice compared with a text that is none of its ids; its label perhaps."""
    if not type_.options or not isinstance(other, Constant) or not isinstance(other.value, str):
        return
    if other.value in type_.options:
        return
    hint = did_you_mean(other.value, type_.options, "its options")
    labels = env.labels.get(side.name, {}) if isinstance(side, Name) else {}
    for option, label in labels.items():
        if label.casefold() == other.value.casefold():
            hint = f'that is its label; compare with the id: "{option}"'
    words = print_expression(side)
    checker.complain(complaints.no_option(other.value, words, hint, other.span, checker.path))


def _misfit(checker: Checker, expr: Comparison, left: Type, right: Type) -> None:
    hint = ""
    names = {left.name, right.name}
    if names == {"text", "number"}:
        hint = "text is never a number: take the quotes away, or read it with number(…)"
    elif names == {"date", "datetime"}:
        hint = "date_of(…) takes the day of a moment"
    checker.complain(complaints.misfit(expr.operator, left, right, hint, expr.span, checker.path))


def _is_null(expr: Expr) -> bool:
    return isinstance(expr, Constant) and expr.value is None
