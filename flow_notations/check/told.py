"""How the way that takes longest is told: edge by edge back to the customer's latest word, into called flows and out of them.

Flows in: ``Times``. Flows out: edges, whether anything is said on them, and a line of text. It finds no times itself.
"""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING, Final

from flow_notations.expressions import print_duration

from .case import PEOPLE
from .since import NO_PAST, WITHOUT_BOUND, Onset, Past

if TYPE_CHECKING:
    from .case import Case
    from .edges import Edge
    from .since import Times

CHAIN_NODES_MAX: Final = 8
"""Nodes shown of a path; the middle of a longer one is left out."""


def back(found: Times, name: str) -> tuple[Edge, ...]:
    """The edges of the way that takes longest, the last first, back to the customer's latest word; a loop once."""
    way: list[Edge] = []
    seen = {name}
    edge = found.latest(name)
    while edge is not None:
        way.append(edge)
        if edge.leaving.heard or edge.source in seen or _inside(found, edge).onset is not Onset.START:
            break
        seen.add(edge.source)
        edge = found.latest(edge.source)
    return tuple(way)


def past(found: Times, name: str) -> Past:
    """How that way begins, and whether anything is said to the customer's latest message on it."""
    if name not in found.pasts:
        found.pasts[name] = NO_PAST  # a flow that calls itself finds this
        found.pasts[name] = _past(found, back(found, name), name)
    return found.pasts[name]


def answered(found: Times, name: str) -> bool:
    """Whether something is said to the customer's latest message on that way; an interaction expires otherwise."""
    return past(found, name).said


def goes_round(way: tuple[Edge, ...], name: str) -> bool:
    """Whether edges that lead to a node, the last first, come from a node that they lead to."""
    return bool(way) and way[-1].source in {name, *(edge.source for edge in way[:-1])}


def chain(found: Times, name: str) -> str:
    """That way, from the customer's latest message: ``ask (timeout, 23h) -> nudge``."""
    way = back(found, name)
    if len(way) < CHAIN_NODES_MAX:
        steps = [name, *(_step(found, edge) for edge in way)]
    else:  # a way can be as long as the flow, and be asked for at each of its nodes: only what is shown is worded
        half = CHAIN_NODES_MAX // 2
        newest, oldest = way[: half - 1], way[-half:]
        steps = [name, *(_step(found, edge) for edge in newest), "…", *(_step(found, edge) for edge in oldest)]
    return " -> ".join(reversed(steps))


def answers(case: Case, edge: Edge) -> bool:
    """Whether something goes out to the customer on this edge, or people have the conversation."""
    if case.notation(case.nodes[edge.source]).type == PEOPLE:
        return edge.outcome != "no_agent"
    return edge.leaving.sends_max > 0 and edge.outcome not in ("failed", "window_closed")


def duration_text(milliseconds: int) -> str:
    """``23h``, or that there is no bound."""
    if milliseconds >= WITHOUT_BOUND:
        return "no limit"
    return print_duration(timedelta(milliseconds=milliseconds))


def _past(found: Times, way: tuple[Edge, ...], name: str) -> Past:
    said = any(not edge.leaving.heard and (answers(found.case, edge) or _inside(found, edge).said) for edge in way)
    first = way[-1] if way else None
    if first is not None and (first.leaving.heard or goes_round(way, name)):
        return Past(Onset.WORD, said)
    if first is not None and _inside(found, first).onset is not Onset.START:
        return Past(_inside(found, first).onset, said)
    interrupted = found.at[first.source if first is not None else name].high > found.begin.high
    return Past(Onset.INTERRUPT if interrupted else Onset.START, said or interrupted)


def _inside(found: Times, edge: Edge) -> Past:
    """The same inside the flow that an edge's node calls; nothing where it calls none."""
    inside = found.inside(edge)
    return past(inside, edge.outcome) if inside is not None else NO_PAST


def _step(found: Times, edge: Edge) -> str:
    inside = found.inside(edge)
    if inside is not None and past(inside, edge.outcome).onset is not Onset.START:
        return f"{edge.source} ({chain(inside, edge.outcome)})"
    lasts = inside.at[edge.outcome].high - inside.begin.high if inside is not None else edge.leaving.lasts_ms[1]
    spent = "" if edge.leaving.heard or lasts <= 0 else f", {duration_text(lasts)}"
    return f"{edge.source} ({edge.outcome}{spent})"
