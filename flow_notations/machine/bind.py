"""A checked flow to a program: compile every expression, settle every route, resolve every name once.

Everything resolvable before a customer writes is resolved here, so that a sprint only looks up and calls.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING

from flow_notations import ast
from flow_notations.answers import fold, opt_out_words
from flow_notations.errors import BrokenFlow
from flow_notations.expressions import Hours, compile_condition, compile_expression, compile_template

from .copy import compile_copy
from .program import Interrupts, Placed, Program

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from flow_notations.check import CheckedFlow
    from flow_notations.expressions import Expr, Scope, Template
    from flow_notations.notation import Table
    from flow_notations.profile import ChannelProfile
    from flow_notations.values import Value

    from .program import Route


def bind(checked: CheckedFlow, *, table: Table, digest: str) -> Program:
    """Make a flow runnable. ``digest`` names its version. Raises ``BrokenFlow`` when it has no node to start at."""
    flow = checked.flow
    if flow.start is None:
        raise BrokenFlow(flow.name.text, ["the flow has no node to start at"])
    language = _language(flow, checked.centre)
    nodes = {
        name: _place(
            node, checked.routes[name], _Binder(checked, language, frozenset(checked.routes[name])), table
        )
        for name, node in flow.nodes.items()
    }
    return Program(
        name=flow.name.text,
        digest=digest,
        language=language,
        start=flow.start.name.text,
        nodes=nodes,
        interrupts=_interrupts(flow, language),
        profile=checked.profile,
        zone=checked.centre.zone,
        hours=_hours(checked.centre),
        labels=_labels(flow),
        defaults=_defaults(flow),
    )


def _place(
    node: ast.Node, routes: Mapping[str, tuple[tuple[Expr | None, str], ...]], binder: _Binder, table: Table
) -> Placed:
    notation = table[node.notation.text]
    compiled: dict[str, tuple[Route, ...]] = {
        outcome: tuple(
            [(compile_condition(condition) if condition is not None else None, to) for condition, to in arrows]
        )
        for outcome, arrows in routes.items()
    }
    return Placed(name=node.name.text, notation=notation, bound=notation.bind(node, binder), routes=compiled)


def _language(flow: ast.Flow, centre: ast.Centre) -> str:
    written = flow.setting("language")
    if written is not None and isinstance(written.value, tuple) and written.value:
        return str(written.value[0])
    return str(written.value) if written is not None and isinstance(written.value, ast.Word) else centre.language


def _interrupts(flow: ast.Flow, language: str) -> Interrupts:
    says: dict[str, str] = {}
    opt_out = set(opt_out_words(language))
    undelivered = None
    for sentence in flow.anywhere:
        words = [fold(word.literal or "", language) for word in sentence.words]
        match sentence.verb:
            case "says" if sentence.target is not None:
                says.update({word: sentence.target.text for word in words if word not in says})
            case "optout":
                opt_out.update(words)
            case "undelivered" if sentence.target is not None:
                undelivered = sentence.target.text
            case _:
                pass
    return Interrupts(says=says, opt_out=frozenset(opt_out), undelivered=undelivered)


def _hours(centre: ast.Centre) -> dict[str, Hours]:
    return {
        name: Hours(spans=declared.spans, closed=frozenset(date.fromisoformat(day) for day in declared.closed))
        for name, declared in centre.hours.items()
    }


def _labels(flow: ast.Flow) -> dict[str, dict[str, str]]:
    """For ``label(variable)``: the words of every literal option."""
    labels: dict[str, dict[str, str]] = {}
    for node in flow.nodes.values():
        if node.variable is not None:
            words = {
                option.id.text: option.label.literal
                for option in node.options
                if isinstance(option, ast.Option) and option.label.literal is not None
            }
            labels.setdefault(node.variable.text, {}).update(words)
    return labels


def _defaults(flow: ast.Flow) -> dict[str, Callable[[Scope], Value]]:
    takes = flow.setting("takes")
    declared = takes.value if takes is not None and isinstance(takes.value, tuple) else ()
    return {
        given.name.text: compile_expression(given.default)
        for given in declared
        if isinstance(given, ast.Declared) and given.default is not None
    }


@dataclass(frozen=True, slots=True)
class _Binder:
    """What a notation may use while it is bound: the ``Binder`` of the contract."""

    checked: CheckedFlow
    language: str
    routed: frozenset[str]

    @property
    def profile(self) -> ChannelProfile:
        """The channel's numbers."""
        return self.checked.profile

    def setting(self, node: ast.Node, key: str) -> ast.Setting | None:
        """The node's own setting, or the flow's default."""
        return self.checked.setting(node, key)

    def settings(self, node: ast.Node, key: str) -> tuple[ast.Setting, ...]:
        """All of a key; the flow's default only when the node has none."""
        return self.checked.settings(node, key)

    def expression(self, expr: Expr) -> Callable[[Scope], Value]:
        """Compile an expression."""
        return compile_expression(expr)

    def condition(self, expr: Expr) -> Callable[[Scope], bool]:
        """Compile a condition."""
        return compile_condition(expr)

    def template(self, template: Template) -> Callable[[Scope], str]:
        """Compile a quoted value."""
        return compile_template(template)

    def copy(self, copy: ast.Copy) -> Callable[[Scope], str]:
        """Compile copy to one text."""
        return compile_copy(copy)
