"""From lark's tree to our nodes. Grammar shapes come in, nodes and named mistakes come out; it reads no text itself."""

from __future__ import annotations

from datetime import time
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from lark import Token, Transformer, v_args

from flow_notations.source import Span
from flow_notations.values import number as canonical_number

from . import mistakes
from .durations import DURATION_DAYS_MAX, read_duration, spelling
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
from .parser import RESERVED_WORDS
from .printer import print_expression

if TYPE_CHECKING:
    from flow_notations.diagnostics import Diagnostic

    from .nodes import Expr

MACROS = frozenset({"filter", "map", "all", "any"})

_ESCAPES = {"n": "\n", "t": "\t", '"': '"', "'": "'", "\\": "\\"}


def span_of(token: Token) -> Span:
    """Where lark saw a token."""
    return Span(token.line or 1, token.column or 1, token.end_line or 1, token.end_column or 1)


class Builder(Transformer[Token, "Expr"]):
    """One pass over one tree; ``diagnostics`` fills as it goes. Method names are the grammar's."""

    def __init__(self, path: str) -> None:
        super().__init__(visit_tokens=False)
        self.path = path
        self.diagnostics: list[Diagnostic] = []

    def start(self, children: list[Expr]) -> Expr:
        """The whole."""
        return children[0]

    # --- logic ---

    def either(self, operands: list[Expr]) -> Expr:
        """``a or b or c``."""
        return self._logic("or", operands)

    def both(self, operands: list[Expr]) -> Expr:
        """``a and b and c``."""
        return self._logic("and", operands)

    def _logic(self, word: Any, operands: list[Expr]) -> Expr:
        result = operands[0]
        for operand in operands[1:]:
            previous = result.right if isinstance(result, Binary) and result.operator == word else result
            operand = self._completed(word, previous, operand)
            result = Binary(word, result, operand, result.span.to(operand.span))
        return result

    def _completed(self, word: str, previous: Expr, operand: Expr) -> Expr:
        """The comparison that a lonely value was meant to be: ``why == "lost" or "stolen"``."""
        match previous, operand:
            case Comparison("==" | "!=" as sign, left), Constant(str() | int() | Decimal() as value, span) if (
                type(value) is not bool
            ):
                meant = Comparison(sign, left, operand, span)
                whole = print_expression(Binary("or" if word == "or" else "and", previous, meant))
                text = print_expression(operand)
                self.diagnostics.append(mistakes.lonely_value(text, word, whole, span, self.path))
                return meant
        return operand

    @v_args(inline=True)
    def negated(self, sign: Token, operand: Expr) -> Expr:
        """``not a``."""
        return Unary("not", operand, span_of(sign).to(operand.span))

    # --- comparison ---

    def compared(self, children: list[Any]) -> Expr:
        """``a == b``; a chain is refused, and read as its author meant it."""
        pairs = [
            self._comparison(children[index], children[index + 1], children[index + 2])
            for index in range(0, len(children) - 2, 2)
        ]
        result = pairs[0]
        for pair in pairs[1:]:
            result = Binary("and", result, pair, result.span.to(pair.span))
        if len(pairs) > 1:
            self.diagnostics.append(mistakes.chained(print_expression(result), result.span, self.path))
        return result

    def _comparison(self, left: Expr, sign: Any, right: Expr) -> Expr:
        span = left.span.to(right.span)
        if sign is _NOT_IN:
            return Unary("not", Comparison("in", left, right, span), span)
        operator: Any = str(sign)
        if operator in mistakes.RIGHT_SIGNS:
            self.diagnostics.append(mistakes.wrong_sign(operator, span_of(sign), self.path))
            operator = mistakes.RIGHT_SIGNS[operator]
        return Comparison(operator, left, right, span)

    def not_in(self, _: list[Token]) -> Any:
        """``not in``."""
        return _NOT_IN

    def is_known(self, children: list[Any]) -> Expr:
        """``x is known``."""
        return IsKnown(children[0], True, children[0].span.to(span_of(children[-1])))  # noqa: FBT003

    def is_unknown(self, children: list[Any]) -> Expr:
        """``x is unknown``."""
        return IsKnown(children[0], False, children[0].span.to(span_of(children[-1])))  # noqa: FBT003

    @v_args(inline=True)
    def is_value(self, left: Expr, right: Expr) -> Expr:
        """``why is "lost"``: meant as ``==``."""
        span = left.span.to(right.span)
        text = Constant(right.name, right.span) if isinstance(right, Name) else right
        written = print_expression(Comparison("==", left, text, span))
        self.diagnostics.append(mistakes.is_for_equals(written, span, self.path))
        return Comparison("==", left, right, span)

    @v_args(inline=True)
    def coalesce(self, left: Expr, right: Expr) -> Expr:
        """``a ?? b``."""
        return Coalesce(left, right, left.span.to(right.span))

    # --- arithmetic ---

    def arithmetic(self, children: list[Any]) -> Expr:
        """``a + b - c``, from the left."""
        result: Expr = children[0]
        for index in range(1, len(children), 2):
            operator: Any = str(children[index])
            right: Expr = children[index + 1]
            result = Binary(operator, result, right, result.span.to(right.span))
        return result

    @v_args(inline=True)
    def minus(self, sign: Token, operand: Expr) -> Expr:
        """``-a``."""
        return Unary("-", operand, span_of(sign).to(operand.span))

    # --- steps into a value ---

    @v_args(inline=True)
    def field(self, record: Expr, name: Token) -> Expr:
        """``a.b``."""
        return Field(record, str(name), record.span.to(span_of(name)))

    @v_args(inline=True)
    def index(self, items: Expr, position: Expr, end: Token) -> Expr:
        """``a[0]``."""
        return Index(items, position, items.span.to(span_of(end)))

    @v_args(inline=True)
    def method(self, value: Expr, name: Token, arguments: list[Any] | None, end: Token) -> Expr:
        """``name.upper()``: meant as ``upper(name)``."""
        span = value.span.to(span_of(end))
        meant = self._called(str(name), [value, *(arguments or [])], span)
        self.diagnostics.append(mistakes.method(print_expression(meant), span, self.path))
        return meant

    # --- calls ---

    @v_args(inline=True)
    def call(self, name: Token, arguments: list[Any] | None, end: Token) -> Expr:
        """``upper(a)``, ``filter(list, x, …)``."""
        return self._called(str(name), arguments or [], span_of(name).to(span_of(end)))

    def arguments(self, children: list[Any]) -> Any:
        """What stands between the brackets."""
        return children

    @v_args(inline=True)
    def named(self, name: Token, value: Expr) -> Any:
        """``one: "day"``."""
        return (name, value)

    def _called(self, name: Any, arguments: list[Any], span: Span) -> Expr:
        if name in MACROS:
            match arguments:
                case [items, Name(variable), body] if not isinstance(items, tuple) and not isinstance(body, tuple):
                    return Macro(name, items, variable, body, span)
            self.diagnostics.append(mistakes.misshapen_macro(name, span, self.path))
            return Constant(None, span)
        plain: list[Expr] = []
        named: dict[str, Expr] = {}
        for argument in arguments:
            if isinstance(argument, tuple):
                self._name_once(argument[0], named)
                named[str(argument[0])] = argument[1]
                continue
            if named:
                sentence = "an argument without a name stands after a named one"
                self.diagnostics.append(mistakes.misplaced_argument(sentence, argument.span, self.path))
            plain.append(argument)
        return Call(name, tuple(plain), tuple(named.items()), span)

    def _name_once(self, name: Token, named: dict[str, Expr]) -> None:
        if str(name) in named:
            sentence = f"argument '{name}' is given twice"
            self.diagnostics.append(mistakes.misplaced_argument(sentence, span_of(name), self.path))

    # --- atoms ---

    @v_args(inline=True)
    def name(self, token: Token) -> Expr:
        """A variable."""
        if str(token) in RESERVED_WORDS:
            self.diagnostics.append(mistakes.reserved(str(token), span_of(token), self.path))
        return Name(str(token), span_of(token))

    @v_args(inline=True)
    def number(self, token: Token) -> Expr:
        """A number of at most ``NUMBER_DIGITS_MAX`` digits."""
        digits = str(token)
        if len(digits.replace(".", "")) > mistakes.NUMBER_DIGITS_MAX:
            sentence = f"a number has at most {mistakes.NUMBER_DIGITS_MAX} digits"
            hint = "put codes that are not counted with in quotes"
            self.diagnostics.append(mistakes.oversized_literal(sentence, hint, span_of(token), self.path))
            return Constant(0, span_of(token))
        return Constant(canonical_number(int(digits) if digits.isdecimal() else Decimal(digits)), span_of(token))

    @v_args(inline=True)
    def duration(self, token: Token) -> Expr:
        """``1h 30m``."""
        value = read_duration(str(token))
        if value is None:
            sentence = f"a duration has at most {DURATION_DAYS_MAX} days"
            self.diagnostics.append(mistakes.oversized_literal(sentence, "", span_of(token), self.path))
        return Constant(value, span_of(token), None if value is None else spelling(str(token), value))

    @v_args(inline=True)
    def clock(self, token: Token) -> Expr:
        """``09:00``, a time of the day."""
        return Constant(time.fromisoformat(str(token)), span_of(token))

    @v_args(inline=True)
    def text(self, token: Token) -> Expr:
        """Text with its escapes resolved."""
        return Constant(unescaped(str(token)[1:-1]), span_of(token))

    @v_args(inline=True)
    def true(self, token: Token) -> Expr:
        """``true``."""
        return Constant(True, span_of(token))  # noqa: FBT003

    @v_args(inline=True)
    def false(self, token: Token) -> Expr:
        """``false``."""
        return Constant(False, span_of(token))  # noqa: FBT003

    @v_args(inline=True)
    def null(self, token: Token) -> Expr:
        """``null``."""
        return Constant(None, span_of(token))

    def items(self, children: list[Any]) -> Expr:
        """``["a", "b"]``."""
        opened, *items, closed = children
        return Items(tuple(item for item in items if item is not None), span_of(opened).to(span_of(closed)))


_NOT_IN = object()


def unescaped(text: str) -> str:
    r"""``\n \t \\" \\' \\`` resolved; any other backslash stays, so that patterns like ``\\d`` need no doubling."""
    if "\\" not in text:
        return text
    signs = []
    rest = iter(text)
    for sign in rest:
        if sign == "\\":
            follower = next(rest)
            sign = _ESCAPES.get(follower, "\\" + follower)
        signs.append(sign)
    return "".join(signs)
