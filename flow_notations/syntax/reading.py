"""What every reader of this room answers with, and how one stops at a line that it cannot read."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Generic, TypeVar

from flow_notations.diagnostics import Diagnostic

if TYPE_CHECKING:
    from flow_notations.source import Span

Value_co = TypeVar("Value_co", covariant=True)


@dataclass(frozen=True, slots=True)
class Read(Generic[Value_co]):
    """A value as far as it could be read, and every complaint, sorted by place.

    ``value`` is given whenever anything usable was read, so that the checker can go on; it is ``None`` only beside an error.
    """

    value: Value_co | None
    diagnostics: tuple[Diagnostic, ...] = ()


class Slip(Exception):
    """One line cannot be read further. Whoever walks the lines catches it, keeps its diagnostic and goes on."""

    def __init__(self, code: str, sentence: str, span: Span, hint: str = "") -> None:
        super().__init__(sentence)
        self.code = code
        self.sentence = sentence
        self.span = span
        self.hint = hint

    def at(self, path: str) -> Diagnostic:
        """The diagnostic for file ``path``."""
        return Diagnostic(code=self.code, sentence=self.sentence, hint=self.hint, span=self.span, path=path)


class Unread(Exception):
    """One line cannot be read further and its diagnostics are already kept."""
