"""The transaction on SQLite: the six ledgers over one connection."""

from __future__ import annotations

from typing import TYPE_CHECKING

from .agenda import read_agenda
from .conversations import SqliteConversations
from .history import SqliteHistory
from .inbox import SqliteInbox
from .interactions import SqliteInteractions
from .outbox import SqliteErrands, SqliteOutbox

if TYPE_CHECKING:
    import sqlite3

    from flow_notations.host.agenda import Agenda


class SqliteTransaction:
    """See ``store.Transaction``. One object serves all transactions of a connection, one after another."""

    def __init__(self, connection: sqlite3.Connection) -> None:
        self.connection = connection
        self.inbox = SqliteInbox(connection)
        self.conversations = SqliteConversations(connection)
        self.interactions = SqliteInteractions(connection)
        self.outbox = SqliteOutbox(connection)
        self.errands = SqliteErrands(connection)
        self.history = SqliteHistory(connection)

    def agenda(self, conversation: str) -> Agenda | None:
        """See ``store.Transaction``."""
        return read_agenda(self.connection, conversation)
