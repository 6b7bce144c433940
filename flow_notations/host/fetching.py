"""The port to the centre's services: one call, one answer. What makes HTTP calls stands behind it; or nothing yet."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Protocol

from channel_adapter.messages import Instant
from flow_notations.effects import Fetch
from flow_notations.values import Value


@dataclass(frozen=True, slots=True, kw_only=True)
class Reply:
    """What came back: an HTTP status with its JSON as values, or ``None`` with a sentence that says why not.

    ``retry_at``: not the end yet; call again then.
    """

    status: int | None
    body: Value = None
    sentence: str = ""
    retry_at: Instant | None = None


class Fetcher(Protocol):
    """Calls services by their names in the centre file."""

    async def fetch(self, call: Fetch, *, attempt: int) -> Reply:
        """Make the call. The same ref may come twice after a crash: ``call.key`` lets the service recognise it."""
        ...


class NoServices:
    """Nothing is connected: every call comes back as unanswered, honestly."""

    async def fetch(self, call: Fetch, *, attempt: int) -> Reply:
        """There is nobody to call."""
        return Reply(status=None, sentence=f"The service '{call.service}' is not connected.")
