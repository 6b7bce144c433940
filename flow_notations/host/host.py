"""The host as its users hold it: hand it webhook items, let it work, read what happened.

``settle`` does everything that is due now, one thing after another in a fixed order, for tests in virtual time. ``run``
works for ever, conversations beside one another, each of them in order. Both take the same turns.
"""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Sequence
from typing import TYPE_CHECKING, Any, Final

from channel_adapter.channel import HearsReceipts
from channel_adapter.clock import Clock
from channel_adapter.messages import Instant, Item, Received, StatusChange
from flow_notations.errors import StoreClosed, StoreUnavailable

from .duties import do, recover, turn
from .fetching import Fetcher, NoServices
from .intake import keep, take_in
from .interactions import derived_id
from .living import live
from .outages import Unwritten
from .people import NobodyConnected, People
from .reading import Reading
from .reporting import DAY_MS
from .store import Foresees, StepsAtOnce, Store
from .wiring import Wiring
from .writing import Writing

if TYPE_CHECKING:
    from .lanes import Lanes
    from .store import Transaction

LOGGER: Final = logging.getLogger(__name__)
DUE_AT_ONCE_MAX: Final = 256
"""Conversations looked up together."""
OUTAGE_SECONDS: Final = 1.0
"""Between two tries to write to a store that takes no writes."""
READY_SCOPE: Final = "flows:ready"
"""Where it is tried, among the fields that every store keeps for the house."""


