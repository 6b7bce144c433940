"""What a console reads of a host. Everything is paged or bounded; nothing here changes anything."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from .customer_record import customer_record
from .json_forms import FLOW_FORMS
from .records import Conversation, Interaction, JournalEntry, Kept, Line, Notice, Part
from .store import Store

PAGE_DEFAULT = 100
"""Rows on a page."""


class Reading:
    """The reading half of a host."""

    store: Store

    async def conversations(self, *, after: str = "", limit: int = PAGE_DEFAULT) -> tuple[Conversation, ...]:
        """Conversations in order of id, those after ``after``."""
        return await self.store.transact(lambda tx: tx.conversations.page(after=after, limit=limit))

    async def interactions(self, conversation: str) -> tuple[Interaction, ...]:
        """All interactions of a conversation, oldest first."""
        return await self.store.transact(lambda tx: tx.interactions.of(conversation))

    async def journal(self, interaction: str) -> tuple[JournalEntry, ...]:
        """Every step of an interaction, in order."""
        return await self.store.transact(lambda tx: tx.interactions.journal(interaction))

    async def history(
        self, conversation: str, *, before: int | None = None, limit: int = PAGE_DEFAULT
    ) -> tuple[Line, ...]:
        """Messages of a conversation, oldest first: the last page, or the one before position ``before``."""
        return await self.store.transact(lambda tx: tx.history.page(conversation, before=before, limit=limit))

    async def export(self, conversation: str) -> str:
        """Everything that is kept of a customer at one number, as JSON: names, fields, interactions, messages.

        Raises ``NotHere`` for a conversation that does not exist.
        """
        return await self.store.transact(lambda tx: customer_record(tx, conversation))

    async def outbox(self, *, state: str | None = None, limit: int = PAGE_DEFAULT) -> tuple[Part, ...]:
        """Parts of sends, newest first; of one state when it is given."""
        return await self.store.transact(lambda tx: tx.outbox.page(state=state, limit=limit))

    async def fields(self, scope: str) -> Mapping[str, Any]:
        """Saved fields of a conversation's customer, or of an interaction."""
        stored = await self.store.transact(lambda tx: tx.conversations.fields(scope))
        return {name: FLOW_FORMS.loads(value) for name, value in stored.items()}

    async def notices(self, *, limit: int = PAGE_DEFAULT) -> tuple[Notice, ...]:
        """What people must learn of, newest first."""
        return await self.store.transact(lambda tx: tx.history.notices(limit=limit))

    async def kept(self, *, limit: int = PAGE_DEFAULT) -> tuple[Kept, ...]:
        """Items that stepped nothing: unreadable, unknown, about the account; newest first."""
        return await self.store.transact(lambda tx: tx.inbox.kept(limit=limit))
