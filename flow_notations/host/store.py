"""The port to what is durable. A ``Store`` runs a piece of work in one transaction; the work sees a ``Transaction``.

Promises of any store: when ``transact`` returns, what the work wrote survives a crash and a power cut; when it raises,
nothing of it was written; works of one conversation run one after another, each seeing what the earlier ones wrote. A
work is plain synchronous code without input or output of its own, so that a store may run it on a thread of its own
and commit many works together. No type of any database appears here.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Final, Protocol, TypeVar, runtime_checkable

from .agenda import Agenda
from .ledgers import Conversations, Errands, History, Inbox, Interactions, Outbox

if TYPE_CHECKING:
    from collections.abc import Sequence

    from channel_adapter.messages import Item


Result = TypeVar("Result")

RING_SCOPE: Final = "sealed:ring"
"""The saved fields by which a sealed store knows its keys; one that is not sealed has none."""


class Transaction(Protocol):
    """Everything durable, inside one transaction."""

    @property
    def inbox(self) -> Inbox:
        """What waits."""
        ...

    @property
    def conversations(self) -> Conversations:
        """Who."""
        ...

    @property
    def interactions(self) -> Interactions:
        """Sessions."""
        ...

    @property
    def outbox(self) -> Outbox:
        """What goes out."""
        ...

    @property
    def errands(self) -> Errands:
        """What is asked of others."""
        ...

    @property
    def history(self) -> History:
        """What was said."""
        ...

    def agenda(self, conversation: str) -> Agenda | None:
        """What lies before a conversation; ``None`` for one that may have been absorbed. ``agenda.piece_by_piece`` does."""
        ...


class Store(Protocol):
    """Where it all is kept."""

    async def transact(self, work: Callable[[Transaction], Result]) -> Result:
        """Run ``work`` in one transaction and return its result once that is durable.

        Raises ``StoreUnavailable`` when the store cannot do it, and whatever ``work`` raises; nothing is written then.
        """
        ...

    async def close(self) -> None:
        """Finish what was handed in, and let go of the store."""
        ...


@runtime_checkable
class Foresees(Protocol):
    """A transaction that reads for many items at once what taking them in will look at."""

    def foresee(self, items: Sequence[Item]) -> None:
        """They are about to be taken in. To be called before anything else."""
        ...


@runtime_checkable
class StepsAtOnce(Protocol):
    """A store where a message may be stepped in the transaction that takes it in, by a host that serves its number.

    Its inboxes are ``ledgers.Remembers``.
    """

    steps_at_once: bool


@runtime_checkable
class Scrubs(Protocol):
    """A store that can make sure that what was erased is gone from its files as well."""

    async def scrub(self) -> None:
        """Leave no trace of anything erased so far. Raises ``StoreUnavailable`` when it cannot, now."""
        ...
