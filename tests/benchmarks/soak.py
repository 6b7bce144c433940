"""A host under a long bad life: ``python tests/benchmarks/soak.py [events] [seed]``.

Customers write in bursts, late, twice and out of order; receipts come early, again and for strangers; the channel refuses,
delays, loses answers and breaks; the process dies after commits and around sends; the store fails; steps fail; the clock
jumps, also back. Time is virtual and everything hangs on the seed. At the end the laws are checked: every message heard
once, no send repeated unknowingly, in order, never outside the window; every send ended; every timer fired once.
"""

from __future__ import annotations

import asyncio
import random
import sys
import tempfile
import time
from collections import Counter, deque
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parents[2]
sys.path.insert(0, str(ROOT))

from channel_adapter.channel import Accepted, Outcome, Reason, Refused, Uncertain
from channel_adapter.messages import Address, Outbound, Received, StatusChange, Text
from channel_adapter.window import MARGIN_MILLISECONDS
from flow_notations.effects import End, Send, SetTimer
from flow_notations.errors import StoreUnavailable
from flow_notations.events import Began, Ended, Event, Fired, Heard, Sent, Unsent
from flow_notations.host.host import Host
from flow_notations.host.sqlite.opening import connect
from flow_notations.host.sqlite.transaction import SqliteTransaction
from flow_notations.host.wiring import Integration, Route, Wiring
from tests.flow_notations.host.world import HOUR, NUMBER, START, Flow, ScriptedMachine, say

CUSTOMERS = 300
DAY = 24 * HOUR
RETAINED_DAYS = 3


class CrashError(BaseException):
    """The process is gone; nothing of the host lives through it."""


@dataclass
class Clock:
    """Virtual time that may also jump back."""

    at: int = START

    def now(self) -> int:
        return self.at

    async def sleep(self, milliseconds: int) -> None:
        raise NotImplementedError


@dataclass
class Ledger:
    """What happened, as the world outside saw it; the laws are checked against it."""

    counts: Counter[str] = field(default_factory=Counter)
    heard: Counter[str] = field(default_factory=Counter)
    written: dict[str, bool] = field(default_factory=dict)
    """Ids of messages; whether one may go unheard, because it came a day late."""
    outcomes: dict[str, Outcome | None] = field(default_factory=dict)
    waiting: dict[str, set[str]] = field(default_factory=dict)
    """Sends of live interactions that have not ended."""
    armed: Counter[str] = field(default_factory=Counter)
    latest: dict[str, tuple[int, int, int]] = field(default_factory=dict)
    wrongs: list[str] = field(default_factory=list)

    def law(self, holds: bool, sentence: str) -> None:
        if not holds:
            self.wrongs.append(sentence)


