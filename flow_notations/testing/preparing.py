"""The flows of one test: where it starts, and what takes the place of the flows it calls. Programs in, programs out."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any

from flow_notations.notation import Go

if TYPE_CHECKING:
    from collections.abc import Mapping

    from flow_notations.ast import Flow
    from flow_notations.machine import Program
    from flow_notations.notation import Context, Next
    from flow_notations.values import Value

    from .transcript import GivenCall, Test


def prepared(test: Test, programs: Mapping[str, Program], flows: Mapping[str, Flow]) -> dict[str, Program]:
    """The programs of a library as this test plays them."""
    return {**programs, test.flow: _staged(test, programs[test.flow], flows[test.flow])}


def _staged(test: Test, program: Program, flow: Flow) -> Program:
    """One program with its beginning and its calls replaced, in every language it speaks."""
    nodes = dict(program.nodes)
    for call in test.calls:
        written = flow.nodes[call.node]
        variable = written.variable.text if written.variable is not None else None
        placed = nodes[call.node]
        nodes[call.node] = replace(placed, notation=replace(placed.notation, begin=_Ends(call, variable)))
    twins = {language: _staged(test, twin, flow) for language, twin in program.twins.items()}
    defaults = {**program.defaults, **_set(test.inputs)}
    return replace(program, nodes=nodes, twins=twins, start=test.at or program.start, defaults=defaults)


def _set(inputs: Mapping[str, Value]) -> dict[str, Any]:
    def always(value: Value) -> Any:
        return lambda _scope: value

    return {name: always(value) for name, value in inputs.items()}


class _Ends:
    """A called flow that is not played: it ends at once, as the test says."""

    def __init__(self, call: GivenCall, variable: str | None) -> None:
        self._call, self._variable = call, variable

    def __call__(self, _bound: Any, _context: Context) -> Next:
        bind = {self._variable: self._call.values} if self._variable is not None else {}
        return Go(outcome=self._call.outcome, why="the test says so", bind=bind)
