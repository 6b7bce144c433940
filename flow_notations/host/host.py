"""The host as its users hold it: hand it webhook items, let it work, read what happened.

``settle`` does everything that is due now, one thing after another in a fixed order, for tests in virtual time. ``run``
works for ever, conversations beside one another, each of them in order. Both take the same turns.
"""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING

from channel_adapter.channel import HearsReceipts
from channel_adapter.messages import StatusChange
from flow_notations.errors import StoreUnavailable

from .duties import do, recover, turn
from .fetching import NoServices
from .intake import keep, take_in
from .interactions import derived_id
from .lanes import run_lanes
from .people import NobodyConnected
from .reading import Reading
from .reporting import DAY_MS, Reporting
from .store import Foresees

if TYPE_CHECKING:
    from collections.abc import Sequence

    from channel_adapter.clock import Clock
    from channel_adapter.messages import Instant, Item

    from .fetching import Fetcher
    from .people import People
    from .store import Store, Transaction
    from .wiring import Wiring

DUE_AT_ONCE_MAX = 256
"""Conversations looked up together."""


class Host(Reading, Reporting):
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
        self._bell: asyncio.Event | None = None
        self._recovered = False

    async def accept(self, items: Sequence[Item], *, arrived_at: Instant) -> int:
        """Persist all items in one atomic step and return how many were new; see ``channel.Intake``.

        An item that breaks the rest is buried alone. Raises ``StoreUnavailable``: then do not acknowledge.
        """

        def all_of_them(tx: Transaction) -> int:
            if isinstance(tx, Foresees):
                tx.foresee(items)
            return sum([take_in(tx, self.wiring, item, arrived_at) for item in items])

        try:
            fresh = await self.store.transact(all_of_them)
        except StoreUnavailable:
            raise
        except Exception:  # one of them is at fault, whichever it is
            fresh = sum([await self._accept_alone(item, arrived_at) for item in items])
        self._tell_channels(items)
        self.ring()
        return fresh

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
        """Work until ``stopping`` is set, then let calls that are under way come to their end."""
        await self.recover()
        lanes = asyncio.ensure_future(run_lanes(self, stopping))
        house = asyncio.ensure_future(self._keep_house())
        try:
            await asyncio.wait((lanes, house), return_when=asyncio.FIRST_COMPLETED)
            if house.done():  # it never ends but by a failure
                stopping.set()
                self.ring()
        finally:
            house.cancel()
            await lanes
        await asyncio.wait((house,))
        if not house.cancelled():
            house.result()

    async def _keep_house(self) -> None:
        """Once a day: ids that nobody repeats any more, interactions that are kept no longer."""
        while True:
            await self.forget_duplicates()
            await self.retain()
            await self.clock.sleep(DAY_MS)

    async def recover(self) -> None:
        """After a start: what was being dispatched when the last process ended is in doubt."""
        if not self._recovered:
            self._recovered = True
            now = self.clock.now()
            await self.store.transact(lambda tx: recover(tx, now))

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
