"""What stands behind a rehearsal: scripted services and people, a host that can die, time that passes."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING, Any

import pytest
from stagehand import CENTRE, OPENING, SHOP, script

from channel_adapter.clock import VirtualClock
from channel_adapter.messages import ReadMark
from flow_notations.effects import Fetch, Offer
from flow_notations.host.people import Answer
from flow_notations.source import Span
from flow_notations.testing.crashes import Crash, Fuse, Fuses, MortalChannel
from flow_notations.testing.people import ScriptedPeople
from flow_notations.testing.rehearsal import RESTLESS_MAX, TRAVEL_MS, Rehearsal
from flow_notations.testing.services import ScriptedServices
from flow_notations.testing.transcript import GivenHttp, Scripted

if TYPE_CHECKING:
    from pathlib import Path

NOW = 1_772_442_000_000


def test_people_take_every_offer_once() -> None:
    """The same ref is the same offer, as after a crash; one taken back stands no more."""
    people = ScriptedPeople(VirtualClock(NOW))
    offer = Offer(ref="i/1/1", queue="support")

    async def main() -> list[Answer | None]:
        answers = [await people.offer(offer, conversation="c") for _ in range(2)]
        await people.withdraw("i/1/1")
        await people.withdraw("i/1/1")
        return answers

    assert asyncio.run(main()) == [None, None]
    assert (people.offers, people.standing, people.last_at) == ([offer], {}, NOW)


def test_people_off_duty_say_so() -> None:
    """At once."""
    people = ScriptedPeople(VirtualClock(NOW), on_duty=False)
    assert asyncio.run(people.offer(Offer(ref="r", queue="q"), conversation="c")) == Answer(outcome="no_agent")


def test_services_keep_their_nodes_apart() -> None:
    """Scripts, attempts and retries are by node and by call."""
    services = ScriptedServices(VirtualClock(NOW), lambda ref: ref[0])
    for node in "ab":
        replies = (Scripted(status=500), Scripted(status=200, body={"of": node}))
        services.script(GivenHttp(node=node, replies=replies, span=Span(1, 1, 1, 1)))
    calls = {node: Fetch(ref=f"{node}/1", service="s", method="get", path="/", retries=1) for node in "ab"}

    async def main() -> None:
        assert (await services.fetch(calls["a"], attempt=0)).retry_at == NOW + 1_000
        assert services.next_retry() == NOW + 1_000
        assert (await services.fetch(calls["b"], attempt=0)).status == 500
        assert (await services.fetch(calls["a"], attempt=1)).body == {"of": "a"}

    asyncio.run(main())
    assert [len(attempts) for attempts in services.of("a")] == [2]
    unused = services.unused()
    assert unused is not None
    assert (unused[0].node, unused[1]) == ("b", 1)


def test_nobody_dies_of_being_looked_at() -> None:
    """A fuse burns only while the host is at work, and once."""
    fuses = Fuses([Fuse("after_saves", 2)])
    fuses.burn("after_saves")
    fuses.live = True
    fuses.burn("before_send")
    fuses.burn("after_saves")
    with pytest.raises(Crash):
        fuses.burn("after_saves")
    fuses.burn("after_saves")


def test_read_marks_pass_a_mortal_channel() -> None:
    """They are nothing to die of."""
    marked: list[ReadMark] = []

    class Channel:
        async def mark_read(self, mark: ReadMark) -> None:
            marked.append(mark)

    channel: Any = Channel()
    mark = ReadMark(message_id="m")
    asyncio.run(MortalChannel(channel, Fuses([], live=True)).mark_read(mark))
    assert marked == [mark]


def rehearsing(folder: Path, flow: str = SHOP) -> Any:
    """A rehearsal of a flow, to be awaited."""
    read = script(folder, OPENING, flow=flow, centre=CENTRE)
    assert not read.diagnostics, read.rendered(read.diagnostics)
    return Rehearsal.open(read.library.programs, "shop", at=NOW, path=folder / "store")


def test_time_can_jump_to_whatever_is_next(tmp_path: Path) -> None:
    """To the timeout of the open question; to nothing when nothing is due; and decisions can be read."""

    async def main() -> None:
        rehearsal = await rehearsing(tmp_path)
        assert await rehearsal.pass_to_next() == 0
        assert await rehearsal.explained() == []
        await rehearsal.say("hi")
        while await rehearsal.pass_to_next():
            pass
        assert "timeout" in [note["what"] for note in await rehearsal.explained()]
        await rehearsal.close()

    asyncio.run(main())
    assert (tmp_path / "store").exists()


def test_an_act_that_never_comes_to_rest_ends_all_the_same(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """After so many rounds the test goes on."""

    async def main() -> int:
        rehearsal = await rehearsing(tmp_path)
        monkeypatch.setattr(Rehearsal, "_last_activity", lambda self: self.clock.now())
        await rehearsal.come_to_rest()
        await rehearsal.close()
        return int(rehearsal.clock.now()) - NOW

    assert asyncio.run(main()) == (RESTLESS_MAX + 1) * TRAVEL_MS
