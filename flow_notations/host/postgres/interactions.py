"""Interactions, journal and timers on PostgreSQL."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from flow_notations.host.records import Interaction, JournalEntry, Timer

from .rows import Table

if TYPE_CHECKING:
    from .grip import Grip

CHANGES: Final = ("digest", "state", "seq", "status", "expires_at", "ended_at", "outcome")
"""What becomes of an interaction; the rest of it stays as it began."""

INTERACTIONS: Final = Table("interactions", Interaction, key=("id",), changes=CHANGES)
JOURNAL: Final = Table("journal", JournalEntry, key=("interaction", "seq"))
TIMERS: Final = Table("timers", Timer, key=("interaction", "name"))


class PostgresInteractions:
    """See ``ledgers.Interactions``."""

    def __init__(self, grip: Grip) -> None:
        self._grip = grip
        self._execute = grip.session.execute

    def get(self, interaction: str) -> Interaction | None:
        return self._grip.owned(
            lambda: INTERACTIONS.one(self._execute(f"{INTERACTIONS.select} where id = %s", (interaction,)))
        )

    def add(self, interaction: Interaction) -> None:
        self._execute(INTERACTIONS.insert, INTERACTIONS.row(interaction))

    def save(self, interaction: Interaction) -> None:
        self._execute(INTERACTIONS.update, INTERACTIONS.changes(interaction))

    def of(self, conversation: str) -> tuple[Interaction, ...]:
        return INTERACTIONS.all(
            self._execute(f"{INTERACTIONS.select} where conversation = %s order by began_at, since", (conversation,))
        )

    def write_journal(self, entry: JournalEntry) -> None:
        self._execute(JOURNAL.insert, JOURNAL.row(entry))

    def journal(self, interaction: str) -> tuple[JournalEntry, ...]:
        return JOURNAL.all(self._execute(f"{JOURNAL.select} where interaction = %s order by seq", (interaction,)))

    def set_timer(self, timer: Timer) -> None:
        self._execute(TIMERS.upsert, TIMERS.row(timer))

    def cancel_timer(self, interaction: str, name: str) -> None:
        self._execute("delete from timers where interaction = %s and name = %s", (interaction, name))

    def cancel_timers(self, interaction: str) -> None:
        self._execute("delete from timers where interaction = %s", (interaction,))

    def next_timer(self, interaction: str) -> Timer | None:
        return TIMERS.one(
            self._execute(f"{TIMERS.select} where interaction = %s order by deadline, name limit 1", (interaction,))
        )
