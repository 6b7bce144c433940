"""The port to people: queues of agents who can take a conversation over. A desk stands behind it; or nobody yet."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal, Protocol

from flow_notations.effects import Offer


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer:
    """How an offer ended; see ``events.Released``."""

    outcome: Literal["released", "ended", "no_agent"]
    disposition: str | None = None
    agent: str | None = None


class People(Protocol):
    """Where conversations are offered to agents. A desk that accepts calls ``Host.take``, ``Host.write`` and ``Host.release``.

    What it has taken it must release: nothing else ends an interaction that people hold, unless its number has
    ``client_disconnect_minutes``, or the customer waits 24 hours for an answer.
    """

    async def offer(self, offer: Offer, *, conversation: str) -> Answer | None:
        """Offer it; ``None`` when people will answer later, through ``Host.release`` with the offer's ref.

        The same ref may come twice after a crash: it is the same offer.
        """
        ...

    async def withdraw(self, ref: str) -> None:
        """Take an offer back, if it still stands."""
        ...


class NobodyConnected:
    """No desk: every offer comes back at once, honestly, as *no agent*."""

    async def offer(self, offer: Offer, *, conversation: str) -> Answer | None:
        """Nobody takes it."""
        return Answer(outcome="no_agent")

    async def withdraw(self, ref: str) -> None:
        """There is nothing to take back."""
