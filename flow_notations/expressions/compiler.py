"""From nodes to closures, once; then a value per call. No types are looked at: an expression that the check refuses
still gives a value or null, and never an exception other than ``OverBudget``.

Rules of null: a name that is not set and a field that is not there are null; arithmetic, order and functions on null
give null; ``and``, ``or``, ``not`` and conditions take anything but true for false.
"""

from __future__ import annotations

from datetime import date, datetime, time, timedelta
from decimal import Decimal
from typing import TYPE_CHECKING, Any, Final, TypeAlias, assert_never, cast

from flow_notations.errors import OverBudget

from .comparisons import comparison
from .exact import NUMBER_LIMIT, added, divided, multiplied, negated, remainder, subtracted
from .functions import FUNCTIONS
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
from .scope import charge

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from flow_notations.values import TypeName, Value

    from .nodes import Expr
    from .scope import Scope
    from .signatures import Parameter

    Run: TypeAlias = Callable[[Scope], Value]
    Arithmetic: TypeAlias = Callable[[Scope, Value, Value, str], Value]

_PYTHON: Final[Mapping[TypeName, tuple[type, ...]]] = {
    "text": (str,),
    "number": (int, Decimal),
    "yes_no": (bool,),
    "date": (date,),
    "time": (time,),
    "datetime": (datetime,),
    "duration": (timedelta,),
    "list": (tuple,),
    "record": (dict,),
    "null": (),
    "any": (),
}

_ARITHMETIC: Final[Mapping[str, Arithmetic]] = {
    "+": added,
    "-": subtracted,
    "*": multiplied,
    "/": divided,
    "%": remainder,
}


def compile_expression(expr: Expr) -> Callable[[Scope], Value]:  # noqa: C901 - one case for each node
    """The expression as a function of a scope. It raises nothing but ``OverBudget``, whose message begins with the place."""
    match expr:
        case Constant(value):
            return lambda _: value
        case Items(items):
            return _items([compile_expression(item) for item in items], _where(expr))
        case Name(name):
            return lambda scope: scope.names.get(name)
        case Field(record, name):
            return _field(record, name)
        case Index(items, position):
            return _index(compile_expression(items), compile_expression(position))
        case Unary(operator, operand):
            return _unary(operator, compile_expression(operand))
        case Binary(operator, left, right):
            return _binary(operator, compile_expression(left), compile_expression(right), _where(expr))
        case Comparison():
            return comparison(expr, compile_expression, _where(expr))
        case IsKnown(operand, known):
            inner = compile_expression(operand)
            return (lambda scope: inner(scope) is not None) if known else (lambda scope: inner(scope) is None)
        case Coalesce(left, right):
            return _coalesce(compile_expression(left), compile_expression(right))
        case Call():
            return _call(expr)
        case Macro():
            return _macro(expr)
    assert_never(expr)


def compile_condition(expr: Expr) -> Callable[[Scope], bool]:
    """The expression as a yes or no: anything but true is no."""
    run = compile_expression(expr)
    match expr:
        case IsKnown() | Binary("and" | "or") | Unary("not") | Comparison("==" | "!="):
            return cast("Callable[[Scope], bool]", run)  # it gives nothing else
    return lambda scope: run(scope) is True


def _where(expr: Expr) -> str:
    return f"{expr.span.line}:{expr.span.column}"


def _items(runs: list[Run], where: str) -> Run:
    def run(scope: Scope) -> Value:
        charge(scope, len(runs), where)
        return tuple([run(scope) for run in runs])

    return run


def _field(record: Expr, name: str) -> Run:
    if isinstance(record, Name):
        variable = record.name

        def run_name(scope: Scope) -> Value:
            value = scope.names.get(variable)
            return value.get(name) if type(value) is dict else None

        return run_name
    inner = compile_expression(record)

    def run(scope: Scope) -> Value:
        value = inner(scope)
        return value.get(name) if type(value) is dict else None

    return run


def _index(items: Run, position: Run) -> Run:
    def run(scope: Scope) -> Value:
        found, at = items(scope), position(scope)
        if type(found) is tuple and type(at) is int and 0 <= at < len(found):
            return found[at]
        return None

    return run


def _unary(operator: str, operand: Run) -> Run:
    if operator == "not":
        return lambda scope: operand(scope) is not True
    return lambda scope: negated(operand(scope))


