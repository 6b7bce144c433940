"""Flows inside flows: going in, coming back with an end, and unwinding when the caller interrupts.

Each flow has its own variables, visits and trail; contact, interaction and the first message are common to all.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final, TypeAlias

from flow_notations.notation import Go

from . import program as limits
from .state import Frame

if TYPE_CHECKING:
    from flow_notations.effects import End
    from flow_notations.notation import Enter
    from flow_notations.values import Value

    from .program import Placed, Program
    from .working import Working

SHARED: Final = ("contact", "interaction", "first")
"""Names that mean the same in every flow of a session."""


def programs(root: Program, frames: tuple[Frame, ...], language: str) -> list[Program]:
    """The flows that are running, outermost first, in the customer's language."""
    found = [root.speaking(language)]
    for frame in frames:
        found.append(found[-1].callees[frame.enters].speaking(language))
    return found


def descend(sprint: Working, enter: Enter) -> bool:
    """Go into another flow, with nothing but its inputs; whether that was possible."""
    callee = sprint.program.callees.get(enter.flow)
    if callee is None:
        sprint.fail(f"flow '{enter.flow}' is not loaded")
        return False
    if len(sprint.frames) >= limits.CALLS_DEEP_MAX:
        sprint.fail(f"more than {limits.CALLS_DEEP_MAX} flows inside each other")
        return False
    sprint.note("called", enter.why)
    own = {name: value for name, value in sprint.names.items() if name not in SHARED}
    frame = Frame(
        node=sprint.node,
        enters=enter.flow,
        keep=enter.keep,
        names=own,
        visits=sprint.visits,
        trail=sprint.trail,
        interrupted=sprint.interrupted,
    )
    sprint.frames = (*sprint.frames, frame)
    sprint.names = {**enter.inputs, **_shared(sprint)}
    sprint.visits, sprint.trail, sprint.interrupted = {}, (), None
    sprint.work_in(callee.speaking(sprint.language))
    return True


def ascend(sprint: Working, end: End) -> tuple[Placed, Go]:
    """Come back: the caller's node is left by the name of the end."""
    keep = sprint.frames[-1].keep
    unwind(sprint, len(sprint.frames) - 1)
    return sprint.placed, Go(
        outcome=end.outcome, why="the called flow ended so", bind={keep: dict(end.gives)} if keep else {}
    )


def unwind(sprint: Working, depth: int) -> None:
    """Leave called flows until ``depth`` of them are left; what they knew of their own is forgotten."""
    while len(sprint.frames) > depth:
        *rest, frame = sprint.frames
        sprint.frames = tuple(rest)
        sprint.node = frame.node
        sprint.names = {**frame.names, **_shared(sprint)}
        sprint.visits = dict(frame.visits)
        sprint.trail, sprint.interrupted = frame.trail, frame.interrupted
        sprint.work_in(sprint.running()[-1])


Standing: TypeAlias = "tuple[tuple[Frame, ...], str, dict[str, Value], dict[str, int], tuple[str, ...], str | None]"


def standing(sprint: Working) -> Standing:
    """Where a session stands in its flows: for ``stand``, when unwinding was only tried."""
    return sprint.frames, sprint.node, sprint.names, sprint.visits, sprint.trail, sprint.interrupted


def stand(sprint: Working, at: Standing) -> None:
    """Stand there again."""
    sprint.frames, sprint.node, sprint.names, sprint.visits, sprint.trail, sprint.interrupted = at
    sprint.work_in(sprint.running()[-1])


def _shared(sprint: Working) -> dict[str, Value]:
    return {name: sprint.names[name] for name in SHARED if name in sprint.names}
