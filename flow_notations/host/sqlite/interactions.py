"""Interactions, journal and timers on SQLite."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from flow_notations.host.records import Interaction, JournalEntry, Timer

from .rows import Table

if TYPE_CHECKING:
    import sqlite3

INTERACTIONS: Final = Table("interactions", Interaction, key=("id",))
JOURNAL: Final = Table("journal", JournalEntry, key=("interaction", "seq"))
TIMERS: Final = Table("timers", Timer, key=("interaction", "name"))

SAVE, SAVED = INTERACTIONS.update("digest", "state", "seq", "status", "expires_at", "ended_at", "outcome")
"""What becomes of an interaction; the rest of it stays as it began."""

BY_ID: Final = f"{INTERACTIONS.select} where id = ?"
NEXT_TIMER: Final = (
    f"{TIMERS.select} where interaction = ?1"  # noqa: S608  # names are ours
    " and deadline = (select min(deadline) from timers where interaction = ?1) order by name limit 1"
)


class SqliteInteractions:
    """See ``ledgers.Interactions``."""

    def __init__(self, connection: sqlite3.Connection) -> None:
        self._execute = connection.execute

    def get(self, interaction: str) -> Interaction | None:
        return INTERACTIONS.one(self._execute(BY_ID, (interaction,)))

    def add(self, interaction: Interaction) -> None:
        self._execute(INTERACTIONS.insert, INTERACTIONS.row(interaction))

    def save(self, interaction: Interaction) -> None:
        self._execute(SAVE, SAVED(interaction))

    def of(self, conversation: str) -> tuple[Interaction, ...]:
        return INTERACTIONS.all(
            self._execute(f"{INTERACTIONS.select} where conversation = ? order by began_at, since", (conversation,))
        )

    def write_journal(self, entry: JournalEntry) -> None:
        self._execute(JOURNAL.insert, JOURNAL.row(entry))

    def journal(self, interaction: str) -> tuple[JournalEntry, ...]:
        return JOURNAL.all(self._execute(f"{JOURNAL.select} where interaction = ? order by seq", (interaction,)))

    def set_timer(self, timer: Timer) -> None:
        self._execute(TIMERS.upsert, TIMERS.row(timer))

    def cancel_timer(self, interaction: str, name: str) -> None:
        self._execute("delete from timers where interaction = ? and name = ?", (interaction, name))

    def cancel_timers(self, interaction: str) -> None:
        self._execute("delete from timers where interaction = ?", (interaction,))

    def next_timer(self, interaction: str) -> Timer | None:
        return TIMERS.one(self._execute(NEXT_TIMER, (interaction,)))
