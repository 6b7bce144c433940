"""One soak: lives of ``flow serve``, one after another, in a world that never is quite well; then calm, then the laws.

Time passes only as fast as the served process keeps up. Everything hangs on the seed, as far as real processes allow.
"""

from __future__ import annotations

import asyncio
import random
import sys
import time
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from channel_adapter.emulator.habits import CALM
from flow_notations.library import read_library

from . import scene
from .account import Account
from .clockwork import Crank
from .crowd import HOUR, Crowd
from .harvest import Harvest
from .laws import judge
from .lives import Lives, NotServingError, memory_kb
from .postman import Postman
from .provider import Provider
from .wire import Listening, page

if TYPE_CHECKING:
    from pathlib import Path

START: Final = 1_800_000_000_000
SPEED: Final = 200
"""Seconds that pass in a second, while the served process keeps up."""
TURN_S: Final = 0.01
TURN_S_MAX: Final = 0.1
"""However long the driver itself was busy, no more time than this passes at once."""
LOOK_S: Final = 0.25
"""Between two looks at how far behind the served process is."""
BEHIND_S: Final = 40
"""So old, in its own time, what is due may get; then time passes slower. What is on the wire beside is not seen so."""
SLOW_S: Final = 0.5
"""A webhook that takes longer to be answered shows the same."""
PACE_MIN: Final = 0.005
QUIET_S_MAX: Final = 120
STOP_S_MAX: Final = 150
GATHERED_EVERY_HOURS: Final = 12
"""Before retention takes a journal away, it has been read."""
SHOWN_ON_A_PHONE: Final = 10
CALLERS_MAX: Final = 1024
"""Connections that may wait to be taken: nobody is turned away by chance."""
GRACEFUL: Final = 0.15
DOWN: Final = ((0.55, 2 * 60_000), (0.30, HOUR), (0.12, 8 * HOUR), (0.03, 30 * HOUR))
"""How long nobody serves after a death: the share, and the most."""


@dataclass(frozen=True, kw_only=True)
class Plan:
    """What a soak is to do."""

    events: int
    seed: int
    customers: int = 400
    """Of each number."""
    events_a_life: int = 10_000
    calm_hours: int = 80
    report_s: float = 30.0
    speed: int = SPEED


