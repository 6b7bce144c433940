"""A person wrote: the customer is answered; and if they stay silent, disconnected after the minutes of their number.

That is armed by people's messages alone: a flow has timeouts of its own. Any message of the customer resets it. A number without
such minutes lets people at a desk hold an interaction for as long as they like, since they release it. Nobody releases what was
answered on the business phone: there it expires when the customer has been silent for 24 hours after the latest answer, so
that their next message, days later, is taken by a flow again.
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Final

from channel_adapter.window import EXPIRY_MILLISECONDS

from .records import Timer
from .window import expires_at

if TYPE_CHECKING:
    from channel_adapter.messages import Instant

    from .records import Conversation
    from .store import Transaction
    from .wiring import Wiring

DISCONNECT: Final = "host:disconnect"
"""Its timer's name; those of flows never hold a colon first."""
DISCONNECTED: Final = "disconnected"
MINUTE_MS: Final = 60_000


def person_wrote(
    tx: Transaction,
    wiring: Wiring,
    conversation: Conversation,
    interaction: str | None,
    now: Instant,
    *,
    at_desk: bool = False,
) -> None:
    """Their message is in the history: it answers the customer, whose silence counts from now.

    ``at_desk``: they wrote through the host, and whoever took the conversation releases it.
    """
    live = tx.interactions.get(interaction) if interaction is not None else None
    if live is None or live.status == "ended":
        return
    minutes = wiring.integration(conversation.number_id).client_disconnect_minutes
    expires = expires_at(tx, wiring, conversation, live)
    if expires is None and minutes is None and not at_desk:
        expires = now + EXPIRY_MILLISECONDS
    tx.interactions.save(replace(live, expires_at=expires))
    if minutes is not None:
        tx.interactions.set_timer(Timer(interaction=live.id, name=DISCONNECT, deadline=now + minutes * MINUTE_MS))


def customer_wrote(tx: Transaction, wiring: Wiring, conversation: Conversation) -> None:
    """They are not silent."""
    minutes = wiring.integration(conversation.number_id).client_disconnect_minutes
    if minutes is not None and conversation.live is not None:
        tx.interactions.cancel_timer(conversation.live, DISCONNECT)


def is_disconnected(timer: Timer | None, now: Instant) -> bool:
    """Whether the next timer is this one, and due."""
    return timer is not None and timer.name == DISCONNECT and timer.deadline <= now
