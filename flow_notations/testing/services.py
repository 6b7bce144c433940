"""Services by script: what ``given http NODE replies …`` says, with the client's own rules for trying again."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from flow_notations.host.fetch_rules import judged
from flow_notations.host.fetching import Reply

if TYPE_CHECKING:
    from collections.abc import Callable

    from channel_adapter.clock import Clock
    from channel_adapter.messages import Instant
    from flow_notations.effects import Fetch

    from .transcript import GivenHttp, Scripted


@dataclass(frozen=True, slots=True)
class Attempt:
    """One call as it was made from a node."""

    node: str
    call: Fetch
    at: Instant


@dataclass(slots=True)
class _Script:
    """A line ``given http`` and how often it was asked."""

    given: GivenHttp
    used: int = 0

    def next(self) -> Scripted:
        self.used += 1
        return self.given.replies[min(self.used, len(self.given.replies)) - 1]


@dataclass(slots=True)
class ScriptedServices:
    """A ``Fetcher`` without a network. ``node_of``: which node a ref belongs to."""

    clock: Clock
    node_of: Callable[[str], str]
    attempts: list[Attempt] = field(default_factory=list)
    unscripted: list[str] = field(default_factory=list)
    """Nodes that called though nothing says what they get."""
    _scripts: list[_Script] = field(default_factory=list)
    _retries: dict[str, Instant] = field(default_factory=dict)

    def script(self, given: GivenHttp) -> None:
        """From here on the node gets these replies."""
        self._scripts.append(_Script(given))

    async def fetch(self, call: Fetch, *, attempt: int) -> Reply:
        """The next reply of the script; the last one repeats."""
        node = self.node_of(call.ref)
        self.attempts.append(Attempt(node, call, self.clock.now()))
        script = next((script for script in self._scripts[::-1] if script.given.node == node), None)
        if script is None:
            self.unscripted.append(node)
            return Reply(status=None, sentence="No service stands behind this node in the test.")
        scripted = script.next()
        sentence = "" if scripted.status is not None else "no answer in time"
        reply = judged(
            call, attempt, Reply(status=scripted.status, body=scripted.body, sentence=sentence), self.clock.now()
        )
        if reply.retry_at is None:
            self._retries.pop(call.ref, None)
        else:
            self._retries[call.ref] = reply.retry_at
        return reply

    def next_retry(self) -> Instant | None:
        """When the next attempt of a call under way is made."""
        return min(self._retries.values(), default=None)

    def unused(self) -> tuple[GivenHttp, int] | None:
        """A script with replies that nobody got, and how many were got; ``None`` when all were used."""
        return next(
            ((script.given, script.used) for script in self._scripts if script.used < len(script.given.replies)), None
        )

    def of(self, node: str) -> list[list[Attempt]]:
        """The calls of a node, each with its attempts, oldest first."""
        calls: dict[str, list[Attempt]] = {}
        for attempt in self.attempts:
            if attempt.node == node:
                calls.setdefault(attempt.call.ref, []).append(attempt)
        return list(calls.values())
