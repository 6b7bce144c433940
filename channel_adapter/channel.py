"""The ports: what a host sees of any channel, and what a channel needs of a host.

A send has three outcomes, all of them values: ``Accepted``, ``Refused``, ``Uncertain``. There is no idempotency key on
this API, so *uncertain* (it may have gone out) is never resent by the adapter: the host holds it until a status or a
reply proves it, or reports it.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from enum import Enum
from typing import TYPE_CHECKING, Protocol, TypeAlias, runtime_checkable

from .messages import Instant, Item, Outbound, ReadMark

if TYPE_CHECKING:
    from collections.abc import Iterable

    from .messages import Address, StatusChange


class Reason(Enum):
    """Why a send was refused."""

    WINDOW_CLOSED = "window_closed"
    """More than 24 h since the customer's latest message, and the content is not a template."""
    LIMIT = "limit"
    """The content breaks a limit of the channel; nothing left the process."""
    PACED = "paced"
    """Our own pacing or the channel's throttle: come back at ``retry_at``. Nothing was sent."""
    REFUSED = "refused"
    """The channel said no."""
    PAUSED = "paused"
    """The number is stopped (credentials, policy, payment): an operator has to act."""
    UNREACHABLE = "unreachable"
    """The connection was never opened; nothing was sent."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Accepted:
    """The channel took the message and named it ``message_id``. Delivery is reported later, by status."""

    message_id: str
    recipient_id: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Refused:
    """The message did not go out. With ``retry_at`` set, the same send may be tried again then; else never.

    ``sentence`` is for people (agents, designers); ``details`` and ``trace`` are for operators.
    """

    reason: Reason
    sentence: str
    code: int | None = None
    retry_at: Instant | None = None
    details: str = ""
    trace: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Uncertain:
    """No clear answer came: the message may have gone out. Never resend without proof.

    ``left``: the request is known to have left. It is not when a program ended, or failed, somewhere around the call.
    """

    sentence: str
    details: str = ""
    left: bool = True


Outcome: TypeAlias = Accepted | Refused | Uncertain


class Channel(Protocol):
    """One business number on one provider."""

    def prepare(self, message: Outbound) -> tuple[Outbound, ...] | Refused:
        """Split a message into the parts that go over the wire, in order; or refuse it by a limit. Pure.

        Each part is one wire message. A message that fits is its own only part and keeps its ``ref``; else part *k*
        (from 1) has the ref ``<ref>/<k>``. Buttons, lists and links ride on the last part.
        """
        ...

    async def send(self, part: Outbound, *, window_until: Instant | None, attempt: int = 0) -> Outcome:
        """Send one prepared part: limits, window, pacing, window again, wire, outcome.

        ``window_until`` is the end of the reply window (``None``: never opened). ``attempt`` counts the earlier tries
        of this part that were refused with a ``retry_at``: it drives the back-off.
        """
        ...

    async def mark_read(self, mark: ReadMark) -> None:
        """Best effort: dropped, not queued, when there is no capacity; never raises."""
        ...


@runtime_checkable
class HearsReceipts(Protocol):
    """A channel that learns from receipts: payment and policy faults arrive late, and a receipt proves a doubtful send."""

    def hear(self, status: StatusChange) -> None:
        """Take note of what became of one of our messages."""
        ...


@runtime_checkable
class Recalls(Protocol):
    """A channel that keeps a pace, and can learn what left its number before it, or beside it."""

    def recall(self, sends: Iterable[tuple[Address, Instant]]) -> None:
        """To whom a predecessor dispatched, and when."""
        ...


@runtime_checkable
class Paces(Protocol):
    """A channel of a number that may send only so fast, from however many processes."""

    @property
    def number_per_second(self) -> int:
        """Messages a second."""
        ...


class Intake(Protocol):
    """Where webhook items become durable: the one place that removes duplicates."""

    async def accept(self, items: Sequence[Item], *, arrived_at: Instant) -> int:
        """Persist all items in one atomic step and return how many were new.

        When this returns the items survive a crash. Duplicates (same item id, or same message and status) are dropped
        here and nowhere else, for longer than the channel redelivers (7 days).
        """
        ...
