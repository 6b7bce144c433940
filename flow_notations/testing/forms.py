"""What a line of a transcript must look like: the token at a place, of a kind; or a located complaint with the form."""

from __future__ import annotations

from typing import TYPE_CHECKING

from flow_notations.source import Span

if TYPE_CHECKING:
    from .tokens import Token


class Wrong(Exception):  # noqa: N818 - a finding, not a fault of the program
    """One line cannot be read; caught where lines are walked."""

    def __init__(self, code: str, span: Span, sentence: str, hint: str = "") -> None:
        self.code, self.span, self.sentence, self.hint = code, span, sentence, hint


def second(tokens: list[Token], form: str) -> Token:
    return nth(tokens, 1, form)


def third(tokens: list[Token], form: str) -> Token:
    return nth(tokens, 2, form)


def nth(tokens: list[Token], at: int, form: str) -> Token:
    if len(tokens) <= at:
        raise Wrong("X102", tokens[-1].span, f"'{tokens[0].text}' is not complete", f"write `{form}`")
    return tokens[at]


def string(tokens: list[Token], at: int, form: str) -> str:
    token = nth(tokens, at, form)
    if token.kind != "string":
        raise Wrong("X102", token.span, f"'{token.text}' needs quotes round it", f"write `{form}`")
    return token.text


def word(tokens: list[Token], at: int, form: str) -> str:
    token = nth(tokens, at, form)
    if token.kind != "word":
        raise Wrong("X102", token.span, f"'{token.text}' is not a name", f"write `{form}`")
    return token.text


def listed(tokens: list[Token], kind: str) -> list[Token]:
    """``a, b, c``: things of one kind with commas between them."""
    for at, token in enumerate(tokens):
        wanted = kind if at % 2 == 0 else "comma"
        if token.kind != wanted:
            raise Wrong(
                "X102", token.span, f"'{token.text}' is not expected here", "a list has commas between its items"
            )
    if not tokens or len(tokens) % 2 == 0:
        raise Wrong(
            "X102",
            tokens[-1].span if tokens else Span(1, 1, 1, 2),
            "the list is not complete",
            "a list has commas between its items",
        )
    return tokens[::2]


def nothing_after(tokens: list[Token], count: int) -> None:
    if len(tokens) > count:
        raise Wrong("X102", tokens[count].span, f"'{tokens[count].text}' is not expected here", "one sentence a line")
