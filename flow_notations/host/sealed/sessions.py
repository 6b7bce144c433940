"""Interactions, sealed: their state and their journal."""

from __future__ import annotations

from typing import TYPE_CHECKING

from .keeper import GONE

if TYPE_CHECKING:
    from flow_notations.host.ledgers import Interactions
    from flow_notations.host.records import Interaction, JournalEntry

    from .keeper import Keeper


class SealedInteractions:
    """See ``ledgers.Interactions``."""

    def __init__(self, inner: Interactions, keeper: Keeper) -> None:
        self._inner = inner
        self._keeper = keeper
        self.set_timer = inner.set_timer
        self.cancel_timer = inner.cancel_timer
        self.cancel_timers = inner.cancel_timers
        self.next_timer = inner.next_timer

    def get(self, interaction: str) -> Interaction | None:
        return self._keeper.maybe(self._inner.get(interaction))

    def add(self, interaction: Interaction) -> None:
        self._inner.add(self._sealed(interaction))

    def save(self, interaction: Interaction) -> None:
        self._inner.save(self._sealed(interaction))

    def of(self, conversation: str) -> tuple[Interaction, ...]:
        return self._keeper.all(self._inner.of(conversation))

    def write_journal(self, entry: JournalEntry) -> None:
        self._inner.write_journal(self._keeper.seal(entry, self._keeper.of_interaction(entry.interaction)))

    def journal(self, interaction: str) -> tuple[JournalEntry, ...]:
        """Without the steps that were erased, of which a reader has nothing to see."""
        entries = self._keeper.all(self._inner.journal(interaction))
        return tuple([entry for entry in entries if entry.event != GONE])

    def _sealed(self, interaction: Interaction) -> Interaction:
        return self._keeper.seal(interaction, self._keeper.of_interaction(interaction.id, interaction.conversation))
