"""Rows that are no records of the host's: a conversation with its customer's names in columns, a name, a saved field."""

from __future__ import annotations

from typing import TYPE_CHECKING

from channel_adapter.messages import Address
from flow_notations.host.records import Conversation, record

if TYPE_CHECKING:
    from channel_adapter.messages import Instant


@record
class Person:
    """A row of ``conversations``."""

    id: str
    number_id: str
    phone: str | None
    user_id: str | None
    parent_user_id: str | None
    latest_inbound_at: Instant | None
    live: str | None
    wake_at: Instant | None

    @classmethod
    def of(cls, conversation: Conversation) -> Person:
        """The row of a conversation."""
        customer = conversation.customer
        return cls(
            id=conversation.id,
            number_id=conversation.number_id,
            phone=customer.phone,
            user_id=customer.user_id,
            parent_user_id=customer.parent_user_id,
            latest_inbound_at=conversation.latest_inbound_at,
            live=conversation.live,
            wake_at=conversation.wake_at,
        )

    @property
    def conversation(self) -> Conversation:
        """The conversation of a row."""
        return Conversation(
            id=self.id,
            number_id=self.number_id,
            customer=Address(phone=self.phone, user_id=self.user_id, parent_user_id=self.parent_user_id),
            latest_inbound_at=self.latest_inbound_at,
            live=self.live,
            wake_at=self.wake_at,
        )


@record
class Identity:
    """A row of ``identities``: a key of a customer leads to a conversation."""

    number_id: str
    key: str
    conversation: str


@record
class Field:
    """A row of ``fields``."""

    scope: str
    name: str
    value: str