class Soak:
    """One run. ``chance`` decides everything."""

    def __init__(self, path: Path, seed: int) -> None:
        self.chance = random.Random(seed)
        self.clock, self.ledger = Clock(), Ledger()
        self.connection = connect(str(path), migrate=True)
        # Lives end by exceptions here, not by power cuts: waiting for the disk, or for a thread, would prove nothing.
        self.connection.execute("pragma synchronous = off")
        self.tables = SqliteTransaction(self.connection)
        self.sent: deque[tuple[str, str]] = deque(maxlen=200)
        self.failing: set[str] = set()
        self.machine = ScriptedMachine(self._script)
        self.machine.events = deque(maxlen=1)  # type: ignore[assignment]
        self.number = 0
        self.calm = False
        self._start()

    # --- the host and what is wired to it -----------------------------------------------------------------------------

    def _start(self) -> None:
        wiring = Wiring(
            machine=self.machine,
            programs={"greet": Flow()},
            channels={NUMBER: self},  # type: ignore[dict-item]
            dispatch=(Route(flow="greet"),),
            integrations={NUMBER: Integration(number_id=NUMBER, retention_days=RETAINED_DAYS)},
        )
        self.host = Host(self, wiring, self.clock)

    async def transact(self, work: Any) -> Any:
        """The store of the host: it may fail before, and the process may die right after."""
        if self._unlucky(0.0005):
            self.ledger.counts["store failures"] += 1
            raise StoreUnavailable("the disk gave an error")
        result = self._commit(work)
        if self._unlucky(0.001):
            raise CrashError
        return result

    def _commit(self, work: Any) -> Any:
        self.connection.execute("begin immediate")
        try:
            result = work(self.tables)
        except BaseException:
            self.connection.execute("rollback")
            raise
        self.connection.execute("commit")
        return result

    async def close(self) -> None:
        """Nothing to finish."""

    def prepare(self, message: Outbound) -> tuple[Outbound, ...]:
        assert isinstance(message.content, Text)
        bodies = message.content.body.split("|")
        if len(bodies) == 1:
            return (message,)
        return tuple(
            Outbound(ref=f"{message.ref}/{k}", to=message.to, content=Text(body=body))
            for k, body in enumerate(bodies, start=1)
        )

    async def send(self, part: Outbound, *, window_until: int | None, attempt: int = 0) -> Outcome:
        """The channel of the host."""
        ledger, now = self.ledger, self.clock.now()
        if self._unlucky(0.001):
            raise CrashError
        ledger.counts["calls of the channel"] += 1
        before = ledger.outcomes.get(part.ref, ...)
        known_unsent = isinstance(before, Refused) and before.retry_at is not None
        ledger.law(before is ... or known_unsent, f"{part.ref} was sent again after {before}")
        opened = window_until is not None and now < window_until - MARGIN_MILLISECONDS
        ledger.law(opened, f"{part.ref} left outside the window")
        interaction, *order = part.ref.split("/")
        place = tuple(int(word) for word in [*order, "0"][:3])
        ledger.law(ledger.latest.get(interaction, (0, 0, 0)) <= place, f"{part.ref} overtook another")
        ledger.latest[interaction] = place  # type: ignore[assignment]
        ledger.outcomes[part.ref] = None  # on the wire: a crash from here on leaves it in doubt
        outcome = self._outcome(part, now)
        if self._unlucky(0.001):
            raise CrashError
        ledger.outcomes[part.ref] = outcome
        ledger.counts[type(outcome).__name__] += 1
        return outcome

    def _outcome(self, part: Outbound, now: int) -> Outcome:
        dice = 1.0 if self.calm else self.chance.random()
        if dice < 0.03:
            return Refused(reason=Reason.PACED, sentence="Too fast.", retry_at=now + self.chance.randrange(1, 90_000))
        if dice < 0.04:
            return Refused(reason=Reason.REFUSED, sentence="Refused.", code=131000)
        self.sent.append((f"wamid.{part.ref}", part.ref))
        if dice < 0.06:
            return Uncertain(sentence="The answer was lost.")
        return Accepted(message_id=f"wamid.{part.ref}")

    def _script(self, memory: dict[str, Any], event: Event) -> list[Any]:
        """The flow: answers everything, nudges once two hours later, ends at *bye*, and sometimes fails at first."""
        if event.id not in self.failing and self._unlucky(0.0005):
            self.failing.add(event.id)
            self.ledger.counts["failing steps"] += 1
            raise RuntimeError("a failing step")
        self.ledger.counts["events"] += 1
        match event:
            case Began(first=message) | Heard(message=message):
                assert message is not None
                self.ledger.heard[message.id] += 1
                return self._answer(memory, event, message.text)
            case Fired(timer=timer):
                self.ledger.armed[f"{memory['interaction']}:{timer}"] -= 1
                return [self._say(memory, event, "Still there?")]
            case Sent(ref=ref) | Unsent(ref=ref):
                self.ledger.waiting[memory["interaction"]].discard(ref)
            case Ended():
                self._forget(memory)
        return []

    def _answer(self, memory: dict[str, Any], event: Event, text: str) -> list[Any]:
        if text == "bye":
            self._forget(memory)
            return [End(outcome="bye")]
        nudge = f"nudge{event.seq}"
        self.ledger.armed[f"{memory['interaction']}:{nudge}"] += 1
        return [self._say(memory, event, text), SetTimer(name=nudge, deadline=event.at + 2 * HOUR)]

    def _say(self, memory: dict[str, Any], event: Event, text: str) -> Send:
        send = say(memory, event, text)
        self.ledger.waiting.setdefault(memory["interaction"], set()).add(send.ref)
        return send

    def _forget(self, memory: dict[str, Any]) -> None:
        """What an ended interaction still waited for is nobody's any more."""
        self.ledger.waiting.pop(memory["interaction"], None)
        self.ledger.latest.pop(memory["interaction"], None)
        for name in [name for name in self.ledger.armed if name.startswith(memory["interaction"])]:
            del self.ledger.armed[name]

    # --- the world ----------------------------------------------------------------------------------------------------

    async def run(self, events: int) -> None:
        rounds = 0
        while self.ledger.counts["events"] < events:
            rounds += 1
            self._time_passes()
            await self._deliver([self._something() for _ in range(self.chance.randrange(1, 40))])
            await self._work()
            if rounds % 200 == 0:
                await self._keep_house()
        self.calm = True
        for _ in range(60):
            self.clock.at += HOUR
            await self._work()
        await self._check()
        self.connection.close()

    def _time_passes(self) -> None:
        dice = self.chance.random()
        if dice < 0.02:
            self.clock.at -= self.chance.randrange(600_000)
            self.ledger.counts["jumps back"] += 1
        elif dice < 0.03:
            self.clock.at += self.chance.randrange(30 * HOUR)
        else:
            self.clock.at += self.chance.randrange(600_000)

    def _something(self) -> Received | StatusChange:
        now, dice = self.clock.now(), self.chance.random()
        if dice < 0.3 and self.sent:
            message_id, ref = self.chance.choice(self.sent)
            status = self.chance.choice(("sent", "delivered", "read", "failed", "frozen"))
            known = self.chance.random() < 0.8
            return StatusChange(
                message_id=message_id if self.chance.random() < 0.95 else "wamid.stranger",
                number_id=NUMBER, status=status, at=now, ref=ref if known else None,
            )  # fmt: skip
        self.number += 1
        late = self.chance.random() < 0.005
        at = now - self.chance.randrange(DAY, 3 * DAY) if late else now - self.chance.randrange(5000)
        identity = f"wamid.in{self.number}"
        self.ledger.written[identity] = late
        text = self.chance.choices(("hello", "one|two|three", "bye"), (80, 15, 5))[0]
        sender = Address(phone=f"+1555{self.chance.randrange(CUSTOMERS):07}")
        return Received(id=identity, number_id=NUMBER, sender=sender, at=at, content=Text(body=text))

    async def _deliver(self, items: list[Any]) -> None:
        """Until it is acknowledged, again and again; and sometimes once more."""
        self.chance.shuffle(items)
        again = self.chance.random() < 0.1
        while True:
            try:
                await self.host.accept(items, arrived_at=self.clock.now())
            except (CrashError, StoreUnavailable):
                self._restart()
                continue
            if not again:
                return
            again = False
            self.ledger.counts["redelivered batches"] += 1

    async def _work(self) -> None:
        """Everything that is due by now and on the way to now, through as many lives as it takes."""
        while True:
            try:
                await self.host.settle()
            except (CrashError, StoreUnavailable):
                self._restart()
            else:
                return

    async def _keep_house(self) -> None:
        try:
            self.ledger.counts["ids forgotten"] += await self.host.forget_duplicates()
            self.ledger.counts["interactions pruned"] += await self.host.retain()
        except (CrashError, StoreUnavailable):
            self._restart()

    def _restart(self) -> None:
        self.ledger.counts["lives"] += 1
        self._start()

    def _unlucky(self, probability: float) -> bool:
        return not self.calm and self.chance.random() < probability

    # --- the laws -----------------------------------------------------------------------------------------------------

    async def _check(self) -> None:
        ledger = self.ledger
        for identity, late in ledger.written.items():
            times = ledger.heard[identity]
            ledger.law(times == 1 or (late and times == 0), f"{identity} was heard {times} times")
        for interaction, refs in ledger.waiting.items():
            ledger.law(not refs, f"sends of {interaction} never ended: {sorted(refs)}")
        for name, left in ledger.armed.items():
            ledger.law(left == 0, f"timer {name} fired {1 - left} times")
        for state in ("queued", "dispatching"):
            ledger.law(not await self.host.outbox(state=state), f"parts are still {state}")
        parked = [notice for notice in await self.host.notices(limit=1000) if notice.kind in ("parked", "failed")]
        ledger.law(not parked, f"people were told: {parked[:3]}")
        for conversation in await self.host.conversations(limit=10 * CUSTOMERS):
            for interaction in await self.host.interactions(conversation.id):
                seqs = [entry.seq for entry in await self.host.journal(interaction.id)]
                ledger.law(seqs == list(range(1, len(seqs) + 1)), f"{interaction.id} has gaps: {seqs}")


def soak(events: int, seed: int) -> Soak:
    """A whole run; what it found is in its ledger."""
    with tempfile.TemporaryDirectory() as folder:
        run = Soak(Path(folder) / "soak.db", seed)
        asyncio.run(run.run(events))
    return run


def main() -> int:
    events = int(sys.argv[1]) if len(sys.argv) > 1 else 100_000
    seed = int(sys.argv[2]) if len(sys.argv) > 2 else 7
    began = time.perf_counter()
    run = soak(events, seed)
    seconds = time.perf_counter() - began
    days = (run.clock.at - START) / DAY
    print(f"seed {seed}: {run.ledger.counts['events']:,} events of {days:,.0f} days in {seconds:,.0f} s")
    for name, count in sorted(run.ledger.counts.items()):
        print(f"  {name:24} {count:10,}")
    print(f"  {'messages':24} {len(run.ledger.written):10,}")
    for wrong in run.ledger.wrongs[:20]:
        print(f"WRONG: {wrong}")
    print(f"laws broken: {len(run.ledger.wrongs)}")
    return 1 if run.ledger.wrongs else 0


if __name__ == "__main__":
    sys.exit(main())
