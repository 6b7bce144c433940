"""Interactions with their deadlines and their journal."""

from __future__ import annotations

from typing import TYPE_CHECKING, Protocol

if TYPE_CHECKING:
    from flow_notations.host.records import Interaction, JournalEntry, Timer


class Interactions(Protocol):
    """Sessions, their deadlines and their journal."""

    def get(self, interaction: str) -> Interaction | None:
        """One by its id."""
        ...

    def add(self, interaction: Interaction) -> None:
        """Write a new one."""
        ...

    def save(self, interaction: Interaction) -> None:
        """Write what became of it: state, number of its latest event, status, deadline, outcome."""
        ...

    def of(self, conversation: str) -> tuple[Interaction, ...]:
        """All of a conversation, oldest first."""
        ...

    def write_journal(self, entry: JournalEntry) -> None:
        """Append one step."""
        ...

    def journal(self, interaction: str) -> tuple[JournalEntry, ...]:
        """All steps, in order."""
        ...

    def set_timer(self, timer: Timer) -> None:
        """Arm it, or move its deadline."""
        ...

    def cancel_timer(self, interaction: str, name: str) -> None:
        """Disarm it, if armed."""
        ...

    def cancel_timers(self, interaction: str) -> None:
        """Disarm all."""
        ...

    def next_timer(self, interaction: str) -> Timer | None:
        """The one with the least deadline."""
        ...
