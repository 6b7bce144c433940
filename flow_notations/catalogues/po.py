"""PO files, the translators' own: entries out as text and back. Only what GNU gettext says of the format, no plural entries.

Text in, entries and complaints out; no message is understood here.
https://www.gnu.org/software/gettext/manual/html_node/PO-Files.html
"""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from flow_notations.diagnostics import Diagnostic
from flow_notations.source import Span
from flow_notations.syntax import Read
from flow_notations.syntax.from_text import BROKEN_SIGN

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

ENTRIES_MAX = 100_000
"""Entries of one file; ours, far above what a flow of ``NODES_MAX`` nodes can hold."""
_KEYWORD = re.compile(r"(msgctxt|msgid_plural|msgid|msgstr(?:\[\d+\])?)\s+(\".*)$")
_TEXT = re.compile(r'"((?:[^"\\]|\\.)*)"\s*$')
_ESCAPE = re.compile(r"\\(.)")
_SIGNS = {"n": "\n", "t": "\t", "r": "\r", '"': '"', "\\": "\\"}
_OF_KEYWORD = {"msgctxt": "context", "msgid": "source", "msgstr": "target"}


@dataclass(frozen=True, slots=True, kw_only=True)
class PoEntry:
    """One message: ``context`` is its id. ``previous``: what ``source`` was; ``fuzzy``: to be looked at again."""

    context: str = ""
    source: str = ""
    target: str = ""
    comments: tuple[str, ...] = ()
    """The translators' own."""
    places: tuple[str, ...] = ()
    fuzzy: bool = False
    previous: str | None = None
    line: int = 1


def po_to_text(entries: Iterable[PoEntry], *, language: str, flow: str) -> str:
    """The whole file with its header."""
    header = PoEntry(target=f"Project-Id-Version: {flow}\nLanguage: {language}\nMIME-Version: 1.0\nContent-Type: text/plain; charset=UTF-8\nContent-Transfer-Encoding: 8bit\n")  # fmt: skip
    return "\n".join("\n".join(_entry(entry)) + "\n" for entry in (header, *entries))


def _entry(entry: PoEntry) -> Iterator[str]:
    yield from (f"# {comment}".rstrip() for comment in entry.comments)
    yield from (f"#: {place}" for place in entry.places)
    if entry.fuzzy:
        yield "#, fuzzy"
    if entry.previous is not None:
        yield from (f"#| {row}" for row in _rows("msgid", entry.previous))
    if entry.context:
        yield from _rows("msgctxt", entry.context)
    yield from _rows("msgid", entry.source)
    yield from _rows("msgstr", entry.target)


def _rows(keyword: str, text: str) -> Iterator[str]:
    """One row, or an empty one and a row for each line of the text, as the tools of translators write it."""
    lines = text.splitlines(keepends=True) if "\n" in text else [text]
    if len(lines) > 1 or text.endswith("\n"):
        yield f'{keyword} ""'
        yield from (f'"{_escaped(line)}"' for line in lines)
    else:
        yield f'{keyword} "{_escaped(text)}"'


def _escaped(text: str) -> str:
    return text.replace("\\", "\\\\").replace('"', '\\"').replace("\n", "\\n").replace("\t", "\\t").replace("\r", "\\r")


def read_po(text: str, *, path: str) -> Read[tuple[PoEntry, ...]]:
    """Every entry but the header; obsolete ones are left out. A line that is none of PO's is a complaint (L107), and so is a
    sign that no file of ours may hold.
    """
    if broken := BROKEN_SIGN.search(text):
        place = text.count("\n", 0, broken.start()) + 1
        return Read((), (_wrong(f"this file holds a sign that no text has: U+{ord(broken[0]):04X}", place, 1, path),))
    found: list[PoEntry] = []
    complaints: list[Diagnostic] = []
    entry, part = PoEntry(), ""
    for number, row in enumerate([*text.removeprefix("\ufeff").split("\n"), ""], 1):
        line = row.strip()
        if not line or line.startswith("#~"):
            entry, part = _closed(entry, part, found)
        elif line.startswith("#"):
            if part:
                entry, part = _closed(entry, part, found)
            entry = _comment(entry, line)
        elif keyword := _KEYWORD.match(line):
            if keyword[1] in ("msgctxt", "msgid") and part.startswith("msgstr"):
                entry, part = _closed(entry, part, found)
            entry = replace(entry, line=number) if not part else entry
            part = keyword[1]
            entry = _said(entry, part, keyword[2], number, path, complaints)
        elif line.startswith('"') and part:
            entry = _said(entry, part, line, number, path, complaints)
        else:
            complaints.append(_wrong("this line is none of a PO file's", number, len(row), path))
        if len(found) > ENTRIES_MAX:
            complaints.append(_wrong(f"more than {ENTRIES_MAX} entries", number, 1, path))
            break
    return Read(tuple(found[:ENTRIES_MAX]), tuple(complaints))


def _closed(entry: PoEntry, part: str, found: list[PoEntry]) -> tuple[PoEntry, str]:
    """Keep an entry that is whole; the header has no source and no context."""
    if part.startswith("msgstr") and (entry.source or entry.context):
        found.append(entry)
    return PoEntry(), ""


def _comment(entry: PoEntry, line: str) -> PoEntry:
    mark, words = line[:2], line[2:].strip()
    match mark:
        case "#,":
            return replace(entry, fuzzy=entry.fuzzy or "fuzzy" in [flag.strip() for flag in words.split(",")])
        case "#:":
            return replace(entry, places=(*entry.places, words))
        case "#|":
            said = _TEXT.search(words)
            return replace(entry, previous=(entry.previous or "") + _plain(said[1])) if said else entry
        case "#.":
            return entry
        case _:
            return replace(entry, comments=(*entry.comments, line[1:].strip()))


def _said(entry: PoEntry, part: str, raw: str, number: int, path: str, complaints: list[Diagnostic]) -> PoEntry:
    if part not in _OF_KEYWORD:
        complaints.append(
            _wrong("a flow has no plural entries; `plural(n, one: …, other: …)` stands in the words", number, 1, path)
        )
        return entry
    said = _TEXT.match(raw)
    if said is None:
        complaints.append(_wrong("this quote is never closed", number, len(raw), path))
        return entry
    field = _OF_KEYWORD[part]
    return replace(entry, **{field: getattr(entry, field) + _plain(said[1])})


def _plain(raw: str) -> str:
    return _ESCAPE.sub(lambda found: _SIGNS.get(found[1], found[0]), raw)


def _wrong(sentence: str, line: int, length: int, path: str) -> Diagnostic:
    return Diagnostic(code="L107", sentence=sentence, span=Span.at(line, 1, max(1, length)), path=path, hint="export the file again as PO, UTF-8")  # fmt: skip
