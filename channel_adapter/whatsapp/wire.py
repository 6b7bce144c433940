"""The narrowest seam of the adapter: one request, one reply, no policy.

``client.HttpWire`` speaks HTTP; the emulator implements the same port in process. Everything above it (limits, window,
pacing, retries, outcomes) is therefore the same code in production, in tests and in ``flow talk``.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import Enum
from typing import TYPE_CHECKING, Protocol, TypeAlias

if TYPE_CHECKING:
    from collections.abc import Mapping


class Lost(Enum):
    """How a request failed without a reply."""

    NOT_SENT = "not_sent"
    """The connection was never opened, or no connection was free: nothing reached the provider."""
    UNKNOWN = "unknown"
    """The request left and the reply never came whole: it may have been carried out."""


@dataclass(frozen=True, slots=True, kw_only=True)
class WireReply:
    """An HTTP answer, whatever its status."""

    status: int
    body: bytes
    headers: Mapping[str, str] = field(default_factory=dict)
    """Header names in lower case."""


@dataclass(frozen=True, slots=True, kw_only=True)
class WireFailure:
    """No HTTP answer."""

    lost: Lost
    details: str


WireResult: TypeAlias = WireReply | WireFailure


class Wire(Protocol):
    """A way to reach the provider for one business number."""

    async def post_message(self, body: dict[str, object]) -> WireResult:
        """POST one message (or read mark) body to the number's ``messages`` endpoint."""
        ...

    async def aclose(self) -> None:
        """Give connections back."""
        ...
