"""How many messages can leave between two of the customer's: the channel paces one customer to one in six seconds.

Flows in: the edges of what was ``Reached``. Flows out: complaints B104. Rounds of a loop are not counted: a loop without a wait is its own
complaint, and one with a wait starts the count again.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from .edges import ANY_QUESTION, targets_by_node
from .order import postorder

if TYPE_CHECKING:
    from .case import Case
    from .edges import Edge
    from .reach import Reached


@dataclass(slots=True)
class Counts:
    """By node, the most messages since the customer's latest when it begins, and the edge by which they came."""

    at: dict[str, int] = field(default_factory=dict)
    came_by: dict[str, Edge] = field(default_factory=dict)


def check_sends(case: Case, reached: Reached) -> None:
    """Complain where the count first goes over what the channel lets pass."""
    most = case.profile.sends_between_answers_max
    counts = _counts(reached)
    for name, facts in reached.facts.items():
        before = counts.at.get(name, 0)
        adds = max((leaving.sends_max for leaving in facts.leaving.values() if not leaving.heard), default=0)
        if before <= most < before + adds:
            chain = " -> ".join(_chain(counts, name))
            case.complain("B104", case.nodes[name].name.span, count=before + adds, most=most, chain=chain)


def _counts(reached: Reached) -> Counts:
    """Longest paths over the edges that close no loop."""
    counts = Counts()
    order = postorder(targets_by_node(reached.edges))[::-1]
    place = {name: at for at, name in enumerate(order)}
    for name in order:
        before = counts.at.setdefault(name, 0)
        for edge in reached.edges.get(name, ()):
            if place[edge.target] <= place[name]:
                continue
            after = edge.leaving.sends_max + (0 if edge.leaving.heard else before)
            if after > counts.at.get(edge.target, 0):
                counts.at[edge.target] = after
                counts.came_by[edge.target] = edge
    return counts


def _chain(counts: Counts, name: str) -> list[str]:
    way = [name]
    while (edge := counts.came_by.get(way[-1])) is not None and not edge.leaving.heard:
        way.append(edge.source)
    return [name for name in way[::-1] if name != ANY_QUESTION]
