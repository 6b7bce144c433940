"""A journal played again: every event of an interaction through the machine, compared with what was written then.

In: journal entries and the programs they ran. Out: the steps, and the first place where they differ, if any. A replay
reads nothing but its arguments, so it means the same anywhere. What a journal masks it does not guess.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from flow_notations import machine
from flow_notations.errors import UnreadableState
from flow_notations.events import Heard

from .json_forms import FLOW_FORMS
from .migration import MIGRATED
from .stepping import MASK, masked

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from flow_notations.effects import Effect
    from flow_notations.events import Event
    from flow_notations.machine import Program

    from .records import Interaction, JournalEntry


@dataclass(frozen=True, slots=True, kw_only=True)
class Replayed:
    """One event as it was, with what it leads to now; or led to then, when it cannot be ``replayed``."""

    seq: int
    event: Event
    effects: tuple[Effect, ...]
    node: str
    explanation: tuple[dict[str, Any], ...]
    replayed: bool = True


@dataclass(frozen=True, slots=True, kw_only=True)
class Difference:
    """Where a replay parts from its journal: at event ``seq``, in ``what``."""

    seq: int
    what: str
    was: str
    now: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Replay:
    """The steps up to the first difference. ``masked``: numbers of the private answers, which the journal does not hold.

    From a private answer on nobody can know the session, so its steps are those that were written, not replayed; until a
    migration leaves the whole state in the journal.
    """

    steps: tuple[Replayed, ...]
    difference: Difference | None = None
    masked: tuple[int, ...] = ()


@dataclass(slots=True)
class _Playing:
    """The session so far. ``state``: ``None`` before it began. ``known``: no private answer stands between."""

    program: Program
    state: str | None = None
    known: bool = True
    steps: list[Replayed] = field(default_factory=list)
    masked: list[int] = field(default_factory=list)

    def ends(self, difference: Difference | None = None) -> Replay:
        """What came of it."""
        return Replay(steps=tuple(self.steps), difference=difference, masked=tuple(self.masked))


def replay(
    interaction: Interaction, journal: Sequence[JournalEntry], find: Callable[[str, str], Program | None]
) -> Replay:
    """Play a journal. ``find`` gives the program of a flow and digest. Raises ``UnreadableState`` when it is not there."""
    playing = _Playing(_program(interaction.flow, _first_digest(interaction, journal), find))
    for entry in journal:
        event = FLOW_FORMS.loads(entry.event)
        if isinstance(event, dict):
            moved = event[MIGRATED]
            playing.program, playing.state = _program(interaction.flow, moved["to"], find), moved["state"]
            playing.known = True
            continue
        difference = _play(playing, entry, event)
        if difference is not None:
            return playing.ends(difference)
    state = playing.state if playing.known else None
    if state is not None and interaction.state is not None and state != interaction.state:
        return playing.ends(Difference(seq=interaction.seq, what="state", was=interaction.state, now=state))
    return playing.ends()


def _play(playing: _Playing, entry: JournalEntry, event: Event) -> Difference | None:
    """One event: stepped, or as it was written when the session is not known any more."""
    if not playing.known:
        playing.steps.append(_as_written(entry, event))
        if _may_be_masked(event):
            playing.masked.append(entry.seq)
        return None
    state = machine.decode(playing.state) if playing.state is not None else None
    stepped = machine.step(playing.program, state, event)
    if stepped.private and _may_be_masked(event):
        playing.known = False
        playing.masked.append(entry.seq)
        playing.steps.append(_as_written(entry, event))
        return None
    playing.state = machine.encode(stepped.state)
    node, explanation = stepped.state.node, stepped.explanation
    playing.steps.append(
        Replayed(seq=entry.seq, event=event, effects=stepped.effects, node=node, explanation=explanation)
    )
    return _difference(entry, stepped)


def _may_be_masked(event: Event) -> bool:
    """Whether these are the signs that ``stepping`` leaves of a private answer; somebody may have typed them."""
    return isinstance(event, Heard) and event.message.text == MASK


def _as_written(entry: JournalEntry, event: Event) -> Replayed:
    explanation: tuple[dict[str, Any], ...] = FLOW_FORMS.loads(entry.explanation)
    node = next((str(note["node"]) for note in reversed(explanation) if "node" in note), "")
    effects = FLOW_FORMS.loads(entry.effects)
    return Replayed(seq=entry.seq, event=event, effects=effects, node=node, explanation=explanation, replayed=False)


def _first_digest(interaction: Interaction, journal: Sequence[JournalEntry]) -> str:
    """The version it began with: what the first move left, or what it has still."""
    events = [FLOW_FORMS.loads(entry.event) for entry in journal]
    moves = [event[MIGRATED]["from"] for event in events if isinstance(event, dict)]
    return str(moves[0]) if moves else interaction.digest


def _program(flow: str, digest: str, find: Callable[[str, str], Program | None]) -> Program:
    found = find(flow, digest)
    if found is None:
        raise UnreadableState(f"flow '{flow}' of digest {digest} is not here; name its file, or publish it")
    return found


def _difference(entry: JournalEntry, stepped: Any) -> Difference | None:
    effects = FLOW_FORMS.dumps([masked(effect) for effect in stepped.effects])
    for what, was, now in (
        ("effects", entry.effects, effects),
        ("explanation", entry.explanation, FLOW_FORMS.dumps(stepped.explanation)),
    ):
        if was != now:
            return Difference(seq=entry.seq, what=what, was=was, now=now)
    return None
