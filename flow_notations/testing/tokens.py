"""One line of a transcript cut into tokens: strings, words, the ellipsis, commas. Each knows where it stands."""

from __future__ import annotations

import json
import re
from dataclasses import dataclass
from typing import Literal

from flow_notations.source import Span

_TOKEN = re.compile(
    r"""(?P<space>[ \t]+)
    |(?P<string>"(?:[^"\\]|\\.)*")
    |(?P<ellipsis>…|\.\.\.)
    |(?P<comma>,)
    |(?P<word>[^\s",]+)
    |(?P<broken>.)""",
    re.VERBOSE,
)
_TYPOGRAPHIC = str.maketrans("“”„‟", '""""')


@dataclass(frozen=True, slots=True)
class Token:
    """``text`` is the value of a string, or the word itself."""

    kind: Literal["string", "word", "ellipsis", "comma", "broken"]
    text: str
    span: Span


def tokens_of(line: str, number: int) -> list[Token]:
    """The tokens of one line; what fits nothing is a ``broken`` token."""
    found: list[Token] = []
    for match in _TOKEN.finditer(line.translate(_TYPOGRAPHIC)):
        kind = match.lastgroup
        if kind == "space":
            continue
        span = Span.at(number, match.start() + 1, match.end() - match.start())
        if kind == "string":
            found.append(_string(match.group(), span))
        else:
            found.append(Token(kind, match.group(), span))  # type: ignore[arg-type]
    return found


def _string(raw: str, span: Span) -> Token:
    try:
        return Token("string", json.loads(raw, strict=False), span)
    except ValueError:
        return Token("broken", raw, span)
