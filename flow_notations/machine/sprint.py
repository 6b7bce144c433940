"""A sprint: from one event to the next wait or end, node by node.

What an event means in a phase is decided in ``table``, what may interrupt in ``interrupts``, how flows call each other in
``calling``, how the session is changed in ``working``; here is only how to move.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from flow_notations.effects import End
from flow_notations.notation import Enter, Go, Ignored, Wait

from . import calling
from . import program as limits
from .program import BACK, RETURN
from .state import Phase
from .working import Working

if TYPE_CHECKING:
    from flow_notations.events import Event
    from flow_notations.notation import Next

    from .program import Placed


class Sprint(Working):
    """One event being worked through."""

    __slots__ = ()

    def consider(self, event: Event) -> Next:
        """What the present node makes of an event; nothing is done yet."""
        placed = self.placed
        return placed.notation.hear(placed.bound, self, self.memory, event)

    def deliver(self, event: Event) -> Next:
        """Let the present node hear an event and follow where that leads."""
        heard = self.consider(event)
        self.follow(self.placed, heard)
        return heard

    def enter_start(self) -> None:
        """Begin the flow."""
        placed = self._first()
        self.follow(placed, self._enter(placed))

    def go_to(self, name: str, why: str) -> None:
        """Leave the present node whatever it does, and enter another."""
        self.note("left", why)
        self.disarm()
        placed = self.program.nodes[name]
        self.follow(placed, self._enter(placed))

    def interrupt(self, depth: int, target: str, why: str) -> None:
        """An ``anywhere`` of the flow at ``depth`` takes over; flows called below it are left for good."""
        calling.unwind(self, depth)
        if self.node and self.node != target:
            self.interrupted = self.node
        self.go_to(target, why)

    def follow(self, placed: Placed, coming: Next) -> None:
        """Go on until the flow waits or ends."""
        following: Placed | None = placed
        while following is not None:
            placed = following
            match coming:
                case Wait():
                    self._settle(placed, coming)
                    return
                case Go():
                    following = self._leave(placed, coming)
                case Enter():
                    following = self._first() if calling.descend(self, coming) else None
                case Ignored():
                    self.note("ignored", coming.reason)
                    return
            if following is not None:
                coming = self._enter(following)

    def _first(self) -> Placed:
        """The first node, once the defaults of ``takes`` stand where the caller gave nothing."""
        for name, default in self.program.defaults.items():
            if self.names.get(name) is None:
                self.names[name] = default(self.scope)
        return self.program.nodes[self.program.start]

    def _enter(self, placed: Placed) -> Next:
        self._entered += 1
        if self._entered > limits.NODES_PER_SPRINT_MAX:
            self.fail(f"more than {limits.NODES_PER_SPRINT_MAX} nodes without waiting for anything")
            return Ignored("the session has failed")
        self.node = placed.name
        self.visits[placed.name] = self.visits.get(placed.name, 0) + 1
        self.wait += 1
        self.memory = {}
        return placed.notation.begin(placed.bound, self)

    def _settle(self, placed: Placed, wait: Wait) -> None:
        notation = placed.notation
        self.memory = wait.memory
        self.phase = Phase.LISTENING if notation.listens else Phase.HELD if notation.holds else Phase.WAITING
        if notation.listens:
            self.backlog = ()
        if wait.why:
            self.note("waits", wait.why)
        self.perform(wait.effects, asking=notation.listens)

    def _leave(self, placed: Placed, go: Go) -> Placed | None:
        """Apply what the node settled and find the next one; ``None`` when the flow is over."""
        if go.bind:
            self.names.update(go.bind)
        if go.why:
            self.notes.append({"node": placed.name, "what": go.outcome, "why": go.why})
        if go.effects and (returning := self._ending(placed, go)) is not None:
            return self._leave(*returning)
        if self.phase is Phase.ENDED:
            return None
        if go.language is not None:
            self.speak(go.language)
        if self.timers:
            self.disarm()
        if placed.notation.listens:
            self.backlog = ()
            if go.outcome == placed.notation.main:
                self.trail = (*self.trail, placed.name)[-limits.TRAIL_MAX :]
        target = go.target or self._route(placed, go.outcome)
        if target is None:
            self.fail(f"node '{placed.name}' has no way out for '{go.outcome}'")
            return None
        return self.program.nodes[self._resolve(target)]

    def _ending(self, placed: Placed, go: Go) -> tuple[Placed, Go] | None:
        """Do what leaving asks for; the end of a called flow is an outcome of the node that called it."""
        end = next((effect for effect in go.effects if isinstance(effect, End)), None) if self.frames else None
        others = tuple([effect for effect in go.effects if effect is not end]) if end is not None else go.effects
        self.perform(others, asking=placed.notation.listens)
        if end is None or self.phase is Phase.ENDED:
            return None
        self.disarm()
        return calling.ascend(self, end)

    def _route(self, placed: Placed, outcome: str) -> str | None:
        for condition, target in placed.routes.get(outcome, ()):
            if condition is None:
                return target
            holds = condition(self.scope)
            self.notes.append({"node": placed.name, "what": "when", "why": f"{target}: {holds}"})
            if holds:
                return target
        return None

    def _resolve(self, target: str) -> str:
        """``back`` and ``return`` are places in the session's past; the rest are names of nodes."""
        if target in self.program.nodes:
            return target
        if target == BACK:
            *before, last = self.trail or (self.program.start,)
            if last == self.node and before:
                *before, last = before
            self.trail = tuple(before)
            return last
        assert target == RETURN, "the checker knows every other target"
        broken, self.interrupted = self.interrupted, None
        return broken or self.program.start
