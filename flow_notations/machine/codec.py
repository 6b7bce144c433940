"""State to JSON text and back. An old stored state still loads: ``CODEC`` names the shape, and older ones are kept readable.

What is at its usual value is left out, so that a session at its first question is a few hundred bytes.
"""

from __future__ import annotations

import json
from dataclasses import fields
from typing import TYPE_CHECKING, Any, Final

from flow_notations import events, values
from flow_notations.errors import UnreadableState
from flow_notations.events import Message
from flow_notations.values import number

from .state import Frame, Phase, State

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from flow_notations.values import Value

CODEC: Final = 2
"""The shape written now. 1 wrote every field, and knew no frames and nothing held back."""
READABLE: Final = (1, 2)
TAG: Final = '"$'
"""Stands in the text wherever a value is tagged (dates, exact numbers): without it nothing needs reviving."""
_PHASES: Final = {phase.value: phase for phase in Phase}
_LATE: Final = {kind.__name__: kind for kind in (events.Sent, events.Unsent, events.Fired, events.Fetched)}
"""Events that can be held back."""

_encoder = json.JSONEncoder(ensure_ascii=False, separators=(",", ":"), default=values.to_json)


def encode(state: State) -> str:
    """The session as JSON text. ``decode(encode(state)) == state``."""
    stored: dict[str, object] = {
        "codec": CODEC,
        "interaction": state.interaction,
        "flow": state.flow,
        "digest": state.digest,
        "phase": state.phase.value,
        "node": state.node,
        "language": state.language,
        "names": state.names,
        "visits": state.visits,
        "wait": state.wait,
    }
    if state.memory:
        stored["memory"] = state.memory
    if state.timers:
        stored["timers"] = state.timers
    if state.asks:
        stored["asks"] = state.asks
    if state.sends:
        stored["sends"] = state.sends
    if state.trail:
        stored["trail"] = state.trail
    if state.interrupted is not None:
        stored["interrupted"] = state.interrupted
    if state.outcome is not None:
        stored["outcome"] = state.outcome
    if state.backlog:
        stored["backlog"] = [_message_to_json(message) for message in state.backlog]
    if state.frames:
        stored["frames"] = [_fields(frame) for frame in state.frames]
    if state.held_back:
        stored["held_back"] = [{"kind": type(event).__name__, **_fields(event)} for event in state.held_back]
    return _encoder.encode(stored)


def decode(text: str) -> State:
    """Read a stored session. Raises ``UnreadableState`` saying what is wrong with it."""
    try:
        stored = json.loads(text)
        codec = stored["codec"]
        if codec not in READABLE:
            raise UnreadableState(f"a session of codec {codec} was found; this version reads {READABLE}")
        return _read(stored, values.from_json if TAG in text else _plain)
    except (ValueError, TypeError, KeyError, AttributeError, ArithmeticError, RecursionError) as mistake:
        raise UnreadableState(f"a stored session is not readable: {mistake!r}") from mistake


def _read(stored: dict[str, Any], revive: Callable[[Any], Value]) -> State:
    found = stored.get
    return State(
        interaction=stored["interaction"],
        flow=stored["flow"],
        digest=stored["digest"],
        phase=_PHASES[stored["phase"]],
        node=stored["node"],
        language=stored["language"],
        names={name: revive(value) for name, value in stored["names"].items()},
        visits=stored["visits"],
        wait=stored["wait"],
        memory=found("memory", {}),
        timers=found("timers", {}),
        asks=tuple([(ref, node) for ref, node in found("asks", ())]),
        sends=found("sends", 0),
        trail=tuple(found("trail", ())),
        interrupted=found("interrupted"),
        outcome=found("outcome"),
        backlog=tuple([_message_from_json(message, revive) for message in found("backlog", ())]),
        frames=tuple([_frame(frame, revive) for frame in found("frames", ())]),
        held_back=tuple([_late(event, revive) for event in found("held_back", ())]),
    )


def _plain(stored: Any) -> Value:
    """JSON without tagged values: lists become tuples, the rest is what it is."""
    kind = type(stored)
    if kind is str or kind is int:
        return stored  # type: ignore[no-any-return]
    if kind is dict:
        return {name: _plain(value) for name, value in stored.items()}
    if kind is list:
        return tuple([_plain(value) for value in stored])
    return number(stored) if kind is float else stored


def _fields(noun: Frame | events.Stamp) -> dict[str, object]:
    """The fields of a frozen noun by name."""
    return {field.name: getattr(noun, field.name) for field in fields(noun)}


def _frame(stored: dict[str, Any], revive: Callable[[Any], Value]) -> Frame:
    names: Mapping[str, Value] = {name: revive(value) for name, value in stored["names"].items()}
    return Frame(**{**stored, "names": names, "trail": tuple(stored["trail"])})


def _late(stored: dict[str, Any], revive: Callable[[Any], Value]) -> events.Event:
    kind, found = _LATE[stored["kind"]], {name: value for name, value in stored.items() if name != "kind"}
    if kind is events.Fetched:
        found["body"] = revive(found["body"])
    if kind is events.Sent:
        found["message_ids"] = tuple(found["message_ids"])
    return kind(**found)


def _message_to_json(message: Message) -> dict[str, object]:
    stored: dict[str, object] = {"id": message.id, "at": message.at, "kind": message.kind}
    if message.text:
        stored["text"] = message.text
    if message.option is not None:
        stored["option"] = message.option
    if message.of is not None:
        stored["of"] = message.of
    if message.details:
        stored["details"] = message.details
    return stored


def _message_from_json(stored: dict[str, Any], revive: Callable[[Any], Value]) -> Message:
    details = stored.get("details")
    return Message(**stored) if not details else Message(**{**stored, "details": revive(details)})
