"""Whether a value that a session holds may stand where another version of its flow expects a type."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta
from decimal import Decimal
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from flow_notations.values import Type, Value

_CLASSES: Final[dict[str, tuple[type, ...]]] = {
    "text": (str,),
    "number": (int, Decimal),
    "yes_no": (bool,),
    "date": (date,),
    "time": (time,),
    "datetime": (datetime,),
    "duration": (timedelta,),
    "list": (tuple,),
    "record": (dict,),
}


def value_fits(value: Value, expected: Type) -> bool:
    """Whether the value is one of this type; lengths and bounds are checked where a value is made, not here."""
    if expected.name == "any":
        return True
    if value is None:
        return expected.nullable
    if not isinstance(value, _CLASSES.get(expected.name, ())):
        return False
    if (isinstance(value, bool) and expected.name != "yes_no") or (
        isinstance(value, datetime) and expected.name == "date"
    ):
        return False
    if isinstance(value, str) and expected.options:
        return value in expected.options
    if isinstance(value, tuple):
        return expected.item is None or all(value_fits(item, expected.item) for item in value)
    if isinstance(value, dict):
        return all(value_fits(value.get(name), wanted) for name, wanted in expected.fields.items())
    return True


def kind_of(value: Value) -> str:
    """What a value is, in a word; never what it says."""
    if value is None:
        return "null"
    if isinstance(value, bool):
        return "yes_no"
    if isinstance(value, datetime):
        return "datetime"
    return next(name for name, classes in _CLASSES.items() if isinstance(value, classes))
