"""The outbox on PostgreSQL. A part that is being dispatched bears the name of the worker that does it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from flow_notations.host.records import Part

from .rows import Table

if TYPE_CHECKING:
    from .grip import Grip

CHANGES: Final = ("total", "content", "fallback", "template", "state", "settled", "attempts", "retry_at",
                  "dispatched_at", "doubt_until", "message_id", "sentence")  # fmt: skip
"""What becomes of a part; the rest of it stays as it was queued."""

PARTS: Final = Table("outbox", Part, key=("ref",), changes=CHANGES)
SAVE: Final = f"update outbox set worker = %s, {PARTS.sets} where ref = %s"  # noqa: S608  # names are ours
OF_NOBODY_ALIVE: Final = (
    f"{PARTS.select} join conversations on conversations.id = outbox.conversation"
    " where outbox.state = 'dispatching' and not outbox.settled and not exists (select from workers"
    " where workers.id = outbox.worker and workers.lease_until > clock_timestamp())"
    " order by outbox.position for no key update of conversations, outbox skip locked"
)
"""Both rows are locked, so both are read as they are now; what someone holds is looked at again later."""


class PostgresOutbox:
    """See ``ledgers.Outbox``."""

    def __init__(self, grip: Grip) -> None:
        self._grip = grip
        self._execute = grip.session.execute

    def add(self, part: Part) -> None:
        self._execute(PARTS.insert, PARTS.row(part))

    def save(self, part: Part) -> None:
        worker = self._grip.worker if part.state == "dispatching" else None
        self._execute(SAVE, (worker, *PARTS.changes(part)))

    def head(self, conversation: str) -> Part | None:
        return PARTS.one(
            self._execute(
                f"{PARTS.select} where conversation = %s and not settled order by position limit 1", (conversation,)
            )
        )

    def unsettled(self, conversation: str) -> tuple[Part, ...]:
        return PARTS.all(
            self._execute(f"{PARTS.select} where conversation = %s and not settled order by position", (conversation,))
        )

    def drop(self, ref: str) -> None:
        self._execute("delete from outbox where ref = %s", (ref,))

    def of_send(self, send: str) -> tuple[Part, ...]:
        found = self._of_send(send)
        if found and not self._grip.holds(found[0].conversation):
            self._grip.hold(found[0].conversation)
            return self._of_send(send)
        return found

    def by_ref(self, ref: str) -> Part | None:
        return self._grip.owned(lambda: PARTS.one(self._execute(f"{PARTS.select} where ref = %s", (ref,))))

    def by_message(self, message_id: str) -> Part | None:
        return self._grip.owned(
            lambda: PARTS.one(self._execute(f"{PARTS.select} where message_id = %s", (message_id,)))
        )

    def in_doubt(self) -> tuple[Part, ...]:
        """Only those of workers that are not alive any more."""
        found = PARTS.all(self._execute(OF_NOBODY_ALIVE))
        for part in found:
            self._grip.hold(part.conversation)
        return found

    def page(self, *, state: str | None, limit: int) -> tuple[Part, ...]:
        return PARTS.all(
            self._execute(
                f"{PARTS.select} where state = coalesce(%s, state) order by position desc limit %s", (state, limit)
            )
        )

    def _of_send(self, send: str) -> tuple[Part, ...]:
        return PARTS.all(self._execute(f"{PARTS.select} where send = %s order by position", (send,)))
