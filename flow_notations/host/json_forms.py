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
    from collections.abc import Iterable, Iterator

CLASS_KEY: Final = "$"
CONTAINERS: Final = frozenset({dict, list, tuple})


class JsonForms:
    """A closed set of dataclasses with their JSON. ``loads(dumps(x)) == x``, lists of raw JSON becoming tuples.

    The library walks what is nested, in both directions, and asks here only for what JSON has not.
    """

    def __init__(self, classes: Iterable[type]) -> None:
        self._classes = {cls.__name__: cls for cls in classes}
        self._fields = {cls: _fields_with_defaults(cls) for cls in self._classes.values()}
        self._encode = json.JSONEncoder(
            ensure_ascii=False, separators=(",", ":"), check_circular=False, default=self._form
        ).encode
        self._decode = json.JSONDecoder(object_hook=self._thing).raw_decode

    def dumps(self, thing: object) -> str:
        """JSON text of one of the classes, or of plain values that hold them."""
        return self._encode(_without_class_keys(thing) if type(thing) in CONTAINERS else thing)

    def loads(self, text: str) -> Any:
        """Read what ``dumps`` wrote. Raises ``UnreadableState`` when it is not that."""
        try:
            thing, end = self._decode(text)
        except (ValueError, TypeError, KeyError, AssertionError, RecursionError) as mistake:
            raise UnreadableState(f"a stored record is not readable: {mistake!r}") from mistake
        if end != len(text):
            raise UnreadableState(f"a stored record is not readable: something follows it at character {end}")
        return tuple(_tuples(thing)) if type(thing) is list else thing

    def _form(self, thing: object) -> object:
        """One level of something that JSON has not: one of the classes, or a flow's date or number."""
        known = self._fields.get(type(thing))
        if known is None:
            return values.to_json(thing)  # type: ignore[arg-type]  # a flow's value
        form: dict[str, object] = {CLASS_KEY: type(thing).__name__}
        for field, default in known:
            item = getattr(thing, field)
            if item is not default and item != default:
                form[field] = _without_class_keys(item) if type(item) in CONTAINERS else item
        return form

    def _thing(self, form: dict[str, Any]) -> Any:
        """What an object is, once everything within it is read."""
        for name, item in form.items():
            if type(item) is list:
                form[name] = tuple(_tuples(item))
        name = form.pop(CLASS_KEY, None)
        if name is not None:
            return self._classes[name](**form)
        if len(form) == 1 and _is_ours(next(iter(form))):
            return values.from_json(form)
        return {_unescaped(key): item for key, item in form.items()}


def _without_class_keys(item: Any) -> object:
    """Records come from customers and services too: a key of theirs never passes for one of ours."""
    if type(item) is dict:
        return {_escaped(str(key)): _without_class_keys(each) for key, each in item.items()}
    return [_without_class_keys(each) for each in item] if type(item) in CONTAINERS else item


def _tuples(things: list[Any]) -> Iterator[Any]:
    return (tuple(_tuples(thing)) if type(thing) is list else thing for thing in things)


def _escaped(key: str) -> str:
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
