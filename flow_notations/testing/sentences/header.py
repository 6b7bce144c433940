"""What a test begins with: ``flow``, ``clock``, ``contact``."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import TYPE_CHECKING

from flow_notations.testing.forms import INCOMPLETE, Wrong, keyword, nothing_after, pairs, word

if TYPE_CHECKING:
    from flow_notations.testing.tokens import Token

    from .draft import Draft

FLOW_FORM = 'flow NAME at NODE with topic "track"'
"""``at`` and ``with`` may each be left out."""


def flow(test: Draft, tokens: list[Token], _raw: str) -> None:
    """``flow NAME [at NODE] [with name value …]``."""
    test.flow, test.flow_span = word(tokens, 1, "flow NAME"), tokens[1].span
    rest = 2
    if keyword(tokens, 2, "at"):
        test.at, test.at_span, rest = word(tokens, 3, FLOW_FORM), tokens[3].span, 4
    if keyword(tokens, rest, "with"):
        test.inputs = pairs(tokens[rest + 1 :], tokens[rest], FLOW_FORM)
    else:
        nothing_after(tokens, rest)


def clock(test: Draft, tokens: list[Token], _raw: str) -> None:
    """``clock 2026-03-02T09:00:00Z``: when the test begins."""
    words = word(tokens, 1, "clock 2026-03-02T09:00:00Z")
    try:
        moment = datetime.fromisoformat(words)
    except ValueError:
        hint = "write it like 2026-03-02T09:00:00Z"
        raise Wrong(INCOMPLETE, tokens[1].span, f"'{words}' is no date and time", hint) from None
    test.clock = (moment if moment.tzinfo else moment.replace(tzinfo=UTC)).isoformat()
    nothing_after(tokens, 2)


def contact(test: Draft, tokens: list[Token], _raw: str) -> None:
    """``contact first_name "Ana" language es``: fields of the customer."""
    test.contact |= pairs(tokens[1:], tokens[0], 'contact first_name "Ana"')
