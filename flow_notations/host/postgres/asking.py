"""What taking in items of a webhook will ask the database for, so that it is read for all of them at once."""

from __future__ import annotations

from typing import TYPE_CHECKING

from channel_adapter.messages import Address, Edited, PersonWrote, Received, Revoked, StatusChange

from .known import Ask
from .rows import storable

if TYPE_CHECKING:
    from collections.abc import Sequence

    from channel_adapter.messages import Item


def ask_of(items: Sequence[Item]) -> Ask:
    """Ids of messages, customers who wrote or were written to, refs of ours that are reported on.

    What is about a message that may not be known yet asks for its customer: who holds their conversation is alone with
    it, so either finds the other's message, or leaves what it has to say where the other will look for it.
    """
    reported, customers, messages = list[str](), list[tuple[str, str]](), list[str]()
    for item in items:
        match item:
            case Received():
                messages.append(storable(item.id))
                customers.extend(_customer(item.number_id, item.sender))
            case PersonWrote():
                customers.extend(_customer(item.number_id, item.to))
            case StatusChange(ref=str(ref)):
                reported.append(storable(ref))
            case StatusChange(recipient=Address() as recipient):
                customers.extend(_customer(item.number_id, recipient))
            case Edited() | Revoked():
                customers.extend(_customer(item.number_id, item.sender))
            case _:
                pass
    parts = tuple(reported)
    return Ask(parts=parts, reported=parts, customers=tuple(customers), messages=tuple(messages))


def _customer(number_id: str, customer: Address) -> list[tuple[str, str]]:
    return [(number_id, storable(key)) for key in customer.keys]
