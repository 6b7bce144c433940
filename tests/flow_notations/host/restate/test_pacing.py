"""All processes of a cluster together send as fast as a number may: moments come from one place, and each is given once."""

from __future__ import annotations

import asyncio
import random
from bisect import bisect_left
from typing import Any

import pytest

pytest.importorskip("restate", reason="pip install 'flow-notations[restate]'")

from channel_adapter.channel import Accepted, HearsReceipts, Paces, Reason, Refused
from channel_adapter.clock import VirtualClock
from channel_adapter.messages import Address, Outbound, ReadMark, StatusChange, Text
from channel_adapter.whatsapp.pacing import Bucket
from flow_notations.errors import StoreUnavailable
from flow_notations.host.metrics import CountedChannel, Tally
from flow_notations.host.restate.pacing import (
    MOMENTS_MAX,
    PACE_UNKNOWN,
    PATIENCE_MS,
    PAUSE_MS,
    VOID_MS,
    WAITS,
    PacedChannel,
    lease,
    leased,
    paced,
)
from tests.flow_notations.host.world import NUMBER, START, ScriptedChannel

SEED = 7
RATE = 20


class SharedClock(VirtualClock):
    """Time for tasks that wait beside one another."""

    def __init__(self, now: int) -> None:
        super().__init__(now)
        self._sleepers: list[tuple[int, asyncio.Event]] = []

    async def sleep(self, milliseconds: int) -> None:
        woken = asyncio.Event()
        self._sleepers.append((self.now() + milliseconds, woken))
        await woken.wait()

    async def passes(self) -> None:
        """Until nobody sleeps any more."""
        for _ in range(1000):
            await asyncio.sleep(0)
        while self._sleepers:
            self._sleepers.sort(key=lambda sleeper: sleeper[0])
            until, woken = self._sleepers.pop(0)
            self.advance_to(until)
            woken.set()
            for _ in range(20):
                await asyncio.sleep(0)


class RatedChannel(ScriptedChannel):
    """Accepts everything, and says how fast it may be."""

    def __init__(self, clock: VirtualClock, number_per_second: int = RATE) -> None:
        super().__init__()
        self.clock, self.number_per_second = clock, number_per_second
        self.at: list[int] = []
        self.marks: list[ReadMark] = []
        self.heard: list[StatusChange] = []

    async def send(self, part: Outbound, *, window_until: int | None, attempt: int = 0) -> Any:
        self.at.append(self.clock.now())
        return Accepted(message_id=part.ref)

    async def mark_read(self, mark: ReadMark) -> None:
        self.marks.append(mark)

    def hear(self, status: StatusChange) -> None:
        self.heard.append(status)


class LittlePace:
    """The object of one number, reached as through an ingress."""

    def __init__(self) -> None:
        self.kept: str | None = None
        self.asked: list[dict[str, Any]] = []
        self.up = True

    async def call(self, service: str, key: str, verb: str, told: dict[str, Any]) -> dict[str, Any]:
        assert (service, key, verb) == ("Pace", NUMBER, "lease")
        if not self.up:
            raise StoreUnavailable("down")
        await asyncio.sleep(0)  # others come meanwhile
        self.asked.append(told)
        self.kept, answer = leased(self.kept, told)
        return answer


def part(number: int) -> Outbound:
    return Outbound(to=Address(phone=f"+1555{number:07}"), content=Text(body="hi"), ref=f"i/{number}/1")


def fastest(moments: list[int]) -> int:
    """The most that any second saw."""
    return max(bisect_left(moments, first + 1000) - place for place, first in enumerate(moments))


