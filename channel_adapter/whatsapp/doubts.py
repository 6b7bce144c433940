"""Sends whose answer was lost: a receipt that carries our ref proves that the message went out.

In: refs of sends that leave, and statuses. Out: proofs. There is no idempotency key on this API, so the ref that travels in
``biz_opaque_callback_data`` and comes back in every status is the only way to learn the truth. A receipt may overtake
the answer, so a ref is known here before its request leaves. Nothing is ever resent by this file.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from channel_adapter.channel import Accepted

if TYPE_CHECKING:
    from channel_adapter.messages import Instant, StatusChange

PROOF_MS: Final = 60_000
"""How long a proof is waited for. Receipts come within seconds where they come at all."""
DOUBTS_MAX: Final = 10_000
"""Sends remembered at once; beyond it the oldest are forgotten, and stay unproved."""


class Doubts:
    """The sends of a number that are on their way, or of which nobody knows."""

    def __init__(self, *, doubts_max: int = DOUBTS_MAX) -> None:
        self._since: dict[str, Instant] = {}
        self._proofs: dict[str, Accepted] = {}
        self._doubts_max = doubts_max

    def open(self, ref: str, now: Instant) -> None:
        """A request is about to leave."""
        self.close(ref)
        self._since[ref] = now
        if len(self._since) > self._doubts_max:
            self.close(next(iter(self._since)))

    def close(self, ref: str) -> None:
        """The provider's answer came, or the caller has decided."""
        self._since.pop(ref, None)
        self._proofs.pop(ref, None)

    def hear(self, status: StatusChange) -> None:
        """A receipt of an open send proves it, whatever it says: also a failed message was taken first."""
        if status.ref in self._since:
            self._proofs.setdefault(status.ref, Accepted(message_id=status.message_id))

    def proof(self, ref: str) -> Accepted | None:
        """The acceptance that a receipt proves."""
        return self._proofs.get(ref)

    def unproved(self, now: Instant, *, within_ms: int = PROOF_MS) -> tuple[str, ...]:
        """The refs that were waited for long enough, oldest first: to be reported to people, never resent unasked."""
        return tuple(ref for ref, since in self._since.items() if ref not in self._proofs and now - since >= within_ms)
