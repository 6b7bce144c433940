"""A host inside somebody else's program: flows, channels and a store in, a ``Host`` out; with a sync side for scripts.

Nothing is read from the environment and nothing is served: messages are handed to ``Host.accept``, and ``Host.run`` (or
``settle``, in virtual time) does what is due. Both are the same host that ``flow serve`` runs.
"""

from __future__ import annotations

import asyncio
import os
from collections.abc import Coroutine, Mapping, Sequence
from typing import TYPE_CHECKING, Final, TypeVar

from channel_adapter.channel import Accepted, Channel, Outcome, Refused
from channel_adapter.clock import Clock, SystemClock
from channel_adapter.messages import Address, Instant, Item, Outbound, ReadMark, Received, Text
from flow_notations import machine
from flow_notations.errors import BrokenFlow, StoreUnavailable
from flow_notations.library import Library

from .fetching import Fetcher
from .host import Host
from .people import People
from .records import Conversation, Line
from .sqlite import SqliteStore
from .store import Store
from .wiring import BoundFlow, Integration, Route, Versions, Wiring

if TYPE_CHECKING:
    from types import TracebackType


Result = TypeVar("Result")

LINES_SHOWN_MAX: Final = 20
"""Of the diagnostics, when no flow can run; ``flow check`` shows all."""
ALL_SHOWN: Final = "… (all of them: flow check FILE)"
NOTHING_READ: Final = "nothing was read: is there a .flow file at the paths that read_library was given?"
SEALED: Final = "this store is sealed: hand over SealedStore(store, KeyFile.open(…)), with the keys it was sealed with"


def embed(  # noqa: PLR0913 - each is a part that its owner may bring
    flows: Library | Mapping[str, BoundFlow],
    channels: Mapping[str, Channel],
    *,
    flow: str | None = None,
    dispatch: Sequence[Route] = (),
    store: Store | None = None,
    clock: Clock | None = None,
    integrations: Mapping[str, Integration] | None = None,
    fetcher: Fetcher | None = None,
    people: People | None = None,
    versions: Versions | None = None,
) -> Host:
    """A host for ``channels``, by the id of the number that each serves.

    ``flow`` takes every customer, when ``dispatch`` does not say more; it may be left out when there is one only. Without
    ``store`` everything is kept in memory and lost with the process (``SealedStore`` around one seals what it writes); without ``clock`` the machine's is used; ``versions``
    is where sessions of older versions find them (an ``Archive``). The store
    and the channels stay the caller's, to close.

    Raises ``BrokenFlow`` when no flow can be read, when one that answers has errors, or when none is named while some have:
    its text shows the first diagnostics with file, line and what to write; ``ValueError`` when nothing says which of
    several flows answers; ``TypeError`` for a path where a store is due, or a channel without its number;
    ``StoreUnavailable`` when the file is sealed and its keys are not here.
    """
    if not isinstance(channels, Mapping):
        raise TypeError(
            f"channels is a {type(channels).__name__}; write {{number_id: channel}}, for each number that is served"
        )
    programs = _programs(flows, named=flow is not None or bool(dispatch))
    if not dispatch:
        flow = flow or (next(iter(programs)) if len(programs) == 1 else None)
        if flow is None:
            raise ValueError(f"say which flow answers; there are {', '.join(sorted(programs)) or 'none'}")
        dispatch = (Route(flow=flow),)
    for route in dispatch:
        if route.flow not in programs and hasattr(flows, "program"):
            flows.program(route.flow)
    if isinstance(store, str | os.PathLike):
        raise TypeError(f"store is a path; write store=SqliteStore.open({str(store)!r}), and close it in the end")
    if isinstance(store, SqliteStore) and store.sealed:
        raise StoreUnavailable(SEALED)
    wiring = Wiring(
        machine=machine,
        programs=programs,
        channels=channels,
        dispatch=dispatch,
        integrations=integrations or {},
        versions=versions,
    )
    return Host(store or SqliteStore.open(), wiring, clock or SystemClock(), fetcher=fetcher, people=people)


