"""What there is to translate in a flow, each with an id that follows from its place: ``ask_topic.retry.1``.

A flow or a twin comes in (both are trees of the same shape); its word-holding items come out, or the tree with some of them
replaced. Ids are ``node.role.n``: ``welcome.copy.1``, ``ask.option.track``, ``anywhere.says.2``, ``flow.retry.1``.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import replace
from typing import TYPE_CHECKING, TypeAlias

from flow_notations import ast
from flow_notations.check.walk import pieces_of_copy
from flow_notations.expressions import Constant, Name, Template
from flow_notations.notation import Reader

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from flow_notations.expressions import Expr

Item: TypeAlias = ast.CopyBlock | ast.Option | ast.OptionEach | ast.Setting | ast.Anywhere
"""One thing to translate: a run of copy, an option, a setting with words, words that customers say."""
Change: TypeAlias = "Callable[[str, Item], Item]"

WORDED: Mapping[str, Reader] = {
    "link": Reader.LINK, "header": Reader.QUOTED, "footer": Reader.QUOTED, "show": Reader.SHOW,
    "location": Reader.PLACE, "contact": Reader.CARD, "gather": Reader.GATHER,
}  # fmt: skip
"""Settings whose own value holds words for the customer, with how it is read: an HTTP header is none."""
FOR_PEOPLE = ("note",)
"""Settings whose copy goes to agents, in the language of the flow."""
SAID = ("says", "hears", "optout", "offers")
"""Verbs of ``anywhere`` that hold words."""


def items_of(flow: ast.Flow) -> dict[str, Item]:
    """Every item by its id, in source order."""
    found: dict[str, Item] = {}

    def keep(name: str, item: Item) -> Item:
        found.setdefault(name, item)
        return item

    rewritten(flow, keep)
    return found


def rewritten(flow: ast.Flow, change: Change) -> ast.Flow:
    """The flow with every word-holding item replaced by what ``change`` makes of it."""
    count: Counter[str] = Counter()
    shown = names_shown(flow)
    settings = tuple(
        _takes(setting, shown, change) if setting.key.text == "takes" else _setting(setting, "flow", count, change)
        for setting in flow.settings
    )
    sentences = tuple(
        _node(sentence, change) if isinstance(sentence, ast.Node) else _anywhere(sentence, count, change)
        for sentence in flow.sentences
    )
    return replace(flow, settings=settings, sentences=sentences)


def _node(node: ast.Node, change: Change) -> ast.Node:
    """All copy of a node is one message, so it is one item, however many runs it was written in."""
    name = node.name.text
    count: Counter[str] = Counter()
    body: list[ast.BodyItem] = []
    copied = False
    for item in node.body:
        new: object = item
        match item:
            case ast.CopyBlock():
                if copied:
                    continue
                copied, new = True, change(f"{name}.copy.1", replace(item, copy=node.copy))
            case ast.Option():
                new = change(f"{name}.option.{item.id}", item)
            case ast.OptionEach():
                count["each"] += 1
                new = change(f"{name}.each.{count['each']}", item)
            case ast.Setting():
                new = _setting(item, name, count, change)
            case _:
                pass
        body.append(new)  # type: ignore[arg-type]
    return replace(node, body=tuple(body))


def _setting(setting: ast.Setting, owner: str, count: Counter[str], change: Change) -> ast.Setting:
    key = setting.key.text
    if not has_words(setting):
        return setting
    count[key] += 1
    changed = change(f"{owner}.{key}.{count[key]}", setting)
    assert isinstance(changed, ast.Setting), "an item stays what it is"
    return changed


def has_words(setting: ast.Setting) -> bool:
    """Whether a setting says something to a customer."""
    key = setting.key.text
    if setting.copy:
        return key not in FOR_PEOPLE
    match WORDED.get(key), setting.value:
        case (Reader.SHOW, ast.Show(button=Template())) | (Reader.LINK, ast.Link()) | (Reader.QUOTED, Template()):
            return True
        case (Reader.PLACE, ast.Place(name=Template())) | (Reader.CARD, ast.Card()):
            return True
        case (Reader.GATHER, ast.Gather(until=until)):
            return bool(until)
    return bool(worded_defaults(setting))


def worded_defaults(setting: ast.Setting) -> tuple[ast.Declared, ...]:
    """What ``takes`` gives as a text where the caller says nothing."""
    declared = setting.value if setting.key.text == "takes" and isinstance(setting.value, tuple) else ()
    return tuple([each for each in declared if isinstance(each, ast.Declared) and _is_text(each.default)])


def _is_text(default: Expr | None) -> bool:
    return isinstance(default, Constant) and isinstance(default.value, str)


def names_shown(flow: ast.Flow) -> frozenset[str]:
    """Variables that copy shows as they are: a text that is only compared is an id, and no words. A twin's own are all words."""
    twin = not any(node.routes for node in flow.nodes.values())
    copies = [piece for node in flow.nodes.values() for piece in pieces_of_copy(node.copy)]
    holes = [hole.expr for piece in copies if isinstance(piece, Template) for hole in piece.holes]
    names = {each.name.text for setting in flow.settings for each in worded_defaults(setting)} if twin else set()
    return frozenset(names | {expr.name for expr in holes if isinstance(expr, Name)})


def _takes(setting: ast.Setting, shown: frozenset[str], change: Change) -> ast.Setting:
    """Only the defaults that are words are an item; the rest of the line stays as it is."""
    bare = words_alone(setting, shown)
    words = worded_defaults(bare)
    if not words:
        return setting
    changed = change(f"flow.takes.{words[0].name}", bare)
    assert isinstance(changed, ast.Setting), "an item stays what it is"
    return with_defaults(setting, changed)


def words_alone(setting: ast.Setting, shown: frozenset[str]) -> ast.Setting:
    """A ``takes`` line with nothing but the defaults that are shown."""
    return replace(setting, value=tuple([each for each in worded_defaults(setting) if each.name.text in shown]))


def with_defaults(setting: ast.Setting, other: ast.Setting) -> ast.Setting:
    """A ``takes`` line with the defaults of another, and its comments."""
    said = {each.name.text: each.default for each in worded_defaults(other)}
    assert isinstance(setting.value, tuple), "the line declares names"
    declared = [
        replace(each, default=said.get(each.name.text, each.default)) if isinstance(each, ast.Declared) else each
        for each in setting.value
    ]
    return replace(setting, value=tuple(declared), trivia=other.trivia, value_span=other.value_span)  # type: ignore[arg-type]


def _anywhere(sentence: ast.Anywhere, count: Counter[str], change: Change) -> ast.Anywhere:
    if sentence.verb not in SAID:
        return sentence
    count[sentence.verb] += 1
    place = sentence.option.text if sentence.option is not None else str(count[sentence.verb])
    changed = change(f"anywhere.{sentence.verb}.{place}", sentence)
    assert isinstance(changed, ast.Anywhere), "an item stays what it is"
    return changed
