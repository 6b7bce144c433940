"""``.chat`` text to a ``Transcript``: strict, complete, located. A line that means nothing is a diagnostic, never skipped."""

from __future__ import annotations

from typing import TYPE_CHECKING

from flow_notations.diagnostics import Diagnostic
from flow_notations.expressions.suggest import closest
from flow_notations.source import Span

from . import transcript as nouns
from .forms import Wrong, string
from .sentences import READERS, Draft
from .tokens import tokens_of

if TYPE_CHECKING:
    from .tokens import Token


def read_transcript(text: str, *, path: str) -> tuple[nouns.Transcript, tuple[Diagnostic, ...]]:
    """Read a whole file. With any diagnostic the transcript must not be played."""
    tests: list[Draft] = []
    found: list[Diagnostic] = []
    for number, line in enumerate(text.split("\n"), 1):
        tokens = tokens_of(line, number)
        if not tokens or tokens[0].text.startswith("#"):
            continue
        try:
            _line(tests, tokens, line)
        except Wrong as wrong:
            found.append(
                Diagnostic(code=wrong.code, span=wrong.span, sentence=wrong.sentence, hint=wrong.hint, path=path)
            )
    found += [
        Diagnostic(code="X103", span=test.span, sentence=f"test '{test.name}' names no flow", hint="write `flow NAME` under it", path=path)
        for test in tests
        if not test.flow
    ]  # fmt: skip
    if not tests and not found:
        found.append(Diagnostic(code="X104", span=Span(1, 1, 1, 1), sentence="there is no test in this file", hint='begin with `test "name"`', path=path))  # fmt: skip
    return nouns.Transcript(path=path, tests=tuple([test.done() for test in tests if test.flow])), tuple(found)


def _line(tests: list[Draft], tokens: list[Token], raw: str) -> None:
    head = tokens[0]
    if head.text == "test" and head.span.column == 1:
        tests.append(Draft(string(tokens, 1, 'test "name"'), head.span))
        return
    if not tests:
        raise Wrong("X101", head.span, f"'{head.text}' stands before any test", 'begin with `test "name"`')
    reader = READERS.get(head.text)
    if reader is None:
        near = closest(head.text, READERS)
        raise Wrong(
            "X101", head.span, f"'{head.text}' begins no line of a transcript",
            f"did you mean '{near}'?" if near else f"lines begin with {', '.join(READERS)}",
        )  # fmt: skip
    reader(tests[-1], tokens, raw)
