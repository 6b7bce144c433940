"""The check of function calls against their row in the table."""

from __future__ import annotations

from typing import TYPE_CHECKING

from flow_notations.values import Type

from . import complaints
from .functions import FUNCTIONS, SYNONYMS
from .nodes import Constant, Name
from .suggest import did_you_mean

if TYPE_CHECKING:
    from .checker import Checker
    from .env import Env
    from .nodes import Call, Expr
    from .signatures import Function, Parameter

_OPERATOR_WORDS = ("contains", "matches", "in", "not", "is")

_ANYTHING = Type("any")


def call_type(checker: Checker, call: Call, env: Env) -> Type:
    """Check one call; its type by the function's result rule."""
    function = FUNCTIONS.get(call.function)
    if function is None:
        _unknown(checker, call)
        for argument in (*call.arguments, *(value for _, value in call.named)):
            checker.type_of(argument, env)
        return _ANYTHING
    parameters = function.positional
    if parameters and parameters[0].refers:
        return _reference(checker, call, function, parameters[0], env)
    types = [
        _argument(checker, call, parameter, argument, env)
        for parameter, argument in zip(_spread(parameters, len(call.arguments)), call.arguments, strict=False)
    ]
    types += [
        _argument(checker, call, function.named[name], value, env)
        for name, value in call.named
        if name in function.named
    ]
    if not _counted(checker, call, function):
        return _ANYTHING
    return function.result(types)


def _spread(parameters: tuple[Parameter, ...], count: int) -> tuple[Parameter, ...]:
    """One parameter for each argument: the last one repeated when it may be."""
    if parameters and parameters[-1].repeated:
        return parameters + (parameters[-1],) * (count - len(parameters))
    return parameters


def _counted(checker: Checker, call: Call, function: Function) -> bool:
    """Whether the arguments are as many, and named, as the row says."""
    signature = function.signature(call.function)
    parameters = function.positional
    required = sum(not parameter.optional for parameter in parameters)
    given = {name for name, _ in call.named}
    sentence = ""
    for name, value in call.named:
        if name not in function.named:
            sentence = f"{call.function}(…) has no argument '{name}'"
            checker.complain(complaints.wrong_arguments(sentence, signature, value.span, checker.path))
    if sentence:
        return False
    owed = [name for name, parameter in function.named.items() if not parameter.optional and name not in given]
    if len(call.arguments) < required:
        sentence = f"{call.function}(…) lacks '{parameters[len(call.arguments)].name}'"
    elif len(call.arguments) > len(_spread(parameters, len(call.arguments))):
        sentence = f"{call.function}(…) takes {len(parameters)} arguments, not {len(call.arguments)}"
    elif owed:
        sentence = f"{call.function}(…) lacks '{owed[0]}: …'"
    if sentence:
        checker.complain(complaints.wrong_arguments(sentence, signature, call.span, checker.path))
    return not sentence


def _argument(checker: Checker, call: Call, parameter: Parameter, argument: Expr, env: Env) -> Type:
    given = checker.value_type(argument, env)
    wanted = " or ".join(complaints.spoken(name) for name in parameter.types)
    item = given.item if given.name == "list" else None
    if given.name != "any" and given.name not in parameter.types:
        checker.complain(
            complaints.wrong_argument(call.function, parameter.name, wanted, given, argument.span, checker.path)
        )
        return Type(parameter.types[0])
    if item is not None and parameter.item and item.name not in (*parameter.item, "any"):
        wanted = "a list of " + " or ".join(complaints.spoken(name).removeprefix("a ") for name in parameter.item)
        checker.complain(
            complaints.wrong_argument(call.function, parameter.name, wanted, given, argument.span, checker.path)
        )
    if parameter.words and not (isinstance(argument, Constant) and argument.value in parameter.words):
        checker.complain(
            complaints.not_one_of(call.function, parameter.name, parameter.words, argument.span, checker.path)
        )
    return given


def _reference(checker: Checker, call: Call, function: Function, parameter: Parameter, env: Env) -> Type:
    if len(call.arguments) != 1 or call.named:
        sentence = f"{call.function}(…) takes one name"
        checker.complain(
            complaints.wrong_arguments(sentence, function.signature(call.function), call.span, checker.path)
        )
        return function.result(())
    argument = call.arguments[0]
    what = {"node": "the name of a node", "hours": "the name of opening hours", "choice": "the name of a choice"}
    if not isinstance(argument, Name):
        checker.complain(
            complaints.not_a_reference(call.function, what[parameter.refers or "node"], argument.span, checker.path)
        )
        return function.result(())
    match parameter.refers:
        case "node" if argument.name not in env.nodes:
            hint = did_you_mean(argument.name, env.nodes, "the nodes here")
            checker.complain(complaints.unknown_node(argument.name, hint, argument.span, checker.path))
        case "hours" if argument.name not in env.hours:
            hint = did_you_mean(argument.name, env.hours, "the centre has")
            checker.complain(complaints.unknown_hours(argument.name, hint, argument.span, checker.path))
        case "choice":
            _choice(checker, call, argument, env)
    return function.result(())


def _choice(checker: Checker, call: Call, argument: Name, env: Env) -> None:
    found = checker.value_type(argument, env)
    if found.name != "any" and not found.options:
        checker.complain(
            complaints.not_a_reference(call.function, "the variable of a choice", argument.span, checker.path)
        )


def _unknown(checker: Checker, call: Call) -> None:
    name = call.function
    if name in _OPERATOR_WORDS:
        hint = f"'{name}' stands between its values: a {name} b"
    elif name.casefold() in SYNONYMS:
        hint = f"did you mean '{SYNONYMS[name.casefold()]}'?"
    else:
        hint = did_you_mean(name, (*FUNCTIONS, "filter", "map", "all", "any"))
    checker.complain(complaints.unknown_function(name, hint, call.span, checker.path))
