"""What comes out of a check: the flow with everything settled that can be settled before it runs.

The binder needs no more than this: no name is left to look up and no route to work out.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, TypeAlias

if TYPE_CHECKING:
    from collections.abc import Mapping

    from flow_notations import ast
    from flow_notations.diagnostics import Diagnostic
    from flow_notations.expressions import Env, Expr
    from flow_notations.notation import Field, Table
    from flow_notations.profile import ChannelProfile
    from flow_notations.values import Type

BACK = "back"
"""The target that means: the question answered before."""
RETURN = "return"
"""The target that means: the question that an interrupt broke into."""

Exit: TypeAlias = "tuple[Expr | None, str]"
"""A condition (``None``: always) and the node it leads to, or ``BACK`` or ``RETURN``."""
Exits: TypeAlias = "Mapping[str, tuple[Exit, ...]]"
"""By outcome, the exits in the order they are tried. An outcome without exits is dealt with by the node itself."""


@dataclass(frozen=True, slots=True, kw_only=True)
class CheckedFlow:
    """A flow without errors.

    ``routes``: by node, after the defaults of ``anywhere on`` and the rules for missing outcomes.
    ``entering``: by node, what is known of every name where it begins; unreachable nodes are errors, so all are here.
    ``variables``: every variable with the widest type it can have. ``ends``: by ``end``, what it gives to a caller.
    """

    flow: ast.Flow
    centre: ast.Centre
    profile: ChannelProfile
    routes: Mapping[str, Exits]
    entering: Mapping[str, Env]
    variables: Mapping[str, Type]
    ends: Mapping[str, Mapping[str, Type]]
    fields: Mapping[str, Mapping[str, Field]]
    """By word of a notation, its settings: to know which of the header's settings are defaults for a node."""

    def setting(self, node: ast.Node, key: str) -> ast.Setting | None:
        """The node's own setting, or the flow's default for it."""
        return setting_of(self.flow, self.fields, node, key)

    def settings(self, node: ast.Node, key: str) -> tuple[ast.Setting, ...]:
        """All of that key; the flow's default only when the node has none."""
        default = self.setting(node, key)
        return node.settings(key) or ((default,) if default is not None else ())


@dataclass(frozen=True, slots=True, kw_only=True)
class Checked:
    """The answer of ``check``: the flow when nothing forbids running it, and every complaint in order of place."""

    flow: CheckedFlow | None
    diagnostics: tuple[Diagnostic, ...] = ()


def setting_of(
    flow: ast.Flow, fields: Mapping[str, Mapping[str, Field]], node: ast.Node, key: str
) -> ast.Setting | None:
    """The node's own setting, or the header's when the node's notation has such a setting."""
    own = node.setting(key)
    if own is not None or key not in fields.get(node.notation.text, {}):
        return own
    return flow.setting(key)


def fields_of(table: Table) -> Mapping[str, Mapping[str, Field]]:
    """The settings of every notation of a table, by its word."""
    return {word: notation.fragment.fields for word, notation in table.items()}