def _binary(operator: str, left: Run, right: Run, where: str) -> Run:
    match operator:
        case "and":
            return lambda scope: left(scope) is True and right(scope) is True
        case "or":
            return lambda scope: left(scope) is True or right(scope) is True
    operation = _ARITHMETIC[operator]
    if operator not in "+-":
        return lambda scope: operation(scope, left(scope), right(scope), where)

    def run(scope: Scope) -> Value:
        one, other = left(scope), right(scope)
        if type(one) is int and type(other) is int:
            result = one + other if operator == "+" else one - other
            if -NUMBER_LIMIT < result < NUMBER_LIMIT:
                return result
        return operation(scope, one, other, where)

    return run


def _coalesce(left: Run, right: Run) -> Run:
    def run(scope: Scope) -> Value:
        value = left(scope)
        return right(scope) if value is None else value

    return run


def _call(call: Call) -> Run:
    function = FUNCTIONS.get(call.function)
    if function is None:
        return lambda _: None
    parameters = function.positional
    if parameters and parameters[0].refers:
        match call.arguments:
            case (Name(name),):
                return _guarded(function.run, [lambda _: name], [frozenset({str})], {}, _where(call))
        return lambda _: None
    repeated = parameters[-1] if parameters and parameters[-1].repeated else None
    accepted = [_accepted(parameter) for parameter in parameters]
    if repeated:
        accepted += [_accepted(repeated)] * (len(call.arguments) - len(accepted))
    required = sum(not parameter.optional for parameter in parameters)
    named = function.named
    owed = {name for name, parameter in named.items() if not parameter.optional}
    given = {name for name, _ in call.named}
    if not required <= len(call.arguments) <= len(accepted) or not owed <= given <= set(named):
        return lambda _: None
    runs = [compile_expression(argument) for argument in call.arguments]
    by_name = {name: (compile_expression(value), _accepted(named[name])) for name, value in call.named}
    return _guarded(function.run, runs, accepted, by_name, _where(call))


def _accepted(parameter: Parameter) -> frozenset[type]:
    return frozenset(kind for name in parameter.types for kind in _PYTHON[name])


def _guarded(
    function: Callable[..., Value],
    runs: list[Run],
    accepted: list[frozenset[type]],
    named: dict[str, tuple[Run, frozenset[type]]],
    where: str,
) -> Run:
    """Charged by the size of what goes in and comes out; an argument of another type gives null."""
    pairs = tuple(zip(runs, accepted, strict=False))

    def run(scope: Scope) -> Value:
        values = []
        cost = 1
        for argument, types in pairs:
            value = argument(scope)
            if type(value) not in types:
                return None
            if type(value) is str or type(value) is tuple:
                cost += len(value) >> 2
            values.append(value)
        forms = {}
        for name, (form, types) in named.items():
            value = form(scope)
            if type(value) not in types:
                return None
            forms[name] = value
        charge(scope, cost, where)
        return _result(function, scope, values, forms, where)

    return run


def _result(
    function: Callable[..., Value], scope: Scope, values: list[Value], forms: dict[str, Value], where: str
) -> Value:
    try:
        result = function(scope, *values, **forms)
    except OverBudget as over:
        raise OverBudget(f"{where} {over}") from over
    except (ArithmeticError, ValueError):  # beyond the calendar, not a date: null by the rules
        return None
    if type(result) is str or type(result) is tuple:
        charge(scope, len(result), where)
    return result


def _macro(macro: Macro) -> Run:
    items, body, where = compile_expression(macro.items), compile_expression(macro.body), _where(macro)
    gather = _MACROS[macro.name]
    variable = macro.variable

    def run(scope: Scope) -> Value:
        values = items(scope)
        if type(values) is not tuple:
            return None
        outer = scope.names
        inner = dict(outer)
        scope.names = inner

        def ask(item: Value) -> Value:
            charge(scope, 1, where)
            inner[variable] = item
            return body(scope)

        try:
            return gather(values, ask)
        finally:
            scope.names = outer

    return run


_MACROS: Final[Mapping[str, Callable[[tuple[Value, ...], Callable[[Value], Any]], Value]]] = {
    "filter": lambda values, ask: tuple([value for value in values if ask(value) is True]),
    "map": lambda values, ask: tuple([ask(value) for value in values]),
    "all": lambda values, ask: all(ask(value) is True for value in values),
    "any": lambda values, ask: any(ask(value) is True for value in values),
}
