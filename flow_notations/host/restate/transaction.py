"""The transaction on one kept conversation: the six ledgers over plain rows."""

from __future__ import annotations

from typing import TYPE_CHECKING

from flow_notations.host.agenda import piece_by_piece

from .queues import KeptErrands, KeptInbox
from .sessions import KeptConversations, KeptInteractions
from .speech import KeptHistory, KeptOutbox

if TYPE_CHECKING:
    from flow_notations.host.agenda import Agenda

    from .keeping import Keeping


class KeptTransaction:
    """See ``store.Transaction``. What it wrote counts once the keeping is kept again."""

    def __init__(self, keeping: Keeping) -> None:
        self.inbox = KeptInbox(keeping)
        self.conversations = KeptConversations(keeping)
        self.interactions = KeptInteractions(keeping)
        self.outbox = KeptOutbox(keeping)
        self.errands = KeptErrands(keeping)
        self.history = KeptHistory(keeping)

    def agenda(self, conversation: str) -> Agenda | None:
        """See ``store.Transaction``."""
        return piece_by_piece(self, conversation)
