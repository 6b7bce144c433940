"""A cluster of one process in memory: objects called one after another, calls between them kept until somebody delivers.

It does with an outcome what ``objects`` does on Restate, so that tests may stop between any two deliveries and in virtual
time. What Restate itself promises is tested on real servers.
"""

from __future__ import annotations

import asyncio
import json
from collections import deque
from types import SimpleNamespace
from typing import TYPE_CHECKING, Any

from channel_adapter.clock import VirtualClock
from flow_notations.errors import StoreUnavailable
from flow_notations.host.duties import ask, mark, send
from flow_notations.host.restate import RestateHost
from flow_notations.host.restate.forms import duty_of, outcome_form
from flow_notations.host.restate.keeping import FORMS, Keeping, loaded
from flow_notations.host.restate.past import recall
from flow_notations.host.restate.transaction import KeptTransaction
from flow_notations.host.restate.verbs import called
from flow_notations.host.restate.visits import JOURNAL, PAST, Outcome, later, made, visited
from flow_notations.host.turn import Dispatch, Mark
from flow_notations.host.wiring import Route, Wiring
from tests.flow_notations.host.world import NUMBER, START, Flow, ScriptedChannel, ScriptedMachine

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable

    from tests.flow_notations.host.world import Script


class LittleCluster:
    """Objects, what is on its way between them, and when they are to be called back."""

    def __init__(self, script: Script, **wiring: Any) -> None:
        self.clock = VirtualClock(START)
        self.channel = ScriptedChannel()
        self.machine = ScriptedMachine(script)
        self.texts: dict[str, str] = {}
        self.beside: dict[str, dict[str, str]] = {}
        self.ahead: deque[tuple[str, str, dict[str, Any]]] = deque()
        self.later: list[tuple[int, str, str, dict[str, Any]]] = []
        parts = {
            "machine": self.machine,
            "programs": {"greet": Flow(), "other": Flow(name="other", digest="d2")},
            "channels": {NUMBER: self.channel},
            "dispatch": (Route(flow="greet"),),
        }
        store: Any = SimpleNamespace(ingress=self)
        self.host = RestateHost(store, Wiring(**{**parts, **wiring}), self.clock)

    async def call(self, _service: str, key: str, verb: str, told: dict[str, Any] | None = None) -> Any:
        """As the ingress does."""
        if verb == "where":
            kept = loaded(self.texts.get(key))
            return kept.moved or (key if kept.conversation is not None else None)
        return await self.visit(verb, key, told or {})

    async def visit(self, verb: str, key: str, told: dict[str, Any]) -> Any:
        """One call of one object."""
        told = json.loads(json.dumps(told))
        if verb == "carry":
            return await self._carry(told)
        visit = visited(self.host, key, self.texts.get(key), told)
        visit.beside = dict(self.beside.get(key, {}))
        outcome = Outcome(**json.loads(json.dumps(made(verb, visit, lambda visit: called(verb, visit)))))
        if outcome.fault:
            raise StoreUnavailable(outcome.fault)
        beside = {} if outcome.emptied else self.beside.get(key, {})
        kept = {name: entry for name, entry in beside.items() if name.split("/")[1] not in outcome.gone}
        self.beside[key] = {**kept, **outcome.aside}
        self.texts.pop(key, None)
        if outcome.state is not None:
            self.texts[key] = outcome.state
        for interaction in outcome.begun:
            await self.visit("lead", interaction, {"to": key})
        self.ahead.extend((verb, to, told) for verb, to, told in outcome.calls)
        self.ahead.extend(("carry", "", {"to": key, "duty": duty}) for duty in outcome.duties)
        self.later.extend((at, verb, key, told) for verb, told, at in later(outcome))
        return outcome.result

    async def settle(self) -> None:
        """Deliver everything that is on its way, and what is due by now."""
        while True:
            due = [each for each in self.later if each[0] <= self.clock.now()]
            self.later = [each for each in self.later if each not in due]
            self.ahead.extend((verb, key, told) for _, verb, key, told in sorted(due, key=lambda each: each[:3]))
            if not self.ahead:
                return
            await self.visit(*self.ahead.popleft())

    async def passes(self, milliseconds: int) -> None:
        """Time goes by, stopping at every call back on the way."""
        end = self.clock.now() + milliseconds
        await self.settle()
        while (next_at := min([each[0] for each in self.later], default=end + 1)) <= end:
            self.clock.advance_to(max(next_at, self.clock.now()))
            await self.settle()
        self.clock.advance_to(end)

    def keepings(self) -> dict[str, Keeping]:
        """Objects that hold a conversation."""
        found = {key: loaded(text) for key, text in self.texts.items()}
        return {key: keeping for key, keeping in found.items() if keeping.conversation is not None}

    def only(self) -> KeptTransaction:
        """What is kept of the only conversation, with its journal."""
        ((key, keeping),) = self.keepings().items()
        beside = sorted(self.beside[key].items())
        keeping.journal = [FORMS.loads(entry) for name, entry in beside if name.startswith(JOURNAL)]
        return KeptTransaction(recall(keeping, [text for name, text in beside if name.startswith(PAST)]))

    async def _carry(self, told: dict[str, Any]) -> None:
        duty = duty_of(told["duty"])
        if isinstance(duty, Mark):
            await mark(self.host, duty)
        elif isinstance(duty, Dispatch):
            outcome, about = await send(self.host, duty), {"ref": duty.outbound.ref}
            self.ahead.append(("settle", told["to"], {**about, "outcome": outcome_form(outcome)}))
        else:
            answer = await ask(self.host, duty.errand)
            about = {"errand": told["duty"]["errand"]}
            self.ahead.append(("settle", told["to"], {**about, "outcome": outcome_form(answer)}))


def play_on(script: Script, scenario: Callable[[LittleCluster], Awaitable[None]], **wiring: Any) -> None:
    """Play a scenario in a cluster of its own."""
    asyncio.run(_play(script, scenario, wiring))


async def _play(script: Script, scenario: Callable[[LittleCluster], Awaitable[None]], wiring: dict[str, Any]) -> None:
    await scenario(LittleCluster(script, **wiring))
