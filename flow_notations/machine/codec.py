"""State to JSON text and back. An old stored state still loads: ``CODEC`` names the shape, readers are kept per shape."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

from flow_notations import values
from flow_notations.errors import UnreadableState
from flow_notations.events import Message

from .state import Phase, State

if TYPE_CHECKING:
    from collections.abc import Mapping

    from flow_notations.values import Value

CODEC = 1
"""The shape written now."""

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
        return _read(stored)
    except (ValueError, TypeError, KeyError, AttributeError) as mistake:
        raise UnreadableState(f"a stored session is not readable: {mistake!r}") from mistake


def _read(stored: dict[str, Any]) -> State:
    return State(
        interaction=stored["interaction"],
        flow=stored["flow"],
        digest=stored["digest"],
        phase=Phase(stored["phase"]),
        node=stored["node"],
        language=stored["language"],
        names=_values(stored["names"]),
        memory=stored["memory"],
        visits=stored["visits"],
        wait=stored["wait"],
        timers=stored["timers"],
        asks=tuple([(ref, node) for ref, node in stored["asks"]]),
        backlog=tuple([_message_from_json(message) for message in stored["backlog"]]),
        sends=stored["sends"],
        trail=tuple(stored["trail"]),
        interrupted=stored["interrupted"],
        outcome=stored["outcome"],
    )


def _values(stored: dict[str, Any]) -> Mapping[str, Value]:
    """Most values are plain already; only the others are walked."""
    return {
        name: value if value is None or isinstance(value, str | int) else values.from_json(value)
        for name, value in stored.items()
    }


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


def _message_from_json(stored: dict[str, Any]) -> Message:
    return Message(**{**stored, "details": _values(stored["details"])})
