"""The lexer of pass 1: lines that were read before are its tokens. In a file of its own, because lark is loaded only when a flow is read."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from lark.lexer import Lexer

from .lines import indented

if TYPE_CHECKING:
    from collections.abc import Iterator


class GivenLines(Lexer):
    """Hands on the lines that were read before; no regular expression has to be tried."""

    __future_interface__ = 2

    def __init__(self, _settings: Any) -> None:
        """Nothing to prepare."""

    def lex(self, given: Any, _state: Any) -> Iterator[Any]:
        """The lines with the indentation laid beside them."""
        return indented(given.text)
