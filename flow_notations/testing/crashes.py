"""The host's process dies at a chosen moment: a store and a channel that end it, and nothing that catches it.

Whatever was not committed is gone; what was on the wire may have gone out. The rehearsal then opens the file again with a
new host, as a supervisor would.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal, TypeVar

if TYPE_CHECKING:
    from collections.abc import Callable

    from channel_adapter.channel import Channel, Outcome, Refused
    from channel_adapter.messages import Instant, Outbound, ReadMark
    from flow_notations.host.store import Store, Transaction

Result = TypeVar("Result")
Moment = Literal["before_send", "after_send", "after_saves"]


class Crash(BaseException):
    """The process is gone. Not an ``Exception``: no code of the host may live through it."""


@dataclass(slots=True)
class Fuse:
    """When the process dies: at the ``left``-th such moment from now."""

    moment: Moment
    left: int = 1

    def burn(self, moment: Moment) -> None:
        """Such a moment is here. Raises ``Crash`` when it is the one."""
        if moment == self.moment and self.left > 0:
            self.left -= 1
            if self.left == 0:
                raise Crash


@dataclass(slots=True)
class Fuses:
    """All that are laid. ``live``: the host is at work; nobody dies of being looked at."""

    laid: list[Fuse]
    live: bool = False

    def burn(self, moment: Moment) -> None:
        """Such a moment is here."""
        for fuse in self.laid if self.live else ():
            fuse.burn(moment)


class MortalStore:
    """``store.Store`` whose process can die right after a commit."""

    def __init__(self, store: Store, fuses: Fuses) -> None:
        self._store, self._fuses = store, fuses

    async def transact(self, work: Callable[[Transaction], Result]) -> Result:
        """Commit, and perhaps die before anybody learns of it."""
        result = await self._store.transact(work)
        self._fuses.burn("after_saves")
        return result

    async def close(self) -> None:
        """Let go of the file."""
        await self._store.close()


class MortalChannel:
    """``channel.Channel`` whose process can die right before or right after a message is on the wire."""

    def __init__(self, channel: Channel, fuses: Fuses) -> None:
        self._channel, self._fuses = channel, fuses

    def prepare(self, message: Outbound) -> tuple[Outbound, ...] | Refused:
        """As the real channel does."""
        return self._channel.prepare(message)

    async def send(self, part: Outbound, *, window_until: Instant | None, attempt: int = 0) -> Outcome:
        """Send, and perhaps die before or after it."""
        self._fuses.burn("before_send")
        outcome = await self._channel.send(part, window_until=window_until, attempt=attempt)
        self._fuses.burn("after_send")
        return outcome

    async def mark_read(self, mark: ReadMark) -> None:
        """As the real channel does."""
        await self._channel.mark_read(mark)
