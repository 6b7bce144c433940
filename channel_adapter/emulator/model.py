"""The imitated provider itself: one object, no input or output, no clock, no chance but its seed.

Requests and customers' acts go in with their moment; answers come back at once, webhooks when they are due.
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from . import media_endpoints, sending
from .accounts import BusinessNumber, Customer, digits_of
from .acts import CustomerActs
from .bubbles import Bubble, Tick, bubbles_of, tick_of
from .chance import Chance
from .faults import Fault, Scheduled
from .habits import CALM, Habits
from .notices import Notices
from .presence import NotOnThePhoneError
from .world import WINDOW, World

if TYPE_CHECKING:
    from collections.abc import Iterable

    from channel_adapter.messages import Instant

    from .accounts import PhoneField
    from .graph_errors import Answer
    from .outbox import Delivery


class Cloud(CustomerActs, Notices):
    """WhatsApp's Cloud API with its customers. Same seed and same acts: the same bytes."""

    def __init__(
        self, *, numbers: Iterable[BusinessNumber] = (BusinessNumber(),), habits: Habits = CALM, seed: int = 0
    ) -> None:
        self.seed = seed
        self.world = World(tuple(numbers), habits, Chance(seed))

    # --- who exists ---------------------------------------------------------------------------------------------------

    @property
    def numbers(self) -> tuple[BusinessNumber, ...]:
        """The business numbers, the first of which is the default of every act."""
        return tuple(self.world.numbers.values())

    @property
    def customers(self) -> tuple[Customer, ...]:
        """Everybody, in order of appearance."""
        return tuple(self.world.customers.values())

    def customer(
        self,
        phone: str,
        name: str = "Ada",
        *,
        user_id: str | None = None,
        parent_user_id: str | None = None,
        username: str | None = None,
        aliases: tuple[str, ...] = (),
        phone_field: PhoneField = "shown",
        receipts: bool = True,
    ) -> Customer:
        """Let a person with this phone number exist. Without ``user_id`` they get one made from the seed."""
        wa_id = digits_of(phone)
        return self.world.put(
            Customer(
                key=wa_id,
                wa_id=wa_id,
                user_id=user_id or self.world.user_id(wa_id),
                name=name,
                username=username,
                parent_user_id=parent_user_id,
                aliases=aliases,
                phone_field=phone_field,
                receipts=receipts,
            )
        )

    # --- the business's side ------------------------------------------------------------------------------------------

    def post_message(self, number_id: str, token: str | None, body: object, at: Instant) -> Answer:
        """Answer one POST to ``/{number_id}/messages``: a message, or a read mark. ``token`` is the bearer token."""
        return sending.post_message(self.world, number_id, token, body, at)

    def upload_media(
        self,
        number_id: str,
        token: str | None,
        content: bytes,
        mime_type: str,
        *,
        at: Instant,
        filename: str | None = None,
    ) -> Answer:
        """Answer one POST to ``/{number_id}/media``."""
        return media_endpoints.upload(self.world, number_id, token, content, mime_type, filename, at)

    def get_media(self, media_id: str, token: str | None, *, at: Instant) -> Answer:
        """Answer one GET of ``/{media_id}``."""
        return media_endpoints.describe(self.world, media_id, token, at)

    def delete_media(self, media_id: str, token: str | None) -> Answer:
        """Answer one DELETE of ``/{media_id}``."""
        return media_endpoints.delete(self.world, media_id, token)

    def download_media(self, url: str, token: str | None, *, at: Instant) -> Answer:
        """Answer one GET of a medium's link."""
        return media_endpoints.download(self.world, url, token, at)

    def schedule(
        self,
        fault: Fault,
        *,
        times: int = 1,
        customer: str | None = None,
        number_id: str | None = None,
        since: Instant = 0,
    ) -> None:
        """Let this go wrong with the next ``times`` messages that fit."""
        key = self.world.person(customer).key if customer else None
        self.world.faults.add(Scheduled(fault=fault, times=times, number_id=number_id, customer=key, since=since))

    def behave(self, habits: Habits) -> None:
        """From now on behave like this; what is on its way already stays as it is."""
        self.world.habits = self.world.outbox.habits = habits

    def point_webhook(self, url: str | None, *, number_id: str | None = None) -> None:
        """Post this number's webhooks there from now on, also those that wait for another try."""
        number = self._number(number_id)
        self.world.numbers[number.id] = replace(number, webhook_url=url)

    # --- webhooks -----------------------------------------------------------------------------------------------------

    def due(self, at: Instant) -> tuple[Delivery, ...]:
        """The webhooks that leave by this moment, in order; each is handed out once per attempt."""
        return self.world.outbox.due(at, self.world.numbers)

    def next_due(self) -> Instant | None:
        """When the next webhook leaves; ``None`` when none is on its way."""
        return self.world.outbox.next_due()

    def acknowledge(self, delivery: Delivery, status: int, at: Instant | None = None) -> None:
        """The business answered a webhook with this status; all but 200 is delivered again, at once, then rarer.

        Who never acknowledges is taken to have answered 200.
        """
        self.world.outbox.acknowledge(delivery, status, delivery.due if at is None else at)

    # --- what people see ----------------------------------------------------------------------------------------------

    def phone(self, customer: str, *, at: Instant | None = None, number_id: str | None = None) -> tuple[Bubble, ...]:
        """The chat on this customer's phone, at this moment or after everything on its way has arrived."""
        number, _, thread = self._between(customer, number_id)
        return bubbles_of(number, thread, at)

    def tick(self, message_id: str, *, at: Instant | None = None) -> Tick:
        """How far a message got, by this moment or in the end. Raises ``NotOnThePhoneError`` for an unknown id."""
        threads = (self.world.thread_with(number, message_id) for number in self.numbers)
        found = next((thread for thread in threads if thread), None)
        message = found.find(message_id) if found else None
        if message is None:
            raise NotOnThePhoneError(f"no message {message_id!r} in this world")
        return tick_of(message, at)

    def is_typing(self, customer: str, *, at: Instant, number_id: str | None = None) -> bool:
        """Whether the phone shows that the business is typing."""
        return at < self._between(customer, number_id)[2].typing_until

    def window_until(self, customer: str, *, number_id: str | None = None) -> Instant | None:
        """The moment from which only templates may be sent; ``None`` when the customer never wrote."""
        thread = self._between(customer, number_id)[2]
        return None if thread.window_from is None else thread.window_from + WINDOW
