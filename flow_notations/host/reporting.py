"""What people and programs tell the host: an offer answered, a conversation taken, a flow to begin, a session to resume."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping
from dataclasses import replace
from typing import TYPE_CHECKING

from channel_adapter.clock import Clock
from channel_adapter.messages import Address
from flow_notations.errors import NotHere
from flow_notations.events import Taken
from flow_notations.values import Value

from .agenda import AT_ONCE
from .duties import released
from .intake import conversation_with
from .interactions import planned_id
from .json_forms import FLOW_FORMS
from .outbox import put_event, requeue_refused
from .people import Answer
from .records import Planned
from .store import Scrubs, Store
from .turn import wake
from .wiring import Wiring

if TYPE_CHECKING:
    from channel_adapter.messages import Instant

    from .store import Transaction

DAY_MS = 24 * 60 * 60 * 1000
DUPLICATES_KEPT_MS = 8 * DAY_MS
"""The channel redelivers a webhook for up to 7 days; ids are remembered for a day more."""
KEPT_ASIDE_MS = 30 * DAY_MS
"""An item that stepped no session is there for people to look at, and may name a customer: it is kept for so long, or as the
number says that keeps least; at least as long as it drops duplicates. The history has what of it was said.
"""


def kept_aside_ms(wiring: Wiring) -> int:
    """How long an item that stepped no session is kept; see ``KEPT_ASIDE_MS``."""
    days = [each.retention_days for each in wiring.integrations.values() if each.retention_days is not None]
    return max(DUPLICATES_KEPT_MS, min([KEPT_ASIDE_MS, *[each * DAY_MS for each in days]]))


class Reporting:
    """The telling half of a host."""

    store: Store
    clock: Clock
    wiring: Wiring
    _bell: asyncio.Event | None

    def ring(self) -> None:
        """Something may be due now."""
        if self._bell is not None:
            self._bell.set()

    async def begin(
        self, number_id: str, customer: Address, flow: str, *, key: str, inputs: Mapping[str, Value] | None = None
    ) -> str:
        """Begin ``flow`` with a customer, once per ``key``, as soon as no interaction is live; the conversation's id.

        Another customer may be begun with under the same key. The same call again changes nothing, as long as what it began is
        kept. Raises ``NotHere`` for a number or a flow that this host does not know.
        """
        self.wiring.know(number_id, flow)
        now = self.clock.now()

        def plan(tx: Transaction) -> str:
            seed = ":".join((number_id, *customer.keys, key))
            conversation = conversation_with(tx, self.wiring, number_id, customer, seed, now)
            if tx.interactions.get(planned_id(conversation.id, key, AT_ONCE)) is None:
                words = FLOW_FORMS.dumps(inputs or {})
                tx.errands.plan(Planned(key=key, conversation=conversation.id, flow=flow, at=AT_ONCE, inputs=words))
                wake(tx, conversation.id, now)
            return conversation.id

        identity = await self.store.transact(plan)
        self.ring()
        return identity

    async def take(self, conversation: str, by: str) -> None:
        """A person holds the conversation from now on: its flow is silent until somebody calls ``release``.

        Where no ``client_disconnect_minutes`` are set, nothing else ends that while the customer is answered; one who
        waits for an answer expires after 24 hours. Raises ``NotHere`` for a conversation that does not exist.
        """
        now = self.clock.now()

        def tell(tx: Transaction) -> None:
            if tx.agenda(conversation) is None:
                raise NotHere(f"there is no conversation '{conversation}'")
            live = tx.conversations.get(conversation).live
            put_event(tx, conversation, live, Taken(id=f"{live}:taken:{by}:{now}", seq=0, at=now, by=by))
            wake(tx, conversation, now)

        await self.store.transact(tell)
        self.ring()

    async def release(self, ref: str, answer: Answer) -> None:
        """People answer the offer ``ref``, and the flow goes on. A second answer to it changes nothing.

        For a conversation that was taken without an offer ``ref`` is the id of its interaction (``Conversation.live``): an
        open question is asked again.
        """
        now = self.clock.now()

        def tell(tx: Transaction) -> None:
            interaction = tx.interactions.get(ref.partition("/")[0])
            if interaction is not None:
                put_event(tx, interaction.conversation, interaction.id, released(ref, answer, now))
                wake(tx, interaction.conversation, now)

        await self.store.transact(tell)
        self.ring()

    async def resume(self, interaction: str) -> bool:
        """Let a parked session try its event again; whether there was one."""
        now = self.clock.now()

        def unpark(tx: Transaction) -> bool:
            parked = tx.interactions.get(interaction)
            if parked is None or parked.status != "parked":
                return False
            tx.interactions.save(replace(parked, status="live"))
            tx.inbox.unpark(parked.conversation)
            wake(tx, parked.conversation, now)
            return True

        resumed = await self.store.transact(unpark)
        self.ring()
        return resumed

    async def retry(self, send: str) -> bool:
        """Let a refused send go on from the part that was refused; whether there was one. What went out stays out."""
        now = self.clock.now()

        def requeue(tx: Transaction) -> bool:
            found = requeue_refused(tx, send, now)
            if found is not None:
                wake(tx, found, now)
            return found is not None

        retried = await self.store.transact(requeue)
        self.ring()
        return retried

    async def erase(self, conversation: str, *, scrub: bool = True) -> None:
        """Forget a customer at one number: history, fields, sessions, sends. What is on the wire now may still arrive.

        When it returns, the files of a store that ``Scrubs`` hold none of it; who erases many leaves that out and lets the
        store scrub once, at a quiet hour. Copies made before lose the words with the key, when the store is sealed. Raises
        ``NotHere`` for a conversation that does not exist, once the files are scrubbed: it may have been erased before.
        """

        def erase(tx: Transaction) -> bool:
            if tx.conversations.find_one(conversation) is None:
                return False
            tx.conversations.erase(conversation)
            return True

        erased = await self.store.transact(erase)
        if scrub and isinstance(self.store, Scrubs):
            await self.store.scrub()
        if not erased:
            raise NotHere(f"there is no conversation '{conversation}'")

    async def retain(self, *, batch: int = 100) -> int:
        """Remove interactions that ended longer ago than their number keeps them, a batch at a time; how many.

        As old messages of no interaction go with them (from the business phone, or while others answered), and customers of
        whom no message, no field and nothing else is left. What was kept aside goes, too, and what people were told of it, see
        ``KEPT_ASIDE_MS``.
        """
        removed = 0
        for number_id, integration in self.wiring.integrations.items():
            if integration.retention_days is not None:
                before = self.clock.now() - integration.retention_days * DAY_MS
                while any(dropped := await self._prune(number_id, before, batch)):
                    removed += dropped[0]
        await self._drop_kept(batch)
        return removed

    async def _drop_kept(self, batch: int) -> None:
        before = self.clock.now() - kept_aside_ms(self.wiring)
        while await self.store.transact(lambda tx: tx.inbox.drop_kept(before=before, limit=batch)):
            pass
        while await self.store.transact(lambda tx: tx.history.drop_notices(before=before, limit=batch)):
            pass

    async def _prune(self, number_id: str, before: Instant, batch: int) -> tuple[int, int]:
        def prune(tx: Transaction) -> tuple[int, int]:
            ended = tx.conversations.prune(number_id, before=before, limit=batch)
            apart = tx.conversations.prune_apart(number_id, before=before, limit=batch)
            for conversation in sorted({*ended, *apart}):
                tx.conversations.let_go(conversation)
            return len(ended), len(apart)

        return await self.store.transact(prune)

    async def forget_duplicates(self, *, batch: int = 1000) -> int:
        """Drop ids that no sender repeats any more, a batch at a time; how many."""
        before = self.clock.now() - DUPLICATES_KEPT_MS
        forgotten = 0
        while dropped := await self.store.transact(lambda tx: tx.inbox.forget(before=before, limit=batch)):
            forgotten += dropped
        return forgotten
