"""Frozen dataclasses to JSON text and back, for what the host stores: items, events, effects, messages.

A dataclass is an object whose ``$`` names its class; fields at their defaults are left out, so that a class may grow
fields and old rows still load. Values of flows that JSON has not take the form of ``values.to_json``.
"""

from __future__ import annotations

import json
from dataclasses import MISSING, fields, is_dataclass
from typing import TYPE_CHECKING, Any, Final

from channel_adapter import messages
from flow_notations import effects, events, values
from flow_notations.errors import UnreadableState

if TYPE_CHECKING:
    from collections.abc import Iterable

CLASS_KEY: Final = "$"
ATOMS: Final = frozenset({str, int, bool, float, type(None)})
"""Types that JSON has as they are."""


class JsonForms:
    """A closed set of dataclasses with their JSON. ``loads(dumps(x)) == x``, lists of raw JSON becoming tuples."""

    def __init__(self, classes: Iterable[type]) -> None:
        self._classes = {cls.__name__: cls for cls in classes}
        self._encode = json.JSONEncoder(ensure_ascii=False, separators=(",", ":"), check_circular=False).encode
        self._fields = {cls: (cls.__name__, _fields_with_defaults(cls)) for cls in self._classes.values()}

    def dumps(self, thing: object) -> str:
        """JSON text of one of the classes, or of plain values that hold them."""
        return self._encode(self._plain(thing))

    def loads(self, text: str) -> Any:
        """Read what ``dumps`` wrote. Raises ``UnreadableState`` when it is not that."""
        try:
            return self._thing(json.loads(text))
        except (ValueError, TypeError, KeyError, AssertionError) as mistake:
            raise UnreadableState(f"a stored record is not readable: {mistake!r}") from mistake

    def _plain(self, thing: object) -> object:
        kind = type(thing)
        if kind in ATOMS:
            return thing
        known = self._fields.get(kind)
        if known is not None:
            return self._record(thing, *known)
        if isinstance(thing, tuple | list):
            return [self._plain(item) for item in thing]
        if isinstance(thing, dict):
            return {_escaped(str(key)): self._plain(item) for key, item in thing.items()}
        return values.to_json(thing)  # type: ignore[arg-type]  # what is left are a flow's dates and numbers

    def _record(self, thing: object, name: str, known: tuple[tuple[str, object], ...]) -> dict[str, object]:
        plain: dict[str, object] = {CLASS_KEY: name}
        for field, default in known:
            item = getattr(thing, field)
            if item is default or item == default:
                continue
            plain[field] = item if type(item) in ATOMS else self._plain(item)
        return plain

    def _thing(self, plain: Any) -> Any:
        kind = type(plain)
        if kind is dict:
            return self._object(plain)
        return tuple([self._thing(item) for item in plain]) if kind is list else plain

    def _object(self, plain: dict[str, Any]) -> Any:
        name = plain.pop(CLASS_KEY, None)
        if name is not None:
            things = {field: item if type(item) in ATOMS else self._thing(item) for field, item in plain.items()}
            return self._classes[name](**things)
        if len(plain) == 1 and _is_ours(next(iter(plain))):
            return values.from_json(plain)
        return {_unescaped(key): self._thing(item) for key, item in plain.items()}


def _escaped(key: str) -> str:
    """Records come from customers and services too: a key of theirs never passes for one of ours."""
    return CLASS_KEY + key if key.startswith(CLASS_KEY) else key


def _unescaped(key: str) -> str:
    return key[1:] if key.startswith(CLASS_KEY) else key


def _is_ours(key: str) -> bool:
    return key.startswith(CLASS_KEY) and not key.startswith(CLASS_KEY * 2)


def _fields_with_defaults(cls: type) -> tuple[tuple[str, object], ...]:
    assert is_dataclass(cls)
    return tuple(
        (field.name, field.default_factory() if field.default_factory is not MISSING else field.default)
        for field in fields(cls)
    )


def _dataclasses_of(module: object) -> tuple[type, ...]:
    return tuple(thing for thing in vars(module).values() if isinstance(thing, type) and is_dataclass(thing))


CHANNEL_FORMS: Final = JsonForms(_dataclasses_of(messages))
"""Items and contents of the channel."""

FLOW_FORMS: Final = JsonForms((*_dataclasses_of(events), *_dataclasses_of(effects)))
"""Events and effects of a session."""
