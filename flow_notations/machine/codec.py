"""State to JSON text and back. An old stored state still loads: ``CODEC`` names the shape, readers are kept per shape."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

from flow_notations import values
from flow_notations.errors import UnreadableState
from flow_notations.events import Message
from flow_notations.values import number

from .state import Phase, State

if TYPE_CHECKING:
    from collections.abc import Callable

    from flow_notations.values import Value

CODEC = 1
"""The shape written now."""
TAG = '"$'
"""Stands in the text wherever a value is tagged (dates, exact numbers): without it nothing needs reviving."""
_PHASES = {phase.value: phase for phase in Phase}

_encoder = json.JSONEncoder(ensure_ascii=False, separators=(",", ":"), default=values.to_json)


def encode(state: State) -> str:
    """The session as JSON text. ``decode(encode(state)) == state``."""
    return _encoder.encode(
        {
            "codec": CODEC,
            "interaction": state.interaction,
            "flow": state.flow,
            "digest": state.digest,
            "phase": state.phase.value,
            "node": state.node,
            "language": state.language,
            "names": state.names,
            "memory": state.memory,
            "visits": state.visits,
            "wait": state.wait,
            "timers": state.timers,
            "asks": state.asks,
            "backlog": [_message_to_json(message) for message in state.backlog],
            "sends": state.sends,
            "trail": state.trail,
            "interrupted": state.interrupted,
            "outcome": state.outcome,
        }
    )


def decode(text: str) -> State:
    """Read a stored session. Raises ``UnreadableState`` saying what is wrong with it."""
    try:
        stored = json.loads(text)
        codec = stored["codec"]
        if codec != CODEC:
            raise UnreadableState(f"a session of codec {codec} was found; this version reads codec {CODEC}")
        return _read(stored, values.from_json if TAG in text else _plain)
    except (ValueError, TypeError, KeyError, AttributeError) as mistake:
        raise UnreadableState(f"a stored session is not readable: {mistake!r}") from mistake


def _read(stored: dict[str, Any], revive: Callable[[Any], Value]) -> State:
    return State(
        interaction=stored["interaction"],
        flow=stored["flow"],
        digest=stored["digest"],
        phase=_PHASES[stored["phase"]],
        node=stored["node"],
        language=stored["language"],
        names={name: revive(value) for name, value in stored["names"].items()},
        memory=stored["memory"],
        visits=stored["visits"],
        wait=stored["wait"],
        timers=stored["timers"],
        asks=tuple([(ref, node) for ref, node in stored["asks"]]),
        backlog=tuple([_message_from_json(message, revive) for message in stored["backlog"]]),
        sends=stored["sends"],
        trail=tuple(stored["trail"]),
        interrupted=stored["interrupted"],
        outcome=stored["outcome"],
    )


def _plain(stored: Any) -> Value:
    """JSON without tagged values: lists become tuples, the rest is what it is."""
    kind = type(stored)
    if kind is dict:
        return {name: _plain(value) for name, value in stored.items()}
    if kind is list:
        return tuple([_plain(value) for value in stored])
    return number(stored) if kind is float else stored


def _message_to_json(message: Message) -> dict[str, object]:
    return {
        "id": message.id,
        "at": message.at,
        "kind": message.kind,
        "text": message.text,
        "option": message.option,
        "of": message.of,
        "details": message.details,
    }


def _message_from_json(stored: dict[str, Any], revive: Callable[[Any], Value]) -> Message:
    return Message(**{**stored, "details": revive(stored["details"])})
