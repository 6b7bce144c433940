"""Where a flow goes: exits missing, doubled or unknown, nodes that nothing leads to, nodes that lead nowhere.

Flows in: a ``Case`` and what was ``Reached``. Flows out: complaints P101 to P108 and P113 to P115, N115, N116.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from flow_notations import ast
from flow_notations.expressions.suggest import did_you_mean
from flow_notations.notation import Missing

from .checked import BACK, RETURN
from .fields import branches
from .leaving import arrows_suffice, following
from .past import asked_before
from .targets import named_target, written_targets

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping

    from flow_notations.notation import Facts

    from .case import Case
    from .reach import Reached


def check_paths(case: Case, reached: Reached) -> None:
    """Complain of exits, of nodes that cannot be reached and of nodes without a way to an end."""
    if not case.flow.nodes:
        case.complain("P114", case.flow.name.span, name=case.flow.name.text)
    _defaults(case)
    for name, facts in reached.facts.items():
        _main(case, case.nodes[name], facts)
        _missing(case, case.nodes[name], facts)
        _named(case, case.nodes[name], facts)
    _past(case, reached)
    if _all_targets_known(case):
        for name in reached.stranded:
            case.complain("P101", case.nodes[name].name.span, name=name)
        _no_end(case, reached)


def _defaults(case: Case) -> None:
    """``anywhere on``: an outcome that no notation has, or that has an exit already."""
    known = {name for notation in case.table.values() for name in notation.outcome_names}
    listed = sorted({outcome.name for notation in case.table.values() for outcome in notation.outcomes})
    lines: dict[str, int] = {}
    for sentence in case.flow.anywhere:
        for outcome in sentence.outcomes:
            if outcome.text not in known:
                near = did_you_mean(outcome.text, known) or f"outcomes are {', '.join(listed)}"
                case.complain("P106", outcome.span, word="any notation", outcome=outcome.text, near=near)
            elif outcome.text in lines:
                case.complain("P115", outcome.span, outcome=outcome.text, line=lines[outcome.text])
            lines.setdefault(outcome.text, outcome.span.line)


def _main(case: Case, node: ast.Node, facts: Facts) -> None:
    """The plain exit: it is missing, or there are two."""
    notation, name = case.notation(node), node.name.text
    plain = node.items(ast.Otherwise)
    for second in plain[1:]:
        case.complain("P107", second.span, outcome=notation.main, name=name)
    ways = case.ways[name]
    if ast.ROUTES & {*node.unread} or (ast.OPTION in node.unread and node.kind is not None):
        return
    if plain or notation.main in ways.named or notation.main not in facts.leaving or arrows_suffice(node):
        return
    if branches(notation):
        case.complain("P108", node.name.span, name=name)
    else:
        after = following(case, node)
        case.complain("P104", node.name.span, name=name, next=after or "…")


def _missing(case: Case, node: ast.Node, facts: Facts) -> None:
    notation, ways = case.notation(node), case.ways[node.name.text]
    rules = {outcome.name: outcome.missing for outcome in notation.outcomes}
    for outcome in facts.leaving:
        if (
            "on" not in node.unread
            and outcome != notation.main
            and not ways.of(outcome)
            and rules.get(outcome, Missing.ERROR) is Missing.ERROR
        ):
            case.complain("P105", node.name.span, name=node.name.text, outcome=outcome)


def _named(case: Case, node: ast.Node, facts: Facts) -> None:
    """``on`` lines: outcomes that do not exist, cannot happen, or are named twice."""
    notation, name = case.notation(node), node.name.text
    known = {*facts.leaving, *notation.outcome_names}
    seen: set[str] = set()
    if not facts.leaving and not facts.ends:
        return
    for outcome in (outcome for line in node.items(ast.On) for outcome in line.outcomes):
        if outcome.text in seen:
            case.complain("P107", outcome.span, outcome=outcome.text, name=name)
        elif outcome.text not in known:
            near = _near_outcome(node, outcome.text, known - {notation.main})
            case.complain("P106", outcome.span, word=notation.word, outcome=outcome.text, near=near)
        elif outcome.text not in facts.leaving:
            case.complain("P113", outcome.span, outcome=outcome.text, name=name)
        seen.add(outcome.text)


def _near_outcome(node: ast.Node, outcome: str, known: Iterable[str]) -> str:
    if any(option.id.text == outcome for option in node.items(ast.Option)):
        return f'that is an option; give it an arrow of its own: `* {outcome} "…" -> …`'
    return did_you_mean(outcome, known, "its outcomes")


def _past(case: Case, reached: Reached) -> None:
    """``back`` with no question before it; ``return`` where no interrupt leads."""
    entered = reached.entering_edges()
    interrupted = _leading_to(reached.interrupts, {name: written_targets(case, name) for name in case.nodes})
    for name in reached.facts:
        for word in _words(case, name):
            if word.text == BACK and BACK not in case.nodes and not asked_before(case, name, entered, reached):
                case.complain("N115", word.span, name=name)
            if word.text == RETURN and RETURN not in case.nodes and name not in interrupted:
                case.complain("N116", word.span, name=name)


def _words(case: Case, name: str) -> tuple[ast.Word, ...]:
    node = case.nodes[name]
    own = [option.target for option in node.options if option.target is not None]
    return (*own, *(route.target for route in node.routes))


def _following_all(names: Iterable[str], reached: Reached) -> frozenset[str]:
    """These nodes and all that they lead to."""
    return _along(names, lambda name: (edge.target for edge in reached.edges.get(name, ())))


def _all_targets_known(case: Case) -> bool:
    """Whether every arrow was read and has a node. Otherwise what it would have led to is not known either."""
    if case.flow.unread or any((ast.ROUTES | {ast.OPTION}) & {*node.unread} for node in case.nodes.values()):
        return False
    return all(
        word.text in (BACK, RETURN) or named_target(case, word) is not None
        for name in case.nodes
        for word in _words(case, name)
    ) and len(case.nodes) == len(case.flow.nodes)


def _no_end(case: Case, reached: Reached) -> None:
    """Nodes from which no end can be reached; of several that hang together the first."""
    entered = reached.entered()
    ends = [name for name, facts in reached.facts.items() if facts.ends]
    ends += [
        name for name in reached.facts if not written_targets(case, name)
    ]  # nothing leads on: complained of already
    able = _leading_to(ends, entered)
    stuck = [name for name in case.nodes if name in reached.facts and name not in able]
    told: set[str] = set()
    for name in stuck:
        if name not in told:
            case.complain("P102", case.nodes[name].name.span, name=name)
            told |= _following_all([name], reached) | _leading_to([name], entered)


def _leading_to(names: Iterable[str], entered: Mapping[str, Iterable[str]]) -> frozenset[str]:
    """These nodes and all that lead to them."""
    return _along(names, lambda name: entered.get(name, ()))


def _along(names: Iterable[str], onward: Callable[[str], Iterable[str]]) -> frozenset[str]:
    """These nodes and all that one comes to by going ``onward`` from each."""
    seen: set[str] = set()
    waiting = list(names)
    while waiting:
        name = waiting.pop()
        if name not in seen:
            seen.add(name)
            waiting += onward(name)
    return frozenset(seen)
