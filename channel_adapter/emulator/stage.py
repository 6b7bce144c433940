"""What the server holds between two requests: the cloud, its clock, and a log of the webhooks that left."""

from __future__ import annotations

from collections import deque
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable

    from channel_adapter.clock import Clock
    from channel_adapter.messages import Instant

    from .model import Cloud
    from .outbox import Delivery

LOG_MOST = 500
"""Deliveries that the log remembers."""


class JumpingClock:
    """Another clock, that can be put forward: so that a reply window can close while somebody watches."""

    def __init__(self, clock: Clock) -> None:
        self._clock = clock
        self._ahead = 0

    def now(self) -> Instant:
        """The moment by the other clock, plus all jumps."""
        return self._clock.now() + self._ahead

    async def sleep(self, milliseconds: int) -> None:
        """Pause this task."""
        await self._clock.sleep(milliseconds)

    def jump(self, milliseconds: int) -> None:
        """Put it forward."""
        self._ahead += max(0, milliseconds)


def _nobody() -> None:
    """Nobody waits for news."""


@dataclass(slots=True)
class Stage:
    """One running emulator. ``make`` builds a fresh cloud from a seed; ``changed`` is told after every act."""

    make: Callable[[int], Cloud]
    clock: JumpingClock
    cloud: Cloud
    changed: Callable[[], None] = _nobody
    log: deque[tuple[Delivery, int]] = field(default_factory=lambda: deque(maxlen=LOG_MOST))

    def carry(self, at: Instant) -> tuple[Delivery, ...]:
        """The webhooks that leave by now. Those of a number without a webhook url only go to the log."""
        leaving = self.cloud.due(at)
        for delivery in leaving:
            if delivery.url is None:
                self.log.append((delivery, 0))
        return tuple(delivery for delivery in leaving if delivery.url)

    def answered(self, delivery: Delivery, status: int) -> None:
        """A webhook was answered with this status (0: not at all)."""
        self.log.append((delivery, status))
        self.cloud.acknowledge(delivery, status, self.clock.now())

    def reset(self, seed: int) -> None:
        """Begin again with nobody and nothing."""
        self.cloud = self.make(seed)
        self.log.clear()
