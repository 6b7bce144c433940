"""A checked flow to a program: compile every expression, settle every route, resolve every name once.

Everything resolvable before a customer writes is resolved here, so that a sprint only looks up and calls.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date, timedelta
from types import MappingProxyType
from typing import TYPE_CHECKING

from flow_notations import ast
from flow_notations.answers import OptionIndex, OptionWords, fold, opt_out_words
from flow_notations.check.names import takes
from flow_notations.errors import BrokenFlow
from flow_notations.expressions import Hours, compile_condition, compile_expression

from .copy import bounded, compile_copy
from .program import Interrupts, Placed, Program

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from flow_notations.check import CheckedFlow
    from flow_notations.expressions import Env, Expr, Scope, Template
    from flow_notations.notation import Table
    from flow_notations.profile import ChannelProfile
    from flow_notations.values import Value

    from .program import Route


NO_CALLEES: Mapping[str, Program] = MappingProxyType({})
NO_TWINS: Mapping[str, CheckedFlow] = MappingProxyType({})


def bind(
    checked: CheckedFlow,
    *,
    table: Table,
    digest: str,
    callees: Mapping[str, Program] = NO_CALLEES,
    twins: Mapping[str, CheckedFlow] = NO_TWINS,
) -> Program:
    """Make a flow runnable. ``digest`` names its version. Raises ``BrokenFlow`` when it has no node to start at.

    ``callees``: the flows it calls, bound. ``twins``: by language, the same flow with its copy in that language.
    """
    program = _bind(checked, table, digest, callees, None)
    spoken = {language: _bind(twin, table, digest, callees, language) for language, twin in twins.items()}
    return replace(program, twins=spoken) if spoken else program


def _bind(
    checked: CheckedFlow, table: Table, digest: str, callees: Mapping[str, Program], spoken: str | None
) -> Program:
    flow = checked.flow
    if flow.start is None:
        raise BrokenFlow(flow.name.text, ["the flow has no node to start at"])
    language = spoken or _language(flow, checked.centre)
    offers = _offers(flow)
    nodes = {
        name: _place(node, checked.routes[name], _binder(node, checked, language, offers), table)
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
        needs=tuple(
            [each.name.text for each in takes(flow).values() if each.default is None and not each.type.nullable]
        ),
        callees=callees,
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
    return Placed(
        name=node.name.text,
        notation=notation,
        bound=notation.bind(node, binder),
        routes=compiled,
        private=notation.listens and node.setting("private") is not None,
    )


def _language(flow: ast.Flow, centre: ast.Centre) -> str:
    written = flow.setting("language")
    return written.value.text if written is not None and isinstance(written.value, ast.Word) else centre.language


def _interrupts(flow: ast.Flow, language: str) -> Interrupts:
    """Of two sentences that say the same, the first wins; the checker complained."""
    says: dict[str, str] = {}
    hears: dict[str, list[str]] = {}
    first: dict[str, ast.Anywhere] = {}
    opt_out = set(opt_out_words(language))
    for sentence in flow.anywhere:
        target = sentence.target.text if sentence.target is not None else ""
        words = [word.literal or "" for word in (*sentence.words, *((sentence.label,) if sentence.label else ()))]
        match sentence.verb:
            case "says" | "offers":
                for word in words:
                    says.setdefault(fold(word, language), target)
            case "hears":
                hears.setdefault(target, []).extend(words)
            case "optout":
                opt_out.update([fold(word, language) for word in words])
            case _:
                first.setdefault(sentence.verb, sentence)
    found = [OptionWords(id=target, label="", hears=tuple(words)) for target, words in hears.items()]
    closing, undelivered = first.get("closing"), first.get("undelivered")
    return Interrupts(
        says=says,
        hears=OptionIndex(found, language, positions=False) if found else None,
        offers={row.option.text: row.target.text for row in flow.anywhere if row.option and row.target},
        opt_out=frozenset(opt_out),
        closing_ms=closing.delay // timedelta(milliseconds=1) if closing and closing.delay else None,
        closing=closing.target.text if closing and closing.target else None,
        undelivered=undelivered.target.text if undelivered and undelivered.target else None,
    )


def _offers(flow: ast.Flow) -> tuple[tuple[str, str], ...]:
    """The rows that ``anywhere offers`` adds to lists."""
    rows = [(row.option, row.label) for row in flow.anywhere if row.verb == "offers"]
    return tuple([(option.text, label.literal or option.text) for option, label in rows if option and label])


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
    return {name: compile_expression(given.default) for name, given in takes(flow).items() if given.default is not None}


def _binder(node: ast.Node, checked: CheckedFlow, language: str, offers: tuple[tuple[str, str], ...]) -> _Binder:
    """What is known where the node begins, and of its own answer, whose words its copy may use."""
    name = node.variable.text if node.variable else ""
    own = {name: checked.variables[name]} if name in checked.variables else {}
    env = checked.entering[node.name.text].with_names(own)
    return _Binder(checked, language, frozenset(checked.routes[node.name.text]), env, offers)


@dataclass(frozen=True, slots=True)
class _Binder:
    """What a notation may use while it is bound: the ``Binder`` of the contract."""

    checked: CheckedFlow
    language: str
    routed: frozenset[str]
    env: Env
    offers: tuple[tuple[str, str], ...] = ()

    @property
    def profile(self) -> ChannelProfile:
        """The channel's numbers."""
        return self.checked.profile

    def service(self, name: str) -> ast.Service | None:
        """A service of the centre."""
        return self.checked.centre.services.get(name)

    def template_language(self, name: str) -> str:
        """The copy's language where the template has a form in it, else the centre's, else any: rather that than silence."""
        centre = self.checked.centre
        any_form = next((language for known, language in centre.templates if known == name), self.language)
        return centre.form_of(name, self.language) or centre.form_of(name, centre.language) or any_form

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
        return bounded(template, self.env)

    def copy(self, copy: ast.Copy) -> Callable[[Scope], str]:
        """Compile copy to one text."""
        return compile_copy(copy, self.env)
