"""One line of a transcript cut into tokens: strings, JSON, words, the ellipsis, commas. Each knows where it stands."""

from __future__ import annotations

import json
import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

from flow_notations.source import Span
from flow_notations.values import number as exact_number

if TYPE_CHECKING:
    from flow_notations.values import Value

_TOKEN = re.compile(
    r"""(?P<space>[ \t\r]+)
    |(?P<comment>\#.*)
    |(?P<string>"(?:[^"\\]|\\.)*")
    |(?P<ellipsis>…|\.\.\.)
    |(?P<comma>,)
    |(?P<json>\{(?=\s*["}])|\[)
    |(?P<word>[^\s",]+)
    |(?P<broken>.)""",
    re.VERBOSE,
)
_TYPOGRAPHIC = str.maketrans("“”„‟", '""""')
_JSON = json.JSONDecoder(parse_float=exact_number)


@dataclass(frozen=True, slots=True)
class Token:
    """``text`` is the value of a string, or the word itself; ``value`` what a JSON token holds."""

    kind: Literal["string", "word", "ellipsis", "comma", "json", "broken"]
    text: str
    span: Span
    value: Value = None


def tokens_of(line: str, number: int) -> list[Token]:
    """The tokens of one line, without its comment; what fits nothing is a ``broken`` token."""
    found: list[Token] = []
    line, at = line.translate(_TYPOGRAPHIC), 0
    while at < len(line):
        match = _TOKEN.match(line, at)
        assert match is not None, "the last alternative takes anything"
        kind, text = match.lastgroup, match.group()
        if kind == "comment":
            break
        if kind == "json":
            token = _json(line, at, number)
        elif kind == "string":
            token = _string(text, Span.at(number, at + 1, len(text)))
        else:
            token = Token(kind, text, Span.at(number, at + 1, len(text)))  # type: ignore[arg-type]
        if kind != "space":
            found.append(token)
        at = token.span.end_column - 1
    return found


def _string(raw: str, span: Span) -> Token:
    try:
        return Token("string", json.loads(raw, strict=False), span)
    except ValueError:
        return Token("broken", raw, span)


def _json(line: str, at: int, number: int) -> Token:
    try:
        data, end = _JSON.raw_decode(line, at)
        return Token("json", line[at:end], Span.at(number, at + 1, end - at), _exact(data))
    except (ValueError, RecursionError):
        return Token("broken", line[at:], Span.at(number, at + 1, len(line) - at))


def _exact(data: object) -> Value:
    """JSON as a flow holds it: lists are tuples, numbers stay exact."""
    match data:
        case list():
            return tuple([_exact(item) for item in data])
        case dict():
            return {str(key): _exact(item) for key, item in data.items()}
    return data  # type: ignore[return-value]
