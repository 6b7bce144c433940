"""What is known of one of our messages: receipts climb a ladder and never step down.

In: ``StatusChange`` values in any order, any of them twice or missing. Out: a ``Standing``. It sends and stores nothing.

    sent < delivered < read < played        ``failed`` ends it, unless a later report proves that it was delivered

The channel may skip a step, repeat one, report ``failed`` after ``delivered``, or invent a word: what does not raise the
standing is kept in the history and changes nothing else.
Rule: https://developers.facebook.com/documentation/business-messaging/whatsapp/webhooks/reference/messages/status
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final, cast

from .messages import Fault, Instant, Rung, StatusChange

LADDER: Final[dict[str, int]] = {"sent": 1, "failed": 2, "delivered": 3, "read": 4, "played": 5}
"""A change moves the standing only upwards. ``failed`` stands above *sent* and below every proof of delivery."""

HISTORY_MAX: Final = 32
"""Changes kept for one message; beyond it only those that raise the standing. A group of many readers repeats itself."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Standing:
    """The highest rung reached, and every different change that was reported, in order of arrival.

    ``rung`` is ``None`` as long as only unknown words came.
    """

    rung: Rung | None = None
    history: tuple[StatusChange, ...] = ()

    @property
    def faults(self) -> tuple[Fault, ...]:
        """Why it failed; empty unless ``rung`` is *failed*."""
        return next((change.faults for change in self.history if change.status == self.rung == "failed"), ())

    @property
    def contradictory(self) -> bool:
        """Whether the channel reported both a failure and a delivery: worth showing to an operator."""
        heights = {LADDER.get(change.status, 0) for change in self.history}
        return LADDER["failed"] in heights and max(heights) > LADDER["failed"]

    def reached_at(self, rung: Rung) -> Instant | None:
        """The channel's time of the first report of this rung."""
        return next((change.at for change in self.history if change.status == rung), None)


def climb(current: Standing | None, change: StatusChange) -> Standing:
    """The standing after one more report. A report already known returns ``current`` itself."""
    current = current or Standing()
    if any(_same(known, change) for known in current.history):
        return current
    rises = LADDER.get(change.status, 0) > LADDER.get(current.rung or "", 0)
    rung = cast("Rung", change.status) if rises else current.rung
    if len(current.history) >= HISTORY_MAX and not rises:
        return current
    return Standing(rung=rung, history=(*current.history, change))


def _same(known: StatusChange, change: StatusChange) -> bool:
    """The same step for the same recipient; a redelivery may carry another time."""
    return known.status == change.status and known.recipient == change.recipient
