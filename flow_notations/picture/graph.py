"""What there is to draw: boxes and their ways out, in source order. A flow as read in, a ``Graph`` out.

Flow-wide sentences stand once, on a box of their own that is no node. A way out to nowhere known is kept and leads to a box
that says so. Positions are not known here.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum
from typing import TYPE_CHECKING, assert_never

from flow_notations import ast
from flow_notations.expressions import print_duration, print_expression, print_template
from flow_notations.syntax.tails import print_quoteds, print_tail

if TYPE_CHECKING:
    from collections.abc import Iterator

    from flow_notations.expressions import Template
    from flow_notations.notation import Table

ANYWHERE = "anywhere"
"""The name of the box of flow-wide sentences; no node can have it, for it is a word of the language."""
HOPS = ("back", "return")
"""Targets that are no nodes: they depend on where the customer comes from."""


class Kind(Enum):
    """What a way out depends on."""

    PLAIN = "plain"
    OPTION = "option"
    WHEN = "when"
    ON = "on"
    INTERRUPT = "interrupt"


@dataclass(frozen=True, slots=True, kw_only=True)
class Exit:
    """One way out. ``label`` is empty when there is no other. ``hop``: the target is ``back`` or ``return``."""

    label: str
    target: str
    kind: Kind
    hop: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Box:
    """One node. ``answer``: the kind of answer it asks for. ``words``: its first line of copy, else its first setting.

    ``missing``: an arrow leads to it and no node has that name.
    """

    name: str
    notation: str
    answer: str = ""
    words: str = ""
    exits: tuple[Exit, ...] = ()
    missing: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Graph:
    """Boxes by name, in source order; the box of flow-wide sentences, if there is one, comes last."""

    name: str
    title: str
    start: str | None
    boxes: dict[str, Box]


def graph_of(flow: ast.Flow, *, table: Table) -> Graph:
    """The picture's content. ``table`` names the main outcome of each notation; unknown notations are drawn as well."""
    boxes = {name: _box(node, table) for name, node in flow.nodes.items()}
    interrupts = tuple(_interrupt(sentence) for sentence in flow.anywhere if sentence.target is not None)
    if interrupts:
        boxes[ANYWHERE] = Box(name=ANYWHERE, notation="", exits=interrupts)
    targets = [way.target for box in boxes.values() for way in box.exits if not way.hop]
    for target in targets:
        boxes.setdefault(target, Box(name=target, notation="no such node", missing=True))
    title = flow.setting("title")
    words = print_tail(title.value)[1:-1] if title is not None else ""
    return Graph(name=flow.name.text, title=words, start=flow.start.name.text if flow.start else None, boxes=boxes)


def _box(node: ast.Node, table: Table) -> Box:
    notation = table.get(node.notation.text)
    exits = tuple(_exits(node, notation.main if notation is not None else "done"))
    lonely = len(exits) == 1 and exits[0].kind is Kind.PLAIN and not node.options
    return Box(
        name=node.name.text,
        notation=node.notation.text,
        answer=_answer(node),
        words=_words(node),
        exits=(Exit(label="", target=exits[0].target, kind=Kind.PLAIN, hop=exits[0].hop),) if lonely else exits,
    )


def _answer(node: ast.Node) -> str:
    if node.kind is None:
        return ""
    words = node.kind.name.text.replace("_", "/")
    return f"{words} {node.kind.low}–{node.kind.high}" if node.kind.low is not None else words


def _words(node: ast.Node) -> str:
    """What tells the node from others at a glance."""
    for part in node.copy:
        line = _first_line(part)
        if line.strip():
            return line
    for setting in node.items(ast.Setting):
        tail = print_tail(setting.value)
        return tail if isinstance(setting.value, ast.Assignment) else f"{setting.key} {tail}".strip()
    return ""


def _first_line(part: ast.CopyPart) -> str:
    match part:
        case ast.CopyLine(template=template):
            return _plain(template)
        case ast.CopyIf(then=inner) | ast.CopyEach(body=inner):
            return _first_line(inner[0]) if inner else ""
        case _:
            assert_never(part)


def _exits(node: ast.Node, main: str) -> Iterator[Exit]:
    """One for each arrow: the options' in their order, then the node's. Options without an arrow share the plain one."""
    plain = next((route for route in node.routes if isinstance(route, ast.Otherwise)), None)
    merged = None
    shared = [_plain(option.label) for option in node.options if option.target is None]
    for option in node.options:
        if option.target is not None:
            yield _exit(_plain(option.label), option.target, Kind.OPTION)
        elif plain is not None and shared:
            yield _exit(" · ".join(shared), plain.target, Kind.OPTION)
            merged, shared = plain, []
    conditional = False
    for route in node.routes:
        match route:
            case ast.When():
                conditional = True
                yield _exit(f"when {print_expression(route.condition)}", route.target, Kind.WHEN)
            case ast.On():
                yield _exit(f"on {', '.join(outcome.text for outcome in route.outcomes)}", route.target, Kind.ON)
            case ast.Otherwise():
                if route is not merged:
                    yield _exit("else" if conditional else main, route.target, Kind.PLAIN)
            case _:
                assert_never(route)


def _exit(label: str, target: ast.Word, kind: Kind) -> Exit:
    return Exit(label=label, target=target.text, kind=kind, hop=target.text in HOPS)


def _interrupt(sentence: ast.Anywhere) -> Exit:
    assert sentence.target is not None, "only sentences that lead somewhere are drawn"
    match sentence.verb:
        case "on":
            tail = ", ".join(outcome.text for outcome in sentence.outcomes)
        case "closing":
            tail = print_duration(sentence.delay) if sentence.delay is not None else ""
        case "offers":
            tail = f'"{_plain(sentence.label)}"' if sentence.label is not None else ""
        case _:
            tail = print_quoteds(sentence.words)
    return _exit(f"{sentence.verb} {tail}".strip(), sentence.target, Kind.INTERRUPT)


def _plain(template: Template) -> str:
    return print_template(template).replace("{{", "{").replace("\n", " ")
