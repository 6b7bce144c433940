"""How long ago the customer's latest message can be when a node begins: the least and the most, along every path.

Flows in: the edges of what was ``Reached``. Flows out: an interval by node, with the way that makes it longest. A fixpoint over
intervals; time that grows with every round of a loop has no bound.
"""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from datetime import timedelta
from typing import TYPE_CHECKING, Final

from flow_notations.expressions import print_duration

from .case import PEOPLE
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
CHAIN_NODES_MAX: Final = 8
"""Nodes shown of a path; the middle of a longer one is left out."""


@dataclass(frozen=True, slots=True)
class Since:
    """Milliseconds since the customer's latest message: at least ``low``, at most ``high``."""

    low: int
    high: int


JUST_NOW: Final = Since(0, 0)


@dataclass(slots=True)
class Times:
    """By node, the interval where it begins, and the edge by which ``high`` came."""

    case: Case
    reached: Reached
    at: dict[str, Since] = field(default_factory=dict)
    came_by: dict[str, Edge | None] = field(default_factory=dict)

    def latest(self, name: str) -> Edge | None:
        """The edge from the node before, on the way that takes longest."""
        edge = self.came_by.get(name)
        if edge is None or edge.source != ANY_QUESTION:
            return edge
        back = self.came_by.get(ANY_QUESTION)
        return replace(back, target=name) if back is not None else None

    def answered(self, name: str) -> bool:
        """Whether something is said to the customer's latest message on that way; an interaction expires otherwise."""
        seen = {name}
        edge = self.latest(name)
        while edge is not None and not edge.leaving.heard:
            if answers(self.case, edge):
                return True
            if edge.source in seen:
                return False
            seen.add(edge.source)
            name, edge = edge.source, self.latest(edge.source)
        return edge is None and self.at[name].high > 0

    def chain(self, name: str) -> str:
        """The way that takes longest, from the customer's latest message: ``ask (timeout, 23h) -> nudge``."""
        way: list[Edge] = []
        seen = {name}
        edge = self.latest(name)
        while edge is not None:
            way.append(edge)
            if edge.leaving.heard or edge.source in seen:
                break
            seen.add(edge.source)
            edge = self.latest(edge.source)
        if len(way) < CHAIN_NODES_MAX:
            steps = [name, *map(_step, way)]
        else:  # a way can be as long as the flow, and be asked for at each of its nodes: only what is shown is worded
            half = CHAIN_NODES_MAX // 2
            steps = [name, *map(_step, way[: half - 1]), "…", *map(_step, way[-half:])]
        return " -> ".join(reversed(steps))


def _step(edge: Edge) -> str:
    lasts = edge.leaving.lasts_ms[1]
    spent = "" if edge.leaving.heard or not lasts else f", {duration_text(lasts)}"
    return f"{edge.source} ({edge.outcome}{spent})"


def answers(case: Case, edge: Edge) -> bool:
    """Whether something goes out to the customer on this edge, or people have the conversation."""
    if case.notation(case.nodes[edge.source]).type == PEOPLE:
        return edge.outcome != "no_agent"
    return edge.leaving.sends_max > 0 and edge.outcome not in ("failed", "window_closed")


def times(case: Case, reached: Reached, begin: Since = JUST_NOW) -> Times:
    """The intervals of every node, for a flow that begins ``begin`` after the customer's latest message."""
    found = Times(case, reached)
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
    """The same for the flow that a node calls, from where the caller stands; ``None`` when it calls none."""
    called = case.called(name)
    if called is None:
        return None
    other, reached = called
    key = (other.flow.name.text, begin)
    if key not in case.calls.timed:
        case.calls.timed[key] = None  # a flow that calls itself finds this
        case.calls.timed[key] = times(other, reached, begin)
    return case.calls.timed[key]


def closes_ms(profile: ChannelProfile) -> int:
    """When the window counts as closed, after the customer's latest message."""
    return profile.window_ms - profile.window_margin_ms


def duration_text(milliseconds: int) -> str:
    """``23h``, or that there is no bound."""
    if milliseconds >= WITHOUT_BOUND:
        return "no limit"
    return print_duration(timedelta(milliseconds=milliseconds))


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
