"""The outbox, errands and planned interactions, sealed."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from flow_notations.host.ledgers import Errands, Outbox
    from flow_notations.host.records import Errand, Part, Planned

    from .keeper import Keeper


class SealedOutbox:
    """See ``ledgers.Outbox``."""

    def __init__(self, inner: Outbox, keeper: Keeper) -> None:
        self._inner = inner
        self._keeper = keeper
        self.drop = inner.drop

    def add(self, part: Part) -> None:
        self._inner.add(self._sealed(part))

    def save(self, part: Part) -> None:
        self._inner.save(self._sealed(part))

    def head(self, conversation: str) -> Part | None:
        return self._keeper.maybe(self._inner.head(conversation))

    def unsettled(self, conversation: str) -> tuple[Part, ...]:
        return self._keeper.all(self._inner.unsettled(conversation))

    def of_send(self, send: str) -> tuple[Part, ...]:
        return self._keeper.all(self._inner.of_send(send))

    def by_ref(self, ref: str) -> Part | None:
        return self._keeper.maybe(self._inner.by_ref(ref))

    def by_message(self, message_id: str) -> Part | None:
        return self._keeper.maybe(self._inner.by_message(message_id))

    def in_doubt(self) -> tuple[Part, ...]:
        return self._keeper.all(self._inner.in_doubt())

    def page(self, *, state: str | None, limit: int) -> tuple[Part, ...]:
        return self._keeper.all(self._inner.page(state=state, limit=limit))

    def _sealed(self, part: Part) -> Part:
        return self._keeper.seal(part, self._keeper.of_conversation(part.conversation))


class SealedErrands:
    """See ``ledgers.Errands``."""

    def __init__(self, inner: Errands, keeper: Keeper) -> None:
        self._inner = inner
        self._keeper = keeper
        self.lease = inner.lease
        self.postpone = inner.postpone
        self.done = inner.done
        self.unplan = inner.unplan

    def add(self, errand: Errand) -> None:
        self._inner.add(self._keeper.seal(errand, self._keeper.of_conversation(errand.conversation)))

    def head(self, conversation: str) -> Errand | None:
        return self._keeper.maybe(self._inner.head(conversation))

    def by_ref(self, ref: str) -> Errand | None:
        return self._keeper.maybe(self._inner.by_ref(ref))

    def plan(self, planned: Planned) -> None:
        self._inner.plan(self._keeper.seal(planned, self._keeper.of_conversation(planned.conversation)))

    def next_planned(self, conversation: str) -> Planned | None:
        return self._keeper.maybe(self._inner.next_planned(conversation))
