"""Which nodes a session can reach, and what is known of every name where each begins.

Flows in: a ``Case`` with its ways out. Flows out: ``Reached``. A fixpoint with a worklist in the order of the arrows: the
start begins with the surroundings, an interrupt's target with nothing else known for sure; each exit hands on what its node
gives, narrowed by the conditions it passed. A condition that can only come out one way leads one way.
"""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

from flow_notations.expressions import constant, narrow
from flow_notations.notation import Leaving
from flow_notations.values import ANY

from .edges import ANY_QUESTION, UNKNOWN, Edge
from .leaving import NOTHING_KNOWN, NodeContext, departures, is_whole, with_anything
from .meeting import Meetings, widest
from .order import Agenda
from .past import lead_to_the_past
from .surroundings import surroundings
from .targets import named_target, written_targets

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from flow_notations import ast
    from flow_notations.expressions import Env
    from flow_notations.notation import Facts
    from flow_notations.values import Type

    from .case import Case
    from .leaving import Ways


@dataclass(slots=True, kw_only=True)
class Reached:
    """What is reached, and how.

    ``entering``, ``facts`` and ``edges`` by node. ``stranded``: nodes that nothing leads to; they were walked as if
    something did. ``given``: every variable with its widest type. ``interrupts``: the targets of ``anywhere``.
    """

    start: Env
    entering: dict[str, Env] = field(default_factory=dict)
    facts: dict[str, Facts] = field(default_factory=dict)
    edges: dict[str, tuple[Edge, ...]] = field(default_factory=dict)
    stranded: list[str] = field(default_factory=list)
    given: dict[str, Type] = field(default_factory=dict)
    interrupts: dict[str, None] = field(default_factory=dict)

    @property
    def asking(self) -> frozenset[str]:
        """The nodes that wait for the customer."""
        return frozenset(name for name, facts in self.facts.items() if facts.asks)

    def onward(self, name: str) -> Iterator[Edge]:
        """The edges of a node, those to any question by question."""
        for edge in self.edges.get(name, ()):
            if edge.target == ANY_QUESTION:
                yield from (replace(edge, target=onward.target) for onward in self.edges[ANY_QUESTION])
            else:
                yield edge

    def entered(self) -> dict[str, list[str]]:
        """By node, where its edges come from."""
        return {name: [edge.source for edge in edges] for name, edges in self.entering_edges().items()}

    def entering_edges(self) -> dict[str, list[Edge]]:
        """By node, the edges to it."""
        found: dict[str, list[Edge]] = {}
        for edges in self.edges.values():
            for edge in edges:
                found.setdefault(edge.target, []).append(edge)
        return found


def reach(case: Case) -> Reached:
    """Walk the flow until nothing new is learned."""
    walk = _Walk(case, Reached(start=surroundings(case)))
    if case.flow.start is not None and case.flow.start.name.text in case.nodes:
        walk.enter(case.flow.start.name.text, walk.reached.start)
    for sentence in case.flow.anywhere:
        target = named_target(case, sentence.target) if sentence.verb != "on" else None
        if target is not None:
            walk.reached.interrupts[target] = None
    walk.news = True
    walk.run()
    while (name := walk.stranded()) is not None:
        walk.reached.stranded.append(name)
        walk.enter(name, walk.everything())
        walk.run()
    lead_to_the_past(case, walk.reached)
    return walk.reached


