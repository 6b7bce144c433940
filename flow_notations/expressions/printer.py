"""The canonical text of expressions and templates: words first, as few brackets as keep the meaning.

``parse(print(x)) == x`` for every tree that the parser can give. Trees come in, text goes out; positions are ignored.
"""

from __future__ import annotations

from datetime import time, timedelta
from decimal import Decimal
from typing import TYPE_CHECKING, Final, assert_never

from .durations import print_duration
from .nodes import (
    Binary,
    Call,
    Coalesce,
    Comparison,
    Constant,
    Field,
    Hole,
    Index,
    IsKnown,
    Items,
    Macro,
    Name,
    Unary,
)

if TYPE_CHECKING:
    from .nodes import Expr, Template

# How tightly each binds; the order of the rules in expression.lark.
_EITHER, _BOTH, _NOT, _COMPARISON, _COALESCE, _SUM, _PRODUCT, _MINUS, _POSTFIX, _ATOM = range(10)
_BINDING: Final = {"or": _EITHER, "and": _BOTH, "+": _SUM, "-": _SUM, "*": _PRODUCT, "/": _PRODUCT, "%": _PRODUCT}


def print_expression(expr: Expr) -> str:
    """The canonical text of an expression."""
    return _print(expr)[0]


def print_template(template: Template) -> str:
    """The canonical text of a template: ``{`` doubled in copy, holes as ``{expr}`` or ``{raw expr}``."""
    return "".join(_hole(part) if isinstance(part, Hole) else part.replace("{", "{{") for part in template.parts)


def _hole(hole: Hole) -> str:
    return "{" + ("raw " if hole.raw else "") + print_expression(hole.expr) + "}"


def _print(expr: Expr) -> tuple[str, int]:  # noqa: C901, PLR0912 - one case for each node
    """Text and how tightly it binds."""
    match expr:
        case Constant(value, _, written):
            return written or _constant(value), _ATOM
        case Items(items):
            return f"[{', '.join(print_expression(item) for item in items)}]", _ATOM
        case Name(name):
            return name, _ATOM
        case Field(record, name):
            return f"{_within(record, _POSTFIX)}.{name}", _POSTFIX
        case Index(items, position):
            return f"{_within(items, _POSTFIX)}[{print_expression(position)}]", _POSTFIX
        case Unary("not", operand):
            return f"not {_within(operand, _NOT)}", _NOT
        case Unary(_, operand):
            return f"-{_within(operand, _MINUS)}", _MINUS
        case Binary(operator, left, right):
            binding = _BINDING[operator]
            return f"{_within(left, binding)} {operator} {_within(right, binding + 1)}", binding
        case Comparison(operator, left, right):
            return f"{_within(left, _COALESCE)} {operator} {_within(right, _COALESCE)}", _COMPARISON
        case IsKnown(operand, known):
            return f"{_within(operand, _COALESCE)} is {'known' if known else 'unknown'}", _COMPARISON
        case Coalesce(left, right):
            return f"{_within(left, _SUM)} ?? {_within(right, _COALESCE)}", _COALESCE
        case Call(function, arguments, named):
            words = [print_expression(argument) for argument in arguments]
            words += [f"{name}: {print_expression(value)}" for name, value in named]
            return f"{function}({', '.join(words)})", _ATOM
        case Macro(macro, items, variable, body):
            return f"{macro}({print_expression(items)}, {variable}, {print_expression(body)})", _ATOM
    assert_never(expr)


def _within(expr: Expr, binding: int) -> str:
    """Bracketed when it binds less tightly than its place asks for."""
    text, own = _print(expr)
    return text if own >= binding else f"({text})"


def _constant(value: object) -> str:
    match value:
        case None:
            return "null"
        case bool():
            return "true" if value else "false"
        case str():
            return '"' + value.replace("\\", "\\\\").replace('"', '\\"').replace("\n", "\\n").replace("\t", "\\t") + '"'
        case timedelta():
            return print_duration(value)
        case time():
            return value.isoformat("minutes")
        case Decimal():
            return f"{value:f}"
    return str(value)
