"""Templates as closures: texts and holes in, one text out, harmless and within its length."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final, TypeAlias

from flow_notations.profile import units
from flow_notations.values import TEXT_CHARACTERS_DEFAULT

from .compiler import compile_expression
from .harmless import beginning, cleaner, cut
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

_LINE_PREFIX: Final = re.compile(r"\s*+(?:> )?(?:(?:[*-]|\d{1,2}\.) )?\s*+")
"""What may stand before the words of a line. Possessive, so that no run of spaces takes more than linear time."""


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
        _hole(part, _Place.of(template, at, marks), next(rest)) if isinstance(part, Hole) else _text(part)
        for at, part in enumerate(template.parts)
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
        _encoded(_hole(part, _Place(), TEXT_CHARACTERS_DEFAULT), quote) if isinstance(part, Hole) else _text(part)
        for part in template.parts
    ]
    return _joined(shows, f"{template.span.line}:{template.span.column}")


def _encoded(show: Show, quote: Callable[..., str]) -> Show:
    return lambda scope: quote(show(scope), safe="", errors="replace")


def _text(text: str) -> Show:
    return lambda _: text


@dataclass(frozen=True, slots=True)
class _Place:
    """What stands around a hole. ``first``: it stands where a line, or the words of a quote, begin; ``tight``: one of the author's
    signs stands beside it, which a space at the value's edge would keep from acting.
    """

    marks: str = ""
    first: bool = False
    tight: bool = False

    @classmethod
    def of(cls, template: Template, at: int, marks: str) -> _Place:
        texts = [part if isinstance(part, str) else "" for part in template.parts]
        beside = {texts[at - 1][-1:] if at else "", texts[at + 1][:1] if at + 1 < len(texts) else ""} - {""}
        before = "".join(texts[:at])
        return cls(
            marks=marks,
            first=bool(marks) and _LINE_PREFIX.fullmatch(before) is not None,
            tight=any(sign in marks for sign in beside),
        )

    def fitted(self, text: str) -> str:
        """A clean value as it may stand here."""
        if self.first:
            text = beginning(text).lstrip()
        return text.strip() if self.tight else text


def _hole(hole: Hole, around: _Place, length: int) -> Show:
    value_of = compile_expression(hole.expr)
    clean = cleaner(around.marks) if around.marks and not hole.raw else None
    place = f"{hole.span.line}:{hole.span.column}"
    short = length // 2

    def show(scope: Scope) -> str:
        value = value_of(scope)
        text = value if type(value) is str else rendered(value, scope)
        if clean is not None:
            text = around.fitted(clean(text))
        if len(text) > short and units(text) > length:
            scope.cuts.append(f"{place} a text of {units(text)} characters was cut to {length}")
            text = cut(text, length)
            if clean is not None:  # a sign that stood inside a word may stand at the cut now
                text = around.fitted(clean(text))
        return text

    return show
