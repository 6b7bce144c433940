"""The flow-wide sentences: ``anywhere says "agent" -> to_agent`` and its kin. A line in, an ``Anywhere`` out."""

from __future__ import annotations

from typing import TYPE_CHECKING

from flow_notations import ast
from flow_notations.expressions.suggest import closest

from .reading import Slip
from .routes import read_target
from .scan import OUTCOME, Cursor

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from flow_notations.source import Span

    from .lines import Line
    from .scan import Page


def read_anywhere(line: Line, page: Page) -> ast.Anywhere | None:
    """``anywhere says "agent" -> to_agent`` and its kin."""
    cursor = Cursor(line, page, len("anywhere"))
    try:
        verb = cursor.word("a verb such as says, hears or on")
        if (read := _VERBS.get(verb.text)) is None:
            near = closest(verb.text, tuple(_VERBS))
            hint = f"did you mean '{near}'?" if near else f"verbs are {', '.join(_VERBS)}"
            raise Slip("F111", f"'anywhere' has no verb '{verb}'", verb.span, hint)
        return read(cursor, verb.span, line)
    except Slip as slip:
        page.complaints.append(slip.at(page.path))
    return None


def _says(cursor: Cursor, place: Span, line: Line) -> ast.Anywhere:
    words = cursor.quoteds("quoted words")
    return ast.Anywhere(
        verb="says", verb_span=place, words=words, target=read_target(cursor), span=line.span, trivia=line.trivia
    )


def _hears(cursor: Cursor, place: Span, line: Line) -> ast.Anywhere:
    words = cursor.quoteds("quoted words")
    return ast.Anywhere(
        verb="hears", verb_span=place, words=words, target=read_target(cursor), span=line.span, trivia=line.trivia
    )


def _offers(cursor: Cursor, place: Span, line: Line) -> ast.Anywhere:
    option = cursor.word("the option's id", OUTCOME)
    label = cursor.quoted("the option's label")
    return ast.Anywhere(
        verb="offers", verb_span=place, option=option, label=label, target=read_target(cursor),
        span=line.span, trivia=line.trivia,
    )  # fmt: skip


def _on(cursor: Cursor, place: Span, line: Line) -> ast.Anywhere:
    outcomes = cursor.words("an outcome", OUTCOME)
    return ast.Anywhere(
        verb="on", verb_span=place, outcomes=outcomes, target=read_target(cursor), span=line.span, trivia=line.trivia
    )


def _closing(cursor: Cursor, place: Span, line: Line) -> ast.Anywhere:
    delay = cursor.duration("how long before the end")
    return ast.Anywhere(
        verb="closing", verb_span=place, delay=delay, target=read_target(cursor), span=line.span, trivia=line.trivia
    )


def _undelivered(cursor: Cursor, place: Span, line: Line) -> ast.Anywhere:
    return ast.Anywhere(
        verb="undelivered", verb_span=place, target=read_target(cursor), span=line.span, trivia=line.trivia
    )


def _optout(cursor: Cursor, place: Span, line: Line) -> ast.Anywhere:
    if not cursor.keyword("also"):
        raise cursor.expected(
            "'also' and quoted words", 'opt-out words can only be added: anywhere optout also "basta"'
        )
    words = cursor.quoteds("quoted words")
    cursor.finish()
    return ast.Anywhere(verb="optout", verb_span=place, words=words, span=line.span, trivia=line.trivia)


_VERBS: Mapping[str, Callable[[Cursor, Span, Line], ast.Anywhere]] = {
    "says": _says,
    "hears": _hears,
    "offers": _offers,
    "on": _on,
    "closing": _closing,
    "undelivered": _undelivered,
    "optout": _optout,
}
