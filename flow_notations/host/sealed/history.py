"""Messages and notices, sealed. A notice about no conversation is about nobody, and stays as it is."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from flow_notations.host.ledgers import History
    from flow_notations.host.records import Line, Notice

    from .keeper import Keeper


class SealedHistory:
    """See ``ledgers.History``."""

    def __init__(self, inner: History, keeper: Keeper) -> None:
        self._inner = inner
        self._keeper = keeper
        self.end = inner.end
        self.assign = inner.assign
        self.drop = inner.drop
        self.drop_notices = inner.drop_notices
        self.mark = inner.mark
        self.oldest_unanswered = inner.oldest_unanswered

    def add(self, line: Line) -> int:
        return self._inner.add(self._sealed(line))

    def by_ref(self, ref: str) -> Line | None:
        return self._keeper.maybe(self._inner.by_ref(ref))

    def by_message(self, message_id: str) -> Line | None:
        return self._keeper.maybe(self._inner.by_message(message_id))

    def save(self, line: Line) -> None:
        self._inner.save(self._sealed(line))

    def page(self, conversation: str, *, before: int | None, limit: int) -> tuple[Line, ...]:
        return self._keeper.all(self._inner.page(conversation, before=before, limit=limit))

    def tell(self, notice: Notice) -> None:
        if notice.conversation is not None:
            notice = self._keeper.seal(notice, self._keeper.of_conversation(notice.conversation))
        self._inner.tell(notice)

    def notices(self, *, limit: int) -> tuple[Notice, ...]:
        return self._keeper.all(self._inner.notices(limit=limit))

    def _sealed(self, line: Line) -> Line:
        return self._keeper.seal(line, self._keeper.of_conversation(line.conversation))
