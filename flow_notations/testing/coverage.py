"""Which ways of a flow its tests have taken: nodes, outcomes, each ``when`` both ways, options by tap and by words; and, of a flow
with twins, what it says in each language.

In: a flow and what witnesses saw. Out: every way there is, with whether it was taken and the line where it stands.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from flow_notations import ast

from .observing import TAP, WORDS, Way

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from flow_notations.machine import Program

    from .observing import Answered, Witness

EACH = "each"
"""Stands for all options that come from data."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Covered:
    """One way, in an author's words, and whether a test took it."""

    way: Way
    words: str
    line: int
    taken: bool


@dataclass(frozen=True, slots=True)
class Coverage:
    """All ways of one flow."""

    flow: str
    path: str
    ways: tuple[Covered, ...]

    @property
    def taken(self) -> int:
        """How many were taken."""
        return sum(covered.taken for covered in self.ways)


def percent(taken: int, all_of_them: int) -> float:
    """With one decimal, cut and never rounded up: 100 means all."""
    return (taken * 1000 // all_of_them) / 10 if all_of_them else 100.0


def coverage(flow: ast.Flow, program: Program, witnesses: Iterable[Witness]) -> Coverage:
    """What these witnesses saw of a flow."""
    seen: set[Way] = set()
    for witness in witnesses:
        seen |= witness.ways
        seen |= {way for answered in witness.answers for way in _options_taken(flow, answered)}
    ways = [
        Covered(way=way, words=words, line=line, taken=way in seen)
        for node in flow.nodes.values()
        for way, words, line in _ways(flow, node, program)
    ]
    return Coverage(flow.name.text, flow.path, tuple(ways))


def _ways(flow: ast.Flow, node: ast.Node, program: Program) -> Iterator[tuple[Way, str, int]]:
    name, node_name = flow.name.text, node.name.text
    yield Way(name, node_name, "node"), f"{node_name}", node.span.line
    for language in (program.language, *program.twins) if program.twins and (node.copy or node.options) else ():
        yield Way(name, node_name, "language", language), f"{node_name} in {language}", node.span.line
    placed = program.nodes[node_name]
    whens = [route for route in node.routes if isinstance(route, ast.When)]
    for outcome, arrows in placed.routes.items():
        line = _line_of(node, outcome, main=placed.notation.main)
        if line is not None:
            yield Way(name, node_name, "outcome", outcome), f"{node_name} on {outcome}", line
        for at, ((condition, target), written) in enumerate(zip(arrows, whens, strict=False)):
            if condition is not None:
                for how in ("yes", "no"):
                    words = f"{node_name} when … -> {target}: {how}"
                    yield Way(name, node_name, "when", f"{outcome}#{at}", how), words, written.span.line
    for option in node.options:
        key = option.id.text if isinstance(option, ast.Option) else EACH
        for how in (TAP, WORDS):
            yield Way(name, node_name, "option", key, how), f"{node_name} * {key} by {how}", option.span.line


def _line_of(node: ast.Node, outcome: str, *, main: str) -> int | None:
    """Where a way out is written on the node itself; a default of the flow is nobody's line."""
    for route in node.routes:
        if isinstance(route, ast.On) and outcome in [word.text for word in route.outcomes]:
            return route.span.line
        if isinstance(route, ast.Otherwise | ast.When) and outcome == main:
            return route.span.line
    return None


def _options_taken(flow: ast.Flow, answered: Answered) -> Iterator[Way]:
    node = flow.nodes.get(answered.node) if answered.flow == flow.name.text else None
    if node is None or not node.options:
        return
    key = _option(node.options, answered)
    if key is not None:
        yield Way(answered.flow, answered.node, "option", key, answered.how)


def _option(options: tuple[ast.Option | ast.OptionEach, ...], answered: Answered) -> str | None:
    """The option that an answer came from, by why it was understood; ``None`` when it was none of them."""
    why, literal = answered.why, [option for option in options if isinstance(option, ast.Option)]
    for option in literal:
        words = [f"label '{option.label.literal}'", f"tapped '{option.id.text}'"]
        words += [f"alias '{alias.literal}'" for alias in option.also]
        words += [f"hears '{phrase.literal}'" for phrase in option.hears]
        if why in words or why.startswith(f"position {options.index(option) + 1}"):
            return option.id.text
    truths = {"True": "yes", "False": "no"}
    said = truths.get(answered.value, answered.value)
    by_value = next((option.id.text for option in literal if option.id.text == said), None)
    by_target = [
        option.id.text for option in literal if option.target is not None and option.target.text == answered.target
    ]
    if by_value or len(by_target) == 1:
        return by_value or by_target[0]
    from_data = len(literal) < len(options) and why.startswith(("label", "tapped", "position"))
    return EACH if from_data else None
