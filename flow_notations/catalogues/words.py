"""The words of one item: as canonical lines, with the names that they show, and the comments above them."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, assert_never

from flow_notations import ast
from flow_notations.check.walk import pieces_of_copy, pieces_of_value
from flow_notations.expressions import Template, children, path_of
from flow_notations.source import NOWHERE
from flow_notations.syntax import to_text

if TYPE_CHECKING:
    from collections.abc import Iterator

    from flow_notations.expressions import Expr

    from .items import Item

_NAME = ast.Word("x", NOWHERE)


def comments_of(item: Item) -> tuple[str, ...]:
    """The comment lines above it."""
    return (item.copy[0].trivia if isinstance(item, ast.CopyBlock) else item.trivia).comments


def with_comments(item: Item, comments: tuple[str, ...]) -> Item:
    """The item under these comments and none else."""
    if isinstance(item, ast.CopyBlock):
        first = replace(item.copy[0], trivia=ast.Trivia(comments, blank_before=item.copy[0].trivia.blank_before))
        return replace(item, copy=(first, *item.copy[1:]))
    return replace(item, trivia=ast.Trivia(comments, blank_before=item.trivia.blank_before))


def words_of(item: Item) -> tuple[str, ...]:
    """The item's words in canonical lines, without what stands around them: what a twin records of its source."""
    match item:
        case ast.CopyBlock():
            return copy_lines(item.copy)
        case ast.Setting() if item.copy:
            return copy_lines(item.copy)
        case ast.Setting():
            return (_printed(replace(item, trivia=ast.PLAIN))[0].removeprefix(item.key.text).strip(),)
        case ast.Option():
            bare = replace(item, target=None, value=None, trivia=ast.PLAIN)
            return (_printed(bare)[0].removeprefix(f"* {item.id}").strip(),)
        case ast.OptionEach():
            return (_printed(replace(item, target=None, trivia=ast.PLAIN))[0].removeprefix("* ").strip(),)
        case ast.Anywhere():
            flow = ast.Flow(name=_NAME, sentences=(replace(item, target=None, trivia=ast.PLAIN),), span=NOWHERE)
            return (to_text(flow).splitlines()[1].removeprefix(f"anywhere {item.verb}").strip(),)
        case _:
            assert_never(item)


def copy_lines(copy: ast.Copy) -> tuple[str, ...]:
    """Plain copy as its bare lines; copy with conditions, repetitions or joined lines with all its signs."""
    if is_plain(copy):
        lines = (replace(part, trivia=ast.PLAIN) for part in copy)
        return tuple(line.removeprefix("|").removeprefix(" ") for line in _printed(_block(tuple(lines))))
    return tuple(line for line in _printed(_block(copy)) if not line.lstrip().startswith("#") and line.strip())


def is_plain(copy: ast.Copy) -> bool:
    """Whether it is lines and nothing else."""
    return all(isinstance(part, ast.CopyLine) and not part.joined for part in copy)


def _block(copy: ast.Copy) -> ast.CopyBlock:
    return ast.CopyBlock(copy=copy, span=NOWHERE)


def _printed(item: ast.BodyItem) -> list[str]:
    """The lines of one item of a node, as the text form has them."""
    node = ast.Node(notation=_NAME, name=_NAME, body=(item,), span=NOWHERE)
    lines = to_text(ast.Flow(name=_NAME, sentences=(node,), span=NOWHERE)).splitlines()[2:]
    return [line.removeprefix("  ") for line in lines]


def names_of(item: Item) -> frozenset[str]:
    """The variables and fields that its words show or depend on: ``contact.first_name``."""
    match item:
        case ast.CopyBlock(copy=copy):
            pieces = list(pieces_of_copy(copy))
        case ast.Option() | ast.OptionEach():
            pieces = [item.label, *([item.describe] if item.describe is not None else [])]
        case ast.Setting():
            pieces = [*pieces_of_copy(item.copy), *(pieces_of_value(item.value) if not item.copy else ())]
        case ast.Anywhere():
            pieces = [item.label] if item.label is not None else []
        case _:
            assert_never(item)
    found: set[str] = set()
    for piece in pieces:
        for expr in [hole.expr for hole in piece.holes] if isinstance(piece, Template) else [piece]:
            found |= set(_paths(expr))
    return frozenset(found)


def _paths(expr: Expr) -> Iterator[str]:
    path = path_of(expr)
    if path is not None:
        yield ".".join(path)
        return
    for child in children(expr):
        yield from _paths(child)
