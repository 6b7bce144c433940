"""The transaction on PostgreSQL: the six ledgers over one connection and what it holds."""

from __future__ import annotations

from typing import TYPE_CHECKING

from flow_notations.host.agenda import piece_by_piece

from .asking import ask_of
from .conversations import PostgresConversations
from .errands import PostgresErrands
from .history import PostgresHistory
from .inbox import PostgresInbox
from .interactions import PostgresInteractions
from .outbox import PostgresOutbox

if TYPE_CHECKING:
    from collections.abc import Sequence

    from channel_adapter.messages import Item
    from flow_notations.host.agenda import Agenda

    from .grip import Grip
    from .rows import Session


class PostgresTransaction:
    """See ``store.Transaction``. One object serves all transactions of a connection, one after another."""

    def __init__(self, grip: Grip) -> None:
        self._grip = grip
        self.inbox = PostgresInbox(grip)
        self.conversations = PostgresConversations(grip)
        self.interactions = PostgresInteractions(grip)
        self.outbox = PostgresOutbox(grip)
        self.errands = PostgresErrands(grip)
        self.history = PostgresHistory(grip)

    @property
    def session(self) -> Session:
        """The connection, for the store's own affairs."""
        return self._grip.session

    def foresee(self, items: Sequence[Item]) -> None:
        """See ``store.Foresees``."""
        self._grip.asks(ask_of(items))

    def agenda(self, conversation: str) -> Agenda | None:
        """See ``store.Transaction``. It was read with the lock, for all works of a transaction at once."""
        return piece_by_piece(self, conversation)
