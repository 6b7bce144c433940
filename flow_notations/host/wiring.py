"""What a host is made of besides its store: the machine, the flows, the numbers, and which flow takes which customer."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from typing import TYPE_CHECKING, Any, Literal, Protocol, TypeAlias

from channel_adapter.channel import Channel
from channel_adapter.window import ExpiryRule
from flow_notations.errors import NotHere, UnreadableState

from .records import Conversation, Interaction

if TYPE_CHECKING:
    from flow_notations.events import Event


CHANNEL_TYPE = "sms"
"""What capacity, dispatch and reports count messaging as."""
CHANNEL_SUB_TYPE = "whatsapp"

Uncertainty: TypeAlias = Literal["report", "resend"]
"""At most once, or at least once."""
ReadMarks: TypeAlias = Literal["off", "read", "typing"]
"""What customers see before there is an answer."""


class BoundFlow(Protocol):
    """What the host knows of a program."""

    @property
    def name(self) -> str:
        """Of the flow."""
        ...

    @property
    def digest(self) -> str:
        """Of the version."""
        ...

    @property
    def language(self) -> str:
        """Of its copy."""
        ...


class Machine(Protocol):
    """The stepping functions; the module ``flow_notations.machine`` is one."""

    def step(self, program: Any, state: Any, event: Event, /) -> Any:
        """(program, state, event) to a step: ``state``, ``effects``, ``explanation``."""
        ...

    def encode(self, state: Any, /) -> str:
        """A state as JSON."""
        ...

    def decode(self, text: str, /) -> Any:
        """A state from its JSON."""
        ...


@dataclass(frozen=True, slots=True, kw_only=True)
class Route:
    """One record of dispatch: interactions that match go to ``flow``; what is ``None`` matches all.

    ``digest``: a fixed version of it; ``None`` for whichever is active.
    """

    flow: str
    digest: str | None = None
    channel_type: str | None = None
    contact_point: str | None = None
    direction: Literal["inbound", "outbound"] | None = None
    customer: str | None = None

    def matches(self, attributes: Mapping[str, str]) -> bool:
        """Whether an interaction with these attributes is meant."""
        wanted = {name: getattr(self, name) for name in ("channel_type", "contact_point", "direction", "customer")}
        return all(word is None or attributes[name] == word for name, word in wanted.items())


@dataclass(frozen=True, slots=True, kw_only=True)
class Integration:
    """One business number. ``contact_point``: how people know it. An inactive one refuses sends, visibly.

    ``expiry``: from which customer message the 24 h count. ``client_disconnect_minutes``: a customer silent for so long
    after a person wrote is disconnected; ``None``: at a desk never, since people release what they hold; on the business
    phone after 24 hours, since there nobody can. ``retention_days``: how long history is kept; ``None``: for ever.
    ``uncertain``: what becomes of a send that nothing has proved: it is reported, or resent once and then reported.
    ``read_marks``: what a customer sees when a flow took their message: nothing, that it is read, or typing, too. Off by
    default: a mark is one more call for each message, and tells the customer that somebody reads at once.
    """

    number_id: str
    contact_point: str = ""
    active: bool = True
    expiry: ExpiryRule = ExpiryRule.OLDEST_UNANSWERED
    client_disconnect_minutes: int | None = None
    retention_days: int | None = None
    uncertain: Uncertainty = "report"
    read_marks: ReadMarks = "off"


class Versions(Protocol):
    """Every version of every flow that was ever published here."""

    def find(self, flow: str, digest: str, /) -> BoundFlow | None:
        """One of them, bound; ``None`` when it was never published."""
        ...


@lru_cache
def _plain(number_id: str) -> Integration:
    """The record of a number without one; it is asked for several times for each event."""
    return Integration(number_id=number_id, contact_point=number_id)


@dataclass(frozen=True, slots=True, kw_only=True)
class Wiring:
    """All of it, for the functions that work inside transactions. ``programs``: the active version of each flow.

    ``older``: versions that sessions may still run; ``versions``: where all others are found.
    """

    machine: Machine
    programs: Mapping[str, BoundFlow]
    channels: Mapping[str, Channel]
    dispatch: Sequence[Route]
    integrations: Mapping[str, Integration] = field(default_factory=dict)
    older: Sequence[BoundFlow] = ()
    versions: Versions | None = None

    def integration(self, number_id: str) -> Integration:
        """The record of a number; a plain one when none was given."""
        return self.integrations.get(number_id) or _plain(number_id)

    def program(self, interaction: Interaction) -> BoundFlow:
        """The very version that an interaction began with. Raises ``UnreadableState`` when it is not here."""
        found = self.version(interaction.flow, interaction.digest)
        if found is not None:
            return found
        raise UnreadableState(
            f"interaction {interaction.id} runs flow '{interaction.flow}' of digest {interaction.digest}, which is not loaded"
        )

    def version(self, flow: str, digest: str) -> BoundFlow | None:
        """A version of a flow, active or not; ``None`` when it is not here."""
        for program in (self.programs.get(flow), *self.older):
            if program is not None and (program.name, program.digest) == (flow, digest):
                return program
        return self.versions.find(flow, digest) if self.versions is not None else None

    def know(self, number_id: str, flow: str) -> None:
        """Raises ``NotHere`` when the number is not connected, or no version of the flow is active."""
        if number_id not in self.channels:
            raise NotHere(
                f"number {number_id} is not connected; connected are {', '.join(sorted(self.channels)) or 'none'}"
            )
        if flow not in self.programs:
            raise NotHere(f"there is no flow '{flow}'; there are {', '.join(sorted(self.programs)) or 'none'}")

    def attributes(self, conversation: Conversation, direction: str) -> dict[str, str]:
        """What dispatch and flows may read of an interaction itself."""
        customer = conversation.customer
        return {
            "channel_type": CHANNEL_TYPE,
            "channel_sub_type": CHANNEL_SUB_TYPE,
            "contact_point": self.integration(conversation.number_id).contact_point,
            "customer": customer.phone or customer.user_id or customer.parent_user_id or "",
            "direction": direction,
        }

    def flow_for(self, attributes: Mapping[str, str]) -> BoundFlow | None:
        """The flow of the first record that matches."""
        for route in self.dispatch:
            if route.matches(attributes):
                return self.programs.get(route.flow) if route.digest is None else self.version(route.flow, route.digest)
        return None