class Soak:
    """One run. After ``run`` everything known of it is in ``account``."""

    def __init__(self, folder: Path, plan: Plan) -> None:
        self.plan, self.folder = plan, folder
        self.chance = random.Random(f"{plan.seed}/drive")
        self.account = Account(folder / "account.db")
        self.clock = Crank(folder / "clock", START, plan.speed)
        self.clouds = scene.clouds(plan.seed)
        self.provider = Provider(self.clouds, self.clock, self.account, plan.seed)
        self.postman = Postman(self.clouds, self.clock, self.account, plan.seed)
        self.crowd = Crowd(self.clouds, self.account, plan.seed, each=plan.customers, now=START)
        self.provider.tick = self.postman.tick = self._tick
        self.provider.showed = self.crowd.showed
        self.stopped = False
        self.seconds = 0.0
        self._pace, self._turned = 1.0, time.perf_counter()
        self._moments = 0
        self._began = self._reported = time.perf_counter()

    async def run(self) -> None:
        """All of it. ``stopped`` ends it early: what ran until then is judged."""
        loop = asyncio.get_running_loop()
        server = await loop.create_server(
            lambda: Listening(self.provider.answer, self._tick), "127.0.0.1", 0, backlog=CALLERS_MAX
        )
        port = server.sockets[0].getsockname()[1]
        self.lives = Lives(self.folder, scene.write(self.folder, f"http://127.0.0.1:{port}"))
        library = read_library([self.folder / "flows"])
        self.harvest = Harvest(self.folder / "host.db", library, self.account, self.plan.seed)
        try:
            while self.account.counts["events"] < self.plan.events and not self.stopped:
                await self._life()
            await self._calm()
        except NotServingError as fault:
            self.account.law(False, f"life {self.lives.begun + 1} did not begin: {fault}")
            self.harvest.gather()
        finally:
            self.lives.kill()
            server.close()
        self.seconds = time.perf_counter() - self._began
        judge(self.account, self.harvest, self.clock.now())

    # --- a life -------------------------------------------------------------------------------------------------------

    def _tick(self) -> None:
        """Another moment at which a process may die: before or after a request, an answer, a webhook, its answer."""
        self._moments -= 1
        if self._moments == 0:
            self.account.faults["killed (kill -9)"] += 1
            self.lives.kill()

    async def _life(self) -> None:
        await self.lives.begin()
        self._turned = time.perf_counter()
        # An event brings about one moment and a half, so a life has a certain length by chance.
        self._moments = int(self.plan.events_a_life * self.chance.uniform(0.3, 2.5))
        peaceful = self.chance.random() < GRACEFUL
        if peaceful:
            ending, self._moments = self._moments // 2, -1
        else:
            ending = -sys.maxsize
        watching = asyncio.ensure_future(self._watch())
        while self.lives.is_alive and not self.stopped:
            await self._turn()
            if peaceful and -self._moments > ending:
                break
        watching.cancel()
        await self._end()

    async def _watch(self) -> None:
        """Let time pass as fast as the served process keeps up, and no faster."""
        while True:
            slowest, self.postman.slowest_s = self.postman.slowest_s, 0.0
            behind = await self._age() > BEHIND_S or slowest > SLOW_S
            self._pace = max(PACE_MIN, self._pace * 0.75) if behind else min(1.0, self._pace * 1.1)
            await asyncio.sleep(LOOK_S)

    async def _end(self) -> None:
        """By a signal that asks, or it was killed already; then what it left is read, and time passes without it."""
        if self.lives.is_alive:
            self.account.counts["lives that were asked to end"] += 1
            await self._stop()
        else:
            code = await self.lives.gone()
            self.account.law(code == -9, f"a life ended by itself with {code}: {self.lives.last_words()}")
        self._moments = 0
        await self.postman.ended()
        self.harvest.gather()
        for cloud in self.clouds.values():
            cloud.world.forget(keep=SHOWN_ON_A_PHONE)
        if not self.stopped:
            self._down()

    async def _stop(self) -> None:
        """Ask it to end, and let time pass meanwhile: what is on the wire may wait for its pace."""
        self.lives.ask_to_end()
        until = time.perf_counter() + STOP_S_MAX
        while self.lives.is_alive and time.perf_counter() < until:
            self._pass_time()
            await asyncio.sleep(TURN_S)
        self.account.law(not self.lives.is_alive, f"a life that was asked to end did not in {STOP_S_MAX} s")
        self.lives.kill()
        code = await self.lives.gone()
        self.account.law(code == 0, f"a life that was asked to end gave {code}: {self.lives.last_words()}")

    def _down(self) -> None:
        (most,) = self.chance.choices([most for _, most in DOWN], [share for share, _ in DOWN])
        step, since = self.chance.randrange(most) // 20, self.clock.now()
        for _ in range(20):
            self.crowd.act(self.clock.turn(step))
            self.postman.miss()
        self.account.add("down", (since, self.clock.now()))

    async def _turn(self, *, acting: bool = True) -> None:
        """Time passes a little, customers do what they have in mind, webhooks leave; then others get their turn."""
        moment = self._pass_time()
        if acting:
            self.crowd.act(moment)
            self.postman.tell_of_strangers()
        self.postman.post(self.lives.port)
        if self._turned - self._reported > self.plan.report_s:
            self._reported = self._turned
            print(self.progress(self.harvest.events()), file=sys.stderr, flush=True)
        await asyncio.sleep(TURN_S)

    def _pass_time(self) -> int:
        now = time.perf_counter()
        passed, self._turned = min(now - self._turned, TURN_S_MAX), now
        return self.clock.turn(int(passed * self.plan.speed * self._pace * 1000))

    # --- calm ---------------------------------------------------------------------------------------------------------

    async def _calm(self) -> None:
        """Nobody writes, nothing goes wrong, and days pass: whatever was under way comes to its end."""
        self.provider.calm = self.postman.calm = True
        for cloud in self.clouds.values():
            cloud.behave(CALM)
        await self.lives.begin()
        self._moments = 0
        self._pace = 1.0
        for hour in range(self.plan.calm_hours):
            await self._quiet()
            if hour % GATHERED_EVERY_HOURS == 0:
                self.harvest.gather()
            self.clock.turn(HOUR)
        await self._quiet()
        await self._stop()
        await self.postman.ended()
        self.harvest.gather()

    async def _quiet(self) -> None:
        """Until nothing is due, on either side, for three looks."""
        until, looks, age = time.perf_counter() + QUIET_S_MAX, 0, 0.0
        while looks < 3 and time.perf_counter() < until:
            await self._turn(acting=False)
            age = await self._age()
            looks = looks + 1 if self.postman.is_idle and age == 0 else 0
        self.account.law(
            looks == 3, f"in {QUIET_S_MAX} s of calm it did not come to rest: something is {age:.0f} s late"
        )

    async def _age(self) -> float:
        """How long the oldest thing that is due has been due, as an operator reads it, in seconds."""
        text = await page(self.lives.port, "/metrics", scene.SECRETS["FLOW_ADMIN_TOKEN"])
        lines = text.splitlines()
        return next((float(line.split()[-1]) for line in lines if line.startswith("flow_queue_age_seconds ")), 1.0)

    # --- what is said -------------------------------------------------------------------------------------------------

    def progress(self, events: int) -> str:
        """One line for whoever watches."""
        seconds = time.perf_counter() - self._began
        return (
            f"{seconds:6.0f} s  {events:9,} events  {events / seconds:5.0f}/s  life {self.lives.begun}"
            f"  day {(self.clock.now() - START) / (24 * HOUR):.1f}  pace {self._pace:.2f}"
            f"  served {self.lives.memory_kb() // 1024} MB, driver {memory_kb() // 1024} MB"
            f"  broken {self.account.broken}"
        )
