"""Lark's complaint in an author's words: what cannot stand here, and what was expected."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from lark.exceptions import UnexpectedToken

from flow_notations.source import Span

from . import mistakes
from .builder import span_of

if TYPE_CHECKING:
    from lark import Token
    from lark.exceptions import UnexpectedCharacters

    from flow_notations.diagnostics import Diagnostic

_CLOCK = re.compile(r"(?<!\d)\d++:\d+(?::\d+)?")
_VALUE = "a value was expected: a name, text in quotes, a number"
_WORDS = {"&": "and", "|": "or"}
_OPERATOR = "an operator was expected, such as == or and"


def explain(mistake: UnexpectedCharacters | UnexpectedToken, text: str, path: str) -> Diagnostic:
    """The diagnostic for a text that the grammar refuses."""
    if isinstance(mistake, UnexpectedToken):
        return _token(mistake.token, frozenset(mistake.accepts or mistake.expected), text, path)
    span = Span.at(mistake.line, mistake.column)
    sign = text[mistake.pos_in_stream or 0]
    if sign in "\"'":
        return mistakes.unclosed_text(sign, span, path)
    if sign in _WORDS:
        return mistakes.unexpected(f"'{sign}'", f"write {_WORDS[sign]}", span, path)
    return mistakes.unexpected(f"'{sign}'", _expectation(frozenset(mistake.allowed or ())), span, path)


def _clock_at(text: str, colon: int) -> re.Match[str] | None:
    """Figures on both sides of this colon."""
    return next((found for found in _CLOCK.finditer(text) if found[0].index(":") + found.start() == colon), None)


def _token(token: Token, accepted: frozenset[str], text: str, path: str) -> Diagnostic:
    if token.type == "$END":
        lines = text.rstrip().split("\n")
        span = Span.at(len(lines), len(lines[-1]) + 1)
        hint = _expectation(accepted)
        for terminal, sign in (("END", ")"), ("CLOSE", "]")):
            if terminal in accepted:
                hint = f"a {sign} is missing"
        return mistakes.ends_early(hint, span, path)
    if token.type == "COLON" and (written := _clock_at(text, token.start_pos or 0)):
        begins = (token.column or 1) - written[0].index(":")
        return mistakes.no_time(written[0], Span.at(token.line or 1, begins, len(written[0])), path)
    return mistakes.unexpected(f"'{token}'", _expectation(accepted), span_of(token), path)


def _expectation(accepted: frozenset[str]) -> str:
    return _VALUE if "NUMBER" in accepted else _OPERATOR
