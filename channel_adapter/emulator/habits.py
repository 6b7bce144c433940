"""How this imitation of the provider behaves when nothing special is scheduled: speeds, rates of mishap, strictness.

All durations are whole milliseconds, all rates run from 0 (never) to 1 (always). The defaults are a calm day.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

SECOND = 1_000
MINUTE = 60 * SECOND
HOUR = 60 * MINUTE
DAY = 24 * HOUR

Unit = Literal["utf16", "code_points"]
"""What one "character" of a limit is. The provider does not say; UTF-16 units are the stricter reading."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Habits:
    """The provider's ordinary behaviour."""

    unit: Unit = "utf16"
    list_body_limit: int = 4_096
    """The provider's page says 4,096, its API description 1,024."""
    graph_version: int = 25
    """Below 24 every first status of a message carries a ``conversation`` object."""
    window_refusal: Literal["late", "sync"] = "late"
    """Outside the reply window: accepted and later ``failed`` (usual), or refused at once."""
    reactions_open_window: bool = True
    failures_name_contact: bool = False
    """Whether a ``failed`` status has ``contacts`` beside it. The provider leaves them out; some clients rely on them."""
    media_host: str = "https://lookaside.fbsbx.com"

    answer_after: int = 0
    sent_after: int = 300
    delivered_after: int = 700
    read_after: int | None = 2_000
    """From delivery until the customer reads it on their own; ``None``: only when they act."""
    webhook_after: int = 150

    refusals: float = 0
    refusal_codes: tuple[int, ...] = (131000, 131016, 130429, 2)
    late_failures: float = 0
    late_failure_codes: tuple[int, ...] = (131026, 131000)
    lost_answers: float = 0
    lost_before: float = 0
    """Of the lost answers, the share whose request was not carried out either."""

    webhook_drops: float = 0
    webhook_duplicates: float = 0
    webhook_delays: float = 0
    webhook_delay_most: int = 30 * SECOND
    """A delayed webhook comes up to this much late, so it also arrives out of order."""
    webhook_batches: float = 0
    """How often an item rides in the same body as the one before it."""


CALM = Habits()
STORMY = Habits(
    refusals=0.05,
    late_failures=0.02,
    lost_answers=0.05,
    lost_before=0.3,
    webhook_duplicates=0.2,
    webhook_delays=0.2,
    webhook_batches=0.3,
)
"""A bad day on which nothing is lost for good: every webhook comes at last, some twice, late, or many in one body."""
