"""Places in a session's past: the question answered before (``back``), and the one that an interrupt broke into (``return``).

Flows in: the edges of what was ``Reached``. Flows out: the edges that lead back. Where any question can be meant, they go through
one place, ``ANY_QUESTION``, from which all questions are led to: a flow whose every node goes back has as many edges as
nodes, not the square of it.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from flow_notations.notation import Leaving

from .checked import BACK, RETURN
from .edges import ANY_QUESTION, Edge
from .leaving import departures

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from .case import Case
    from .reach import Reached

QUESTIONS_MAX: Final = 32
"""Questions that `back` is followed to one by one; where more come together, any question is meant."""


def lead_to_the_past(case: Case, reached: Reached) -> None:
    """Add the edges of ``back`` and ``return``. They bring no news of names: the question was entered before."""
    entered = reached.entering_edges()
    through = False
    for name, facts in reached.facts.items():
        for outcome, leaving in facts.leaving.items():
            words = {word.text for ways, _ in departures(case, case.nodes[name], outcome, leaving) for _, word in ways}
            targets = list(asked_before(case, name, entered, reached)) if BACK in words else []
            targets += [ANY_QUESTION] if RETURN in words else []
            through = through or ANY_QUESTION in targets
            reached.edges[name] += tuple(
                Edge(source=name, outcome=outcome, target=target, leaving=leaving) for target in dict.fromkeys(targets)
            )
    if through:
        reached.edges[ANY_QUESTION] = tuple(
            Edge(source=ANY_QUESTION, outcome="", target=question, leaving=Leaving())
            for question in sorted(reached.asking)
        )


def asked_before(case: Case, name: str, entered: Mapping[str, Iterable[Edge]], reached: Reached) -> tuple[str, ...]:
    """The questions that can be the latest answered where a node begins: where ``back`` leads.

    ``entered``: by node, the edges to it. An interrupt comes after any question.
    """
    found: dict[str, None] = {}
    seen = {name}
    waiting = [name]
    while waiting:
        place = waiting.pop()
        if place in reached.interrupts and reached.asking:
            return (ANY_QUESTION,)
        for edge in entered.get(place, ()):
            if _answered(case, reached, edge):
                found[edge.source] = None
            elif edge.source not in seen:
                seen.add(edge.source)
                waiting.append(edge.source)
    found.pop(name, None)
    return tuple(found) if len(found) <= QUESTIONS_MAX else (ANY_QUESTION,)


def _answered(case: Case, reached: Reached, edge: Edge) -> bool:
    return (
        edge.source in reached.facts
        and reached.facts[edge.source].asks
        and edge.outcome == case.notation(case.nodes[edge.source]).main
    )
