"""A flow with the words of a twin: the same nodes, arrows, conditions and ids, said in another language.

The binder binds it like any flow. Where the twin says nothing, the flow's own words stay.
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from flow_notations import ast
from flow_notations.expressions import Template
from flow_notations.source import NOWHERE

from .items import items_of, rewritten, with_defaults

if TYPE_CHECKING:
    from .catalogue import Catalogue
    from .items import Item


def translated(flow: ast.Flow, catalogue: Catalogue) -> ast.Flow:
    """The flow in the catalogue's language; its header says so."""
    words = items_of(catalogue.flow)

    def say(name: str, item: Item) -> Item:
        return merged(item, words[name]) if name in words else item

    return in_language(rewritten(flow, say), catalogue.language)


def in_language(flow: ast.Flow, language: str) -> ast.Flow:
    """The flow with this language in its header."""
    word = ast.Word(language, NOWHERE)
    others = tuple(setting for setting in flow.settings if setting.key.text != "language")
    said = ast.Setting(key=ast.Word("language", NOWHERE), value=word, value_span=NOWHERE, span=NOWHERE)
    return replace(flow, settings=(said, *others))


def merged(own: Item, other: Item) -> Item:
    """``own`` with the words of ``other``; what is no words stays. Of different kinds, ``own``."""
    match own, other:
        case ast.CopyBlock(), ast.CopyBlock():
            return replace(own, copy=(replace(other.copy[0], trivia=own.copy[0].trivia), *other.copy[1:]))
        case ast.Option(), ast.Option():
            return replace(
                own, label=other.label, label_span=other.label_span, also=other.also, hears=other.hears,
                describe=other.describe or own.describe, section=other.section or own.section,
            )  # fmt: skip
        case ast.OptionEach(), ast.OptionEach():
            return replace(own, label=other.label, label_span=other.label_span, describe=other.describe or own.describe)
        case ast.Anywhere(), ast.Anywhere():
            return replace(own, words=other.words, label=other.label)
        case ast.Setting(), ast.Setting():
            return _setting(own, other)
    return own


def _setting(own: ast.Setting, other: ast.Setting) -> ast.Setting:
    if own.copy:
        return replace(own, copy=other.copy or own.copy)
    match own.value, other.value:
        case ast.Show(), ast.Show(button=button):
            return replace(
                own, value=replace(own.value, button=button or own.value.button), value_span=other.value_span
            )
        case ast.Place(), ast.Place(name=name, address=address):
            return replace(own, value=replace(own.value, name=name, address=address), value_span=other.value_span)
        case ast.Gather(), ast.Gather(until=until):
            return replace(own, value=replace(own.value, until=until or own.value.until), value_span=other.value_span)
        case tuple(), tuple():
            return replace(with_defaults(own, other), trivia=own.trivia)
        case ast.Card(), ast.Card(name=name):
            return replace(own, value=replace(own.value, name=name), value_span=other.value_span)
        case (ast.Link(), ast.Link()) | (Template(), Template()):
            return replace(own, value=other.value, value_span=other.value_span)
    return own
