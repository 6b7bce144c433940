"""Exceptions of the flow side: the programmer's faults only.

What an author does wrong is a ``Diagnostic``; what the world does wrong is an event. Neither is ever an exception.

    FlowError
    ├── BrokenFlow          a flow with errors was asked to run; carries its diagnostics
    ├── UnreadableState     a stored session cannot be read: its codec, digest or shape is not one we know
    ├── OverBudget          an expression or a template cost more than its budget; the machine turns it into a failure
    ├── ClashingNotations   two packages bring the same notation, or what one brings is none
    ├── StoreUnavailable    the store cannot be opened or written: locked, corrupt, of another schema, disk full
    │   └── StoreClosed     it was closed by its owner; nothing makes it better
    ├── NotHere             a number, a flow or a conversation was named that is not here
    └── MissingSettings     a process was started without something it needs; the message names it
"""

from __future__ import annotations

from collections.abc import Sequence


class FlowError(Exception):
    """Root of every exception that this package raises on purpose."""


class BrokenFlow(FlowError):
    """A flow that has errors was asked to run.

    ``renderings`` are its diagnostics as a person reads them. ``name`` is empty when not even that could be read.
    """

    def __init__(self, name: str, renderings: Sequence[str]) -> None:
        said = f"flow '{name}' cannot run" if name else "no flow can run"
        super().__init__("\n".join([f"{said}:", *renderings]))
        self.name = name
        self.renderings = tuple(renderings)


class UnreadableState(FlowError):
    """A stored session cannot be read back; the message says what was expected."""


class OverBudget(FlowError):
    """An expression or a template went over its cost budget."""


class ClashingNotations(FlowError):
    """Two installed packages bring the same notation, or what one brings is none; the message names both."""


class StoreUnavailable(FlowError):
    """The store cannot be opened or written; the message says why and what to do."""


class StoreClosed(StoreUnavailable):
    """The store was closed by its owner: waiting does not help."""


class NotHere(FlowError, LookupError):
    """A number, a flow or a conversation was named that is not here; the message says which there are."""


class MissingSettings(FlowError):
    """A process was started without something it needs; the message names each missing setting."""
