"""Lines ``expect …`` against what is the case. Silent when it holds, else a ``Difference`` that says what is."""

from __future__ import annotations

from typing import TYPE_CHECKING, assert_never

from flow_notations.events import Unsent
from flow_notations.expressions import Scope, compile_condition, compile_expression, nodes, print_expression
from flow_notations.host.fetch_rules import write_json

from . import transcript as nouns
from .difference import DOES_NOT_HOLD, Difference
from .wording import quoted

if TYPE_CHECKING:
    from collections.abc import Iterator

    from flow_notations.expressions import Expr
    from flow_notations.machine import State

    from .rehearsal import Rehearsal


async def expect(rehearsal: Rehearsal, line: nouns.Expectation) -> None:
    """Judge one expectation at this moment."""
    match line:
        case nouns.ExpectRefused():
            await _refused(rehearsal, line)
        case nouns.ExpectEnd():
            await _end(rehearsal, line)
        case nouns.ExpectAt():
            await _at(rehearsal, line)
        case nouns.ExpectVars():
            _vars(line, await rehearsal.state())
        case nouns.ExpectHttp():
            _http(rehearsal, line)
        case nouns.ExpectHandoff():
            _handoff(rehearsal, line)
        case nouns.ExpectScheduled():
            planned = [effect.flow for effect in rehearsal.stage.witness.scheduled]
            _same(line, line.flow in planned, f"flow '{line.flow}' is not scheduled", f"scheduled: {_listed(planned)}")
        case _:
            assert_never(line)


def _same(line: nouns.Expectation, holds: bool, sentence: str, hint: str) -> None:  # noqa: FBT001 - the judgement itself
    if not holds:
        raise Difference(DOES_NOT_HOLD, line.span, sentence, hint)


def _listed(words: list[str]) -> str:
    return ", ".join(words) or "nothing"


async def _refused(rehearsal: Rehearsal, line: nouns.ExpectRefused) -> None:
    reasons: list[str] = [event.reason for event in await rehearsal.happened() if isinstance(event, Unsent)]
    _same(line, line.reason in reasons, f"nothing was refused as '{line.reason}'", f"refused: {_listed(reasons)}")


async def _end(rehearsal: Rehearsal, line: nouns.ExpectEnd) -> None:
    interaction = await rehearsal.interaction()
    ending = interaction.outcome if interaction is not None else None
    instead = f"it ended as '{ending}'" if ending else "it goes on"
    _same(line, ending == line.outcome, f"the interaction did not end as '{line.outcome}'", instead)


async def _at(rehearsal: Rehearsal, line: nouns.ExpectAt) -> None:
    state = await rehearsal.state()
    where = "the end" if state is None or state.ended else state.node
    _same(line, where == line.node, f"the session is at {where}, not at {line.node}", "")


def _vars(line: nouns.ExpectVars, state: State | None) -> None:
    scope = Scope(names=dict(state.names) if state is not None else {})
    for condition in line.conditions:
        said = f"{print_expression(condition)} does not hold"
        _same(line, compile_condition(condition)(scope), said, _values(condition, scope, state))


def _values(condition: Expr, scope: Scope, state: State | None) -> str:
    """What the condition read, where it read fields of records; else every variable."""
    fields = {print_expression(each): each for each in _fields(condition)} if state is not None else {}
    shown = [f"{words} = {write_json(compile_expression(each)(scope))}" for words, each in fields.items()]
    return ", ".join(shown) or _names(state)


def _fields(expr: Expr) -> Iterator[nodes.Field]:
    if isinstance(expr, nodes.Field):
        yield expr
    else:
        for child in nodes.children(expr):
            yield from _fields(child)


def _names(state: State | None) -> str:
    if state is None:
        return "no session has begun"
    plain = {name: value for name, value in state.names.items() if name not in ("contact", "interaction", "first")}
    return ", ".join(f"{name} = {write_json(value)}" for name, value in plain.items()) or "no variable is set"


def _http(rehearsal: Rehearsal, line: nouns.ExpectHttp) -> None:
    calls = rehearsal.stage.services.of(line.node)
    _same(line, bool(calls) or line.calls == 0, f"node '{line.node}' called nothing", "")
    latest = calls[-1] if calls else []
    if line.attempts is not None:
        _same(line, len(latest) == line.attempts, f"the call took {len(latest)} attempts, not {line.attempts}", "")
    if line.calls is not None:
        _same(line, len(calls) == line.calls, f"there were {len(calls)} calls, not {line.calls}", "")
    if line.one_key:
        keys = {attempt.call.key for attempt in latest}
        shown = _listed([str(key) for key in keys])
        _same(line, len(keys) == 1 and None not in keys, "the attempts had not one and the same key", f"keys: {shown}")
    if line.has_body:
        body = latest[-1].call.body
        _same(line, write_json(body) == write_json(line.body) or body == line.body, "the body was another", f"it was {write_json(body)}")  # fmt: skip


def _handoff(rehearsal: Rehearsal, line: nouns.ExpectHandoff) -> None:
    offers = rehearsal.stage.people.offers
    _same(line, bool(offers), "nothing was offered to people", "")
    offer = offers[-1]
    if line.queue is not None:
        _same(line, offer.queue == line.queue, f"the queue is '{offer.queue}', not '{line.queue}'", "")
    if line.note is not None:
        _same(line, offer.note == line.note, f"the note is not {quoted(line.note)}", f"it is {quoted(offer.note)}")
