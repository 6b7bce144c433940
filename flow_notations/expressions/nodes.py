"""What an expression and a template are, once read: a closed union of frozen nodes.

Every node carries the ``span`` where its author wrote it; two nodes are equal when they say the same, wherever they
stand. This file knows no grammar, no types and no scope.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Literal, TypeAlias, assert_never

from flow_notations.source import NOWHERE, Span

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import time, timedelta

    from flow_notations.values import Number

UnaryOperator: TypeAlias = Literal["not", "-"]
BinaryOperator: TypeAlias = Literal["or", "and", "+", "-", "*", "/", "%"]
ComparisonOperator: TypeAlias = Literal["==", "!=", "<", "<=", ">", ">=", "in", "contains", "matches"]
MacroName: TypeAlias = Literal["filter", "map", "all", "any"]


@dataclass(frozen=True, slots=True)
class Constant:
    """A literal: ``12.5``, ``"lost"``, ``true``, ``null``, ``2h``, ``09:00``."""

    value: bool | Number | str | time | timedelta | None
    span: Span = field(default=NOWHERE, compare=False)
    written: str | None = field(default=None, compare=False)
    """A duration's units as its author wrote them, where they are not the canonical ones."""


@dataclass(frozen=True, slots=True)
class Items:
    """A list written out: ``["lost", "stolen"]``."""

    items: tuple[Expr, ...]
    span: Span = field(default=NOWHERE, compare=False)


@dataclass(frozen=True, slots=True)
class Name:
    """A variable: ``topic``."""

    name: str
    span: Span = field(default=NOWHERE, compare=False)


@dataclass(frozen=True, slots=True)
class Field:
    """A field of a record: ``order.total``."""

    record: Expr
    name: str
    span: Span = field(default=NOWHERE, compare=False)


@dataclass(frozen=True, slots=True)
class Index:
    """An item of a list, counted from 0: ``cards[0]``."""

    items: Expr
    position: Expr
    span: Span = field(default=NOWHERE, compare=False)


@dataclass(frozen=True, slots=True)
class Unary:
    """``not x`` or ``-x``."""

    operator: UnaryOperator
    operand: Expr
    span: Span = field(default=NOWHERE, compare=False)


@dataclass(frozen=True, slots=True)
class Binary:
    """Logic and arithmetic: ``a and b``, ``a + b``."""

    operator: BinaryOperator
    left: Expr
    right: Expr
    span: Span = field(default=NOWHERE, compare=False)


@dataclass(frozen=True, slots=True)
class Comparison:
    """``a == b``, ``a in b``, ``a contains b``, ``a matches "…"``; never chained."""

    operator: ComparisonOperator
    left: Expr
    right: Expr
    span: Span = field(default=NOWHERE, compare=False)


@dataclass(frozen=True, slots=True)
class IsKnown:
    """``x is known``, or ``x is unknown`` when not ``known``."""

    operand: Expr
    known: bool
    span: Span = field(default=NOWHERE, compare=False)


@dataclass(frozen=True, slots=True)
class Coalesce:
    """``x ?? "otherwise"``."""

    left: Expr
    right: Expr
    span: Span = field(default=NOWHERE, compare=False)


@dataclass(frozen=True, slots=True)
class Call:
    """A function of the table: ``plural(n, one: "day", other: "days")``."""

    function: str
    arguments: tuple[Expr, ...] = ()
    named: tuple[tuple[str, Expr], ...] = ()
    span: Span = field(default=NOWHERE, compare=False)


@dataclass(frozen=True, slots=True)
class Macro:
    """A question to every item of a list, which ``variable`` holds in turn: ``filter(cards, c, c.state == "active")``."""

    name: MacroName
    items: Expr
    variable: str
    body: Expr
    span: Span = field(default=NOWHERE, compare=False)


Expr: TypeAlias = (
    Constant | Items | Name | Field | Index | Unary | Binary | Comparison | IsKnown | Coalesce | Call | Macro
)


@dataclass(frozen=True, slots=True)
class Hole:
    """``{expr}`` in copy; with ``raw`` the value may carry markup and line breaks."""

    expr: Expr
    raw: bool = False
    span: Span = field(default=NOWHERE, compare=False)


@dataclass(frozen=True, slots=True)
class Template:
    """Text with holes. Canonical: no empty and no neighbouring texts."""

    parts: tuple[str | Hole, ...] = ()
    span: Span = field(default=NOWHERE, compare=False)

    @property
    def literal(self) -> str | None:
        """The whole text when there is no hole, else ``None``."""
        match self.parts:
            case ():
                return ""
            case (str() as text,):
                return text
        return None

    @property
    def holes(self) -> tuple[Hole, ...]:
        """The holes alone, in order."""
        return tuple(part for part in self.parts if isinstance(part, Hole))


def template_of(parts: Iterable[str | Hole], span: Span = NOWHERE) -> Template:
    """A canonical template: empty texts dropped, neighbouring texts made one."""
    merged: list[str | Hole] = []
    for part in parts:
        if isinstance(part, str) and merged and isinstance(merged[-1], str):
            merged[-1] += part
        elif part != "":
            merged.append(part)
    return Template(tuple(merged), span)


def children(expr: Expr) -> tuple[Expr, ...]:
    """The expressions directly inside one."""
    match expr:
        case Constant() | Name():
            return ()
        case Items(items):
            return items
        case Field(record):
            return (record,)
        case Index(items, position):
            return (items, position)
        case Unary(_, operand) | IsKnown(operand):
            return (operand,)
        case Binary(_, left, right) | Comparison(_, left, right) | Coalesce(left, right):
            return (left, right)
        case Call(_, arguments, named):
            return (*arguments, *(value for _, value in named))
        case Macro(_, items, _, body):
            return (items, body)
    assert_never(expr)
