"""The test being read, line by line, before it is whole."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING, TypeAlias

from flow_notations.testing import transcript as nouns

if TYPE_CHECKING:
    from collections.abc import Callable

    from flow_notations.source import Span
    from flow_notations.testing.tokens import Token
    from flow_notations.values import Value

CLOCK_DEFAULT = "2026-03-02T09:00:00+00:00"
"""A Monday morning, when a test names no clock."""


class Draft:
    """Header and lines so far."""

    def __init__(self, name: str, span: Span, *, plain: bool = True) -> None:
        self.name, self.span, self.plain = name, span, plain
        self.flow, self.flow_span = "", span
        self.at: str | None = None
        self.at_span: Span | None = None
        self.inputs: dict[str, Value] = {}
        self.clock = CLOCK_DEFAULT
        self.contact: dict[str, Value] = {}
        self.lines: list[nouns.Line] = []
        self.calls: list[nouns.GivenCall] = []

    def done(self) -> nouns.Test:
        """The test."""
        return nouns.Test(
            name=self.name,
            flow=self.flow,
            lines=tuple(self.lines),
            span=self.span,
            flow_span=self.flow_span,
            clock=int(datetime.fromisoformat(self.clock).timestamp() * 1000),
            contact=self.contact,
            at=self.at,
            at_span=self.at_span,
            inputs=self.inputs,
            calls=tuple(self.calls),
            plain=self.plain,
        )


Read: TypeAlias = "Callable[[Draft, list[Token], str], None]"
"""A reader of one kind of line: adds to the draft, or raises ``Wrong``."""
