"""What is said and computed at one place: an expression, a template, copy, each with what is known there.

Flows in: a piece of the tree and an ``Env``. Flows out: the expression checker's complaints, on the case's pile.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from flow_notations import ast
from flow_notations.expressions import check_expression, check_template, constant, narrow
from flow_notations.values import YES_NO, Type

if TYPE_CHECKING:
    from flow_notations.expressions import Env, Expr, Template

    from .case import Case

LIST: Final = Type("list")
ANYTHING: Final = Type("any")


def check_value(case: Case, expr: Expr, env: Env, expect: Type | None = None) -> None:
    """Check one expression."""
    case.found.extend(check_expression(expr, env, path=case.flow.path, expect=expect).diagnostics)


def check_condition(case: Case, condition: Expr, env: Env, if_true: str, if_false: str) -> bool | None:
    """Check a condition; one that can only come out one way is complained of, and the answer says which."""
    wrong = check_expression(condition, env, path=case.flow.path, expect=YES_NO).diagnostics
    case.found.extend(wrong)
    truth = constant(condition, env) if not wrong else None
    if truth is not None:
        hint = if_true if truth else if_false
        case.complain("P110", condition.span, truth="true" if truth else "false", hint=hint)
    return truth


def check_words(case: Case, template: Template | None, env: Env) -> None:
    """Check one template, if there is one."""
    if template is not None and template.holes:
        case.found.extend(check_template(template, env, path=case.flow.path).diagnostics)


def check_copy(case: Case, copy: ast.Copy, env: Env) -> None:
    """Check copy; lines under ``if`` know what their condition teaches."""
    for part in copy:
        match part:
            case ast.CopyLine(template=template):
                check_words(case, template, env)
            case ast.CopyIf():
                check_condition(case, part.condition, env, "its lines are always sent", "its lines are never sent")
                check_copy(case, part.then, narrow(part.condition, env, True))  # noqa: FBT003
                check_copy(case, part.otherwise, narrow(part.condition, env, False))  # noqa: FBT003
            case _:
                check_value(case, part.items, env, LIST)
                check_copy(case, part.body, each_item(part.variable, part.items, env))


def each_item(variable: ast.Word, items: Expr, env: Env) -> Env:
    """What is known of one item of a list."""
    whole = check_expression(items, env, path="").type
    return env.with_names({variable.text: whole.item or ANYTHING})
