"""Every expression and template of a node or a flow, in order of writing.

Flows in: any piece of the tree. Flows out: its expressions and templates, or the names they read. It knows no types.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final, TypeAlias, cast, get_args

from flow_notations import ast
from flow_notations.expressions import nodes
from flow_notations.expressions.nodes import Template

if TYPE_CHECKING:
    from collections.abc import Iterator

    from flow_notations.expressions.nodes import Expr

Piece: TypeAlias = "Expr | Template"
EXPRESSIONS: Final = get_args(nodes.Expr)
"""The classes of expressions: to tell one from the other values of a setting."""


def pieces_of_flow(flow: ast.Flow) -> Iterator[Piece]:
    """All of a flow's, the header's and the flow-wide sentences' too."""
    for setting in flow.settings:
        yield from pieces_of_setting(setting)
    for sentence in flow.sentences:
        if isinstance(sentence, ast.Node):
            yield from pieces_of_node(sentence)
        else:
            yield from sentence.words
            yield from _given(sentence.label)


def pieces_of_node(node: ast.Node) -> Iterator[Piece]:
    """All of a node's."""
    for item in node.body:
        match item:
            case ast.CopyBlock(copy=copy):
                yield from pieces_of_copy(copy)
            case ast.Option():
                yield from (item.label, *item.also, *item.hears)
                yield from _given(item.describe, item.section, item.value)
            case ast.OptionEach():
                yield from (item.items, item.key, item.label)
                yield from _given(item.describe)
            case ast.Setting():
                yield from pieces_of_setting(item)
            case ast.When(condition=condition):
                yield condition
            case _:
                pass


def pieces_of_setting(setting: ast.Setting) -> Iterator[Piece]:
    """A setting's value and the copy under it."""
    yield from pieces_of_value(setting.value)
    yield from pieces_of_copy(setting.copy)


def pieces_of_value(value: object) -> Iterator[Piece]:  # noqa: C901, PLR0912 - one case for each noun of the union
    """What a setting's value holds."""
    match value:
        case Template():
            yield value
        case ast.Assignment(value=given):
            yield given
        case ast.Link():
            yield from (value.label, value.address)
        case ast.Show(button=button):
            yield from _given(button)
        case ast.Request(path=path):
            yield path
        case ast.TemplateUse(arguments=arguments):
            for argument in arguments:
                yield argument.value
        case ast.Place():
            yield from _given(value.name, value.address, value.latitude, value.longitude)
        case ast.Card(name=name, phones=phones):
            yield from (name, *phones)
        case ast.Declared(default=default):
            yield from _given(default)
        case tuple():
            for each in value:
                yield from pieces_of_value(each)
        case _ if isinstance(value, EXPRESSIONS):
            yield cast("Expr", value)
        case _:
            pass


def pieces_of_copy(copy: ast.Copy) -> Iterator[Piece]:
    """What copy interpolates, its conditions and its lists."""
    for part in copy:
        match part:
            case ast.CopyLine(template=template):
                yield template
            case ast.CopyIf():
                yield part.condition
                yield from pieces_of_copy(part.then)
                yield from pieces_of_copy(part.otherwise)
            case _:
                yield part.items
                yield from pieces_of_copy(part.body)


def names_in(piece: Piece) -> Iterator[nodes.Name]:
    """The names that a piece reads."""
    if isinstance(piece, Template):
        for hole in piece.holes:
            yield from names_in(hole.expr)
    elif isinstance(piece, nodes.Name):
        yield piece
    else:
        for child in nodes.children(piece):
            yield from names_in(child)


def counts_visits(expr: Expr) -> bool:
    """Whether it asks how often a node was entered: a loop's guard."""
    if isinstance(expr, nodes.Call) and expr.function == "visits":
        return True
    return any(counts_visits(child) for child in nodes.children(expr))


def _given(*pieces: Piece | None) -> Iterator[Piece]:
    return (piece for piece in pieces if piece is not None)
