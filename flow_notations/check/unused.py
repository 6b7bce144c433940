"""What is written and never read: variables, and questions whose answer changes nothing.

Flows in: a ``Case`` and what was ``Reached``. Flows out: warnings P111 and P112.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from flow_notations import ast

from .case import PEOPLE
from .walk import names_in, pieces_of_flow

if TYPE_CHECKING:
    from .case import Case


def check_unused(case: Case) -> None:
    """Warn of variables that nothing reads, and of choices that decide nothing; once every line could be read."""
    if case.flow.unread or any(node.unread for node in case.flow.nodes.values()):
        return
    read = {name.name for piece in pieces_of_flow(case.flow) for name in names_in(piece)}
    told: set[str] = set()
    for node in case.nodes.values():
        unread = node.variable is None or node.variable.text not in read
        if unread and _decides_nothing(node):
            case.complain("P112", node.name.span, name=node.name.text)
        elif node.variable is not None and unread and node.variable.text not in told and not _people(case, node):
            told.add(node.variable.text)
            case.complain("P111", node.variable.span, name=node.variable.text)


def _decides_nothing(node: ast.Node) -> bool:
    """Whether it offers several options that all leave the same way, and that is all it is for."""
    arrows = {option.target.text if option.target else "" for option in node.options}
    return len(node.options) > 1 and len(arrows) == 1 and not node.items(ast.When)


def _people(case: Case, node: ast.Node) -> bool:
    """A handoff may be named for its picture and its report alone."""
    return case.notation(node).type == PEOPLE
