"""A session being changed: the state opened up, the effects it asks for, the notes that explain them.

Flows in: a state and an event. Flows out: another state. It is the ``Context`` that a notation sees. Where to go next is
``sprint``'s business; here every change is made that leaves the session where it is.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from flow_notations.effects import CancelTimer, End, Save, Send, SetTimer
from flow_notations.expressions import Scope

from . import calling
from . import program as limits
from .state import Phase, State

if TYPE_CHECKING:
    from flow_notations.effects import Effect
    from flow_notations.events import Event, Message
    from flow_notations.values import Instant, Value

    from .program import Placed, Program

CLOSING = "closing"
"""The one timer that belongs to no wait: it holds until the interaction ends."""


class Working:
    """The working set of one event. Mutable, short-lived, never stored."""

    __slots__ = (
        "_entered", "_refs", "_scope", "asks", "at", "backlog", "effects", "event", "frames", "held_back", "interaction",
        "interrupted", "language", "memory", "names", "node", "notes", "outcome", "phase", "program", "root", "sends",
        "timers", "trail", "visits", "wait", "window_until",
    )  # fmt: skip

    def __init__(self, root: Program, state: State, event: Event) -> None:
        self.root = root
        self.event = event
        self.at: Instant = event.at
        self.window_until: Instant | None = event.window_until
        self.effects: list[Effect] = []
        self.notes: list[dict[str, object]] = []
        self._refs = 0
        self._entered = 0
        self._scope: Scope | None = None
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
        self.frames = state.frames
        self.held_back = state.held_back
        self.program = self.running()[-1] if state.frames or root.twins else root

    # --- what a notation may look at (the Context protocol) ---

    @property
    def scope(self) -> Scope:
        """Names for expressions and templates; made when the first of them asks."""
        scope = self._scope
        if scope is None:
            program = self.program
            scope = self._scope = Scope(
                names=self.names, at=self.at, zone=program.zone, language=self.language, visits=self.visits,
                hours=program.hours, labels=program.labels,
            )  # fmt: skip
        return scope

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

    @property
    def cuts(self) -> list[str]:
        """Sentences about texts that were too long."""
        return self._scope.cuts if self._scope is not None else []

    def running(self) -> list[Program]:
        """The flows that are running, outermost first, in the customer's language."""
        return calling.programs(self.root, self.frames, self.language)

    def work_in(self, program: Program) -> None:
        """Go on in a flow: expressions see its surroundings, and spend of the same budget."""
        self.program = program
        spent, self._scope = self._scope, None
        if spent is not None:
            self.scope.budget, self.scope.cuts = spent.budget, spent.cuts

    def speak(self, language: str) -> None:
        """From here on in another language."""
        self.language = language
        self.work_in(self.running()[-1])

    # --- what changes ---

    def note(self, what: str, why: str) -> None:
        """Explain one thing to people: kept in the journal."""
        self.notes.append({"node": self.node, "what": what, "why": why})

    def remember(self, message: Message) -> None:
        """Keep a message that nobody listens to for the next question."""
        self.backlog = (*self.backlog, message)[-limits.BACKLOG_MESSAGES_MAX :]

    def perform(self, effects: tuple[Effect, ...], *, asking: bool) -> None:
        """Take down what a node asks for. ``asking``: its sends are questions, and taps on them are recognised."""
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
                    self.close(effect.outcome)
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

    def save(self, save: Save) -> None:
        """The record is copied before it changes: the old state keeps its own."""
        record: dict[str, Value] = dict(self.names[save.scope])  # type: ignore[arg-type]
        record[save.name] = save.value
        self.names[save.scope] = record
        self.effects.append(save)

    def arm(self, name: str, deadline: Instant) -> None:
        """Set a timer under its full name."""
        self.timers[name] = deadline
        self.effects.append(SetTimer(name=name, deadline=deadline))

    def disarm(self, *, all_of_them: bool = False) -> None:
        """Forget the timers of the present wait."""
        for name in [name for name in self.timers if all_of_them or name != CLOSING]:
            self._disarm_one(name)

    def _disarm_one(self, name: str) -> None:
        if self.timers.pop(name, None) is not None:
            self.effects.append(CancelTimer(name=name))

    # --- the end ---

    def finish(self, outcome: str, *, failed: bool = False, sentence: str = "") -> None:
        """End the session."""
        self.effects.append(End(outcome=outcome, failed=failed, sentence=sentence))
        self.close(outcome)

    def fail(self, sentence: str) -> None:
        """End the session because it cannot go on: nothing it wanted to do in this sprint is done but the end."""
        self.effects = [effect for effect in self.effects if isinstance(effect, CancelTimer | Save)]
        self.note("failed", sentence)
        self.finish("failed", failed=True, sentence=sentence)

    def close(self, outcome: str) -> None:
        """Over for good; all that is owed is to forget the timers."""
        self.disarm(all_of_them=True)
        self.phase = Phase.ENDED
        self.outcome = outcome
        self.memory = {}
        self.backlog = ()
        self.held_back = ()

    def new_state(self) -> State:
        """The session after this event."""
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