class _Walk:
    """The worklist."""

    def __init__(self, case: Case, reached: Reached) -> None:
        self.case = case
        self.reached = reached
        self.agenda = Agenda({name: written_targets(case, name) for name in case.nodes})
        self.rounds: dict[str, int] = {}
        self.rounds_of_interrupts = 0
        self.settled: dict[str, Facts] = {}
        self.meetings = Meetings()
        self.news = False

    def enter(self, name: str, env: Env, rounds: int = 1) -> None:
        """Hand what is known to a node; it is looked at again when that teaches something.

        ``rounds``: how often the node that leads here was left. Without a loop that is once, however many lead here.
        """
        known = self.reached.entering.get(name)
        if known is not None:
            env = self.meetings.meet(known, env, rounds)
            if env is known:
                return
        self.reached.entering[name] = env
        self.agenda.add(name)

    def run(self) -> None:
        """Until the worklist is empty."""
        while (name := self.agenda.next()) is not None or self.news:
            if name is not None:
                self._leave(name, self.reached.entering[name])
                continue
            self.news = False
            self.rounds_of_interrupts += 1
            known = self.interrupted()
            for target in self.reached.interrupts:
                self.enter(target, known, self.rounds_of_interrupts)

    def interrupted(self) -> Env:
        """What is known after an interrupt, which can come at any wait, the very first message included."""
        start = self.reached.start
        return start.with_names(
            {name: self.meetings.unset(found) for name, found in self.reached.given.items() if name not in start.names}
        )

    def everything(self) -> Env:
        """For a node that nothing leads to: every name of the flow, so that only its own slips are complained of."""
        named = {node.variable.text: ANY.known() for node in self.case.nodes.values() if node.variable is not None}
        return self.reached.start.with_names({**named, **self.reached.given})

    def stranded(self) -> str | None:
        """A node not reached yet: one that no other unreached node leads to, when there is such a one."""
        left = [name for name in self.case.nodes if name not in self.reached.entering]
        led_to = {target for name in left for target in written_targets(self.case, name) if target != name}
        return next((name for name in left if name not in led_to), left[0] if left else None)

    def _leave(self, name: str, env: Env) -> None:
        node, edges = self.case.nodes[name], {}
        rounds = self.rounds[name] = self.rounds.get(name, 0) + 1
        facts = self._facts(node, env)
        for outcome, leaving in facts.leaving.items():
            self._learn(leaving.gives)
            for ways, given in departures(self.case, node, outcome, leaving):
                after = (
                    env.with_names({name: self.meetings.same(each) for name, each in given.items()}) if given else env
                )
                for target, known in self._branches(ways, after):
                    edges[outcome, target] = Edge(source=name, outcome=outcome, target=target, leaving=leaving)
                    self.enter(target, known, rounds)
        if not facts.leaving and not facts.ends:  # a call of a flow that is not there: its exits are still meant
            env = with_anything(node, env)
            for target in written_targets(self.case, name):
                edges[UNKNOWN, target] = Edge(source=name, outcome=UNKNOWN, target=target, leaving=Leaving(heard=True))
                self.enter(target, env, rounds)
        self.reached.edges[name] = tuple(edges.values())

    def _facts(self, node: ast.Node, env: Env) -> Facts:
        """What the notation says; it is asked once when the answer does not hang on what is known."""
        name = node.name.text
        if name in self.settled:
            return self.settled[name]
        context = NodeContext(self.case, node, env)
        facts = self.case.notation(node).facts(node, context) if is_whole(self.case, node) else NOTHING_KNOWN
        if not context.asked:
            self.settled[name] = facts
        self.reached.facts[name] = facts
        return facts

    def _branches(self, ways: Ways, env: Env) -> Iterator[tuple[str, Env]]:
        """Where these exits can lead, and what is known there."""
        for when, word in ways:
            truth = None if when is None else constant(when.condition, env)
            target = named_target(self.case, word)
            if target is not None and truth is not False:
                yield target, env if when is None else narrow(when.condition, env, True)  # noqa: FBT003
            if when is None or truth is True:
                return
            env = narrow(when.condition, env, False)  # noqa: FBT003

    def _learn(self, gives: Mapping[str, Type]) -> None:
        """Keep the widest type of every variable; interrupts know of all of them."""
        given = self.reached.given
        for name, found in gives.items():
            known = given.get(name)
            if known is not found and (wider := widest(known, found)) != known:
                given[name] = wider
                self.news = True
