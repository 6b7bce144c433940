"""Templates as closures: texts and holes in, one text out, harmless and within its length."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final, TypeAlias

from flow_notations.profile import units
from flow_notations.values import TEXT_CHARACTERS_DEFAULT

from .compiler import compile_expression
from .harmless import cleaner, cut
from .nodes import Hole
from .rendering import rendered
from .scope import charge

if TYPE_CHECKING:
    from collections.abc import Callable

    from .nodes import Template
    from .scope import Scope

    Show: TypeAlias = Callable[[Scope], str]

WHATSAPP_MARKS: Final = "*_~`"
"""Signs with which WhatsApp opens and closes bold, italic, struck and fixed-width text."""


def compile_template(
    template: Template, *, marks: str = WHATSAPP_MARKS, lengths: tuple[int, ...] | None = None
) -> Callable[[Scope], str]:
    """The template as a function of a scope; it raises nothing but ``OverBudget``.

    ``marks``: signs that a value may not bring along (``raw`` ones may); empty for text that is no copy, which then
    keeps line breaks too. ``lengths``: most UTF-16 units of each hole (``hole_lengths``); 256 each when not given.
    """
    literal = template.literal
    if literal is not None:
        return lambda _: literal
    lengths = lengths or (TEXT_CHARACTERS_DEFAULT,) * len(template.holes)
    rest = iter(lengths)
    shows: list[Show] = [
        _hole(part, marks, next(rest)) if isinstance(part, Hole) else _text(part) for part in template.parts
    ]
    return _joined(shows, f"{template.span.line}:{template.span.column}")


def _joined(shows: list[Show], where: str) -> Show:
    def run(scope: Scope) -> str:
        text = "".join([show(scope) for show in shows])
        charge(scope, len(text), where)
        return text

    return run


def compile_address(template: Template) -> Callable[[Scope], str]:
    """A template that is part of an address: every value percent-encoded, so that none can add a step or a parameter."""
    from urllib.parse import quote

    literal = template.literal
    if literal is not None:
        return lambda _: literal
    shows = [
        _encoded(_hole(part, "", TEXT_CHARACTERS_DEFAULT), quote) if isinstance(part, Hole) else _text(part)
        for part in template.parts
    ]
    return _joined(shows, f"{template.span.line}:{template.span.column}")


def _encoded(show: Show, quote: Callable[..., str]) -> Show:
    return lambda scope: quote(show(scope), safe="", errors="replace")


def _text(text: str) -> Show:
    return lambda _: text


def _hole(hole: Hole, marks: str, length: int) -> Show:
    value_of = compile_expression(hole.expr)
    clean = cleaner(marks) if marks and not hole.raw else None
    place = f"{hole.span.line}:{hole.span.column}"
    short = length // 2

    def show(scope: Scope) -> str:
        value = value_of(scope)
        text = value if type(value) is str else rendered(value, scope)
        if clean is not None:
            text = clean(text)
        if len(text) > short and units(text) > length:
            scope.cuts.append(f"{place} a text of {units(text)} characters was cut to {length}")
            text = cut(text, length)
        return text

    return show
