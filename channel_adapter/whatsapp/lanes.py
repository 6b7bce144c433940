"""One lane for each conversation: its sends start in the order in which they were asked for, and never overlap.

Customers do not wait for one another. In: a customer's name. Out: a turn. It holds nothing for whom nobody sends.
"""

from __future__ import annotations

import asyncio
from contextlib import asynccontextmanager
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import AsyncIterator


class _Lane:
    """A lock, which asyncio grants first come first served, and how many hold it or wait for it."""

    __slots__ = ("lock", "users")

    def __init__(self) -> None:
        self.lock = asyncio.Lock()
        self.users = 0


class ConversationLanes:
    """The lanes of all customers who are being written to at this moment."""

    def __init__(self) -> None:
        self._lanes: dict[str, _Lane] = {}

    def __len__(self) -> int:
        return len(self._lanes)

    @asynccontextmanager
    async def turn(self, customer: str) -> AsyncIterator[None]:
        """Wait until everything asked for earlier for this customer is done."""
        lane = self._lanes.setdefault(customer, _Lane())
        lane.users += 1
        try:
            async with lane.lock:
                yield
        finally:
            lane.users -= 1
            if not lane.users:
                del self._lanes[customer]
