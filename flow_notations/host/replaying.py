"""A journal played again: every event of an interaction through the machine, compared with what was written then.

In: journal entries and the programs they ran. Out: the steps, and the first place where they differ, if any. A replay
reads nothing but its arguments, so it means the same anywhere.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

from flow_notations import machine
from flow_notations.effects import Send
from flow_notations.errors import UnreadableState

from .json_forms import FLOW_FORMS
from .migration import MIGRATED
from .stepping import MASK

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from flow_notations.effects import Effect
    from flow_notations.events import Event
    from flow_notations.machine import Program

    from .records import Interaction, JournalEntry


@dataclass(frozen=True, slots=True, kw_only=True)
class Replayed:
    """One event as it was, with what it leads to now."""

    seq: int
    event: Event
    effects: tuple[Effect, ...]
    node: str
    explanation: tuple[dict[str, Any], ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Difference:
    """Where a replay parts from its journal: at event ``seq``, in ``what``."""

    seq: int
    what: str
    was: str
    now: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Replay:
    """The steps up to the first difference. ``erased``: entries whose bodies are gone."""

    steps: tuple[Replayed, ...]
    difference: Difference | None = None


def replay(
    interaction: Interaction, journal: Sequence[JournalEntry], find: Callable[[str, str], Program | None]
) -> Replay:
    """Play a journal. ``find`` gives the program of a flow and digest. Raises ``UnreadableState`` when it is not there."""
    program = _program(interaction.flow, _first_digest(interaction, journal), find)
    state: str | None = None
    steps: list[Replayed] = []
    for entry in journal:
        event = FLOW_FORMS.loads(entry.event)
        if isinstance(event, dict):
            moved = event[MIGRATED]
            program, state = _program(interaction.flow, moved["to"], find), moved["state"]
            continue
        stepped = machine.step(program, machine.decode(state) if state is not None else None, event)
        state = machine.encode(stepped.state)
        steps.append(
            Replayed(
                seq=entry.seq,
                event=event,
                effects=stepped.effects,
                node=stepped.state.node,
                explanation=stepped.explanation,
            )
        )
        difference = _difference(entry, stepped)
        if difference is not None:
            return Replay(steps=tuple(steps), difference=difference)
    if state is not None and interaction.state is not None and state != interaction.state:
        last = Difference(seq=interaction.seq, what="state", was=interaction.state, now=state)
        return Replay(steps=tuple(steps), difference=last)
    return Replay(steps=tuple(steps))


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
    effects = FLOW_FORMS.dumps([_masked(effect) for effect in stepped.effects])
    for what, was, now in (
        ("effects", entry.effects, effects),
        ("explanation", entry.explanation, FLOW_FORMS.dumps(stepped.explanation)),
    ):
        if was != now:
            return Difference(seq=entry.seq, what=what, was=was, now=now)
    return None


def _masked(effect: Effect) -> Effect:
    """As ``stepping`` writes it: what is private stands in no journal."""
    if isinstance(effect, Send) and effect.private:
        return replace(effect, utterance=replace(effect.utterance, text=MASK))
    return effect
