"""One flow under examination: what the rules may look at, and where they put their complaints.

Flows in: the tree, the table of notations, the centre, the channel's numbers. Flows out: diagnostics, collected.
It decides nothing.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from flow_notations import ast
from flow_notations.diagnostics import Diagnostic

from .checked import setting_of
from .complaints import complaint

if TYPE_CHECKING:
    from flow_notations.notation import Field, Notation, Table
    from flow_notations.profile import ChannelProfile
    from flow_notations.source import Span
    from flow_notations.values import Type

    from .ways import Ways

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
    ends_of: Callable[[str], Ends]
    nodes: Mapping[str, ast.Node]
    fields: Mapping[str, Mapping[str, Field]]
    ways: dict[str, Ways] = field(default_factory=dict)
    found: list[Diagnostic] = field(default_factory=list)

    def notation(self, node: ast.Node) -> Notation:
        """The notation of one of ``nodes``."""
        return self.table[node.notation.text]

    def setting(self, node: ast.Node, key: str) -> ast.Setting | None:
        """The node's own setting, or the flow's default for it."""
        return setting_of(self.flow, self.fields, node, key)

    def complain(self, code: str, span: Span, /, **words: object) -> None:
        """Put one complaint on the pile."""
        self.found.append(complaint(code, self.flow.path, span, words))

    def report(self, code: str, span: Span, sentence: str, hint: str = "", *, warning: bool = False) -> None:
        """Put a notation's own complaint on the pile: the protocol ``Complain``."""
        severity = "warning" if warning else "error"
        self.found.append(
            Diagnostic(code=code, sentence=sentence, span=span, path=self.flow.path, hint=hint, severity=severity)
        )


def nodes_known(flow: ast.Flow, table: Table) -> dict[str, ast.Node]:
    """The nodes whose notation is in the table, by name, in order."""
    return {name: node for name, node in flow.nodes.items() if node.notation.text in table}
