"""Which columns of which record are sealed, and how a record is taken apart and put together with others in their place."""

from __future__ import annotations

from dataclasses import fields
from operator import attrgetter
from typing import TYPE_CHECKING, Any, Final, TypeVar

from flow_notations.host.records import (
    Errand,
    Interaction,
    JournalEntry,
    Kept,
    Line,
    Notice,
    Part,
    Planned,
    Queued,
)

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

Record = TypeVar("Record", Queued, Line, Part, JournalEntry, Interaction, Errand, Planned, Notice, Kept)

SEALED: Final[dict[type, tuple[str, ...]]] = {
    Queued: ("body",),
    Interaction: ("state",),
    JournalEntry: ("event", "effects", "explanation"),
    Part: ("content", "fallback"),
    Errand: ("effect",),
    Planned: ("inputs",),
    Line: ("content", "sender", "speaker"),
    Notice: ("sentence",),
    Kept: ("body", "reason"),
}
"""What is sealed of each record: whatever a person said, was told, or is called. Why a send was refused is none of it."""


class Shape:
    """How records of one class are taken apart and put together: a dozen are, for each event."""

    def __init__(self, kind: type, sealed: tuple[str, ...]) -> None:
        names = [field.name for field in fields(kind)]
        self.values: Callable[[Any], tuple[Any, ...]] = attrgetter(*names)
        self.sealed = tuple([(names.index(name), f"{kind.__name__}.{name}") for name in sealed])
        self._kind: Callable[..., Any] = kind
        self._names = tuple(names)

    def made(self, values: Iterable[Any]) -> Any:
        """A record of these values."""
        return self._kind(**dict(zip(self._names, values, strict=True)))


SHAPES: Final = {kind: Shape(kind, sealed) for kind, sealed in SEALED.items()}
