"""Effects of a step, written down in its own transaction. What reaches out of the process leaves later, from the store."""

from __future__ import annotations

from typing import TYPE_CHECKING, assert_never

from flow_notations.effects import CancelTimer, End, Fetch, Offer, Save, Schedule, Send, SetTimer, Withdraw

from .json_forms import FLOW_FORMS
from .records import Errand, Planned, Timer
from .sending import enqueue

if TYPE_CHECKING:
    from channel_adapter.messages import Instant
    from flow_notations.effects import Effect

    from .records import Conversation, Interaction
    from .store import Transaction
    from .wiring import Wiring


def perform(
    tx: Transaction, wiring: Wiring, conversation: Conversation, interaction: Interaction, effect: Effect, now: Instant
) -> bool:
    """Write one effect down; ``False`` when it was refused, which the flow will hear. ``End`` is the caller's."""
    match effect:
        case Send():
            refused = enqueue(
                tx, wiring, conversation, effect, interaction=interaction.id, now=now, by_flow=interaction
            )
            return refused is None
        case SetTimer(name=name, deadline=deadline):
            tx.interactions.set_timer(Timer(interaction=interaction.id, name=name, deadline=deadline))
        case CancelTimer(name=name):
            tx.interactions.cancel_timer(interaction.id, name)
        case Fetch(ref=ref) | Offer(ref=ref):
            _send_out(tx, conversation, interaction, ref, effect)
        case Withdraw(ref=ref):
            _send_out(tx, conversation, interaction, f"{ref}:withdraw", effect)
        case Save(scope=scope, name=name, value=value):
            owner = conversation.id if scope == "contact" else interaction.id
            tx.conversations.save_field(owner, name, FLOW_FORMS.dumps(value))
        case Schedule():
            inputs = FLOW_FORMS.dumps(dict(effect.inputs))
            key = effect.key or effect.ref
            tx.errands.plan(
                Planned(key=key, conversation=conversation.id, flow=effect.flow, at=effect.at, inputs=inputs)
            )
        case End():
            pass
        case _:
            assert_never(effect)
    return True


def _send_out(tx: Transaction, conversation: Conversation, interaction: Interaction, ref: str, effect: Effect) -> None:
    tx.errands.add(
        Errand(ref=ref, conversation=conversation.id, interaction=interaction.id, effect=FLOW_FORMS.dumps(effect))
    )
