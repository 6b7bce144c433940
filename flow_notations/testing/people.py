"""People by script: they take every offer and answer when a test says so, or nobody is on duty."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from flow_notations.host.people import Answer

if TYPE_CHECKING:
    from channel_adapter.clock import Clock
    from channel_adapter.messages import Instant
    from flow_notations.effects import Offer


@dataclass(slots=True)
class ScriptedPeople:
    """A desk without anybody in front of it."""

    clock: Clock
    on_duty: bool = True
    offers: list[Offer] = field(default_factory=list)
    """Every offer once, oldest first."""
    last_at: Instant = 0
    """When the latest offer came."""
    standing: dict[str, str] = field(default_factory=dict)
    """Offers not answered yet: conversation by ref."""
    taken: set[str] = field(default_factory=set)
    """Offers that a person has taken up."""

    async def offer(self, offer: Offer, *, conversation: str) -> Answer | None:
        """Take the offer; the same ref again is the same offer."""
        if offer.ref not in [known.ref for known in self.offers]:
            self.offers.append(offer)
            self.last_at = self.clock.now()
        if not self.on_duty:
            return Answer(outcome="no_agent")
        self.standing[offer.ref] = conversation
        return None

    async def withdraw(self, ref: str) -> None:
        """The offer is void."""
        self.standing.pop(ref, None)
