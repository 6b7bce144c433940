"""One thread's place at the database: a connection, opened when it is needed, and the transactions that it runs."""

from __future__ import annotations

from contextlib import suppress
from typing import TYPE_CHECKING, Any, Final

from .faults import RUN_AGAIN, TROUBLES
from .foresight import foresee, is_met
from .grip import Grip
from .known import NOTHING, Ask, Asked
from .opening import connect
from .transaction import PostgresTransaction

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from .membership import Membership
    from .rows import Session

    Work = Callable[[Any], Any]

TRIES_MAX: Final = 8
"""Runs of one work; whoever is in the way has come to an end long before."""


class Seat:
    """Runs works; see ``writers``."""

    def __init__(self, address: str, membership: Membership) -> None:
        self._address = address
        self._membership = membership
        self._session: Session | None = None
        self._committing = False

    def do(self, work: Work) -> Any:
        """One work in a transaction of its own, which waits for others; run again when another was in its way."""
        for _ in range(TRIES_MAX - 1):
            try:
                return self._surely([work], wait=True)[0]
            except RUN_AGAIN:
                continue
        return self._surely([work], wait=True)[0]

    def do_together(self, works: Sequence[Work]) -> dict[int, Any]:
        """Many in one transaction, which waits for nobody: results by place, without those that would have to wait."""
        return self._surely(works, wait=False)

    def leave(self) -> None:
        """Hang up."""
        if self._session is not None:
            self._session.close()
            self._session = None

    def _surely(self, works: Sequence[Work], *, wait: bool) -> dict[int, Any]:
        """A connection that broke since it was last used is replaced; one that breaks while it commits leaves a doubt."""
        try:
            return self._transact(self._connected(), works, wait=wait)
        except RUN_AGAIN:  # some of these are troubles by their class; the connection is sound
            raise
        except TROUBLES:
            if self._committing:
                self._membership.in_doubt = True
                raise
            self.leave()
            return self._transact(self._connected(), works, wait=wait)

    def _connected(self) -> Session:
        if self._session is None:
            self._session = connect(self._address)
            self._grip = Grip(self._session)
            self._transaction = PostgresTransaction(self._grip)
        return self._session

    def _transact(self, session: Session, works: Sequence[Work], *, wait: bool) -> dict[int, Any]:
        self._committing = False
        self._grip.begin(self._membership.worker)
        asks = [self._ask(work) for work in works]
        try:
            foresee(self._grip, asks, wait=wait)
            met = {place: work for place, work in enumerate(works) if wait or is_met(self._grip, asks[place])}
            # First those that ask for nothing: what the others will write would be in their way.
            first = sorted(met, key=lambda place: asks[place] != NOTHING)
            results = {place: met[place](self._transaction) for place in first}
            self._commit()
        except BaseException:
            if self._grip.is_open:
                with suppress(*TROUBLES):
                    session.execute("rollback")
            raise
        return results

    def _commit(self) -> None:
        rest = self._grip.rest(self._membership.numbers)
        if rest:
            self._grip.open()
        if self._grip.is_open:
            self._committing = True
            self._grip.commit(rest)

    def _ask(self, work: Work) -> Ask:
        """Its first question; nothing of the database is touched."""
        self._grip.asking = True
        try:
            work(self._transaction)
        except Asked as asked:
            return asked.ask
        finally:
            self._grip.asking = False
        return NOTHING
