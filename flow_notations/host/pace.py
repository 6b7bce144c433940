"""What a number dispatched shortly before a restart, so that its pace goes on as if nothing had happened.

The store knows every part with the moment it was handed to the channel. Should there be too many to look at, the pace
begins pessimistic instead: slower for a few minutes, never too fast.
"""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final, Literal

if TYPE_CHECKING:
    from collections.abc import Mapping

    from channel_adapter.messages import Address, Instant

    from .store import Store, Transaction

RECALL_MS: Final = 300_000
"""A pair's burst of 45 is paid back in 270 s; some more."""
PARTS_MAX: Final = 20_000
"""Parts looked at when a process starts: 80 a second for four minutes."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Recent:
    """By number: to whom and when. ``whole``: nothing that matters is left out."""

    sends: Mapping[str, tuple[tuple[Address, Instant], ...]]
    whole: bool

    @property
    def start(self) -> Literal["fresh", "pessimistic"]:
        """How a channel's pacing should begin."""
        return "fresh" if self.whole else "pessimistic"

    def of(self, number_id: str) -> tuple[tuple[Address, Instant], ...]:
        """Those of one number, oldest first."""
        return tuple(sorted(self.sends.get(number_id, ()), key=lambda send: send[1]))


async def recent_dispatches(store: Store, now: Instant, *, limit: int = PARTS_MAX) -> Recent:
    """What was handed to channels in the last five minutes."""
    return await store.transact(lambda tx: _recent(tx, now - RECALL_MS, limit))


def _recent(tx: Transaction, since: Instant, limit: int) -> Recent:
    sends: defaultdict[str, list[tuple[Address, Instant]]] = defaultdict(list)
    parts = tx.outbox.page(state=None, limit=limit)
    for part in parts:
        if part.dispatched_at is not None and part.dispatched_at >= since:
            conversation = tx.conversations.find_one(part.conversation)
            if conversation is not None:
                sends[conversation.number_id].append((conversation.customer, part.dispatched_at))
    oldest = parts[-1].dispatched_at if parts else None
    whole = len(parts) < limit or (oldest is not None and oldest < since)
    return Recent(sends={number: tuple(found) for number, found in sends.items()}, whole=whole)
