"""How long a message can become, and whether it can come out empty.

Flows in: copy or a template with what is known where it stands. Flows out: UTF-16 units at most.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from flow_notations import ast
from flow_notations.expressions import narrow, units_bound
from flow_notations.expressions.moments import DATE_CHARACTERS_MAX
from flow_notations.expressions.nodes import Call, Constant, Hole, template_of
from flow_notations.profile import units

from .speech import each_item

if TYPE_CHECKING:
    from flow_notations.expressions import Env, Template

EACH_ITEMS_COUNTED = 10
"""Rounds that a repeated line is counted for: how many items a list has is known only when the flow runs."""


def template_bound(template: Template, env: Env) -> int:
    """Most units that a template can have."""
    return sum(units(part) if isinstance(part, str) else _hole_bound(part, env) for part in template.parts)


def _hole_bound(hole: Hole, env: Env) -> int:
    """A date whose style is written out is no longer than that style, whatever the function promises in general."""
    bound = units_bound(template_of((hole,)), env)
    match hole.expr:
        case Call("date", (_,)):
            return min(bound, DATE_CHARACTERS_MAX["short"])
        case Call("date", (_, Constant(str() as style))):
            return min(bound, DATE_CHARACTERS_MAX.get(style, bound))
    return bound


def copy_bound(copy: ast.Copy, env: Env) -> int:
    """Most units that copy can have: of two branches the longer one, of a repeated line ten rounds."""
    total = 0
    for part in copy:
        match part:
            case ast.CopyLine(template=template, joined=joined):
                total += template_bound(template, env) + (not joined)
            case ast.CopyIf():
                then = copy_bound(part.then, narrow(part.condition, env, True))  # noqa: FBT003
                otherwise = copy_bound(part.otherwise, narrow(part.condition, env, False))  # noqa: FBT003
                total += max(then, otherwise)
            case _:
                total += EACH_ITEMS_COUNTED * copy_bound(part.body, each_item(part.variable, part.items, env))
    return total


def can_be_empty(copy: ast.Copy) -> bool:
    """Whether every line of copy can be missing or blank."""
    for part in copy:
        match part:
            case ast.CopyLine(template=template):
                if any(isinstance(piece, str) and piece.strip() for piece in template.parts):
                    return False
            case ast.CopyIf():
                if not can_be_empty(part.then) and not can_be_empty(part.otherwise):
                    return False
            case _:  # what is repeated may be repeated no time
                pass
    return True
