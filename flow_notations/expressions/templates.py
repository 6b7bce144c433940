"""Copy with holes: ``Hi {name ?? "there"}`` in, ``Template`` out.

``{{`` is a brace, ``}`` is itself, ``{raw x}`` lets a value carry markup. Text here has no escapes and no markup: that is
the channel's business.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from flow_notations.source import Span

from . import mistakes
from .nodes import Hole, template_of
from .parsed import Parsed
from .parser import parse_expression

if TYPE_CHECKING:
    from flow_notations.diagnostics import Diagnostic

    from .nodes import Template

_RAW = re.compile(r"\s*raw\s+(?=\S)")
_INSIDE = re.compile(r""""(?:[^"\\\n]|\\[^\n])*"|'(?:[^'\\\n]|\\[^\n])*'|[^}\n]""")
"""One step through a hole: a whole text, in which } closes nothing, or one sign."""


def parse_template(text: str, *, path: str, line: int = 1, column: int = 1) -> Parsed[Template]:
    """Read copy whose first sign stands at (``line``, ``column``); later lines of ``text`` start in column 1.

    There is always a value: a hole that cannot be read is left out of it, with its diagnostics.
    """
    lines = text.split("\n")
    end = Span.at(line + len(lines) - 1, len(lines[-1]) + (column if len(lines) == 1 else 1), 0)
    span = Span(line, column, end.line, end.column)
    if "{" not in text:
        return Parsed(template_of((text,), span))
    parts: list[str | Hole] = []
    diagnostics: list[Diagnostic] = []
    for number, row in enumerate(lines):
        if number:
            parts.append("\n")
        _read_line(row, path, line + number, column if number == 0 else 1, parts, diagnostics)
    return Parsed(template_of(parts, span), tuple(diagnostics))


def _read_line(
    row: str, path: str, line: int, column: int, parts: list[str | Hole], diagnostics: list[Diagnostic]
) -> None:
    at = 0
    while (brace := row.find("{", at)) >= 0:
        parts.append(row[at:brace])
        if row.startswith("{{", brace):
            parts.append("{")
            at = brace + 2
            continue
        end = _end_of_hole(row, brace + 1)
        if end is None:
            diagnostics.append(mistakes.lone_brace(Span.at(line, column + brace), path))
            at = len(row)
            break
        hole = _hole(row[brace + 1 : end], path, Span(line, column + brace, line, column + end + 1))
        diagnostics += hole.diagnostics
        if hole.value is not None:
            parts.append(hole.value)
        at = end + 1
    parts.append(row[at:])


def _end_of_hole(row: str, start: int) -> int | None:
    """Where the closing brace is; texts inside the hole may hold braces of their own."""
    at = start
    while at < len(row) and row[at] != "}":
        step = _INSIDE.match(row, at)
        at = step.end() if step else at + 1
    return at if at < len(row) else None


def _hole(text: str, path: str, span: Span) -> Parsed[Hole]:
    raw = _RAW.match(text)
    body = text[raw.end() :] if raw else text
    lead = len(text) - len(body) + len(body) - len(body.lstrip())
    if not body.strip():
        hint = "name what to show, or write {{} for braces that customers see"
        return Parsed(None, (mistakes.empty("this hole", hint, span, path),))
    read = parse_expression(body.strip(), path=path, line=span.line, column=span.column + 1 + lead)
    if read.value is None:
        return Parsed(None, read.diagnostics)
    return Parsed(Hole(read.value, raw is not None, span), read.diagnostics)
