"""A session as it is kept between two events: small, plain, JSON.

Nothing here is computed: the machine reads a ``State``, and answers with another.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Mapping

    from flow_notations.events import Event, Message
    from flow_notations.values import Instant, Value


class Phase(Enum):
    """What a session is doing. ``NEW`` is the phase of no state at all."""

    NEW = "new"
    WAITING = "waiting"
    """for the world: a send, a timer, a fetch; a customer's message is not an answer now"""
    LISTENING = "listening"
    """for the customer"""
    HELD = "held"
    """people hold the conversation"""
    ENDED = "ended"


@dataclass(frozen=True, slots=True, kw_only=True)
class Frame:
    """The place of a flow that called another: what it needs to go on when that one ends.

    ``names``: its own variables. ``enters``: the flow it called. ``keep``: the variable for what the end gives.
    """

    node: str
    enters: str
    keep: str | None
    names: Mapping[str, Value]
    visits: Mapping[str, int]
    trail: tuple[str, ...]
    interrupted: str | None


@dataclass(slots=True, kw_only=True)
class State:
    """One session. Nobody changes one; only, the guard of a frozen class with twenty fields would cost a fifth of a step.

    ``names``: everything expressions read, ``contact``, ``interaction`` and ``first`` included. ``wait``: number of the
    present wait, part of its timers' names. ``timers``: armed names with their deadlines. ``asks``: refs of questions
    with the node that asked, newest last. ``sends``: messages since the customer's last. ``trail``: questions answered,
    for ``back``. ``interrupted``: the question an interrupt broke into, for ``return``. ``frames``: the flows that wait
    for a called one, outermost first. ``held_back``: what the world answered while people held the conversation.
    """

    interaction: str
    flow: str
    digest: str
    phase: Phase
    node: str
    language: str
    names: Mapping[str, Value]
    memory: dict[str, Any]
    visits: Mapping[str, int]
    wait: int
    timers: Mapping[str, Instant]
    asks: tuple[tuple[str, str], ...]
    backlog: tuple[Message, ...]
    sends: int
    trail: tuple[str, ...]
    interrupted: str | None
    outcome: str | None
    frames: tuple[Frame, ...] = ()
    held_back: tuple[Event, ...] = ()

    @property
    def ended(self) -> bool:
        """Whether the session is over for good."""
        return self.phase is Phase.ENDED

    @property
    def held(self) -> bool:
        """Whether people hold the conversation."""
        return self.phase is Phase.HELD

    @property
    def listening(self) -> bool:
        """Whether a customer's message would be taken as an answer."""
        return self.phase is Phase.LISTENING

    @property
    def contact(self) -> Mapping[str, Value]:
        """The contact's fields as this session sees them."""
        contact = self.names["contact"]
        assert isinstance(contact, dict)
        return contact
