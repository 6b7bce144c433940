"""Frozen dataclasses to JSON text and back, for what the host stores: items, events, effects, messages.

A dataclass is an object whose ``$`` names its class; fields at their defaults are left out, so that a class may grow
fields and old rows still load. Values of flows that JSON has not take the form of ``values.to_json``.
"""

from __future__ import annotations

import json
from dataclasses import MISSING, fields, is_dataclass
from json.encoder import encode_basestring as quoted
from operator import attrgetter
from typing import TYPE_CHECKING, Any, Final, TypeAlias

from channel_adapter import messages
from flow_notations import effects, events, values
from flow_notations.errors import UnreadableState

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator

CLASS_KEY: Final = "$"

Writer: TypeAlias = "Callable[[Any], str]"
"""From a thing of one type to its JSON text."""


class JsonForms:
    """A closed set of dataclasses with their JSON. ``loads(dumps(x)) == x``, lists of raw JSON becoming tuples.

    Each class is written by a function of its own, made once: a quarter to a half less work than the library's encoder, which
    makes its machinery anew for each record. To read, the library walks what is nested and asks here only for what JSON has not.
    """

    def __init__(self, classes: Iterable[type]) -> None:
        self._classes = {cls.__name__: cls for cls in classes}
        self._value = json.JSONEncoder(ensure_ascii=False, separators=(",", ":"), default=values.to_json).encode
        self._writers: dict[type, Writer] = {
            str: quoted,
            int: int.__repr__,
            bool: lambda truth: "true" if truth else "false",
            type(None): lambda _: "null",
            dict: self._mapping,
            list: self._sequence,
            tuple: self._sequence,
        }
        self._writers.update({cls: self._writer(cls) for cls in self._classes.values()})
        self._decode = json.JSONDecoder(object_hook=self._thing).raw_decode

    def dumps(self, thing: object) -> str:
        """JSON text of one of the classes, or of plain values that hold them."""
        return self._writers.get(type(thing), self._value)(thing)

    def loads(self, text: str) -> Any:
        """Read what ``dumps`` wrote. Raises ``UnreadableState`` when it is not that."""
        try:
            thing, end = self._decode(text)
        except (ValueError, TypeError, KeyError, AssertionError, RecursionError) as mistake:
            raise UnreadableState(f"a stored record is not readable: {mistake!r}") from mistake
        if end != len(text):
            raise UnreadableState(f"a stored record is not readable: something follows it at character {end}")
        return tuple(_tuples(thing)) if type(thing) is list else thing

    def _writer(self, cls: type) -> Writer:
        """Writes what the fields of a class hold, where that is not their default."""
        start = f'{{"{CLASS_KEY}":"{cls.__name__}"'
        names, defaults = zip(*_fields_with_defaults(cls), strict=True)
        labels = tuple([f',"{name}":' for name in names])
        # One value alone is given bare by its getter; the class key is a second that every class has.
        held: Callable[[Any], tuple[Any, ...]] = attrgetter(*names, "__class__")
        writers, value = self._writers, self._value

        def written(thing: object) -> str:
            text = start
            for label, default, item in zip(labels, defaults, held(thing), strict=False):
                if item is not default and item != default:
                    text += label + writers.get(type(item), value)(item)
            return text + "}"

        return written

    def _mapping(self, items: dict[object, object]) -> str:
        """Records come from customers and services too: a key of theirs never passes for one of ours."""
        writers, value = self._writers, self._value
        pairs = [f"{quoted(_escaped(str(key)))}:{writers.get(type(item), value)(item)}" for key, item in items.items()]
        return f"{{{','.join(pairs)}}}"

    def _sequence(self, items: Iterable[object]) -> str:
        writers, value = self._writers, self._value
        return f"[{','.join([writers.get(type(item), value)(item) for item in items])}]"

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


def _tuples(things: list[Any]) -> Iterator[Any]:
    return (tuple(_tuples(thing)) if type(thing) is list else thing for thing in things)


def _escaped(key: str) -> str:
    return CLASS_KEY + key if key[:1] == CLASS_KEY else key


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
