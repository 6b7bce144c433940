"""What one transaction holds: the rows of the conversations it works on, locked until it ends.

A work that reads a conversation, or anything that belongs to one, waits for whoever holds it, and then sees what they
wrote (``read committed``: https://www.postgresql.org/docs/current/transaction-iso.html#XACT-READ-COMMITTED). So works of
one conversation run one after another, on however many machines.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Protocol, TypeVar

if TYPE_CHECKING:
    from collections.abc import Callable

    from .rows import Session


class Belonging(Protocol):
    """A record that belongs to a conversation."""

    @property
    def conversation(self) -> str:
        """Whose it is."""
        ...


Owned = TypeVar("Owned", bound=Belonging)


class Raced(Exception):  # not an error: the work is simply run again
    """Somebody else was quicker; run again, the work will see what they wrote."""


class Grip:
    """Conversations held, each with its number; those of other workers' numbers that were woken; ids not known before."""

    def __init__(self, session: Session) -> None:
        self.session = session
        self.worker = ""
        self._number_of: dict[str, str | None] = {}
        self._woken: set[str] = set()
        self._unknown: set[str] = set()

    def begin(self, worker: str) -> None:
        """A new transaction holds nothing yet."""
        self.worker = worker
        self._number_of.clear()
        self._woken.clear()
        self._unknown.clear()

    def holds(self, conversation: str) -> bool:
        """Whether its row is locked already."""
        return conversation in self._number_of

    def held(self, conversation: str, number_id: str) -> None:
        """Its row was locked by the statement that read it."""
        self._number_of[conversation] = number_id

    def hold(self, conversation: str) -> None:
        """Lock its row, waiting for whoever holds it. One that is gone meanwhile counts as held."""
        if not self.holds(conversation):
            row = self.session.execute(
                "select number_id from conversations where id = %s for no key update", (conversation,)
            ).fetchone()
            self._number_of[conversation] = None if row is None else row[0]

    def owned(self, find: Callable[[], Owned | None]) -> Owned | None:
        """What ``find`` finds, read while its conversation is held."""
        found = find()
        while found is not None and not self.holds(found.conversation):
            self.hold(found.conversation)
            found = find()
        return found

    def wake(self, conversation: str) -> None:
        """Something is due there; see ``woken``."""
        number_id = self._number_of.get(conversation)
        if number_id is not None:
            self._woken.add(number_id)

    @property
    def woken(self) -> frozenset[str]:
        """Numbers with conversations where something became due."""
        return frozenset(self._woken)

    def missing(self, identity: str) -> None:
        """An id was looked for and not found; see ``must_be_new``."""
        self._unknown.add(identity)

    def must_be_new(self, identity: str) -> None:
        """It is there now: when this work just missed it, another wrote it meanwhile. Raises ``Raced`` then."""
        if identity in self._unknown:
            raise Raced(identity)
