"""The outbox on PostgreSQL. A part that is being dispatched bears the name of the worker that does it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from flow_notations.host.records import changed

from .known import Ask
from .rows import news, storable
from .sheets import PARTS

if TYPE_CHECKING:
    from flow_notations.host.records import Part

    from .grip import Grip

CHANGES: Final = ("total", "content", "fallback", "template", "state", "settled", "attempts", "retry_at",
                  "dispatched_at", "doubt_until", "message_id", "sentence", "lost", "resent")  # fmt: skip
"""What becomes of a part; the rest of it stays as it was queued."""

OF_NOBODY_ALIVE: Final = (
    f"{PARTS.select} join conversations on conversations.id = outbox.conversation"
    " where outbox.state = 'dispatching' and not outbox.settled and outbox.worker is distinct from %s"
    " and not exists (select from workers"
    " where workers.id = outbox.worker and workers.lease_until > clock_timestamp())"
    " order by outbox.position for no key update of conversations, outbox skip locked"
)
"""Both rows are locked, so both are read as they are now; what someone holds is looked at again later."""


class PostgresOutbox:
    """See ``ledgers.Outbox``."""

    def __init__(self, grip: Grip) -> None:
        self._grip = grip

    def add(self, part: Part) -> None:
        known, placed = self._grip.known, changed(part, position=self._grip.position("outbox"))
        self._grip.sheets.outbox.add(placed)
        known.parts[part.ref] = placed
        if part.conversation in known.unsettled:
            known.unsettled[part.conversation].add(placed)

    def save(self, part: Part) -> None:
        known = self._grip.known
        before = known.parts.get(part.ref)
        changes = news(CHANGES, part, before)
        worker = self._grip.worker if part.state == "dispatching" else None
        self._grip.sheets.outbox.change(part.ref, worker=worker, **changes)
        known.parts[part.ref] = part
        unsettled = known.unsettled.get(part.conversation)
        if unsettled is None:
            return
        position = part.position if before is None else before.position
        if part.settled:
            unsettled.drop(position)
        elif unsettled.has(position):
            unsettled.change(position, **changes)
        else:  # it is open again, somewhere among the others
            del known.unsettled[part.conversation]

    def head(self, conversation: str) -> Part | None:
        unsettled = self._grip.known.unsettled.get(conversation)
        if unsettled is not None and unsettled.is_known:
            return unsettled.head
        return PARTS.one(
            self._grip.execute(
                f"{PARTS.select} where conversation = %s and not settled order by position limit 1", (conversation,)
            )
        )

    def unsettled(self, conversation: str) -> tuple[Part, ...]:
        unsettled = self._grip.known.unsettled.get(conversation)
        if unsettled is not None and unsettled.whole:
            return tuple(unsettled.rows)
        return PARTS.all(
            self._grip.execute(
                f"{PARTS.select} where conversation = %s and not settled order by position", (conversation,)
            )
        )

    def drop(self, ref: str) -> None:
        self._grip.overwrite("delete from outbox where ref = %s", (ref,))

    def of_send(self, send: str) -> tuple[Part, ...]:
        found = self._of_send(send)
        if found and not self._grip.holds(found[0].conversation):
            self._grip.hold(found[0].conversation)
            return self._of_send(send)
        return found

    def by_ref(self, ref: str) -> Part | None:
        self._grip.asks(Ask(parts=(ref,)))
        known = self._grip.known.parts.get(ref)
        if known is not None:
            return known
        found = self._grip.owned(
            lambda: PARTS.one(self._grip.execute(f"{PARTS.select} where ref = %s", (storable(ref),)))
        )
        return self._learned(found)

    def by_message(self, message_id: str) -> Part | None:
        found = self._grip.owned(
            lambda: PARTS.one(self._grip.execute(f"{PARTS.select} where message_id = %s", (storable(message_id),)))
        )
        return self._learned(found)

    def in_doubt(self) -> tuple[Part, ...]:
        """Only those of workers that are not alive any more; whoever asks is, however late it renewed its lease."""
        found = PARTS.all(self._grip.execute(OF_NOBODY_ALIVE, (self._grip.worker,)))
        for part in found:
            self._grip.hold(part.conversation)
        return found

    def page(self, *, state: str | None, limit: int) -> tuple[Part, ...]:
        return PARTS.all(
            self._grip.execute(
                f"{PARTS.select} where state = coalesce(%s, state) order by position desc limit %s", (state, limit)
            )
        )

    def _of_send(self, send: str) -> tuple[Part, ...]:
        return PARTS.all(self._grip.execute(f"{PARTS.select} where send = %s order by position", (storable(send),)))

    def _learned(self, part: Part | None) -> Part | None:
        if part is not None:
            self._grip.known.parts[part.ref] = part
        return part
