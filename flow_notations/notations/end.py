"""``end``: the seed's **Exit**. Ends the flow; in the outermost flow the interaction too."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from flow_notations.effects import End
from flow_notations.notation import Facts, Fragment, Go, Ignored, Notation, Presence

if TYPE_CHECKING:
    from flow_notations import ast
    from flow_notations.events import Event
    from flow_notations.notation import Binder, Context, FactsContext, Next


@dataclass(frozen=True, slots=True)
class Ending:
    """A bound ``end``: its name is its outcome."""

    name: str


def bind(node: ast.Node, _binder: Binder) -> Ending:
    """The node's name is the outcome."""
    return Ending(node.name.text)


def begin(ending: Ending, _context: Context) -> Next:
    """Stop."""
    return Go(outcome="end", effects=(End(outcome=ending.name),))


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
    fragment=Fragment(when=False, plain=Presence.NEVER),
    facts=facts,
    bind=bind,
    begin=begin,
    hear=hear,
    example="end bye\n",
)
