"""The finding of a test: the conversation went another way than the transcript says."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from flow_notations.source import Span

SAID_ELSE = "X201"
NOTHING_TO_TAP = "X202"
SAID_MORE = "X203"
DOES_NOT_HOLD = "X204"
UNUSED = "X205"
UNSCRIPTED = "X206"
NOT_OFFERED = "X207"


class Difference(Exception):
    """Where, and what went otherwise."""

    def __init__(self, code: str, span: Span, sentence: str, hint: str = "") -> None:
        super().__init__(sentence)
        self.code, self.span, self.sentence, self.hint = code, span, sentence, hint
