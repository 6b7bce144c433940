"""The type of an expression, and every complaint about it, before it ever runs.

Expression and ``Env`` come in, ``Checked`` goes out. After a complaint the check goes on with the likeliest type, so that
one slip makes one complaint.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from datetime import time
from decimal import Decimal
from functools import reduce
from typing import TYPE_CHECKING, assert_never

from flow_notations.profile import units
from flow_notations.values import ANY, DURATION, NULL, NUMBER, TIME, YES_NO, Type, list_of, text_of

from . import complaints
from .calls import call_type
from .comparing import comparison_type
from .env import fits, join
from .narrowing import narrow, path_of
from .nodes import (
    Binary,
    Call,
    Coalesce,
    Comparison,
    Constant,
    Field,
    Index,
    IsKnown,
    Items,
    Macro,
    Name,
    Unary,
)
from .operators import arithmetic, by_zero, part_of_a_day
from .printer import print_expression
from .suggest import did_you_mean

if TYPE_CHECKING:
    from flow_notations.diagnostics import Diagnostic

    from .env import Env
    from .nodes import Expr, Template


@dataclass(frozen=True, slots=True)
class Checked:
    """``type`` is ``any`` when nothing better is known."""

    type: Type
    diagnostics: tuple[Diagnostic, ...] = ()


def check_expression(expr: Expr, env: Env, *, path: str, expect: Type | None = None) -> Checked:
    """Check one expression of file ``path``. With ``expect``, its value must fit that type; a nullable value fits only a
    nullable one. Without, null is left to the caller: look at ``type.nullable``.
    """
    checker = Checker(path)
    found = checker.type_of(expr, env)
    asks_for_value = expect is not None and not expect.nullable
    found = checker.known_value(expr, found) if asks_for_value else checker.set_value(expr, found)
    if expect is not None and not fits(found, expect):
        checker.diagnostics.append(_unexpected(expr, found, expect, path))
    return Checked(found, tuple(checker.diagnostics))


def check_template(template: Template, env: Env, *, path: str) -> Checked:
    """Check every hole of a template: each must have a value, and one that has words."""
    checker = Checker(path)
    for hole in template.holes:
        found = checker.value_type(hole.expr, env)
        inner = found.item if found.name == "list" and found.item else found
        if inner.name == "record":
            fields = ", ".join(found.fields) if found.fields else ""
            hint = f"name one of its fields: {fields}" if fields else "name what of it you want to show"
            checker.diagnostics.append(complaints.no_words(found, hint, hole.expr.span, path))
    return Checked(text_of(0), tuple(checker.diagnostics))


def _unexpected(expr: Expr, found: Type, expect: Type, path: str) -> Diagnostic:
    hint = ""
    if expect.name == "yes_no":
        hint = (
            f"compare it: {print_expression(expr)} == …"
            if found.name in ("text", "number")
            else "ask a yes/no question"
        )
    elif expect.name == "text" and found.name != "record":
        hint = f"write text({print_expression(expr)})"
    elif expect.name == "number" and found.name == "text":
        hint = f"write number({print_expression(expr)})"
    return complaints.unexpected_type(found, expect, hint, expr.span, path)


def _mend(expr: Expr, within: Expr | None) -> str:
    """How to read what may be missing: ``??`` behind the whole; a question first where one can be asked."""
    hint = f"write {print_expression(within or expr)} ?? …"
    return hint if path_of(expr) is None else f"{hint}, or ask first: {print_expression(expr)} is known"


class Checker:
    """One walk over one expression; collects complaints as it goes."""

    def __init__(self, path: str) -> None:
        self.path = path
        self.diagnostics: list[Diagnostic] = []

    def complain(self, complaint: Diagnostic) -> None:
        """Add one."""
        self.diagnostics.append(complaint)

    def value_type(self, expr: Expr, env: Env, within: Expr | None = None) -> Type:
        """The type where a value is needed: unset and null are complained about. ``within`` is the whole that ``??``
        would have to stand behind, when this is only its beginning.
        """
        return self.known_value(expr, self.type_of(expr, env), within)

    def set_value(self, expr: Expr, found: Type, within: Expr | None = None) -> Type:
        """Complain when it is not set on every path."""
        if found.unset:
            hint = _mend(expr, within)
            self.complain(complaints.perhaps_unset(print_expression(expr), hint, expr.span, self.path))
        return replace(found, unset=False)

    def known_value(self, expr: Expr, found: Type, within: Expr | None = None) -> Type:
        """Complain when it may be unset or null."""
        if found.unset:
            found = self.set_value(expr, found, within)
        elif found.nullable:
            hint = _mend(expr, within)
            self.complain(complaints.perhaps_null(print_expression(expr), hint, expr.span, self.path))
        return found.known()

    def perhaps_type(self, expr: Expr, env: Env) -> Type:
        """The type where null is welcome (``??``, ``is known``, ``== null``): null anywhere on the way is null."""
        match expr:
            case Field(record, name):
                whole = self.perhaps_type(record, env)
                found = self._field_of(expr, whole.known(), record, name)
            case Index(items, position):
                whole = self.perhaps_type(items, env)
                found = self._item_of(items, whole.known(), position, env)
            case _:
                return self.type_of(expr, env)
        return replace(found, nullable=found.nullable or whole.nullable, unset=found.unset or whole.unset)

    def type_of(self, expr: Expr, env: Env) -> Type:  # noqa: C901 - one case for each node
        """The type with its nullability; complaints about what stands inside."""
        match expr:
            case Constant(value):
                return self._constant(expr, value)
            case Items(items):
                return self._items(items, env)
            case Name(name):
                return self._name(expr, name, env)
            case Field(record, name):
                return self._field_of(expr, self.value_type(record, env, expr), record, name)
            case Index(items, position):
                return self._item_of(items, self.value_type(items, env, expr), position, env)
            case Unary(operator, operand):
                return self._unary(expr, operator, operand, env)
            case Binary(operator, left, right):
                return self._binary(expr, operator, left, right, env)
            case Comparison():
                return comparison_type(self, expr, env)
            case IsKnown(operand):
                self.perhaps_type(operand, env)
                return YES_NO
            case Coalesce(left, right):
                return self._coalesce(expr, left, right, env)
            case Call():
                return call_type(self, expr, env)
            case Macro():
                return self._macro(expr, env)
        assert_never(expr)

    def _constant(self, expr: Constant, value: object) -> Type:
        if isinstance(value, str) and (hole := _HOLE_IN_TEXT.search(value)):
            self.complain(complaints.no_interpolation(hole[0], expr.span, self.path))
        return constant_type(value)

    def _items(self, items: tuple[Expr, ...], env: Env) -> Type:
        found = [self.value_type(item, env) for item in items]
        return replace(list_of(reduce(join, found)), length=len(items)) if found else Type("list")

    def _name(self, expr: Name, name: str, env: Env) -> Type:
        found = env.names.get(name)
        if found is None:
            chosen = any(name in type_.options for type_ in env.names.values())
            hint = f'an option is a text: write "{name}"' if chosen else did_you_mean(name, env.names, "known here")
            self.complain(complaints.unknown_name(name, hint, expr.span, self.path))
            return _ANYTHING
        return found

    def _field_of(self, expr: Field, whole: Type, record: Expr, name: str) -> Type:
        if whole == _ANYTHING or (whole.name == "record" and not whole.fields):
            return ANY if whole.name == "record" else _ANYTHING
        if whole.name != "record":
            self.complain(complaints.no_inside(f"field '{name}'", whole, expr.span, self.path))
            return _ANYTHING
        if name not in whole.fields and not whole.open:
            hint = did_you_mean(name, whole.fields, "its fields")
            self.complain(complaints.unknown_field(name, print_expression(record), hint, expr.span, self.path))
            return _ANYTHING
        return whole.fields.get(name, ANY)

    def _item_of(self, items: Expr, whole: Type, position: Expr, env: Env) -> Type:
        at = self.value_type(position, env)
        if whole == _ANYTHING:
            return _ANYTHING
        if whole.name not in ("list", "any"):
            self.complain(complaints.no_inside("items to count", whole, items.span, self.path))
        if not fits(at, NUMBER):
            self.complain(complaints.unexpected_type(at, NUMBER, "items count from 0", position.span, self.path))
        return (whole.item or ANY).or_null()

    def _unary(self, expr: Unary, operator: str, operand: Expr, env: Env) -> Type:
        found = self.value_type(operand, env)
        if operator == "not":
            if not fits(found, YES_NO):
                self.complain(complaints.misfit_alone("not", found, "yes or no", expr.span, self.path))
            return YES_NO
        if not (fits(found, NUMBER) or fits(found, DURATION)):
            self.complain(complaints.misfit_alone("-", found, "a number or a duration", expr.span, self.path))
        low, high = found.high, found.low
        return replace(found, low=None if low is None else -low, high=None if high is None else -high, options=())

    def _binary(self, expr: Binary, operator: str, left: Expr, right: Expr, env: Env) -> Type:
        one = self.value_type(left, env)
        if operator in ("and", "or"):
            other = self.value_type(right, narrow(left, env, truth=operator == "and"))
            for side, found in ((left, one), (right, other)):
                if not fits(found, YES_NO):
                    self.complain(complaints.misfit_alone(operator, found, "yes or no", side.span, self.path))
            return YES_NO
        other = self.value_type(right, env)
        if by_zero(operator, other):
            self.complain(complaints.by_zero(print_expression(expr), right.span, self.path))
            return _ANYTHING
        result = arithmetic(operator, one, other)
        if result is None:
            turned = "text(…) turns a value into text" if operator == "+" else "number(…) reads a number from text"
            hint = turned if "text" in (one.name, other.name) else ""
            self.complain(complaints.misfit(operator, one, other, hint, expr.span, self.path))
            return _ANYTHING
        if result.name == "date":
            day, span = (left, right) if one.name == "date" else (right, left)
            if part_of_a_day(span):
                self.complain(complaints.no_hours(print_expression(span), print_expression(day), expr.span, self.path))
        return result

    def _coalesce(self, expr: Coalesce, left: Expr, right: Expr, env: Env) -> Type:
        one, other = self.perhaps_type(left, env), self.type_of(right, env)
        if one.name not in ("any", "null") and not fits(other, one):
            self.complain(
                complaints.misfit("??", one.known(), other.known(), "both sides have one type", expr.span, self.path)
            )
        return replace(join(one.known(), other), nullable=other.nullable, unset=other.unset)

    def _macro(self, macro: Macro, env: Env) -> Type:
        whole = self.value_type(macro.items, env)
        if whole.name not in ("list", "any"):
            self.complain(complaints.wrong_argument(macro.name, "list", "a list", whole, macro.items.span, self.path))
        if macro.variable in env.names:
            self.complain(complaints.shadowing(macro.variable, macro.span, self.path))
        inner = env.with_names({macro.variable: whole.item or _ANYTHING})
        found = self.value_type(macro.body, inner)
        if macro.name == "map":
            return replace(list_of(found), length=whole.length)
        if not fits(found, YES_NO):
            self.complain(_unexpected(macro.body, found, YES_NO, self.path))
        return whole if macro.name == "filter" else YES_NO


_HOLE_IN_TEXT = re.compile(r"\{[a-z_][\w.]*\}")

_ANYTHING = Type("any")
"""After a complaint: fits everywhere and is not null, so that nothing else is said about it."""


def constant_type(value: object) -> Type:
    """The narrowest type of a literal."""
    match value:
        case None:
            return NULL
        case bool():
            return YES_NO
        case str():
            return text_of(units(value))
        case int() | Decimal():
            return replace(NUMBER, low=value, high=value)
        case time():
            return TIME
    return DURATION
