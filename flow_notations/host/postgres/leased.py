"""A number's channel at one worker of several: it sends only while the number is this worker's, at the pace it has.

A worker that was frozen for longer than its lease may wake up with a part in its hands that others hold for doubtful by
then; it puts it back instead of sending it out of turn. A number that comes from another worker, or from an earlier life,
brings its pace along: what was dispatched from it lately is read from the outbox before anything else leaves.
"""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING, Final

from channel_adapter.channel import HearsReceipts, Reason, Recalls, Refused
from channel_adapter.messages import Address
from flow_notations.errors import StoreUnavailable
from flow_notations.host.pace import RECALL_MS

if TYPE_CHECKING:
    from collections.abc import Callable

    from channel_adapter.channel import Channel, Outcome
    from channel_adapter.messages import Instant, Outbound

    from .store import PostgresStore
    from .transaction import PostgresTransaction

PAUSE_MS: Final = 1_000
"""Before a part is looked at again that its worker might not send."""
ELSEWHERE: Final = "This number is another worker's now, which sends the message."
PACE_UNKNOWN: Final = "What left from this number lately could not be read, so the message waits."

DISPATCHED: Final = (
    "select phone, user_id, parent_user_id, dispatched_at from outbox"
    " join conversations on conversations.id = outbox.conversation"
    " where dispatched_at >= %s and number_id = %s and state != 'queued'"
    " and (state != 'dispatching' or worker is distinct from %s) order by dispatched_at"
)


class LeasedChannel:
    """See ``channel.Channel``; ``channel`` is the number's own."""

    def __init__(self, number_id: str, channel: Channel, store: PostgresStore, now: Callable[[], Instant]) -> None:
        self._number_id = number_id
        self._channel = channel
        self._store = store
        self._now = now
        self._tenure: object = None
        self._knows_until: Instant = 0
        self._recalling = asyncio.Lock()
        self.prepare, self.mark_read = channel.prepare, channel.mark_read
        if isinstance(channel, HearsReceipts):
            self.hear = channel.hear

    async def send(self, part: Outbound, *, window_until: Instant | None, attempt: int = 0) -> Outcome:
        """See ``channel.Channel``."""
        membership = self._store.membership
        try:
            await self._bring_pace()
        except StoreUnavailable:  # nothing has left: this is no doubt
            return self._put_back(PACE_UNKNOWN)
        if not membership.serves(self._number_id):
            await asyncio.sleep(membership.beat_seconds)  # nothing is gained by asking before the next beat
            return self._put_back(ELSEWHERE)
        self._knows_until = self._now()
        return await self._channel.send(part, window_until=window_until, attempt=attempt)

    def _put_back(self, sentence: str) -> Refused:
        return Refused(reason=Reason.PACED, sentence=sentence, retry_at=self._now() + PAUSE_MS)

    async def _bring_pace(self) -> None:
        """Once in a tenure."""
        tenure = self._store.membership.tenure
        if self._tenure == tenure(self._number_id):
            return
        async with self._recalling:
            if self._tenure != (new := tenure(self._number_id)):
                if isinstance(self._channel, Recalls):
                    await self._recall(self._channel)
                self._tenure = new

    async def _recall(self, channel: Recalls) -> None:
        """What was dispatched since this channel last did, without what is in this worker's hands now."""
        since = max(self._knows_until + 1, self._now() - RECALL_MS)

        def look(tx: PostgresTransaction) -> list[tuple[Address, Instant]]:
            found = tx.session.execute(DISPATCHED, (since, self._number_id, self._store.membership.worker))
            return [
                (Address(phone=phone, user_id=user, parent_user_id=parent), at) for phone, user, parent, at in found
            ]

        channel.recall(await self._store.transact(look))  # type: ignore[arg-type]
