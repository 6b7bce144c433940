"""The ways out of a node, as written and by default: which exits each outcome has.

Flows in: a node, its notation, the flow's defaults. Flows out: ``Ways``. It knows no types, so it does not know which
outcomes a node really can have.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from flow_notations import ast
from flow_notations.expressions.suggest import closest
from flow_notations.notation import Missing

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from flow_notations.notation import Notation, Table

    from .checked import Exit


@dataclass(frozen=True, slots=True, kw_only=True)
class Ways:
    """The exits of one node.

    ``named``: by outcome, where the node's own ``on`` or a default leads. ``whens`` and ``plain`` belong to the main
    outcome; when that cannot happen (a called flow has ends of its own), to every outcome that nobody named.
    """

    main: str
    whens: tuple[ast.When, ...] = ()
    plain: ast.Word | None = None
    named: Mapping[str, ast.Word] = field(default_factory=dict)
    as_failed: frozenset[str] = frozenset()
    declared: frozenset[str] = frozenset()

    def of(self, outcome: str) -> tuple[tuple[ast.When | None, ast.Word], ...]:
        """The exits of an outcome in the order they are tried: a condition or ``None``, and the target."""
        if outcome == self.main or (outcome not in self.named and outcome not in self.declared):
            last = self.plain or self.named.get(outcome)
            conditional = tuple((when, when.target) for when in self.whens)
            return (*conditional, (None, last)) if last is not None else conditional
        target = self.named.get(outcome)
        if target is None and outcome in self.as_failed:
            target = self.named.get("failed")
        return ((None, target),) if target is not None else ()

    def exits(self, outcome: str) -> tuple[Exit, ...]:
        """The same as values for the binder."""
        return tuple((when.condition if when else None, target.text) for when, target in self.of(outcome))


def ways_out(node: ast.Node, notation: Notation, defaults: Mapping[str, ast.Word]) -> Ways:
    """Join what the node says and what the flow says for it; the node's own line wins, the first of two as well."""
    written = ((outcome.text, line.target) for line in node.items(ast.On) for outcome in line.outcomes)
    own = _by_outcome(written, notation.outcome_names)
    shared = {outcome: target for outcome, target in defaults.items() if target.text != node.name.text}
    return Ways(
        main=notation.main,
        whens=node.items(ast.When),
        plain=next((line.target for line in node.items(ast.Otherwise)), None),
        named=shared | own,
        as_failed=frozenset(outcome.name for outcome in notation.outcomes if outcome.missing is Missing.AS_FAILED),
        declared=frozenset(notation.outcome_names),
    )


def defaults_of(flow: ast.Flow, table: Table) -> dict[str, ast.Word]:
    """Where ``anywhere on`` leads, by outcome; the first of two wins."""
    known = dict.fromkeys(outcome for notation in table.values() for outcome in notation.outcome_names)
    written = (
        (outcome.text, sentence.target)
        for sentence in flow.anywhere
        for outcome in sentence.outcomes
        if sentence.target is not None
    )
    return _by_outcome(written, known)


def _by_outcome(written: Iterable[tuple[str, ast.Word]], known: Iterable[str]) -> dict[str, ast.Word]:
    """The first of two wins. A slip stands for the outcome meant, too: it is complained of once, not as missing besides.

    A notation without outcomes but its main one takes them from elsewhere, so that nothing is known to be a slip there.
    """
    closed = tuple(known)
    found: dict[str, ast.Word] = {}
    for outcome, target in written:
        meant = closest(outcome, closed) if len(closed) > 1 and outcome not in closed else None
        found.setdefault(outcome, target)
        if meant is not None:
            found.setdefault(meant, target)
    return found
