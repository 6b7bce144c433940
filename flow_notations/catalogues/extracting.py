"""A twin for translators, made from a flow: all its words in place, each under the words it translates.

A flow and perhaps the twin so far come in, the twin to work on goes out. What was translated stays translated. Three comments
carry what there is to know: ``# en: …`` the source's words, ``# todo`` not translated yet, ``# was: …`` the source's words
when it was translated, if they have changed. Whoever has seen to it deletes the last two.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from flow_notations import ast

from .catalogue import Catalogue
from .items import SAID, has_words, items_of, names_shown, rewritten, words_alone
from .translating import in_language, merged
from .words import comments_of, with_comments, words_of

if TYPE_CHECKING:
    from .items import Item

TODO, WAS = "todo", "was:"


@dataclass(frozen=True, slots=True, kw_only=True)
class Notes:
    """What stands above an item of a twin. ``of``: the words it translates; ``was``: those before; ``own``: all else."""

    of: tuple[str, ...] = ()
    was: tuple[str, ...] = ()
    todo: bool = False
    own: tuple[str, ...] = ()


def notes_of(item: Item, source: str) -> Notes:
    """Read the comments of an item; ``source`` is the flow's language."""
    said, was, own = [], [], []
    todo = False
    for comment in comments_of(item):
        if comment.startswith(f"{source}:"):
            said.append(comment.removeprefix(f"{source}:").removeprefix(" "))
        elif comment.startswith(WAS):
            was.append(comment.removeprefix(WAS).removeprefix(" "))
        elif comment.strip() == TODO:
            todo = True
        else:
            own.append(comment)
    return Notes(of=tuple(said), was=tuple(was), todo=todo, own=tuple(own))


def with_notes(item: Item, notes: Notes, source: str) -> Item:
    """Write them, in one order."""
    rows = [*notes.own, *(f"{source}: {line}".rstrip() for line in notes.of)]
    rows += [f"{WAS} {line}".rstrip() for line in notes.was]
    return with_comments(item, (*rows, *([TODO] if notes.todo else [])))


def extract(flow: ast.Flow, *, language: str, source: str, before: Catalogue | None = None) -> Catalogue:
    """The twin of a flow whose own language is ``source``; translations of ``before`` are kept, also when they are stale."""
    known = items_of(before.flow) if before is not None else {}
    moved = {(_node_of(name), notes_of(item, source).of): item for name, item in known.items()}
    said = {(_node_of(name), _recorded(words_of(item))) for name, item in items_of(flow).items()}

    def earlier(name: str, words: tuple[str, ...]) -> Item | None:
        """The translation of the same words in the same node; else of the same place, unless its words stand elsewhere now."""
        node, old = _node_of(name), known.get(name)
        if old is not None and notes_of(old, source).of in ((), words):
            return old
        if old is not None and (node, notes_of(old, source).of) in said:
            old = None
        return moved.get((node, words), old)

    def take(name: str, item: Item) -> Item:
        words = _recorded(words_of(item))
        old = earlier(name, words)
        if old is None:
            return with_notes(reduced(name, item), Notes(of=words, todo=True), source)
        notes = notes_of(old, source)
        was = notes.of if notes.of not in ((), words) and not notes.todo and not notes.was else notes.was
        told = reduced(name, item) if notes.todo else merged(reduced(name, item), old)
        return with_notes(told, replace(notes, of=words, was=was), source)

    return Catalogue(language=language, flow=in_language(_shape(rewritten(flow, take)), language))


def _recorded(words: tuple[str, ...]) -> tuple[str, ...]:
    """As they come back from a comment: without spaces at their ends."""
    return tuple(line.rstrip() for line in words)


def _node_of(name: str) -> str:
    return name.split(".", 1)[0]


def reduced(name: str, item: Item) -> Item:
    """Only the words; the header's settings keep their values, for a header is read as everywhere."""
    match item:
        case ast.Option():
            return replace(item, target=None, value=None)
        case ast.OptionEach() | ast.Anywhere():
            return replace(item, target=None)
        case ast.Setting() if item.copy and _node_of(name) != "flow":
            return replace(item, value=None)
    return item


def _shape(flow: ast.Flow) -> ast.Flow:
    """The flow without what holds no words, and with air between its nodes."""
    sentences: list[ast.Node | ast.Anywhere] = []
    for sentence in flow.sentences:
        if isinstance(sentence, ast.Anywhere):
            if sentence.verb in SAID:
                lone = not any(isinstance(each, ast.Anywhere) for each in sentences)
                sentences.append(replace(sentence, trivia=replace(sentence.trivia, blank_before=lone)))
            continue
        body = tuple(
            item
            for item in sentence.body
            if isinstance(item, ast.CopyBlock | ast.Option | ast.OptionEach)
            or (isinstance(item, ast.Setting) and has_words(item))
        )
        if body:
            aired = ast.Trivia(blank_before=True)
            sentences.append(replace(sentence, kind=None, variable=None, body=body, trivia=aired, closing=()))
    shown = names_shown(flow)
    bare = [words_alone(each, shown) if each.key.text == "takes" else each for each in flow.settings]
    settings = tuple(setting for setting in bare if has_words(setting))
    return replace(flow, settings=settings, sentences=tuple(sentences), trivia=ast.PLAIN, closing=())
