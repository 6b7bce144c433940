"""What serving needs of a host, whatever keeps its conversations: a file, a database with several workers, a cluster."""

from __future__ import annotations

from typing import TYPE_CHECKING, Protocol

from .reading import PAGE_DEFAULT

if TYPE_CHECKING:
    import asyncio
    from collections.abc import Sequence

    from channel_adapter.clock import Clock
    from channel_adapter.messages import Instant, Item

    from .records import Conversation, Kept, Notice, Part
    from .store import Store
    from .wiring import Wiring


class Hosting(Protocol):
    """A host in a process that serves: ``Host``, a PostgreSQL ``Worker``, ``RestateHost``."""

    @property
    def clock(self) -> Clock:
        """What time it is."""
        ...

    @property
    def wiring(self) -> Wiring:
        """The flows, the numbers and dispatch."""
        ...

    @property
    def store(self) -> Store:
        """What is kept, to look at; and published flows, to be put there. It may offer no other writing."""
        ...

    # --- its work -----------------------------------------------------------------------------------------------------

    async def accept(self, items: Sequence[Item], *, arrived_at: Instant) -> int:
        """How many were new, once all are durable; see ``channel.Intake``. Raises ``StoreUnavailable``."""
        ...

    async def run(self, stopping: asyncio.Event) -> None:
        """Work until ``stopping`` is set, then let what is under way come to its end."""
        ...

    async def next_deadline(self) -> Instant | None:
        """When something is next due, if that is known here. Raises ``StoreUnavailable`` when nothing could be kept now."""
        ...

    async def ready(self) -> None:
        """Raises ``StoreUnavailable`` when nothing can be written now."""
        ...

    # --- for operators ------------------------------------------------------------------------------------------------

    async def conversations(self, *, after: str = "", limit: int = PAGE_DEFAULT) -> tuple[Conversation, ...]:
        """A page of them, in order of id."""
        ...

    async def outbox(self, *, state: str | None = None, limit: int = PAGE_DEFAULT) -> tuple[Part, ...]:
        """Parts of sends, newest first."""
        ...

    async def notices(self, *, limit: int = PAGE_DEFAULT) -> tuple[Notice, ...]:
        """What people must learn of, newest first."""
        ...

    async def kept(self, *, limit: int = PAGE_DEFAULT) -> tuple[Kept, ...]:
        """Items that stepped nothing, newest first."""
        ...

    async def resume(self, interaction: str) -> bool:
        """Let a parked session try its event again; whether there was one."""
        ...

    async def retry(self, send: str) -> bool:
        """Let a refused send go on; whether there was one."""
        ...

    async def erase(self, conversation: str) -> None:
        """Forget a customer at one number, for good. Raises ``NotHere`` for a conversation that does not exist."""
        ...
