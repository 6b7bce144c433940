"""``end``: the seed's **Exit**. Ends the flow; in the outermost flow the interaction too. What it gives goes to the caller."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from flow_notations.effects import End
from flow_notations.notation import Facts, Field, Fragment, Go, Ignored, Notation, Presence, Reader

from .call import given_in

if TYPE_CHECKING:
    from collections.abc import Callable

    from flow_notations import ast
    from flow_notations.events import Event
    from flow_notations.expressions import Scope
    from flow_notations.notation import Binder, Context, FactsContext, Next
    from flow_notations.values import Value


@dataclass(frozen=True, slots=True)
class Ending:
    """A bound ``end``: its name is its outcome. ``gives``: what a caller gets, compiled."""

    name: str
    gives: tuple[tuple[str, Callable[[Scope], Value]], ...] = ()


def bind(node: ast.Node, binder: Binder) -> Ending:
    """The node's name is the outcome."""
    gives = [(given.target[0], binder.expression(given.value)) for given in given_in(node, "give")]
    return Ending(node.name.text, tuple(gives))


def begin(ending: Ending, context: Context) -> Next:
    """Stop."""
    gives = {name: value(context.scope) for name, value in ending.gives}
    return Go(outcome="end", effects=(End(outcome=ending.name, gives=gives),))


def hear(_ending: Ending, _context: Context, _memory: dict[str, Any], _event: Event) -> Next:
    """Nothing comes after the end."""
    return Ignored("the flow has ended")


def facts(_node: ast.Node, _context: FactsContext) -> Facts:
    """No way out."""
    return Facts(leaving={}, ends=True)


END = Notation(
    word="end",
    type="exit",
    main="end",
    doc="Ends the flow under this name. In a called flow it returns as that outcome; in the outermost it ends the interaction.",
    fragment=Fragment(
        fields={
            "give": Field(reader=Reader.ASSIGNMENTS, doc="What a caller gets, each `name = expression`.", many=True)
        },
        when=False,
        plain=Presence.NEVER,
    ),
    facts=facts,
    bind=bind,
    begin=begin,
    hear=hear,
    example="end bye\n",
)
