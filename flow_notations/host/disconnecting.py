"""A customer who stays silent after a person wrote to them: disconnected after the minutes that their number allows.

Armed by people's messages alone: a flow has timeouts of its own. Any message of the customer resets it. A number without
such minutes waits for as long as the reply window lets it.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from .records import Timer

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
    tx: Transaction, wiring: Wiring, conversation: Conversation, interaction: str | None, now: Instant
) -> None:
    """The customer's silence counts from now."""
    minutes = wiring.integration(conversation.number_id).client_disconnect_minutes
    if minutes is not None and interaction is not None:
        tx.interactions.set_timer(Timer(interaction=interaction, name=DISCONNECT, deadline=now + minutes * MINUTE_MS))


def customer_wrote(tx: Transaction, wiring: Wiring, conversation: Conversation) -> None:
    """They are not silent."""
    minutes = wiring.integration(conversation.number_id).client_disconnect_minutes
    if minutes is not None and conversation.live is not None:
        tx.interactions.cancel_timer(conversation.live, DISCONNECT)


def is_disconnected(timer: Timer | None, now: Instant) -> bool:
    """Whether the next timer is this one, and due."""
    return timer is not None and timer.name == DISCONNECT and timer.deadline <= now
