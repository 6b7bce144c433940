"""The provider's side of the wire: every send goes to the emulator, with a mishap now and then, and is written down.

In: requests of the served process. Out: answers, rows of the account, and what customers see on their phones.
"""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any, Final

from channel_adapter.emulator.chance import Chance
from channel_adapter.emulator.faults import Slow
from channel_adapter.emulator.sending import post_message

from .mishaps import mishap, slowness
from .scene import SECRETS
from .wire import Reply, framed

if TYPE_CHECKING:
    from collections.abc import Callable

    from channel_adapter.emulator import Cloud
    from channel_adapter.emulator.faults import Fault
    from channel_adapter.emulator.world import Message

    from .account import Account
    from .clockwork import SharedClock

TRIES_REMEMBERED_MAX: Final = 10_000


class Provider:
    """Answers ``POST /vN/NUMBER/messages`` for all numbers."""

    def __init__(self, clouds: dict[str, Cloud], clock: SharedClock, account: Account, seed: int) -> None:
        self._clouds, self._clock, self._account = clouds, clock, account
        self._chance = Chance(seed)
        self._tries: dict[str, int] = {}
        self.calm = False
        self.under_way = 0
        self.tick: Callable[[], None] = lambda: None
        self.showed: Callable[[str, str, Message], None] = lambda number, customer, message: None

    def answer(self, path: str, body: bytes) -> Reply:
        """One request."""
        self.tick()
        self._account.counts["requests of the served process"] += 1
        number_id = path.split("/")[2]
        asked: dict[str, Any] = json.loads(body)
        if "to" not in asked and "recipient" not in asked:  # a read mark
            return self._plain(self._clouds[number_id], number_id, asked)
        ref = asked["biz_opaque_callback_data"]
        tries = self._tries[ref] = self._tries.get(ref, 0) + 1
        bad = None if self.calm else mishap(self._chance, ref, tries)
        if bad is not None:
            self._account.faults[bad[0]] += 1
        reply = self._sent(number_id, asked, ref, bad[1] if bad else None)
        self.tick()
        if bad is not None and isinstance(bad[1], Slow):
            return Reply(reply.content, slowness(self._chance, ref, tries))
        return reply

    def _sent(self, number_id: str, asked: dict[str, Any], ref: str, fault: Fault | None) -> Reply:
        cloud, at = self._clouds[number_id], self._clock.now()
        customer = cloud.world.person(str(asked.get("to") or asked["recipient"]))
        thread = cloud.world.thread(cloud.numbers[0], customer)
        before = thread.messages[-1] if thread.messages else None
        closed = asked["type"] != "template" and not thread.is_open(at)
        if fault is not None:
            cloud.schedule(fault, customer=customer.wa_id)
        answer = post_message(cloud.world, number_id, SECRETS["SOAK_TOKEN"], asked, at)
        cloud.world.faults.clear()
        last = thread.messages[-1] if thread.messages else None
        if last is not None and last is not before:
            self._reached(number_id, customer.wa_id, last, ref=ref, at=at, closed=closed)
        return Reply(None if answer.lost else framed(answer.status, answer.body))

    def _reached(self, number_id: str, customer: str, message: Message, *, ref: str, at: int, closed: bool) -> None:
        self._account.reached(ref, f"{number_id}/{customer}", at, closed=closed)
        if len(self._tries) > TRIES_REMEMBERED_MAX:
            self._tries.clear()
        if not message.hidden:
            self.showed(number_id, customer, message)

    def _plain(self, cloud: Cloud, number_id: str, asked: dict[str, Any]) -> Reply:
        answer = post_message(cloud.world, number_id, SECRETS["SOAK_TOKEN"], asked, self._clock.now())
        return Reply(framed(answer.status, answer.body))
