"""The transaction, sealed: the six ledgers of another store, each behind one that seals."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from flow_notations.host.store import Foresees

from .conversations import SealedConversations
from .history import SealedHistory
from .inbox import SealedInbox
from .keeper import Keeper
from .leaving import SealedErrands, SealedOutbox
from .sessions import SealedInteractions

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from channel_adapter.messages import Item
    from flow_notations.host.agenda import Agenda
    from flow_notations.host.store import Transaction

    from .keys import Keys


class SealedTransaction:
    """See ``store.Transaction``. One serves one transaction."""

    def __init__(self, tx: Transaction, keys: Keys, numbers: Mapping[str, int], *, reading: bool) -> None:
        self.inner = tx
        self.keeper = Keeper(tx, keys, numbers, reading=reading)
        self.inbox = SealedInbox(tx.inbox, self.keeper)
        self.conversations = SealedConversations(tx, self.keeper)
        self.interactions = SealedInteractions(tx.interactions, self.keeper)
        self.outbox = SealedOutbox(tx.outbox, self.keeper)
        self.errands = SealedErrands(tx.errands, self.keeper)
        self.history = SealedHistory(tx.history, self.keeper)

    def foresee(self, items: Sequence[Item]) -> None:
        """See ``store.Foresees``."""
        if isinstance(self.inner, Foresees):
            self.inner.foresee(items)

    def agenda(self, conversation: str) -> Agenda | None:
        """See ``store.Transaction``."""
        agenda = self.inner.agenda(conversation)
        if agenda is None:
            return None
        live, queued, planned = agenda.live, agenda.queued, agenda.planned
        opened = self.keeper.maybe
        return replace(agenda, live=opened(live), queued=opened(queued), planned=opened(planned))
