"""What the author is told: coded, located, complete.

A diagnostic is one sentence about one place, with a hint what to do. Rooms collect them; nothing stops at the first.
The codes: ``S`` syntax, ``N`` names, ``F`` fields (settings, outcomes), ``T`` types, ``P`` paths, ``B`` bounds (limits),
``W`` window, ``C`` centre file, ``X`` transcripts. Each has a card: ``flow explain CODE``.
"""

from __future__ import annotations

import unicodedata
from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal, TypeAlias

from .source import Span

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from .source import Source

DIAGNOSTICS_MAX = 100
"""Diagnostics shown per run; the rest is counted. A file of another kind would otherwise scroll for ever."""

Severity: TypeAlias = Literal["error", "warning"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Diagnostic:
    """One complaint: ``sentence`` says what and what was expected, ``hint`` what to do."""

    code: str
    sentence: str
    span: Span
    path: str
    hint: str = ""
    severity: Severity = "error"

    @property
    def order(self) -> tuple[str, int, int, str]:
        """Sort key: by file, then position, then code."""
        return (self.path, self.span.line, self.span.column, self.code)


def has_errors(diagnostics: Iterable[Diagnostic]) -> bool:
    """Whether any of them forbids running the flow (a warning does not)."""
    return any(diagnostic.severity == "error" for diagnostic in diagnostics)


def arrange(diagnostics: Iterable[Diagnostic]) -> tuple[Diagnostic, ...]:
    """Sort by place and drop exact repetitions."""
    return tuple(sorted(dict.fromkeys(diagnostics), key=lambda diagnostic: diagnostic.order))


def render(diagnostic: Diagnostic, sources: Mapping[str, Source]) -> str:
    """``file:line:col CODE sentence``, the source line, a caret line, the hint."""
    span = diagnostic.span
    kind = "" if diagnostic.severity == "error" else "warning: "
    rows = [f"{diagnostic.path}:{span.line}:{span.column} {diagnostic.code} {kind}{diagnostic.sentence}"]
    source = sources.get(diagnostic.path)
    line = source.line(span.line) if source else ""
    if line.strip():
        rows += [f"  | {line}", f"  | {_caret(line, span)}"]
    if diagnostic.hint:
        rows.append(f"  = {diagnostic.hint}")
    return "\n".join(rows)


def render_all(diagnostics: Iterable[Diagnostic], sources: Mapping[str, Source]) -> str:
    """Every diagnostic in order, capped at ``DIAGNOSTICS_MAX`` with the rest counted; ends with a newline if any."""
    arranged = arrange(diagnostics)
    shown = [render(diagnostic, sources) for diagnostic in arranged[:DIAGNOSTICS_MAX]]
    if len(arranged) > DIAGNOSTICS_MAX:
        shown.append(f"… and {len(arranged) - DIAGNOSTICS_MAX} more")
    return "\n".join(shown) + "\n" if shown else ""


def as_json(diagnostic: Diagnostic) -> dict[str, object]:
    """The machine's form: for editors and continuous integration."""
    span = diagnostic.span
    return {
        "path": diagnostic.path,
        "line": span.line,
        "column": span.column,
        "end_line": span.end_line,
        "end_column": span.end_column,
        "code": diagnostic.code,
        "severity": diagnostic.severity,
        "sentence": diagnostic.sentence,
        "hint": diagnostic.hint,
    }


def _caret(line: str, span: Span) -> str:
    """Spaces as wide as the text before the span, then a caret for each of its cells on this line."""
    start = span.column - 1
    end = span.end_column - 1 if span.end_line == span.line else len(line)
    lead = "".join("\t" if sign == "\t" else " " * _cells(sign) for sign in line[:start])
    return lead + "^" * max(1, sum(_cells(sign) for sign in line[start:end]))


def _cells(sign: str) -> int:
    """Terminal cells of one code point; terminals draw wide and combining signs so."""
    if unicodedata.combining(sign) or unicodedata.category(sign) in ("Mn", "Me", "Cf"):
        return 0
    return 2 if unicodedata.east_asian_width(sign) in ("W", "F") else 1
