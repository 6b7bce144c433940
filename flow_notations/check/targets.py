"""Which node an arrow means: by name, by the name that was probably meant, or a place in the session's past.

Flows in: the word after an arrow. Flows out: nodes. Complaints about such words are made in ``names``.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from flow_notations.expressions.suggest import closest

from .checked import BACK, RETURN

if TYPE_CHECKING:
    from flow_notations import ast

    from .case import Case


def named_target(case: Case, word: ast.Word | None) -> str | None:
    """The node of this name; for a name that is not there the nearest, so that one slip does not strand half a flow."""
    if word is None or word.text in (BACK, RETURN):
        return None
    return word.text if word.text in case.nodes else closest(word.text, case.nodes)


def written_targets(case: Case, name: str) -> tuple[str, ...]:
    """Every node that a node's exits name, its defaults included, in order."""
    node, ways = case.nodes[name], case.ways[name]
    words = [option.target for option in node.options]
    words += [when.target for when in ways.whens]
    words += [ways.plain, *ways.named.values()]
    found = (named_target(case, word) for word in words)
    return tuple(dict.fromkeys(target for target in found if target is not None))
