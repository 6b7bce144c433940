"""Everything that is kept of one conversation, as plain JSON: what a virtual object has for its state.

Only what a step may need travels with every event. Journal entries are never read by a step: they are written beside it,
once each.
"""

from __future__ import annotations

from dataclasses import dataclass, field, fields
from typing import Any, Final

from channel_adapter.messages import Address
from flow_notations.host.fading import faded
from flow_notations.host.json_forms import JsonForms
from flow_notations.host.records import (
    Conversation,
    Errand,
    Interaction,
    JournalEntry,
    Kept,
    Line,
    Notice,
    Part,
    Planned,
    Queued,
    Timer,
)

FORMS: Final = JsonForms(
    (Address, Conversation, Errand, Interaction, JournalEntry, Kept, Line, Notice, Part, Planned, Queued, Timer)
)

SEEN_MS: Final = 8 * 24 * 3_600_000
"""How long ids are remembered: longer than the channel redelivers webhooks, which is seven days."""

POSITIONS_PER_MS: Final = 1000
"""More rows than are written in a millisecond."""


@dataclass(slots=True, kw_only=True)
class Keeping:
    """One conversation's rows.

    ``moved``: nothing is here any more, it is in that object. ``armed`` and ``tidying``: the moments for which the
    cluster was asked to call back. ``past``: interactions that were laid by, with when they ended. ``names``: every key of
    the customer; ``seen``: ids of what was taken in, with their moments; ``journal``: entries not yet written.
    """

    moved: str | None = None
    armed: int | None = None
    tidying: int | None = None
    past: dict[str, int] = field(default_factory=dict)

    conversation: Conversation | None = None
    position: int = 0
    names: list[str] = field(default_factory=list)
    seen: dict[str, int] = field(default_factory=dict)
    queued: list[Queued] = field(default_factory=list)
    parked: list[Queued] = field(default_factory=list)
    kept: list[Kept] = field(default_factory=list)
    interactions: list[Interaction] = field(default_factory=list)
    timers: list[Timer] = field(default_factory=list)
    parts: list[Part] = field(default_factory=list)
    errands: list[Errand] = field(default_factory=list)
    planned: list[Planned] = field(default_factory=list)
    lines: list[Line] = field(default_factory=list)
    notices: list[Notice] = field(default_factory=list)
    fields: dict[str, dict[str, str]] = field(default_factory=dict)
    journal: list[JournalEntry] = field(default_factory=list)

    def copied(self) -> Keeping:
        """As it is now, to go back to; records are frozen, so their lists are copied and they are not."""
        copy = Keeping(**{each.name: _copied(getattr(self, each.name)) for each in fields(self)})
        copy.fields = {scope: dict(named) for scope, named in self.fields.items()}
        return copy

    def become(self, other: Keeping) -> None:
        """Hold what ``other`` holds."""
        for each in fields(self):
            setattr(self, each.name, getattr(other, each.name))

    def has_seen(self, identity: str) -> bool:
        """Whether an id was taken in, be it that its customer was erased since."""
        return identity in self.seen or faded(identity) in self.seen

    def next_position(self) -> int:
        """Of the next row of any kind."""
        self.position += 1
        return self.position

    def reach(self, now: int) -> None:
        """Positions grow with time, so that rows of several objects have an order."""
        self.position = max(self.position, now * POSITIONS_PER_MS)

    def forget(self, now: int) -> None:
        """Ids older than ``SEEN_MS``."""
        self.seen = {identity: moment for identity, moment in self.seen.items() if moment > now - SEEN_MS}

    @property
    def blank(self) -> bool:
        """Whether nothing at all is kept."""
        return not any(getattr(self, name) for name in NAMES if name not in ("position", "armed", "tidying"))


def _copied(value: Any) -> Any:
    return value.copy() if isinstance(value, list | dict) else value


NAMES: Final = tuple([each.name for each in fields(Keeping) if each.name != "journal"])


def dumped(keeping: Keeping, now: int) -> str:
    """As JSON text; ids older than ``SEEN_MS`` are forgotten."""
    keeping.forget(now)
    return FORMS.dumps({name: getattr(keeping, name) for name in NAMES})


def loaded(text: str | None) -> Keeping:
    """Read what ``dumped`` wrote; an empty keeping for ``None``."""
    if text is None:
        return Keeping()
    plain: dict[str, Any] = FORMS.loads(text)
    rows: dict[str, Any] = {name: list(each) if isinstance(each, tuple) else each for name, each in plain.items()}
    return Keeping(**rows)
