"""All tables of the store, and what a transaction is about to write to each of them."""

from __future__ import annotations

from typing import Any, Final

from flow_notations.host.records import (
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

from .rows import Table
from .writes import Sheet
from .written import Field, Identity, Person

CONVERSATIONS: Final = Table("conversations", Person, key=("id",))
IDENTITIES: Final = Table("identities", Identity, key=("number_id", "key"))
FIELDS: Final = Table("fields", Field, key=("scope", "name"))
INBOX: Final = Table("inbox", Queued, key=("position",), more={"state": "queued"})
KEPT: Final = Table("kept", Kept, key=("id",), counted=True)
INTERACTIONS: Final = Table("interactions", Interaction, key=("id",))
JOURNAL: Final = Table("journal", JournalEntry, key=("interaction", "seq"))
TIMERS: Final = Table("timers", Timer, key=("interaction", "name"))
PARTS: Final = Table("outbox", Part, key=("ref",), more={"worker": None})
ERRANDS: Final = Table("errands", Errand, key=("ref",), counted=True)
PLANNED: Final = Table("planned", Planned, key=("conversation", "key"))
LINES: Final = Table("history", Line, key=("position",))
NOTICES: Final = Table("notices", Notice, key=("position",), counted=True)

SERVED: Final = (
    "insert into numbers (number_id, worker) select number_id, (select id from workers where id = %s"
    " and (number_id = any(numbers) or not exists (select from workers as others"
    " where others.lease_until > clock_timestamp() and number_id = any(others.numbers))))"
    " from unnest(%s::text[]) as fresh (number_id) on conflict do nothing"
)
"""A number that nobody knew is served by whoever hears of it first, if they serve, and have it or nobody living does."""


class Sheets:
    """One for each table that works write often; what is written seldom has statements of its own."""

    def __init__(self) -> None:
        self.conversations = Sheet(CONVERSATIONS)
        self.identities = Sheet(IDENTITIES)
        self.interactions = Sheet(INTERACTIONS)
        self.journal = Sheet(JOURNAL)
        self.timers = Sheet(TIMERS, replaces=True)
        self.fields = Sheet(FIELDS, replaces=True)
        self.inbox = Sheet(INBOX)
        self.history = Sheet(LINES)
        self.outbox = Sheet(PARTS)
        self.numbers = set[str]()
        self._in_order = (self.conversations, self.identities, self.interactions, self.journal, self.timers, self.fields,
                          self.inbox, self.history, self.outbox)  # fmt: skip

    def statements(self, worker: str) -> list[tuple[str, tuple[Any, ...]]]:
        """All that waits to be written, in an order that foreign keys allow; afterwards nothing waits."""
        served = [(SERVED, (worker, sorted(self.numbers)))] if self.numbers else []
        self.numbers.clear()
        return [*served, *(statement for sheet in self._in_order for statement in sheet.statements())]

    def forget(self) -> None:
        """Nothing of it will be written."""
        self.numbers.clear()
        for sheet in self._in_order:
            sheet.forget()
