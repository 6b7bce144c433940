"""A session played by hand: events in, what the customer saw and what was asked of the world out.

After every event the state is written, dropped and read back, the old one is proved untouched, and the event is kept, so that a
whole play can be repeated.
"""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING, Any

from flow_notations import ast, events, library
from flow_notations.effects import CancelTimer, End, Fetch, Offer, Send, SetTimer
from flow_notations.machine import Phase, Program, State, Step, decode, encode, step
from flow_notations.syntax import centre_from_text

if TYPE_CHECKING:
    from flow_notations.effects import Effect

SECOND, MINUTE, HOUR = 1_000, 60_000, 3_600_000
DAY = 24 * HOUR
START = 1_772_442_000_000
"""2026-03-02 at 09:00 UTC, a Monday."""

CENTRE = """
centre acme
  zone     "Europe/Madrid"
  language en
contact     first_name text 40?, opted_out yes_no
interaction csat number?
service  shop "https://shop.example.com" timeout 5s retry 2 every 2s
queue    support
hours desk
  mon-fri 08:00-18:00
"""


def centre() -> ast.Centre:
    """The centre that the flows of these tests borrow from."""
    read = centre_from_text(CENTRE, path="centre.flow")
    assert read.value is not None, read.diagnostics
    return read.value


@cache
def bound(*flows: str) -> dict[str, Program]:
    """Programs by name; every flow has to be sound."""
    found: list[Any] = []
    shelf = library.Library(centre=centre())
    for number, flow in enumerate(flows):
        library._take(flow, f"<flow {number}>", shelf, library.STANDARD, found)
    shelf = library._settle(shelf, library.STANDARD, library.WHATSAPP, found)
    assert shelf.sound, shelf.rendered()
    return shelf.programs


class Play:
    """One session. ``said``: every text to the customer. ``asked``: every other effect but timers."""

    def __init__(self, program: Program, *, at: int = START) -> None:
        self.program = program
        self.at = at
        self.seq = 0
        self.state: State | None = None
        self.events: list[events.Event] = []
        self.sends: list[Send] = []
        self.asked: list[Effect] = []
        self.steps: list[Step] = []
        self.unsent: list[str] = []
        self.heard_at: int | None = None

    # --- what happens ---

    def do(self, kind: type, **fields: Any) -> Step:
        """One event; refs of new sends wait to be accepted."""
        self.seq += 1
        window = self.heard_at + DAY - MINUTE if self.heard_at is not None else None
        event = kind(id=f"e{self.seq}", seq=self.seq, at=self.at, window_until=window, **fields)
        before = encode(self.state) if self.state is not None else None
        taken = step(self.program, self.state, event)
        assert self.state is None or encode(self.state) == before, "a step changed the state it was given"
        self.state = decode(encode(taken.state))
        assert self.state == taken.state
        self.events.append(event)
        self.steps.append(taken)
        for effect in taken.effects:
            if isinstance(effect, Send):
                self.sends.append(effect)
                self.unsent.append(effect.ref)
            elif not isinstance(effect, SetTimer | CancelTimer):
                self.asked.append(effect)
        return taken

    def begin(self, text: str | None = "hi", *, accept: bool = True, **fields: Any) -> Play:
        """The interaction begins, with a customer's message or without one; what is said is accepted."""
        self.heard_at = self.at if text is not None else None
        first = self.message(text) if text is not None else None
        self.do(events.Began, interaction="i1", first=first, **({"contact": {"opted_out": False}} | fields))
        return self.accept() if accept else self

    def accept(self) -> Play:
        """The channel takes everything, also what that leads to."""
        while self.unsent:
            self.do(events.Sent, ref=self.unsent.pop(0))
        return self

    def message(self, text: str = "", *, kind: str = "text", at: int | None = None, **fields: Any) -> events.Message:
        """A message of the customer, by default of this moment."""
        return events.Message(id=f"m{self.seq}", at=self.at if at is None else at, kind=kind, text=text, **fields)  # type: ignore[arg-type]

    def hear(self, text: str = "", *, accept: bool = True, after: int = 2 * SECOND, **fields: Any) -> Play:
        """The customer writes, a moment later."""
        self.at += after
        self.heard_at = self.at
        self.do(events.Heard, message=self.message(text, **fields))
        return self.accept() if accept else self

    def tap(self, option: str, *, of: str | None = None, **fields: Any) -> Play:
        """The customer taps, by default on the latest message."""
        return self.hear(option, kind="tap", option=option, of=of or self.sends[-1].ref, **fields)

    def wait(self, milliseconds: int, *, accept: bool = True) -> Play:
        """Time passes; timers fire when they are due."""
        until, fired = self.at + milliseconds, set[tuple[int, str]]()
        while due := min({(at, name) for name, at in self.now.timers.items() if at <= until} - fired, default=None):
            fired.add(due)
            self.at = max(self.at, due[0])
            self.do(events.Fired, timer=due[1])
            if accept:
                self.accept()
        self.at = until
        return self

    def fetched(self, status: int | None, body: Any = None) -> Play:
        """The service answers the latest call."""
        fetch = [effect for effect in self.asked if isinstance(effect, Fetch)][-1]
        self.do(events.Fetched, ref=fetch.ref, status=status, body=body)
        return self.accept()

    def released(self, outcome: str = "released", **fields: Any) -> Play:
        """People answer the latest offer."""
        offer = [effect for effect in self.asked if isinstance(effect, Offer)][-1]
        self.do(events.Released, ref=offer.ref, outcome=outcome, **fields)
        return self.accept()

    # --- what came of it ---

    @property
    def said(self) -> list[str]:
        """Every text to the customer, oldest first."""
        return [send.utterance.text for send in self.sends]

    @property
    def now(self) -> State:
        """The session."""
        assert self.state is not None
        return self.state

    @property
    def where(self) -> str:
        """The present node, or how it ended."""
        return self.now.node if self.now.phase is not Phase.ENDED else f"end {self.now.outcome}"

    def asked_for(self, kind: type) -> list[Any]:
        """The effects of one kind."""
        return [effect for effect in self.asked if isinstance(effect, kind)]

    @property
    def ended(self) -> End:
        """The end."""
        return self.asked_for(End)[-1]  # type: ignore[no-any-return]

    @property
    def why(self) -> list[str]:
        """The reasons of the latest step."""
        return [str(note["why"]) for note in self.steps[-1].explanation]


def played(flow: str, *others: str, at: int = START) -> Play:
    """A session of the first of some flows, not yet begun."""
    programs = bound(flow, *others)
    return Play(programs[flow.split()[1]], at=at)
