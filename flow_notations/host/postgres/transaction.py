"""The transaction on PostgreSQL: the six ledgers over one connection and what it holds."""

from __future__ import annotations

from typing import TYPE_CHECKING

from flow_notations.host.agenda import piece_by_piece

from .conversations import PostgresConversations
from .errands import PostgresErrands
from .history import PostgresHistory
from .inbox import PostgresInbox
from .interactions import PostgresInteractions
from .outbox import PostgresOutbox

if TYPE_CHECKING:
    from flow_notations.host.agenda import Agenda

    from .grip import Grip


class PostgresTransaction:
    """See ``store.Transaction``. One object serves all transactions of a connection, one after another."""

    def __init__(self, grip: Grip) -> None:
        self.session = grip.session
        self.inbox = PostgresInbox(grip)
        self.conversations = PostgresConversations(grip)
        self.interactions = PostgresInteractions(grip)
        self.outbox = PostgresOutbox(grip)
        self.errands = PostgresErrands(grip)
        self.history = PostgresHistory(grip)

    def agenda(self, conversation: str) -> Agenda | None:
        """See ``store.Transaction``."""
        return piece_by_piece(self, conversation)
