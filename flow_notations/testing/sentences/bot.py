"""What the bot says: ``bot …`` in all its forms."""

from __future__ import annotations

from typing import TYPE_CHECKING

from flow_notations.testing import transcript as nouns
from flow_notations.testing.forms import INCOMPLETE, Wrong, keyword, listed, nothing_after, nth, string, word

if TYPE_CHECKING:
    from flow_notations.testing.tokens import Token

    from .draft import Draft

KINDS = ("text", "image", "audio", "video", "document", "sticker", "location", "contact", "template")
FORM = 'bot "…", bot has "…", bot …, bot nothing'


def bot(test: Draft, tokens: list[Token], _raw: str) -> None:
    """``bot "…"``, ``bot has "…"``, ``bot template NAME``, ``bot …``, ``bot nothing``."""
    after = nth(tokens, 1, FORM)
    match after.kind, after.text:
        case "ellipsis", _:
            nothing_after(tokens, 2)
            test.lines.append(nouns.BotAny(span=after.span))
        case "word", "nothing":
            nothing_after(tokens, 2)
            test.lines.append(nouns.BotNothing(span=after.span))
        case ("string", _) | ("word", "has" | "choices" | "link"):
            test.lines.append(_message(tokens))
        case "word", kind if kind in KINDS:
            test.lines.append(_message(tokens))
        case _:
            hint = 'write `bot "…"`, `bot has "…"`, `bot template NAME`, `bot …` or `bot nothing`'
            raise Wrong(INCOMPLETE, after.span, f"'{after.text}' is nothing a bot does", hint)


def _message(tokens: list[Token]) -> nouns.Bot:
    at, kind, template = 1, None, None
    if tokens[at].kind == "word" and tokens[at].text in KINDS:
        kind, at = tokens[at].text, at + 1
        if kind == "template":
            template, at = word(tokens, at, "bot template NAME"), at + 1
    text, part = "", True
    if keyword(tokens, at, "has"):
        text, at = string(tokens, at + 1, 'bot has "…"'), at + 2
    elif at < len(tokens) and tokens[at].kind == "string":
        text, part, at = tokens[at].text, False, at + 1
    choices, link = _rest(tokens, at)
    return nouns.Bot(
        text=text, part=part, kind=kind, template=template, choices=choices, link=link, span=tokens[1].span
    )


def _rest(tokens: list[Token], at: int) -> tuple[tuple[str, ...] | None, str | None]:
    choices: tuple[str, ...] | None = None
    link = None
    while at < len(tokens):
        if keyword(tokens, at, "choices"):
            end = next((place for place in range(at, len(tokens)) if keyword(tokens, place, "link")), len(tokens))
            choices = tuple([token.text for token in listed(tokens[at + 1 : end], "word", tokens[at])])
            at = end
        elif keyword(tokens, at, "link"):
            link, at = string(tokens, at + 1, 'link "label"'), at + 2
        else:
            hint = 'after the text: `choices a, b` or `link "label"`'
            raise Wrong(INCOMPLETE, tokens[at].span, f"'{tokens[at].text}' is not expected here", hint)
    return choices, link
