"""Answers of channels that a store could not take: kept while the process lives, and written down once it takes writes again.

In: refs with the outcomes that nobody could write. Out: the same outcomes, settled as if they had just come. What is known
is never in doubt; what was lost with its process is, see ``duties.recover``.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from channel_adapter.channel import Accepted

from .turn import settle_part, wake

if TYPE_CHECKING:
    from collections.abc import Mapping

    from channel_adapter.channel import Outcome
    from channel_adapter.messages import Instant

    from .store import Store, Transaction

UNWRITTEN_MAX: Final = 1024
"""Outcomes. No more sends are under way at once (``lanes.TASKS_MAX``), and none leaves while the store takes no writes."""


class Unwritten:
    """What a host knows of its sends and its store does not."""

    def __init__(self) -> None:
        self._outcomes: dict[str, Outcome] = {}

    def __bool__(self) -> bool:
        return bool(self._outcomes)

    def keep(self, ref: str, outcome: Outcome) -> None:
        """The store could not take it. Beyond ``UNWRITTEN_MAX`` it is let go of: then its send is in doubt."""
        if len(self._outcomes) < UNWRITTEN_MAX:
            self._outcomes[ref] = outcome

    async def write(self, store: Store, now: Instant) -> None:
        """Write all of them down. Raises ``StoreUnavailable``; then they are kept for the next time."""
        known = dict(self._outcomes)
        if known:
            await store.transact(lambda tx: _settle(tx, known, now))
        for ref in known:
            self._outcomes.pop(ref, None)


def _settle(tx: Transaction, known: Mapping[str, Outcome], now: Instant) -> None:
    for ref, outcome in known.items():
        part = tx.outbox.by_ref(ref)
        if part is None or part.settled:
            continue
        # Another process may have taken the part over since: then only that it was accepted still says something about it.
        ours = part.state == "dispatching" and not part.resent
        if ours or (isinstance(outcome, Accepted) and part.state in ("dispatching", "uncertain")):
            settle_part(tx, ref, outcome, now)
            wake(tx, part.conversation, now)
