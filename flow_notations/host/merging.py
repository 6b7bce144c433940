"""One customer under several names: a change of phone or user id links them, or a message that bears both; two conversations become one for good.

The conversation whose customer wrote last wins. The other's interaction ends as *merged*; its history, sends and
fields move over, each message keeping the identity it came under.
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from .agenda import least
from .interactions import end_from_outside
from .turn import wake

if TYPE_CHECKING:
    from collections.abc import Sequence

    from channel_adapter.messages import IdentityChanged, Instant

    from .records import Conversation
    from .store import Transaction
    from .wiring import Wiring


def link(tx: Transaction, wiring: Wiring, changed: IdentityChanged, now: Instant) -> None:
    """Both addresses are the same person from now on; the current one is written to."""
    keys = (*changed.previous.keys, *changed.current.keys)
    known = tx.conversations.find(changed.number_id, keys)
    if not known:
        return
    winner = joined(tx, wiring, known, now)
    # Written under its old names first, so that they lead here too.
    tx.conversations.save(replace(winner, customer=changed.previous))
    tx.conversations.save(replace(winner, customer=changed.current))
    wake(tx, winner.id, now)


def joined(tx: Transaction, wiring: Wiring, known: Sequence[Conversation], now: Instant) -> Conversation:
    """The one that these conversations of one customer become; one alone is itself."""
    if len(known) == 1:
        return known[0]
    *losers, winner = sorted(known, key=_latest_last)
    for loser in losers:
        _absorb(tx, wiring, winner, loser, now)
        winner = tx.conversations.get(winner.id)
    return winner


def _latest_last(conversation: Conversation) -> tuple[int, str]:
    return (conversation.latest_inbound_at or 0, conversation.id)


def _absorb(tx: Transaction, wiring: Wiring, winner: Conversation, loser: Conversation, now: Instant) -> None:
    live = tx.interactions.get(loser.live) if loser.live else None
    if live is not None:
        end_from_outside(tx, wiring, loser, live, "merged", now)
    tx.conversations.absorb(winner.id, loser.id)
    wakes = least(winner.wake_at, now)
    tx.conversations.rest(winner.id, wakes)
