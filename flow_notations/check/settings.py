"""The values of settings: every expression and template in them, against what the field and the centre expect.

Flows in: one setting with its field and what is known. Flows out: complaints on the case's pile.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from flow_notations import ast
from flow_notations.expressions import Call, Template, check_expression, print_expression
from flow_notations.expressions.complaints import spoken
from flow_notations.values import NUMBER

from .names import assignments_in, takes
from .speech import ANYTHING, check_copy, check_value, check_words
from .walk import EXPRESSIONS

if TYPE_CHECKING:
    from collections.abc import Mapping

    from flow_notations.expressions import Env, Expr
    from flow_notations.notation import Field
    from flow_notations.values import Type

    from .case import Case


MOMENTS: Final = ("datetime", "time", "duration", "any")
"""Types that say when: a moment, the next such time of the day, so long from now."""
A_MOMENT: Final = "write `09:00`, `now() + 2h`, `moment(day, 09:00)` or `open(desk)`"


def check_setting(case: Case, node: ast.Node, setting: ast.Setting, field: Field | None, env: Env) -> None:
    """Check what a setting holds and the copy under it."""
    match setting.value:
        case Template() as template:
            check_words(case, template, env)
        case ast.Link(label=label, address=address):
            check_words(case, label, env)
            check_words(case, address, env)
        case ast.Show(button=button):
            check_words(case, button, env)
        case ast.Request(path=path):
            check_words(case, path, env)
        case ast.Place():
            check_words(case, setting.value.name, env)
            check_words(case, setting.value.address, env)
            check_value(case, setting.value.latitude, env, NUMBER)
            check_value(case, setting.value.longitude, env, NUMBER)
        case ast.Card(name=name, phones=phones):
            for words in (name, *phones):
                check_words(case, words, env)
        case ast.Assignment() as given:
            check_value(case, given.value, env, field_type(case, given.target))
        case ast.TemplateUse(name=name, arguments=arguments):
            _arguments(case, arguments, env, _parameters(case, name.text))
        case tuple() as several:
            _arguments(case, assignments_in(several), env, _inputs(case, node))
        case value if isinstance(value, EXPRESSIONS):
            _value(case, value, field, env)
        case _:
            pass
    check_copy(case, setting.copy, env)


def _value(case: Case, expr: Expr, field: Field | None, env: Env) -> None:
    if field is not None and field.moment:
        _moment(case, expr, env)
    else:
        check_value(case, expr, env, field.expects if field is not None else None)


def _moment(case: Case, expr: Expr, env: Env) -> None:
    """A day says no time, and nothing watches a condition: F207."""
    checked = check_expression(expr, env, path=case.flow.path, expect=ANYTHING)
    case.found.extend(checked.diagnostics)
    found = checked.type.name
    if found in MOMENTS or (isinstance(expr, Call) and expr.function == "open"):
        return
    day = f"say the time too: `moment({print_expression(expr)}, 09:00)`"
    what = "a condition" if found == "yes_no" else spoken(checked.type)
    case.complain("F207", expr.span, what=what, hint=day if found == "date" else A_MOMENT)


def field_type(case: Case, target: tuple[str, ...]) -> Type | None:
    """The declared type of a field of the contact or the interaction; ``None`` for a variable."""
    match target:
        case ("contact", name):
            return case.centre.contact.get(name)
        case ("interaction", name):
            return case.centre.interaction.get(name)
        case _:
            return None


def _arguments(case: Case, arguments: tuple[ast.Assignment, ...], env: Env, expected: Mapping[str, Type]) -> None:
    for argument in arguments:
        check_value(case, argument.value, env, expected.get(".".join(argument.target)))


def _parameters(case: Case, name: str) -> dict[str, Type]:
    """What a template is filled with, whatever its language."""
    declared = [template for (key, _), template in case.centre.templates.items() if key == name]
    return {parameter.name.text: parameter.type for template in declared for parameter in template.parameters}


def _inputs(case: Case, node: ast.Node) -> dict[str, Type]:
    """What a called flow takes."""
    setting = node.setting("flow")
    called = case.flows.get(setting.value.text) if setting and isinstance(setting.value, ast.Word) else None
    return {name: declared.type for name, declared in takes(called).items()} if called is not None else {}
