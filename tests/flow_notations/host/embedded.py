"""A small world with the real machine: flows from text, a host in memory, a customer, virtual time."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING, Any

from channel_adapter.clock import VirtualClock
from channel_adapter.messages import Address, Outbound, Received, Tap, Text
from flow_notations import CollectingChannel, Library, SqliteStore, embed, read_text
from flow_notations.host import archive as archives
from flow_notations.host import versions
from flow_notations.host.archive import Archive

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable

    from flow_notations.host.host import Host

START = 1_800_000_000_000
NUMBER = "1001"
ANA = "+15550001111"

SHOPS = """flow shops

anywhere on invalid, timeout, failed -> bye

collect ask as shop: choice
  | Which shop?
  * market  "Market Square"
  * station "Station Road"
  timeout 15m
  -> thanks

send thanks
  | Thank you.
  -> again

collect again as wish: text
  | What do you wish for?
  timeout 15m
  -> bye

end bye
"""


def library_of(text: str) -> Library:
    """A sound library of one flow."""
    library = read_text(text)
    assert library.sound, library.rendered()
    return library


class Centre:
    """A store, an archive of what is published in it, and a host that may be replaced as by a deploy."""

    def __init__(self) -> None:
        self.store = SqliteStore.open()
        self.clock = VirtualClock(START)
        self.channel = CollectingChannel()
        self.archive = Archive()
        self.count = 0

    async def deploy(self, text: str, **more: Any) -> None:
        """Publish a flow, make it active, and start a new host that knows nothing but the store."""
        library = library_of(text)
        await archives.publish(self.store, library, dict.fromkeys(library.programs, ""), at=self.clock.now())
        await self.restart(**more)

    async def restart(self, flow: str = "shops", **more: Any) -> None:
        """A new host over the same store."""
        self.archive = await archives.open_archive(self.store)
        self.host: Host = embed(
            self.archive.active, {NUMBER: self.channel}, flow=flow, store=self.store, clock=self.clock,
            versions=self.archive, **more,
        )  # fmt: skip
        await self.host.settle()

    async def says(self, text: str) -> None:
        """The customer writes."""
        await self._sends(Text(body=text))

    async def taps(self, option: str) -> None:
        """The customer taps on the newest menu."""
        for part in reversed(self.channel.sent):
            for button in getattr(part.content, "buttons", ()):
                if button.id.endswith(f"#{option}"):
                    await self._sends(Tap(kind="button", id=button.id, label=button.label))
                    return
        raise AssertionError(f"nothing shows {option}")

    async def _sends(self, content: Any) -> None:
        self.count += 1
        now = self.clock.now()
        received = Received(id=f"in{self.count}", number_id=NUMBER, sender=Address(phone=ANA), at=now, content=content)
        await self.host.accept([received], arrived_at=now)
        await self.host.settle()

    async def passes(self, milliseconds: int) -> None:
        """Time goes by, stopping at every deadline."""
        end = self.clock.now() + milliseconds
        while (deadline := await self.host.next_deadline()) is not None and deadline <= end:
            self.clock.advance_to(deadline)
            await self.host.settle()
        self.clock.advance_to(end)
        await self.host.settle()

    async def interaction(self) -> Any:
        """The newest interaction."""
        (conversation,) = await self.host.conversations()
        return (await self.host.interactions(conversation.id))[-1]

    @property
    def said(self) -> list[str]:
        """What the customer was sent."""
        return [body(part) for part in self.channel.sent]


def body(part: Outbound) -> str:
    """The words of a message."""
    return str(getattr(part.content, "body", ""))


def run(scenario: Callable[[Centre], Awaitable[None]]) -> None:
    """Play a scenario, and close its store."""

    async def main() -> None:
        centre = Centre()
        try:
            await scenario(centre)
        finally:
            await centre.store.close()

    asyncio.run(main())


async def version(centre: Centre, flow: str, name: str) -> versions.Version:
    """A published version."""
    return await centre.store.transact(lambda tx: versions.named(tx, flow, name))
