r"""Copy to one text: lines joined by newlines (or not, after a ``\\``), kept by conditions, repeated over lists.

Literal copy, the usual case, becomes a constant.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, TypeAlias

from flow_notations import ast
from flow_notations.expressions import (
    check_expression,
    compile_condition,
    compile_expression,
    compile_template,
    hole_lengths,
)
from flow_notations.values import ANY

if TYPE_CHECKING:
    from collections.abc import Callable

    from flow_notations.expressions import Env, Scope, Template

Write: TypeAlias = "Callable[[Scope, list[str]], None]"
"""Appends lines, each with its line break when one follows."""

EACH_ITEMS_MAX = 50
"""Items over which copy repeats; the rest is left out. A message holds no more lines that anybody reads."""


def compile_copy(copy: ast.Copy, env: Env) -> Callable[[Scope], str]:
    """Compile copy to a function of the names that gives the text; ``env`` tells how long each value may be."""
    constant = _constant(copy)
    if constant is not None:
        return lambda _scope: constant
    if len(copy) == 1 and isinstance(copy[0], ast.CopyLine):
        return bounded(copy[0].template, env)
    if all(isinstance(part, ast.CopyLine) for part in copy):
        return _lines([part for part in copy if isinstance(part, ast.CopyLine)], env)
    writes = [_part(part, env) for part in copy]

    def text(scope: Scope) -> str:
        pieces: list[str] = []
        for write in writes:
            write(scope, pieces)
        return "".join(pieces).removesuffix("\n")

    return text


def bounded(template: Template, env: Env) -> Callable[[Scope], str]:
    """Compile a template so that no value comes out longer than its type says: what the length proof relies on."""
    return compile_template(template, lengths=hole_lengths(template, env))


def _lines(lines: list[ast.CopyLine], env: Env) -> Callable[[Scope], str]:
    """Only lines: one render each, no bookkeeping."""
    renders = [(bounded(line.template, env), "" if line.joined else "\n") for line in lines]
    return lambda scope: "".join([render(scope) + end for render, end in renders]).removesuffix("\n")


def _constant(copy: ast.Copy) -> str | None:
    pieces: list[str] = []
    for part in copy:
        literal = part.template.literal if isinstance(part, ast.CopyLine) else None
        if literal is None:
            return None
        assert isinstance(part, ast.CopyLine)
        pieces.append(literal if part.joined else literal + "\n")
    return "".join(pieces).removesuffix("\n")


def _part(part: ast.CopyPart, env: Env) -> Write:
    match part:
        case ast.CopyLine():
            return _line(part, env)
        case ast.CopyIf():
            return _if(part, env)
        case ast.CopyEach():
            return _each(part, env)


def _line(line: ast.CopyLine, env: Env) -> Write:
    render = bounded(line.template, env)
    end = "" if line.joined else "\n"
    return lambda scope, pieces: pieces.append(render(scope) + end)


def _if(part: ast.CopyIf, env: Env) -> Write:
    condition = compile_condition(part.condition)
    then, otherwise = [_part(inner, env) for inner in part.then], [_part(inner, env) for inner in part.otherwise]

    def write(scope: Scope, pieces: list[str]) -> None:
        for inner in then if condition(scope) else otherwise:
            inner(scope, pieces)

    return write


def _each(part: ast.CopyEach, env: Env) -> Write:
    items = compile_expression(part.items)
    name = part.variable.text
    found = check_expression(part.items, env, path="").type.item
    within = env.with_names({name: found or ANY})
    body = [_part(inner, within) for inner in part.body]

    def write(scope: Scope, pieces: list[str]) -> None:
        found = items(scope)
        shadowed = scope.names.get(name)
        for value in found[:EACH_ITEMS_MAX] if isinstance(found, tuple) else ():
            scope.names[name] = value
            for inner in body:
                inner(scope, pieces)
        scope.names[name] = shadowed

    return write
