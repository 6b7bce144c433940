"""The working set of one sprint: from one event to the next wait or end.

A ``Sprint`` copies what it changes out of the old state and gives a new one at the end. It is also the ``Context`` that a
notation sees. What an event means in a phase is decided in ``table``; calls of other flows are in ``calling``; here is how to move.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from flow_notations.effects import CancelTimer, End, Save, Send, SetTimer
from flow_notations.expressions import Scope
from flow_notations.notation import Enter, Go, Ignored, Wait

from . import calling
from . import program as limits
from .program import BACK, RETURN
from .state import Phase, State

if TYPE_CHECKING:
    from flow_notations.effects import Effect
    from flow_notations.events import Event, Message
    from flow_notations.notation import Next
    from flow_notations.values import Instant, Value

    from .program import Placed, Program
    from .state import Frame

CLOSING = "closing"
"""The one timer that belongs to no wait: it holds until the interaction ends."""


class Sprint:
    """One event being worked through. Mutable, short-lived, never stored."""

    __slots__ = (
        "_entered", "_refs", "asks", "at", "backlog", "effects", "event", "frames", "held_back", "interaction",
        "interrupted", "language", "memory", "names", "node", "notes", "outcome", "phase", "program", "programs", "root",
        "scope", "sends", "timers", "trail", "visits", "wait", "window_until",
    )  # fmt: skip

    def __init__(self, program: Program, state: State, event: Event) -> None:
        self.root = program
        self.event = event
        self.at: Instant = event.at
        self.window_until: Instant | None = event.window_until
        self.effects: list[Effect] = []
        self.notes: list[dict[str, object]] = []
        self._refs = 0
        self._entered = 0
        self.interaction = state.interaction
        self.phase = state.phase
        self.node = state.node
        self.language = state.language
        self.names = dict(state.names)
        self.memory = state.memory
        self.visits = dict(state.visits)
        self.wait = state.wait
        self.timers = dict(state.timers)
        self.asks = state.asks
        self.backlog = state.backlog
        self.sends = state.sends
        self.trail = state.trail
        self.interrupted = state.interrupted
        self.outcome = state.outcome
        self.frames: tuple[Frame, ...] = state.frames
        self.held_back = state.held_back
        self.scope = Scope(names=self.names, at=event.at, language=state.language, visits=self.visits)
        self.programs = calling.programs(program, state.frames, state.language)
        self.work_in(self.programs[-1])

    # --- what a notation may look at (the Context protocol) ---

    @property
    def visit(self) -> int:
        """How many times the present node was entered."""
        return self.visits[self.node]

    def ref(self) -> str:
        """``<interaction>/<seq>/<n>``: equal on replay."""
        self._refs += 1
        return f"{self.interaction}/{self.event.seq}/{self._refs}"

    def belongs(self, ref: str) -> str | None:
        """The node that asked with this ref, behind its flow and a ``/`` when another flow called that."""
        return next((node for asked, node in self.asks if asked == ref), None)

    # --- where it works ---

    @property
    def placed(self) -> Placed:
        """The present node."""
        return self.program.nodes[self.node]

    def work_in(self, program: Program) -> None:
        """Let expressions see one flow's surroundings."""
        self.program = program
        scope = self.scope
        scope.names, scope.visits = self.names, self.visits
        scope.zone, scope.hours, scope.labels = program.zone, program.hours, program.labels

    # --- moves ---

    def note(self, what: str, why: str) -> None:
        """Explain one thing to people: kept in the journal."""
        self.notes.append({"node": self.node, "what": what, "why": why})

    def consider(self, event: Event) -> Next:
        """What the present node makes of an event; nothing is done yet."""
        placed = self.placed
        return placed.notation.hear(placed.bound, self, self.memory, event)

    def deliver(self, event: Event) -> Next:
        """Let the present node hear an event and follow where that leads."""
        heard = self.consider(event)
        self.follow(self.placed, heard)
        return heard

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

    def enter_start(self) -> None:
        """Begin the flow."""
        placed = self._first()
        self.follow(placed, self._enter(placed))

    def _first(self) -> Placed:
        """The first node, once the defaults of ``takes`` stand where the caller gave nothing."""
        for name, default in self.program.defaults.items():
            if self.names.get(name) is None:
                self.names[name] = default(self.scope)
        return self.program.nodes[self.program.start]

    def finish(self, outcome: str, *, failed: bool = False, sentence: str = "") -> None:
        """End the session."""
        self.effects.append(End(outcome=outcome, failed=failed, sentence=sentence))
        self._close(outcome)

    def fail(self, sentence: str) -> None:
        """End the session because it cannot go on: nothing it wanted to do in this sprint is done but the end."""
        self.effects = [effect for effect in self.effects if isinstance(effect, CancelTimer | Save)]
        self.note("failed", sentence)
        self.finish("failed", failed=True, sentence=sentence)

    def close_quietly(self, reason: str) -> None:
        """The world ended the interaction: no effect is owed but forgetting the timers."""
        self._close(reason)

    # --- how moves are made ---

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
        if notation.listens and self.backlog:
            self.backlog = ()
        if wait.why:
            self.note("waits", wait.why)
        self._perform(wait.effects, asking=notation.listens)

    def _leave(self, placed: Placed, go: Go) -> Placed | None:
        """Apply what the node settled and find the next one; ``None`` when the flow is over."""
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
        if end is None:
            self._perform(go.effects, asking=placed.notation.listens)
            return None
        self.disarm()
        return calling.ascend(self, end)

    def speak(self, language: str) -> None:
        """From here on in another language."""
        self.language = self.scope.language = language
        self.programs = calling.programs(self.root, self.frames, language)
        self.work_in(self.programs[-1])

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
        if target == BACK and BACK not in self.program.nodes:
            *before, last = self.trail or (self.program.start,)
            if last == self.node and before:
                *before, last = before
            self.trail = tuple(before)
            return last
        if target == RETURN and RETURN not in self.program.nodes:
            broken, self.interrupted = self.interrupted, None
            return broken or self.program.start
        return target

    def _perform(self, effects: tuple[Effect, ...], *, asking: bool) -> None:
        for effect in effects:
            match effect:
                case Send():
                    self._count_send(effect, asking=asking)
                case SetTimer():
                    self.arm(f"{self.wait}.{effect.name}", effect.deadline)
                case CancelTimer():
                    self._disarm_one(f"{self.wait}.{effect.name}")
                case Save():
                    self.save(effect)
                case End():
                    self.effects.append(effect)
                    self._close(effect.outcome)
                case _:
                    self.effects.append(effect)
            if self.phase is Phase.ENDED:
                return

    def _count_send(self, send: Send, *, asking: bool) -> None:
        self.sends += 1
        most = self.program.profile.sends_between_answers_max
        if self.sends > most:
            self.fail(f"more than {most} messages to the customer without one of theirs in between")
            return
        self.effects.append(send)
        if asking:
            asked = f"{self.program.name}/{self.node}" if self.frames else self.node
            self.asks = (*self.asks, (send.ref, asked))[-limits.ASKS_REMEMBERED_MAX :]

    def arm(self, name: str, deadline: Instant) -> None:
        """Set a timer under its full name."""
        self.timers[name] = deadline
        self.effects.append(SetTimer(name=name, deadline=deadline))

    def _disarm_one(self, name: str) -> None:
        if self.timers.pop(name, None) is not None:
            self.effects.append(CancelTimer(name=name))

    def disarm(self, *, all_of_them: bool = False) -> None:
        """Forget the timers of the present wait."""
        for name in [name for name in self.timers if all_of_them or name != CLOSING]:
            self._disarm_one(name)

    def save(self, save: Save) -> None:
        """The record is copied before it changes: the old state keeps its own."""
        record: dict[str, Value] = dict(self.names[save.scope])  # type: ignore[arg-type]
        record[save.name] = save.value
        self.names[save.scope] = record
        self.effects.append(save)

    def _close(self, outcome: str) -> None:
        self.disarm(all_of_them=True)
        self.phase = Phase.ENDED
        self.outcome = outcome
        self.memory = {}
        self.backlog = ()
        self.held_back = ()

    def remember(self, message: Message) -> None:
        """Keep a message that nobody listens to for the next question."""
        self.backlog = (*self.backlog, message)[-limits.BACKLOG_MESSAGES_MAX :]

    def new_state(self) -> State:
        """The session after this sprint."""
        return State(
            interaction=self.interaction,
            flow=self.root.name,
            digest=self.root.digest,
            phase=self.phase,
            node=self.node,
            language=self.language,
            names=self.names,
            memory=self.memory,
            visits=self.visits,
            wait=self.wait,
            timers=self.timers,
            asks=self.asks,
            backlog=self.backlog,
            sends=self.sends,
            trail=self.trail,
            interrupted=self.interrupted,
            outcome=self.outcome,
            frames=self.frames,
            held_back=self.held_back,
        )
