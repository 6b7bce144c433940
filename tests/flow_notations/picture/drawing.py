"""Flows to draw, for the tests of the picture."""

from __future__ import annotations

from flow_notations.notations import STANDARD
from flow_notations.picture import Graph, Layout, graph_of, lay_out
from flow_notations.syntax import from_text


def graph(text: str) -> Graph:
    """The graph of a flow in text form."""
    flow = from_text(text, path="<flow>", table=STANDARD).value
    assert flow is not None
    return graph_of(flow, table=STANDARD)


def drawn(text: str) -> Layout:
    """The layout of a flow in text form."""
    return lay_out(graph(text))


def nodes(*lines: str) -> str:
    """A flow of sends: ``a -> b c`` is a choice between several, ``a -> b`` a send, ``a`` an end."""
    rows = ["flow drawn"]
    for line in lines:
        name, _, targets = line.partition(" -> ")
        match targets.split():
            case []:
                rows.append(f"end {name}")
            case [target]:
                rows += [f"send {name}", f"  | Words of {name}", f"  -> {target}"]
            case several:
                rows += [f"collect {name}: choice", f"  | Which of {name}?"]
                rows += [f'  * o{number} "To {target}" -> {target}' for number, target in enumerate(several)]
    return "\n".join(rows) + "\n"


def long_flow(count: int) -> str:
    """A flow of so many nodes with branches, joins and loops, always the same."""
    lines = []
    for number in range(count):
        ahead = min(number + 1 + number * 7 % 5, count - 1)
        if number % 11 == 5:
            lines.append(f"n{number} -> n{number + 1 if number + 1 < count else 'x'} n{max(0, number - 4)} n{ahead}")
        elif number % 5 == 2:
            lines.append(f"n{number} -> n{min(number + 1, count - 1)} n{ahead}")
        elif number == count - 1:
            lines.append(f"n{number}")
        else:
            lines.append(f"n{number} -> n{number + 1}")
    return nodes(*lines)
