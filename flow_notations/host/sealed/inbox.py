"""The inbox, sealed. What waits is its conversation's; what was kept aside has a key of its own, and goes with it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final, cast

from .cells import number_in
from .keeper import Erased

if TYPE_CHECKING:
    from collections.abc import Sequence

    from channel_adapter.messages import Instant
    from flow_notations.host.ledgers import Inbox, Remembers
    from flow_notations.host.records import Kept, Queued

    from .keeper import Keeper


WORDLESS: Final = ("StatusChange",)
"""What holds no words of anybody: its key may outlive it in copies of the store. All others' go when they are taken."""


class SealedInbox:
    """See ``ledgers.Inbox``."""

    def __init__(self, inner: Inbox, keeper: Keeper) -> None:
        self._inner = inner
        self._keeper = keeper
        self.knows = inner.knows
        self.earliest_moment = inner.earliest_moment
        self.done = inner.done
        self.fault = inner.fault
        self.unpark = inner.unpark
        self.forget = inner.forget

    def put(self, queued: Queued) -> bool:
        return self._inner.put(self._keeper.seal(queued, self._keeper.of_conversation(queued.conversation)))

    def remember(self, queued: Queued) -> None:
        """See ``ledgers.Remembers``: there are no words in it."""
        cast("Remembers", self._inner).remember(queued)

    def head(self, conversation: str) -> Queued | None:
        return self._keeper.maybe(self._inner.head(conversation))

    def by_id(self, identity: str) -> Queued | None:
        return self._keeper.maybe(self._inner.by_id(identity))

    def keep(self, kept: Kept) -> bool:
        return self._inner.keep(self._keeper.seal(kept, self._keeper.draw()))

    def kept(self, *, limit: int) -> tuple[Kept, ...]:
        return self._readable(self._inner.kept(limit=limit))

    def take_kept(self, identities: Sequence[str]) -> tuple[Kept, ...]:
        return self._taken(self._inner.take_kept(identities))

    def drop_kept(self, *, before: Instant, limit: int) -> tuple[Kept, ...]:
        return self._taken(self._inner.drop_kept(before=before, limit=limit), every=True)

    def _taken(self, found: tuple[Kept, ...], *, every: bool = False) -> tuple[Kept, ...]:
        bodies = [kept.body for kept in found if every or kept.kind not in WORDLESS]
        doomed = [number for body in bodies if (number := number_in(body)) is not None]
        taken = self._readable(found)
        for number in doomed:
            self._keeper.doom(number)
        return taken

    def _readable(self, found: tuple[Kept, ...]) -> tuple[Kept, ...]:
        """Without those that were erased: they belong to no conversation that could be erased again."""
        opened = []
        for kept in found:
            try:
                opened.append(self._keeper.open(kept))
            except Erased:
                continue
        return tuple(opened)
