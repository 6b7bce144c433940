"""What lies before a conversation: its live interaction, the first thing that waits, the first timer, the next plan."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from .records import record

if TYPE_CHECKING:
    from channel_adapter.messages import Instant

    from .records import Conversation, Interaction, Planned, Queued, Timer
    from .store import Transaction

AT_ONCE: Final = 0
"""A moment that has always come already."""


@record
class Agenda:
    """Read once for a turn, and again after something happened that may have changed all of it.

    ``planned`` is looked for only while nothing is live.
    """

    conversation: Conversation
    live: Interaction | None = None
    queued: Queued | None = None
    timer: Timer | None = None
    planned: Planned | None = None

    @property
    def next_at(self) -> Instant | None:
        """When the next event is due: an expiry, something queued, a timer, a plan."""
        live, queued = self.live, self.queued
        waiting = None if queued is None else queued.retry_at or AT_ONCE
        if live is None:
            return least(waiting, self.planned.at if self.planned else None)
        if live.status == "parked":
            return live.expires_at
        if queued is not None and queued.retry_at is not None:  # a failing event goes before everything behind it
            return least(waiting, live.expires_at)
        return least(waiting, live.expires_at, self.timer.deadline if self.timer else None)

    def is_due(self, now: Instant) -> bool:
        """Whether something is to happen now."""
        due_at = self.next_at
        return due_at is not None and due_at <= now


def piece_by_piece(tx: Transaction, conversation_id: str) -> Agenda | None:
    """An agenda by the verbs of the ledgers, for a transaction that cannot read it at once; see ``Transaction.agenda``."""
    conversation = tx.conversations.find_one(conversation_id)
    if conversation is None:
        return None
    queued = tx.inbox.head(conversation_id)
    live = tx.interactions.get(conversation.live) if conversation.live else None
    if live is None:
        planned = tx.errands.next_planned(conversation_id)
        return Agenda(conversation=conversation, queued=queued, planned=planned)
    return Agenda(conversation=conversation, live=live, queued=queued, timer=tx.interactions.next_timer(live.id))


def least(*moments: Instant | None) -> Instant | None:
    """The earliest of those there are."""
    earliest = None
    for moment in moments:
        if moment is not None and (earliest is None or moment < earliest):
            earliest = moment
    return earliest