def _programs(flows: Library | Mapping[str, BoundFlow], *, named: bool) -> Mapping[str, BoundFlow]:
    if isinstance(flows, str | os.PathLike):
        raise TypeError(f"flows is a path; write read_library({str(flows)!r})")
    if isinstance(flows, Mapping):
        return flows
    if not isinstance(flows, Library):
        raise TypeError(f"flows is a {type(flows).__name__}; write read_library(path), or programs by their names")
    if not flows.flows and not flows.diagnostics:
        raise BrokenFlow("", [NOTHING_READ])
    if not flows.programs or not (named or flows.sound):
        raise BrokenFlow(next((name for name in flows.flows if name not in flows.programs), ""), _shown(flows))
    return flows.programs


def _shown(flows: Library) -> list[str]:
    """The first diagnostics, and where to see all."""
    lines = flows.rendered().rstrip().splitlines()
    return lines if len(lines) <= LINES_SHOWN_MAX else [*lines[:LINES_SHOWN_MAX], ALL_SHOWN]


class CollectingChannel:
    """A channel that accepts everything and keeps it in ``sent``: for scripts and first steps."""

    def __init__(self) -> None:
        self.sent: list[Outbound] = []

    def prepare(self, message: Outbound) -> tuple[Outbound, ...] | Refused:
        """Nothing is ever split or refused."""
        return (message,)

    async def send(self, part: Outbound, *, window_until: Instant | None, attempt: int = 0) -> Outcome:
        """Keep it."""
        self.sent.append(part)
        return Accepted(message_id=f"sent-{len(self.sent)}")

    async def mark_read(self, mark: ReadMark) -> None:
        """Nobody sees it."""


class BlockingHost:
    """A host for programs without asyncio: every call works until nothing is due, and returns. One thread at a time.

    Use it as a context manager; it closes the host's store when it is left. With a clock that does not move by itself,
    time passes only when the caller moves it.
    """

    def __init__(self, host: Host) -> None:
        self.host = host
        self._runner = asyncio.Runner()

    def __enter__(self) -> BlockingHost:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, fault: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def accept(self, *items: Item) -> int:
        """Hand items of a webhook in, do all that is due, and return how many were new."""

        async def main() -> int:
            fresh = await self.host.accept(items, arrived_at=self.host.clock.now())
            await self.host.settle()
            return fresh

        return self.run(main())

    def says(self, text: str, *, number_id: str, phone: str, message_id: str) -> int:
        """A customer writes ``text``; ``message_id`` is unique, for a message that comes twice counts once."""
        received = Received(
            id=message_id,
            number_id=number_id,
            sender=Address(phone=phone),
            at=self.host.clock.now(),
            content=Text(body=text),
        )
        return self.accept(received)

    def settle(self) -> None:
        """Do all that is due now, timers too."""
        self.run(self.host.settle())

    def conversations(self) -> tuple[Conversation, ...]:
        """The first page of conversations."""
        return self.run(self.host.conversations())

    def history(self, conversation: str) -> tuple[Line, ...]:
        """The last page of what was said."""
        return self.run(self.host.history(conversation))

    def run(self, work: Coroutine[None, None, Result]) -> Result:
        """Wait for any coroutine of the host. Raises ``RuntimeError`` once it is closed, and inside a running loop."""
        try:
            if _in_a_loop():
                raise RuntimeError("a BlockingHost is for programs without asyncio; here, await the host's own calls")
            return self._runner.run(work)
        finally:
            work.close()

    def close(self) -> None:
        """Close the store and the loop."""
        try:
            self._runner.run(self.host.store.close())
        finally:
            self._runner.close()


def _in_a_loop() -> bool:
    try:
        asyncio.get_running_loop()
    except RuntimeError:
        return False
    return True
