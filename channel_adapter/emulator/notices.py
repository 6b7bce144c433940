"""Webhooks that no customer caused: a person answering from the phone app, faults of the account, any other field."""

from __future__ import annotations

from typing import TYPE_CHECKING

from .graph_errors import Problem, webhook_error
from .presence import Presence
from .webhook_bodies import Json, contact_of, seconds, value_of
from .world import Message

if TYPE_CHECKING:
    from channel_adapter.messages import Instant


class Notices(Presence):
    """What the provider tells on its own account."""

    def person_writes(self, customer: str, text: str, *, at: Instant, number_id: str | None = None) -> str:
        """A person of the business answers from the phone app: the message is echoed to the automation."""
        number, person, _ = self._between(customer, number_id)
        message_id = self.world.message_id(person.wa_id, inbound=False)
        message = Message(id=message_id, at=at, author="business", kind="text", content={"body": text})
        message.sent_at = message.delivered_at = at
        self.world.keep(number, person, message)
        echo: Json = {
            "from": number.display,
            "to": person.wa_id,
            "to_user_id": person.user_id,
            "id": message_id,
            "timestamp": seconds(at),
            "type": "text",
            "text": {"body": text},
        }
        value = value_of(number) | {"contacts": [contact_of(person)], "message_echoes": [echo]}
        self.world.outbox.add(number, "smb_message_echoes", value, name=message_id, at=at)
        return message_id

    def reports_fault(self, code: int, details: str = "", *, at: Instant, number_id: str | None = None) -> None:
        """Tell of a fault that belongs to no message (``value.errors``)."""
        errors = [webhook_error(Problem(code=code, details=details))]
        number = self._number(number_id)
        self.notify("messages", value_of(number) | {"errors": errors}, at=at, number_id=number_id)

    def notify(self, field: str, value: Json, *, at: Instant, number_id: str | None = None) -> None:
        """Send a webhook of any field with this value, as it is."""
        name = f"notice/{self.world.count()}"
        self.world.outbox.add(self._number(number_id), field, value, name=name, at=at)
