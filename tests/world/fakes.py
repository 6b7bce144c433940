"""The rest of the world under a seed: services that stumble, people with their own pace."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from flow_notations.host.fetch_rules import judged
from flow_notations.host.fetching import Reply
from flow_notations.host.people import Answer

if TYPE_CHECKING:
    import random

    from channel_adapter.clock import VirtualClock
    from flow_notations.effects import Fetch, Offer

STATUSES = (None, 500, 503, 404, 409, 200)
WEIGHTS = (10, 8, 5, 8, 6, 63)
BODY = {"state": "late", "days": 2, "day": "Friday"}
PACE_MS = (60_000, 10 * 60_000, 40 * 60_000, 30 * 3_600_000)
"""How long people keep a conversation; the longest outlasts every reply window."""


@dataclass(slots=True)
class StumblingServices:
    """A ``Fetcher`` that is silent, fails, refuses, answers nonsense, or breaks."""

    clock: VirtualClock
    chance: random.Random
    keys: dict[str, set[str | None]] = field(default_factory=dict)
    """The idempotency keys under which each ref was called."""

    async def fetch(self, call: Fetch, *, attempt: int) -> Reply:
        """One answer by chance."""
        self.keys.setdefault(call.ref, set()).add(call.key)
        if self.chance.random() < 0.03:
            raise ConnectionResetError
        [status] = self.chance.choices(STATUSES, WEIGHTS)
        body = self.chance.choice((BODY, BODY, BODY, {"state": 7}, None)) if status == 200 else None
        return judged(call, attempt, Reply(status=status, body=body), self.clock.now())


@dataclass(slots=True)
class LeisurelyPeople:
    """A ``People`` that takes offers sooner or later, for a while or for ever, or not at all."""

    clock: VirtualClock
    chance: random.Random
    plans: dict[str, tuple[str, int, int]] = field(default_factory=dict)
    """By ref: the conversation, when it is taken up, when it is let go."""
    taken: set[str] = field(default_factory=set)
    offered: int = 0

    async def offer(self, offer: Offer, *, conversation: str) -> Answer | None:
        """Plan what will be done about it; the same ref again is the same offer."""
        if offer.ref in self.plans:
            return None
        self.offered += 1
        if self.chance.random() < 0.2:
            return Answer(outcome="no_agent")
        takes = self.clock.now() + self.chance.choice((5_000, 5 * 60_000, 50 * 60_000))
        self.plans[offer.ref] = (conversation, takes, takes + self.chance.choice(PACE_MS))
        return None

    async def withdraw(self, ref: str) -> None:
        """The offer is void."""
        self.plans.pop(ref, None)

    def next_due(self) -> int | None:
        """When somebody next takes up or lets go."""
        return min(
            [lets_go if ref in self.taken else takes for ref, (_, takes, lets_go) in self.plans.items()], default=None
        )
