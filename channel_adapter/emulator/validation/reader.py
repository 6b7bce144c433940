"""Reading one JSON object of a request key by key, strictly: what nobody asked for is an unknown key."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Collection

    from channel_adapter.emulator.habits import Unit

INVALID = 100
MISSING = 131008
WRONG_VALUE = 131009

DEPTH_MOST = 64
"""Levels of JSON that are looked at; the deepest real request has about ten."""


class InvalidBodyError(Exception):
    """The request breaks a rule. Never leaves this room: the door turns it into a ``Problem``."""

    def __init__(self, code: int, details: str) -> None:
        super().__init__(details)
        self.code = code
        self.details = details


def length(text: str, unit: Unit) -> int:
    """How long the provider finds a text, in this unit."""
    if unit == "code_points":
        return len(text)
    return len(text.encode("utf-16-le", "surrogatepass")) // 2


def without_nulls(value: object, depth: int = 0) -> object:
    """The same JSON without keys that hold null: they say nothing, and clients in the field send them.

    What lies deeper than ``DEPTH_MOST`` is left out too; no request needs it.
    """
    if depth > DEPTH_MOST:
        return None
    if isinstance(value, dict):
        kept = {key: without_nulls(held, depth + 1) for key, held in value.items()}
        return {key: held for key, held in kept.items() if held is not None}
    if isinstance(value, list):
        return [without_nulls(item, depth + 1) for item in value]
    return value


class Reader:
    """One JSON object, its place in the request, and the keys not yet read."""

    def __init__(self, value: object, place: str, unit: Unit) -> None:
        if not isinstance(value, dict):
            raise InvalidBodyError(INVALID, f"Param {place} must be a JSON object.")
        self._value = value
        self._unread = set(value)
        self.place = place
        self.unit: Unit = unit

    def has(self, key: str) -> bool:
        """Whether the key is there with something in it."""
        return self._value.get(key) is not None

    def any(self, key: str) -> object:
        """The value as it is; ``None`` when absent. For parts that this imitation does not look into."""
        self._unread.discard(key)
        return self._value.get(key)

    def need(self, key: str) -> object:
        """The value of a key that must be there."""
        found = self.any(key)
        if found is None:
            raise InvalidBodyError(MISSING, f"Parameter '{key}' of {self.place} is mandatory")
        return found

    def text(self, key: str, *, most: int, code: int = WRONG_VALUE, name: str | None = None) -> str:
        """A text that must be there, of 1 to ``most`` units, not blank."""
        found = self.need(key)
        name = name or f"{self.place}['{key}']"
        if not isinstance(found, str):
            raise InvalidBodyError(INVALID, f"Param {name} must be a string.")
        measured = length(found, self.unit)
        if not found.strip() or measured > most:
            raise InvalidBodyError(code, f"{name} length invalid. Min length: 1, Max length: {most}, got: {measured}")
        return found

    def text_if_any(self, key: str, *, most: int, name: str | None = None) -> str | None:
        """As ``text``, of a key that may be absent."""
        return self.text(key, most=most, name=name) if self.has(key) else None

    def one_of(self, key: str, allowed: Collection[str]) -> str:
        """A word that must be there and on the list."""
        found = self.need(key)
        if not isinstance(found, str) or found not in allowed:
            raise InvalidBodyError(
                INVALID, f"Param {self.place}['{key}'] must be one of {{{', '.join(allowed)}}} - got {found!r}."
            )
        return found

    def flag(self, key: str) -> None:
        """A boolean, if there."""
        found = self.any(key)
        if found is not None and not isinstance(found, bool):
            raise InvalidBodyError(INVALID, f"Param {self.place}['{key}'] must be a boolean.")

    def degrees(self, key: str, most: float) -> None:
        """A coordinate that must be there; documented as a string, used as a number, accepted as both."""
        found = self.need(key)
        try:
            value = float(found) if isinstance(found, (str, int, float)) and not isinstance(found, bool) else None
        except ValueError:
            value = None
        if value is None or not abs(value) <= most:
            raise InvalidBodyError(WRONG_VALUE, f"{self.place}['{key}'] must be a number of degrees within ±{most}")

    def child(self, key: str) -> Reader:
        """An object that must be there."""
        return Reader(self.need(key), f"{self.place}['{key}']", self.unit)

    def child_if_any(self, key: str) -> Reader | None:
        """An object that may be absent."""
        return self.child(key) if self.has(key) else None

    def children(self, key: str, *, least: int, most: int) -> list[Reader]:
        """A list of objects, of so many items."""
        found = self.need(key)
        if not isinstance(found, list):
            raise InvalidBodyError(INVALID, f"Param {self.place}['{key}'] must be an array.")
        if not least <= len(found) <= most:
            raise InvalidBodyError(
                WRONG_VALUE, f"{self.place}['{key}'] count invalid. Min: {least}, Max: {most}, got: {len(found)}"
            )
        return [Reader(item, f"{self.place}['{key}'][{at}]", self.unit) for at, item in enumerate(found)]

    def finish(self) -> None:
        """Nothing else may stand in this object."""
        if self._unread:
            raise InvalidBodyError(INVALID, f'Unexpected key "{min(self._unread)}" on param "{self.place}".')


def unique(values: list[str], what: str) -> None:
    """No two of these may be equal."""
    if len(set(values)) < len(values):
        raise InvalidBodyError(WRONG_VALUE, f"Duplicated {what}: each {what} must be unique within the message")
