"""``set``: the seed's **Assign**. Gives names their values: variables, contact and interaction fields, the language."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from flow_notations import ast, values
from flow_notations.effects import Effect, Save
from flow_notations.notation import Facts, Field, Fragment, Go, Ignored, Leaving, Notation, Reader

if TYPE_CHECKING:
    from collections.abc import Callable

    from flow_notations.events import Event
    from flow_notations.expressions import Scope
    from flow_notations.notation import Binder, Context, FactsContext, Next
    from flow_notations.values import Value

LANGUAGE = "language"
"""Assigning to it changes the language the session speaks from here on."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Assignments:
    """A bound ``set``: targets with their compiled values, in order."""

    pairs: tuple[tuple[tuple[str, ...], Callable[[Scope], Value]], ...]


def bind(node: ast.Node, binder: Binder) -> Assignments:
    """Compile the right-hand sides."""
    return Assignments(pairs=tuple([(given.target, binder.expression(given.value)) for given in written(node)]))


def begin(assignments: Assignments, context: Context) -> Next:
    """Assign in order; a later line sees the earlier ones."""
    bind_names: dict[str, Value] = {}
    effects: list[Effect] = []
    language: str | None = None
    for target, value in assignments.pairs:
        match target:
            case ("contact" | "interaction" as scope, name):
                save = Save(scope=scope, name=name, value=value(context.scope))
                context.scope.names[scope] = {**_record(context.scope.names[scope]), name: save.value}
                effects.append(save)
            case ("language",):
                language = str(value(context.scope))
            case _:
                bind_names[target[0]] = context.scope.names[target[0]] = value(context.scope)
    return Go(outcome="done", bind=bind_names, effects=tuple(effects), language=language)


def _record(value: Value) -> dict[str, Value]:
    assert isinstance(value, dict), "contact and interaction are records"
    return value


def hear(_bound: Assignments, _context: Context, _memory: dict[str, Any], _event: Event) -> Next:
    """Never waits."""
    return Ignored("set does not wait")


def written(node: ast.Node) -> tuple[ast.Assignment, ...]:
    """The assignments, in order."""
    return tuple([item.value for item in node.items(ast.Setting) if isinstance(item.value, ast.Assignment)])


def facts(node: ast.Node, context: FactsContext) -> Facts:
    """Variables get the types of what is assigned; fields and the language are no variables."""
    gives = {given.target[0]: context.type_of(given.value) for given in written(node) if len(given.target) == 1}
    gives |= {name: values.ANY.known() for name in node.unread if name not in gives}
    gives.pop(LANGUAGE, None)
    return Facts(leaving={"done": Leaving(gives=gives)})


SET = Notation(
    word="set",
    type="assign",
    main="done",
    doc="Assigns `name = expression`, `contact.field = …`, `interaction.field = …`, `language = …`, line by line.",
    fragment=Fragment(free=Field(reader=Reader.ASSIGNMENT, doc="A name and the expression it gets.", many=True)),
    facts=facts,
    bind=bind,
    begin=begin,
    hear=hear,
    example="set rate\n  interaction.csat = stars\n  -> thanks\n",
)
