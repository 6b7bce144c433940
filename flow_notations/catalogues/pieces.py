"""The texts of one item, each by the name of its part, and back: what a translator's tool shows one at a time.

An item in, its texts out; a text in, a piece of the tree out, or the complaints of the reader of flows. ``""`` is the part of
an item that has one text alone.
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any, TypeAlias, assert_never

from flow_notations import ast
from flow_notations.expressions import Constant, Template, parse_template, print_template
from flow_notations.syntax import Read, from_text
from flow_notations.syntax.copies import print_join
from flow_notations.syntax.tails import print_quoteds

from .items import worded_defaults
from .words import copy_lines, is_plain

if TYPE_CHECKING:
    from .items import Item

Piece: TypeAlias = "Template | tuple[Template, ...] | ast.Copy"
"""Words, several words, or lines of copy."""


def pieces_of(item: Item) -> dict[str, Piece]:
    """The item's texts, in order of writing."""
    found: dict[str, Piece | None]
    match item:
        case ast.CopyBlock(copy=copy):
            found = {"": copy}
        case ast.Option():
            found = {"label": item.label, "also": item.also, "hears": item.hears, "describe": item.describe, "section": item.section}  # fmt: skip
        case ast.OptionEach():
            found = {"label": item.label, "describe": item.describe}
        case ast.Anywhere():
            found = {"": item.words, "label": item.label}
        case ast.Setting(value=ast.Link() as link) if not item.copy:
            found = {"label": link.label, "address": link.address}
        case ast.Setting(value=ast.Place() as place) if not item.copy:
            found = {"name": place.name, "address": place.address}
        case ast.Setting(value=ast.Card() as card) if not item.copy:
            found = {"name": card.name}
        case ast.Setting(value=ast.Show() as show) if not item.copy:
            found = {"button": show.button}
        case ast.Setting(value=ast.Gather() as gather) if not item.copy:
            found = {"until": tuple([Template((word,)) for word in gather.until])}
        case ast.Setting(key=ast.Word("takes")):
            found = {each.name.text: _default(each) for each in worded_defaults(item)}
        case ast.Setting():
            found = {"": item.copy or (item.value if isinstance(item.value, Template) else None)}
        case _:
            assert_never(item)
    return {part: piece for part, piece in found.items() if piece}


def with_piece(item: Item, part: str, piece: Piece) -> Item:
    """The item with one of its texts replaced."""
    change: dict[str, Any] = {part: piece}
    match item:
        case ast.Setting(value=ast.Link() | ast.Show() | ast.Place() | ast.Card() as value) if not item.copy:
            return replace(item, value=replace(value, **change))
        case ast.Setting(value=ast.Gather() as gather) if isinstance(piece, tuple):
            words = [word.literal for word in piece if isinstance(word, Template) and word.literal is not None]
            change = {"value": replace(gather, until=tuple(words) or gather.until)}
        case ast.Setting(key=ast.Word("takes")) if isinstance(piece, Template):
            change = {
                "value": tuple(
                    [_said(each, piece) if each.name.text == part else each for each in worded_defaults(item)]
                )
            }
        case ast.Setting() if not item.copy:
            change = {"value": piece}
        case ast.Anywhere() if not part:
            change = {"words": piece}
        case ast.CopyBlock() | ast.Setting():
            change = {"copy": piece}
        case _:
            pass
    return replace(item, **change)


def _default(declared: ast.Declared) -> Template:
    assert isinstance(declared.default, Constant), "only texts are words"
    return Template((str(declared.default.value),))


def _said(declared: ast.Declared, words: Template) -> ast.Declared:
    """A default with other words; with a hole it would be no text, and it stays as it was."""
    assert isinstance(declared.default, Constant), "only texts are words"
    return (
        declared if words.literal is None else replace(declared, default=replace(declared.default, value=words.literal))
    )


def text_of(piece: Piece) -> str:
    """As a translator sees it: words bare, several words in quotes, plain copy without its marks."""
    if isinstance(piece, Template):
        return print_template(piece)
    if isinstance(piece[0], Template):
        return print_quoteds(piece)
    return "\n".join(copy_lines(piece))


def read_piece(text: str, *, like: Piece, path: str) -> Read[Piece]:
    """A text of the same nature as ``like``. The spans of complaints mean nothing."""
    if isinstance(like, Template):
        parsed = parse_template(text, path=path)
        return Read(parsed.value, parsed.diagnostics)
    if isinstance(like[0], Template):
        read = from_text(f"flow x\nanywhere says {' '.join(text.split())} -> back\n", path=path, table={})
        words = [word for sentence in read.value.anywhere for word in sentence.words] if read.value else []
        return Read(tuple(words), read.diagnostics)
    plain = is_plain(like)
    lines = [f"| {print_join(line, joined=False)}" if plain else line for line in text.split("\n")]
    body = "\n".join(f"    {line}".rstrip() for line in lines)
    flow = from_text(f"flow x\n  retry 1\n{body}\n", path=path, table={})
    setting = flow.value.setting("retry") if flow.value else None
    return Read(setting.copy if setting else (), flow.diagnostics)
