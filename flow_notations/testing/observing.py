"""What a session does while it is played: which node asked for what, and which ways of the flow were taken.

The machine is the real one; a witness stands beside it. Programs are the real ones too, with every condition and every
notation wrapped so that what they answer is noted.
"""

from __future__ import annotations

from dataclasses import dataclass, field, fields, replace
from typing import TYPE_CHECKING, Any

from flow_notations import events, machine
from flow_notations.effects import Fetch, Offer, Schedule
from flow_notations.machine import Program
from flow_notations.notation import Go

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from flow_notations.expressions import Scope
    from flow_notations.machine.program import Placed, Route
    from flow_notations.notation import Context, Next

TAP = "tap"
WORDS = "words"


@dataclass(frozen=True, slots=True)
class Way:
    """One thing that a test can take: a node entered, in one of its languages, an outcome left by, a ``when`` that held or not,
    an option chosen.

    ``place`` is the language; or the outcome; or ``outcome#n`` of a condition; or the option's id. ``how`` is yes or no, tap or words.
    """

    flow: str
    node: str
    what: str
    place: str = ""
    how: str = ""


@dataclass(frozen=True, slots=True)
class Answered:
    """How a customer's message was understood: by a tap or by words, why, as which value, with which arrow."""

    flow: str
    node: str
    how: str
    why: str
    value: str
    target: str | None


@dataclass(slots=True)
class Witness:
    """The machine with somebody looking on: ``host.wiring.Machine``."""

    ways: set[Way] = field(default_factory=set)
    answers: set[Answered] = field(default_factory=set)
    nodes: dict[str, str] = field(default_factory=dict)
    """The node that asked, by ref."""
    scheduled: list[Schedule] = field(default_factory=list)
    refused: list[str] = field(default_factory=list)
    """Why messages did not go out, in order."""

    def step(self, program: Any, state: Any, event: events.Event, /) -> Any:
        """The real step; what it asks for is noted."""
        if isinstance(event, events.Unsent):
            self.refused.append(event.sentence or event.reason)
        stepped = machine.step(program, state, event)
        for effect in stepped.effects:
            if isinstance(effect, Fetch | Offer | Schedule):
                self.nodes[effect.ref] = stepped.state.node
            if isinstance(effect, Schedule):
                self.scheduled.append(effect)
        return stepped

    def encode(self, state: Any, /) -> str:
        """The real one."""
        return machine.encode(state)

    def decode(self, text: str, /) -> Any:
        """The real one."""
        return machine.decode(text)

    def watched(self, program: Program) -> Program:
        """The same program, its ways noted when they are taken."""
        nodes = {name: self._placed(program, placed) for name, placed in program.nodes.items()}
        inner = {item.name: getattr(program, item.name) for item in fields(program)}
        called: dict[str, Any] = {
            name: {key: self.watched(one) for key, one in value.items()}
            for name, value in inner.items()
            if isinstance(value, dict) and value and all(isinstance(one, Program) for one in value.values())
        }
        return replace(program, nodes=nodes, **called)

    def _placed(self, program: Program, placed: Placed) -> Placed:
        flow = program.name
        routes = {
            outcome: tuple([self._route(flow, placed.name, outcome, at, route) for at, route in enumerate(arrows)])
            for outcome, arrows in placed.routes.items()
        }
        watched = _Watched(placed.notation, self, flow, placed.name, program.language)
        return replace(placed, routes=_Routes(routes, watched), notation=watched.notation())

    def _route(self, flow: str, node: str, outcome: str, at: int, route: Route) -> Route:
        condition, target = route
        if condition is None:
            return route

        def noted(scope: Scope, condition: Callable[[Scope], bool] = condition) -> bool:
            holds = condition(scope)
            self.ways.add(Way(flow, node, "when", f"{outcome}#{at}", "yes" if holds else "no"))
            return holds

        return noted, target


class _Routes(dict[str, Any]):
    """The ways out of a node; who asks for one takes it. The ends of a called flow are seen here alone."""

    def __init__(self, routes: Mapping[str, tuple[Route, ...]], watched: _Watched) -> None:
        super().__init__(routes)
        self._watched = watched

    def get(self, outcome: str, default: Any = None) -> Any:
        self._watched.leaves_by(outcome)
        return super().get(outcome, default)


@dataclass(frozen=True, slots=True)
class _Watched:
    """A notation at one node, with what it answers noted."""

    inner: Any
    witness: Witness
    flow: str
    node: str
    language: str

    def notation(self) -> Any:
        return replace(self.inner, begin=self._begin, hear=self._hear)

    def _begin(self, bound: Any, context: Context) -> Next:
        self.witness.ways.add(Way(self.flow, self.node, "node"))
        self.witness.ways.add(Way(self.flow, self.node, "language", self.language))
        coming: Next = self.inner.begin(bound, context)
        return self._noted(coming, "")

    def _hear(self, bound: Any, context: Context, memory: dict[str, Any], event: events.Event) -> Next:
        coming: Next = self.inner.hear(bound, context, memory, event)
        how = ""
        if isinstance(event, events.Heard):
            how = TAP if event.message.kind == "tap" else WORDS
        return self._noted(coming, how)

    def _noted(self, coming: Next, how: str) -> Next:
        if isinstance(coming, Go):
            self.leaves_by(coming.outcome)
            if how:
                given = next(iter(coming.bind.values()), None)
                value = str(given) if isinstance(given, str | bool) else ""
                self.witness.answers.add(Answered(self.flow, self.node, how, coming.why, value, coming.target))
        return coming

    def leaves_by(self, outcome: str) -> None:
        self.witness.ways.add(Way(self.flow, self.node, "outcome", outcome))
