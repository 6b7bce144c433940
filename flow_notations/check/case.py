"""One flow under examination: what the rules may look at, and where they put their complaints.

Flows in: the tree, the table of notations, the centre, the channel's numbers. Flows out: diagnostics, collected.
It decides nothing.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Final

from flow_notations import ast
from flow_notations.diagnostics import Diagnostic

from .checked import setting_of
from .complaints import complaint

if TYPE_CHECKING:
    from flow_notations.diagnostics import Severity
    from flow_notations.notation import Field, Notation, Table
    from flow_notations.profile import ChannelProfile
    from flow_notations.source import Span
    from flow_notations.values import Type

    from .called import Calls
    from .reach import Reached
    from .ways import Ways

CALLS: Final = "reusable_flow"
"""The canonical type of the notation that calls another flow and goes on by its ends."""
PEOPLE: Final = "queue_interaction"
"""The canonical type of the notation that gives the conversation to people: there the customer has a turn."""

Ends = Mapping[str, Mapping[str, "Type"]]
"""The ends of a flow, each with what it gives."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Case:
    """One flow under examination. ``nodes``: those whose notation is in the table, by name; of two the first."""

    flow: ast.Flow
    table: Table
    centre: ast.Centre
    profile: ChannelProfile
    flows: Mapping[str, ast.Flow]
    nodes: Mapping[str, ast.Node]
    fields: Mapping[str, Mapping[str, Field]]
    ways: Mapping[str, Ways]
    calls: Calls
    found: list[Diagnostic] = field(default_factory=list)

    def notation(self, node: ast.Node) -> Notation:
        """The notation of one of ``nodes``."""
        return self.table[node.notation.text]

    def setting(self, node: ast.Node, key: str) -> ast.Setting | None:
        """The node's own setting, or the flow's default for it."""
        return setting_of(self.flow, self.fields, node, key)

    def called(self, name: str) -> tuple[Case, Reached] | None:
        """The flow that a node calls, laid out and walked."""
        node = self.nodes[name]
        setting = node.setting("flow")
        if self.notation(node).type != CALLS or setting is None or not isinstance(setting.value, ast.Word):
            return None
        return self.calls.reached_in(setting.value.text)

    def complain(self, code: str, span: Span, /, **words: object) -> None:
        """Put one complaint on the pile."""
        self.found.append(complaint(code, self.flow.path, span, words))

    def report(self, code: str, span: Span, sentence: str, hint: str = "", *, warning: bool = False) -> None:
        """Put a notation's own complaint on the pile: the protocol ``Complain``."""
        severity: Severity = "warning" if warning else "error"
        self.found.append(
            Diagnostic(code=code, sentence=sentence, span=span, path=self.flow.path, hint=hint, severity=severity)
        )


def nodes_known(flow: ast.Flow, table: Table) -> dict[str, ast.Node]:
    """The nodes whose notation is in the table, by name, in order."""
    return {name: node for name, node in flow.nodes.items() if node.notation.text in table}
