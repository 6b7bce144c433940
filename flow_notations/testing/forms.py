"""What a line of a transcript must look like: the token at a place, of a kind; or a located complaint with the form."""

from __future__ import annotations

import re
from datetime import timedelta
from typing import TYPE_CHECKING

from flow_notations.expressions import read_duration
from flow_notations.values import number as exact_number

if TYPE_CHECKING:
    from collections.abc import Sequence

    from flow_notations.source import Span
    from flow_notations.values import Value

    from .tokens import Token

INCOMPLETE = "X102"
_NUMBER = re.compile(r"-?\d+(\.\d+)?")
_PLAIN_WORDS: dict[str, Value] = {"yes": True, "true": True, "no": False, "false": False, "null": None}


class Wrong(Exception):
    """One line cannot be read; caught where lines are walked."""

    def __init__(self, code: str, span: Span, sentence: str, hint: str = "") -> None:
        super().__init__(sentence)
        self.code, self.span, self.sentence, self.hint = code, span, sentence, hint


def nth(tokens: list[Token], at: int, form: str) -> Token:
    """The token at a place. ``form``: how the whole line is written."""
    if len(tokens) <= at:
        raise Wrong(INCOMPLETE, tokens[-1].span, f"'{tokens[0].text}' is not complete", f"write `{form}`")
    return tokens[at]


def string(tokens: list[Token], at: int, form: str) -> str:
    """A text in quotes at a place."""
    token = nth(tokens, at, form)
    if token.kind != "string":
        raise Wrong(INCOMPLETE, token.span, f"'{token.text}' needs quotes round it", f"write `{form}`")
    return token.text


def word(tokens: list[Token], at: int, form: str) -> str:
    """A name at a place."""
    token = nth(tokens, at, form)
    if token.kind != "word":
        raise Wrong(INCOMPLETE, token.span, f"'{token.text}' is not a name", f"write `{form}`")
    return token.text


def keyword(tokens: list[Token], at: int, text: str) -> bool:
    """Whether this very word stands at a place."""
    return at < len(tokens) and tokens[at].kind == "word" and tokens[at].text == text


def whole(tokens: list[Token], at: int, form: str) -> int:
    """A whole number of at least one at a place."""
    token = nth(tokens, at, form)
    if not token.text.isdecimal() or int(token.text) < 1:
        raise Wrong(INCOMPLETE, token.span, f"'{token.text}' is no number of times", f"write `{form}`")
    return int(token.text)


def duration_ms(tokens: list[Token], at: int, form: str) -> int:
    """A length of time from a place to the end of the line, in milliseconds."""
    nth(tokens, at, form)
    words = " ".join(token.text for token in tokens[at:])
    duration = read_duration(words)
    if duration is None or duration <= timedelta():
        raise Wrong(INCOMPLETE, tokens[at].span, f"'{words}' is no length of time", f"write it like `{form}`")
    return duration // timedelta(milliseconds=1)


def plain(token: Token) -> Value:
    """A value as people write it: a text in quotes, a number, yes or no, JSON, or a bare word."""
    if token.kind == "string":
        return token.text
    if token.kind == "json":
        return token.value
    return exact_number(token.text) if _NUMBER.fullmatch(token.text) else _PLAIN_WORDS.get(token.text, token.text)


def pairs(tokens: Sequence[Token], head: Token, form: str) -> dict[str, Value]:
    """``name value name value``, with or without commas between the pairs."""
    rest = [token for token in tokens if token.kind != "comma"]
    if not rest or len(rest) % 2:
        raise Wrong(INCOMPLETE, head.span, f"'{head.text}' is followed by pairs of name and value", f"write `{form}`")
    for token in rest:
        if token.kind in ("broken", "ellipsis"):
            raise Wrong(INCOMPLETE, token.span, f"'{token.text}' is neither a name nor a value", f"write `{form}`")
    return {name.text: plain(value) for name, value in zip(rest[::2], rest[1::2], strict=True)}


def listed(tokens: list[Token], kind: str, head: Token) -> list[Token]:
    """``a, b, c``: things of one kind with commas between them, all that is left of a line."""
    hint = "a list has commas between its items"
    for at, token in enumerate(tokens):
        if token.kind != (kind if at % 2 == 0 else "comma"):
            raise Wrong(INCOMPLETE, token.span, f"'{token.text}' is not expected here", hint)
    if len(tokens) % 2 == 0:
        last = tokens[-1] if tokens else head
        raise Wrong(INCOMPLETE, last.span, "the list is not complete", hint)
    return tokens[::2]


def nothing_after(tokens: list[Token], count: int) -> None:
    """The line ends here."""
    if len(tokens) > count:
        raise Wrong(
            INCOMPLETE, tokens[count].span, f"'{tokens[count].text}' is not expected here", "one sentence a line"
        )
