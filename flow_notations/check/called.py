"""Other flows that this one calls: their ends, and whether a flow ends up calling itself.

Flows in: all flows by name. Flows out: for each, once, its ``Case`` and what is reached in it. A called flow's own mistakes are its own:
nothing is complained of here but recursion.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from flow_notations import ast
from flow_notations.expressions import check_expression

from .case import CALLS, Case, nodes_known
from .checked import fields_of
from .names import assignments_in
from .reach import reach
from .ways import defaults_of, ways_out

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from flow_notations.notation import Table
    from flow_notations.profile import ChannelProfile
    from flow_notations.values import Type

    from .case import Ends
    from .reach import Reached
    from .since import Since, Times


@dataclass(slots=True, kw_only=True)
class Calls:
    """What the checks of one set of flows know of them; each is walked at most once. ``walking``: those begun and not done.

    ``circular``: a flow was met that calls itself. What was found of it hangs on where the walk began, so another
    check begins anew. ``rehearsed``: flows are checked for a rehearsal, which a flow that only speaks late may have.
    """

    table: Table
    centre: ast.Centre
    profile: ChannelProfile
    flows: Mapping[str, ast.Flow]
    walked: dict[str, tuple[Case, Reached]] = field(default_factory=dict)
    walking: set[str] = field(default_factory=set)
    timed: dict[tuple[str, Since], Times] = field(default_factory=dict)
    onward: dict[str, tuple[str, ...]] = field(default_factory=dict)
    round: dict[str, bool] = field(default_factory=dict)
    circular: bool = False
    rehearsed: bool = False

    def case(self, flow: ast.Flow) -> Case:
        """A flow laid out for the rules."""
        nodes = nodes_known(flow, self.table)
        defaults = defaults_of(flow, self.table)
        return Case(
            flow=flow,
            table=self.table,
            centre=self.centre,
            profile=self.profile,
            flows=self.flows,
            nodes=nodes,
            fields=fields_of(self.table),
            ways={name: ways_out(node, self.table[node.notation.text], defaults) for name, node in nodes.items()},
            calls=self,
        )

    def reached_in(self, name: str) -> tuple[Case, Reached] | None:
        """Another flow, walked; ``None`` when there is none, or it is being walked: a flow that calls itself."""
        if name not in self.flows or name in self.walking:
            self.circular |= name in self.walking
            return None
        if name not in self.walked:
            self.walking.add(name)
            case = self.case(self.flows[name])
            self.walked[name] = (case, reach(case))
            self.walking.discard(name)
        return self.walked[name]

    def ends_of(self, name: str) -> Ends:
        """The ends of another flow, each with what it gives."""
        found = self.reached_in(name)
        return ends(*found) if found is not None else {}

    def check_recursion(self, case: Case) -> None:
        """Complain of a call from which the flow can come back to itself."""
        own = case.flow.name.text
        for word in called_flows(case.flow, self.table):
            chain = self._way(word.text, own)
            if chain:
                case.complain("N113", word.span, name=own, chain=" -> ".join((own, *chain)))

    def _way(self, name: str, goal: str) -> list[str]:
        """A chain of calls from one flow to another; empty when there is none."""
        came_from: dict[str, str] = {name: ""}
        waiting = [name]
        for each in waiting:
            if each == goal:
                way = [each]
                while came_from[way[-1]]:
                    way.append(came_from[way[-1]])
                return way[::-1]
            for onward in self._called(each):
                if onward not in came_from:
                    came_from[onward] = each
                    waiting.append(onward)
        return []

    def goes_round(self, name: str) -> bool:
        """Whether a flow can come back to itself by calls."""
        if name not in self.round:
            self.round[name] = any(self._way(onward, name) for onward in self._called(name))
        return self.round[name]

    def _called(self, name: str) -> tuple[str, ...]:
        if name not in self.onward:
            flow = self.flows.get(name)
            self.onward[name] = tuple(word.text for word in called_flows(flow, self.table)) if flow is not None else ()
        return self.onward[name]


def called_flows(flow: ast.Flow, table: Table) -> Iterator[ast.Word]:
    """The flows that a flow calls and waits for; one that it schedules begins on its own."""
    for node in flow.nodes.values():
        notation = table.get(node.notation.text)
        setting = node.setting("flow")
        if notation is not None and notation.type == CALLS and setting and isinstance(setting.value, ast.Word):
            yield setting.value


def ends(case: Case, reached: Reached) -> dict[str, dict[str, Type]]:
    """By ``end``, the names it gives to a caller with their types."""
    return {
        name: {
            given.target[0]: check_expression(given.value, reached.entering[name], path="").type
            for setting in case.nodes[name].settings("give")
            for given in assignments_in(setting.value)
        }
        for name, facts in reached.facts.items()
        if facts.ends
    }
