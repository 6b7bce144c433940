"""Durable deadlines: each fires once, at or after its moment; and the rule when a reply and a timeout race.

The order in which they commit decides. If both wait at once, the reply goes first when the channel stamped it before
the deadline: the customer was in time, we were late.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from channel_adapter.messages import Instant

    from .records import Timer


def goes_first(timer: Timer, earliest_queued: Instant | None) -> bool:
    """Whether a timer whose deadline has come fires before what is queued."""
    return earliest_queued is None or earliest_queued >= timer.deadline
