"""How fast the provider lets a number send: one meter a number, one a pair of number and customer.

A meter is the leaky bucket in its virtual-scheduling form: exact in whole microseconds, no floating point, no timer.
Limits: https://developers.facebook.com/documentation/business-messaging/whatsapp/throughput
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from channel_adapter.messages import Instant

PAIR_INTERVAL = 6_000
"""One message to the same customer every 6 seconds, in milliseconds."""
PAIR_BURST = 45
"""So many may go at once, borrowed from the future."""


@dataclass(slots=True, kw_only=True)
class Meter:
    """A pace: one every ``interval`` microseconds, and at most ``burst`` at once."""

    interval: int
    burst: int
    _next_even: int = 0

    def has_room(self, at: Instant) -> bool:
        """Whether one more may go now."""
        return self._next_even - at * 1_000 <= (self.burst - 1) * self.interval

    def count(self, at: Instant) -> None:
        """One went now."""
        self._next_even = max(self._next_even, at * 1_000) + self.interval


def number_meter(throughput: int) -> Meter:
    """The meter of a number that may carry so many messages a second, both ways together."""
    return Meter(interval=1_000_000 // throughput, burst=throughput)


def pair_meter() -> Meter:
    """The meter of one customer at one number."""
    return Meter(interval=PAIR_INTERVAL * 1_000, burst=PAIR_BURST)
