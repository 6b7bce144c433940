"""How long a message can become, and whether it can come out empty.

Flows in: copy or a template with what is known where it stands. Flows out: UTF-16 units at most.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from flow_notations import ast
from flow_notations.expressions import check_expression, narrow, units_bound
from flow_notations.expressions.moments import DATE_CHARACTERS_MAX
from flow_notations.expressions.nodes import Call, Constant, Hole, template_of
from flow_notations.profile import units

from .speech import each_item

if TYPE_CHECKING:
    from collections.abc import Iterator

    from flow_notations.expressions import Env, Template

EACH_ITEMS_COUNTED = 10
"""Rounds that a repeated line is counted for where the list does not say how many items it has at most: ``first(list, 3)`` does."""

ALWAYS_SHOWN = ("number", "yes_no", "date", "time", "datetime", "duration")
"""Types whose values have at least one sign."""
ALWAYS_WORDS = ("format", "date", "time", "weekday")
"""Functions whose text has at least one."""


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
    """Most units that copy can have: of two branches the longer one, of a repeated line as many rounds as its list has items."""
    total = 0
    for part in copy:
        match part:
            case ast.CopyLine(template=template, joined=joined):
                total += template_bound(template, env) + (not joined)
            case ast.CopyIf():
                total += max(copy_bound(*branch) for branch in _branches(part, env))
            case _:
                total += _rounds(part, env) * copy_bound(part.body, each_item(part.variable, part.items, env))
    return total


def values_shown(copy: ast.Copy, env: Env, rounds: int = 1) -> Iterator[tuple[int, Hole]]:
    """Every value that copy shows, with the most units that it takes in all rounds."""
    for part in copy:
        match part:
            case ast.CopyLine(template=template):
                yield from ((rounds * _hole_bound(hole, env), hole) for hole in template.holes)
            case ast.CopyIf():
                for branch, known in _branches(part, env):
                    yield from values_shown(branch, known, rounds)
            case _:
                inner = each_item(part.variable, part.items, env)
                yield from values_shown(part.body, inner, rounds * _rounds(part, env))


def _branches(part: ast.CopyIf, env: Env) -> Iterator[tuple[ast.Copy, Env]]:
    yield part.then, narrow(part.condition, env, True)  # noqa: FBT003
    yield part.otherwise, narrow(part.condition, env, False)  # noqa: FBT003


def _rounds(part: ast.CopyEach, env: Env) -> int:
    length = check_expression(part.items, env, path="").type.length
    return EACH_ITEMS_COUNTED if length is None else length


def can_be_empty(copy: ast.Copy, env: Env) -> bool:
    """Whether every line of copy can be missing or blank. Numbers, days and the like always have signs, and so do options."""
    for part in copy:
        match part:
            case ast.CopyLine(template=template):
                if any(isinstance(piece, str) and piece.strip() for piece in template.parts):
                    return False
                if any(_always_shows(hole, env) for hole in template.holes):
                    return False
            case ast.CopyIf():
                if not any(can_be_empty(*branch) for branch in _branches(part, env)):
                    return False
            case _:  # what is repeated may be repeated no time
                pass
    return True


def _always_shows(hole: Hole, env: Env) -> bool:
    found = check_expression(hole.expr, env, path="").type
    chosen = found.name == "text" and bool(found.options) and all(found.options)
    named = isinstance(hole.expr, Call) and hole.expr.function in ALWAYS_WORDS
    return not (found.nullable or found.unset) and (chosen or named or found.name in ALWAYS_SHOWN)
