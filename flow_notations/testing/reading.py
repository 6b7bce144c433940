"""``.chat`` text to a ``Transcript``: strict, complete, located. A line that means nothing is a diagnostic, never skipped.

A file holds tests and openings. ``include "…"`` in a test plays the lines of an opening there; every ``row name value …``
makes the test once more, with ``{name}`` replaced in its lines.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from flow_notations.diagnostics import Diagnostic, arrange
from flow_notations.expressions import closest
from flow_notations.source import Span

from . import transcript as nouns
from .blocks import Block, Written, expanded, rows_of
from .forms import Wrong, nothing_after, string
from .sentences import READERS, Draft
from .tokens import tokens_of

if TYPE_CHECKING:
    from collections.abc import Iterator

UNKNOWN_WORD = "X101"
NO_FLOW = "X103"
NO_TEST = "X104"
SAME_NAME = "X111"
HEADS = ("test", "opening")
INSIDE = (*READERS, "include", "row")
"""The words that begin the lines of a block."""


def read_transcript(text: str, *, path: str) -> tuple[nouns.Transcript, tuple[Diagnostic, ...]]:
    """Read a whole file. With any diagnostic the transcript must not be played."""
    found: list[Diagnostic] = []
    blocks = _blocks(text, path, found)
    openings = {block.name: block for block in blocks if block.head == "opening"}
    tests = [test for block in blocks if block.head == "test" for test in _tests(block, openings, path, found)]
    if not any(block.head == "test" for block in blocks) and not found:
        sentence = "there is no test in this file"
        found.append(Diagnostic(code=NO_TEST, span=Span(1, 1, 1, 1), sentence=sentence, hint='begin with `test "name"`', path=path))  # fmt: skip
    found += _same_names(tests, path)
    return nouns.Transcript(path=path, tests=tuple(tests)), arrange(found)


def _same_names(tests: list[nouns.Test], path: str) -> Iterator[Diagnostic]:
    """Two tests of one name could not be told apart, nor run alone."""
    names: set[str] = set()
    for test in tests:
        if test.name in names:
            sentence = f"another test is called '{test.name}' too"
            yield Diagnostic(code=SAME_NAME, span=test.span, sentence=sentence, hint="give it a name of its own", path=path)  # fmt: skip
        names.add(test.name)


def _blocks(text: str, path: str, found: list[Diagnostic]) -> list[Block]:
    """Tests and openings with their lines, unread."""
    blocks: list[Block] = []
    for number, line in enumerate(text.split("\n"), 1):
        tokens = tokens_of(line, number)
        if not tokens:
            continue
        written = Written(tokens=tokens, raw=line[: tokens[-1].span.end_column - 1])
        try:
            _place(blocks, written)
        except Wrong as wrong:
            found.append(_complaint(wrong, path))
    return blocks


def _place(blocks: list[Block], written: Written) -> None:
    head = written.tokens[0]
    if head.text in HEADS and head.span.column == 1:
        name = string(written.tokens, 1, f'{head.text} "name"')
        nothing_after(written.tokens, 2)
        blocks.append(Block(head=head.text, name=name, span=head.span))
    elif not blocks:
        raise Wrong(UNKNOWN_WORD, head.span, f"'{head.text}' stands before any test", 'begin with `test "name"`')
    elif head.kind != "word" or head.text not in INSIDE:
        near = closest(head.text, INSIDE)
        hint = f"did you mean '{near}'?" if near else f"lines begin with {', '.join(INSIDE)}"
        raise Wrong(UNKNOWN_WORD, head.span, f"'{head.text}' begins no line of a transcript", hint)
    else:
        blocks[-1].lines.append(written)


def _tests(block: Block, openings: dict[str, Block], path: str, found: list[Diagnostic]) -> Iterator[nouns.Test]:
    """A test, or one for each of its rows."""
    try:
        rows = rows_of(block)
        versions = [(row, expanded(block, openings, row)) for row in rows or [{}]]
    except Wrong as wrong:
        found.append(_complaint(wrong, path))
        return
    included = any(line.tokens[0].text == "include" for line in block.lines)
    for row, lines in versions:
        suffix = f" ({', '.join(f'{name} {words}' for name, words in row.items())})" if row else ""
        draft = Draft(block.name + suffix, block.span, plain=not rows and not included)
        for written in lines:
            try:
                READERS[written.tokens[0].text](draft, written.tokens, written.raw)
            except Wrong as wrong:
                found.append(_complaint(wrong, path))
        if draft.flow:
            yield draft.done()
        else:
            sentence = f"test '{block.name}' names no flow"
            found.append(Diagnostic(code=NO_FLOW, span=block.span, sentence=sentence, hint="write `flow NAME` under it", path=path))  # fmt: skip


def _complaint(wrong: Wrong, path: str) -> Diagnostic:
    return Diagnostic(code=wrong.code, span=wrong.span, sentence=wrong.sentence, hint=wrong.hint, path=path)
