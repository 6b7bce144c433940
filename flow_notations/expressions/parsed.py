"""What every reader of this room answers: a value as far as it could be read, and all complaints."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Generic, TypeVar

if TYPE_CHECKING:
    from flow_notations.diagnostics import Diagnostic

Read_co = TypeVar("Read_co", covariant=True)


@dataclass(frozen=True, slots=True)
class Parsed(Generic[Read_co]):
    """``value`` is ``None`` only when nothing sensible could be read; then there is at least one diagnostic.

    A value beside diagnostics is what the author most likely meant, so that later passes can go on.
    """

    value: Read_co | None
    diagnostics: tuple[Diagnostic, ...] = ()
