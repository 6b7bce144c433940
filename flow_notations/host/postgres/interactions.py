"""Interactions, journal and timers on PostgreSQL."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from .rows import news, storable
from .sheets import INTERACTIONS, JOURNAL, TIMERS

if TYPE_CHECKING:
    from flow_notations.host.records import Interaction, JournalEntry, Timer

    from .grip import Grip

CHANGES: Final = ("digest", "state", "seq", "status", "expires_at", "ended_at", "outcome")
"""What becomes of an interaction; the rest of it stays as it began."""
OF_ID: Final = f"{INTERACTIONS.select} where id = %s"


class PostgresInteractions:
    """See ``ledgers.Interactions``."""

    def __init__(self, grip: Grip) -> None:
        self._grip = grip

    def get(self, interaction: str) -> Interaction | None:
        known = self._grip.known.interactions.get(interaction)
        if known is not None:
            return known
        if interaction in self._grip.known.unbegun:
            return None
        read = self._grip.execute if self._grip.sheets.interactions.has(interaction) else self._grip.look
        return self._grip.owned(lambda: INTERACTIONS.one(read(OF_ID, (storable(interaction),))))

    def add(self, interaction: Interaction) -> None:
        self._grip.sheets.interactions.add(interaction)
        self._grip.known.interactions[interaction.id] = interaction
        self._grip.known.unbegun.discard(interaction.id)
        self._grip.known.timers[interaction.id] = {}
        self._grip.known.fields[interaction.id] = {}

    def save(self, interaction: Interaction) -> None:
        before = self._grip.known.interactions.get(interaction.id)
        changes = news(CHANGES, interaction, before)
        if before is not None:
            self._grip.known.interactions[interaction.id] = interaction
        if changes:
            self._grip.sheets.interactions.change(interaction.id, **changes)

    def of(self, conversation: str) -> tuple[Interaction, ...]:
        return INTERACTIONS.all(
            self._grip.execute(
                f"{INTERACTIONS.select} where conversation = %s order by began_at, since", (conversation,)
            )
        )

    def write_journal(self, entry: JournalEntry) -> None:
        self._grip.sheets.journal.add(entry)

    def journal(self, interaction: str) -> tuple[JournalEntry, ...]:
        return JOURNAL.all(self._grip.execute(f"{JOURNAL.select} where interaction = %s order by seq", (interaction,)))

    def set_timer(self, timer: Timer) -> None:
        self._grip.sheets.timers.add(timer)
        armed = self._grip.known.timers.get(timer.interaction)
        if armed is not None:
            armed[timer.name] = timer

    def cancel_timer(self, interaction: str, name: str) -> None:
        armed = self._grip.known.timers.get(interaction)
        if armed is None or armed.pop(name, None) is not None:
            self._grip.sheets.timers.drop(interaction, name)

    def cancel_timers(self, interaction: str) -> None:
        armed = self._grip.known.timers.get(interaction)
        if armed is None:
            self._grip.execute("delete from timers where interaction = %s", (interaction,))
        else:
            for name in armed:
                self._grip.sheets.timers.drop(interaction, name)
            armed.clear()

    def next_timer(self, interaction: str) -> Timer | None:
        armed = self._grip.known.timers.get(interaction)
        if armed is not None:
            return min(armed.values(), key=lambda timer: (timer.deadline, timer.name), default=None)
        return TIMERS.one(
            self._grip.execute(
                f"{TIMERS.select} where interaction = %s order by deadline, name limit 1", (interaction,)
            )
        )
