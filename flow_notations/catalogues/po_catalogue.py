"""A twin as PO entries and back: one entry for each text of an item, with the source's words as ``msgid``.

The ids are those of the items with the part behind: ``ask.option.track.label``. What a translator wrote is read as the flow
would read it; what cannot be read is a complaint at its entry.
"""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

from flow_notations.diagnostics import Diagnostic, arrange
from flow_notations.source import Span
from flow_notations.syntax import Read

from .extracting import extract, notes_of, with_notes
from .items import items_of, rewritten
from .pieces import pieces_of, read_piece, text_of, with_piece
from .po import PoEntry

if TYPE_CHECKING:
    from collections.abc import Iterable

    from flow_notations import ast

    from .catalogue import Catalogue
    from .extracting import Notes
    from .items import Item


def to_po(flow: ast.Flow, *, language: str, source: str, before: Catalogue | None = None) -> tuple[PoEntry, ...]:
    """What there is to translate, with what is translated already; stale words are marked fuzzy."""
    twin = items_of(extract(flow, language=language, source=source, before=before).flow)
    entries: list[PoEntry] = []
    for name, item in items_of(flow).items():
        notes, said = notes_of(twin[name], source), pieces_of(twin[name])
        for part, piece in pieces_of(item).items():
            entries.append(
                PoEntry(
                    context=_context(name, part),
                    source=text_of(piece),
                    target=text_of(said[part]) if part in said and not notes.todo else "",
                    comments=notes.own,
                    places=(f"{flow.path}:{item.span.line}",),
                    fuzzy=bool(notes.was),
                    previous="\n".join(notes.was) if notes.was and not part else None,
                )
            )
    return tuple(entries)


def from_po(
    entries: Iterable[PoEntry],
    flow: ast.Flow,
    *,
    language: str,
    source: str,
    path: str,
    before: Catalogue | None = None,
) -> Read[Catalogue]:
    """The twin that the entries make. An item with a text still empty stays to do; ``before`` gives it its comments."""
    returned = _Returned({entry.context: entry for entry in entries}, path)
    own = items_of(flow)
    for context in returned.entries:
        if context not in {_context(name, part) for name, item in own.items() for part in pieces_of(item)}:
            returned.complain("L103", f"the flow says nothing like '{context}'", context, "warning")
    empty = extract(flow, language=language, source=source, before=before)

    def take(name: str, item: Item) -> Item:
        notes = notes_of(item, source)
        was: tuple[str, ...] = ()
        todo = False
        for part, piece in pieces_of(own[name]).items():
            entry = returned.entries.get(_context(name, part))
            if entry is None or not entry.target:
                todo = True
                continue
            read = read_piece(entry.target, like=piece, path=path)
            returned.reread(read.diagnostics, entry)
            if read.value:
                item = with_piece(item, part, read.value)
            if entry.fuzzy or entry.source != text_of(piece):
                was = (*was, *_earlier(entry, text_of(piece)).split("\n"))
        return with_notes(item, _after(notes, todo=todo, was=was), source)

    twin = replace(empty, flow=rewritten(empty.flow, take))
    return Read(twin, arrange(returned.complaints))


def _after(notes: Notes, *, todo: bool, was: tuple[str, ...]) -> Notes:
    return replace(notes, todo=todo, was=() if todo else was)


def _earlier(entry: PoEntry, now: str) -> str:
    """What the source said when this was translated, as far as the file knows."""
    if entry.source != now:
        return entry.source
    return entry.previous or entry.source


def _context(name: str, part: str) -> str:
    return f"{name}.{part}" if part else name


@dataclass(slots=True)
class _Returned:
    """A PO file on its way in."""

    entries: dict[str, PoEntry]
    path: str
    complaints: list[Diagnostic] = field(default_factory=list)

    def complain(self, code: str, sentence: str, context: str, severity: str = "error") -> None:
        span = Span.at(self.entries[context].line, 1)
        self.complaints.append(
            Diagnostic(code=code, sentence=sentence, span=span, path=self.path, severity=severity)  # type: ignore[arg-type]
        )

    def reread(self, complaints: Iterable[Diagnostic], entry: PoEntry) -> None:
        """What the reader of flows says, at the entry."""
        for each in complaints:
            self.complaints.append(replace(each, path=self.path, span=Span.at(entry.line, 1)))
