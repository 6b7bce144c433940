"""An answer from outside against the types an author declared: what fits becomes values, what does not is named.

Flows in: JSON as values. Flows out: a record with the declared names alone. A text longer than declared does not fit: cut, an
id would be another's. One without a stated length is cut at the default and reported. Numbers, dates and moments are read from how
services write them. Nothing is guessed.
"""

from __future__ import annotations

from datetime import date, datetime, time, timedelta
from decimal import Decimal
from typing import TYPE_CHECKING, Final
from zoneinfo import ZoneInfo

from flow_notations.expressions import cut
from flow_notations.profile import units
from flow_notations.values import TEXT_CHARACTERS_DEFAULT

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from flow_notations.expressions import Scope
    from flow_notations.values import Type, Value

ITEMS_MAX: Final = 500
"""Items kept of a list; the rest is left out and reported. More is a table, and no conversation."""

SECONDS_MAX: Final = 10**10
"""Longest duration: some 300 years."""


class Misfit(ValueError):
    """What was given is not of the declared type; the message says where."""


def read_given(body: Value, declared: Mapping[str, Type], scope: Scope) -> dict[str, Value]:
    """The declared fields of a record. Raises ``Misfit``. Without an answer's body every field counts as null."""
    record = {} if body is None or not declared else body
    if not isinstance(record, dict):
        raise Misfit(f"a record was expected, not {_called(record)}")
    return {name: read(record.get(name), type_, name, scope) for name, type_ in declared.items()}


def read(value: Value, type_: Type, where: str, scope: Scope) -> Value:
    """One value as its type. Raises ``Misfit``."""
    if value is None:
        if type_.nullable or type_.name in ("any", "null"):
            return None
        raise Misfit(f"'{where}' is missing")
    reader = _READERS.get(type_.name)
    found = value if reader is None else reader(value, type_, where, scope)
    if found is None:
        raise Misfit(f"'{where}' is {_called(value)}, not {type_}")
    return found


def _text(value: Value, type_: Type, where: str, scope: Scope) -> Value:
    if not isinstance(value, str):
        return None
    if type_.length is not None and (long := units(value)) > type_.length:
        raise Misfit(f"'{where}' has {long} characters; {type_} was declared")
    kept = cut(value, TEXT_CHARACTERS_DEFAULT) if type_.length is None else value
    if kept != value:
        scope.cuts.append(f"'{where}' was longer than {TEXT_CHARACTERS_DEFAULT} and was cut")
    return kept


def _number(value: Value, _type: Type, _where: str, _scope: Scope) -> Value:
    return value if isinstance(value, int | Decimal) and not isinstance(value, bool) else None


def _yes_no(value: Value, _type: Type, _where: str, _scope: Scope) -> Value:
    return value if isinstance(value, bool) else None


def _date(value: Value, _type: Type, _where: str, _scope: Scope) -> Value:
    if isinstance(value, date) and not isinstance(value, datetime):
        return value
    return _iso(value, lambda words: date.fromisoformat(words[:10]) if words[10:11] in ("", "T", " ") else None)


def _time(value: Value, _type: Type, _where: str, _scope: Scope) -> Value:
    return (
        value if isinstance(value, time) else _iso(value, lambda words: time.fromisoformat(words).replace(tzinfo=None))
    )


def _datetime(value: Value, _type: Type, _where: str, scope: Scope) -> Value:
    """A moment that names no zone means the centre's."""
    moment = value if isinstance(value, datetime) else _iso(value, datetime.fromisoformat)
    if isinstance(moment, datetime) and moment.tzinfo is None:
        return moment.replace(tzinfo=ZoneInfo(scope.zone)).astimezone(ZoneInfo("UTC"))
    return moment


def _duration(value: Value, _type: Type, _where: str, _scope: Scope) -> Value:
    """Seconds."""
    match value:
        case bool():
            return None
        case int() | Decimal() if -SECONDS_MAX < value < SECONDS_MAX:
            return timedelta(seconds=float(value))
        case timedelta():
            return value
        case _:
            return None


def _list(value: Value, type_: Type, where: str, scope: Scope) -> Value:
    if not isinstance(value, tuple | list):
        return None
    if len(value) > ITEMS_MAX:
        scope.cuts.append(f"'{where}' had {len(value)} items; {ITEMS_MAX} were kept")
    item = type_.item
    kept = value[:ITEMS_MAX]
    return tuple([read(each, item, f"{where}[{place}]", scope) for place, each in enumerate(kept)] if item else kept)


def _record(value: Value, type_: Type, where: str, scope: Scope) -> Value:
    if not isinstance(value, dict):
        return None
    if not type_.fields:
        return value
    return {name: read(value.get(name), inner, f"{where}.{name}", scope) for name, inner in type_.fields.items()}


def _iso(value: Value, parse: Callable[[str], Value]) -> Value:
    try:
        return parse(value.strip()) if isinstance(value, str) else None
    except (ValueError, OverflowError):
        return None


def _called(value: Value) -> str:
    match value:
        case bool():
            return "yes or no"
        case int() | Decimal():
            return "a number"
        case str():
            return "a text"
        case tuple() | list():
            return "a list"
        case dict():
            return "a record"
        case _:
            return type(value).__name__


_READERS: Final[Mapping[str, Callable[[Value, Type, str, Scope], Value]]] = {
    "text": _text,
    "number": _number,
    "yes_no": _yes_no,
    "date": _date,
    "time": _time,
    "datetime": _datetime,
    "duration": _duration,
    "list": _list,
    "record": _record,
}
