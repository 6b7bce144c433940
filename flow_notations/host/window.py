"""The reply window and the expiry of an interaction, computed from what the store knows; the rules are the adapter's."""

from __future__ import annotations

from typing import TYPE_CHECKING

from channel_adapter import window
from channel_adapter.window import ExpiryRule, is_open

if TYPE_CHECKING:
    from channel_adapter.messages import Instant

    from .records import Conversation, Interaction
    from .store import Transaction
    from .wiring import Wiring

__all__ = ["expires_at", "is_open", "window_until"]


def window_until(conversation: Conversation) -> Instant | None:
    """The first instant at which the reply window is closed; ``None`` when the customer never opened it."""
    return window.window_until(conversation.latest_inbound_at)


def expires_at(
    tx: Transaction, wiring: Wiring, conversation: Conversation, interaction: Interaction, *, answered: bool = False
) -> Instant | None:
    """When the interaction ends by itself: by the rule of its integration, from its own messages.

    ``answered``: the last line of its history is an answer of ours, written just now; then no message is unanswered.
    """
    rule = wiring.integration(conversation.number_id).expiry
    oldest, latest = None, None
    if rule is ExpiryRule.OLDEST_UNANSWERED and not answered:
        oldest = tx.history.oldest_unanswered(conversation.id, since=interaction.since)
    elif interaction.direction == "inbound":
        latest = conversation.latest_inbound_at
    return window.expiry_deadline(rule, oldest_unanswered_at=oldest, latest_inbound_at=latest)
