"""Mishaps on demand: what can go wrong with a send, and the schedule of what shall go wrong next.

Random mishaps are rates in ``habits``; a scheduled fault always comes first, in the order of scheduling.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, TypeAlias

if TYPE_CHECKING:
    from channel_adapter.messages import Instant


@dataclass(frozen=True, slots=True, kw_only=True)
class Refuse:
    """Answer with this error; nothing is sent."""

    code: int
    details: str = ""
    http_status: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class FailLater:
    """Accept, then report ``failed`` with this code, ``after`` milliseconds (the usual time when ``None``)."""

    code: int
    details: str = ""
    after: int | None = None
    after_sent: bool = False
    """Report ``sent`` first."""


@dataclass(frozen=True, slots=True, kw_only=True)
class LoseAnswer:
    """Drop the connection before the answer: after the message was accepted, or before anything happened."""

    carried_out: bool = True


@dataclass(frozen=True, slots=True, kw_only=True)
class Unreachable:
    """The connection is never opened."""


@dataclass(frozen=True, slots=True, kw_only=True)
class BareAnswer:
    """A gateway's page instead of the provider's JSON. Whether the message went out is anybody's guess."""

    status: int = 502
    body: bytes = b"<html><body><h1>502 Bad Gateway</h1></body></html>"
    carried_out: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class NeverReport:
    """Accept and never say another word: no status at all, and no bubble on the phone."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Slow:
    """Take so many milliseconds more to answer."""

    milliseconds: int


Fault: TypeAlias = Refuse | FailLater | LoseAnswer | Unreachable | BareAnswer | NeverReport | Slow


@dataclass(frozen=True, slots=True, kw_only=True)
class Scheduled:
    """A fault for the next ``times`` sends that fit: of this number, to this customer (key), not before ``since``."""

    fault: Fault
    times: int = 1
    number_id: str | None = None
    customer: str | None = None
    since: Instant = 0

    def fits(self, number_id: str, customer: str | None, at: Instant) -> bool:
        """Whether it strikes this send."""
        return (
            at >= self.since
            and self.number_id in (None, number_id)
            and (self.customer is None or self.customer == customer)
        )


class Schedule:
    """What shall go wrong, in order."""

    def __init__(self) -> None:
        self._waiting: list[Scheduled] = []

    def add(self, scheduled: Scheduled) -> None:
        """Put one more at the end."""
        self._waiting.append(scheduled)

    def take(self, number_id: str, customer: str | None, at: Instant) -> Fault | None:
        """The fault that strikes this send, if any; one of its times is used up."""
        for place, scheduled in enumerate(self._waiting):
            if scheduled.fits(number_id, customer, at):
                left = scheduled.times - 1
                self._waiting[place : place + 1] = [replace(scheduled, times=left)] if left else []
                return scheduled.fault
        return None

    @property
    def left(self) -> int:
        """How many strikes are still to come: a test that ends with some did not meet what it prepared."""
        return sum(scheduled.times for scheduled in self._waiting)

    def clear(self) -> None:
        """Forget them all."""
        self._waiting.clear()
