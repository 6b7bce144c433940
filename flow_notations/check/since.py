"""How long ago the customer's latest message can be when a node begins: the least and the most, along every path.

Flows in: the edges of what was ``Reached``. Flows out: an interval by node, with the edge that makes it longest. A fixpoint over
intervals; time that grows with every round of a loop has no bound.
"""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from datetime import timedelta
from enum import Enum
from typing import TYPE_CHECKING, Final, TypeAlias

from .edges import ANY_QUESTION, targets_by_node
from .order import Agenda
from .targets import named_target

if TYPE_CHECKING:
    from flow_notations import ast
    from flow_notations.profile import ChannelProfile

    from .case import Case
    from .edges import Edge
    from .reach import Reached

WITHOUT_BOUND: Final = 10**15
"""Milliseconds that stand for no bound: 30,000 years."""
ROUNDS_BEFORE_NO_BOUND: Final = 6
"""Changes at one node after which time that still grows is taken for boundless."""
ROUND_MS_MIN: Final = 10 * 60 * 1000
"""A loop whose round takes less does not outlast the window: it needs over a hundred rounds, and is P103 or counted."""


@dataclass(frozen=True, slots=True)
class Since:
    """Milliseconds since the customer's latest message: at least ``low``, at most ``high``."""

    low: int
    high: int


JUST_NOW: Final = Since(0, 0)


class Onset(Enum):
    """How a way begins: where its flow does, with a word of the customer, or with ``closing`` or ``undelivered``."""

    START = "start"
    WORD = "word"
    INTERRUPT = "interrupt"


@dataclass(frozen=True, slots=True)
class Past:
    """How a way begins, and whether something is said to the customer's latest message on it."""

    onset: Onset
    said: bool


NO_PAST: Final = Past(Onset.START, said=False)


Late: TypeAlias = "dict[tuple[str, str], tuple[tuple[Times, str], ...]]"
"""By flow and node: the nodes that call, from the first, and the node itself; each with its flow's times."""


@dataclass(slots=True)
class Times:
    """By node, the interval where it begins, and the edge by which ``high`` came. ``begin``: the same for the flow."""

    case: Case
    reached: Reached
    begin: Since = JUST_NOW
    at: dict[str, Since] = field(default_factory=dict)
    came_by: dict[str, Edge | None] = field(default_factory=dict)
    pasts: dict[str, Past] = field(default_factory=dict)
    late: Late | None = None

    def latest(self, name: str) -> Edge | None:
        """The edge from the node before, on the way that takes longest."""
        edge = self.came_by.get(name)
        if edge is None or edge.source != ANY_QUESTION:
            return edge
        back = self.came_by.get(ANY_QUESTION)
        return replace(back, target=name) if back is not None else None

    def inside(self, edge: Edge) -> Times | None:
        """The times of the flow that an edge's node calls, when it returns by this edge."""
        found = called_times(self.case, edge.source, self.at[edge.source])
        return found if found is not None and found is not self and edge.outcome in found.at else None


def times(case: Case, reached: Reached, begin: Since = JUST_NOW) -> Times:
    """The intervals of every node, for a flow that begins ``begin`` after the customer's latest message."""
    found = Times(case, reached, begin)
    walk = _Walk(found)
    if case.flow.start is not None and case.flow.start.name.text in reached.facts:
        walk.enter(case.flow.start.name.text, begin, None)
    for sentence in case.flow.anywhere:
        target = named_target(case, sentence.target) if sentence.verb != "on" else None
        if target is not None:
            walk.enter(target, _after_interrupt(sentence, case.profile), None)
    walk.run()
    found.at.pop(ANY_QUESTION, None)
    return found


def called_times(case: Case, name: str, begin: Since) -> Times | None:
    """The same for the flow that a node calls, from where the caller stands; ``None`` when it calls none that ends."""
    called = case.called(name)
    if called is None:
        return None
    other, reached = called
    key = (other.flow.name.text, begin)
    if case.calls.goes_round(other.flow.name.text):
        return None  # it would come back to itself later and later, and is an error
    if key not in case.calls.timed:
        case.calls.timed[key] = times(other, reached, begin)
    return case.calls.timed[key]


def closes_ms(profile: ChannelProfile) -> int:
    """When the window counts as closed, after the customer's latest message."""
    return profile.window_ms - profile.window_margin_ms


class _Walk:
    """The worklist."""

    def __init__(self, found: Times) -> None:
        self.found = found
        self.agenda = Agenda(targets_by_node(found.reached.edges))
        self.rounds: dict[str, int] = {}

    def enter(self, name: str, since: Since, edge: Edge | None) -> None:
        """Hand an interval to a node."""
        known = self.found.at.get(name)
        rounds = self.rounds[name] = self.rounds.get(name, 0) + 1
        low, high = (since.low, since.high) if known is None else (min(since.low, known.low), since.high)
        if known is not None and high - known.high < (ROUND_MS_MIN if rounds > ROUNDS_BEFORE_NO_BOUND else 1):
            high = known.high
        elif rounds > ROUNDS_BEFORE_NO_BOUND:
            high = WITHOUT_BOUND
        if known is not None and known.low <= low and high == known.high:
            return
        if known is None or high > known.high:
            self.found.came_by[name] = edge
        self.found.at[name] = Since(low, min(high, WITHOUT_BOUND))
        self.agenda.add(name)

    def run(self) -> None:
        """Until nothing changes."""
        while (name := self.agenda.next()) is not None:
            for edge in self.found.reached.edges.get(name, ()):
                since = _after(self.found, edge, self.found.at[name])
                if since is not None:
                    self.enter(edge.target, since, edge)


def _after(found: Times, edge: Edge, since: Since) -> Since | None:
    """The interval behind an edge; ``None`` when no session can take it, as far as time goes."""
    if edge.leaving.heard:
        return JUST_NOW
    if edge.source == ANY_QUESTION:
        return since
    inside = called_times(found.case, edge.source, since)
    if inside is not None:
        return inside.at.get(edge.outcome)
    facts = found.reached.facts[edge.source]
    low, high = edge.leaving.lasts_ms
    if high and not facts.asks:  # the customer may write while nobody asks, and that opens the window again
        since, low = Since(0, since.high), 0
    closes = closes_ms(found.case.profile)
    if edge.outcome == "window_closed":
        if since.high + high < closes:
            return None
        return Since(max(since.low + low, closes), since.high + high)
    went_out = facts.speaks and not facts.template_beside and edge.outcome != "failed"
    if went_out and "window_closed" in facts.leaving:
        if since.low >= closes:
            return None
        since = Since(since.low, min(since.high, closes))
    return Since(since.low + low, since.high + high)


def _after_interrupt(sentence: ast.Anywhere, profile: ChannelProfile) -> Since:
    """Words come from the customer just now; a closing comes its delay before the end; a failure at any time."""
    match sentence.verb:
        case "closing":
            delay = (sentence.delay or timedelta()) // timedelta(milliseconds=1)
            return Since(0, max(0, profile.window_ms - delay))
        case "undelivered":
            return Since(0, profile.window_ms)
        case _:
            return Since(0, 0)
