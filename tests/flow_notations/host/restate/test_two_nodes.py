"""Two processes on one real cluster send from one number: together they are as fast as the number may, and no faster."""

from __future__ import annotations

import asyncio
import time
from bisect import bisect_left
from typing import TYPE_CHECKING, Any

import pytest

pytest.importorskip("restate", reason="pip install 'flow-notations[restate]'")

from channel_adapter.channel import Accepted
from channel_adapter.clock import SystemClock
from channel_adapter.emulator import BusinessNumber, Cloud, InProcessWire
from channel_adapter.messages import Address, Outbound, Text
from channel_adapter.whatsapp.channel import WhatsAppChannel
from channel_adapter.whatsapp.dialect import NumberSettings, Secret
from flow_notations.host.restate import RestateHost
from flow_notations.host.wiring import Wiring
from tests.flow_notations.commands.test_serve import GREET, NUMBER, Provider, Served
from tests.flow_notations.host.restate.test_host import running, server
from tests.flow_notations.host.restate.test_served import _ready, provider, until
from tests.flow_notations.host.test_lanes import echo
from tests.flow_notations.host.world import World

if TYPE_CHECKING:
    from pathlib import Path

    from channel_adapter.whatsapp.wire import WireResult
    from tests.conformance.restate_server import RestateServer

__all__ = ["provider", "server"]
DAY_MS = 24 * 3_600_000
SENDS_EACH = 40
RATE = 20
SLOW = 5
HURRY = 0.75
"""Of the time that the number's pace takes: a busy machine lets first sends wait. Without a common pace it takes half."""


class Meter(InProcessWire):
    """The emulator, and when each message came to it."""

    def __init__(self, cloud: Cloud, number: BusinessNumber, clock: SystemClock, came: list[float]) -> None:
        super().__init__(cloud, number.id, clock)
        self._came = came

    async def post_message(self, body: dict[str, object]) -> WireResult:
        self._came.append(time.monotonic())
        return await super().post_message(body)


class Stamped(list[dict[str, Any]]):
    """What came, and when."""

    def __init__(self) -> None:
        super().__init__()
        self.moments: list[float] = []

    def append(self, body: dict[str, Any]) -> None:
        self.moments.append(time.monotonic())
        super().append(body)


def fastest(came: list[float]) -> int:
    """The most that any second saw."""
    return max(bisect_left(came, first + 1) - place for place, first in enumerate(came))


def judged(came: list[float], rate: int) -> None:
    """No faster than the number may."""
    seconds = came[-1] - came[0]
    print(f"{len(came)} messages in {seconds:.2f} s at {rate}/s; the fullest second saw {fastest(came)}")
    assert seconds >= HURRY * (len(came) - 1 - max(1, rate // 10)) / rate


def test_two_processes_meet_at_the_emulator_at_the_pace_of_one(server: RestateServer) -> None:
    """Each is told to send as much as it can; the emulator counts."""

    async def main() -> None:
        world, clock, number, came = World(echo), SystemClock(), BusinessNumber(), list[float]()
        cloud = Cloud(numbers=[number])
        phones = [cloud.customer(f"+1555{n:07}", str(n)).wa_id for n in range(2 * SENDS_EACH)]
        for phone in phones:
            cloud.says(phone, "hi", at=clock.now())
        settings = NumberSettings(number_id=number.id, token=Secret(number.access_token), number_per_second=RATE)
        nodes = [node_at(server, WhatsAppChannel(settings, Meter(cloud, number, clock, came), clock=clock), number)
                 for _ in range(2)]  # fmt: skip
        async with running(server, world):
            sends = [
                node.wiring.channels[number.id].send(
                    Outbound(to=Address(phone=f"+{phone}"), content=Text(body="hi"), ref=f"i/{n}/1"),
                    window_until=clock.now() + DAY_MS,
                )
                for n, phone in enumerate(phones)
                for node in nodes[n % 2 : n % 2 + 1]
            ]
            outcomes = await asyncio.gather(*sends)
        judged(came, RATE)
        assert fastest(came) < 2 * RATE
        assert {type(outcome) for outcome in outcomes} == {Accepted}
        assert len(came) == len(phones)
        for node in nodes:
            await node.store.close()

    asyncio.run(main())


def node_at(server: RestateServer, channel: WhatsAppChannel, number: BusinessNumber) -> RestateHost:
    """A process, as far as its channels go."""
    wiring = Wiring(machine=None, programs={}, channels={number.id: channel}, dispatch=())  # type: ignore[arg-type]
    return RestateHost.at(server.address(), wiring, SystemClock())


def test_two_served_processes_keep_the_pace_of_a_number(
    tmp_path: Path, server: RestateServer, provider: Provider
) -> None:
    """Webhooks come to both at once; the provider sees as many messages a second as the number may send."""
    slow = NUMBER.format(name="One", id="1001", base=provider.base) + f"number_per_second = {SLOW}\n"
    (tmp_path / "integrations.toml").write_text(slow)
    (tmp_path / "greet.flow").write_text(GREET.format(name="greet"))
    words = ("greet.flow", "--records", "integrations.toml", "--store", server.address())
    provider.bodies = came = Stamped()
    nodes = [Served(tmp_path, *words) for _ in range(2)]
    for node in nodes:
        until(lambda node=node: _ready(node))  # type: ignore[misc]
    for n in range(6 * SLOW):
        nodes[n % 2].hears("1001", "hi", f"wamid.{n}", sender=f"1555{n:07}")
    provider.wait_for(6 * SLOW)
    judged(came.moments, SLOW)
    assert [node.stop()[0] for node in nodes] == [0, 0]