class Host(Reading, Writing):
    """One host over one store. It is the ``Intake`` of its channels."""

    def __init__(
        self,
        store: Store,
        wiring: Wiring,
        clock: Clock,
        *,
        fetcher: Fetcher | None = None,
        people: People | None = None,
    ) -> None:
        self.store = store
        self.wiring = wiring
        self.clock = clock
        self.fetcher: Fetcher = fetcher or NoServices()
        self.people: People = people or NobodyConnected()
        self.unwritten = Unwritten()
        self.lanes: Lanes | None = None
        """While it runs."""
        self._bell: asyncio.Event | None = None
        self._recovered = False

    async def accept(self, items: Sequence[Item], *, arrived_at: Instant) -> int:
        """Persist all items in one atomic step and return how many were new; see ``channel.Intake``.

        An item that breaks the rest is buried alone. Raises ``StoreUnavailable``: then do not acknowledge.
        """
        fresh = await self._step_at_once(items, arrived_at)
        if fresh is None:
            fresh = await self._queue(items, arrived_at)
        self._tell_channels(items)
        self.ring()
        return fresh

    async def _step_at_once(self, items: Sequence[Item], arrived_at: Instant) -> int | None:
        """Write the items, and take the turns they lead to, in one transaction; ``None``: it was not to be, queue them.

        Only while the host runs, since somebody has to do what the turns leave to do.
        """
        if self.lanes is None or not isinstance(self.store, StepsAtOnce):
            return None
        if not any(isinstance(item, Received) for item in items):
            return None
        taken = self.lanes.take_at_once(items, arrived_at)
        if taken is None:
            return None
        try:
            return await taken
        except StoreUnavailable:
            raise
        except Exception:  # an item, or the step of one: the queue finds out which, and gives it its tries
            return None

    async def _queue(self, items: Sequence[Item], arrived_at: Instant) -> int:
        """Write the items; messages wait for their turns."""

        def all_of_them(tx: Transaction) -> int:
            if isinstance(tx, Foresees):
                tx.foresee(items)
            return sum([take_in(tx, self.wiring, item, arrived_at) for item in items])

        try:
            return await self.store.transact(all_of_them)
        except StoreUnavailable:
            raise
        except Exception:  # one of them is at fault, whichever it is
            return sum([await self._accept_alone(item, arrived_at) for item in items])

    def _tell_channels(self, items: Sequence[Item]) -> None:
        """Receipts teach a channel what its own replies did not: that the number is stopped, that a lost send arrived."""
        for item in items:
            if isinstance(item, StatusChange):
                channel: object = self.wiring.channels.get(item.number_id)
                if isinstance(channel, HearsReceipts):
                    channel.hear(item)

    async def settle(self) -> None:
        """Do everything that is due by the clock now, and what that leads to, until nothing is."""
        await self.recover()
        while due := await self.due():
            for conversation in due:
                await self._settle_one(conversation)

    async def next_deadline(self) -> Instant | None:
        """When something is next due; ``None`` when only a customer or a person can make something happen."""
        return await self.store.transact(lambda tx: tx.conversations.next_wake())

    async def run(self, stopping: asyncio.Event) -> None:
        """Work until ``stopping`` is set, then let calls that are under way come to their end.

        A store that takes no writes is tried again until it does. Raises ``StoreClosed`` when it was closed. To cancel it
        is safe: calls under way have two seconds to end, and what is then left is as after a crash.
        """
        stop = asyncio.ensure_future(stopping.wait())
        try:
            while not stopping.is_set():
                try:
                    await self._live(stop)
                except StoreClosed:
                    raise
                except StoreUnavailable as outage:
                    LOGGER.error("%s; trying again", outage)  # noqa: TRY400  # its sentence says it all
                    await self._outlive(stop)
        finally:
            stop.cancel()

    async def _live(self, stop: asyncio.Future[Any]) -> None:
        """One life, until it is time to stop or something fails."""
        try:
            await self.recover()
            await live(self, stop, self._keep_house())
        finally:
            self._recovered = False  # what this life left half done is in doubt to the next

    async def _outlive(self, stop: asyncio.Future[Any]) -> None:
        """Until the store takes writes again, or it is time to stop."""
        while not stop.done():
            await asyncio.wait([stop], timeout=OUTAGE_SECONDS)
            try:
                await self.ready()
            except StoreClosed:
                raise
            except StoreUnavailable:
                continue
            LOGGER.warning("the store takes writes again")
            return

    async def ready(self) -> None:
        """Write something small. Raises ``StoreUnavailable`` when the store takes no writes now."""
        now = str(self.clock.now())
        await self.store.transact(lambda tx: tx.conversations.save_field(READY_SCOPE, "at", now))

    async def _keep_house(self) -> None:
        """Once a day: ids that nobody repeats any more, interactions that are kept no longer."""
        while True:
            await self.forget_duplicates()
            await self.retain()
            await self.clock.sleep(DAY_MS)

    async def recover(self) -> None:
        """After a start, or an outage: what is known of sends is written down; what else was being dispatched is in doubt."""
        if not self._recovered or self.unwritten:
            now = self.clock.now()
            await self.unwritten.write(self.store, now)
            await self.store.transact(lambda tx: recover(tx, now))
            self._recovered = True

    async def _accept_alone(self, item: Item, arrived_at: Instant) -> int:
        try:
            return await self.store.transact(lambda tx: int(take_in(tx, self.wiring, item, arrived_at)))
        except StoreUnavailable:
            raise
        except Exception as fault:
            reason = f"{type(fault).__name__}: {fault}"
            identity = f"buried:{derived_id(repr(item))}"
            return await self.store.transact(lambda tx: int(keep(tx, item, identity, arrived_at, reason=reason)))

    async def due(self, *, limit: int = DUE_AT_ONCE_MAX) -> tuple[str, ...]:
        """Conversations where something is due now, the longest due first."""
        now = self.clock.now()
        return await self.store.transact(lambda tx: tx.conversations.due(now, limit=limit))

    def hang_bell(self) -> asyncio.Event:
        """The bell that rings when something may be due; whoever serves hangs it."""
        self._bell = asyncio.Event()
        return self._bell

    async def _settle_one(self, conversation: str) -> None:
        duties = list((await turn(self, conversation)).duties)
        while duties:
            after = await do(self, conversation, duties.pop(0))
            duties.extend(after.duties)