@pytest.mark.parametrize("per_second", [1, 20, 80])
def test_no_second_sees_more_than_a_tenth_above_the_rate(per_second: int) -> None:
    """Whoever asks, however often and for however many."""
    print(f"seed {SEED}")
    chance, now, bucket, given = random.Random(SEED), START, Bucket(), list[int]()
    for _ in range(40):
        got = lease(bucket, now, wanted=chance.randrange(1, 3 * per_second + 2), per_second=per_second)
        bucket, now = got.bucket, now + chance.randrange(0, 700)
        given += got.moments
    assert given == sorted(given)
    assert per_second <= fastest(given) <= per_second + max(1, per_second // 10)


@pytest.mark.parametrize(
    ("wanted", "per_second", "given"),
    [
        (MOMENTS_MAX - 1, 1000, MOMENTS_MAX - 1),
        (MOMENTS_MAX, 1000, MOMENTS_MAX),
        (MOMENTS_MAX + 1, 1000, MOMENTS_MAX),
        (10, 1, 10),
        (11, 1, 11),
        (12, 1, 11),
    ],
)
def test_only_moments_that_somebody_waits_for_are_given_out(wanted: int, per_second: int, given: int) -> None:
    """So many at once, and none later than patience lasts; what is left is told."""
    got = lease(Bucket(), START, wanted=wanted, per_second=per_second)
    assert len(got.moments) == given
    assert got.moments[-1] <= START + PATIENCE_MS
    assert got.next_at >= got.moments[-1]


def test_a_clock_that_was_ahead_stops_nobody() -> None:
    """What it took from the future is given up: others wait no longer than anybody does."""
    ahead = lease(Bucket(), START + 3_600_000, wanted=5, per_second=RATE)
    assert lease(ahead.bucket, START, wanted=1, per_second=RATE).next_at <= START + PATIENCE_MS + 1_000


def test_two_processes_share_the_rate_of_a_number() -> None:
    """Sixty from each at once: together no faster than the number may, and no slower; no moment is used twice."""

    async def main() -> None:
        clock, pace = SharedClock(START), LittlePace()
        channels = [RatedChannel(clock), RatedChannel(clock)]
        nodes = [PacedChannel(NUMBER, channel, RATE, pace, clock) for channel in channels]  # type: ignore[arg-type]
        sends = [asyncio.ensure_future(node.send(part(n), window_until=None)) for n in range(60) for node in nodes]
        await clock.passes()
        assert {type(await send) for send in sends} == {Accepted}
        moments = sorted([*channels[0].at, *channels[1].at])
        assert fastest(moments) <= RATE + RATE // 10
        assert moments[-1] - START == pytest.approx(1000 * 120 / RATE, rel=0.05)
        assert len(pace.asked) <= 6, "those who wait are asked for together"

    asyncio.run(main())


def test_who_would_wait_too_long_comes_back_later() -> None:
    """Nothing is on the wire, and nobody asks again before there is anything to be had."""

    async def main() -> None:
        clock, pace = VirtualClock(START), LittlePace()
        channel = RatedChannel(clock, 1)
        node = PacedChannel(NUMBER, channel, 1, pace, clock)  # type: ignore[arg-type]
        pace.kept, _ = leased(None, {"now": START, "wanted": 11, "per_second": 1})
        for n in range(3):
            outcome = await node.send(part(n), window_until=None)
            assert outcome == Refused(reason=Reason.PACED, sentence=WAITS, retry_at=START + 11_000)
        assert (len(pace.asked), channel.at) == (1, [])
        clock.advance_to(START + 11_000)
        assert isinstance(await node.send(part(4), window_until=None), Accepted)

    asyncio.run(main())


def test_a_pace_that_cannot_be_asked_for_holds_the_message() -> None:
    """It is no doubt: nothing has left; a second later it is tried again."""

    async def main() -> None:
        clock, pace = VirtualClock(START), LittlePace()
        node = PacedChannel(NUMBER, RatedChannel(clock), RATE, pace, clock)  # type: ignore[arg-type]
        pace.up = False
        outcome = await node.send(part(1), window_until=None)
        assert outcome == Refused(reason=Reason.PACED, sentence=PACE_UNKNOWN, retry_at=START + PAUSE_MS)
        pace.up = True
        assert isinstance(await node.send(part(1), window_until=None), Accepted)

    asyncio.run(main())


@pytest.mark.parametrize(("later", "asked"), [(VOID_MS - 1, [1, 2]), (VOID_MS, [1, 2]), (VOID_MS + 1, [1, 1])])
def test_who_was_busy_just_now_asks_for_more(later: int, asked: list[int]) -> None:
    """So that one question serves several sends; a moment that nobody used is void soon."""

    async def main() -> None:
        clock, pace = VirtualClock(START), LittlePace()
        node = PacedChannel(NUMBER, RatedChannel(clock), RATE, pace, clock)  # type: ignore[arg-type]
        await node.send(part(1), window_until=None)
        clock.advance_to(START + later)
        await node.send(part(2), window_until=None)
        assert [told["wanted"] for told in pace.asked] == asked
        clock.advance_to(clock.now() + 10 * VOID_MS)
        await node.send(part(3), window_until=None)
        assert len(pace.asked) == 3, "what was asked for ahead is void"

    asyncio.run(main())


def test_only_a_channel_that_keeps_a_pace_is_paced() -> None:
    """All else of a channel is its own: preparing, marks, receipts."""

    async def main() -> None:
        clock, pace = VirtualClock(START), LittlePace()
        rated, plain = RatedChannel(clock), ScriptedChannel()
        assert isinstance(rated, Paces)
        counted, uncounted = CountedChannel(rated, Tally()), CountedChannel(plain, Tally())
        channels = paced({NUMBER: counted, "2": plain, "3": uncounted}, pace, clock)  # type: ignore[arg-type, dict-item]
        assert (channels["2"], channels["3"]) == (plain, uncounted)
        node = channels[NUMBER]
        assert isinstance(node, PacedChannel)
        assert node.prepare(part(1)) == rated.prepare(part(1))
        mark = ReadMark(message_id="m", typing=False)
        change = StatusChange(message_id="m", number_id=NUMBER, status="read", at=1)
        await node.mark_read(mark)
        node.hear(change)
        assert not isinstance(PacedChannel(NUMBER, plain, RATE, pace, clock), HearsReceipts)  # type: ignore[arg-type]
        assert (rated.marks, rated.heard, pace.asked) == ([mark], [change], [])

    asyncio.run(main())
